"""Expected revenue and profit of open opportunities."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from comptoir.pages.desk.core.prospects import Prospect, by_month


def prospect(
    amount: int, probability: int, margin: str | Decimal | None, on: date, currency: str = "EUR"
) -> Prospect:
    percent = None if margin is None else Decimal(margin)
    return Prospect(
        UUID(int=1), "O-1", "Lamps", "Acme", "qualify", on, currency, amount, probability, percent
    )


def test_what_is_expected_is_rounded_half_up_once() -> None:
    one = prospect(101, 50, "50", date(2026, 3, 31))
    assert (one.revenue_minor, one.profit_minor) == (51, 26)
    assert one.month == date(2026, 3, 1)
    assert prospect(1000, 100, "-12.5", date(2026, 3, 1)).profit_minor == -125
    assert prospect(1000, 100, None, date(2026, 3, 1)).profit_minor is None


prospects = st.lists(
    st.builds(
        prospect,
        st.integers(0, 10**12),
        st.integers(0, 100),
        st.none() | st.decimals(-100, 100, places=1),
        st.dates(date(2026, 1, 1), date(2027, 1, 1)),
        st.sampled_from(["EUR", "GBP"]),
    )
)


@given(prospects)
def test_the_months_hold_every_prospect_once_and_in_order(those: list[Prospect]) -> None:
    months = by_month(those)
    assert [(m.month, m.currency) for m in months] == sorted({(p.month, p.currency) for p in those})
    assert sum(m.count for m in months) == len(those)
    assert sum(m.unknown for m in months) == sum(p.margin is None for p in those)
    for name in ("amount_minor", "revenue_minor", "profit_minor"):
        assert sum(getattr(m, name) for m in months) == sum(getattr(p, name) or 0 for p in those)
