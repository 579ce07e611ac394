"""Figures that others published about models of theirs."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from comptoir.stages.configuring.core import coom, uvl
from comptoir.stages.configuring.core.answers import Flaw, Goal, Status
from comptoir.stages.configuring.core.comparing import migrate
from comptoir.stages.configuring.core.counting import count
from comptoir.stages.configuring.core.engine import Engine, compiled
from comptoir.stages.configuring.core.linting import lint
from comptoir.stages.configuring.core.model import (
    Any,
    Choice,
    Compare,
    Formula,
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
    Rule,
    Sum,
    Table,
)
from tests.stages.configuring.core.building import (
    D,
    chosen,
    excludes,
    model,
    one_of,
    requires,
    tree,
)

Relation = tuple[str, int, int, str]

# ── real feature models (SoftVarE-Group/feature-model-benchmark) ──


@pytest.mark.slow
def test_core_dead_and_count_are_the_published_ones(data_dir: Path) -> None:
    """CF-FM-01."""
    with (data_dir / "configurator" / "known_properties.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 6
    for row in rows:
        read = uvl.read((data_dir / "configurator" / row["file"]).read_text())
        engine = compiled(read)
        assert len(engine.tree.options) == int(row["features"])
        assert engine.look((), ()).valid is (row["void"] == "no")
        assert len(engine.core_options()) == int(row["core"]), row["file"]
        assert len(engine.dead_options()) == int(row["dead"]), row["file"]
        found = str(count(read))
        assert len(found) == int(row["config_count_digits(published)"])
        assert found == (row["exact_config_count(computed)"] or found), row["file"]


# ── FaMa test suite ──

CORE: list[tuple[list[Relation], list[Formula], list[str]]] = [
    ([("A", 1, 2, "B C")], [requires("C", "B")], ["A", "B"]),
    ([("A", 0, 1, "B")], [requires("A", "B")], ["A", "B"]),
    ([("A", 1, 1, "B"), ("A", 0, 1, "C")], [requires("B", "C")], ["A", "B", "C"]),
    (
        [("A", 1, 1, "B"), ("A", 1, 1, "C"), ("C", 1, 1, "D E")],
        [excludes("B", "D")],
        ["A", "B", "C", "E"],
    ),
    (
        [("A", 1, 1, "B"), ("A", 1, 1, "C"), ("C", 1, 1, "D E")],
        [requires("B", "D")],
        ["A", "B", "C", "D"],
    ),
    ([("A", 1, 1, "B"), ("A", 1, 1, "C")], [excludes("B", "C")], []),
]


@pytest.mark.parametrize(("relations", "rules", "core"), CORE)
def test_core_options(relations: list[Relation], rules: list[Formula], core: list[str]) -> None:
    """CF-FAMA-02."""
    assert list(compiled(model(tree("A", *relations), *rules)).core_options()) == core


OPTIONAL: list[tuple[list[Relation], list[Formula], list[str]]] = [
    ([("A", 1, 1, "B"), ("A", 0, 1, "C")], [requires("B", "C")], ["C"]),
    ([("A", 1, 1, "B"), ("A", 0, 1, "C"), ("C", 1, 1, "D E")], [requires("B", "D")], ["C", "D"]),
    ([("A", 1, 1, "B"), ("A", 0, 1, "C"), ("C", 1, 2, "D E")], [requires("B", "D")], ["C", "D"]),
    ([("A", 1, 1, "B C")], [requires("B", "C")], ["C"]),
    ([("A", 1, 2, "B C")], [requires("B", "C")], ["C"]),
    (
        [("A", 0, 1, "B"), ("A", 1, 1, "C"), ("C", 1, 1, "E F"), ("A", 1, 1, "D")],
        [excludes("D", "F"), requires("E", "B")],
        ["B", "E"],
    ),
]


@pytest.mark.parametrize(("relations", "rules", "found"), OPTIONAL)
def test_false_optional_options(
    relations: list[Relation], rules: list[Formula], found: list[str]
) -> None:
    """CF-FAMA-04."""
    findings = lint(model(tree("A", *relations), *rules))
    assert [each.id for each in findings if each.flaw is Flaw.FALSE_OPTIONAL] == found


COMPLETIONS = {
    "A B C": 3, "E !F": 0, "E F": 2, "!E !F": 1, "!D G": 1, "D G": 0, "D !G": 2, "!B": 0,
}  # fmt: skip


@pytest.mark.parametrize(("choices", "completions"), COMPLETIONS.items())
def test_products_that_complete_some_choices(choices: str, completions: int) -> None:
    """CF-FAMA-06."""
    relations = [("A", 1, 1, "B"), ("B", 1, 1, "D E"), ("A", 0, 1, "C"), ("C", 1, 2, "F G")]
    rules = [excludes("D", "G"), requires("E", "F")]
    given = [Has(c.id) if c.value else Not(Has(c.id)) for c in chosen(*choices.split())]
    root = tree("A", *relations)
    assert count(model(root, *rules, *given)) == completions
    assert compiled(model(root, *rules)).look(chosen(*choices.split())).valid == bool(completions)


# ── T-shirt (Hadzic, Jensen, Andersen 2007) ──


def test_t_shirt() -> None:
    """CF-LIT-01."""
    shirt = Option(
        "shirt",
        groups=(
            one_of("color", "black", "white", "red", "blue"),
            one_of("size", "small", "medium", "large"),
            one_of("print", "MIB", "STW"),
        ),
    )
    drawn = model(shirt, requires("MIB", "black"), Implies(Has("STW"), Not(Has("small"))))
    assert count(model(shirt)) == 24
    assert count(drawn) == 11
    small = compiled(drawn).look(chosen("small")).statuses
    assert small["black"] is Status.FORCED
    assert small["MIB"] is Status.FORCED
    red = compiled(drawn).look(chosen("red")).statuses
    assert red["STW"] is Status.FORCED
    assert [red[each] for each in ("small", "medium", "large")] == [
        Status.IMPOSSIBLE, Status.FREE, Status.FREE,
    ]  # fmt: skip


# ── computer with exclusions (Odoo) ──


def computer(*formulas: Formula, ram_first: bool = True, default: str = "") -> Model:
    ram = one_of("ram", "RAM8", "RAM16", "RAM32", default=default)
    hdd = one_of("hdd", "HDD1", "HDD2", "HDD4")
    ssd = one_of("ssd", "SSD256", "SSD512")
    return model(Option("pc", groups=(ssd, *((ram, hdd) if ram_first else (hdd, ram)))), *formulas)


def inside(whole: tuple[Choice, ...] | None) -> str:
    """ "256/16/2": what was chosen of storage, memory and disks."""
    assert whole is not None
    ids = {choice.id for choice in whole if choice.value is True}
    return "/".join(
        next(id.removeprefix(kind) for id in ids if id.startswith(kind))
        for kind in ("SSD", "RAM", "HDD")
    )


CLASH = excludes("RAM16", "HDD1")
DISKS = ("HDD1", "HDD2", "HDD4")


def test_an_exclusion_removes_the_combinations_it_names() -> None:
    """CF-ODO-01."""
    assert count(computer()) == 18
    assert count(computer(CLASH)) == 16
    engine = compiled(computer(CLASH))
    over = chosen("SSD256", "RAM8", "RAM16", "HDD2")  # over-defined, two memories: no product
    assert not engine.look(over).valid
    assert engine.complete(over) is None
    for under in (
        (),
        ("RAM8",),
        ("SSD256", "RAM8"),
    ):  # under-defined: no product yet, the disk is open
        statuses = engine.look(chosen(*under)).statuses
        assert [statuses[disk] for disk in DISKS] == [Status.FREE] * 3


def test_a_choice_completes_to_each_product_that_is_left_and_to_no_other() -> None:
    """CF-ODO-02: all completions of HDD1."""
    engine = compiled(computer(CLASH))
    wholes = [
        engine.complete(chosen("HDD1", ssd, ram))
        for ssd in ("SSD256", "SSD512") for ram in ("RAM8", "RAM16", "RAM32")
    ]  # fmt: skip
    assert [inside(whole) for whole in wholes if whole] == [
        "256/8/1", "256/32/1", "512/8/1", "512/32/1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("choices", "expected"),
    [("", "256/8/1"), ("HDD1", "256/8/1"), ("HDD2", "256/8/2"), ("HDD2 RAM16", "256/16/2")],
)
def test_what_is_left_open_follows_the_order_of_the_model(choices: str, expected: str) -> None:
    assert inside(compiled(computer(CLASH)).complete(chosen(*choices.split()))) == expected


def none_of(left: str, *right: str) -> Formula:
    return Implies(Has(left), Not(Any(tuple(map(Has, right)))))


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        (computer(CLASH, default="RAM16"), "256/16/2"),
        (computer(CLASH, default="RAM16", ram_first=False), "256/8/1"),
        (computer(CLASH, default="RAM32"), "256/32/1"),
        (computer(none_of("RAM16", *DISKS), default="RAM16"), "256/8/1"),
        (
            computer(
                none_of("RAM8", *DISKS),
                none_of("RAM16", *DISKS),
                none_of("RAM32", "HDD1", "HDD2", "SSD256"),
            ),
            "512/32/4",
        ),
    ],
)
def test_a_product_follows_its_defaults(drawn: Model, expected: str) -> None:
    """CF-ODO-03."""
    assert inside(compiled(drawn).complete(())) == expected


def test_where_everything_is_excluded_nothing_completes() -> None:
    void = computer(*(none_of(ram, *DISKS) for ram in ("RAM8", "RAM16", "RAM32")))
    assert compiled(void).complete(()) is None
    (finding,) = lint(void)
    assert finding.flaw is Flaw.VOID
    assert finding.reason is not None
    assert set(finding.reason.rules) == {"r0", "r1", "r2", "tree:hdd", "tree:pc", "tree:ram"}


@pytest.mark.parametrize(
    ("choices", "expected", "lost"),
    [
        ("HDD1 RAM16", "256/8/1", "RAM16"),
        ("RAM16 HDD1", "256/16/2", "HDD1"),
        ("SSD256 RAM8 HDD4 HDD2", "256/8/4", "HDD2"),
    ],
)
def test_the_closest_product_keeps_what_was_chosen_first_and_says_what_it_gave_up(
    choices: str, expected: str, lost: str
) -> None:
    """CF-ODO-02."""
    drawn = computer(CLASH)
    engine = compiled(drawn)
    closest = migrate(chosen(*choices.split()), drawn, engine)
    assert inside(engine.complete(closest.kept)) == expected
    (gone,) = closest.lost
    assert gone.choice == Choice(lost, True)
    assert gone.reason, "nothing is lost silently"


def test_what_a_computer_excludes_of_its_accessories_is_read_in_both_directions() -> None:
    """CF-ODO-05; one model, so what would be an order of choosing elsewhere is none here: the mouse stays
    possible because another disk is."""
    case, mouse = one_of("case", "S", "M", "L"), one_of("mouse", "Black", "Green")
    drawn = model(
        Option(
            "set",
            groups=(one_of("hdd", "HDD1", "HDD4"), one_of("ssd", "SSD256", "SSD512"), case, mouse),
        ),
        excludes("HDD4", "M"),
        excludes("SSD256", "Green"),
    )
    engine = compiled(drawn)
    statuses = engine.look(chosen("HDD4"), ("S", "M", "L")).statuses.values()
    assert sum(s is Status.FREE for s in statuses) == 2
    assert engine.look(chosen("SSD256"), ("Green",)).statuses == {"Green": Status.IMPOSSIBLE}
    assert engine.look(chosen("Green")).valid


def test_crossed_exclusions_do_not_trap() -> None:
    """CF-ODO-06."""
    drawn = model(
        Option("thing", groups=(one_of("attr1", "v1", "v2"), one_of("attr2", "v3", "v4"))),
        excludes("v3", "v1"),
        excludes("v4", "v2"),
    )
    engine = compiled(drawn)
    choices = chosen("v1", "v4")
    reason = engine.why(chosen("v4"), "v2")
    assert (reason.choices, reason.rules) == (chosen("v4"), ("r1",))
    (repair,) = engine.repairs(choices, "v2")
    assert repair.withdraw == choices
    assert repair.swaps == chosen("v3")


def test_five_attributes_of_twenty_five_values_are_at_once() -> None:
    """CF-ODO-07."""
    groups = tuple(one_of(f"a{i}", *(f"a{i}v{j}" for j in range(25))) for i in range(5))
    large = model(Option("p", groups=groups), excludes("a0v0", "a1v0"))
    assert compiled(large).look(chosen("a0v0"), ("a1v0",)).statuses == {"a1v0": Status.IMPOSSIBLE}
    assert count(large) == 25**5 - 25**3


# ── the PC of Felfernig et al. 2014, as the COOM suite has it ──


def priced(id: str, least: int, most: int, *options: tuple[str, int, dict[str, int]]) -> Group:
    made = (
        Option(name, price=D(price), values={k: D(v) for k, v in values.items()})
        for name, price, values in options
    )
    return Group(id, tuple(made), least, most)


def pc() -> Engine:
    disk = priced("hdisk", 1, 1, ("Med", 200, {"capacity": 200}), ("Max", 500, {"capacity": 1000}))
    controller = priced("hdc", 1, 1, ("MedC", 500, {}), ("MaxC", 500, {}))
    unit = Option(
        "unit",
        parts=(
            Part("hdisks", Option("disk", groups=(disk,)), 1, 4),
            Part("controllers", Option("controller", groups=(controller,)), 1, 2),
        ),
    )
    screen = priced("type", 1, 1, ("ScreenA", 200, {}), ("ScreenB", 150, {}), ("ScreenC", 100, {}))
    root = Option(
        "pc",
        groups=(
            one_of("usage", "Internet", "Scientific", "Multimedia"),
            one_of("efficiency", "A", "B", "C"),
            priced("connection", 0, 1, ("internet", 0, {})),
            priced("mbtype", 1, 1, ("MBSilver", 250, {}), ("MBDiamond", 350, {})),
            priced("cpu", 1, 1, ("CPUD", 150, {}), ("CPUS", 100, {})),
            priced("os", 1, 1, ("OSBeta", 500, {"needs": 13}), ("OSAlpha", 100, {"needs": 6})),
        ),
        parts=(
            Part("hdunits", unit, 1, 2),
            Part("screens", Option("screen", groups=(screen,)), 1, 2),
            Part(
                "applications", Option("application", price=D(50), values={"needs": D(200)}), 1, 5
            ),
        ),
    )

    def cell(*ids: str) -> frozenset[str]:
        return frozenset(ids)

    rows = (
        (cell("A"), cell("MBDiamond"), cell("ScreenA")),
        (cell("B"), cell(), cell("ScreenA", "ScreenB")),
        (cell("C"), cell(), cell()),
    )
    rules = (
        Rule("price", Compare("<=", Sum("price"), Number(D(2500)))),
        Rule("unit-price", Compare("<=", Sum("price", "unit"), Number(D(1000))), within="hdunits"),
        Rule("capacity", Compare("<=", Sum("needs"), Sum("capacity"))),
        Rule("net", Implies(Any((Has("Internet"), Has("Multimedia"))), Has("internet"))),
        Rule("efficiency", Table(("efficiency", "mbtype", "type"), rows), within="screens"),
        Rule("alpha", requires("OSAlpha", "CPUD")),
        Rule("silver", excludes("MBSilver", "CPUD")),
        Rule("diamond", excludes("MBDiamond", "CPUS")),
    )
    return compiled(Model("pc", root, rules))


def test_the_cheapest_pc_and_the_application_too_many() -> None:
    """CF-COOM-04."""
    engine = pc()

    def cheapest(*choices: Choice) -> D | None:
        whole = engine.complete(choices, Goal.CHEAPEST)
        return None if whole is None else engine.figures(whole).price

    assert cheapest() == 1650
    assert [cheapest(*chosen(efficiency)) for efficiency in "ABC"] == [1750, 1700, 1650]
    prices = [cheapest(Choice("applications", D(n))) for n in range(1, 6)]
    assert prices == [1650, 1800, 1850, 1900, None]
    assert engine.look((), ("applications",)).counts == {"applications": (1, 4)}
    whole = engine.complete((), Goal.CHEAPEST)
    assert whole is not None
    assert engine.check(whole) == ()
    assert {"OSAlpha", "MBDiamond", "CPUD", "ScreenC#1", "Med#1#1", "Med#1#2"} <= {
        choice.id for choice in whole if choice.value is True
    }


def test_a_budget_the_pc_cannot_meet_is_explained_by_the_budget() -> None:
    engine = pc()
    budget = Rule("budget", Compare("<=", Sum("price"), Number(D(1600))))
    poor = compiled(Model("poor", engine.model.root, (*engine.model.rules, budget)))
    conflict = poor.look(()).conflict
    assert conflict is not None
    assert "budget" in conflict.rules
    unreached = [each for each in lint(engine.model) if each.flaw is Flaw.UNREACHABLE]
    assert ("applications", (1, 4)) in [(each.id, each.reachable) for each in unreached]


# ── city bike (COOM suite): the words of the rules are the explanation ──


def bike() -> Engine:
    def wheel(id: str) -> Group:
        sizes = (Option(f"{id}.{n}", values={"size": D(n)}) for n in (26, 27, 28, 29))
        return Group(id, tuple(sizes), 1, 1)

    colors = ("Silver", "White", "Black", "Blue")
    basket = Option(
        "basket",
        groups=(
            one_of("position", "Front", "Back"),
            one_of("of-basket", *(f"basket.{c}" for c in colors)),
        ),
    )
    capacities = (Option(f"B{n}", values={"volume": D(n)}) for n in (10, 20, 50, 100))
    bag = Option(
        "bag",
        groups=(
            Group("capacity", tuple(capacities), 1, 1),
            one_of("material", "Cotton", "Leather", "Polyester"),
        ),
    )
    root = Option(
        "bike",
        groups=(
            one_of("color", *(f"bike.{c}" for c in colors)),
            Group("baskets", (basket,), 0, 1),
            one_of("saddle", "Standard", "Comfort", "Vintage"),
            wheel("front"),
            wheel("rear"),
        ),
        parts=(Part("bags", bag, 0, 2),),
    )
    return compiled(Model("bike", root, BIKE_RULES))


def size(group: str, operator: str, number: int) -> Formula:
    return Compare(operator, Of(group, "size"), Number(D(number)))


BIKE_RULES = (
    Rule("colors match", Match("color", "of-basket")),
    Rule("front basket", Implies(Has("Front"), size("front", "<", 29))),
    Rule("large bag", Implies(Has("B100"), size("rear", ">=", 28)), within="bags"),
    Rule("vintage", requires("Vintage", "Leather"), within="bags"),
    Rule("same wheels", Compare("=", Of("front", "size"), Of("rear", "size"))),
    Rule("leather", Table(("material", "capacity"), (
        (frozenset({"Leather"}), frozenset({"B10"})),
        (frozenset({"Cotton"}), frozenset({"B20", "B50"})),
        (frozenset({"Polyester"}), frozenset({"B20", "B50", "B100"})),
    )), within="bags"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("choices", "rule"),
    [
        ("Front front.29", "front basket"),
        ("Vintage Cotton#1", "vintage"),
        ("B100#1 rear.27", "large bag"),
        ("Leather#1 B20#1", "leather"),
        ("bike.Blue basket.White", "colors match"),
        ("!basket bike.Black", None),
    ],
)
def test_city_bike(choices: str, rule: str | None) -> None:
    """CF-COOM-06."""
    state = bike().look(chosen(*choices.split()))
    assert state.valid is (rule is None)
    if rule:
        assert state.conflict is not None
        assert [id for id in state.conflict.rules if not id.startswith("tree:")] == [rule]
        assert set(state.conflict.choices) == set(chosen(*choices.split()))


def test_every_bag_has_its_own_material() -> None:
    state = bike().look((Choice("bags", D(2)), *chosen("Leather#1")), ("B10#1", "B10#2", "B100#2"))
    assert list(state.statuses.values()) == [Status.FORCED, Status.FREE, Status.FREE]


# ── the COOM suite's own files ──


def coom_model(data_dir: Path, name: str) -> Model:
    return coom.read((data_dir / "configurator" / f"{name}.coom").read_text())


def test_coom_products_are_as_many_as_enumerated(data_dir: Path) -> None:
    assert count(coom_model(data_dir, "kids-bike")) == 14
    assert count(coom_model(data_dir, "tshirt")) == 68


def test_the_travel_bike_for_160_liters_weighs_3200_grams_at_least(data_dir: Path) -> None:
    engine = compiled(coom_model(data_dir, "travel-bike"))
    bounds = engine.look((Choice("requestedVolume", D(160)),), ("totalWeight", "maxWeight")).bounds
    assert (bounds["totalWeight"].least, bounds["maxWeight"].least) == (3200, D("3.2"))


def test_the_coffee_machine_completes_to_a_product_that_breaks_no_rule(data_dir: Path) -> None:
    engine = compiled(coom_model(data_dir, "automatic-coffee-machine"))
    for goal in (Goal.DEFAULT, Goal.CHEAPEST):
        whole = engine.complete((), goal)
        assert whole is not None
        assert engine.check(whole) == ()
        assert engine.look(whole, ()).complete
