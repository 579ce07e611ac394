"""Which installments are due: each once, never the balance, never what waits for a person's word."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.invoicing.core import installments as core

DAYS = st.dates(date(2027, 1, 1), date(2027, 12, 31))
ROW = st.one_of(
    st.sampled_from(["signature", "delivery", "acceptance"]).map(
        lambda due: {"due": due, "due_on": None}
    ),
    DAYS.map(lambda day: {"due": "date", "due_on": day.isoformat()}),
)


@given(st.lists(ROW, max_size=6), st.sets(st.integers(1, 6)), DAYS, st.booleans())
def test_what_is_due_is_reached_and_not_invoiced_and_never_the_balance(
    rows, invoiced, today, delivered
):
    found = core.due(rows, invoiced, today, delivered=delivered)
    assert found == sorted(set(found) - invoiced)
    for number, row in enumerate(rows[:-1], start=1):
        reached = {
            "signature": True, "delivery": delivered, "acceptance": False,
            "date": (row["due_on"] or "9") <= today.isoformat(),
        }[row["due"]]  # fmt: skip
        assert (number in found) is (reached and number not in invoiced)
    assert len(rows) not in found
    assert core.missing(rows, invoiced) == [n for n in range(1, len(rows)) if n not in invoiced]
