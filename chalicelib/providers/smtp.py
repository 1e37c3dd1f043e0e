"""Mail through an SMTP server, for a region without SES or a university that wants its own server to send."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import formataddr, formatdate

from chalicelib.errors import DeliveryRefused, Temporary, Unconfirmed
from chalicelib.providers.call import SECONDS
from chalicelib.shared.letter import Letter
from chalicelib.shared.mail_address import check_mail

DEAD = re.compile(rb"5\.1\.[0-36]|5\.2\.1|user (unknown|not found)|no such user", re.I)
"""What servers say of an address that belongs to nobody (RFC 3463, and in words)."""


class SmtpSender:
    """Sends from `sender` (a bare address), shown with `name`. `security` is ``starttls``, ``tls`` or ``none``; without
    it no password is given away. A connection for each mail: the hall sends few, and a kept one may be dead."""

    def __init__(
        self, host: str, port: int, sender: str, name: str = "", *, user: str = "", password: str = "", security: str
    ) -> None:
        if security not in ("starttls", "tls", "none"):
            raise ValueError(f"smtp security must be starttls, tls or none, not {security!r}")
        if user and security == "none":
            raise ValueError("a password is not sent over an open line")
        self._where, self._sender, self._name = (host, port), sender, name
        self._user, self._password, self._security = user, password, security

    def send(self, letter: Letter) -> str:
        check_mail(letter.to, letter.subject)
        message = self._message(letter)
        with self._connected() as server:
            self._envelope(server, letter.to)
            try:
                code, said = server.data(message.as_bytes(policy=message.policy.clone(linesep="\r\n")))
            except smtplib.SMTPDataError as error:
                raise _refusal(error.smtp_code, error.smtp_error) from error
            except (OSError, smtplib.SMTPException) as error:
                raise Unconfirmed(extra={"cause": type(error).__name__}) from error
            if code != 250:
                raise _refusal(code, said)
        return str(message["Message-ID"])

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["From"] = formataddr((self._name, self._sender))
        message["To"] = letter.to
        message["Subject"] = letter.subject
        message["Date"] = formatdate(usegmt=True)
        message["Message-ID"] = f"<{letter.reference or 'hall'}@{self._sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        message.add_alternative(letter.html, subtype="html")
        return message

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """Raises `Temporary` for whatever goes wrong before a mail is begun."""
        try:
            server = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise Temporary(extra={"cause": type(error).__name__}) from error
        try:
            yield server
        finally:
            server.close()

    def _connect(self) -> smtplib.SMTP:
        if self._security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(*self._where, timeout=SECONDS, context=ssl.create_default_context())
        else:
            server = smtplib.SMTP(*self._where, timeout=SECONDS)
        try:
            if self._security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self._user:
                server.login(self._user, self._password)
        except BaseException:
            server.close()
            raise
        return server

    def _envelope(self, server: smtplib.SMTP, to: str) -> None:
        try:
            server.ehlo_or_helo_if_needed()
            answers = [server.mail(self._sender), server.rcpt(to)]
        except (OSError, smtplib.SMTPException) as error:
            raise Temporary(extra={"cause": type(error).__name__}) from error
        for code, said in answers:
            if code not in (250, 251):
                raise _refusal(code, said)


def _refusal(code: int, said: bytes | str) -> DeliveryRefused | Temporary:
    """4xx passes by itself (RFC 5321, 4.2.1), everything else does not."""
    if 400 <= code < 500:
        return Temporary(extra={"cause": f"smtp_{code}"})
    words = said.encode() if isinstance(said, str) else said
    return DeliveryRefused(extra={"reason": f"smtp_{code}", "unreachable": bool(DEAD.search(words))})
