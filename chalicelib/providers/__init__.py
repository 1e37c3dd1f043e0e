"""What is not AWS: a mail server, a carrier's gateway, WeCom, and departments' systems that are asked or told. No rules
live here.

Each provider of messages is one `Sender` (`chalicelib.shared.letter`), wired by settings; `WecomMembers` tells who came
from inside WeCom. Every call has an end after five seconds (ten for systems that are told) and is made once; what came
of it is said in the errors of `chalicelib.errors`, so that whoever sends knows whether to try again (PROMISES R26).
"""

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.providers.ask_department import AskDepartment, read_pairs
    from chalicelib.providers.gateway import SmsGateway, read_templates
    from chalicelib.providers.guard import Forbidden, Guard, guard_of, read_networks
    from chalicelib.providers.outward import Outward
    from chalicelib.providers.smtp import SmtpSender
    from chalicelib.providers.wecom import WecomSender
    from chalicelib.providers.wecom_api import WecomApi
    from chalicelib.providers.wecom_members import WecomMembers
else:
    open_lazily(__name__)

__all__ = [
    "AskDepartment",
    "Forbidden",
    "Guard",
    "Outward",
    "SmsGateway",
    "SmtpSender",
    "WecomApi",
    "WecomMembers",
    "WecomSender",
    "guard_of",
    "read_networks",
    "read_pairs",
    "read_templates",
]
