"""Recurring revenue by month: what moved it is exactly what it moved by, and kinds are what they say."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.period import add_months
from comptoir.pages.desk.core.recurring import (
    Kind,
    Movement,
    Service,
    bridge,
    cohorts,
    monthly,
    months,
    movements,
    percent,
    shares,
)

A, B, C = "a", "b", "c"
SEAT, CARE = "seat", "care"
JANUARY, TODAY = date(2026, 1, 1), date(2026, 12, 20)


def service(
    starts: str, ends: str | None, minor: int, *, quantity: int = 1, product: str = SEAT,
    customer: str = A, way: str = "quote", currency: str = "EUR",
) -> Service:  # fmt: skip
    end = date.fromisoformat(ends) if ends else None
    start = date.fromisoformat(starts)
    return Service(currency, customer, product, way, Decimal(quantity), start, end, minor)


def kinds(*services: Service) -> list[tuple[str, Kind, int]]:
    return [(m.day.isoformat(), m.kind, m.minor) for m in movements(services, TODAY)]


days = st.integers(0, 800).map(lambda n: date(2025, 1, 1) + timedelta(days=n))


@st.composite
def portfolios(draw: st.DrawFn) -> list[Service]:
    found = []
    for _ in range(draw(st.integers(0, 14))):
        start = draw(days)
        length = draw(st.none() | st.integers(0, 400))
        found.append(Service(
            draw(st.sampled_from(["EUR", "USD"])), draw(st.sampled_from([A, B])),
            draw(st.sampled_from([SEAT, CARE])), draw(st.sampled_from(["quote", "direct"])),
            Decimal(draw(st.integers(1, 3))), start,
            None if length is None else start + timedelta(days=length), draw(st.integers(0, 50)),
        ))  # fmt: skip
    return sorted(found, key=lambda s: (s.currency, s.customer))


def standing(services: list[Service], currency: str, on: date) -> int:
    """What runs on a day, added up the plain way."""
    return sum(
        s.minor for s in services
        if s.currency == currency and s.starts_on <= on and (s.ends_on is None or s.ends_on > on)
    )  # fmt: skip


@given(portfolios())
def test_each_month_opens_as_the_last_closed_and_closes_at_what_runs_that_day(services):
    moves = list(movements(services, TODAY))
    spans = bridge(moves, months(JANUARY, TODAY))
    for currency in {s.currency for s in spans}:
        mine = [s for s in spans if s.currency == currency]
        assert mine[0].opening_minor == standing(services, currency, JANUARY - timedelta(days=1))
        for one, following in pairwise(mine):
            assert one.closing_minor == following.opening_minor
            assert one.customers_after == following.customers
        for one in mine:
            last = min(add_months(one.starts_on, 1) - timedelta(days=1), TODAY)
            assert one.closing_minor == standing(services, currency, last)
            assert one.kept_minor <= min(one.opening_minor, one.held_minor)
    for currency in ("EUR", "USD"):
        if not any(s.currency == currency for s in spans):
            assert standing(services, currency, TODAY) == 0


@given(portfolios(), st.sampled_from(["product", "customer", "way"]))
def test_the_parts_are_the_whole_however_it_is_cut(services, name):
    moves = list(movements(services, TODAY))
    found = shares(moves, name, JANUARY)
    for whole in bridge(moves, [JANUARY]):
        mine = [s for s in found if s.currency == whole.currency]
        assert sum(s.opening_minor for s in mine) == whole.opening_minor
        assert sum(s.closing_minor for s in mine) == whole.closing_minor
        for kind in Kind:
            assert sum(s.moved[kind] for s in mine) == whole.moved[kind]


@given(portfolios())
def test_cohorts_hold_whoever_began_and_together_all_that_runs(services):
    first = date(2025, 1, 1)
    moves = list(movements(services, TODAY))
    found = cohorts(moves, first, TODAY)
    for currency in ("EUR", "USD"):
        mine = [c for c in found if c.currency == currency]
        assert sum(c.minor[-1] for c in mine) == standing(services, currency, TODAY)
        spans = [s for s in bridge(moves, [first]) if s.currency == currency]
        assert sum(c.stayed[-1] for c in mine) == sum(s.customers_after for s in spans)
        assert sum(c.customers for c in mine) == sum(s.won for s in spans)
    assert all(len(c.minor) == len(months(c.month, TODAY)) for c in found)


def test_a_customer_comes_grows_shrinks_leaves_and_comes_back():
    assert kinds(
        service("2026-01-01", "2026-02-01", 100, quantity=1),
        service("2026-02-01", "2026-03-01", 250, quantity=2),
        service("2026-03-01", "2026-04-01", 260, quantity=2),
        service("2026-04-01", "2026-05-01", 130, quantity=1),
        service("2026-06-01", None, 90, quantity=1),
    ) == [
        ("2026-01-01", Kind.NEW, 100),
        ("2026-02-01", Kind.EXPANSION, 150),
        ("2026-03-01", Kind.PRICE, 10),
        ("2026-04-01", Kind.CONTRACTION, -130),
        ("2026-05-01", Kind.CHURN, -130),
        ("2026-06-01", Kind.REACTIVATION, 90),
    ]


def test_one_product_for_another_is_one_step_up_or_down():
    up = kinds(
        service("2026-01-01", "2026-05-01", 100),
        service("2026-05-01", None, 140, product=CARE),
    )
    assert up[1:] == [("2026-05-01", Kind.EXPANSION, -100), ("2026-05-01", Kind.EXPANSION, 140)]
    down = kinds(
        service("2026-01-01", "2026-05-01", 100), service("2026-05-01", None, 60, product=CARE)
    )
    assert {kind for _day, kind, _minor in down[1:]} == {Kind.CONTRACTION}


def test_a_price_that_moves_beside_an_expansion_is_told_apart():
    found = kinds(
        service("2026-01-01", "2026-05-01", 100), service("2026-05-01", None, 105),
        service("2026-05-01", None, 40, product=CARE),
    )  # fmt: skip
    assert found[1:] == [("2026-05-01", Kind.PRICE, 5), ("2026-05-01", Kind.EXPANSION, 40)]


def test_what_never_ran_or_begins_later_or_costs_nothing_moves_nothing():
    assert kinds(
        service("2026-01-01", "2026-01-01", 100), service("2027-01-01", None, 100),
        service("2026-01-01", None, 0),
    ) == []  # fmt: skip
    assert bridge([], [JANUARY]) == [] and shares([], "product", JANUARY) == []
    gone = movements([service("2025-01-01", "2025-06-01", 100)], TODAY)
    assert bridge(list(gone), [JANUARY]) == []


def test_churn_and_retention_are_of_the_opening():
    services = [
        service("2025-01-01", "2026-03-01", 100),
        service("2025-01-01", "2026-02-01", 300, customer=B),
        service("2026-02-01", None, 200, quantity=2, customer=B),
        service("2026-05-01", None, 50, customer=C),
    ]
    (whole,) = bridge(movements(services, TODAY), [JANUARY])
    assert (whole.opening_minor, whole.closing_minor) == (400, 250)
    assert (whole.revenue_churn, whole.logo_churn) == (Decimal("25.0"), Decimal("50.0"))
    assert (whole.net_retention, whole.gross_retention) == (Decimal("50.0"), Decimal("50.0"))
    assert (whole.customers, whole.won, whole.lost, whole.customers_after) == (2, 1, 1, 2)
    assert percent(1, 0) is None


def test_growth_lifts_the_net_retention_and_not_the_gross_one():
    services = [
        service("2025-01-01", "2026-03-01", 100),
        service("2026-03-01", None, 150, quantity=2),
    ]
    (whole,) = bridge(movements(services, TODAY), [JANUARY])
    assert (whole.net_retention, whole.gross_retention) == (Decimal("150.0"), Decimal("100.0"))


def test_a_period_is_brought_to_a_month_half_up_once():
    assert [monthly(*p) for p in ((126_000, 12), (100, 3), (50, 12), (6, 12), (-6, 12))] == [
        10_500, 33, 4, 1, -1,
    ]  # fmt: skip


def test_a_cohort_keeps_its_percentages():
    services = [
        service("2026-10-05", "2026-11-10", 100),
        service("2026-11-10", None, 25, quantity=3),
    ]
    (cohort,) = cohorts(movements(services, TODAY), JANUARY, TODAY)
    assert (cohort.month, cohort.minor, cohort.stayed) == (
        date(2026, 10, 1),
        (100, 25, 25),
        (1, 1, 1),
    )
    assert cohort.retained == (Decimal("100.0"), Decimal("25.0"), Decimal("25.0"))
    old = cohorts(
        [Movement("EUR", A, date(2025, 1, 1), Kind.NEW, SEAT, "quote", 1)], JANUARY, TODAY
    )
    assert old == []
