from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.shell.reading import NotANumber
from comptoir.stages.quoting import ramps_typed
from comptoir.stages.quoting.core import ramps
from comptoir.stages.quoting.ramps_typed import UnreadableSegment
from tests.stages.quoting.deal import make_quote, make_shop

numbers = st.decimals(1, 9999, places=2)
segments = st.builds(
    ramps.Segment,
    months=st.integers(1, 60),
    quantity=numbers,
    discount_kind=st.sampled_from(["percent", "net", "total"]),
    discount_value=st.decimals(1, 99, places=2),
    uplift=st.decimals(0, 50, places=2),
)


@given(kept=st.lists(segments, min_size=1, max_size=5), lang=st.sampled_from(["en", "fr"]))
def test_segments_are_read_as_they_are_written(kept, lang):
    text = "\n".join(ramps_typed._write(segment, lang) for segment in kept)
    assert ramps.load(ramps_typed.read(text, lang)) == tuple(kept)


@pytest.mark.parametrize("text", ["hello", "12", "12 x", "x 5", "12 × 100 ?"])
def test_what_is_no_segment_is_refused(text):
    with pytest.raises((UnreadableSegment, NotANumber)):
        ramps_typed.read(text, "en")


@pytest.mark.django_db
def test_a_line_proposes_a_row_a_year_of_its_term():
    shop = make_shop()
    quote = make_quote(shop, term_months=30)
    care = next(line for line in quote.lines if line.sku == "CARE")
    assert ramps_typed.write(care, 30, "en") == "12 × 40\n12 × 40\n6 × 40"


def test_a_segment_is_written_as_the_help_says():
    free = ramps.Segment(months=3, quantity=D(10), discount_kind="percent", discount_value=D(100))
    agreed = ramps.Segment(months=9, quantity=D(10), discount_kind="total", discount_value=D(5700))
    rows = [ramps_typed._write(one, "fr") for one in (free, replace(free, uplift=D(3)), agreed)]
    assert rows == ["3 × 10 -100%", "3 × 10 -100% +3%", "9 × 10 ==5700"]
