"""Rows written by COPY are read back as they were."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from comptoir.platform import bulk
from comptoir.platform.models import EventRow, Progress

ENTITY = UUID(int=7)
AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


def _event(n: int) -> EventRow:
    return EventRow(
        name="Tried", entity_id=ENTITY, subject_id=UUID(int=n), facts={"n": n, "word": 'a "b"\\\t\n'},
        changed=None if n % 2 else {"x": [None, n]}, actor="é", at=AT, business_on=date(2026, 1, 5),
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 1, 120])
def test_rows_are_read_back_as_they_were_given(count: int) -> None:
    rows = [_event(n) for n in range(count)]

    bulk.insert(rows)

    found = list(EventRow.objects.filter(entity_id=ENTITY).order_by("seq"))
    told = ("seq", "id", "subject_id", "facts", "changed", "actor", "at", "business_on", "key")
    assert [[getattr(r, n) for n in told] for r in found] == [
        [getattr(r, n) for n in told] for r in rows
    ]
    assert not any(row._state.adding for row in rows)


@pytest.mark.django_db
def test_json_that_is_written_to_many_rows_is_read_back_as_it_was_given() -> None:
    """An array of texts goes to the database as it is: quotation marks, braces, NULL and nothing."""
    odd = ['{"a": "\\"}', "NULL", "{}", "", "é\t\n\\", {"deep": [None, {"x": '"'}]}]
    rows = [
        Progress(id=UUID(int=n + 1), kind="tried", label=str(n), actor="é", created_at=AT)
        for n in range(40)
    ]
    bulk.insert(rows)
    for n, row in enumerate(rows):
        row.result, row.message = {"said": odd[n % len(odd)], "n": n}, f"{n}"
    bulk.update(rows, ["result", "message"])
    found = list(Progress.objects.order_by("id").values_list("result", "message"))
    assert found == [({"said": odd[n % len(odd)], "n": n}, f"{n}") for n in range(40)]
