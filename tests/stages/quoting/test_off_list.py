"""A discount off the list prices is exactly that, whatever promotions would take or stood before."""

from __future__ import annotations

from decimal import Decimal as D
from typing import Any

import pytest

from comptoir.kernel.money import extend_minor, to_places
from comptoir.pages.portal import proposals
from comptoir.pages.portal import queries as room
from comptoir.platform.actions import begin
from comptoir.platform.roles import CUSTOMER
from comptoir.stages.pricing import actions as pricing
from comptoir.stages.pricing.engine import GoalOutOfReach, replay
from comptoir.stages.quoting import actions, queries, ramps_typed
from comptoir.stages.quoting.actions import LineIn, goals
from comptoir.stages.quoting.core import ramps
from comptoir.stages.quoting.off_list import stands_off_list
from tests import world
from tests.stages.quoting.deal import Shop, make_quote, make_shop, send, set_price

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def promote(shop: Shop, code: str, kind: str = "percent", **more: Any) -> None:
    pricing.set_promotion(
        world.do_as(shop.entity), code=code, name=f"Promotion {code}", kind=kind, currency="EUR",
        **more,
    )  # fmt: skip


def off(shop: Shop, quote: queries.QuoteFacts, percent: str, *ids: int) -> queries.QuoteFacts:
    actions.reach_goal(
        world.do_as(shop.entity), quote_id=quote.id, goal="percent", value=D(percent), line_ids=ids
    )
    return queries.quote(quote.id)


def expected(line: queries.QuoteLineFacts, percent: str) -> int:
    """The line's list price less the percentage, to the cent."""
    listed = line.list_price * line.quantity
    return int(to_places(listed * (100 - D(percent)) / 100, 2) * 100)


LINES = (
    LineIn(sku="PUMP", quantity=D(3)),
    LineIn(sku="BOOK", quantity=D(7)),
    LineIn(sku="CABLE", quantity=D(12)),
    LineIn(sku="CARE", quantity=D(3), term_months=24),
    LineIn(sku="CALL", quantity=D(100)),
    LineIn(sku="PUMP", optional=True),
)
PROMOTIONS: dict[str, list[dict[str, Any]]] = {
    "none": [],
    "ten percent": [{"terms": {"percent": "10"}}],
    "more than the target": [{"terms": {"percent": "60", "skus": ["PUMP"]}}],
    "an amount": [{"kind": "amount", "terms": {"amount_minor": 10_001}}],
    "one of the cheapest": [{"kind": "cheapest", "terms": {"percent": "100"}}],
    "two in order": [
        {"terms": {"percent": "7.5"}, "priority": 2},
        {"kind": "amount", "terms": {"amount_minor": 999, "minimum_quantity": "10"}, "priority": 1},
    ],
}


@pytest.mark.parametrize("rules", PROMOTIONS.values(), ids=PROMOTIONS)
@pytest.mark.parametrize("percent", ["8", "33.33", "100"])
def test_every_line_is_at_list_less_the_percentage(
    shop: Shop, rules: list[dict[str, Any]], percent: str
) -> None:
    for number, rule in enumerate(rules):
        promote(shop, f"P{number}", **rule)
    quote = make_quote(shop, *LINES)
    found = off(shop, quote, percent)
    moved = [li for li in found.lines if not li.optional and li.charge_kind != "usage"]
    assert [li.net_minor for li in moved] == [expected(li, percent) for li in moved]
    assert found.net_minor == sum(li.total_minor for li in moved)
    assert all(replay(li.steps) == D(li.net_minor).scaleb(-2) for li in moved)
    assert stands_off_list(found, D(percent)) and not stands_off_list(found, D("8.01"))
    if not rules:
        assert {li.discount_kind for li in moved} == {"percent"}


def ramp(*segments: tuple[int, str, str], uplift: str = "0") -> tuple[dict[str, Any], ...]:
    """(months, quantity, percent off) each; the last one at a list price that is higher by `uplift`."""
    made: list[dict[str, Any]] = [
        {"months": m, "quantity": q, "discount_kind": "percent", "discount_value": off}
        for m, q, off in segments
    ]
    made[-1]["uplift"] = uplift
    return tuple(made)


FREE_FIRST = ramp((3, "10", "100"), (9, "10", "0"), (12, "25", "4"), uplift="3")
CUT = ramp((5, "7", "0"), (8, "11", "10"), (11, "13", "0"), uplift="6.09")


