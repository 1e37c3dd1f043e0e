"""Who may do what: the words routes use to say it. A route without one of these words is refused (PROMISES R40).

A policy is checked in two places. `check_session` (here) knows only whether somebody is signed in; whether this person
is *the* applicant or *a* handler of *this* application is known to the room that holds the record, and checked there
after the record was read. Somebody else's application answers `NotFound`, never "not allowed": existence is private.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from chalicelib.access.sessions import Session
from chalicelib.errors import NotAllowed, NotSignedIn


class Policy(StrEnum):
    """The vocabulary; what each word means is in `MEANING`."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    APPLICANT = "applicant"
    HANDLER = "handler"
    INVOLVED = "involved"
    ADMINISTRATOR = "administrator"
    EDITOR = "editor"
    HALL_RUNNER = "hall_runner"
    REGISTER_READER = "register_reader"
    REGISTER_KEEPER = "register_keeper"
    ROSTER_READER = "roster_reader"
    ROSTER_KEEPER = "roster_keeper"
    LINK = "link"
    QUERY_CODE = "query_code"
    CAS = "cas"
    WECOM = "wecom"
    PROVIDER = "provider"
    EXPORTER = "exporter"
    NOTIFIER = "notifier"
    WEBHOOK_KEEPER = "webhook_keeper"
    FEED_READER = "feed_reader"
    OUTSIDE_SENDER = "outside_sender"
    CERTIFICATE_KEEPER = "certificate_keeper"
    CERTIFICATE_READER = "certificate_reader"
    CERTIFICATE_CODE = "certificate_code"
    COUNTER_CLERK = "counter_clerk"
    TICKET = "ticket"
    HALL_DEVICE = "hall_device"
    KIOSK = "kiosk"
    HALL_HELPER = "hall_helper"


MEANING: Mapping[Policy, str] = MappingProxyType(
    {
        Policy.PUBLIC: "Anybody, signed in or not; the answer holds nothing about a person.",
        Policy.SIGNED_IN: "Any person with a live session; sees and changes only what is their own.",
        Policy.APPLICANT: "The person whose application it is.",
        Policy.HANDLER: "A person who holds an open task of the application, by name or by position, today.",
        Policy.INVOLVED: "The applicant, who holds or decided a task or got a copy, an administrator.",
        Policy.ADMINISTRATOR: "A head or deputy, today, of the department that owns the service, or the coordinator.",
        Policy.EDITOR: "A head or officer, today, of the department that owns the service, or who runs the hall.",
        Policy.HALL_RUNNER: "Who runs the hall, today: the coordinator, the technical administrator.",
        Policy.REGISTER_READER: "Whom a register's definition lets read it, row by row: own rows, own unit or project.",
        Policy.REGISTER_KEEPER: "An officer, head or deputy, today, of the unit that owns the register; keeps it.",
        Policy.ROSTER_READER: "A head or officer, today, of any unit, or who runs the hall; sees rosters only.",
        Policy.ROSTER_KEEPER: "A head or officer, today, of the department that keeps the role; changes its own.",
        Policy.LINK: "Whoever holds a live progress link: one application, reading only, nothing private.",
        Policy.QUERY_CODE: "Whoever knows an application's number and query code: as LINK, attempts are rate-limited.",
        Policy.CAS: "The CAS server, which proves itself by a service ticket that only it and the hall know.",
        Policy.WECOM: "WeCom's own browser, with a code that only WeCom can read and a state the hall gave out, once.",
        Policy.PROVIDER: "A provider of messages, which proves itself by a signature over time and body.",
        Policy.NOTIFIER: "A system with its department's key for notices, or who speaks for the department, signed in.",
        Policy.EXPORTER: "A system with its department's key for exports, or who administers the services, signed in.",
        Policy.FEED_READER: "The campus portal, with a key that who runs the hall made; a person, for their own part.",
        Policy.OUTSIDE_SENDER: "A system with its department's key for outside cases, or who leads the department.",
        Policy.WEBHOOK_KEEPER: "Who leads the department, signed in, or a system with its key for webhooks.",
        Policy.CERTIFICATE_KEEPER: "A head, deputy or officer, today, of the unit that issued the certificate.",
        Policy.CERTIFICATE_READER: "As INVOLVED, and as CERTIFICATE_KEEPER: whoever may open the document.",
        Policy.CERTIFICATE_CODE: "Whoever has a certificate's code: masked name, days, state; tries are rate-limited.",
        Policy.COUNTER_CLERK: "A head or officer, today, of a department that serves at the counter; its own days.",
        Policy.TICKET: "Whoever holds a ticket's link: its number, its place in the line; nothing of a person.",
        Policy.KIOSK: "A kiosk with the hall's key for printing, and a person's print code; nobody who is signed in.",
        Policy.HALL_DEVICE: "A kiosk, board or pad with the hall's key; who serves in that hall, signed in.",
        Policy.HALL_HELPER: "A helper of the hall, today, by its department's roster; who serves in it. Nobody's name.",
    }
)

_WITHOUT_SESSION = frozenset(
    {
        Policy.PUBLIC,
        Policy.LINK,
        Policy.TICKET,
        Policy.QUERY_CODE,
        Policy.CERTIFICATE_CODE,
        Policy.CAS,
        Policy.WECOM,
        Policy.PROVIDER,
    }
)
_WITH_SESSION = frozenset(Policy) - _WITHOUT_SESSION

BY_KEY: Mapping[Policy, str] = MappingProxyType(
    {Policy.EXPORTER: "exports", Policy.NOTIFIER: "notices", Policy.WEBHOOK_KEEPER: "webhooks"}
    | {Policy.FEED_READER: "feeds", Policy.OUTSIDE_SENDER: "cases", Policy.HALL_DEVICE: "devices"}
    | {Policy.KIOSK: "prints"}
)
"""Policies that take an API key in place of a session, and the action the key must be good for. Under every other
policy an Authorization header is nothing."""


def needs_session(policy: Policy) -> bool:
    """Whether a route under `policy` reads the session cookie; such a route also needs the CSRF check on changes."""
    return policy in _WITH_SESSION


def check_session(policy: Policy | None, session: Session | None) -> None:
    """Let pass, or raise `NotSignedIn` (no live session where one is needed) or `NotAllowed` (no such policy)."""
    if policy in _WITHOUT_SESSION:
        return
    if policy not in _WITH_SESSION:
        raise NotAllowed()
    if session is None:
        raise NotSignedIn()
