"""A page whose API says what a test has it say."""

from __future__ import annotations

import json
import re
from typing import Any

from chalicelib.web.plain import dumps


class Api:
    """Answers addresses by pattern, and keeps what was sent to them."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.sent: list[tuple[str, str, Any]] = []

    def says(self, pattern: str, answer: Any, status: int = 200) -> None:
        def act(route: Any) -> None:
            request = route.request
            told = json.loads(request.post_data) if request.post_data and "{" in request.post_data[:1] else None
            self.sent.append((request.method, request.url.partition("/api/v1/")[2], told))
            found = answer() if callable(answer) else answer
            route.fulfill(status=status, content_type="application/json", body=dumps(found))

        self.page.route(re.compile(pattern), act)
