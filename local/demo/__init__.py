"""一站大学, Yizhan University: an invented university for one machine, for tests and for screenshots.

Nobody in it is real. `demo_university` makes it, the same every time; `load_demo` puts it into the people table;
`demo_accounts` are those a newcomer signs in with.
"""

from local.demo.accounts import DemoAccount, demo_accounts
from local.demo.bills import load_demo_bill
from local.demo.crowds import load_demo_hall
from local.demo.insight import load_demo_figures
from local.demo.letter import issue_demo_letter
from local.demo.outside import load_demo_cases
from local.demo.queue import HALL, device_key
from local.demo.registers import load_demo_rows
from local.demo.university import demo_university, load_demo

__all__ = [
    "HALL",
    "DemoAccount",
    "demo_accounts",
    "demo_university",
    "device_key",
    "issue_demo_letter",
    "load_demo",
    "load_demo_bill",
    "load_demo_cases",
    "load_demo_figures",
    "load_demo_hall",
    "load_demo_rows",
]
