"""A stand-in for a mail server: takes what it is given over SMTP, or answers as its script says."""

from __future__ import annotations

import secrets
import socketserver
import threading
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Self, cast

from local.stand_in import Received

USUAL = {"EHLO": "250 hall.local", "HELO": "250 hall.local", "MAIL": "250 ok", "RCPT": "250 ok", "RSET": "250 ok",
         "NOOP": "250 ok", "DATA": "354 go on", ".": "250 queued", "QUIT": "221 bye"}  # fmt: skip


class SmtpServer:
    """`script` maps a command (``RCPT``, ``DATA``, ``.`` for the whole mail …) to what is answered instead, one call
    each: a line, a number of seconds to wait before the usual line, or None to hang up. `dead` belong to nobody."""

    def __init__(self, port: int = 0, *, dead: frozenset[str] = frozenset()) -> None:
        self.received: list[Received] = []
        self.script: dict[str, list[str | float | None]] = {}
        self.dead = dead
        self.goes_on = True
        stand_in = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                stand_in._talk(self)

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.port = int(self.server.server_address[1])

    def start(self) -> None:
        threading.Thread(target=self.server.serve_forever, args=(0.02,), name="smtp", daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _talk(self, line: Any) -> None:
        recipients: list[str] = []
        if not self._say(line, "CONNECT", "220 hall.local"):
            return
        while (command := line.rfile.readline().decode(errors="replace").strip()) and command.upper() != "QUIT":
            verb = command[:4].upper()
            said = USUAL.get(verb, "500 what?")
            if verb == "RCPT":
                recipients.append(command.partition("<")[2].partition(">")[0])
                said = "550 5.1.1 no such user" if recipients[-1] in self.dead else said
            if not self._say(line, verb, said):
                return
            if verb == "DATA" and self.goes_on and not self._take(line, recipients):
                return

    def _take(self, line: Any, recipients: list[str]) -> bool:
        content = b""
        while (part := line.rfile.readline()) not in (b".\r\n", b""):
            content += part[1:] if part.startswith(b"..") else part
        mail = cast("EmailMessage", message_from_bytes(content, policy=policy.default))
        odd = self.script.get(".", [])[:1]
        if not odd or not isinstance(odd[0], str) or odd[0].startswith("250"):
            text, html = (mail.get_body([kind]) for kind in ("plain", "html"))
            self.received.append(
                Received(secrets.token_hex(8), "mail", ", ".join(recipients), mail["Subject"],
                         text.get_content() if text else "", html.get_content() if html else "",
                         reference=str(mail["Message-ID"]))
            )  # fmt: skip
        return self._say(line, ".", USUAL["."])

    def _say(self, line: Any, verb: str, usual: str) -> bool:
        """Whether the conversation is kept up; `goes_on` tells whether the answer was yes."""
        odd = self.script[verb].pop(0) if self.script.get(verb) else usual
        if odd is None:
            return False
        if isinstance(odd, float):
            time.sleep(odd)
            odd = usual
        self.goes_on = odd[0] in "23"
        try:
            line.wfile.write(f"{odd}\r\n".encode())
        except OSError:
            return False
        return True
