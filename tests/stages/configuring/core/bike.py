"""A bike with bags, for tests of what reads and writes models; and formulas over it, made at random."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from comptoir.stages.configuring.core.language import names_of
from comptoir.stages.configuring.core.model import (
    All,
    Any,
    Arithmetic,
    Attribute,
    AttributeKind,
    Compare,
    Count,
    Group,
    Has,
    Implies,
    Match,
    Model,
    Not,
    Number,
    Of,
    Option,
    Part,
    Rounded,
    Same,
    Sum,
    Table,
    Value,
    Words,
)

D = Decimal


def wheel(side: str) -> Group:
    return Group(
        f"{side}_wheel",
        tuple(Option(f"{side}.w{n}", values={"size": D(n)}, weight=D(1)) for n in (26, 28)),
        1,
        1,
        Words(f"{side.title()} wheel", {"front": "Roue avant", "rear": "Roue arrière"}[side]),
    )


BAG = Option(
    "bag",
    Words("Bag", "Sac"),
    groups=(
        Group(
            "material",
            (Option("leather", Words("Leather", "Cuir")), Option("cotton", Words("Cotton", "Coton"))),
            1, 1, Words("Material", "Matière"),
        ),
        Group("capacity", (Option("b10"), Option("b20")), 1, 1),
    ),
    attributes=(Attribute("volume", AttributeKind.DECIMAL, Words("Volume"), D(0), D(50), unit="l"),),
    price=D("30"),
)  # fmt: skip
ROOT = Option(
    "bike",
    Words("Bike", "Vélo"),
    groups=(
        wheel("front"),
        wheel("rear"),
        Group("color", (Option("color.red"), Option("color.dark blue")), 1, 1),
        Group("basket", (Option("wicker", Words("Wicker", "Osier"), price=D("45.5")),), 0, 1),
        Group("and", (Option("in"), Option("not"), Option("sum"), Option("XG-C100C")), 0, None),
    ),
    attributes=(
        Attribute("length", AttributeKind.INTEGER, Words("Length", "Longueur"), D(100), unit="mm"),
        Attribute("label", AttributeKind.TEXT),
    ),
    parts=(Part("bags", BAG, 0, 3, Words("Bags", "Sacs")),),
    values={"odd figure": D(1)},
)
BIKE = Model("bike", ROOT, name=Words("Bike", "Vélo"))
NAMES = names_of(ROOT)

numbers = st.decimals(-(10**6), 10**6, places=2, allow_nan=False).map(Number)
leaf_terms = st.one_of(
    numbers,
    st.sampled_from([Value("length"), Value("volume")]),
    st.builds(Of, st.sampled_from(sorted(NAMES.groups)), st.sampled_from(sorted(NAMES.figures))),
    st.builds(
        Sum,
        st.sampled_from(["size", "weight", "volume", "odd figure"]),
        st.sampled_from([None, "bags", "bag", "color", "and", "not"]),
    ),
    st.builds(Count, st.sampled_from(["bags", "and", "color"])),
)
terms = st.recursive(
    leaf_terms,
    lambda inner: st.one_of(
        st.builds(Arithmetic, st.sampled_from(["+", "-", "*", "/", "min", "max"]), inner, inner),
        st.builds(Rounded, st.booleans(), inner),
    ),
    max_leaves=6,
)
cells = st.tuples(
    st.frozensets(st.sampled_from(NAMES.groups["material"])),
    st.frozensets(st.sampled_from(NAMES.groups["color"])),
)
tables = st.builds(
    Table, st.just(("material", "color")), st.lists(cells, min_size=1, max_size=3).map(tuple)
)
leaf_formulas = st.one_of(
    st.builds(Has, st.sampled_from(sorted(NAMES.options)), st.booleans()),
    st.builds(Compare, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), terms, terms),
    st.builds(Match, st.sampled_from(["front_wheel", "and"]), st.sampled_from(["color", "basket"])),
    tables,
)
formulas = st.recursive(
    leaf_formulas,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(All, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Any, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Implies, inner, inner),
        st.builds(Same, inner, inner),
    ),
    max_leaves=6,
)
