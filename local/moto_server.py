"""moto as a server that can be trusted with threads: one lock around its WSGI app, loopback only, flows executed.

Without the lock moto's transactions erase other callers' acknowledged writes (it copies the whole table and puts the
copy back on failure). ``python -m local.moto_server PORT`` serves until it is told to stop; ``GET /_hall/mailbox``
lists what SES and SNS were given, in MiniStack's words, because moto itself only keeps it in memory.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any

MAILBOX = "/_hall/mailbox"


def mails() -> list[dict[str, Any]]:
    """Every message SES accepted, oldest first: ``{id, source, to, subject, text, html}``."""
    from moto.ses.models import ses_backends

    found = []
    for regions in ses_backends.values():
        for backend in regions.values():
            for mail in backend.sent_messages:
                found.append(_mail(mail))
    return found


def _mail(mail: Any) -> dict[str, Any]:
    raw = getattr(mail, "raw_data", None)
    to = [address for kind in (mail.destinations or {}).values() for address in kind] if isinstance(
        mail.destinations, dict) else list(mail.destinations or [])
    return {"MessageId": mail.id, "Source": mail.source, "To": to, "Subject": getattr(mail, "subject", ""),
            "Body": getattr(mail, "body", ""), "RawMessage": raw or ""}


def texts() -> list[dict[str, str]]:
    """Every SMS SNS accepted, oldest first: ``{PhoneNumber, Message}``."""
    from moto.sns.models import sns_backends

    return [
        {"MessageId": key, "PhoneNumber": number, "Message": message}
        for regions in sns_backends.values()
        for backend in regions.values()
        for key, (number, message) in backend.sms_messages.items()
    ]


def locked(app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """`app` answering one request at a time; the body is read inside the lock."""
    lock = threading.RLock()

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with lock:
            if environ.get("PATH_INFO") == MAILBOX:
                start_response("200 OK", [("Content-Type", "application/json")])
                return [json.dumps({"mails": mails(), "texts": texts()}).encode()]
            answer = app(environ, start_response)
            try:
                return [b"".join(answer)]
            finally:
                if hasattr(answer, "close"):
                    answer.close()

    return serve


def serve(port: int) -> None:
    """Serve on loopback until the process is told to stop."""
    os.environ["MOTO_PORT"] = str(port)  # moto's flows call moto's queues at this port
    from moto.core.config import default_user_config
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import WSGIRequestHandler, make_server

    default_user_config["stepfunctions"] = {"execute_state_machine": True}

    class Quiet(WSGIRequestHandler):
        protocol_version = "HTTP/1.1"  # keep-alive: the clients reuse their connections

        def log(self, *_: Any) -> None:
            return None

    server = make_server("127.0.0.1", port, locked(DomainDispatcherApplication(create_backend_app)),
                         threaded=True, request_handler=Quiet)
    server.serve_forever()


if __name__ == "__main__":
    try:
        serve(int(sys.argv[1]))
    except KeyboardInterrupt:
        sys.exit(0)
