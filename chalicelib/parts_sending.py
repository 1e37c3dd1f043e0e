"""The channels of this hall, each behind the one port, as its settings ask for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.notices import Channel
from chalicelib.shared.clock import Clock
from chalicelib.shared.letter import Sender

if TYPE_CHECKING:
    from chalicelib.aws import Clients, Queue
    from chalicelib.settings import Settings


def channels_of(settings: Settings) -> frozenset[Channel]:
    """The channels this hall has, without making anything."""
    without = {Channel.SMS: settings.sms_by == "none", Channel.WECOM: not settings.wecom_corp}
    return frozenset(channel for channel in Channel if not without.get(channel))


@dataclass(frozen=True)
class DeadQueues:
    """Each queue's dead letters, by the queue's name; a queue's dead-letter queue has its name and ``-dead``."""

    queue: Queue
    settings: Settings

    def depths(self) -> dict[str, int]:
        """About how many messages lie in each; one call for each queue."""
        found = {name: self.queue.depth(f"{url}-dead") for name, url in self._urls().items()}
        home = self.settings.notices_queue_url.removesuffix("notices")
        return found | {"changes": self.queue.depth(f"{home}changes-dead")}

    def redrive(self, name: str) -> int:
        """Bring up to 100 of a queue's again. Raises `KeyError` for a queue there is not."""
        url = self._urls()[name]
        return self.queue.redrive(f"{url}-dead", url)

    def _urls(self) -> dict[str, str]:
        settings = self.settings
        return {
            "steps": settings.steps_queue_url,
            "notices": settings.notices_queue_url,
            "imports": settings.imports_queue_url,
            "exports": settings.exports_queue_url,
            "bills": settings.bills_queue_url,
            "hooks": settings.hooks_queue_url,
            "documents": settings.documents_queue_url,
            "archive": settings.archive_queue_url,
            "publish": settings.publish_queue_url,
        }


def make_senders(
    settings: Settings, replaced: Mapping[str, Any], clients: Callable[[], Clients], clock: Clock
) -> dict[Channel, Sender]:
    """Channel to sender; a channel the hall does not have is not there. `replaced` may hold mail, sms and wecom.

    Raises `ValueError` for a setting nobody knows, at the first notice: the queue keeps it until that is mended.
    """
    made: dict[Channel, Sender] = {Channel.MAIL: replaced.get("mail") or _mail(settings, clients)}
    if sms := replaced.get("sms") or _sms(settings, clients, clock):
        made[Channel.SMS] = sms
    if wecom := replaced.get("wecom") or _wecom(settings):
        made[Channel.WECOM] = wecom
    return made


def _mail(settings: Settings, clients: Callable[[], Clients]) -> Sender:
    if settings.mail_by == "smtp":
        from chalicelib.providers import SmtpSender

        return SmtpSender(
            settings.smtp_host,
            settings.smtp_port,
            settings.mail_from,
            settings.site_name_zh,
            user=settings.smtp_user,
            password=settings.smtp_password,
            security=settings.smtp_security,
        )
    if settings.mail_by != "ses":
        raise ValueError(f"HALL_MAIL_BY must be ses or smtp, not {settings.mail_by!r}")
    from chalicelib.aws import MailSender

    return MailSender(clients(), settings.mail_from, settings.site_name_zh, settings.mail_events)


def _sms(settings: Settings, clients: Callable[[], Clients], clock: Clock) -> Sender | None:
    if settings.sms_by == "none":
        return None
    if settings.sms_by == "gateway":
        from chalicelib.providers import SmsGateway, read_templates

        return SmsGateway(
            settings.sms_url,
            settings.sms_key,
            settings.sms_secret,
            sign=settings.sms_sign,
            templates=read_templates(settings.sms_templates),
            clock=clock,
        )
    if settings.sms_by != "sns":
        raise ValueError(f"HALL_SMS_BY must be sns, gateway or none, not {settings.sms_by!r}")
    from chalicelib.aws import SmsSender

    return SmsSender(clients())


def _wecom(settings: Settings) -> Sender | None:
    if not settings.wecom_corp:
        return None
    from chalicelib.providers import WecomSender

    return WecomSender(settings.wecom_url, settings.wecom_corp, settings.wecom_agent, settings.wecom_secret)
