"""The items of the applications table and its indexes, as pynamodb sees them; `store` alone uses them."""

from __future__ import annotations

from typing import Any

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection, KeysOnlyProjection

from chalicelib import settings
from chalicelib.shared.store import Defaults, Item, JsonText

LIST_ATTRIBUTES = ["line", "state"]
"""What a list row shows; short on purpose: a page and the row after it must fit in one read unit of 8 KB."""


class Boxes(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    """The four boxes: what is mine, to do, done and copied to me; one query each."""

    class Meta:
        index_name = "boxes"
        projection = IncludeProjection(LIST_ATTRIBUTES)

    box = UnicodeAttribute(hash_key=True)
    box_at = UnicodeAttribute(range_key=True)


class ByService(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    """A service's applications month by month."""

    class Meta:
        index_name = "by_service"
        projection = IncludeProjection(LIST_ATTRIBUTES)

    service_month = UnicodeAttribute(hash_key=True)
    submitted_at = UnicodeAttribute(range_key=True)


class ClockIndex(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    """Open applications by when to look at them next."""

    class Meta:
        index_name = "clock"
        projection = KeysOnlyProjection()

    clock_shard = UnicodeAttribute(hash_key=True)
    clock_at = UnicodeAttribute(range_key=True)


class Row(Item):
    """Any item of the table; which attributes are there depends on the sort key (`rows` knows)."""

    class Meta(Defaults):
        table_name = settings.current().table("applications")

    boxes = Boxes()
    by_service = ByService()
    clock = ClockIndex()
    box = UnicodeAttribute(null=True)
    box_at = UnicodeAttribute(null=True)
    service_month = UnicodeAttribute(null=True)
    submitted_at = UnicodeAttribute(null=True)
    clock_shard = UnicodeAttribute(null=True)
    clock_at = UnicodeAttribute(null=True)
    line = JsonText(null=True)
    version = NumberAttribute(null=True)
    service_name = JsonText(null=True)
    applicant = JsonText(null=True)
    state = UnicodeAttribute(null=True)
    round = NumberAttribute(null=True)
    facts = JsonText(null=True)
    form_seq = NumberAttribute(null=True)
    body_hash = UnicodeAttribute(null=True)
    type = UnicodeAttribute(null=True)
    at = UnicodeAttribute(null=True)
    by = JsonText(null=True)
    data = JsonText(null=True)
    hash = UnicodeAttribute(null=True)
    of = NumberAttribute(null=True)
    holder = UnicodeAttribute(null=True)
    share = JsonText(null=True)
    seen = UnicodeAttribute(null=True)
    readers = JsonText(null=True)
    resumes = UnicodeAttribute(null=True)
    token = UnicodeAttribute(null=True)
    application = UnicodeAttribute(null=True)
    expires_at = TTLAttribute(null=True)
