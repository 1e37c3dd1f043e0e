"""Short messages through SNS.

In mainland China a carrier's gateway takes this place (`chalicelib.providers.SmsGateway`, docs/platform-notes.md).
"""

from __future__ import annotations

import re

from chalicelib.aws.answers import telling
from chalicelib.aws.clients import Clients
from chalicelib.errors import DeliveryRefused
from chalicelib.shared.letter import Letter

_MAINLAND = re.compile(r"1\d{10}")
_WORLD = re.compile(r"\+[1-9]\d{7,14}")


class SmsSender:
    """Sends text messages; SNS tries once."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def send(self, letter: Letter) -> str:
        """Send the text to eleven mainland digits or an E.164 number; the message id comes back.

        Raises `Temporary`, `Unconfirmed`, `DeliveryRefused` (also for a number that cannot exist: the emulators
        take any, AWS does not).
        """
        with telling():
            answer = self._clients.sns.publish(
                PhoneNumber=_e164(letter.to),
                Message=letter.text,
                MessageAttributes={"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}},
            )
            return answer["MessageId"]


def _e164(mobile: str) -> str:
    digits = re.sub(r"[ -]", "", mobile)
    if _MAINLAND.fullmatch(digits):
        return f"+86{digits}"
    if _WORLD.fullmatch(digits):
        return digits
    raise DeliveryRefused(extra={"reason": "bad_mobile"})