def quarterly(shop: Shop) -> None:
    """CARE4: 107.77 for three months, cost 31.10."""
    made = world.make_subscription(shop.entity, sku="CARE4", billing_months=3, cost=D("31.10"))
    set_price(shop.entity, shop.book, made, unit_price=D("107.77"))


@pytest.mark.parametrize("rules", PROMOTIONS.values(), ids=PROMOTIONS)
@pytest.mark.parametrize("percent", ["8", "33.33"])
def test_a_ramp_is_at_list_less_the_percentage_in_each_of_its_segments(
    shop: Shop, rules: list[dict[str, Any]], percent: str
) -> None:
    quarterly(shop)
    promote(shop, "CARES", priority=9, terms={"percent": "50", "skus": ["CARE4"]})
    for number, rule in enumerate(rules):
        promote(shop, f"P{number}", **rule)
    quote = make_quote(
        shop, LineIn(sku="PUMP"), LineIn(sku="CARE", segments=FREE_FIRST),
        LineIn(sku="CARE4", segments=CUT), term_months=24,
    )  # fmt: skip
    assert len(quote.lines) == 1 + 4 + 8
    found = off(shop, quote, percent)
    moved = [li for li in found.lines if not li.block]
    exact = [exactly(li, percent) for li in moved]
    assert [li.net_minor for li in moved] == exact
    assert found.net_minor == sum(li.total_minor for li in moved)
    assert all(replay(li.steps) == D(li.net_minor).scaleb(-2) for li in moved)
    assert stands_off_list(found, D(percent)) and not stands_off_list(found, D("8.01"))
    assert [li.id for li in found.lines] == [li.id for li in quote.lines]
    care = next(li for li in found.lines if li.block and li.sku == "CARE")
    if not rules:  # nothing to agree: the ramp is as it was typed, with another discount
        assert [s["months"] for s in care.segments] == [3, 9, 12]
        assert {s["discount_kind"] for s in care.segments} == {"percent"}


def exactly(line: queries.QuoteLineFacts, percent: str) -> int:
    """List price with its increase, for the months of a period, less the percentage, rounded once."""
    base = line.steps[0].result * line.quantity
    for step in line.steps:
        if step.label_code == "uplift":
            base *= (100 + step.value) / 100
        elif step.label_code == "part_of_period":
            base *= step.value
    return int(to_places(base * (100 - D(percent)) / 100, 2) * 100)


def reach(
    shop: Shop, quote: queries.QuoteFacts, goal: str, value: str, *ids: int
) -> queries.QuoteFacts:
    actions.reach_goal(
        world.do_as(shop.entity), quote_id=quote.id, goal=goal, value=D(value), line_ids=ids
    )
    return queries.quote(quote.id)


@pytest.mark.parametrize("wanted", ["4321.09", "17777.77", "0"])
def test_a_net_is_reached_to_the_cent_with_ramps_and_free_months_stay_free(
    shop: Shop, wanted: str
) -> None:
    quarterly(shop)
    promote(shop, "TEN", terms={"percent": "10"})
    quote = make_quote(
        shop, LineIn(sku="PUMP"), LineIn(sku="CARE", segments=FREE_FIRST),
        LineIn(sku="CARE4", segments=CUT, section="Care"), term_months=24,
    )  # fmt: skip
    found = reach(shop, quote, "net", wanted)
    assert found.net_minor == int(D(wanted) * 100)
    assert next(li for li in found.lines if li.segment == 1).net_minor == 0
    assert all(replay(li.steps) == D(li.net_minor).scaleb(-2) for li in found.lines if not li.block)
    # said as segments, it is the same again: priced anew, and typed anew
    actions.price_again(world.do_as(shop.entity), quote_id=quote.id)
    assert [li.net_minor for li in queries.quote(quote.id).lines] == [
        li.net_minor for li in found.lines
    ]
    head = next(li for li in found.lines if li.sku == "CARE4")
    typed = ramps_typed.read(ramps_typed.write(head, 24, "fr"), "fr")
    assert ramps.load(typed) == ramps.load(head.segments)


