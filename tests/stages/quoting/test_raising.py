"""The waterfall of a price that a contract says, raised by its rule."""

from __future__ import annotations

from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.pricing import engine
from comptoir.stages.quoting.raising import Raised

VALUES = st.decimals("0.01", "100000", places=4)


@given(percent=st.decimals("-99", "100", places=4), unit=VALUES, quantity=st.integers(1, 999))
def test_the_waterfall_begins_with_what_was_agreed_names_the_rule_and_is_replayed(
    percent, unit, quantity
):
    done = Raised(percent, "renewal:K-1: +3 %", {}).priced(unit, D(quantity), 2)
    first, second = done.steps[:2]
    assert (first.label_code, first.result) == ("agreed_price", unit)
    assert (second.label_code, second.rule_id) == ("renewal_uplift", "renewal:K-1: +3 %")
    assert engine.replay(done.steps) == D(done.net_minor).scaleb(-2)
    exact = unit * quantity * (100 + percent) / 100
    assert abs(D(done.net_minor) / 100 - exact) <= D("0.005")
