"""The portal: the pages people see, rendered per language from ``templates/pages`` and served as static files.

The door of the room. It knows services, units and diagrams; it never asks who is reading: what depends on the person
comes from the API into the page. No page carries inline script or style (see the Content-Security-Policy), every word
of the interface is in ``data/texts.json``.
"""

from __future__ import annotations

from chalicelib.portal.pages import Diagrams, portal_files
from chalicelib.portal.render_portal import render_portal
from chalicelib.portal.render_progress import render_progress, render_refusal

__all__ = ["Diagrams", "portal_files", "render_portal", "render_progress", "render_refusal"]
