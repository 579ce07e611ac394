"""What a planned change of prices means for open quotes, exactly: the figures before are those after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptoir.kernel.errors import NotAllowed
from comptoir.platform import clock
from comptoir.platform.models import EventRow
from comptoir.records.approvals import actions as approvals
from comptoir.records.catalog import actions as catalog
from comptoir.stages.pricing import actions as pricing
from comptoir.stages.pricing import changes
from comptoir.stages.pricing.engine import Basis, How, Recipe, Terms, Tier
from comptoir.stages.quoting import actions, queries, repricing
from comptoir.stages.quoting.actions import LineIn
from tests import world
from tests.stages.quoting.deal import Shop, make_book, make_quote, make_shop, send, set_price

pytestmark = pytest.mark.django_db(transaction=True)
RAMP = (
    {"months": 12, "quantity": "10", "discount_kind": "percent", "discount_value": "5"},
    {"months": 15, "quantity": "12", "uplift": "2.5"},
)
KINDS = ("none", "none", "percent", "amount", "net", "total")


def plan(shop: Shop, value: str, on: date, how: How = How.PERCENT, **more: Any) -> UUID:
    recipe = Recipe(how, D(value), D(more.pop("step", "0")), D(more.pop("ending", "0")))
    return pricing.plan_prices(
        world.do_as(shop.entity), book_id=shop.book, name="Spring", recipe=recipe,
        choice=pricing.Choice((), more.pop("skus", ())), starts_on=on,
    ).change_id  # fmt: skip


def told(shop: Shop, change_id: UUID, limit: int = 200) -> dict[UUID, repricing.Repriced]:
    change = changes.change(change_id, shop.entity)
    products = repricing.products_of(change)
    today = clock.today(shop.entity)
    found: list[repricing.Repriced] = []
    cursor = None
    while True:
        some, cursor = repricing.drafts(
            change, shop.entity, today, products, cursor=cursor, limit=limit
        )
        found += some
        if cursor is None:
            return {one.quote_id: one for one in found}


@pytest.fixture
def shop() -> Shop:
    """Bundles with and without a price, a percentage of others, a markup, every kind of tiers, promotions
    with and without a limit, a coupon, a floor."""
    shop = make_shop()
    entity, book, own = shop.entity, shop.book, dict(shop.products)
    do = lambda: world.do_as(entity)  # noqa: E731
    for sku, parts in (("KIT", {"PUMP": 2, "CABLE": 3, "CARE": 1}), ("BOX", {"BOOK": 4, "KIT": 1})):
        own[sku] = world.make_product(entity, sku=sku)
        for part, quantity in parts.items():
            catalog.set_bundle_part(
                do(), product_id=own[sku], part_id=own[part], quantity=D(quantity)
            )
    set_price(entity, book, own["KIT"], unit_price=D("5999.99"))
    for sku in ("SUP", "MARK", "GRAD", "STEP", "PACK"):
        own[sku] = world.make_product(entity, sku=sku, cost=D("61.7"))
    set_price(entity, book, own["SUP"], model="percent",
              terms=Terms(D("17.5"), basis=Basis(skus=("PUMP", "GRAD"))))  # fmt: skip
    set_price(entity, book, own["MARK"], model="cost_plus", terms=Terms(D(33)))
    tiers = [Tier(D(5), D("19.995")), Tier(D(20), D("17.1"), D(3)), Tier(None, D("15.55"))]
    set_price(entity, book, own["GRAD"], model="graduated", tiers=tiers)
    steps = [Tier(D(5), D(0), D("99.90")), Tier(None, D(0), D("179.90"))]
    set_price(entity, book, own["STEP"], model="stairstep", tiers=steps)
    set_price(entity, book, own["PACK"], unit_price=D("7.77"), price_type="promotional")
    set_price(entity, book, own["PACK"], unit_price=D("8.05"))
    set_price(entity, book, own["PUMP"], unit_price=D(2900), price_type="floor")
    for n, (code, more) in enumerate(
        (
            ("AUTO", {"terms": {"percent": "3.3", "minimum_minor": 900_000}}),
            ("CODE", {"terms": {"percent": "4"}, "coupon": "CODE", "usage_limit": 1}),
            ("LATE", {"terms": {"percent": "1"}, "starts_on": date(2026, 3, 1)}),
        )
    ):
        fields: dict[str, Any] = {
            "name": code,
            "priority": n,
            "kind": "percent",
            "currency": "EUR",
            **more,
        }
        pricing.set_promotion(do(), code=code, stacking="in_order", **fields)
    return replace(shop, products=own)


def line(rnd: Random, **more: Any) -> LineIn:
    skus = "PUMP CABLE BOOK CARE CALL KIT BOX SUP MARK GRAD STEP PACK".split()
    sku, kind = rnd.choice(skus), rnd.choice(KINDS)
    if sku in ("SUP", "BOX", "CALL"):
        kind = rnd.choice(("none", "percent"))
    worth = {
        "percent": D(rnd.randint(0, 400)) / 10, "amount": D(rnd.randint(0, 250)) / 100,
        "net": D(rnd.randint(100, 90_000)) / 100, "total": D(rnd.randint(100, 900_000)) / 100,
    }  # fmt: skip
    return LineIn(
        sku=sku, quantity=D(rnd.randint(1, 30)), discount_kind=kind,
        discount_value=worth.get(kind, D(0)), optional=rnd.random() < 0.15, **more,
    )  # fmt: skip


def fill(shop: Shop, rnd: Random, customers: list[UUID]) -> None:
    """Drafts of every shape."""
    for n in range(6):
        own = replace(shop, customer=rnd.choice(customers))
        quote = make_quote(own, *(line(rnd) for _ in range(rnd.randint(1, 8))), term_months=27)
        do = world.do_as(shop.entity)
        if n == 0:
            ramp = LineIn(sku="CARE", segments=RAMP)
            actions.add_lines(do, quote_id=quote.id, lines=[ramp])
        if n == 1:
            for name in ("Good", "Better"):
                do = world.do_as(shop.entity)
                actions.add_alternative(do, quote_id=quote.id, name=name)
            more = [line(rnd, alternative=rnd.choice("AB")) for _ in range(3)]
            actions.add_lines(world.do_as(shop.entity), quote_id=quote.id, lines=more)
        given: dict[str, Any] = {"discount_kind": "percent", "discount_value": D("2.5")}
        if n in (2, 3):
            given = {"coupons": ["CODE"]}
        now = queries.quote(quote.id).revision
        do = world.do_as(shop.entity)
        actions.change_quote(do, quote_id=quote.id, revision=now, changes=given)


@pytest.mark.parametrize("seed", range(6))
def test_what_is_said_before_is_what_it_then_costs_to_the_cent(shop: Shop, seed: int) -> None:
    rnd = Random(seed)
    other = world.make_customer(shop.entity, name="Durand")
    agree = {"PUMP": {"unit_price": D(2700)}, "BOOK": {"percent_off": D("7.5")}}
    for sku, terms in agree.items():
        pricing.set_customer_price(
            world.do_as(shop.entity), customer_id=other, product_id=shop.products[sku], **terms
        )
    fill(shop, rnd, [shop.customer, other])
    on = date(2026, 1, 20)
    moved = kept = 0
    for _round in range(3):
        on += timedelta(days=rnd.randint(1, 40))
        skus = rnd.sample(list(shop.products), rnd.randint(1, 6))
        try:
            change = plan(
                shop, str(D(rnd.randint(-300, 400)) / 10), on, step=rnd.choice(("0", "0.05", "1")),
                skus=[*skus, "PUMP"], ending="0",
            )  # fmt: skip
        except pricing.NothingChosen:
            continue
        before = {pk: queries.quote(pk).net_minor for pk in told(shop, change)}
        written = EventRow.objects.count()
        found = told(shop, change, limit=rnd.choice((2, 200)))
        assert {pk: one.before_minor for pk, one in found.items()} == before
        assert EventRow.objects.count() == written
        assert {pk: queries.quote(pk).net_minor for pk in found} == before
        pricing.publish_prices(world.do_as(shop.entity), change_id=change)
        world.move_to(shop.entity, on)
        again = told(shop, change)
        for pk, one in found.items():
            assert (again[pk].after_minor, again[pk].otherwise_minor) == (
                one.after_minor, one.otherwise_minor,
            ), (seed, pk)  # fmt: skip
            if one.refused:
                with pytest.raises(Exception, match=r".*"):
                    actions.price_again(world.do_as(shop.entity), quote_id=pk)
                continue
            actions.price_again(world.do_as(shop.entity), quote_id=pk)
            assert queries.quote(pk).net_minor == one.after_minor, (seed, pk)
            moved += one.changes
            kept += sum(one.kept.values())
        for one in told(shop, change).values():
            assert one.refused or one.difference_minor == 0
    assert moved and kept


def test_the_statements_do_not_grow_with_the_quotes(shop: Shop) -> None:
    def asked() -> int:
        change = plan(shop, "10", date(2026, 2, 1), skus=("PUMP",))
        with CaptureQueriesContext(connection) as seen:
            found = told(shop, change)
        assert all(one.changes for one in found.values())
        return len(seen)

    for _n in range(2):
        make_quote(shop)
    few = asked()
    for n in range(12):
        make_quote(replace(shop, customer=world.make_customer(shop.entity, name=f"Buyer {n}")))
    assert asked() <= few <= 25


def test_why_a_draft_keeps_its_price_is_told_line_by_line(shop: Shop) -> None:
    agree = {"product_id": shop.products["BOOK"], "unit_price": D(20)}
    pricing.set_customer_price(world.do_as(shop.entity), customer_id=shop.customer, **agree)
    make_quote(
        shop, LineIn(sku="PUMP", discount_kind="net", discount_value=D(1)),
        LineIn(sku="PUMP", discount_kind="total", discount_value=D(1)), LineIn(sku="BOOK"),
        LineIn(sku="PUMP", optional=True), LineIn(sku="CALL"), LineIn(sku="PACK"),
        LineIn(sku="KIT"),
    )  # fmt: skip
    skus = ("PUMP", "BOOK", "CALL", "PACK")
    (one,) = told(shop, plan(shop, "10", date(2026, 2, 1), skus=skus)).values()
    assert one.kept == {
        "net_price": 1, "net_total": 1, "agreed": 1, "not_counted": 2, "promotional": 1, "bundle": 1,
    }  # fmt: skip
    assert (one.lines, one.changes, one.before_minor) == (7, False, one.after_minor)


def test_what_else_moved_since_is_not_laid_to_the_change(shop: Shop) -> None:
    quote = make_quote(shop, LineIn(sku="PUMP"), LineIn(sku="BOOK"))
    set_price(shop.entity, shop.book, shop.products["BOOK"], unit_price=D(25))
    change = plan(shop, "10", date(2026, 2, 1), skus=("PUMP",))
    (one,) = told(shop, change).values()
    assert (one.before_minor, one.otherwise_minor, one.after_minor) == (297_200, 297_500, 327_000)
    world.move_to(
        shop.entity, date(2026, 4, 1)
    )  # published late: it holds from its day, not from today
    (one,) = told(shop, change).values()
    assert (one.quote_id, one.after_minor) == (quote.id, 323_730)  # 1 % of LATE since March
    later = {"unit_price": D(3000), "starts_on": date(2026, 3, 15)}
    set_price(shop.entity, shop.book, shop.products["PUMP"], **later)
    (one,) = told(shop, change).values()
    assert (one.otherwise_minor, one.after_minor, one.changes) == (299_475, 299_475, False)
    pricing.publish_prices(world.do_as(shop.entity), change_id=change)
    actions.price_again(world.do_as(shop.entity), quote_id=quote.id)
    assert queries.quote(quote.id).net_minor == 299_475


def test_a_draft_that_cannot_be_priced_again_says_why_and_stays(shop: Shop) -> None:
    quote = make_quote(
        shop, LineIn(sku="BOOK", discount_kind="amount", discount_value=D(20)), LineIn(sku="PUMP")
    )
    (one,) = told(shop, plan(shop, "-50", date(2026, 2, 1), skus=("BOOK",))).values()
    assert (one.refused, one.changes) == (
        "The discount is larger than the price. · found: 20 · expected: 0 … 11",
        False,
    )
    assert one.before_minor == one.after_minor == quote.net_minor


def test_an_approval_and_a_floor_that_would_be_met_are_told(shop: Shop) -> None:
    thin = [approvals.ConditionIn("margin", "below", "30")]
    approvals.write_policy(
        world.do_as(shop.entity), name="Margin", conditions=thin, role="finance_approver"
    )
    make_quote(shop, LineIn(sku="PUMP"))
    (one,) = told(shop, plan(shop, "-5", date(2026, 2, 1), skus=("PUMP",))).values()
    assert (one.approvals, one.below, one.after_minor) == (("finance_approver",), 1, 280_250)
    (one,) = told(shop, plan(shop, "5", date(2026, 2, 1), skus=("PUMP",))).values()
    assert (one.approvals, one.below) == ((), 0)


def test_other_books_other_companies_and_what_was_answered_are_left_alone(shop: Shop) -> None:
    dollars = make_book(shop.entity, "USD", "US")
    set_price(shop.entity, dollars, shop.products["PUMP"], unit_price=D(3000))
    make_quote(shop, LineIn(sku="PUMP"), currency="USD")
    sent = [make_quote(shop, LineIn(sku="PUMP")) for _n in range(2)]
    for quote in sent:
        send(shop, quote.id)
    actions.void_quote(world.do_as(shop.entity), quote_id=sent[1].id)
    change = changes.change(plan(shop, "10", date(2026, 2, 1), skus=("PUMP",)), shop.entity)
    products = repricing.products_of(change)
    assert products == {shop.products[sku] for sku in ("PUMP", "KIT", "BOX")}
    found = repricing.counts(change, shop.entity, products)
    assert (found.drafts, found.sent, found.sent_minor, found.others) == (
        0,
        1,
        295_000,
        {dollars: 1},
    )
    (kept,) = repricing.sent(change, shop.entity, products, 10)
    assert (kept.quote_id, kept.net_minor) == (sent[0].id, 295_000)


def test_a_draft_is_priced_again_from_its_page_and_taken_back(shop: Shop) -> None:
    quote = make_quote(shop, LineIn(sku="PUMP", quantity=D(2)))
    set_price(shop.entity, shop.book, shop.products["PUMP"], unit_price=D(3100))
    desk = Client()
    desk.force_login(world.make_user(shop.entity))
    assert queries.quote(quote.id).net_minor == 590_000
    assert "Price again" in desk.get(f"/quoting/{quote.id}/edit").content.decode()
    page = desk.post(f"/quoting/{quote.id}/price-again", follow=True).content.decode()
    assert "Priced again: €6,200.00 instead of €5,900.00, without VAT." in page
    page = desk.post(f"/quoting/{quote.id}/price-again", follow=True).content.decode()
    assert "Priced again: it comes to the same." in page
    set_price(shop.entity, shop.book, shop.products["PUMP"], unit_price=D("0.01"))
    line = queries.quote(quote.id).lines[0]
    actions.change_line(
        world.do_as(shop.entity), quote_id=quote.id, line_id=line.id, revision=line.revision,
        changes={"discount_kind": "amount", "discount_value": D("0.01")},
    )  # fmt: skip
    set_price(shop.entity, shop.book, shop.products["PUMP"], unit_price=D("0.005"))
    page = desk.post(f"/quoting/{quote.id}/price-again", follow=True).content.decode()
    assert "Nothing was priced. The discount is larger than the price." in page
    send_it = make_quote(shop, LineIn(sku="BOOK"))
    send(shop, send_it.id)
    with pytest.raises(NotAllowed):
        actions.price_again(world.do_as(shop.entity), quote_id=send_it.id)
