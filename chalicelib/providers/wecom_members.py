"""Who has opened the hall inside WeCom: a code from its browser against a member's user id, asked by the server.

The interface: developer.work.weixin.qq.com, auth/getuserinfo. A code is good once and for five minutes.
"""

from __future__ import annotations

import re

from chalicelib.errors import DeliveryRefused
from chalicelib.providers.wecom_api import WecomApi, refusal

BAD_CODE = frozenset({40029, 42003, 50001, 50002})
"""The code is wrong, over or used; the redirect's domain or the member is not one of the application's."""
_CODE = re.compile(r"[A-Za-z0-9_-]{1,512}")
_USER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")


class WecomMembers:
    def __init__(self, api: WecomApi) -> None:
        self._api = api

    def identify(self, code: str) -> str:
        """The member's user id, or "" for somebody who is none (WeCom then tells an open id only) and for a code that
        is no good. Raises `Temporary` (no answer, or WeCom is busy)."""
        if not _CODE.fullmatch(code):
            return ""
        try:
            answer = self._api.ask("GET", "/cgi-bin/auth/getuserinfo", {"code": code})
            if answer.get("errcode") not in {0, *BAD_CODE}:
                raise refusal(answer.get("errcode"))
        except DeliveryRefused:  # settings that are wrong are no reason to keep anybody out: CAS is there
            return ""
        user = str(answer.get("userid") or answer.get("UserId") or "") if answer.get("errcode") == 0 else ""
        return user if _USER.fullmatch(user) else ""
