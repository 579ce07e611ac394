"""Debts by age: every day in its bucket, and the buckets add up."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.collecting.core.aging import (
    Movement,
    OpenAmount,
    age,
    bucket_of,
    labels_of,
    statement,
)

AS_OF = date(2026, 6, 30)
FINE = (30, 60, 90, 120)


def debt(due: str, minor: int, disputed: int = 0) -> OpenAmount:
    return OpenAmount(date(2026, 1, 1), date.fromisoformat(due), minor, disputed)


# AGING-01 (o2c cases): every boundary day
def test_each_boundary_day_falls_into_its_bucket() -> None:
    items = [
        debt("2026-07-15", 100000),
        debt("2026-06-30", 25000),
        debt("2026-06-29", 40000),
        debt("2026-05-31", 30000),
        debt("2026-05-30", 12550),
        debt("2026-05-01", 9000),
        debt("2026-04-30", 6000),
        debt("2026-04-01", 70000),
        debt("2026-03-31", 8000),
        debt("2026-03-02", 5500),
        debt("2026-03-01", 4500),
    ]
    found = age(items, AS_OF, FINE)
    assert found.labels == ("current", "1-30", "31-60", "61-90", "91-120", "120+")
    assert found.buckets_minor == (125000, 70000, 21550, 76000, 13500, 4500)
    assert found.total_minor == 310550
    usual = age(items, AS_OF)
    assert usual.labels == ("current", "1-30", "31-60", "61-90", "90+")
    assert usual.buckets_minor == (125000, 70000, 21550, 76000, 18000)


# AGING-02 (erpnext pull 28748): credits age from their posting date, or stand apart
def test_credits_are_in_the_buckets_or_apart_and_the_total_holds() -> None:
    items = [
        OpenAmount(date(2026, 4, 10), date(2026, 5, 10), 120000),
        OpenAmount(date(2026, 6, 20), None, -20000),
        OpenAmount(date(2026, 6, 25), None, -30000),
    ]
    inside = age(items, AS_OF, FINE, credits_apart=False)
    assert inside.buckets_minor == (0, -50000, 120000, 0, 0, 0)
    apart = age(items, AS_OF)
    assert apart.buckets_minor == (0, 0, 120000, 0, 0)
    for found in (inside, apart):
        assert (found.receivable_minor, found.credits_minor, found.total_minor) == (
            120000,
            -50000,
            70000,
        )


# AGING-04: instalments are aged one by one
def test_instalments_are_aged_one_by_one() -> None:
    found = age(
        [debt("2026-05-15", 0), debt("2026-06-15", 350000), debt("2026-07-15", 300000)], AS_OF
    )
    assert found.buckets_minor == (300000, 350000, 0, 0, 0)


# AGING-05: a disputed amount stays in its bucket
def test_a_disputed_amount_stays_in_its_bucket() -> None:
    found = age([debt("2026-05-20", 100000, disputed=15000)], AS_OF)
    assert found.buckets_minor == (0, 0, 100000, 0, 0)
    assert (found.disputed_minor, found.total_minor) == (15000, 100000)


dates = st.dates(date(2020, 1, 1), date(2030, 1, 1))
amounts = st.lists(
    st.builds(OpenAmount, dates, st.none() | dates, st.integers(-(10**9), 10**9)), max_size=30
)


@given(amounts, dates)
def test_buckets_and_credits_always_sum_to_the_total(items: list[OpenAmount], day: date) -> None:
    whole = sum(i.open_minor for i in items)
    apart, inside = age(items, day), age(items, day, credits_apart=False)
    assert sum(apart.buckets_minor) + apart.credits_minor == apart.total_minor == whole
    assert sum(inside.buckets_minor) == whole
    assert len(apart.labels) == len(apart.buckets_minor) == len(labels_of())


@given(st.integers(-1000, 1000))
def test_an_older_debt_never_falls_into_a_younger_bucket(days: int) -> None:
    assert bucket_of(days) <= bucket_of(days + 1) <= 4


def test_a_statement_carries_its_balance() -> None:
    movements = [
        Movement(date(2026, 2, 3), "payment", "P1", -5000),
        Movement(date(2026, 1, 5), "invoice", "F1", 12000),
        Movement(date(2026, 2, 3), "invoice", "F2", 700),
        Movement(date(2026, 3, 1), "invoice", "F3", 1),
    ]
    found = statement(movements, date(2026, 2, 1), date(2026, 3, 1))
    assert found.opening_minor == 12000
    assert [(line.movement.number, line.balance_minor) for line in found.lines] == [
        ("F2", 12700),
        ("P1", 7700),
    ]
    assert found.closing_minor == 7700
