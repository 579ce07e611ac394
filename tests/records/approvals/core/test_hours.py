"""Working time: deadlines and waits that leave out nights, weekends and holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.records.approvals.core.hours import (
    WorkHours,
    easter_sunday,
    french_holidays,
    later,
    worked,
)

PARIS = WorkHours("Europe/Paris")
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
HOURS = st.builds(
    WorkHours,
    zone=st.sampled_from(["Europe/Paris", "America/New_York", "Asia/Kolkata", "Indian/Reunion"]),
    days=st.frozensets(st.integers(1, 7), min_size=1),
    opens=st.times(max_value=time(11, 59)),
    closes=st.times(min_value=time(13)),
    holidays=st.sampled_from(["", "FR"]),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "many", "due"),
    [
        ("2026-01-05T10:00+01:00", 4, "2026-01-05T14:00+01:00"),
        ("2026-01-05T16:00+01:00", 4, "2026-01-06T11:00+01:00"),
        ("2026-01-09T17:00+01:00", 2, "2026-01-12T10:00+01:00"),  # over a weekend
        ("2026-01-10T03:00+01:00", 1, "2026-01-12T10:00+01:00"),
        ("2026-04-03T17:00+02:00", 2, "2026-04-07T10:00+02:00"),  # over Easter Monday
        ("2026-05-13T17:00+02:00", 2, "2026-05-15T10:00+02:00"),  # over Ascension
        ("2026-03-27T17:00+01:00", 2, "2026-03-30T10:00+02:00"),  # the clocks change
        ("2026-01-05T09:00+01:00", 9, "2026-01-05T18:00+01:00"),
    ],
)
def test_a_deadline_leaves_out_nights_weekends_and_holidays(
    start: str, many: int, due: str
) -> None:
    assert later(PARIS, at(start), many) == at(due)
    assert worked(PARIS, at(start), at(due)) == timedelta(hours=many)


@given(HOURS, INSTANTS, st.integers(0, 400))
def test_what_was_worked_until_the_deadline_is_what_was_given(
    hours: WorkHours, start: datetime, many: int
) -> None:
    due = later(hours, start, many)
    assert due >= start
    assert worked(hours, start, due) == timedelta(hours=many)


@given(HOURS, INSTANTS, INSTANTS, INSTANTS)
def test_working_time_adds_up_and_is_never_more_than_time(
    hours: WorkHours, a: datetime, b: datetime, c: datetime
) -> None:
    a, b, c = sorted((a, b, c))
    near = min(c, a + timedelta(days=60))
    b = min(b, near)
    assert worked(hours, a, b) + worked(hours, b, near) == worked(hours, a, near)
    assert timedelta(0) <= worked(hours, a, near) <= near - a
    assert worked(hours, near, a) == timedelta(0)


def test_around_the_clock_where_no_hours_are_kept() -> None:
    start = at("2026-01-09T17:00+01:00")
    assert later(None, start, 24) - start == timedelta(days=1)
    assert worked(None, start, start + timedelta(days=3)) == timedelta(days=3)


def test_a_company_that_never_works_gets_an_answer() -> None:
    never = WorkHours("Europe/Paris", opens=time(9), closes=time(9))
    start = at("2026-01-05T10:00+01:00")
    assert later(never, start, 4) == start
    assert worked(never, start, start + timedelta(days=9)) == timedelta(0)


def test_holidays_of_france_as_published() -> None:
    """https://www.service-public.fr, the days of 2026, and Easter of some years."""
    assert sorted(french_holidays(2026)) == [
        date(2026, *md) for md in (
            (1, 1), (4, 6), (5, 1), (5, 8), (5, 14), (5, 25), (7, 14), (8, 15), (11, 1), (11, 11),
            (12, 25),
        )
    ]  # fmt: skip
    published = {2024: (3, 31), 2025: (4, 20), 2027: (3, 28), 2038: (4, 25), 2019: (4, 21)}
    assert {y: easter_sunday(y) for y in published} == {
        y: date(y, *md) for y, md in published.items()
    }


def test_a_company_has_days_off_of_its_own() -> None:
    bridge = WorkHours("Europe/Paris", off=frozenset({date(2026, 5, 15)}))
    assert later(bridge, at("2026-05-13T17:00+02:00"), 2) == at("2026-05-18T10:00+02:00")
    assert WorkHours("Europe/Paris", holidays="").works(date(2026, 5, 14))
