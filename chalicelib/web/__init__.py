"""The web room: HTTP in, HTTP out; it holds no rules of its own.

Public API: `edge`, the middleware around every request, `serve`, which gives an app its routes (after the middleware),
and `ROUTES`, the declarations the OpenAPI document and the rule tests read; asking for it imports every area.
"""

from typing import TYPE_CHECKING, Any

from chalicelib.web.areas import serve
from chalicelib.web.edge import edge
from chalicelib.web.route import Route

if TYPE_CHECKING:
    from chalicelib.web.route import ROUTES

__all__ = ["ROUTES", "Route", "edge", "serve"]


def __getattr__(name: str) -> Any:
    if name != "ROUTES":
        raise AttributeError(name)
    from chalicelib.web import route
    from chalicelib.web.areas import import_all

    import_all()
    return route.ROUTES
