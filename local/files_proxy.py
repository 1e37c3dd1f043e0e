"""``/_files/<bucket>/<key>``: the browser's way to the emulator's S3, same origin as the portal.

Signed requests pass through unchanged under the emulator's own Host, which their signature covers; what S3 refuses
(expired, wrong type, too large) the browser sees refused.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import urllib3

from local.http import Headers, Request, Response, header_list, problem

MOUNT = "/_files"
METHODS = ("GET", "HEAD", "POST")
PASSED = {"content-type", "range", "if-none-match", "if-modified-since", "accept"}
RETURNED = {
    "content-type",
    "content-disposition",
    "etag",
    "last-modified",
    "accept-ranges",
    "content-range",
    "location",
}
# In production files come from another origin; here, from the same one, the browser is told to give them none.
INERT = (("Cache-Control", "no-store"), ("Content-Security-Policy", "sandbox; default-src 'none'"))


class FilesProxy:
    """A part of the local gateway; `endpoint` is the emulator's address, `buckets` the only ones let through.

    `uploaded` is told the body of every upload that S3 took: the scanner hears of objects as EventBridge tells it.
    """

    def __init__(
        self, endpoint: str, *buckets: str, uploaded: Callable[[bytes], None] = lambda _body: None
    ) -> None:
        self.endpoint, self.buckets, self.uploaded = endpoint, buckets, uploaded
        self.host = urlsplit(endpoint).netloc
        self.http = urllib3.PoolManager(
            num_pools=2, maxsize=8, retries=False, timeout=urllib3.Timeout(connect=2, read=25)
        )

    def __call__(self, request: Request) -> Response:
        path = request.path[len(MOUNT) :]
        inside = any(path == f"/{one}" or path.startswith(f"/{one}/") for one in self.buckets)
        if request.method not in METHODS or not inside or "/../" in path:
            return problem("MISSING_AUTHENTICATION_TOKEN")
        headers = {name: value for name, value in request.headers if name.lower() in PASSED} | {"Host": self.host}
        url = self.endpoint + path + (f"?{request.query}" if request.query else "")
        try:
            answer = self.http.request(
                request.method, url, headers=headers, body=request.body or None, redirect=False, decode_content=False
            )
        except urllib3.exceptions.HTTPError:
            return problem("DEFAULT_5XX")
        if request.method == "POST" and answer.status < 300:
            self.uploaded(request.body)
        kept: Headers = [(name, value) for name, value in header_list(answer.headers) if name.lower() in RETURNED]
        return Response(answer.status, [*kept, *INERT], answer.data)
