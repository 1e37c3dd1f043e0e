"""The hall's few drawings, as the inside of 24 × 24 SVG symbols; strokes take the colour of the text around them."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

_PATHS = {
    "mark": '<path d="M3 21V11a9 9 0 0 1 18 0v10h-4.5V11.5a4.5 4.5 0 0 0-9 0V21z" fill="currentColor" stroke="none"/>',
    "home": '<path d="M4 11 12 4l8 7v9h-5.5v-5.5h-5V20H4z"/>',
    "list": '<path d="M6 3.5h12v17H6zM9 8h6M9 12h6M9 16h3"/>',
    "inbox": '<path d="M4 13 6.5 5h11L20 13v6H4zM4 13h4.5l1.2 2.5h4.6L15.5 13H20"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 20.5c.8-4 4-6 8-6s7.2 2 8 6"/>',
    "bell": '<path d="M6 17v-6.5a6 6 0 0 1 12 0V17l1.5 1.5h-15zM10 20.5h4"/>',
    "star": '<path d="m12 3.5 2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9-4.3-4.1 5.9-.8z"/>',
    "share": '<path d="M12 15V4M8 7.5 12 3.5l4 4M6 11.5H4.5v9h15v-9H18"/>',
    "cross": '<path d="m6 6 12 12M18 6 6 18"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "back": '<path d="m15 5-7 7 7 7"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.5v.2"/>',
    "check": '<circle cx="12" cy="12" r="10" fill="currentColor" stroke="none"/>'
    '<path d="m7.5 12.5 3 3 6-6.5" stroke="var(--card)" stroke-width="2"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>',
    "file": '<path d="M6 3.5h8l4 4v13H6zM14 3.5v4h4"/>',
    "phone": '<path d="M7 4h3l1.5 4-2 1.5a10 10 0 0 0 5 5l1.5-2 4 1.5v3c0 1-1 2-2 2A15 15 0 0 1 5 6c0-1 1-2 2-2z"/>',
    "mail": '<path d="M3.5 6h17v12h-17zM4 6.5l8 6.5 8-6.5"/>',
    "place": '<path d="M12 21c4.5-5 6.5-8 6.5-11a6.5 6.5 0 0 0-13 0c0 3 2 6 6.5 11z"/>'
    '<circle cx="12" cy="10" r="2.2"/>',
}

ICONS: Mapping[str, Markup] = {name: Markup(path) for name, path in _PATHS.items()}
