"""Price types, customer prices and prices across lines, from the price book to the quote."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from comptoir.kernel.errors import Invalid
from comptoir.platform.roles import RoleForbids
from comptoir.stages.pricing import actions, queries
from comptoir.stages.pricing.engine import Basis, Card, Terms, Tier
from comptoir.stages.pricing.models import CustomerPrice, RuleVersion
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting import queries as quotes
from comptoir.stages.quoting.actions import LineIn
from tests import world
from tests.stages.quoting.deal import Shop, make_book, make_quote, make_shop, set_price

pytestmark = pytest.mark.django_db(transaction=True)
PAID = Terms(D("1.3"), card=Card(event_fee=D(2), event_size=D(200)))
HARDWARE = Terms(D(18), basis=Basis(("hardware",)))


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def agree(shop: Shop, sku: str | None = "PUMP", **terms: object) -> UUID:
    do = world.do_as(shop.entity)
    product = shop.products[sku] if sku else None
    event = actions.set_customer_price(
        do, customer_id=shop.customer, product_id=product, **terms  # type: ignore[arg-type]
    )  # fmt: skip
    return event.agreement_id


def line(shop: Shop, sku: str, quantity: int = 1) -> quotes.QuoteLineFacts:
    return make_quote(shop, LineIn(sku=sku, quantity=D(quantity))).lines[0]


def labels(found: quotes.QuoteLineFacts) -> list[str]:
    return [s.label_code for s in found.steps]


def test_what_is_agreed_with_the_customer_comes_before_the_list(shop: Shop) -> None:
    ref = agree(shop, tiers=[Tier(D(10), D(2800)), Tier(None, D(2700))], reference="Framework 2026")
    few, many = line(shop, "PUMP", 10), line(shop, "PUMP", 11)
    assert (few.unit_net, many.unit_net, many.net_minor) == (2800, 2700, 2_970_000)
    assert labels(few)[:2] == ["list_price", "contract_price"]
    assert few.steps[1].rule_id == f"agreement:{ref}"
    other = Shop(
        shop.entity, world.make_customer(shop.entity, name="Autre"), shop.book, shop.products
    )
    assert line(other, "PUMP").unit_net == 2950


def test_the_product_comes_before_its_category_and_that_before_everything(shop: Shop) -> None:
    from comptoir.records.catalog import actions as catalog

    catalog.change_product(
        world.do_as(shop.entity), product_id=shop.products["PUMP"], revision=1,
        changes={"category": "hardware"},
    )  # fmt: skip
    agree(shop, None, percent_off=D(5))
    assert line(shop, "PUMP").unit_net == D("2802.5")
    agree(shop, None, category="hardware", percent_off=D("7.5"))
    assert line(shop, "PUMP").unit_net == D("2728.75")
    assert line(shop, "BOOK").unit_net == D("20.9")
    agree(shop, percent_off=D("17.5"))
    assert line(shop, "PUMP").unit_net == D("2433.75")


def test_an_agreement_holds_on_its_days_and_is_replaced_as_a_new_version(shop: Shop) -> None:
    first = agree(shop, unit_price=D(2000), starts_on=date(2026, 1, 5), ends_on=date(2026, 3, 1))
    again = agree(shop, unit_price=D(1900), starts_on=date(2026, 1, 5), ends_on=date(2026, 2, 1))
    assert first == again
    assert line(shop, "PUMP").unit_net == 1900
    world.move_to(shop.entity, date(2026, 2, 1))
    assert line(shop, "PUMP").unit_net == 2950
    kept = queries.rule_versions(shop.entity, f"agreement:{first}")
    assert [(r.version, r.said["unit_price"]) for r in kept] == [(2, "1900"), (1, "2000")]
    assert {r.set_by for r in kept} == {world.do_as(shop.entity).actor.name}


def test_agreements_that_overlap_or_say_nothing_are_refused(shop: Shop) -> None:
    later = agree(shop, unit_price=D(2000), starts_on=date(2026, 6, 1))
    with pytest.raises(actions.OtherAgreement):
        agree(shop, unit_price=D(1900), starts_on=date(2026, 1, 5))
    bad: list[dict[str, object]] = [
        {}, {"unit_price": D(1), "percent_off": D(1)}, {"percent_off": D(101)},
        {"unit_price": D(-1)}, {"unit_price": D("NaN")},
        {"unit_price": D(1), "starts_on": date(2026, 5, 1), "ends_on": date(2026, 5, 1)},
    ]  # fmt: skip
    for terms in bad:
        with pytest.raises(actions.BadAgreement):
            agree(shop, **terms)
    with pytest.raises(actions.BadAgreement):
        agree(shop, None, unit_price=D(1))
    with pytest.raises(actions.BadAgreement):
        actions.end_customer_price(
            world.do_as(shop.entity), agreement_id=later, ends_on=date(2026, 6, 1)
        )
    with pytest.raises(queries.UnknownAgreement):
        actions.end_customer_price(
            world.do_as(world.make_entity(code="B", siren="", siret="", vat_number="")),
            agreement_id=later, ends_on=date(2026, 7, 1),
        )  # fmt: skip
    with pytest.raises(RoleForbids):
        actions.set_customer_price(
            world.do_as(shop.entity, world.Role.SALES), customer_id=shop.customer,
            product_id=shop.products["PUMP"], unit_price=D(1),
        )  # fmt: skip
    assert CustomerPrice.objects.count() == 1
    actions.end_customer_price(
        world.do_as(shop.entity), agreement_id=later, ends_on=date(2026, 7, 1)
    )
    assert queries.customer_price(later).ends_on == date(2026, 7, 1)


def test_the_database_refuses_two_agreements_for_one_day_and_a_changed_version(shop: Shop) -> None:
    agree(shop, unit_price=D(2000))
    row = CustomerPrice.objects.get()
    row.pk = None
    row._state.adding = True
    with pytest.raises(IntegrityError, match="one_agreement_a_day"), transaction.atomic():
        CustomerPrice.objects.create(
            entity_id=row.entity_id, customer_id=row.customer_id, product_id=row.product_id,
            target=row.target, currency="EUR", unit_price=1, starts_on=date(2026, 9, 9),
        )  # fmt: skip
    with pytest.raises(DatabaseError, match="rule_version"), transaction.atomic():
        RuleVersion.objects.update(version=9)


def test_a_promotional_price_counts_where_lower_and_a_floor_only_flags(shop: Shop) -> None:
    for kind, price in (("promotional", 2500), ("floor", 2600), ("target", 2900)):
        set_price(
            shop.entity, shop.book, shop.products["PUMP"], unit_price=D(price), price_type=kind
        )
    found = line(shop, "PUMP")
    assert (found.unit_net, found.floor, found.below_floor) == (2500, 2600, True)
    assert labels(found)[:2] == ["list_price", "promotional_price"]
    set_price(
        shop.entity, shop.book, shop.products["PUMP"], unit_price=D(2700), price_type="promotional"
    )
    assert not line(shop, "PUMP").below_floor
    with pytest.raises(actions.UnknownPriceType):
        set_price(
            shop.entity, shop.book, shop.products["PUMP"], model="flat", price_type="floor"
        )  # fmt: skip
    with pytest.raises(actions.UnknownPriceType):
        set_price(shop.entity, shop.book, shop.products["PUMP"], price_type="gift")


def test_each_kind_prices_a_line(shop: Shop) -> None:
    pump = shop.products["PUMP"]
    kinds: list[tuple[dict[str, object], int, int]] = [
        ({"model": "package", "unit_price": D(1), "package_size": D(1000)}, 4500, 500),
        ({"model": "stairstep", "tiers": [Tier(D(10), D(0), D(90)), Tier(None, D(0), D(300))]}, 11, 30000),
        ({"model": "cost_plus", "terms": Terms(D(30), "margin")}, 7, 2_000_000),
        ({"model": "formula", "terms": Terms(formula="cost + quantity * 10")}, 2, 404_000),
        ({"model": "usage", "terms": PAID}, 800, 1840),
        ({"model": "usage", "unit_price": D("0.02")}, 800, 1600),  # nothing but a price of a unit
        ({"unit_price": D(10), "minimum": D(50), "maximum": D(90)}, 1, 5000),
        ({"unit_price": D(10), "minimum": D(50), "maximum": D(90)}, 11, 9000),
    ]  # fmt: skip
    for price, quantity, net in kinds:
        set_price(shop.entity, shop.book, pump, **price)
        found = line(shop, "PUMP", quantity)
        assert found.net_minor == net, price
    for refused in (
        {"model": "package"}, {"model": "percent"}, {"model": "formula"},
        {"model": "stairstep", "tiers": [Tier(None, D(1), D(1))]},
        {"unit_price": D(1), "minimum": D(2), "maximum": D(1)},
        {"model": "usage"}, {"model": "usage", "unit_price": D(1), "terms": Terms(card=Card(D(0), D(-1)))},
        {"model": "magic"}, {"unit_price": D(1), "minimum": D(-1)},
    ):  # fmt: skip
        before = queries.price_dates(shop.book, pump)
        with pytest.raises(Invalid):
            set_price(shop.entity, shop.book, pump, **refused)
        assert queries.price_dates(shop.book, pump) == before
    with pytest.raises(actions.BadPriceTerms):
        set_price(shop.entity, shop.book, shop.products["CALL"], model="percent", terms=HARDWARE)


@pytest.fixture
def supported(shop: Shop) -> Shop:
    """PUMP is hardware; SUPPORT costs 18 % of the hardware's net, once."""
    from comptoir.records.catalog import actions as catalog

    catalog.change_product(
        world.do_as(shop.entity), product_id=shop.products["PUMP"], revision=1,
        changes={"category": "hardware"},
    )  # fmt: skip
    shop.products["SUPPORT"] = world.make_product(shop.entity, sku="SUPPORT", name_en="Support")
    set_price(shop.entity, shop.book, shop.products["SUPPORT"], model="percent", terms=HARDWARE)
    return shop


