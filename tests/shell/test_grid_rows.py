"""A long grid is filled in, not rendered: what comes out is the same to the letter."""

from __future__ import annotations

from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from comptoir.shell import grid, grid_rows
from comptoir.shell.grid import Row

texts = st.text(alphabet="aé<>&\"'% {}=", max_size=6)
own = {
    "id": st.integers(1, 9), "rev": st.integers(1, 9), "position": st.integers(1, 5_000),
    "optional": st.booleans(), "level": st.integers(0, 2),
    "locked": st.sampled_from([(), ("sku", "quantity"), ("discount", "amount", "months", "optional")]),
}  # fmt: skip
rows = st.builds(
    Row, **{name: texts for name in Row.__dataclass_fields__ if name not in own}, **own
) | st.builds(
    Row, st.integers(1, 9), st.just(1), st.just(1), *[texts] * 11, optional=st.booleans()
)  # fmt: skip


@given(found=st.lists(rows, max_size=3), full=st.booleans())
def test_rows_are_what_their_template_says(found: list[Row], full: bool) -> None:
    context = grid.context(found, margin=full, options=full, why=full, goals=full, terms=full)
    one_by_one = [render_to_string("shell/grid_row.html", {**context, "r": row}) for row in found]
    assert grid_rows.body(context) == "".join(one_by_one)


def test_a_heading_stands_before_the_line_that_begins_its_section() -> None:
    row = Row(7, 1, 1, *["x"] * 11)
    heads = [{"id": 7, "title": "A & B", "amount": "1 €", "count": "1 line"}]
    told = grid_rows.body({**grid.context([row]), "sections": heads})
    assert told.startswith("<tr") and 'value="A &amp; B"' in told
    assert told.index("1 €") < told.index('data-cell="sku"')
