"""A line that takes money out: which payment came back, and why; nothing that is doubtful is certain."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.collecting.core.bank import StatementRow
from comptoir.stages.collecting.core.returns import (
    CODES,
    UNSAID,
    Found,
    Received,
    ReturnVerdict,
    UnknownReason,
    check_code,
    match_return,
)

DAY = date(2026, 2, 10)
ONE = Received("1", ("P-2026-0001", "F-2026-0001"), "EUR", 12_000, DAY - timedelta(days=3))
TWO = Received("2", ("P-2026-0002", "F-2026-0002"), "EUR", 12_000, DAY)


def row(text: str, minor: int = -12_000, currency: str = "EUR") -> StatementRow:
    return StatementRow(1, DAY, minor, currency, text, "", "")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("REJET PRLV F-2026-0001 AM04", "AM04"),
        ("Impayé P-2026-0001", UNSAID),
        ("Chèque retourné F2026-0001", UNSAID),
        ("MD06 F-2026-0001", "MD06"),
        ("CARD CHARGEBACK P-2026-0001", UNSAID),
    ],
)
def test_a_line_that_names_the_payment_and_says_so_returns_it(text: str, code: str) -> None:
    assert match_return(row(text), [ONE, TWO]) == ReturnVerdict(Found.NAMED, "1", code=code)


@pytest.mark.parametrize(
    ("line", "found", "candidates"),
    [
        (row("VIR FOURNISSEUR F-2026-0001"), Found.NOTHING, ()),  # it says nothing of a return
        (row("REJET F-2026-0001", minor=12_000), Found.NOTHING, ()),  # money that came in
        (row("REJET F-2026-0001", minor=-12_001), Found.NOTHING, ()),
        (row("REJET F-2026-0001", currency="USD"), Found.NOTHING, ()),
        (row("REJET PRLV"), Found.PERHAPS, ("1", "2")),
        (row("REJET F-2026-0001 F-2026-0002"), Found.PERHAPS, ("1", "2")),
    ],
)
def test_what_is_doubtful_is_only_shown(line, found, candidates) -> None:
    verdict = match_return(line, [ONE, TWO])
    assert (verdict.found, verdict.candidates) == (found, candidates)


def test_a_payment_does_not_come_back_before_it_was_received() -> None:
    later = Received("3", ("P-2026-0003",), "EUR", 12_000, DAY + timedelta(days=1))
    assert match_return(row("REJET P-2026-0003"), [later]).found is Found.NOTHING


def test_only_the_reasons_of_banks_are_known() -> None:
    assert [check_code(c) for c in CODES] == list(CODES)
    with pytest.raises(UnknownReason) as said:
        check_code("XX99")
    assert said.value.field == "reason"


received = st.builds(
    Received, st.uuids().map(str), st.tuples(st.sampled_from(["P-1", "P-2", "P-3"])),
    st.sampled_from(["EUR", "USD"]), st.integers(1, 3), st.dates(DAY - timedelta(9), DAY + timedelta(9)),
)  # fmt: skip
texts = st.lists(st.sampled_from(["REJET", "P-1", "P-2", "P-3", "AM04", "loyer"]), max_size=4)


@given(
    texts.map(" ".join),
    st.integers(-3, 3),
    st.lists(received, max_size=5, unique_by=lambda r: r.id),
)
def test_what_is_certain_is_named_once_of_its_amount_and_not_from_the_future(text, minor, told):
    verdict = match_return(row(text, minor), told)
    known = {r.id: r for r in told}
    for pk in (verdict.payment, *verdict.candidates):
        if pk:
            r = known[pk]
            assert (r.amount_minor, r.currency) == (-minor, "EUR")
            assert r.received_on <= DAY
    assert bool(verdict.payment) == (verdict.found is Found.NAMED)
    if verdict.found is Found.NAMED:
        assert known[verdict.payment].numbers[0] in text
        assert verdict.code in CODES
