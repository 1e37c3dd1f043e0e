"""Mail through SES."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.header import Header
from email.utils import formataddr

from chalicelib.aws.answers import telling
from chalicelib.aws.clients import Clients
from chalicelib.errors import DeliveryRefused

ADDRESS = re.compile(r"[^\s@,;:<>()\[\]\"\\]+@[^\s@,;:<>()\[\]\"\\]+")
"""One plain address. Rosters hold no others, and anything more could smuggle in a second recipient."""
_TAG = re.compile(r"[^A-Za-z0-9_-]")
_TAG_LENGTH = 256
_LINE_BREAK = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")


class MailSender:
    """Sends from `sender` (a bare address), shown with `name`."""

    def __init__(self, clients: Clients, sender: str, name: str = "") -> None:
        self._clients = clients
        self._source = formataddr((Header(name, "utf-8").encode() if name else "", sender))

    def send(self, to: str, subject: str, text: str, html: str, tags: Mapping[str, str] | None = None) -> str:
        """Hand one mail to SES and return its message id. SES tries once.

        `tags` come back with bounces; SES takes only ASCII letters, digits, ``_`` and ``-`` in them. Raises
        `Temporary`, `Unconfirmed`, `DeliveryRefused`; the last also for an address or subject no mail may carry.
        """
        if not ADDRESS.fullmatch(to):
            raise DeliveryRefused(extra={"reason": "bad_address"})
        if _LINE_BREAK.search(subject):
            raise DeliveryRefused(extra={"reason": "bad_subject"})
        with telling():
            answer = self._clients.ses.send_email(
                Source=self._source,
                Destination={"ToAddresses": [to]},
                Message={
                    "Subject": {"Data": subject, "Charset": "UTF-8"},
                    "Body": {
                        "Text": {"Data": text, "Charset": "UTF-8"},
                        "Html": {"Data": html, "Charset": "UTF-8"},
                    },
                },
                Tags=[{"Name": _tag(name), "Value": _tag(value)} for name, value in (tags or {}).items()],
            )
            return answer["MessageId"]


def _tag(text: str) -> str:
    return _TAG.sub("_", text)[:_TAG_LENGTH]
