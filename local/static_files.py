"""The portal's files as S3 and CloudFront serve them: index pages, types, ETag and 304, caching, the 404 page."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from email.utils import formatdate
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, unquote

from local.http import Headers, Request, Response

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
    ".txt": "text/plain; charset=utf-8",
    ".ico": "image/x-icon",
    ".xml": "application/xml; charset=utf-8",
    ".map": "application/json; charset=utf-8",
}
HASHED = re.compile(r"\.[0-9a-f]{8,}\.\w+$")
FOREVER = "public, max-age=31536000, immutable"
CHECKED = "no-cache"
NOT_FOUND = """<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>404</title><h1>没有找到这个页面</h1><p><a href="/zh/">返回首页</a></p>
<h1 lang="en">Page not found</h1><p lang="en"><a href="/en/">Go to the home page</a></p></html>"""


class StaticFiles:
    """A part of the local gateway serving `root` (the rendered portal)."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()

    def __call__(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return Response(
                405, [("Allow", "GET, HEAD"), ("Content-Type", "text/plain; charset=utf-8")], b"Method not allowed"
            )
        path = unquote(request.path)
        if path == "/" and not (self.root / "index.html").exists():
            return Response(302, [("Location", "/zh/"), ("Cache-Control", CHECKED)])
        file = self._file(path)
        if file is None:
            return self._missing(path)
        if file.is_dir():
            onward = quote(path) + "/" + (f"?{request.query}" if request.query else "")
            return Response(301, [("Location", onward), ("Cache-Control", CHECKED)])
        return self._send(file, request)

    def _file(self, path: str) -> Path | None:
        """The file for a path, its folder when the trailing slash is missing, or None; never outside the root."""
        if "\x00" in path or "\\" in path:
            return None
        file = (self.root / path.lstrip("/")).resolve()
        if not file.is_relative_to(self.root):
            return None
        if path.endswith("/"):
            file = file / "index.html"
        elif file.is_dir():
            return file if (file / "index.html").is_file() else None
        return file if file.is_file() else None

    def _send(self, file: Path, request: Request) -> Response:
        status = file.stat()
        etag, body = _content(str(file), status.st_mtime_ns, status.st_size)
        kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        headers: Headers = [
            ("Content-Type", kind),
            ("ETag", etag),
            ("Last-Modified", formatdate(status.st_mtime, usegmt=True)),
            ("Cache-Control", FOREVER if HASHED.search(file.name) else CHECKED),
        ]
        asked = [tag.strip().removeprefix("W/") for tag in request.header("if-none-match").split(",")]
        if etag in asked or "*" in asked:
            return Response(304, headers[1:])
        return Response(200, headers, body)

    def _missing(self, path: str) -> Response:
        language = "en" if path.startswith("/en/") else "zh"
        for name in (f"{language}/404.html", "404.html", f"{language}/404/index.html"):
            if (page := self.root / name).is_file():
                return Response(404, [("Content-Type", TYPES[".html"]), ("Cache-Control", CHECKED)], page.read_bytes())
        return Response(404, [("Content-Type", TYPES[".html"]), ("Cache-Control", CHECKED)], NOT_FOUND.encode())


@lru_cache(maxsize=1024)
def _content(file: str, changed: int, size: int) -> tuple[str, bytes]:
    """ETag and bytes, read once per version of the file."""
    body = Path(file).read_bytes()
    return f'"{hashlib.sha256(body).hexdigest()[:20]}"', body
