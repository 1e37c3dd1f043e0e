"""The web room: HTTP in, HTTP out; it holds no rules of its own.

Public API: `BLUEPRINTS` with every route, `edge`, the middleware around them all (register it before the blueprints),
and `ROUTES`, the declarations the OpenAPI document and the rule tests read.
"""

from chalicelib.web.edge import edge
from chalicelib.web.route import ROUTES, Route
from chalicelib.web.routes import BLUEPRINTS

__all__ = ["BLUEPRINTS", "ROUTES", "Route", "edge"]
