"""The services: the whole list (for the portal and campus feeds), one guide, and the form filled in as far as known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.catalogue import UNBUILT, Channel, read_channel, write_channel
from chalicelib.errors import NotFound
from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import LANGS
from chalicelib.web.plain import plain
from chalicelib.web.reply import Reply, cached, ok
from chalicelib.web.route import WebRequest, route
from chalicelib.web.shape import Shape, answers, choice

blueprint = Blueprint(__name__)

_FRESH_SECONDS = 60
_SUMMARY = (
    "code",
    "version",
    "name",
    "summary",
    "owner_unit",
    "archetype",
    "area",
    "themes",
    "audience",
    "aliases",
    "keywords",
    "channel",
    "limit",
    "address",
)
"""What the public sees of a service; form and flow stay inside."""


@route(
    blueprint,
    "/api/v1/services",
    policy=Policy.PUBLIC,
    summary="Every service that is published",
    tags=True,
    answers={200: "Services", 304: None},
)
def list_services(request: WebRequest) -> Reply:
    today = _today(request)
    found = [(service, read_channel(service["channel"])) for service in request.hall.catalogue.current_all()]
    items = [_shown(service, _SUMMARY, today) for service, channel in found if channel.visible_on(today)]
    return cached({"items": items}, _FRESH_SECONDS, request.seen)


@route(
    blueprint,
    "/api/v1/services/{code}",
    policy=Policy.PUBLIC,
    summary="One service with its guide",
    tags=True,
    answers={200: "Service", 304: None},
    refuses=(404,),
)
def view_service(request: WebRequest) -> Reply:
    service, today = request.hall.catalogue.current(request.path["code"]), _today(request)
    if not service.channel.public and service.channel.state_on(today) in UNBUILT:
        raise NotFound  # its owners see it among their services
    return cached(_shown(service, (*_SUMMARY, "guide"), today), _FRESH_SECONDS, request.seen)


@route(
    blueprint,
    "/api/v1/services/{code}/form",
    policy=Policy.SIGNED_IN,
    summary="Its form with what the hall knows about me filled in, my draft, and my last answers",
    answers={200: "Form"},
    refuses=(404, 409),
)
def service_form(request: WebRequest) -> Reply:
    return ok(request.hall.drafts.open_form(request.person, request.path["code"]))


@route(
    blueprint,
    "/api/v1/services/{code}/way",
    method="POST",
    policy=Policy.SIGNED_IN,
    summary="The way an application of mine would take: steps, who acts, by when; with the answers given so far."
    " `picture`: its diagram too, in that language",
    body=Shape({"form": answers(default={}, example={"kind": "sick"}), "picture": choice("", *LANGS, default="")}),
    answers={200: "Way"},
    refuses=(404, 409),
)
def service_way(request: WebRequest) -> Reply:
    asked = (request.path["code"], dict(request.body["form"]), request.body["picture"])
    return ok(request.hall.viewing.service_way(request.person, *asked))


def _shown(service: Any, names: tuple[str, ...], today: date) -> dict[str, Any]:
    """A service or its stored summary, which may hold less. Who tries it out is nobody else's business."""
    if isinstance(service, Mapping):
        found = {name: plain(service[name]) for name in names if name in service}
        channel = read_channel(service["channel"])
    else:
        found = {name: plain(getattr(service, name)) for name in names if hasattr(service, name)}
        channel = service.channel
    return {**found, "channel": _open_channel(channel, today)}


def _open_channel(channel: Channel, today: date) -> dict[str, Any]:
    return {**write_channel(replace(channel, cohort=None)), "state": channel.state_on(today)}


def _today(request: WebRequest) -> date:
    return request.hall.clock().astimezone(CHINA).date()
