"""Due dates by the customer's terms, within the limits of the law."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.period import end_of_month
from comptoir.records.parties.core.terms import (
    BadTerms,
    Terms,
    TermsKind,
    TermsTooLong,
    check_terms,
    due_date,
    read_terms,
)

NET, EOM, PLUS = TermsKind.NET_DAYS, TermsKind.END_OF_MONTH_DAYS, TermsKind.END_OF_MONTH_PLUS


# FR-45EOM (expertfiscal.fr: two accepted methods), invoice of 15 February 2026
@pytest.mark.parametrize(
    ("kind", "days", "due"),
    [
        (EOM, 45, "2026-04-30"),
        (PLUS, 45, "2026-04-14"),
        (NET, 60, "2026-04-16"),
        (NET, 0, "2026-02-15"),
        (PLUS, 0, "2026-02-28"),
        (EOM, 0, "2026-02-28"),
    ],
)
def test_the_due_date_of_15_february(kind: TermsKind, days: int, due: str) -> None:
    assert due_date(date(2026, 2, 15), Terms(kind, days)) == date.fromisoformat(due)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(TermsKind), st.integers(0, 90))
def test_a_due_date_is_never_before_its_days(issued: date, kind: TermsKind, days: int) -> None:
    due = due_date(issued, Terms(kind, days))
    assert due >= issued + timedelta(days=days)
    assert due <= end_of_month(issued) + timedelta(days=days + 31)


@pytest.mark.parametrize(
    ("terms", "contract", "periodic"),
    [
        (Terms(NET, 60), True, False),
        (Terms(EOM, 45), True, False),
        (Terms(PLUS, 45), True, False),
        (Terms(NET, 45), True, True),
        (Terms(NET, 30), False, False),
    ],
)
def test_the_longest_legal_terms_pass(terms: Terms, contract: bool, periodic: bool) -> None:
    check_terms(terms, "FR", contract, periodic)


@pytest.mark.parametrize(
    ("terms", "contract", "periodic", "found", "expected"),
    [
        (Terms(NET, 75), True, False, "75 days net", "60 days net | 45 days end of month"),
        (Terms(EOM, 46), True, False, "46 days end of month", "60 days net | 45 days end of month"),
        (
            Terms(PLUS, 60),
            True,
            False,
            "60 days end of month",
            "60 days net | 45 days end of month",
        ),
        (Terms(NET, 46), True, True, "46 days net", "45 days net"),
        (Terms(EOM, 30), True, True, "30 days end of month", "45 days net"),
        (Terms(NET, 31), False, False, "31 days net", "30 days net"),
        (Terms(EOM, 0), False, False, "0 days end of month", "30 days net"),
    ],
)
def test_terms_beyond_the_french_limit_are_refused_with_the_choices(
    terms: Terms, contract: bool, periodic: bool, found: str, expected: str
) -> None:
    with pytest.raises(TermsTooLong) as said:
        check_terms(terms, "FR", contract, periodic)
    assert said.value.field == "terms_days"
    facts = said.value.facts
    assert (facts["found"], facts["expected"], facts["law"]) == (
        found,
        expected,
        "C. com. L441-10 I",
    )


def test_elsewhere_the_parties_may_agree() -> None:
    check_terms(Terms(NET, 120), "DE")


def test_terms_are_read_from_a_form() -> None:
    assert read_terms("end_of_month_plus", 45) == Terms(PLUS, 45)
    with pytest.raises(BadTerms) as said:
        read_terms("whenever", 30)
    assert said.value.field == "terms_kind"
    for days in (-1, 366):
        with pytest.raises(BadTerms) as said:
            read_terms("net_days", days)
        assert (said.value.field, said.value.facts["found"]) == ("terms_days", days)