def test_support_follows_the_hardware_whatever_is_edited(supported: Shop) -> None:
    shop = supported
    quote = make_quote(
        shop, LineIn(sku="SUPPORT"), LineIn(sku="PUMP", quantity=D(2)), LineIn(sku="BOOK")
    )
    assert [li.net_minor for li in quote.lines] == [106_200, 590_000, 2_200]
    pump = quote.lines[1]
    quoting.change_line(
        world.do_as(shop.entity), quote_id=quote.id, line_id=pump.id, revision=1,
        changes={"discount_kind": "percent", "discount_value": D(10)},
    )  # fmt: skip
    quote = quotes.quote(quote.id)
    assert [li.net_minor for li in quote.lines] == [95_580, 531_000, 2_200]
    assert quote.lines[0].revision == 1
    assert quote.net_minor == 628_780
    quoting.change_line(
        world.do_as(shop.entity), quote_id=quote.id, line_id=quote.lines[0].id, revision=1,
        changes={"discount_kind": "amount", "discount_value": D(500)},
    )  # fmt: skip
    quoting.remove_line(world.do_as(shop.entity), quote_id=quote.id, line_id=pump.id)
    assert [li.net_minor for li in quotes.quote(quote.id).lines] == [0, 2_200]


def test_a_direct_order_knows_the_agreement_and_the_support_too(supported: Shop) -> None:
    from comptoir.stages.ordering import actions as ordering
    from comptoir.stages.ordering import queries as orders
    from comptoir.stages.ordering.core.asked import OrderLineIn

    agree(supported, unit_price=D(2500))
    event = ordering.place_order(
        world.do_as(supported.entity), customer_id=supported.customer,
        lines=[OrderLineIn(sku="SUPPORT"), OrderLineIn(sku="PUMP", quantity=D(2))],
    )  # fmt: skip
    assert [li.net_minor for li in orders.order(event.order_id).lines] == [90_000, 500_000]


