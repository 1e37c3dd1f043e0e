"""The providers of the local hall: WeCom, the library's system and a receiver of webhooks always, a mail server and an
SMS gateway for whoever wants to try those.

``HALL_MAIL_BY=smtp HALL_SMS_BY=gateway make run`` sends by them; without, mail goes to SES and SMS to SNS of the
emulator. What they received is on the mailbox page and forgotten when the hall stops.
"""

from __future__ import annotations

from local.department import PATH as LIBRARY
from local.department import SECRET as LIBRARY_SECRET
from local.department import Library
from local.qyapi import AGENT, CORP, Qyapi
from local.qyapi import SECRET as WECOM_SECRET
from local.receiver import Receiver
from local.sms_gateway import KEY, SmsGatewayServer
from local.sms_gateway import SECRET as SMS_SECRET
from local.smtp_server import SmtpServer
from local.stand_in import Received


class Providers:
    """All of them; each on a port of its own. `secrets` are those of the receiver's endpoints."""

    def __init__(self) -> None:
        self.secrets: list[str] = []
        self.wecom, self.sms, self.mail, self.library = Qyapi(), SmsGatewayServer(), SmtpServer(), Library()
        self.receiver = Receiver(secrets=lambda: self.secrets)

    def start(self) -> None:
        for server in (self.wecom, self.sms, self.mail, self.library, self.receiver):
            server.start()

    def stop(self) -> None:
        for server in (self.wecom, self.sms, self.mail, self.library, self.receiver):
            server.stop()

    def variables(self) -> dict[str, str]:
        """The ``HALL_*`` variables that lead to them."""
        return {
            "HALL_WECOM_URL": self.wecom.url,
            "HALL_WECOM_CORP": CORP,
            "HALL_WECOM_AGENT": str(AGENT),
            "HALL_WECOM_SECRET": WECOM_SECRET,
            "HALL_WECOM_OAUTH_URL": f"{self.wecom.url}/connect/oauth2/authorize",
            "HALL_SMS_URL": f"{self.sms.url}/send",
            "HALL_SMS_KEY": KEY,
            "HALL_SMS_SECRET": SMS_SECRET,
            "HALL_CONNECTORS": f"library-loans={self.library.url}{LIBRARY}",
            "HALL_CONNECTOR_SECRETS": f"library={LIBRARY_SECRET}",
            "HALL_SMTP_HOST": "127.0.0.1",
            "HALL_SMTP_PORT": str(self.mail.port),
            "HALL_SMTP_SECURITY": "none",
        }

    def received(self) -> list[Received]:
        return [*self.mail.received, *self.sms.received, *self.wecom.received, *self.receiver.received]
