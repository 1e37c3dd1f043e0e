"""Bills: what a department tells many people at once, with a sum or a last day for each (通知缴费).

The door of the room. `BillDesk` is for the department's people and systems: make, look at, send, mark as paid, remind,
cancel. `BillWorker` works off the bills queue: checks the list, tells the people, reminds the rest. `Charges` is the
other side: what one person was told, and what a message may say of it. How people are told is for the notices room;
this one calls a `notify` it is given.
"""

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.bills.amount import amount_text, read_amount
    from chalicelib.bills.charges import Charges
    from chalicelib.bills.desk import BillDesk
    from chalicelib.bills.model import Bill, Charge, State
    from chalicelib.bills.store import BillStore
    from chalicelib.bills.worker import BillWorker
else:
    open_lazily(__name__)

__all__ = ["Bill", "BillDesk", "BillStore", "BillWorker", "Charge", "Charges", "State", "amount_text", "read_amount"]
