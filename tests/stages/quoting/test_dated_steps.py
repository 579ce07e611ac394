"""Steps of a running line are read as they are written, in either language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.errors import Invalid
from comptoir.stages.quoting import dated_steps
from comptoir.stages.quoting.amendments import RampStep

numbers = st.decimals(0, 99_999, places=2)
steps = st.builds(
    RampStep, st.dates(date(2000, 1, 1), date(2099, 1, 1)), numbers, st.none() | numbers
) | st.builds(RampStep, st.dates(date(2000, 1, 1), date(2099, 1, 1)), st.none(), numbers)


@given(kept=st.lists(steps, max_size=5), lang=st.sampled_from(["en", "fr"]))
def test_steps_are_read_as_they_are_written(kept, lang):
    assert dated_steps.read(dated_steps.write(kept, lang), lang, "ramp") == tuple(kept)


def test_days_and_numbers_are_read_as_people_type_them():
    said = dated_steps.read("1er juillet 2026 x 1 500\n\n16/10/2026 = 38,50\r\n", "fr", "ramp")
    assert said == (
        RampStep(date(2026, 7, 1), D(1500)),
        RampStep(date(2026, 10, 16), None, D("38.50")),
    )


@pytest.mark.parametrize("text", ["hello", "2026-07-01", "× 5", "=3", "soon × 5", "2026-07-01 × ="])
def test_what_is_no_step_is_refused(text):
    with pytest.raises(Invalid) as refused:
        dated_steps.read(text, "en", "ramp-1")
    assert refused.value.field == "ramp-1"
