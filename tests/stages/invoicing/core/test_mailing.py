"""The e-mail of an invoice: who gets it, what a failed try means, what goes without a click."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.retries import WAITS
from comptoir.stages.invoicing.core.mailing import (
    CATCH_UP_DAYS,
    Fault,
    Mailing,
    Person,
    final,
    goes_by_itself,
    mails_from,
    recipient,
)

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
DAY = date(2026, 1, 5)
OWN = Person("Chabert", "office@chabert.example", ())


def test_bills_go_to_who_pays_else_to_the_customers_own_address() -> None:
    buyer = Person("Ada", "ada@chabert.example", ("buyer",))
    silent = Person("Zoé", "", ("payer",))
    payer = Person("Max", "max@chabert.example", ("buyer", "payer"))
    assert recipient([buyer, silent, payer], OWN) == payer
    assert recipient([buyer, silent], OWN) == OWN
    assert recipient([buyer], Person("Chabert", "", ())) is None


@pytest.mark.parametrize("fault", list(Fault))
def test_only_a_server_that_is_away_is_asked_again(fault: Fault) -> None:
    assert final(fault, 1) == (fault is not Fault.AWAY)


def test_a_server_that_is_away_is_asked_again_then_given_up() -> None:
    assert [final(Fault.AWAY, n) for n in (1, len(WAITS), len(WAITS) + 1)] == [False, False, True]


rules = st.none() | st.builds(
    Mailing, st.sampled_from([None, True, False]), st.dates(date(2026, 1, 1), date(2026, 2, 1))
)


@given(rules, rules, st.dates(date(2025, 11, 1), date(2026, 2, 1)))
def test_nothing_goes_by_itself_that_nobody_wanted_nor_what_is_old(company, customer, issued_on):
    start = mails_from(company, customer)
    own = customer if customer and customer.automatic is not None else company
    assert (start is not None) == bool(own and own.automatic)
    if goes_by_itself(issued_on, start, DAY):
        assert own and own.automatic and issued_on >= own.starts_on
        assert issued_on > DAY - timedelta(days=CATCH_UP_DAYS)


def test_what_is_issued_from_the_day_on_goes_by_itself() -> None:
    assert goes_by_itself(DAY, DAY, DAY)
    assert not goes_by_itself(DAY, DAY + timedelta(days=1), DAY)
    assert not goes_by_itself(DAY, None, DAY)
    old = DAY - timedelta(days=CATCH_UP_DAYS)
    assert not goes_by_itself(old, old, DAY)
    assert mails_from(Mailing(True, DAY), Mailing(False, DAY)) is None
    assert mails_from(Mailing(False, DAY), Mailing(True, DAY)) == DAY
