"""What differs between two products: it adds up, and turned round it is the way back."""

from __future__ import annotations

from decimal import Decimal as D
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.configuring.core.differing import Part, Turn, parts, turns
from comptoir.stages.configuring.core.explosion import Needed
from comptoir.stages.configuring.core.model import Words

ids = st.sampled_from("abcd")
prices = st.decimals(-99, 99, places=2)


@st.composite
def products(draw: st.DrawFn) -> list[dict[str, Any]]:
    rows = []
    for id in draw(st.lists(ids, unique=True)):
        said = draw(st.sampled_from(["", " 2"]))
        row = {"id": id, "en": id + said, "fr": id + said, "price": str(draw(prices))}
        rows.append(row | ({"quiet": True} if draw(st.booleans()) else {}))
    return rows


@given(products(), products())
def test_the_differences_of_the_options_add_up_to_the_difference_of_the_price(
    before, after
) -> None:
    found = turns(before, after)
    whole = sum((D(r["price"]) for r in after), D(0)) - sum((D(r["price"]) for r in before), D(0))
    assert sum((t.price_after - t.price_before for t in found), D(0)) == whole
    back = {t.id: Turn(t.id, t.after, t.before, t.price_after, t.price_before) for t in found}
    assert {t.id: t for t in turns(after, before)} == back
    assert turns(before, before) == ()


def test_what_goes_comes_first_and_another_value_is_a_difference_without_a_price() -> None:
    def row(id: str, said: str, price: str = "0", **more: bool) -> dict[str, Any]:
        return {"id": id, "en": said, "fr": said, "price": price, **more}

    before = [row("bike", "Bike", quiet=True), row("steel", "Steel"), row("height", "Height: 175")]
    after = [
        row("bike", "Velo", quiet=True),
        row("height", "Height: 182"),
        row("alu", "Alu", "120"),
    ]
    assert turns(before, after) == (
        Turn("steel", Words("Steel", "Steel"), None, D(0), D(0)),
        Turn("height", Words("Height: 175", "Height: 175"), Words("Height: 182", "Height: 182"),
             D(0), D(0)),
        Turn("alu", None, Words("Alu", "Alu"), D(0), D(120)),
    )  # fmt: skip
    dearer = [row("bike", "Bike", "5", quiet=True), *before[1:]]
    assert [t.id for t in turns(before, dearer)] == ["bike"], "what is not shown may cost more"


needs = st.lists(
    st.builds(
        Needed, ids, st.just(Words()), st.sampled_from(["C62", "MTR"]),
        st.decimals(0, 99, places=3), st.none(), st.just(()),
    ),
    unique_by=lambda need: (need.sku, need.unit),
)  # fmt: skip


@given(needs, needs)
def test_the_differences_of_the_materials_lead_from_one_bill_to_the_other(
    before: list[Needed], after: list[Needed]
) -> None:
    bill = {(n.sku, n.unit): n.quantity for n in before}
    for part in parts(before, after):
        assert part.before == bill.get((part.sku, part.unit), 0) != part.after
        bill[part.sku, part.unit] = part.after
    wanted = {(n.sku, n.unit): n.quantity for n in after}
    assert {k: v for k, v in bill.items() if v} == {k: v for k, v in wanted.items() if v}


def test_a_material_is_named_as_it_is_needed_now() -> None:
    old = Needed("CABLE", Words("Old cable"), "MTR", D("1.2"), None, ())
    new = Needed("CABLE", Words("Cable"), "MTR", D("1.5"), None, ())
    assert parts([old], [new]) == (Part("CABLE", Words("Cable"), "MTR", D("1.2"), D("1.5")),)
    assert parts([old], []) == (Part("CABLE", Words("Old cable"), "MTR", D("1.2"), D(0)),)
