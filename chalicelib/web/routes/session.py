"""Signing in and out through CAS, and who one is; the rules are in the access room, these only pass headers on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.shared.clock import CHINA
from chalicelib.web.reply import Reply, moved, nothing, ok
from chalicelib.web.route import Limit, WebRequest, route
from chalicelib.web.shape import Shape, choice, text, yes_no

if TYPE_CHECKING:
    from chalicelib.access import Redirect
    from chalicelib.people import Person
    from chalicelib.web.needs import Hall

blueprint = Blueprint(__name__)

CALLBACK = "/api/v1/sign-in/callback"
_ARRIVALS = Limit(600, 60)
"""Per address: a whole campus may share one on the first morning of term."""


@route(
    blueprint,
    "/api/v1/sign-in",
    policy=Policy.PUBLIC,
    summary="On to the CAS server, or inside WeCom to WeCom; `return` is the page to come back to",
    query=Shape({"return": text(0, 1000, default="", example="/zh/applications/")}),
    html=True,
    answers={302: None},
)
def start_sign_in(request: WebRequest) -> Reply:
    cookie, agent = request.headers.get("cookie"), str(request.headers.get("user-agent") or "")
    return _redirect(request.hall.access.start_sign_in(request.query["return"], cookie, agent))


@route(
    blueprint,
    CALLBACK,
    policy=Policy.CAS,
    summary="Back from the CAS server with a ticket",
    query=Shape({"ticket": text(1, 256), "state": text(1, 4000)}),
    limit=_ARRIVALS,
    html=True,
    answers={302: None},
    refuses=(401, 403),
)
def finish_sign_in(request: WebRequest) -> Reply:
    ticket, state = request.query["ticket"], request.query["state"]
    cookie, agent = request.headers.get("cookie"), str(request.headers.get("user-agent") or "")
    return _redirect(request.hall.access.finish_sign_in(ticket, state, cookie, agent))


@route(
    blueprint,
    "/api/v1/sign-in/wecom",
    policy=Policy.WECOM,
    summary="Back from WeCom with a code; who is no member there goes on to CAS",
    query=Shape({"code": text(0, 512, default=""), "state": text(1, 128)}),
    limit=_ARRIVALS,
    html=True,
    answers={302: None},
    refuses=(401, 404),
)
def finish_in_wecom(request: WebRequest) -> Reply:
    code, state = request.query["code"], request.query["state"]
    return _redirect(request.hall.access.finish_in_wecom(code, state, request.headers.get("cookie")))


@route(
    blueprint,
    CALLBACK,
    method="POST",
    policy=Policy.CAS,
    summary="The CAS server's single sign-out message; ends the session its ticket opened",
    form=Shape({"logoutRequest": text(1, 32_768)}),
    limit=_ARRIVALS,
    answers={204: None},
)
def end_by_cas(request: WebRequest) -> Reply:
    from chalicelib.access import read_sign_out

    ticket = read_sign_out(urlencode(request.body).encode())
    if ticket:
        request.hall.access.sessions.close_by_ticket(ticket)
    return nothing()


@route(
    blueprint,
    "/api/v1/sign-out",
    method="POST",
    policy=Policy.SIGNED_IN,
    summary="End this session; the page then goes to `location` to sign out at the CAS server too",
    answers={200: "SignedOut"},
)
def sign_out(request: WebRequest) -> Reply:
    left = request.hall.access.sign_out(request.headers.get("cookie"))
    return ok({"location": left.location}).adding(set_cookie=left.set_cookie)


@route(blueprint, "/api/v1/me", policy=Policy.SIGNED_IN, summary="Who I am here", answers={200: "Me"})
def me(request: WebRequest) -> Reply:
    own = {"csrf": request.session.csrf, "counts": request.hall.counts(request.person)}
    return ok(_described(request.person, request.hall) | own)


@route(
    blueprint,
    "/api/v1/me/preferences",
    method="PUT",
    policy=Policy.SIGNED_IN,
    summary="Change how the hall talks to me; what is left out stays",
    body=Shape({"sms": yes_no(default=None), "lang": choice("zh", "en", default=None)}, at_least=1),
    answers={200: "Preferences"},
)
def set_preferences(request: WebRequest) -> Reply:
    person, wished = request.person, request.body
    request.hall.people.set_preferences(person.id, sms=wished["sms"], lang=wished["lang"])
    return ok(
        {
            "sms": person.sms if wished["sms"] is None else wished["sms"],
            "lang": wished["lang"] or person.lang,
        }
    )


def _redirect(redirect: Redirect) -> Reply:
    reply = moved(redirect.location)
    return reply.adding(set_cookie=redirect.set_cookie) if redirect.set_cookie else reply


def _described(person: Person, hall: Hall) -> dict[str, Any]:
    from chalicelib.people import position_title, split_position_key

    today = hall.clock().astimezone(CHINA).date()
    held = [split_position_key(key) for key in person.position_keys(today)]
    units = hall.people.get_units([*person.units.values(), *(unit for _, unit in held)])
    return {
        "id": person.id,
        "name": person.name,
        "category": person.category,
        "units": dict(person.units),
        "unit_names": {kind: units[unit].name for kind, unit in person.units.items() if unit in units},
        "positions": [
            {"role": role, "unit": unit, "title": position_title(role, units[unit])}
            for role, unit in held
            if unit in units
        ],
        "email": person.reach("email"),
        "mobile": person.reach("mobile"),
        "verified": {kind: bool(person.verified(kind)) for kind in ("email", "mobile")},
        "preferences": {"sms": person.sms, "lang": person.lang},
        "favourites": person.favourites,
    }
