"""What a department's people and systems do with its notices. Another unit's notices do not exist for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from chalicelib.bills.ask import Asked, check_moment, read_wish
from chalicelib.bills.model import STATE_TEXTS, UNSENT, Bill, Charge, State
from chalicelib.bills.payments import Payments
from chalicelib.bills.store import BillStore, Overtaken
from chalicelib.bills.who import Sender, sender_of
from chalicelib.errors import Conflict, FieldError, KeyReused, NotFound, UploadRefused
from chalicelib.keys import ApiKey
from chalicelib.people import CATEGORY_NAMES, ROLES, Person, Unit
from chalicelib.shared.clock import Clock, stamp
from chalicelib.shared.ids import application_number, derived_id
from chalicelib.shared.pagination import decode_cursor, encode_cursor
from chalicelib.shared.text import Lang, Text

LINK_SECONDS = 600
TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
ATTEMPTS = 4
SOON = timedelta(minutes=1)
"""A queued message that was lost is sent again by the sweep from then on."""

_ARRIVED = Text("名单文件尚未完整上传", "The list has not arrived whole yet")
_NOT_READY = Text("名单核对完成后才能发送，且只能发送一次", "It can be sent once its list is checked, and only once")
_NOT_SENT = Text("通知发送完成后才能提醒", "People can be reminded once the notice was sent")
_TOO_SOON = Text("24 小时内已提醒过，请稍后再试", "They were reminded within the last 24 hours; please wait")
_ALL_PAID = Text("所有人都已缴费", "Everybody has paid")
_OVER = Text("通知已发完，不能取消", "It was sent and cannot be cancelled")

Outcomes = Callable[[Bill, Sequence[str]], Mapping[str, list[dict[str, Any]]]]
"""(notice, people) -> for each what the ledger knows of its channels."""


class People(Protocol):
    def all_units(self) -> list[Unit]: ...
    def get_units(self, ids: Iterable[str], /) -> Mapping[str, Unit]: ...
    def get_people(self, ids: Iterable[str], /) -> Mapping[str, Person]: ...


class Files(Protocol):
    def presigned_post(self, key: str, content_type: str, size: int, expires: int, /) -> dict[str, Any]: ...
    def head(self, key: str, /) -> Mapping[str, Any] | None: ...


@dataclass(frozen=True)
class BillDesk:
    """`queue` puts a notice before the worker; `outcomes` and `render` are the notices room's."""

    store: BillStore
    people: People
    files: Files
    queue: Callable[[str], None]
    outcomes: Outcomes
    render: Callable[[Mapping[str, Any], Lang], Mapping[str, Any]]
    clock: Clock
    secret: str

    @property
    def payments(self) -> Payments:
        return Payments(self.store, self.clock)

    def choices(self, who: Person | ApiKey) -> dict[str, Any]:
        """`{units, roles, categories, groups}`: whom this sender may send for, and who can be told."""
        sender = sender_of(who, self.clock())
        units = self.people.all_units() if sender.units else []
        named = [{"id": one.id, "name": one.name.to_dict(), "kind": one.kind} for one in units]
        return {
            "units": [one for one in named if one["id"] in sender.units],
            "groups": named,
            "roles": [{"code": code, "name": role.title.to_dict()} for code, role in ROLES.items()],
            "categories": [{"code": str(code), "name": name.to_dict()} for code, name in CATEGORY_NAMES.items()],
        }

    def make(self, who: Person | ApiKey, wish: Mapping[str, Any], key: str) -> dict[str, Any]:
        """The notice: to a list it waits for its file (`post` says where to), to a group its people are looked up now.
        The same `key` again gives the same. Raises `InvalidForm`, `NotFound` for a unit that is not theirs."""
        now, sender = self.clock(), sender_of(who, self.clock())
        if wish["unit"] not in sender.units:
            raise NotFound()
        units = {one.id: one for one in self.people.all_units()}
        asked: Asked = read_wish(wish, units, now)
        id = derived_id(self.secret, "bill", sender.id, key)
        number = f"T{application_number(now.date(), id)}"
        bill = Bill(id, wish["unit"], number, sender.id, asked.title, asked.text, asked.to, wish["mode"], stamp(now),
                    amount=asked.amount, due=asked.due, asked=asked.digest)  # fmt: skip
        if asked.to["kind"] == "group":
            bill = self._checking(bill)
        try:
            self.store.create(bill)
        except Overtaken:
            bill = self._own(who, id)
            if bill.asked != asked.digest:
                raise KeyReused() from None
        if bill.state is State.CHECKING:
            self.queue(bill.id)
        return self._with_place(bill)

    def list_bills(self, who: Person | ApiKey, unit: str) -> dict[str, Any]:
        """`{items}`: the unit's newest hundred. Raises `NotFound`."""
        if unit not in sender_of(who, self.clock()).units:
            raise NotFound()
        return {"items": [bill.view() for bill in self.store.of_unit(unit)], "next": None}

    def view(self, who: Person | ApiKey, id: str) -> dict[str, Any]:
        return self._own(who, id).view()

    def check(self, who: Person | ApiKey, id: str) -> dict[str, Any]:
        """The list has been uploaded: look at it, in the background. Again it only says how far that is."""
        bill = self._own(who, id)
        if bill.state is State.WAITING:
            arrived = self.files.head(bill.file)
            if arrived is None or int(arrived["size"]) != int(bill.to["size"]):
                raise UploadRefused(errors=(FieldError("/file", "missing", _ARRIVED),))
            bill = self._change(who, id, State.WAITING, self._checking)
        if bill.state is State.CHECKING:
            self.queue(bill.id)
        return bill.view()

    def preview(self, who: Person | ApiKey, id: str, person: str, lang: Lang) -> dict[str, Any]:
        """`{person, name, count, sum, mail, sms, wecom, line}`: what this person, or the first, will get. Raises
        `NotFound` for who is not in the list, `Conflict` before it is checked."""
        bill = self._own(who, id)
        if bill.state in (State.WAITING, State.CHECKING, State.REFUSED):
            raise Conflict(STATE_TEXTS[bill.state])
        charge = self.store.charge(id, person) if person else next(iter(self.store.charges(id, "", 1)), None)
        if charge is None:
            raise NotFound()
        name = self._names([charge.person]).get(charge.person, Text(charge.person, charge.person))
        shown = self.render(values_of(bill, charge, self._unit_name(bill)) | {"person_name": name}, lang)
        told = {"person": charge.person, "name": name.to_dict(), "count": bill.good}
        return told | {"sum": bill.view()["sum"]} | dict(shown)

    def refused(self, who: Person | ApiKey, id: str) -> dict[str, Any]:
        """`{items}`: rows of the list that are no good, `{line, person, faults}`, the first two hundred."""
        return {"items": self.store.refused(self._own(who, id).id, 200), "next": None}

    def send(self, who: Person | ApiKey, id: str, at: str) -> dict[str, Any]:
        """Tell the people now, or `at` a moment within ninety days. Raises `Conflict`, `InvalidForm`."""
        now = self.clock()
        moment = check_moment(at, now)

        def scheduled(bill: Bill) -> Bill:
            if moment > now:
                return bill.going(state=State.SCHEDULED, send_at=stamp(moment), look_at=stamp(moment))
            return begun(bill, stamp(now), stamp(now + SOON))

        bill = self._change(who, id, State.READY, scheduled, _NOT_READY)
        if bill.state is State.SENDING:
            self.queue(bill.id)
        return bill.view()

    def cancel(self, who: Person | ApiKey, id: str) -> dict[str, Any]:
        """Nobody more is told; who was told keeps the charge. A second time changes nothing. Raises `Conflict`."""
        for _ in range(ATTEMPTS):
            bill = self._own(who, id)
            if bill.state is State.CANCELLED:
                return bill.view()
            if bill.state not in UNSENT:
                raise Conflict(_OVER)
            try:
                return self.store.write(bill.going(state=State.CANCELLED)).view()
            except Overtaken:
                continue
        raise Conflict()

    def remind(self, who: Person | ApiKey, id: str) -> dict[str, Any]:
        """Tell those again who have not paid. Raises `Conflict` within a day of the last time."""
        now = stamp(self.clock())

        def reminding(bill: Bill) -> Bill:
            if bill.next_reminder() > now:
                raise Conflict(_TOO_SOON, extra={"next": bill.next_reminder()})
            if bill.paid >= bill.good:
                raise Conflict(_ALL_PAID)
            state = {"state": State.REMINDING, "look_at": stamp(self.clock() + SOON)}
            return bill.going(**state, round=bill.round + 1, reminded_at=now, after="", walked=0)

        bill = self._change(who, id, State.SENT, reminding, _NOT_SENT)
        self.queue(bill.id)
        return bill.view()

    def list_people(self, who: Person | ApiKey, id: str, cursor: str | None, limit: int) -> dict[str, Any]:
        """`{items, next}`, an item `{person, name, amount, due, note, state, paid_at, reference, told, channels}`."""
        bill, now = self._own(who, id), self.clock()
        after = self._after(id, cursor)
        found = self.store.charges(id, after, limit)
        names = self._names([one.person for one in found])
        told = self.outcomes(bill, [one.person for one in found if one.told])
        items = [
            one.view(now)
            | {"person": one.person, "told": one.told, "channels": told.get(one.person, [])}
            | {"name": names.get(one.person, Text(one.person, one.person)).to_dict()}
            for one in found
        ]
        following = encode_cursor(self.secret, {"bill": id, "after": found[-1].person}) if len(found) == limit else None
        return {"items": items, "next": following}

    def pay(self, who: Person | ApiKey, id: str, items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """`{items, paid}`: what came of each mark; see `payments.Payments`."""
        return self.payments.pay(self._own(who, id), items)

    def unpay(self, who: Person | ApiKey, id: str, person: str) -> None:
        """A mark that was wrong. Raises `NotFound`; taking away what is not there changes nothing."""
        self.payments.unpay(self._own(who, id), person)

    def _change(
        self, who: Person | ApiKey, id: str, wanted: State, change: Callable[[Bill], Bill], refusal: Text | None = None
    ) -> Bill:
        for _ in range(ATTEMPTS):
            bill = self._own(who, id)
            if bill.state is not wanted:
                if refusal is None:
                    return bill
                raise Conflict(refusal)
            try:
                return self.store.write(change(bill))
            except Overtaken:
                continue
        raise Conflict()

    def _checking(self, bill: Bill) -> Bill:
        changes: dict[str, Any] = {"state": State.CHECKING, "look_at": stamp(self.clock() + SOON)}
        made = bill.going(**changes)
        return made if bill.state is State.WAITING and bill.to["kind"] == "list" else _first(made)

    def _with_place(self, bill: Bill) -> dict[str, Any]:
        if bill.state is not State.WAITING:
            return bill.view() | {"post": None}
        kind, size = TYPES[bill.to["file"].rpartition(".")[2].lower()], int(bill.to["size"])
        return bill.view() | {"post": self.files.presigned_post(bill.file, kind, size, LINK_SECONDS)}

    def _own(self, who: Person | ApiKey, id: str) -> Bill:
        sender: Sender = sender_of(who, self.clock())
        bill = self.store.read(id) if len(id) == 26 and id.isalnum() else None
        if bill is None or bill.unit not in sender.units:
            raise NotFound()
        return bill

    def _names(self, ids: Sequence[str]) -> dict[str, Text]:
        return {id: person.name for id, person in self.people.get_people(ids).items()} if ids else {}

    def _unit_name(self, bill: Bill) -> Text:
        found = self.people.get_units([bill.unit]).get(bill.unit)
        return found.name if found else Text(bill.unit, bill.unit)

    def _after(self, id: str, cursor: str | None) -> str:
        if cursor is None:
            return ""
        at = decode_cursor(self.secret, cursor)
        if at.get("bill") != id:
            raise NotFound()
        return str(at["after"])


def begun(bill: Bill, now: str, look_at: str) -> Bill:
    """The notice from the moment its people are told."""
    changes: dict[str, Any] = {"state": State.SENDING, "sent_at": now, "look_at": look_at}
    return bill.going(**changes, round=1, after="", walked=0)


def values_of(bill: Bill, charge: Charge, unit_name: Text) -> dict[str, Any]:
    """What a message may say of one person's charge."""
    return {
        "number": bill.number,
        "service_name": bill.title,
        "text": bill.text,
        "charge": charge.due_text,
        "note": charge.note,
        "unit_name": unit_name,
        "place": f"charges/?id={bill.id}",
    }


def _first(bill: Bill) -> Bill:
    """As it is created: nothing was stored before it."""
    from dataclasses import replace

    return replace(bill, rev=1)
