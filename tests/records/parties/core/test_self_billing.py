"""A mandate: its dates, its series, the numbers it lets pass."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.records.parties.core.profile import Missing, TooLong
from comptoir.records.parties.core.self_billing import (
    BadInvoiceNumber,
    BadSeries,
    Mandate,
    MandateDates,
    check,
    check_end,
    check_series,
    in_force,
    read_mandates,
)

TODAY = date(2026, 3, 1)
OURS = ("F", "A", "SO")
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def mandate(first: date = TODAY, last: date | None = None, series: str = "AC-") -> Mandate:
    return Mandate(UUID(int=1), first, first, last, "C 12", series)


def given_(**over: Any) -> dict[str, Any]:
    return {
        "accepted_on": TODAY, "from_on": TODAY, "until_on": None, "reference": " C 12 ",
        "series": "AC-", **over,
    }  # fmt: skip


def test_what_is_right_is_kept_trimmed():
    assert check(given_(), TODAY, OURS) == given_(reference="C 12")
    whole = given_(until_on=TODAY)  # a single day
    assert check(whole, TODAY, OURS)["until_on"] == TODAY


@pytest.mark.parametrize(
    ("over", "refusal", "field"),
    [
        (
            {"accepted_on": TODAY + timedelta(1), "from_on": date(2026, 4, 1)},
            MandateDates,
            "accepted_on",
        ),
        ({"from_on": TODAY - timedelta(1)}, MandateDates, "from_on"),
        ({"until_on": TODAY - timedelta(1)}, MandateDates, "until_on"),
        ({"reference": ""}, Missing, "reference"),
        ({"series": " "}, Missing, "series"),
        ({"series": "X" * 21}, TooLong, "series"),
        ({"series": "AC 1"}, BadSeries, "series"),
        ({"series": "É-"}, BadSeries, "series"),
        ({"series": "F"}, BadSeries, "series"),
        ({"series": "F-"}, BadSeries, "series"),
        ({"series": "SO-2026"}, BadSeries, "series"),
    ],
)
def test_what_is_wrong_is_named(over, refusal, field):
    with pytest.raises(refusal) as no:
        check(given_(**over), TODAY, OURS)
    assert no.value.field == field


@given(DAYS, st.none() | DAYS, DAYS)
def test_a_day_is_covered_from_the_first_to_the_last_both_included(first, last, day):
    if last is not None and last < first:
        with pytest.raises(MandateDates):
            check_end(first, last)
        return
    check_end(first, last)
    one = mandate(first, last)
    assert one.covers(day) == (first <= day <= (last or date.max))
    assert in_force([one], day) == (one if one.covers(day) else None)


@given(st.text(max_size=40))
def test_a_number_that_passes_is_one_of_br_fr_01_and_02_and_of_the_series(text):
    for number in (text, f"AC-{text}"):
        try:
            kept = mandate().number(number)
        except BadInvoiceNumber as no:
            assert no.field == "number"
        else:
            assert re.fullmatch(r"AC-[A-Za-z0-9+_/-]{1,32}", kept)
            assert kept == number.strip()


@given(
    st.from_regex(r"[A-Za-z0-9+_/-]{1,20}", fullmatch=True), st.integers(2000, 2100), st.integers(1)
)
def test_no_number_of_a_series_that_passes_looks_like_ours(series, year, n):
    try:
        kept = check_series(series, OURS)
    except BadSeries:
        return
    assert not any(f"{own}-{year}-{n:04d}".startswith(kept) for own in OURS)


def test_mandates_are_read_from_json():
    told = {
        "id": str(UUID(int=1)), "accepted_on": "2026-03-01", "from_on": "2026-03-01",
        "until_on": None, "reference": "C 12", "series": "AC-",
    }  # fmt: skip
    assert read_mandates([told, told | {"until_on": "2026-03-02"}]) == (
        mandate(), mandate(last=date(2026, 3, 2)),
    )  # fmt: skip
    assert read_mandates(None) == ()
