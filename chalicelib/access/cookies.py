"""The hall's two cookies, written and read. No library: `http.cookies` gives up at the first odd neighbour's cookie.

The session cookie lasts as long as the browser is open, so that a computer room's next user is not signed in; the
server ends the session earlier by its own clock. Under https the name carries ``__Host-``, which makes browsers refuse
the cookie from any other host or path (ASVS 3.3.1-3.3.3).
"""

from __future__ import annotations

from chalicelib.settings import Settings

_SESSION = "hall"
_BROWSER = "hall-browser"
_LONGEST = 16_384


def session_cookie_name(settings: Settings) -> str:
    return _name(settings, _SESSION)


def session_cookie(settings: Settings, value: str) -> str:
    """The ``Set-Cookie`` header's value that gives the browser its session."""
    return _cookie(settings, _SESSION, value)


def no_session_cookie(settings: Settings) -> str:
    """The ``Set-Cookie`` header's value that takes it away again."""
    return _cookie(settings, _SESSION, "") + "; Max-Age=0"


def read_session_cookie(settings: Settings, header: str | None) -> str:
    """The session cookie's value in a request's ``Cookie`` header; empty if there is none."""
    return _read(header, _name(settings, _SESSION))


def browser_cookie(settings: Settings, value: str) -> str:
    """``Set-Cookie`` for the random value that ties a sign-in to the browser that began it (see `return_state`)."""
    return _cookie(settings, _BROWSER, value)


def read_browser_cookie(settings: Settings, header: str | None) -> str:
    return _read(header, _name(settings, _BROWSER))


def _name(settings: Settings, name: str) -> str:
    return f"__Host-{name}" if settings.secure else name


def _cookie(settings: Settings, name: str, value: str) -> str:
    secure = "; Secure" if settings.secure else ""
    return f"{_name(settings, name)}={value}; Path=/; HttpOnly; SameSite=Lax{secure}"


def _read(header: str | None, name: str) -> str:
    for part in (header or "")[:_LONGEST].split(";"):
        key, equals, value = part.partition("=")
        if equals and key.strip() == name:
            return value.strip()
    return ""
