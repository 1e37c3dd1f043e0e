"""Where applications are stored: one table, one partition an application, three sparse indexes.

Every change is one transaction whose event item may not exist yet; that condition alone puts all changes of an
application in one order (two writers cannot both append entry n + 1). Nothing here scans. Items are written with
update actions or once for ever, so attributes that newer code added survive older code (PROMISES R8).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from pynamodb.exceptions import PynamoDBException, TransactWriteError, UpdateError
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.applications import rows
from chalicelib.applications.change import Change
from chalicelib.applications.clock_rows import CLOCK_SHARDS, clock_row
from chalicelib.applications.model import Application, Event, Head, Task
from chalicelib.applications.store_items import Row
from chalicelib.errors import NotFound
from chalicelib.materials import Upload
from chalicelib.shared.clock import stamp, unstamp
from chalicelib.shared.read_ahead import Key
from chalicelib.shared.store import transaction
from chalicelib.shared.store_faults import REFUSED, lost_race, reached, reasons_of, was_refused


class Overtaken(Exception):
    """Another change of the same application came first; read it again and think again."""


class NumberTaken(Exception):
    """The application number belongs to another application; draw another one."""


_reached = partial(reached, PynamoDBException)


class ApplicationStore:
    """Reads and writes applications; every method says how many calls it makes."""

    @_reached()
    def load(self, application_id: str, *, consistent: bool = True) -> Application:
        """The whole application in one query. Raises `NotFound`."""
        found = list(Row.query(rows.partition(application_id), consistent_read=consistent))
        return _assembled(application_id, found)

    def share_keys(self, application_id: str, task_key: str, seq: int) -> list[Key]:
        """What `load_share` will read; no call."""
        keys = rows.share_keys(application_id, task_key, seq)
        return [Key(Row.Meta.table_name, pk, sk) for pk, sk in keys]

    @_reached()
    def load_share(self, application_id: str, task_key: str, seq: int) -> Application | None:
        """Just what deciding a step's only share takes, in one call: head, the task, and event `seq` as last seen.

        None when that is not enough: something is missing, or the step has several shares. When `seq` is not the
        last event any more, committing on it fails with `Overtaken`.
        """
        keys = rows.share_keys(application_id, task_key, seq)
        found = Row.read_all(keys)
        if len(found) < len(keys):
            return None
        application = _assembled(application_id, found)
        return application if application.tasks[0].of == 1 and application.seq == seq else None

    @_reached()
    def load_head(self, application_id: str) -> Head:
        """The head alone, one call. Raises `NotFound`."""
        row = Row.read(rows.partition(application_id), "HEAD")
        if row is None:
            raise NotFound()
        return rows.head_of(application_id, row.attribute_values)

    @_reached()
    def forms_of(self, ids: Sequence[str]) -> list[tuple[Head, dict[str, Any]]]:
        """Heads of up to a hundred applications with their forms as last sent, two calls; none for none."""
        found = Row.read_all((rows.partition(id), "HEAD") for id in ids) if ids else []
        heads = {row.pk: rows.head_of(row.pk.removeprefix("A#"), row.attribute_values) for row in found}
        keys = [(pk, rows.event_key(head.form_seq)) for pk, head in heads.items()]
        events = Row.read_all(keys) if keys else []
        return [(heads[row.pk], rows.event_of(row.sk, row.attribute_values).data["form"]) for row in events]

    @_reached()
    def find_number(self, number: str) -> str:
        """The id of the application with this number, one call. Raises `NotFound`."""
        row = Row.read(rows.number_key(number), "NUMBER")
        if row is None:
            raise NotFound()
        return str(row.application)

    @_reached()
    def create(self, head: Head, event: Event, uploads: Sequence[Upload] = ()) -> Application:
        """Store a new application in one transaction. Raises `Overtaken` when its id exists, `NumberTaken`."""
        pk = rows.partition(head.id)
        try:
            with transaction() as write:
                head_item = Row(pk, "HEAD", **rows.head_row(head))
                write.save(head_item, condition=Row.pk.does_not_exist())
                write.save(_event_item(pk, event))
                number = Row(rows.number_key(head.number), "NUMBER", application=head.id)
                write.save(number, condition=Row.pk.does_not_exist())
                _attach(write, head.id, uploads)
        except TransactWriteError as error:
            head_refused, _event, number_refused = (*reasons_of(error), None, None, None)[:3]
            if number_refused == REFUSED and head_refused != REFUSED:
                raise NumberTaken from error
            if lost_race(error):
                raise Overtaken from error
            raise
        return Application(head, (event,))

    @_reached()
    def commit(self, change: Change, uploads: Sequence[Upload] = ()) -> Application:
        """Append one event with its consequences, one transaction. Raises `Overtaken` when another came first."""
        pk = rows.partition(change.before.id)
        known = {task.key: task for task in change.before.tasks}
        try:
            with transaction() as write:
                write.save(_event_item(pk, change.event), condition=Row.pk.does_not_exist())
                if change.token:
                    step, entry, token = change.token
                    write.save(Row(pk, rows.token_key(step, entry), token=token))
                head = change.head or change.before.head
                for task in change.tasks:
                    if task.key in known:
                        altered = rows.altered_task(known[task.key], task, change.before.head, head)
                        unseen = Row.seen.does_not_exist() if task.key in change.unseen else None
                        if altered:
                            write.update(Row(pk, rows.task_key(task)), actions=_actions(altered), condition=unseen)
                    else:
                        write.save(Row(pk, rows.task_key(task), **rows.task_row(task, head)))
                _write_copies(write, change, head)
                if change.head:
                    altered = rows.altered(change.before.head, change.head)
                    if altered:
                        write.update(Row(pk, "HEAD"), actions=_actions(altered))
                _attach(write, change.before.id, uploads)
        except TransactWriteError as error:
            if lost_race(error):
                raise Overtaken from error
            raise
        return change.applied()

    @_reached()
    def put_tokens(
        self, application_id: str, step: str, entry: int, tokens: Sequence[str], seen: Sequence[str]
    ) -> None:
        """Keep these tokens of an open step in place of `seen`; one call. Raises `Overtaken` when there are others."""
        row = Row(rows.partition(application_id), rows.token_key(step, entry))
        condition = (Row.token == rows.joined(seen)) if seen else Row.token.does_not_exist()
        try:
            row.update(actions=[Row.token.set(rows.joined(tokens))], condition=condition)
        except UpdateError as error:
            if not was_refused(error):
                raise
            raise Overtaken from error

    @_reached()
    def mark_seen(self, application_id: str, task: Task, at: datetime) -> None:
        """A holder has opened the task for the first time; one call. Not an event: nobody waits for it."""
        row = Row(rows.partition(application_id), rows.task_key(task))
        try:
            row.update(actions=[Row.seen.set(stamp(at))], condition=Row.pk.exists() & Row.seen.does_not_exist())
        except UpdateError as error:
            if not was_refused(error):
                raise

    @_reached()
    def set_clock(self, head: Head, moment: datetime | None) -> None:
        """When to look at this application next; None when it is over. One call, never older than what is stored."""
        row = Row(rows.partition(head.id), "HEAD")
        wanted = clock_row(head.id, moment)
        seen = stamp(head.clock_at) if head.clock_at else None
        condition = (Row.clock_at == seen) if seen else Row.clock_at.does_not_exist()
        try:
            row.update(actions=_actions(wanted), condition=condition & Row.pk.exists())
        except UpdateError as error:
            if not was_refused(error):
                raise

    @_reached()
    def note_sweep(self, at: datetime, counts: Mapping[str, int]) -> None:
        """When the sweep ran last and what it did, one call; whoever runs the hall looks at its age."""
        Row("SWEEP", "LAST").update(actions=_actions({"at": stamp(at), "data": dict(counts)}))

    @_reached()
    def last_sweep(self) -> tuple[datetime, dict[str, int]] | None:
        """What `note_sweep` noted last, one call."""
        row = Row.read("SWEEP", "LAST")
        return (unstamp(row.at), dict(row.data)) if row else None

    def due(self, until: datetime, limit: int = 200) -> Iterator[str]:
        """Ids of applications whose clock has struck, oldest first within each shard; one query a shard."""
        for shard in range(CLOCK_SHARDS):
            for row in Row.clock.query(str(shard), Row.clock_at <= stamp(until), limit=limit):
                yield row.pk.removeprefix("A#")

    @_reached()
    def box(
        self,
        box: str,
        *,
        limit: int,
        after: Mapping[str, Any] | None,
        newest_first: bool,
        between: tuple[datetime, datetime] | None = None,
    ) -> list[dict[str, Any]]:
        """Rows of one box in order, one query; each has `id`, its keys, and the list's attributes.

        `between` leaves out, before anything is read, what is ordered before or after those moments.
        """
        found = Row.boxes.query(
            box,
            Row.box_at.between(*map(stamp, between)) if between else None,
            scan_index_forward=not newest_first,
            limit=limit,
            page_size=limit,
            last_evaluated_key=dict(after) if after else None,
        )
        return [_listed(row) for row in found]

    @_reached()
    def of_service(
        self, service: str, month: str, *, limit: int, after: Mapping[str, Any] | None, newest_first: bool = False
    ) -> list[dict[str, Any]]:
        """Rows of a service's applications of one month (``2026-11``) by when they were submitted; one query."""
        paged: dict[str, Any] = {
            "limit": limit,
            "page_size": limit,
            "last_evaluated_key": dict(after) if after else None,
        }
        found = Row.by_service.query(f"{service}#{month}", scan_index_forward=not newest_first, **paged)
        return [_listed(row) for row in found]