def test_the_book_follows_segment_channel_currency_and_day(shop: Shop) -> None:
    do = world.do_as(shop.entity)
    edu = actions.create_book(
        do, code="EDU", name="Schools", currency="EUR", starts_on=date(2026, 1, 1),
        segment="school", is_default=False,
    )  # fmt: skip
    web = actions.create_book(
        world.do_as(shop.entity), code="WEB", name="Web", currency="EUR",
        starts_on=date(2026, 1, 1), channel="web", is_default=False,
    )  # fmt: skip
    make_book(shop.entity, "USD", "US")
    day = date(2026, 1, 5)
    school = world.make_customer(shop.entity, name="Lycée", segment="school")
    quote = quoting.draft_quote(world.do_as(shop.entity), customer_id=school)
    assert quotes.quote(quote.quote_id).book_id == edu.book_id
    online = quoting.draft_quote(world.do_as(shop.entity), customer_id=shop.customer, channel="web")
    assert quotes.quote(online.quote_id).book_id == web.book_id
    told = queries.why_book(shop.entity, "EUR", day, segment="school")
    assert [(c.book.code, c.taken, c.reason) for c in told] == [
        ("EDU", True, "segment"), ("STD", False, "less_specific"), ("WEB", False, "other_channel"),
    ]  # fmt: skip
    # PR-ERP-09 (frappe/erpnext): the currency of the document decides before any priority
    assert [c.book.code for c in queries.why_book(shop.entity, "USD", day)] == ["US"]
