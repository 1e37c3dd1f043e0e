"""Reading the two XML messages a CAS server sends: the answer to a ticket, and the notice that somebody signed out.

Both come from outside, so a document type declaration (the way in for entity bombs and for reading local files) is
refused by defusedxml before anything is expanded, and whatever is not as the CAS 3.0 protocol says is no sign-in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from chalicelib.errors import NotSignedIn, Temporary
from chalicelib.shared.text import Text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LONGEST = 256 * 1024
"""Bytes of one message; a person's attributes take a few hundred."""

_CAS = "{http://www.yale.edu/tp/cas}"
_SAMLP = "{urn:oasis:names:tc:SAML:2.0:protocol}"


class CasRefused(NotSignedIn):
    """The CAS server did not vouch for this sign-in, or its answer cannot be believed. Signing in again may help."""

    code = "sign_in_refused"
    title = Text("登录未成功，请重新登录", "Sign-in did not succeed; please sign in again")


def read_answer(body: bytes) -> tuple[str, dict[str, tuple[str, ...]]]:
    """User name and attributes (by the server's names) of a ``serviceResponse``.

    Raises `CasRefused` when the server refuses the ticket or the message is not to be trusted, `Temporary` when the
    server says that it is in trouble itself.
    """
    root = _parse(body)
    if root is None or root.tag != f"{_CAS}serviceResponse" or len(root) != 1:
        raise CasRefused()
    answer = root[0]
    if answer.tag == f"{_CAS}authenticationFailure" and answer.get("code") == "INTERNAL_ERROR":
        raise Temporary()
    users = answer.findall(f"{_CAS}user")
    # A proxy ticket would mean that another application signs in on somebody's behalf: never here.
    if answer.tag != f"{_CAS}authenticationSuccess" or len(users) != 1 or answer.find(f"{_CAS}proxies") is not None:
        raise CasRefused(extra={"cas": answer.get("code", "")})
    user = (users[0].text or "").strip()
    if not user or len(users[0]):
        raise CasRefused()
    return user, _attributes(answer)


def read_sign_out(body: bytes) -> str | None:
    """The service ticket whose session a CAS server's POST (form field ``logoutRequest``) ends; None if it is none."""
    if len(body) > LONGEST:
        return None
    values = parse_qs(body.decode("utf-8", "replace")).get("logoutRequest", [])
    root = _parse(values[0].encode()) if len(values) == 1 else None
    if root is None or root.tag != f"{_SAMLP}LogoutRequest":
        return None
    return (root.findtext(f"{_SAMLP}SessionIndex") or "").strip() or None


def parse_attribute_map(text: str) -> Mapping[str, tuple[str, ...]]:
    """Read ``"id=uid|employeeNumber; name=cn"``: ours = the server's names, first one present counts.

    Raises `ValueError` on anything else, so that a wrong setting stops the start and not a sign-in.
    """
    result = {}
    for entry in filter(None, (part.strip() for part in text.split(";"))):
        ours, equals, theirs = entry.partition("=")
        names = tuple(name.strip() for name in theirs.split("|"))
        if not equals or not ours.strip() or not all(names):
            raise ValueError(f"attribute map: expected ours=theirs|theirs, got {entry!r}")
        result[ours.strip()] = names
    return result


def _parse(body: bytes) -> Element | None:
    # Imported here: 18 ms that only a sign-in or sign-out has to pay, not every cold start.
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        return fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None


def _attributes(answer: Element) -> dict[str, tuple[str, ...]]:
    """CAS 3.0's ``<cas:uid>…</cas:uid>``, and older vendors' ``<cas:attribute name="uid" value="…"/>``."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in answer.findall(f"{_CAS}attributes/*"):
        name, value = entry.tag.removeprefix(_CAS), entry.text or ""
        if name == "attribute" and entry.get("name"):
            name, value = entry.get("name", ""), entry.get("value") or value
        if value.strip():
            found[name] = (*found.get(name, ()), value.strip())
    return found