def _listed(row: Row) -> dict[str, Any]:
    return {**row.attribute_values, **rows.listed(row.line), "id": row.pk.removeprefix("A#")}


def _assembled(application_id: str, found: Sequence[Row]) -> Application:
    return rows.assemble(application_id, {row.sk: row.attribute_values for row in found})


def event_from_image(image: Mapping[str, Any]) -> tuple[str, Event] | None:
    """(application id, event) of a stream record's NewImage; None for every item that is not a timeline event."""
    sk = image.get("sk", {}).get("S", "")
    if not sk.startswith("E#"):
        return None
    row = Row.from_raw_data(dict(image))
    return row.pk.removeprefix("A#"), rows.event_of(sk, row.attribute_values)


def _event_item(pk: str, event: Event) -> Row:
    return Row(pk, rows.event_key(event.seq), **rows.event_row(event))


def _write_copies(write: TransactWrite, change: Change, head: Head) -> None:
    """New copies are put, known ones altered: what newer code wrote into them stays (PROMISES R8)."""
    pk, known = rows.partition(head.id), {copy.holder for copy in change.before.copies}
    for copy in change.copies:
        key, row = rows.copy_key(copy.holder), rows.copy_row(copy, head)
        if copy.holder in known:
            write.update(Row(pk, key), actions=_actions(row))
        else:
            write.save(Row(pk, key, **row))


def _actions(wanted: Mapping[str, Any]) -> list[Action]:
    attributes = {name: getattr(Row, name) for name in wanted}
    return [
        attributes[name].remove() if value is None else attributes[name].set(value) for name, value in wanted.items()
    ]


def _attach(write: TransactWrite, application_id: str, uploads: Sequence[Upload]) -> None:
    """The files now belong to the application and no longer expire; one that went elsewhere refuses the whole."""
    for upload in uploads:
        row = Row(f"F#{upload.id}", "FILE")
        free = Row.application.does_not_exist() | (Row.application == application_id)
        actions: list[Action] = [Row.application.set(application_id), Row.expires_at.remove()]
        write.update(row, actions=actions, condition=Row.pk.exists() & free)
