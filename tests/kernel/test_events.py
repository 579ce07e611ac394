"""An event written down reads back as the same event."""

from __future__ import annotations

import gc
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, NewType, Optional
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.events import Event, dump, load, plain, registry

KettleId = NewType("KettleId", UUID)


class Color(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True, kw_only=True)
class KettleBoiled(Event):
    subject: ClassVar[str] = "kettle_id"

    kettle_id: KettleId
    on: date
    at: datetime
    liters: Decimal
    cups: int
    color: Color
    whistled: bool
    note: str | None
    guest_id: Optional[UUID]  # noqa: UP045 — both spellings of "or nothing" must load
    cup_ids: tuple[UUID, ...]
    sizes: tuple[tuple[UUID, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KettleBoiledAgain(KettleBoiled):
    pass


def boiled(kind: type[KettleBoiled] = KettleBoiled, **changes: object) -> KettleBoiled:
    facts: dict[str, object] = {
        "entity_id": UUID(int=1),
        "kettle_id": KettleId(UUID(int=2)),
        "on": date(2026, 1, 31),
        "at": datetime(2026, 1, 31, 8, 30, tzinfo=UTC),
        "liters": Decimal("1.50"),
        "cups": 4,
        "color": Color.RED,
        "whistled": True,
        "note": None,
        "guest_id": UUID(int=3),
        "cup_ids": (UUID(int=4), UUID(int=5)),
        "sizes": ((UUID(int=4), 2),),
    }
    return kind(**(facts | changes))  # type: ignore[arg-type]


@given(
    st.builds(
        boiled,
        kettle_id=st.uuids(),
        on=st.dates(),
        at=st.datetimes(timezones=st.just(UTC)),
        liters=st.decimals(allow_nan=False, allow_infinity=False),
        cups=st.integers(),
        color=st.sampled_from(Color),
        whistled=st.booleans(),
        note=st.none() | st.text(),
        guest_id=st.none() | st.uuids(),
        cup_ids=st.lists(st.uuids(), max_size=3).map(tuple),
        sizes=st.lists(st.tuples(st.uuids(), st.integers()), max_size=3).map(tuple),
    )
)
def test_what_is_written_as_json_reads_back_equal(event: KettleBoiled) -> None:
    again = load("KettleBoiled", json.loads(json.dumps(dump(event))))
    assert again == event
    assert type(again) is KettleBoiled


def test_a_fact_that_is_no_longer_a_field_is_ignored() -> None:
    assert load("KettleBoiled", dump(boiled()) | {"lid": "shut"}) == boiled()


def test_an_unknown_event_is_a_bug() -> None:
    with pytest.raises(KeyError):
        load("KettleMelted", {})


def test_the_subject_is_the_id_of_the_document() -> None:
    assert boiled().subject_id == UUID(int=2)
    with pytest.raises(AssertionError, match=r"KettleBoiled\.kettle_id"):
        _ = boiled(kettle_id="no uuid").subject_id


def test_events_are_known_by_name_and_by_their_finished_class() -> None:
    gc.disable()  # dataclass(slots=True) leaves the replaced class behind until it is collected
    try:

        @dataclass(frozen=True, slots=True, kw_only=True)
        class KettleEmptied(Event):
            pass

        assert registry()["KettleEmptied"] is KettleEmptied
    finally:
        gc.enable()
    assert registry()["KettleBoiledAgain"] is KettleBoiledAgain
    del KettleEmptied
    gc.collect()


def test_two_events_of_one_name_are_a_bug() -> None:
    def another() -> type[Event]:
        @dataclass(frozen=True, slots=True, kw_only=True)
        class KettleBoiled(Event):
            pass

        return KettleBoiled

    twin = another()
    with pytest.raises(AssertionError, match="two KettleBoiled"):
        registry()
    del twin
    gc.collect()
    assert registry()["KettleBoiled"] is KettleBoiled


def test_nested_facts_become_plain_data() -> None:
    facts = {"a": (1, [Decimal("2.50"), None]), 3: {"on": date(2026, 1, 1)}, "ok": True}
    assert plain(facts) == {"a": [1, ["2.50", None]], "3": {"on": "2026-01-01"}, "ok": True}
