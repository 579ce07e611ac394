"""Kinds of prices: packages, steps, bounds, what leads to a unit price; the public cases restated."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.quantity import convert
from comptoir.stages.pricing.core.across import Across, basis_of
from comptoir.stages.pricing.core.books import Book, Told, order_books, why_out
from comptoir.stages.pricing.core.entries import (
    Agreed,
    BadPriceTerms,
    Basis,
    CostMissing,
    Given,
    Terms,
    check_terms,
    choose,
    dump_terms,
    load_size,
    load_terms,
    settle,
)
from comptoir.stages.pricing.core.formula import BadFormula
from comptoir.stages.pricing.core.prices import (
    Adjust,
    Adjustment,
    Price,
    PriceKind,
    price_line,
)
from comptoir.stages.pricing.core.tiers import (
    NegativeQuantity,
    Tier,
)
from comptoir.stages.pricing.core.usage import Card
from comptoir.stages.pricing.core.waterfall import replay

D = Decimal
K = PriceKind


def plain(amount: str) -> Price:
    return Price(K.PER_UNIT, D(amount), rule_id="BOOK:1", rule_version=3)


def off(percent: str) -> Adjustment:
    return Adjustment(Adjust.PERCENT_OFF, D(percent))


def minor(price: Price, quantity: str, *adjustments: Adjustment) -> int:
    done = price_line(price, D(quantity), 2, adjustments)
    assert replay(done.steps) == D(done.net_minor).scaleb(-2)
    return done.net_minor


# TR-DOC-04 (docs.flexprice.io): begun packages count whole; the volume tier prices all
def test_tr_doc_04_a_package_that_is_begun_counts_whole() -> None:
    package = Price(K.PACKAGE, D(1), size=D(1000))
    assert [minor(package, q) for q in ("4500", "4000", "0", "1")] == [500, 400, 0, 100]
    with pytest.raises(NegativeQuantity):
        price_line(package, D(-1), 2)


def test_a_stairstep_names_the_amount_of_the_step() -> None:
    steps = (Tier(D(10), D(0), D(90)), Tier(D(50), D(0), D(300)), Tier(None, D(0), D(900)))
    price = Price(K.STAIRSTEP, tiers=steps)
    assert [minor(price, q) for q in ("1", "10", "11", "500")] == [9000, 9000, 30000, 90000]


# TR-DOC-05 (getlago.com): percent tiers on money, a fee once per entered tier; each transaction pays
# what the whole costs more with it than without
def test_tr_doc_05_a_percentage_by_tiers_with_a_fee_for_each_entered_tier() -> None:
    rates = (
        Tier(D(1000), D("0.01"), D(200)), Tier(D(10000), D("0.02"), D(300)),
        Tier(None, D("0.03"), D(400)),
    )  # fmt: skip
    card = Price(K.GRADUATED, tiers=rates)
    totals = [minor(card, q) for q in ("500", "1050", "5050")]
    assert [totals[0], totals[1] - totals[0], totals[2] - totals[1]] == [20500, 30600, 8000]


@pytest.mark.parametrize(
    ("quantity", "amount"), [("1", 5000), ("7", 7000), ("30", 20000)], ids=["low", "in", "high"]
)
def test_the_amount_stays_between_its_bounds_and_both_are_steps(quantity: str, amount: int) -> None:
    price = Price(K.PER_UNIT, D(10), rule_id="B:1", rule_version=1, minimum=D(50), maximum=D(200))
    done = price_line(price, D(quantity), 2)
    assert (done.net_minor, done.list_minor) == (amount, amount)
    assert [s.label_code for s in done.steps if s.kind == "bound"] == ["minimum", "maximum"]
    assert minor(price, quantity, off("10")) == amount * 9 // 10


def test_a_bound_of_a_tiered_price_needs_no_quantity_step() -> None:
    price = Price(K.VOLUME, tiers=(Tier(None, D(2)),), minimum=D(9))
    assert minor(price, "3") == 900


def test_a_net_given_for_the_line_is_the_net_to_the_cent() -> None:
    done = price_line(plain("33.35"), D(3), 2, [Adjustment(Adjust.LINE_NET, D(100), "net_total")])
    assert (done.net_minor, done.net_unit, replay(done.steps)) == (10000, None, D(100))


# PR-ERP-01 (frappe/erpnext): a percentage is taken of the running value; taken of the list price
# instead, as the other stored form of that test wants it, it is an amount
def test_pr_erp_01_what_a_percentage_is_taken_of_is_the_step_before_it() -> None:
    margin = Adjustment(Adjust.PERCENT_ON, D(10))
    assert minor(plain("1000"), "1", margin, off("10")) == 99000
    of_list = Adjustment(Adjust.AMOUNT_OFF, D(100))
    assert minor(plain("1000"), "1", margin, of_list) == 100000


# PR-ODO-01 (odoo/odoo): threshold and price per tonne, asked for in kg
def test_pr_odo_01_thresholds_hold_in_the_unit_of_the_price() -> None:
    price = Price(K.VOLUME, tiers=(Tier(D("2.999999"), D(100)), Tier(None, D(90))))
    found = {}
    for asked, code in (("2", "KGM"), ("2000", "KGM"), ("3500", "KGM"), ("2", "TNE"), ("3", "TNE")):
        tonnes = convert(D(asked), code, "TNE")
        found[f"{asked} {code}"] = price_line(price, tonnes, 4).net_minor / D(asked) / 10000
    assert found == {
        "2 KGM": D("0.1"), "2000 KGM": D("0.1"), "3500 KGM": D("0.09"), "2 TNE": D(100),
        "3 TNE": D(90),
    }  # fmt: skip


# PR-ODO-03 (odoo/odoo): 10 % from 4 units, each line alone, in units
def test_pr_odo_03_a_dozen_is_twelve_units_for_the_threshold() -> None:
    price = Price(K.VOLUME, tiers=(Tier(D("3.999999"), D(20)), Tier(None, D(18))))
    asked = [("3", 1), ("4", 1), ("5", 1), ("1", 12), ("0.4", 12), ("0.3", 12)]
    each = [price_line(price, D(q) * n, 2).net_minor / D(q) / 100 for q, n in asked]
    assert each == [20, 18, 18, 216, 216, 240]


# PR-ODO-05 (odoo/odoo): currency, then percentage, then units
def test_pr_odo_05_currency_then_percentage_then_quantity() -> None:
    in_euro = Adjustment(Adjust.TIMES, D(2), "currency")
    assert minor(plain("100"), "1", in_euro, off("10")) == 18000
    assert minor(plain("100"), "10", in_euro, off("10")) == 180000


# PR-ERP-06 (frappe/erpnext): what is agreed for the product itself comes before its category
def test_pr_erp_06_a_product_follows_its_category_until_it_has_its_own() -> None:
    category, own = Agreed(percent_off=D("7.5")), Agreed(percent_off=D("17.5"))
    assert choose(plain("100"), category, None, D(1)).unit_price == D("92.5")  # type: ignore[union-attr]
    assert choose(plain("100"), own, None, D(1)).unit_price == D("82.5")  # type: ignore[union-attr]


# PR-ERP-09 (frappe/erpnext): the currency of the document chooses; only books in it are looked at.
# RD-07: the percentage shown is the one of the rule
def test_rd_07_the_agreed_percentage_stays_as_it_was_agreed() -> None:
    price = choose(plain("11.36"), Agreed(D(27), rule_id="agreement:7", rule_version=2), None, D(1))
    assert price is not None
    done = price_line(price, D(1), 2)
    told = done.steps[1]
    assert (told.value, told.rule_id, told.rule_version, done.net_minor) == (
        D(27),
        "agreement:7",
        2,
        829,
    )


def test_an_agreed_price_comes_before_the_list_and_shows_it() -> None:
    breaks = (Tier(D(10), D(95)), Tier(D(50), D(90)))
    agreed = Agreed(unit_price=D(85), tiers=breaks, rule_id="agreement:1", rule_version=1)
    units = {q: choose(plain("100"), agreed, plain("1"), D(q)) for q in (10, 11, 51)}
    assert [p.unit_price for p in units.values() if p] == [95, 90, 85]
    assert units[10] is not None
    assert [s.label_code for s in price_line(units[10], D(10), 2).steps[:2]] == [
        "list_price", "contract_price",
    ]  # fmt: skip
    alone = choose(None, agreed, None, D(1))
    assert alone is not None
    assert [s.label_code for s in price_line(alone, D(1), 2).steps[:1]] == ["contract_price"]
    costed = settle(Price(K.COST_PLUS), Terms(D(30)), Given(D(1), cost=D(50)))
    led = choose(costed, agreed, None, D(1))
    assert led is not None
    assert [s.label_code for s in price_line(led, D(1), 2).steps[:2]] == [
        "cost_plus",
        "contract_price",
    ]
    flat = Price(K.FLAT, D(70))
    assert choose(flat, agreed, None, D(1)) == alone
    assert choose(None, Agreed(percent_off=D(5)), None, D(1)) is None


@pytest.mark.parametrize(
    ("price", "quantity", "plainly"),
    [
        (Price(K.FLAT, D(70)), 3, 7000),
        (Price(K.VOLUME, tiers=(Tier(D(10), D(5)), Tier(None, D(4)))), 11, 4400),
        (Price(K.GRADUATED, tiers=(Tier(D(10), D(5)), Tier(None, D(4), D(2)))), 11, 5600),
        (Price(K.STAIRSTEP, tiers=(Tier(D(10), D(0), D(90)), Tier(None, D(0), D(300)))), 11, 30000),
        (Price(K.PACKAGE, D(8), size=D(10)), 11, 1600),
        (Price(K.USAGE, D("0.5"), card=Card(free_units=D(10))), 110, 5000),
        (Price(K.FLAT, D(70), minimum=D(100)), 1, 10000),
    ],
)  # fmt: skip
def test_a_percentage_agreed_is_off_whatever_way_of_pricing_and_replayed(
    price: Price, quantity: int, plainly: int
) -> None:
    agreed = Agreed(percent_off=D(5), rule_id="agreement:7", rule_version=2)
    less = choose(price, agreed, None, D(quantity))
    assert less is not None
    assert minor(price, str(quantity)) == plainly
    assert minor(less, str(quantity)) == plainly * 95 // 100
    done = price_line(less, D(quantity), 2)
    (step,) = [s for s in done.steps if s.label_code == "contract_discount"]
    assert (step.rule_id, step.rule_version) == ("agreement:7", 2)
    assert done.list_minor == done.net_minor  # no discount of the seller
    assert minor(less, str(quantity), off("10")) == plainly * 855 // 1000


def test_a_promotional_price_counts_where_it_is_lower() -> None:
    low, high = plain("80"), plain("120")
    best = choose(plain("100"), None, low, D(1))
    assert best is not None
    assert [s.result for s in price_line(best, D(1), 2).steps[:2]] == [100, 80]
    assert choose(plain("100"), None, high, D(1)) == plain("100")
    assert choose(None, None, low, D(1)) == low
    assert choose(plain("100"), None, None, D(1)) == plain("100")
    flat, tiers = Price(K.FLAT, D(100)), (Tier(D(10), D(100)), Tier(None, D(70)))
    volume = Price(K.VOLUME, tiers=tiers)
    for listed, quantity, lower in (
        (flat, 1, True), (flat, 2, False), (flat, -1, False), (volume, 10, True), (volume, 11, False),
        (Price(K.USAGE, D(100), card=Card()), 1, False),
    ):  # fmt: skip
        found = choose(listed, None, low, D(quantity))
        assert found is not None
        assert (found.unit_price == 80) is lower, (listed.kind, quantity)
        if lower:
            (step, *_rest) = price_line(found, D(quantity), 2).steps
            assert (step.label_code, step.result) == ("promotional_price", 80)
    assert choose(plain("100"), None, Price(K.FLAT, D(1)), D(1)) == plain("100")
    assert choose(None, None, None, D(1)) is None


def test_a_price_from_cost_by_markup_and_by_margin() -> None:
    price = Price(K.COST_PLUS, rule_id="B:1", rule_version=1)
    for how, unit in (("markup", "130"), ("margin", "142.857142857143")):
        found = settle(price, Terms(D(30), how), Given(D(1), cost=D(100)))
        assert (found.kind, found.unit_price) == (K.PER_UNIT, D(unit))
    with pytest.raises(CostMissing):
        settle(price, Terms(D(30)), Given(D(1)))


def test_a_price_by_formula_reads_attributes_quantity_term_and_cost() -> None:
    price = Price(K.FORMULA, rule_id="B:1", rule_version=1)
    text = (
        'if(material = "steel", 80, 55) * max(width, 1) + ceil(quantity / 10) * 2.5 + term_months'
    )
    facts = Given(D(11), 12, D(3), {"material": "steel", "width": D("1.5")})
    found = settle(price, Terms(formula=text), facts)
    assert found.unit_price == D(137)
    assert settle(price, Terms(formula="cost * 2"), facts).unit_price == 6
    with pytest.raises(BadFormula):
        settle(price, Terms(formula="0 - cost"), facts)
    with pytest.raises(BadFormula):
        settle(price, Terms(formula="cost"), Given(D(1)))
    assert settle(plain("5"), Terms(), facts) == plain("5")


LINES = [
    Across("PUMP", "hardware", "Goods", "one_off", 590_000, 600_000),
    Across("HOSE", "hardware", "Parts", "one_off", 10_000, 10_000),
    Across("CARE", "service", "Care", "recurring", 3_600, 3_600, 1, 36),
    Across("CALL", "hardware", "Goods", "usage", 99_999, 99_999, 1, 12),
    Across("SPARE", "hardware", "Goods", "one_off", 77_000, 77_000, optional=True),
    Across("SUPPORT", "hardware", "Goods", "one_off", 1_000, 1_000, derived=True),
]


@pytest.mark.parametrize(
    ("basis", "months", "amount"),
    [
        (Basis(("hardware",)), 0, "6000"),
        (Basis(("hardware",), on="list"), 0, "6100"),
        (Basis(sections=("Parts",)), 12, "100"),
        (Basis(skus=("PUMP", "CARE")), 12, "6332"),
        (Basis(charges=("recurring",)), 0, "1296"),
        (Basis(("none",)), 0, "0"),
        (Basis(), 1, "6036"),
    ],
)
def test_a_percentage_names_what_it_is_taken_from(basis: Basis, months: int, amount: str) -> None:
    assert basis_of(basis, LINES, months, 2) == D(amount)


def test_support_is_18_percent_of_the_hardware_net() -> None:
    price = Price(K.PERCENT, rule_id="B:9", rule_version=4)
    basis = basis_of(Basis(("hardware",)), LINES, 0, 2)
    done = price_line(settle(price, Terms(D(18)), Given(D(1), basis=basis)), D(1), 2)
    assert done.net_minor == 108_000
    assert [(s.label_code, s.value, s.rule_version) for s in done.steps[:2]] == [
        ("basis", 6000, 4), ("percent_of", 18, 4),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "terms", "size"),
    [
        (K.PACKAGE, Terms(), "0"),
        (K.PERCENT, Terms(), "0"),
        (K.PERCENT, Terms(D(1001)), "0"),
        (K.COST_PLUS, Terms(D(1), "guess"), "0"),
        (K.COST_PLUS, Terms(D(100), "margin"), "0"),
        (K.COST_PLUS, Terms(D(-1)), "0"),
    ],
)
def test_terms_that_lead_to_no_price_are_refused(kind: K, terms: Terms, size: str) -> None:
    with pytest.raises(BadPriceTerms):
        check_terms(kind, terms, D(size))


def test_good_terms_pass_and_come_back_as_they_were_kept() -> None:
    check_terms(K.PACKAGE, Terms(), D(10))
    check_terms(K.PERCENT, Terms(D(18)), D(0))
    check_terms(K.COST_PLUS, Terms(D(30), "margin"), D(0))
    check_terms(K.FORMULA, Terms(formula="1 + width"), D(0))
    check_terms(K.FLAT, Terms(), D(0))
    for terms in (
        Terms(), Terms(D(18), basis=Basis(("a",), ("b",), ("one_off",), ("c",), "list")),
        Terms(D(30), "margin"), Terms(formula="1"),
    ):  # fmt: skip
        assert load_terms(dump_terms(terms)) == terms
    assert (load_size(dump_terms(Terms(), D(12))), load_size({})) == (12, 0)


DAY = date(2026, 1, 1)


def test_the_most_specific_book_is_taken_and_each_is_told_why() -> None:
    books = [
        Book("ALL", "", "", True, DAY), Book("OLD", "", "", False, DAY),
        Book("WEB", "", "web", False, DAY), Book("EDU", "school", "", False, DAY),
        Book("EDUWEB", "school", "web", False, DAY), Book("GOV", "public", "", True, DAY),
        Book("SHOP", "", "shop", True, DAY),
    ]  # fmt: skip
    told = order_books(books, "school", "web")
    assert told[0] == Told("EDUWEB", True, "segment_and_channel")
    reasons = {t.code: t.reason for t in told}
    assert (reasons["GOV"], reasons["SHOP"], reasons["ALL"]) == (
        "other_segment", "other_channel", "less_specific",
    )  # fmt: skip
    firsts = {(s, c): order_books(books, s, c)[0] for s in ("", "school") for c in ("", "web")}
    assert {key: (t.code, t.reason) for key, t in firsts.items()} == {
        ("", ""): ("ALL", "default"), ("", "web"): ("WEB", "channel"),
        ("school", ""): ("EDU", "segment"), ("school", "web"): ("EDUWEB", "segment_and_channel"),
    }  # fmt: skip
    assert {t.code: t.reason for t in order_books(books, "", "")}["OLD"] == "not_default"
    older = [Book("B", "", "", False, DAY), Book("A", "", "", False, date(2025, 1, 1))]
    assert [(t.code, t.reason) for t in order_books(older, "", "")] == [
        ("B", "latest"),
        ("A", "older"),
    ]
    assert order_books([], "", "") == []


def test_a_book_of_another_currency_or_time_is_not_in_question() -> None:
    first, day, end = date(2026, 1, 1), date(2026, 6, 1), date(2026, 7, 1)
    asked = ("EUR", day)
    assert why_out("EUR", first, None, True, asked) == ""
    assert why_out("EUR", day, end, True, asked) == ""
    assert why_out("EUR", first, None, False, asked) == "off"
    assert why_out("USD", first, None, True, asked) == "other_currency"
    assert why_out("EUR", end, None, True, asked) == "not_yet"
    assert why_out("EUR", first, day, True, asked) == "ended"  # its last day was the day before


@given(
    quantity=st.integers(0, 10**6), size=st.integers(1, 10**4), each=st.integers(0, 10**6),
    low=st.integers(0, 10**6), more=st.integers(0, 10**6),
)  # fmt: skip
def test_packages_and_bounds_replay_for_any_figures(
    quantity: int, size: int, each: int, low: int, more: int
) -> None:
    price = Price(
        K.PACKAGE, D(each).scaleb(-2), size=D(size), minimum=D(low), maximum=D(low + more)
    )
    done = price_line(price, D(quantity), 2)
    assert replay(done.steps) == D(done.net_minor).scaleb(-2)
    assert low * 100 <= done.net_minor <= (low + more) * 100