def test_a_margin_is_reached_by_a_ramp_alone_and_in_a_section(shop: Shop) -> None:
    quarterly(shop)
    quote = make_quote(
        shop, LineIn(sku="PUMP"), LineIn(sku="CARE4", segments=CUT, section="Care"), term_months=24
    )
    head = quote.lines[1]
    found = reach(shop, quote, "margin", "30", head.id, *(li.id for li in quote.lines[2:]))
    under = found.lines[2:]
    net = sum(li.total_minor for li in under)
    cost = sum(
        extend_minor(li.cost, li.quantity, 2) * (li.term_months or 1) // (li.billing_months or 1)
        for li in under if li.cost is not None
    )  # fmt: skip
    assert abs(10 * (net - cost) - 3 * net) * 1_000 < net
    assert found.lines[0].net_minor == quote.lines[0].net_minor


def test_a_row_of_a_ramp_moves_by_itself(shop: Shop) -> None:
    quote = make_quote(shop, LineIn(sku="CARE", segments=FREE_FIRST), term_months=24)
    _head, free, second, third = quote.lines
    found = reach(shop, quote, "net", "2900.07", second.id)
    assert found.lines[2].total_minor == 290_007 and found.lines[1].total_minor == 0
    assert found.lines[3].net_minor == third.net_minor
    found = reach(shop, found, "percent", "50", free.id)
    assert found.lines[1].net_minor == 18_000 and found.lines[2].total_minor == 290_007


def test_what_a_ramp_cannot_come_to_is_told_in_the_amounts_that_were_typed(shop: Shop) -> None:
    quote = make_quote(
        shop, LineIn(sku="CARE", segments=FREE_FIRST), LineIn(sku="PUMP"), term_months=24
    )
    head, pump = quote.lines[0], quote.lines[-1]
    with pytest.raises(GoalOutOfReach) as told:
        reach(shop, quote, "net", "9000.01", head.id)
    facts = told.value.facts
    assert (facts["found"], facts["expected"]) == (D("9000.01"), D("9000.00"))
    found = reach(shop, quote, "margin", "30", head.id)  # takes the next amount that there is
    nets = [li.total_minor for li in found.lines[1:4]]
    cost = (3 * 10 + 9 * 10 + 12 * 25) * 1_000  # the free months cost too
    assert sum(nets) * 7 >= cost * 10 > (sum(nets) - 3) * 7
    assert found.lines[-1].net_minor == pump.net_minor


def test_an_option_by_itself_gets_the_price_that_is_asked_and_stays_out_of_every_sum(
    shop: Shop,
) -> None:
    quote = make_quote(
        shop, LineIn(sku="PUMP", section="A"),
        LineIn(sku="BOOK", quantity=D(2), optional=True, section="A"),
        LineIn(sku="CARE", segments=FREE_FIRST, optional=True), LineIn(sku="CALL"), term_months=24,
    )  # fmt: skip
    _pump, book, care = quote.lines[:3]
    found = reach(shop, quote, "net", "40", book.id)
    assert (found.lines[1].net_minor, found.net_minor) == (4_000, quote.net_minor)
    found = reach(shop, found, "margin", "30", care.id)
    assert sum(li.total_minor for li in found.lines[3:6]) == 600_000
    section = reach(shop, found, "net", "2000", quote.lines[0].id, book.id)
    assert [li.net_minor for li in section.lines[:2]] == [200_000, 4_000]
    with pytest.raises(actions.NothingToMove):
        reach(shop, quote, "net", "5", quote.lines[-1].id)


def test_what_was_free_and_is_charged_is_told(shop: Shop) -> None:
    quote = make_quote(
        shop, LineIn(sku="CARE", segments=FREE_FIRST),
        LineIn(sku="BOOK", discount_kind="percent", discount_value=D(100)), LineIn(sku="PUMP"),
        term_months=24,
    )  # fmt: skip
    do = world.do_as(shop.entity)
    actions.reach_goal(do, quote_id=quote.id, goal="net", value=D(5000))
    assert goals.charged(do) == ()
    do = world.do_as(shop.entity)
    actions.reach_goal(do, quote_id=quote.id, goal="percent", value=D(5))
    assert goals.charged(do) == ("CARE", "BOOK")
    do = world.do_as(shop.entity)
    actions.reach_goal(do, quote_id=quote.id, goal="percent", value=D(100))
    assert goals.charged(do) == ()


def test_only_what_a_promotion_would_take_from_is_agreed_as_an_amount(shop: Shop) -> None:
    promote(shop, "PUMPS", terms={"percent": "20", "skus": ["PUMP"]})
    found = off(shop, make_quote(shop, *LINES[:2]), "8")
    assert [(li.discount_kind, li.discount_value) for li in found.lines] == [
        ("total", D("8142")), ("percent", D(8)),
    ]  # fmt: skip
    # nothing off: the promotion counts again, and nothing is agreed
    back = off(shop, found, "0")
    assert [li.discount_kind for li in back.lines] == ["none", "none"]
    assert back.lines[0].net_minor == 708_000


