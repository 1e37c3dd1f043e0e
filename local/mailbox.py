"""Every mail, SMS and WeCom card of the local hall, newest first: ``/local/mailbox``, as data ``/local/mailbox.json``.

The emulators keep what SES and SNS accepted, the stand-ins of `local.providers` the rest; this only shows it. The page
refreshes itself, has no scripts, and lists a mail's text with its links ready to click; the HTML form of a mail opens
on a page of its own that can run nothing.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import urllib3

from local.http import Request, Response
from local.stand_in import Received

MOUNT = "/local/mailbox"
LINK = re.compile(r"https?://[^\s<>\"'，。）】]+")
SAFE_MAIL = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox "
    "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)
PAGE_POLICY = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
CSS = """
:root{color-scheme:light dark;font:16px/1.5 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
body{max-width:52rem;margin:0 auto;padding:1rem}
h1{font-size:1.3rem}
form{display:flex;gap:.5rem;margin:0 0 1rem}
input,button{font:inherit;padding:.4rem .7rem;min-height:44px}
input{flex:1}
article{border:1px solid #8886;border-radius:10px;padding:.8rem 1rem;margin:0 0 1rem}
h2{font-size:1.05rem;margin:0 0 .3rem}
p{margin:0 0 .4rem}
.about{opacity:.75;font-size:.9rem}
.sms{border-left:4px solid #0a6b4f}
.wecom{border-left:4px solid #b7791f}
.mail{border-left:4px solid #2b6cb0}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;margin:.5rem 0 0}
a{color:inherit;text-decoration:underline}
"""


NOTHING = "<p>还没有发出任何消息。 Nothing was sent yet.</p>"


@dataclass(frozen=True)
class Letter:
    """One thing sent: `kind` is ``mail``, ``sms`` or ``wecom``; `at` is RFC 3339 in UTC; only a mail has `html`."""

    id: str
    kind: str
    to: str
    subject: str
    text: str
    html: str
    at: str


class Mailbox:
    """A part of the local gateway; `letters` is also what tests ask.

    MiniStack does not say when it took an SMS: the moment one is first seen stands in, so look after every delivery.
    Those moments are kept in the file `seen`, as the messages outlive a restart.
    """

    def __init__(
        self,
        endpoint: str,
        backend: str,
        seen: Path | None = None,
        received: Callable[[], list[Received]] = list,
    ) -> None:
        self.endpoint, self.backend, self.seen, self.received = endpoint, backend, seen, received
        self.times: dict[str, float] = json.loads(seen.read_text()) if seen and seen.exists() else {}
        self.lock = threading.Lock()
        self.http = urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(connect=2, read=10))

    def letters(self) -> list[Letter]:
        """Everything sent so far, newest first."""
        mails, texts = self._moto() if self.backend == "moto" else self._ministack()
        self._note([text for text in texts if "Timestamp" not in text])
        found = (
            [
                Letter(
                    mail["MessageId"],
                    "mail",
                    ", ".join(mail.get("To", [])),
                    mail.get("Subject") or "",
                    mail.get("BodyText") or "",
                    mail.get("BodyHtml") or "",
                    _time(mail.get("Timestamp")),
                )
                for mail in mails
            ]
            + [
                Letter(
                    text["MessageId"],
                    "sms",
                    text["PhoneNumber"],
                    "",
                    text["Message"],
                    "",
                    _time(text.get("Timestamp") or self.times.get(text["MessageId"])),
                )
                for text in texts
            ]
            + [Letter(one.id, one.kind, one.to, one.subject, _plain(one), one.html, one.at) for one in self.received()]
        )
        return [letter for _, letter in sorted(enumerate(found), key=lambda pair: (pair[1].at, pair[0]), reverse=True)]

    def _note(self, texts: list[dict[str, Any]]) -> None:
        with self.lock:
            fresh = [text["MessageId"] for text in texts if text["MessageId"] not in self.times]
            self.times |= dict.fromkeys(fresh, time.time())
            if fresh and self.seen:
                self.seen.write_text(json.dumps(self.times))

    def _get(self, path: str) -> Any:
        return json.loads(self.http.request("GET", self.endpoint + path).data)

    def _moto(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        found = self._get("/_hall/mailbox")
        return found["mails"], found["texts"]

    def _ministack(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        mails = self._get("/_ministack/ses/messages")["messages"]
        texts = self._get("/_ministack/sns/sms-messages")["sms_messages"]
        return (
            [mail for account in mails.values() for mail in account],
            [{"PhoneNumber": number, **text} for number, sent in texts.items() for text in sent],
        )

    def __call__(self, request: Request) -> Response:
        below = request.path[len(MOUNT) :].strip("/")
        if request.method not in ("GET", "HEAD"):
            return Response(405, [("Allow", "GET, HEAD")])
        wanted = parse_qs(request.query).get("to", [""])[0].strip()
        if below == "style.css":
            return Response(200, [("Content-Type", "text/css; charset=utf-8")], CSS.encode())
        letters = [letter for letter in self.letters() if wanted in letter.to]
        if below in (".json", "json"):
            body = json.dumps({"letters": [asdict(letter) for letter in letters]}, ensure_ascii=False)
            return Response(200, [("Content-Type", "application/json; charset=utf-8"), *_private()], body.encode())
        if below:
            return _one(below, letters)
        page = _page(letters, wanted)
        return Response(
            200,
            [("Content-Type", "text/html; charset=utf-8"), *_private(), ("Content-Security-Policy", PAGE_POLICY)],
            page.encode(),
        )


def _plain(one: Received) -> str:
    """What a phone would show: a card's lines and where a touch on it leads."""
    if one.kind != "wecom":
        return one.text
    lines = unescape(re.sub(r"<[^>]*>", "\n", one.text)).split("\n")
    return "\n".join([*(line.strip() for line in lines if line.strip()), one.link])


def _private() -> list[tuple[str, str]]:
    return [("Cache-Control", "no-store")]


def _time(value: Any) -> str:
    """RFC 3339 in UTC from either emulator's notion of a time."""
    moment = datetime.fromtimestamp(value, UTC) if isinstance(value, float) else datetime.fromisoformat(value)
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _one(which: str, letters: list[Letter]) -> Response:
    """The HTML form of one mail, unable to run or load anything."""
    found = next((letter for letter in letters if letter.id == which and letter.html), None)
    if found is None:
        return Response(404, [("Content-Type", "text/plain; charset=utf-8")], "没有这封邮件 / No such mail".encode())
    return Response(
        200,
        [("Content-Type", "text/html; charset=utf-8"), *_private(), ("Content-Security-Policy", SAFE_MAIL)],
        found.html.encode(),
    )


def _linked(text: str) -> str:
    """`text` as HTML with its links clickable."""
    parts, last = [], 0
    for found in LINK.finditer(text):
        url = escape(found[0])
        parts += [escape(text[last : found.start()]), f'<a href="{url}">{url}</a>']
        last = found.end()
    return "".join([*parts, escape(text[last:])])


def _article(letter: Letter) -> str:
    title = "短信 SMS" if letter.kind == "sms" else escape(letter.subject)
    if letter.kind == "wecom":
        title = f"企业微信 WeCom · {title}"
    if letter.kind == "webhook":
        title = f"推送 Webhook · {title}"
    more = f'<p><a href="{MOUNT}/{escape(letter.id)}">HTML 版 / HTML version</a></p>' if letter.html else ""
    return (
        f'<article class="{letter.kind}"><h2>{title}</h2>'
        f'<p class="about">{escape(letter.to)} · {escape(letter.at)}</p>'
        f"{more}<pre>{_linked(letter.text)}</pre></article>"
    )


def _page(letters: list[Letter], wanted: str) -> str:
    listed = "".join(_article(letter) for letter in letters[:200]) or NOTHING
    return (
        '<!doctype html><html lang="zh"><head><meta charset="utf-8"><meta http-equiv="refresh" content="5">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><title>发件箱 · Mailbox</title>'
        f'<link rel="stylesheet" href="{MOUNT}/style.css"></head><body><h1>本机发出的消息 · Messages sent '
        f'({len(letters)})</h1><form action="{MOUNT}"><input name="to" aria-label="收件人 / Recipient" '
        f'placeholder="收件人 / Recipient" value="{escape(wanted)}"><button>筛选 / Filter</button></form>{listed}'
        "</body></html>"
    )
