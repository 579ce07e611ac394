"""The buyer chooses quantities within bounds: the engine that priced the offer prices them."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from django.db import IntegrityError, transaction

from comptoir.kernel.errors import Invalid, NotAllowed
from comptoir.platform.actions import begin
from comptoir.platform.roles import CUSTOMER
from comptoir.stages.quoting import actions, queries
from comptoir.stages.quoting.actions import LineIn, picking
from comptoir.stages.quoting.core.bounds import OutOfBounds, QuantityFixed
from comptoir.stages.quoting.models import Quote, QuoteLine
from tests import world
from tests.stages.quoting.deal import Shop, make_quote, make_shop, send, set_price

pytestmark = pytest.mark.django_db(transaction=True)
YES = {"name": "Anna Petit", "role": "Directrice", "consent": "I accept"}


def offer_of(shop: Shop) -> queries.QuoteFacts:
    """Cable by volume 1 … 50, care 10 … 100, one pump that is fixed, a manual as an option; 10 % off."""
    draft = make_quote(
        shop,
        LineIn(sku="CABLE", quantity=D(8), least=D(1), most=D(50)),
        LineIn(sku="CARE", quantity=D(40), discount_kind="percent", discount_value=D(10)),
        LineIn(sku="PUMP", quantity=D(1)),
        LineIn(sku="BOOK", quantity=D(2), optional=True),
    )
    care = draft.lines[1].id
    actions.set_bounds(world.do_as(shop.entity), quote_id=draft.id, bounds={care: (D(10), D(100))})
    draft = queries.quote(draft.id)
    actions.change_quote(
        world.do_as(shop.entity), quote_id=draft.id, revision=draft.revision,
        changes={"discount_kind": "percent", "discount_value": D(10)},
    )  # fmt: skip
    send(shop, draft.id)
    return queries.quote(draft.id)


def test_a_choice_costs_what_the_seller_would_have_offered_for_it() -> None:
    shop = make_shop()
    offer = offer_of(shop)
    cable, care, pump, book = (line.id for line in offer.lines)
    do = begin(CUSTOMER, shop.entity)
    asked = picking.with_choices(do, offer, [book], {cable: D(20), care: D(50), pump: D(1)})
    # 20 × 300.00 (the lower tier) + 50 × 32.40 × 12 + 2 950.00, less 10 %; + 2 × 22.00 undiscounted
    assert asked.net_minor == (600_000 + 1_944_000 + 295_000) * 9 // 10 + 4_400
    assert queries.quote(offer.id) == offer
    for wanted, refusal in (
        ({cable: D(51)}, OutOfBounds), ({pump: D(2)}, QuantityFixed), ({10**9: D(1)}, QuantityFixed),
    ):  # fmt: skip
        with pytest.raises(refusal):
            picking.with_choices(do, offer, (), wanted)


def test_acceptance_keeps_the_choice_and_the_lines_as_they_were_sent() -> None:
    shop = make_shop()
    offer = offer_of(shop)
    cable, _care, _pump, book = (line.id for line in offer.lines)
    chosen = {"chosen": (book,), "quantities": {cable: D(20)}}
    with pytest.raises(actions.TotalChanged):
        actions.accept_quote(
            begin(CUSTOMER, shop.entity), quote_id=offer.id, **YES, **chosen,
            seen_minor=offer.gross_minor,
        )  # fmt: skip
    asked = picking.with_choices(begin(CUSTOMER, shop.entity), offer, [book], {cable: D(20)})
    event = actions.accept_quote(
        begin(CUSTOMER, shop.entity), quote_id=offer.id, **YES, **chosen,
        seen_minor=asked.gross_minor,
    )  # fmt: skip
    assert event.picked == (cable,)
    done = queries.quote(offer.id)
    assert (done.lines, done.vat, done.gross_minor) == (asked.lines, asked.vat, asked.gross_minor)
    assert sum(v.base_minor for v in done.vat) == done.net_minor
    assert done.accepted_digest not in (offer.content_digest, "")
    assert QuoteLine.objects.get(pk=cable).quantity == D(8)
    with pytest.raises(NotAllowed):
        actions.accept_quote(begin(CUSTOMER, shop.entity), quote_id=offer.id, **YES)


def test_an_agreed_total_follows_the_quantity_in_proportion() -> None:
    shop = make_shop()
    draft = make_quote(shop, LineIn(sku="CARE", quantity=D(3), least=D(1), most=D(9)))
    actions.reach_goal(world.do_as(shop.entity), quote_id=draft.id, goal="net", value=D("1200.00"))
    send(shop, draft.id)
    offer = queries.quote(draft.id)
    do = begin(CUSTOMER, shop.entity)
    asked = picking.with_choices(do, offer, (), {offer.lines[0].id: D(7)})
    assert (offer.net_minor, asked.net_minor) == (120_000, 12 * 23_333)


def test_where_a_price_was_corrected_since_the_buyer_is_told_to_ask() -> None:
    shop = make_shop()
    offer = offer_of(shop)
    cable = offer.lines[0].id
    do = begin(CUSTOMER, shop.entity)
    set_price(shop.entity, shop.book, shop.products["PUMP"], unit_price=D(9))
    assert picking.with_choices(do, offer, (), {cable: D(9)}).net_minor > offer.net_minor
    set_price(shop.entity, shop.book, shop.products["CABLE"], unit_price=D(9))
    with pytest.raises(actions.PricesMoved):
        picking.with_choices(do, offer, (), {cable: D(9)})
    assert picking.with_choices(do, offer, (), {}) == offer


def test_a_proposal_becomes_the_next_version_whole_or_not_at_all() -> None:
    shop = make_shop()
    offer = offer_of(shop)
    cable = offer.lines[0].id
    do = world.do_as(shop.entity)
    with pytest.raises(actions.LineGone):
        actions.revise_to(do, quote_id=offer.id, quantities={10**9: D(2)})
    assert queries.quote(offer.id).state == "sent"
    event = actions.revise_to(
        world.do_as(shop.entity), quote_id=offer.id, quantities={cable: D(60)},
        goal="net", value=D("25000.00"),
    )  # fmt: skip
    fresh = queries.quote(event.quote_id)
    assert (event.counter_id, fresh.version, fresh.state) == (None, 2, "draft")
    assert (fresh.net_minor, fresh.lines[0].quantity) == (2_500_000, D(60))
    assert (fresh.lines[0].least, fresh.lines[0].most) == (D(1), D(60))
    assert queries.quote(offer.id).state == "superseded"


def test_bounds_enclose_what_is_offered_also_in_the_database() -> None:
    shop = make_shop()
    draft = make_quote(shop)
    line = draft.lines[0].id
    do = world.do_as(shop.entity)
    for pair in ((D(3), D(9)), (D(0), D(9))):
        with pytest.raises(Invalid):
            actions.set_bounds(do, quote_id=draft.id, bounds={line: pair})
    for pair in ({"least": D(3), "most": D(9)}, {"least": D(1), "most": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            QuoteLine.objects.filter(pk=line).update(**pair)
    with pytest.raises(IntegrityError), transaction.atomic():
        Quote.objects.filter(pk=draft.id).update(picked={"1": {}})
    assert queries.quote(draft.id) == draft
