"""Progress without sign-in, reading only (PROMISES R35, R36): by link, or by number and query code.

The pages need no JavaScript. Jinja2 is imported only when one is drawn, so that the JSON routes start without it.
"""

from __future__ import annotations

from typing import Any

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, moved, ok, page
from chalicelib.web.route import WebRequest, route
from chalicelib.web.shape import Shape, choice, text

blueprint = Blueprint(__name__)

# Loose on purpose: people type spaces, lower case and full-width digits; the room reads them all.
_NUMBER_AND_CODE = {"number": text(1, 40, example="20261123-004217"), "code": text(1, 40, example="7KD3FM")}
_LANG = {"lang": choice("zh", "en", default=None)}


@route(
    blueprint,
    "/api/v1/progress-queries",
    method="POST",
    policy=Policy.QUERY_CODE,
    summary="The progress of the application with this number and query code",
    body=Shape(_NUMBER_AND_CODE),
    answers={200: "Progress"},
    refuses=(404, 429),
)
def query_progress(request: WebRequest) -> Reply:
    return ok(request.hall.progress_by_number(request.body["number"], request.body["code"], request.ip))


@route(
    blueprint,
    "/p/query",
    method="POST",
    policy=Policy.QUERY_CODE,
    summary="The same from a form, as a page",
    form=Shape(_NUMBER_AND_CODE | _LANG),
    html=True,
    answers={200: "Page"},
    refuses=(404, 429),
)
def query_progress_page(request: WebRequest) -> Reply:
    view = request.hall.progress_by_number(request.body["number"], request.body["code"], request.ip)
    return _page(request, view, request.body["lang"])


@route(
    blueprint,
    "/p/query",
    policy=Policy.PUBLIC,
    summary="On to the page that asks for number and code",
    html=True,
    answers={302: None},
)
def to_query_page(request: WebRequest) -> Reply:
    return moved(f"{request.hall.settings.base_url}/{request.lang}/query/")


@route(
    blueprint,
    "/p/{token}",
    policy=Policy.LINK,
    summary="The progress page behind a link from a mail",
    query=Shape(_LANG),
    html=True,
    answers={200: "Page"},
    refuses=(404,),
)
def progress_page(request: WebRequest) -> Reply:
    return _page(request, request.hall.progress_by_token(request.path["token"]), request.query["lang"])


def _page(request: WebRequest, view: dict[str, Any], lang: str | None) -> Reply:
    from chalicelib.portal import render_progress

    return page(render_progress(view, lang or request.lang, request.hall.settings))
