"""A dealer: what was bought to be sold again bears VAT on the margin alone, and no paper shows it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from comptoir.demo import playing
from comptoir.platform.roles import Role
from comptoir.records.catalog import actions as catalog
from comptoir.records.catalog import queries as wares
from comptoir.records.parties import actions as parties
from comptoir.records.taxes import queries as taxes
from comptoir.stages.invoicing import actions as invoicing
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.invoicing.core.crediting import CreditIn
from comptoir.stages.invoicing.core.margins import PurchaseUnknown
from comptoir.stages.pricing import actions as pricing
from comptoir.stages.pricing import queries as prices
from tests.scenarios.doors import program, says, show_id, someone, text_of
from tests.scenarios.house import eur, line
from tests.world import BERLIN

ROLES = ("receivable", "vat_collected", "revenue_goods", "deferred", "deposits")


def piece(company, sku="CHEST", scheme="antiques", price="1000.00", cost="400.00", **more):
    """A piece that the dealer bought, and its price."""
    made = catalog.create_product(
        company.by(), sku=sku, name_en="Chest of drawers", name_fr="Commode Louis XV",
        currency="EUR", margin_scheme=scheme, cost=None if cost is None else Decimal(cost), **more,
    )  # fmt: skip
    book = prices.default_book(company.entity_id, "EUR", company.by().today)
    pricing.set_price(
        company.by(), book_id=book.id, product_id=made.product_id, model="per_unit",
        unit_price=Decimal(price),
    )  # fmt: skip
    return made.product_id


def ordered(company, *lines, **head):
    """Quoted and accepted."""
    return company.accepts(company.quotes(company.customer(), *lines, **head))


def sold(company, *lines, **head):
    """Quoted, accepted, delivered and invoiced."""
    order = ordered(company, *lines, **head)
    company.delivers(order)
    return company.invoices(order)


def books(company):
    """What stands in the books, credit positive."""
    return {role: -company.balance(role).minor for role in ROLES}


def paper(company, invoice_id):
    """The words of the French PDF."""
    pdf = someone(company).client.get(f"/invoicing/{invoice_id}/pdf", {"lang": "fr"}).content
    return " ".join(text_of(pdf).replace("\u202f", " ").split())


def test_a_chest_bought_for_400_and_sold_for_1000_bears_100_inside_its_price(company):
    piece(company)
    invoice = sold(company, line("CHEST"))
    assert (invoice.net_minor, invoice.vat_minor, invoice.gross_minor) == (100_000, 0, 100_000)
    assert books(company) == {
        "receivable": -100_000, "vat_collected": 10_000, "revenue_goods": 90_000, "deferred": 0,
        "deposits": 0,
    }  # fmt: skip
    told = company.revenue()
    assert (told.billed_minor, told.recognized_minor, told.deferred_minor) == (90_000, 90_000, 0)
    company.holds()

    said = paper(company, invoice.id)
    says(said, "Régime particulier – Objets de collection et d’antiquité", "1 000,00 €")
    for hidden in ("100,00 €", "400,00 €", "600,00 €", "900,00 €"):
        assert f" {hidden}" not in said

    note = invoicing.credit_note(
        company.by(), invoice_id=invoice.id, reason="Vermoulu", reason_code="return"
    )
    assert set(books(company).values()) == {0}
    says(paper(company, note.invoice_id), "Régime particulier – Objets de collection")
    company.holds()


@pytest.mark.parametrize(
    ("scheme", "nature", "words"),
    [
        ("travel", "service", "Régime particulier – Agences de voyages"),
        ("second_hand", "goods", "Régime particulier – Biens d’occasion"),
        ("art", "goods", "Régime particulier – Objets d’art"),
        ("antiques", "goods", "Régime particulier – Objets de collection et d’antiquité"),
    ],
)
def test_each_scheme_prints_its_own_words(company, scheme, nature, words):
    piece(company, scheme=scheme, nature=nature)
    says(paper(company, sold(company, line("CHEST")).id), words)
    assert company.balance("vat_collected") == eur("-100.00")
    company.holds()


def test_what_is_sold_at_a_loss_bears_no_vat_and_lowers_that_of_no_other_piece(company):
    piece(company, "LOSS", price="300.00")
    piece(company, "GAIN", price="460.00")
    sold(company, line("LOSS"), line("GAIN"), line("DOC"))  # the manual bears its own 5.5 %
    assert company.balance("vat_collected") == eur("-11.21")  # 60 × 20/120 + 22 × 5.5 %
    company.holds()


def test_a_lower_price_lowers_the_margin_and_what_is_delivered_first_is_worth_its_price_without_it(
    company,
):
    piece(company)
    order = ordered(company, line("CHEST", 3, percent=10))  # 900 each, bought for 400
    company.delivers(order, CHEST=1)
    assert company.balance("revenue_goods") == eur("-816.67")  # 900 less 500 × 20/120
    first = company.invoices(order)
    assert company.balance("vat_collected") == eur("-83.33")
    assert company.balance("deferred") == eur("0.00")
    company.holds()
    company.delivers(order)
    second = company.invoices(order)
    assert company.balance("vat_collected") == eur("-250.00")
    company.holds()
    fix = [CreditIn(second.lines[0].id, amount_minor=30_000)]
    invoicing.credit_note(
        company.by(), invoice_id=second.id, lines=fix, reason="Rayure", reason_code="price"
    )
    assert company.balance("vat_collected") == eur("-200.00")  # 300 less: 50 of VAT
    for one, code in ((second, "return"), (first, "other")):
        made = invoicing.credit_note(
            company.by(), invoice_id=one.id, reason="Retour", reason_code=code
        )
        if made.__class__.__name__ == "CreditNoteSubmitted":
            invoicing.approve_credit_note(company.by(), invoice_id=made.invoice_id)
    assert set(books(company).values()) == {0}
    company.holds()


def test_a_deposit_bears_its_share_of_the_vat_in_the_margin(company):
    piece(company)
    order = ordered(company, line("CHEST", 2), line("DOC", 2), deposit_percent=Decimal(30))
    (deposit,) = company.issued()
    found = invoices.invoice(deposit.id)
    assert [li.net_minor for li in found.lines] in ([60_000, 1320], [1320, 60_000])
    assert company.balance("vat_collected") == eur("-60.73")  # 30 % of 200, and of 2.42
    assert company.balance("deposits") == eur("-553.20")  # 613.20 less 60
    company.delivers(order, CHEST=1)
    company.invoices(order)
    company.delivers(order)
    company.invoices(order)
    assert company.balance("vat_collected") == eur("-202.42")
    assert company.balance("deposits") == eur("0.00")
    company.holds()


def test_without_its_purchase_price_nothing_is_invoiced_and_the_error_says_what_to_do(company):
    product_id = piece(company, cost=None)
    order = ordered(company, line("CHEST"))
    company.delivers(order)
    with pytest.raises(PurchaseUnknown) as refused:
        invoicing.invoice_order(company.by(), order_id=order)
    assert (refused.value.field, refused.value.facts["found"]) == ("lines.0.purchase", "CHEST")
    assert company.issued() == []
    revision = wares.product(product_id).revision
    catalog.change_product(
        company.by(), product_id=product_id, revision=revision, changes={"cost": Decimal(400)}
    )
    invoicing.invoice_order(company.by(), order_id=order)
    assert company.balance("vat_collected") == eur("-100.00")
    assert company.balance("revenue_goods") == eur("-900.00")
    company.holds()


@pytest.mark.capability(
    "S1-41",
    screen="/invoicing/{invoice_id}/",
    api="GET /api/v1/invoices/{invoice_id}/lines/{line_id}/why",
)
def test_why_is_told_to_who_may_see_costs_and_to_nobody_else(company):
    piece(company)
    invoice = sold(company, line("CHEST"))
    (chest,) = invoice.lines
    page, why = f"/invoicing/{invoice.id}/", f"/invoicing/{invoice.id}/why/{chest.id}"
    boss, biller = someone(company), someone(company, Role.BILLING)
    says(boss.page(page), "VAT inside the margin", "20% €1,000.00 €400.00 €600.00 €100.00")
    says(boss.page(why), "€1,000.00 − €400.00 = €600.00, × 20 / 120 = €100.00 of VAT")
    for closed in (biller.page(page), biller.page(why)):
        assert "Margin scheme" not in closed and "€400.00" not in closed
    asked = f"/invoices/{show_id('inv', invoice.id)}"
    told = program(company).get(f"{asked}/lines/{chest.id}/why")["margin"]
    assert {n: told[n]["amount"] for n in ("price", "purchase", "margin", "vat")} == {
        "price": "1000.00", "purchase": "400.00", "margin": "600.00", "vat": "100.00",
    }  # fmt: skip
    others = program(company, Role.BILLING)
    assert others.get(f"{asked}/lines/{chest.id}/why")["margin"] is None
    assert "400.00" not in str(others.get(asked))
    note = invoicing.credit_note(
        company.by(), invoice_id=invoice.id, reason="Vermoulu", reason_code="return"
    )
    (back,) = invoices.invoice(note.invoice_id).lines
    says(boss.page(f"/invoicing/{note.invoice_id}/why/{back.id}"), "what it corrects, −€100.00")


def test_the_scheme_is_chosen_on_the_product_and_a_missing_cost_is_said_before_the_offer_is_sent(
    company,
):
    desk = someone(company)
    typed = {
        "sku": "VASE", "name_en": "Vase", "nature": "goods", "unit": "C62", "tax_class": "standard",
        "margin_scheme": "second_hand", "currency": "EUR", "charge_kind": "one_off",
        "billing_timing": "advance", "revenue_pattern": "on_delivery", "active": "on",
    }  # fmt: skip
    refused = desk.sends("/catalog/new", **{**typed, "charge_kind": "usage"})
    assert "A margin scheme is for goods" in refused.content.decode()
    desk.sends("/catalog/new", **typed)
    product = wares.by_sku(company.entity_id, {"VASE"})["VASE"]
    says(desk.page(f"/catalog/{product.id}"), "Margin scheme Second-hand goods")
    book = prices.default_book(company.entity_id, "EUR", company.by().today)
    pricing.set_price(
        company.by(), book_id=book.id, product_id=product.id, model="per_unit",
        unit_price=Decimal(250),
    )  # fmt: skip
    quote_id = playing.offered(company.entity_id, company.customer(), [line("VASE")])
    says(desk.page(f"/quoting/{quote_id}/edit"), "Before you send", "the purchase price of VASE")
    missing = f"/quotes/{show_id('quo', quote_id)}/missing-mentions"
    assert program(company).get(missing)["missing"][0]["field"] == "lines.0.purchase"
    program(company).patch(
        f"/products/{show_id('prd', product.id)}", {"revision": 1, "cost": "190.00"}
    )
    assert program(company).get(missing)["missing"] == []


def test_goods_under_the_scheme_are_taxed_at_home_and_exempt_when_they_leave_the_union(company):
    piece(company)
    for country, category, vat in (("DE", "E", 10_000), ("US", "G", 0)):
        customer = parties.create_customer(
            company.by(), name="Kunst GmbH", country=country,
            vat_number="DE136695976" if country == "DE" else "",
            billing={**BERLIN, "country": country},
        ).customer_id  # fmt: skip
        order = company.accepts(company.quotes(customer, line("CHEST")))
        company.delivers(order)
        before = books(company)["vat_collected"]
        found = company.invoices(order)
        decided = taxes.decision(found.lines[0].decision_id)
        assert (decided.category, found.gross_minor) == (category, 100_000)
        assert books(company)["vat_collected"] - before == vat
    company.holds()


def test_a_quote_shows_its_margin_after_the_vat_inside_the_price_and_says_where_a_cost_is_unknown(
    company,
):
    piece(company)
    quote = playing.offered(company.entity_id, company.customer(), [line("CHEST")], language="en")
    desk = someone(company)
    for page in (f"/quoting/{quote}/", f"/quoting/{quote}/edit"):
        # 1,000.00 − 100.00 of VAT − 400.00, of 900.00
        says(desk.page(page), "Margin 55.6% · €500.00", "after €100.00 of VAT inside the price")
    api, at = program(company), f"/quotes/{show_id('quo', quote)}"
    told = api.get(at)
    assert (told["margin"]["amount"], told["margin_unknown"]) == ("500.00", 0)
    piece(company, sku="LAMP", price="200.00", cost=None)
    api.post(f"{at}/lines", {"lines": [{"sku": "LAMP"}, {"sku": "DOC"}]})
    page = desk.page(f"/quoting/{quote}/")
    says(page, "Margin unknown: no cost of 1 line, 17.8% of the value")
    told = api.get(at)
    assert (told["margin"], told["margin_percent"], told["margin_unknown"]) == (None, None, 1)
    without = program(company, Role.SALES).get(at)
    assert (without["margin"], without["margin_unknown"]) == (None, None)
