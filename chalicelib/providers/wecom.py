"""Cards in WeCom (企业微信): one touch leads to the task. The interface: developer.work.weixin.qq.com, message/send.

WeCom drops a card it had within half an hour, so a lost answer may be tried again.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from chalicelib.errors import DeliveryRefused
from chalicelib.providers.wecom_api import WecomApi, refusal
from chalicelib.shared.letter import Letter

NOBODY = frozenset({40003, 81013, 60111})
"""The person is no member, or may not see the application."""


class WecomSender:
    """Sends as application `agent` of the corporation `corp`; `clock` counts seconds."""

    def __init__(
        self, url: str, corp: str, agent: int, secret: str, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._agent, self._api = agent, WecomApi(url, corp, secret, clock=clock)

    def send(self, letter: Letter) -> str:
        """To one user id; the message id comes back. A person WeCom does not know is refused as ``invaliduser``."""
        body = {
            "touser": letter.to,
            "msgtype": "textcard",
            "agentid": self._agent,
            "textcard": {
                "title": letter.subject,
                "description": letter.text,
                "url": letter.link,
                "btntxt": "Open" if letter.lang == "en" else "查看",
            },
            "enable_duplicate_check": 1,
            "duplicate_check_interval": 1800,
        }
        answer = self._api.ask("POST", "/cgi-bin/message/send", {}, body)
        code = answer.get("errcode")
        if code in NOBODY or (code == 0 and letter.to in str(answer.get("invaliduser") or "").split("|")):
            raise DeliveryRefused(extra={"reason": "invaliduser"})
        if code != 0:
            raise refusal(code)
        return str(answer.get("msgid", ""))