def test_a_promotion_that_passes_to_the_next_line_takes_nothing_there_either(shop: Shop) -> None:
    promote(shop, "CHEAP", "cheapest", terms={"percent": "100"})
    quote = make_quote(shop, LineIn(sku="PUMP"), LineIn(sku="BOOK"), LineIn(sku="BOOK"))
    assert [li.net_minor for li in quote.lines] == [295_000, 0, 2_200]
    found = off(shop, quote, "10")
    assert [li.net_minor for li in found.lines] == [265_500, 1_980, 1_980]
    part = off(shop, make_quote(shop, LineIn(sku="PUMP"), LineIn(sku="BOOK")), "0")
    part = off(shop, part, "10", part.lines[1].id)
    assert [li.net_minor for li in part.lines] == [0, 1_980]  # it passed to what was not asked for


def test_the_discount_on_the_whole_goes_or_is_in_the_way(shop: Shop) -> None:
    quote = make_quote(shop, LineIn(sku="PUMP"), LineIn(sku="BOOK"))
    actions.change_quote(
        world.do_as(shop.entity), quote_id=quote.id, revision=quote.revision,
        changes={"discount_kind": "percent", "discount_value": D(10)},
    )  # fmt: skip
    with pytest.raises(actions.DiscountInTheWay):
        off(shop, quote, "8", quote.lines[0].id)
    found = off(shop, quote, "8")
    assert (found.discount_kind, found.net_minor) == ("none", 271_400 + 2_024)


def test_each_alternative_is_at_list_less_the_percentage(shop: Shop) -> None:
    promote(shop, "BOOKS", "amount", terms={"amount_minor": 100, "minimum_minor": 300_000})
    quote = make_quote(shop, LineIn(sku="BOOK", quantity=D(2)))
    for name in ("Small", "Large"):
        actions.add_alternative(world.do_as(shop.entity), quote_id=quote.id, name=name)
    keys = [a.key for a in queries.quote(quote.id).alternatives]
    for key, quantity in zip(keys, (1, 2), strict=False):
        actions.add_line(
            world.do_as(shop.entity), quote_id=quote.id,
            line=LineIn(sku="PUMP", quantity=D(quantity), alternative=key),
        )  # fmt: skip
    found = off(shop, queries.quote(quote.id), "5")
    nets = {a.key: a.net_minor for a in found.alternatives}
    assert [nets[key] for key in keys[:2]] == [280_250 + 4_180, 560_500 + 4_180]


def test_a_buyers_percentage_taken_up_is_met_beside_promotions_and_a_discount(shop: Shop) -> None:
    promote(shop, "TEN", terms={"percent": "3"})
    quote = make_quote(shop, LineIn(sku="PUMP", quantity=D(2)), LineIn(sku="BOOK", quantity=D(3)))
    actions.change_quote(
        world.do_as(shop.entity), quote_id=quote.id, revision=quote.revision,
        changes={"discount_kind": "percent", "discount_value": D(1)},
    )  # fmt: skip
    send(shop, quote.id)

    def proposed(percent: str, offer: queries.QuoteFacts) -> Any:
        return proposals.make_counter(
            begin(CUSTOMER, shop.entity), quote_id=offer.id, kind="percent", value=D(percent),
            author="Anna", reason="Third order",
        ).counter_id  # fmt: skip

    asked = proposed("8", quote)
    event = actions.revise_to(
        world.do_as(shop.entity), quote_id=quote.id, counter_id=asked, goal="percent", value=D(8)
    )
    fresh = queries.quote(event.quote_id)
    assert fresh.net_minor == 542_800 + 6_072
    assert room.counter(asked).state == "accepted"


def test_another_percentage_than_was_proposed_is_an_answer_of_ones_own(shop: Shop) -> None:
    quote = make_quote(shop, LineIn(sku="PUMP", quantity=D(2)))
    send(shop, quote.id)
    asked = proposals.make_counter(
        begin(CUSTOMER, shop.entity), quote_id=quote.id, kind="percent", value=D(8),
        author="Anna", reason="Third order",
    ).counter_id  # fmt: skip
    actions.revise_to(
        world.do_as(shop.entity), quote_id=quote.id, counter_id=asked, goal="percent", value=D(5)
    )
    assert room.counter(asked).state == "countered"
