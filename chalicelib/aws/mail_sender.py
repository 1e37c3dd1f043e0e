"""Mail through SES."""

from __future__ import annotations

import re
from email.header import Header
from email.utils import formataddr
from typing import Any

from chalicelib.aws.answers import telling
from chalicelib.aws.clients import Clients
from chalicelib.shared.letter import Letter
from chalicelib.shared.mail_address import check_mail

_TAG = re.compile(r"[^A-Za-z0-9_-]")
_TAG_LENGTH = 256


class MailSender:
    """Sends from `sender` (a bare address), shown with `name`. `events` is the SES configuration set that reports what
    became of each mail; "" for none."""

    def __init__(self, clients: Clients, sender: str, name: str = "", events: str = "") -> None:
        self._clients = clients
        self._source = formataddr((Header(name, "utf-8").encode() if name else "", sender))
        self._events: dict[str, Any] = {"ConfigurationSetName": events} if events else {}

    def send(self, letter: Letter) -> str:
        """Hand one mail to SES and return its message id. SES tries once.

        Tags come back with what SES reports; it takes only ASCII letters, digits, ``_`` and ``-`` in them. Raises
        `Temporary`, `Unconfirmed`, `DeliveryRefused`; the last also for an address or subject no mail may carry.
        """
        check_mail(letter.to, letter.subject)
        tags = {"message": letter.message, "reference": letter.reference}
        with telling():
            answer = self._clients.ses.send_email(
                Source=self._source,
                Destination={"ToAddresses": [letter.to]},
                Message={
                    "Subject": {"Data": letter.subject, "Charset": "UTF-8"},
                    "Body": {
                        "Text": {"Data": letter.text, "Charset": "UTF-8"},
                        "Html": {"Data": letter.html, "Charset": "UTF-8"},
                    },
                },
                Tags=[{"Name": name, "Value": _tag(value)} for name, value in tags.items() if value],
                **self._events,
            )
            return answer["MessageId"]


def _tag(text: str) -> str:
    return _TAG.sub("_", text)[:_TAG_LENGTH]
