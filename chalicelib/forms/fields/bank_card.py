"""bank_card: the number of a bank card, 13 to 19 digits with the check digit of ISO/IEC 7812-1 (Luhn).

Stored whole, shown to others than the applicant with its last four digits only, and never a fact (Z-F16): whoever must
have the whole number reads it in the register an effect writes it to, where the column is sensitive.
"""

from __future__ import annotations

import re

from chalicelib.forms.field_type import Refused, field_type
from chalicelib.forms.masked_number import MaskedNumberType
from chalicelib.forms.model import Field
from chalicelib.forms.wording import sentence

_SHAPE = re.compile(r"[0-9]{13,19}", re.ASCII)


def luhn_holds(number: str) -> bool:
    """Whether the last digit is the check digit of those before it."""
    turned = [int(digit) for digit in reversed(number)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in turned[1::2]]
    return (sum(turned[::2]) + sum(doubled)) % 10 == 0


def last_four(number: str) -> str:
    return f"{'*' * (len(number) - 4)}{number[-4:]}"


@field_type
class BankCardType(MaskedNumberType):
    code = "bank_card"
    attributes = (("inputmode", "numeric"), ("autocomplete", "off"))

    def check(self, field: Field, number: str) -> None:
        if not _SHAPE.fullmatch(number):
            zh, en = "须为 13 至 19 位数字的银行卡号", "must be a card number of 13 to 19 digits"
            raise Refused("not_a_card_number", sentence(field.called, zh, en))
        if not luhn_holds(number):
            zh, en = "的校验位不对，请检查有无输错", "does not match its check digit; look for a slip"
            raise Refused("wrong_check_digit", sentence(field.called, zh, en))

    def hide(self, number: str) -> str:
        return last_four(number)
