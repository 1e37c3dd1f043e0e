"""moto as a server that can be trusted with threads: one lock around its WSGI app, loopback only, flows executed.

Without the lock moto's transactions erase other callers' acknowledged writes (it copies the whole table and puts the
copy back on failure). ``python -m local.moto_server PORT`` serves until it is told to stop; ``GET /_hall/mailbox``
lists what SES and SNS were given, in MiniStack's words, because moto itself only keeps it in memory.
"""

from __future__ import annotations

import io
import json
import os
import sys
import threading
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

MAILBOX = "/_hall/mailbox"


class Mailbox:
    """What SES and SNS accepted, oldest first. moto itself forgets a mail's plain text and every time."""

    def __init__(self) -> None:
        self.mails: list[dict[str, Any]] = []
        self.texts: list[dict[str, Any]] = []

    def note(self, form: dict[str, str]) -> None:
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        if form.get("Action") == "SendEmail":
            self.mails.append(
                {
                    "MessageId": str(uuid.uuid4()),
                    "Source": form.get("Source", ""),
                    "Timestamp": at,
                    "To": [value for key, value in form.items() if key.startswith("Destination.")],
                    "Subject": form.get("Message.Subject.Data", ""),
                    "BodyText": form.get("Message.Body.Text.Data", ""),
                    "BodyHtml": form.get("Message.Body.Html.Data", ""),
                }
            )
        elif form.get("Action") == "Publish" and "PhoneNumber" in form:
            self.texts.append(
                {
                    "MessageId": str(uuid.uuid4()),
                    "PhoneNumber": form["PhoneNumber"],
                    "Message": form.get("Message", ""),
                    "Timestamp": at,
                }
            )

    def clear(self) -> None:
        self.mails.clear()
        self.texts.clear()


def locked(app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """`app` answering one request at a time; the body is read inside the lock."""
    lock = threading.RLock()
    mailbox = Mailbox()

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with lock:
            path = environ.get("PATH_INFO")
            if path == MAILBOX:
                start_response("200 OK", [("Content-Type", "application/json")])
                return [json.dumps({"mails": mailbox.mails, "texts": mailbox.texts}).encode()]
            if path == "/moto-api/reset":
                mailbox.clear()
            form = _form(environ)
            status: list[str] = []

            def respond(line: str, *rest: Any) -> Any:
                status.append(line)
                return start_response(line, *rest)

            answer = app(environ, respond)
            try:
                whole = [b"".join(answer)]
            finally:
                if hasattr(answer, "close"):
                    answer.close()
            done = status[-1].startswith("200")
            if form and done:
                mailbox.note(form)
            if not done and environ.get("HTTP_X_AMZ_TARGET", "").endswith(".TransactWriteItems"):
                _mend_streams()
            return whole

    return serve


def _mend_streams() -> None:
    """After a refused transaction moto puts a *copy* of each table back, stream and all: whoever was reading the stream
    would go on reading the one that is gone, and never hear of anything again."""
    from moto.dynamodbstreams.models import dynamodbstreams_backends

    for account in list(dynamodbstreams_backends.values()):
        for backend in list(account.values()):
            for iterator in backend.shard_iterators.values():
                table = backend.dynamodb.tables.get(iterator.stream_shard.table.name)
                if table is not None and table.stream_shard is not None:
                    iterator.stream_shard = table.stream_shard


def _form(environ: dict[str, Any]) -> dict[str, str]:
    """The fields of a request in the query protocol, which SES and SNS speak; the body stays readable."""
    if not environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        return {}
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


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

    server = make_server(
        "127.0.0.1", port, locked(DomainDispatcherApplication(create_backend_app)), threaded=True, request_handler=Quiet
    )
    server.serve_forever()


if __name__ == "__main__":
    try:
        serve(int(sys.argv[1]))
    except KeyboardInterrupt:
        sys.exit(0)
