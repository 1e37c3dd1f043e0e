"""What is my own here: what is known of me, how I am reached, where I am signed in, the phrases I decide with."""

from __future__ import annotations

from typing import Any

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.errors import InvalidRequest
from chalicelib.shared.clock import stamp
from chalicelib.web.reply import Reply, created, nothing, ok
from chalicelib.web.route import Limit, WebRequest, route
from chalicelib.web.shape import Shape, choice, text

blueprint = Blueprint(__name__)

PROFILE = "/api/v1/me/profile"
CONTACTS = "/api/v1/me/contacts"
SESSIONS = "/api/v1/me/sessions"
PHRASES = "/api/v1/me/phrases"
_TRIES = Limit(30, 600)


@route(
    blueprint,
    PROFILE,
    policy=Policy.SIGNED_IN,
    summary="What the hall knows of me, by the records it comes from, with who corrects them; and how I am reached",
    answers={200: "Profile"},
)
def view_profile(request: WebRequest) -> Reply:
    person, hall = request.person, request.hall
    return ok({"records": hall.profile(person), "contacts": hall.contacts.view(person)})


@route(
    blueprint,
    CONTACTS,
    method="POST",
    policy=Policy.SIGNED_IN,
    summary="Send a six-digit code to an address of mine; the same address again within a minute is the same code",
    body=Shape({"kind": choice("email", "mobile"), "address": text(1, 300, example="name@example.org")}),
    limit=_TRIES,
    answers={201: "ContactWaiting"},
    refuses=(404, 422),
)
def begin_contact(request: WebRequest) -> Reply:
    made = request.hall.contacts.begin(request.person, request.body["kind"], request.body["address"])
    return created(made, f"{CONTACTS}/{made['id']}/confirmation")


@route(
    blueprint,
    CONTACTS + "/{contact}/confirmation",
    method="POST",
    policy=Policy.SIGNED_IN,
    summary="The code that came there; from now on I am reached at this address, and the one before is told",
    body=Shape({"code": text(1, 20, example="274016")}),
    limit=_TRIES,
    answers={200: "Contacts"},
    refuses=(404, 422),
)
def confirm_contact(request: WebRequest) -> Reply:
    return ok(request.hall.contacts.confirm(request.person, request.path["contact"], request.body["code"]))


@route(
    blueprint,
    CONTACTS + "/{contact}",
    method="DELETE",
    policy=Policy.SIGNED_IN,
    summary="Use my own `email` or `mobile` no more, but what the university knows",
    limit=_TRIES,
    answers={200: "Contacts"},
    refuses=(404,),
    samples={"contact": "email"},
)
def remove_contact(request: WebRequest) -> Reply:
    return ok(request.hall.contacts.remove(request.person, request.path["contact"]))


@route(
    blueprint,
    SESSIONS,
    policy=Policy.SIGNED_IN,
    summary="Where I am signed in, the session used last first",
    answers={200: "Sessions"},
)
def list_sessions(request: WebRequest) -> Reply:
    found = request.hall.access.sessions.open_ones(request.person.id)
    return ok({"items": [_session(one, device, request.session.id) for one, device in found]})


@route(
    blueprint,
    SESSIONS,
    method="DELETE",
    policy=Policy.SIGNED_IN,
    summary="Sign out everywhere but here",
    answers={204: None},
)
def end_others(request: WebRequest) -> Reply:
    request.hall.access.sessions.close_all(request.person.id, request.session.id)
    return nothing()


@route(
    blueprint,
    SESSIONS + "/{session}",
    method="DELETE",
    policy=Policy.SIGNED_IN,
    summary="Sign out there; once more is no change",
    answers={204: None},
)
def end_session(request: WebRequest) -> Reply:
    request.hall.access.sessions.close_one(request.person.id, request.path["session"])
    return nothing()


@route(
    blueprint,
    PHRASES,
    policy=Policy.SIGNED_IN,
    summary="The phrases I keep for opinions, newest first",
    answers={200: "Phrases"},
)
def list_phrases(request: WebRequest) -> Reply:
    return ok({"items": request.hall.people.phrases(request.person.id)})


@route(
    blueprint,
    PHRASES,
    method="POST",
    policy=Policy.SIGNED_IN,
    summary="Keep a phrase; one that is kept moves to the front",
    body=Shape({"text": text(1, 200, example="同意")}),
    answers={200: "Phrases"},
    refuses=(409,),
)
def add_phrase(request: WebRequest) -> Reply:
    wanted = request.body["text"].strip()
    if not wanted:
        raise InvalidRequest()
    return ok({"items": request.hall.people.add_phrase(request.person.id, wanted)})


@route(
    blueprint,
    PHRASES + "/{phrase}",
    method="DELETE",
    policy=Policy.SIGNED_IN,
    summary="Keep a phrase no more",
    answers={200: "Phrases"},
    refuses=(409,),
)
def remove_phrase(request: WebRequest) -> Reply:
    return ok({"items": request.hall.people.remove_phrase(request.person.id, request.path["phrase"])})


def _session(one: Any, device: str, here: str) -> dict[str, Any]:
    return {
        "id": one.id,
        "device": device,
        "opened_at": stamp(one.opened_at),
        "seen_at": stamp(one.seen_at),
        "here": one.id == here,
    }
