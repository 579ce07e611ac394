"""Prices as a company lives with them: agreed, promoted, guided, changed together."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from comptoir.kernel.ids import read_id
from comptoir.platform.roles import Role
from comptoir.records.catalog import actions as goods
from comptoir.records.catalog import queries as wares
from comptoir.records.currencies import actions as currencies
from comptoir.records.parties import queries as parties
from comptoir.stages.invoicing import actions as invoicing
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.invoicing import reasons
from comptoir.stages.ordering import queries as orders
from comptoir.stages.pricing.engine import Terms, replay
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting import queries as quotes
from tests import world
from tests.scenarios.deals import priced
from tests.scenarios.doors import program, says, show_id, someone, words
from tests.scenarios.house import eur, line

D = Decimal
PROMOTIONS, AGREEMENTS, CHANGES = (
    "/pricing/promotions/",
    "/pricing/agreements/",
    "/pricing/changes/",
)
WHY, GUIDE = (
    "/quoting/{quote_id}/why/{line_id}",
    "GET /api/v1/quotes/{quote_id}/lines/{line_id}/guidance",
)


def product(company, sku):
    return wares.by_sku(company.entity_id, {sku})[sku]


@pytest.mark.capability("S1-25", screen=AGREEMENTS, api="POST /api/v1/customer-prices")
def test_attributes_agreement_and_discount_make_the_price_and_each_is_a_step_up_to_the_invoice(
    company,
):
    goods.change_product(
        company.by(), product_id=product(company, "DOC").id, revision=product(company, "DOC").revision,
        changes={"attributes": "pages = 80\ncover = hard"},
    )  # fmt: skip
    priced(
        company,
        "DOC",
        model="formula",
        terms=Terms(formula='pages * 0.25 + if(cover = "hard", 6, 0)'),
    )
    customer = company.customer()
    number = parties.customer(customer).number
    desk = someone(company, Role.ADMIN)
    desk.sends(
        AGREEMENTS, customer=number, sku="ARM-X", unit_price="2,700", reference="Framework 2026",
        starts_on=company.by().today.isoformat(),
    )  # fmt: skip
    says(desk.page(AGREEMENTS), "ARM-X", "€2,700.00", "Framework 2026")
    quote_id = company.quotes(customer, line("ARM-X", 2, percent=10), line("DOC", 3))
    arm, doc = quotes.quote(quote_id).lines
    assert [s.label_code for s in arm.steps][:3] == ["list_price", "contract_price", "discount"]
    assert (arm.net_minor, doc.unit_net, doc.net_minor) == (486_000, 26, 7_800)
    says(
        desk.page(f"/quoting/{quote_id}/why/{arm.id}"), "Agreed with the customer", "Sales discount"
    )
    order_id = company.accepts(quote_id)
    for mine, theirs in zip((arm, doc), orders.order(order_id).lines, strict=True):
        assert theirs.net_minor == mine.net_minor
        assert replay(mine.steps) == D(mine.net_minor).scaleb(-2)
    company.delivers(order_id)
    assert company.invoices(order_id).net_minor == 493_800


def test_the_kept_steps_are_replayed_to_the_invoice_and_to_its_credit_and_say_who_set_what(company):
    """One set of steps from the quote to the credit note; the rule's version names its author and day."""
    setter, api = someone(company, Role.ADMIN), program(company)
    setter.sends(
        PROMOTIONS, code="TEN", name="Ten off", kind="percent", percent="10", skus="DOC",
        stacking="in_order", priority="1", currency="EUR", starts_on=company.by().today.isoformat(),
    )  # fmt: skip
    quote_id = company.quotes(company.customer(), line("CAB-50", 2, percent=10), line("DOC", 3))
    order_id = company.accepts(quote_id)
    company.delivers(order_id)
    invoice = company.invoices(order_id)
    told = invoicing.credit_note(
        company.by(), invoice_id=invoice.id, reason="returned", reason_code="return"
    )
    note = invoices.invoice(told.invoice_id)
    for paper in (invoice, note):
        sources = reasons.sources(paper.lines)
        assert len(sources) == len(paper.lines) == 2
        for one in paper.lines:
            assert replay(reasons.steps(sources[one.id])) == D(abs(one.net_minor)).scaleb(-2)
    assert [li.net_minor for li in note.lines] == [-li.net_minor for li in invoice.lines]
    doc = next(li for li in company.quote(quote_id).lines if li.sku == "DOC")
    billed = next(li for li in invoice.lines if li.sku == "DOC")
    quote, bill = show_id("quo", quote_id), show_id("inv", invoice.id)
    for path in (f"/quotes/{quote}/lines/{doc.id}/why", f"/invoices/{bill}/lines/{billed.id}/why"):
        told = [s for s in api.get(path)["steps"] if s["rule_id"] == "promotion:TEN"]
        assert [(s["rule_version"], bool(s["set_at"])) for s in told] == [(1, True)]
        assert told[0]["set_by"] == "Camille Roux"
    for page in (f"/quoting/{quote_id}/why/{doc.id}", f"/invoicing/{invoice.id}/why/{billed.id}"):
        says(setter.page(page), "TEN, version 1, set by Camille Roux on ")


@pytest.mark.capability("S2-20", screen=PROMOTIONS, api="POST /api/v1/promotions")
def test_discounts_and_promotions_are_all_in_the_selling_price_and_the_last_use_is_the_last(
    company,
):
    desk, api = someone(company, Role.ADMIN), program(company)
    day = company.by().today.isoformat()
    desk.sends(
        PROMOTIONS, code="FOUR", name="Four for three", kind="free_units", buy="3", free="1",
        skus="DOC", stacking="in_order", priority="2", currency="EUR", starts_on=day,
    )  # fmt: skip
    api.post("/promotions", {
        "code": "SPRING", "name": "Spring", "kind": "percent", "terms": {"percent": "10"},
        "coupon": "SPRING", "priority": 1, "currency": "EUR", "usage_limit": 1, "starts_on": day,
    })  # fmt: skip
    says(
        desk.page(PROMOTIONS),
        "1 free for every 3 bought of DOC, the cheapest",
        "10% off everything",
    )
    quote = api.post("/quotes", {"customer_id": show_id("cus", company.customer())})
    quote = api.post(f"/quotes/{quote['id']}/lines", {"lines": [{"sku": "DOC", "quantity": "4"}]})
    assert quote["net"]["amount"] == "66.00"
    quote = api.patch(
        f"/quotes/{quote['id']}", {"revision": quote["revision"], "coupons": ["SPRING"]}
    )
    assert quote["net"]["amount"] == "59.40"
    assert [s["rule_id"] for s in quote["lines"][0]["waterfall"]][-2:] == [
        "promotion:FOUR", "promotion:SPRING",
    ]  # fmt: skip
    api.post(f"/quotes/{quote['id']}/send")
    again = api.post("/quotes", {"customer_id": show_id("cus", company.customer(1))})
    told = api.refused("PATCH", f"/quotes/{again['id']}", {"revision": 1, "coupons": ["SPRING"]})
    assert told["code"] == "unknown_coupon"


@pytest.mark.capability("S1-26", "S2-21", "S2-22", "S2-50", screen=WHY, api=GUIDE)
def test_past_deals_say_which_price_was_won_and_what_earned_most_and_few_say_nothing(company):
    customer, api, desk = company.customer(), program(company), someone(company, Role.ADMIN)
    told = []
    for n in range(9):
        price = 2_700 + 25 * n
        quote_id = company.quotes(
            customer, quoting.LineIn(sku="ARM-X", discount_kind="net", discount_value=D(price))
        )
        if n < 6:
            company.accepts(quote_id)
        else:
            quoting.refuse_quote(company.by(), token=company.links[quote_id], reason="Too dear")
        told.append(price)
    asked = api.post("/quotes", {"customer_id": show_id("cus", customer)})
    asked = api.post(f"/quotes/{asked['id']}/lines", {"lines": [{"sku": "ARM-X"}, {"sku": "DOC"}]})
    arm, doc = (row["id"] for row in asked["lines"])
    found = api.get(f"/quotes/{asked['id']}/lines/{arm}/guidance")
    assert (found["enough"], found["deals"], found["won"]) == (True, 9, 6)
    assert found["chance"] is None  # nobody was ever asked that much
    assert D(found["best"]) in {D(p) for p in told}
    assert not api.get(f"/quotes/{asked['id']}/lines/{doc}/guidance")["enough"]
    ((row, *_), _) = quotes.quotes_page(company.entity_id, state="draft")
    says(
        desk.page(f"/quoting/{row.id}/why/{arm}"),
        "6 of 9 won",
        "Best price so far, by margin × chance",
    )


@pytest.mark.capability(
    "S1-26", screen="/quoting/{quote_id}/edit", api="GET /api/v1/quotes/{quote_id}/win-probability"
)
def test_the_chance_to_win_stands_beside_the_margin_and_few_deals_say_how_few(company):
    customer, api, desk = company.customer(), program(company), someone(company, Role.ADMIN)
    draft = api.post("/quotes", {"customer_id": show_id("cus", customer)})
    asked = {"lines": [{"sku": "ARM-X", "discount_kind": "percent", "discount_value": "10"}]}
    api.post(f"/quotes/{draft['id']}/lines", asked)
    ((row, *_), _) = quotes.quotes_page(company.entity_id, state="draft")
    for n in range(9):
        if n == 7:
            says(desk.page(f"/quoting/{row.id}/edit"), "too few comparable deals: 7 of 8")
            assert not api.get(f"/quotes/{draft['id']}/win-probability")["enough"]
        quote_id = company.quotes(customer, line("ARM-X", 1, percent=8 + n % 3))
        if n < 6:
            company.accepts(quote_id)
        else:
            quoting.refuse_quote(company.by(), token=company.links[quote_id], reason="Too dear")
    company.accepts(company.quotes(customer, line("ARM-X", 1, percent=40)))  # another discount
    company.accepts(company.quotes(customer, line("ARM-X", 9, percent=10)))  # another size
    found = api.get(f"/quotes/{draft['id']}/win-probability")
    assert (found["enough"], found["percent"], D(found["discount"])) == (True, 63, 10)
    counts = [(found[n]["won"], found[n]["deals"]) for n in ("segment", "size", "comparable")]
    assert counts == [(8, 11), (7, 10), (6, 9)]
    said = ("Chance to win", "63% · 6 of 9 won", "from half to twice this value: 7 of 10 won")
    says(desk.page(f"/quoting/{row.id}/edit"), *said)
    says(desk.page(f"/quoting/{row.id}/"), *said)
    alone = api.post("/quotes", {"customer_id": show_id("cus", customer)})
    asked = {"lines": [{"sku": "ARM-X", "discount_kind": "percent", "discount_value": "70"}]}
    api.post(f"/quotes/{alone['id']}/lines", asked)  # like no offer that ended
    ((row, *_), _) = quotes.quotes_page(company.entity_id, state="draft")
    page = desk.page(f"/quoting/{row.id}/edit")
    says(page, "8 of 11 won")
    assert "0 of 0 won" not in page


@pytest.mark.capability(
    "S2-20", screen="/pricing/commissions/", api="GET /api/v1/quotes/{quote_id}/commission"
)
def test_a_seller_sees_the_commission_while_typing_and_from_which_rates(company):
    desk, api = someone(company, Role.ADMIN), program(company)
    seller, other = someone(company, Role.SALES), someone(company, Role.ORDER)
    says(desk.page("/pricing/commissions/"), "No commission yet")
    desk.sends("/pricing/commissions/", percent="2.5", currency="EUR", starts_on="2025-12-01")
    api.post("/commissions", {"percent": "5", "margin_from": "10", "starts_on": "2025-12-01"})
    says(desk.page("/pricing/commissions/"), "2.50%", "10.0%", "every other category")
    asked = api.post("/quotes", {"customer_id": show_id("cus", company.customer())})
    lines = {"lines": [{"sku": "ARM-X"}, {"sku": "DOC", "quantity": "3"}]}
    asked = api.post(f"/quotes/{asked['id']}/lines", lines)
    ((row, *_), _) = quotes.quotes_page(company.entity_id, state="draft")
    found = api.get(f"/quotes/{asked['id']}/commission")
    earned = [
        (D(r["percent"]), r["net"]["amount"], r["amount"]["amount"], r["margin_from"])
        for r in found["rows"]
    ]
    assert earned == [(D(5), "3016.00", "150.80", "10")]
    assert found["total"]["amount"] == "150.80"
    says(desk.page(f"/quoting/{row.id}/edit"), "Commission", "other categories, margin from 10%")
    assert "other categories" not in other.page(f"/quoting/{row.id}/")
    assert "other categories" not in seller.page(f"/quoting/{row.id}/edit")  # somebody else's quote
    seller.sends("/quoting/new", customer_id=str(company.customer()))
    ((mine, *_), _) = quotes.quotes_page(company.entity_id, state="draft")
    told = seller.types(f"/quoting/{mine.id}/grid", {"sku": "ARM-X", "quantity": "1"})
    assert "€147.50" in told["panel"] and "margin from" not in told["panel"]
    (rate, _general) = api.get("/commissions")["items"]
    api.post(f"/commissions/{rate['id']}/end", {"ends_on": company.by().today.isoformat()})
    (one,) = api.get(f"/quotes/{asked['id']}/commission")["rows"]
    assert (one["amount"]["amount"], D(one["percent"])) == ("75.40", D("2.5"))


def _its_history_says_who_and_through_what(company, desk, api, quote_id, change_id):
    """From "Why this price?" to every version of it, and of what is agreed with the customer."""
    quote, arm = quotes.quote(quote_id), product(company, "ARM-X")
    (sold,) = quote.lines
    at = f"/price-history/{sold.steps[0].rule_id.partition(':')[2]}"
    says(desk.raw(f"/quoting/{quote.id}/why/{sold.id}"), f'href="{at}"')
    page = desk.page(f"/price-history/{quote.book_id}/{arm.id}")
    says(
        page, "Spring", "rolled back", "By hand", "€3,245.00", "Superseded", "List price over time"
    )
    says(desk.raw(f"/pricing/{quote.book_id}/{arm.id}/"), f"/price-history/{quote.book_id}/")
    whole = api.get(f"{at.replace('/price-history', '/prices')}/history")["items"]
    assert [(D(v["unit_price"]), v["through"], v["newest"], v["quotes"]) for v in whole] == [
        (2950, "roll_back", True, 0), (3245, "change", False, 1), (2950, "hand", True, 1),
    ]  # fmt: skip
    assert [v["change_id"] for v in whole] == [change_id, change_id, None]
    body = {"customer_id": show_id("cus", company.customer()), "percent_off": "5"}
    made = api.post("/customer-prices", body)["id"]
    api.post("/customer-prices", {**body, "percent_off": "6"})
    told = api.get(f"/customer-prices/{made}/history?limit=1")
    (one,) = told["items"]
    assert (one["percent_off"], one["version"], one["newest"], told["next"] is None) == (
        "6", 2, True, False,
    )  # fmt: skip
    (link,) = set(
        re.findall(r"/price-history/agreements/[-0-9a-f]+", desk.raw("/pricing/agreements/"))
    )
    says(desk.page(link), "everything", "6% off the list price", "5% off the list price")
    nothing = world.make_product(company.entity_id, sku="NEVER")
    says(desk.page(f"/price-history/{quote.book_id}/{nothing}"), "No price was ever set here.")


@pytest.mark.capability(
    "S1-61", screen="/pricing/changes/from-book/", api="POST /api/v1/price-changes/from-book"
)
def test_a_book_in_dollars_is_made_from_the_one_in_euros_and_every_line_says_from_which_rate(
    company,
):
    """Derived at the rate of a day, looked at, published, sold by, explained, and rolled back."""
    desk, api, day = someone(company, Role.ADMIN), program(company), company.by().today.isoformat()
    (book,) = api.get("/price-books")["items"]
    shown = company.quotes(company.customer(), line("ARM-X", 1))
    asked = {
        "source": str(quotes.quote(shown).book_id), "target": "", "code": "US", "book_name": "Prices US",
        "currency": "USD", "rate_on": day, "percent": "5", "rounding": "90", "skus": "ARM-X, DOC",
        "starts_on": day,
    }  # fmt: skip
    answer = desk.sends(f"{CHANGES}from-book/", **asked)
    assert answer.status_code == 422
    says(words(answer.content.decode()), "No exchange rate of these two currencies is known")
    currencies.set_exchange_rate(
        company.by(), day=company.by().today, from_currency="EUR", to_currency="USD",
        rate=D("1.0856"), source="ECB",
    )  # fmt: skip
    says(
        desk.sends(f"{CHANGES}from-book/rate", **asked).content.decode(), "1 EUR = 1.0856 USD, ECB"
    )
    made = "from price book FR-2026 at 1 EUR = 1.0856 USD (ECB, 1 January 2026), +5%, rounded to 1, less 0.1"
    made = made.replace("FR-2026", book["code"])
    says(
        words(desk.sends(f"{CHANGES}from-book/", **asked).content.decode()),
        made, "€2,950.00", "USD 3,362.90", "The new book prices nothing before you publish.",
    )  # fmt: skip
    buyer = {"name": "Lakeside Inc.", "country": "US", "currency": "USD"}
    quote = {"customer_id": api.post("/customers", buyer)["id"], "currency": "USD"}
    assert api.refused("POST", "/quotes", quote)["code"] == "no_price_book"
    (change,) = api.get("/price-changes?state=planned")["items"]
    assert (change["count"], change["derived_from"]["rate"]) == (2, "1.0856")
    api.post(f"/price-changes/{change['id']}/publish")
    sold = api.post("/quotes", quote)
    sold = api.post(f"/quotes/{sold['id']}/lines", {"lines": [{"sku": "ARM-X"}]})
    assert sold["net"] == {"amount": "3362.90", "currency": "USD"}
    (step, *_) = api.get(f"/quotes/{sold['id']}/lines/{sold['lines'][0]['id']}/why")["steps"]
    assert (step["set_on"], step["derived_from"]["source"], step["derived_from"]["percent"]) == (
        day, "ECB", "5",
    )  # fmt: skip
    ((row, *_), _) = quotes.quotes_page(company.entity_id, currency="USD")
    why = desk.page(f"/quoting/{row.id}/why/{sold['lines'][0]['id']}")
    says(why, made, "on 1 January 2026")  # the company's day, not the machine's
    says(desk.page(f"/price-history/{row.book_id}/{product(company, 'ARM-X').id}"), made)
    again = {
        "source_id": book["id"],
        "book_id": change["book_id"],
        "skus": ["ARM-X"],
        "starts_on": day,
    }
    told = api.post("/price-changes/from-book", {**again, "percent": "6"})
    assert [(r["source"], r["before"], r["after"]) for r in told["rows"]] == [
        ("2950", "3362.9", "3394.67")
    ]
    api.post(f"/price-changes/{change['id']}/roll-back")
    assert api.refused("POST", "/quotes", quote)["code"] == "no_price_book"


@pytest.mark.capability("S1-61", screen=CHANGES, api="POST /api/v1/price-changes")
def test_a_price_strategy_is_simulated_on_open_deals_and_deployed_on_a_day(company):
    quote_id = company.quotes(company.customer(), line("ARM-X", 2))
    buyer = show_id("cus", company.customer())
    company.accepts(company.quotes(company.customer(1), line("CARE", 10)))
    desk, api = someone(company, Role.ADMIN), program(company)
    book = quotes.quote(quote_id).book_id
    answer = desk.sends(
        CHANGES, name="Spring", book=str(book), how="percent", value="10", step="1", ending="",
        skus="ARM-X, CARE", starts_on="2026-06-01",
    )  # fmt: skip
    says(answer.content.decode(), "Spring", "€2,950.00", "€3,245.00")
    (change,) = api.get("/price-changes?q=spr&state=planned&expand=price_book")["items"]
    assert change["expanded"]["price_book"]["id"] == change["book_id"]
    for asked in ("state=published", "q=winter", "since=2026-06-02", "until=2026-05-31"):
        assert api.get(f"/price-changes?{asked}&book_id={change['book_id']}")["items"] == []
    drafted = api.post("/quotes", {"customer_id": buyer, "currency": "EUR"})["id"]
    api.post(f"/quotes/{drafted}/lines", {"lines": [{"sku": "ARM-X", "quantity": "2"}]})
    meant = api.get(f"/price-changes/{change['id']}/impact")
    assert (meant["drafts"], meant["next"], meant["sent_quotes"]) == (1, None, 1)
    assert meant["sent"][0]["quote_id"] == show_id("quo", quote_id)
    assert (meant["quotes_before"]["amount"], meant["quotes_after"]["amount"]) == (
        "5900.00",
        "6490.00",
    )
    assert meant["services"] == 1
    (contract,) = meant["contracts"]
    assert (contract["services"], contract["yearly"]["amount"]) == (1, "12600.00")
    assert (contract["renewal"], contract["renewal_priced_again"]) == (
        meant["renewals"], meant["renewals_priced_again"],
    )  # fmt: skip
    says(
        desk.page(f"/price-changes/{read_id('chg', change['id'])}/impact"),
        "1 draft sells these products; changed if priced again for 1 June 2026: 1.",
        "Together €5,900.00 now, €6,490.00 then (€590.00), without VAT.",
        contract["number"], contract["customer"], "Running contracts", "Price kept until",
    )  # fmt: skip
    assert D(meant["renewals_priced_again"]["amount"]) > D(meant["renewals"]["amount"]) > 0
    api.post(f"/price-changes/{change['id']}/publish")
    today = api.get(f"/price-books/{show_id('pbk', book)}/prices?on={date(2026, 5, 31)}&limit=200")
    later = api.get(f"/price-books/{show_id('pbk', book)}/prices?on={date(2026, 6, 1)}&limit=200")
    arm = show_id("prd", product(company, "ARM-X").id)
    assert [D(p["unit_price"]) for p in today["items"] if p["product_id"] == arm] == [2950]
    assert [D(p["unit_price"]) for p in later["items"] if p["product_id"] == arm] == [3245]
    assert quotes.quote(quote_id).net_minor == eur("5900.00").minor
    company.today("2026-06-01")
    assert api.get(f"/quotes/{drafted}")["net"] == meant["quotes_before"]
    assert api.post(f"/quotes/{drafted}/price-again")["net"] == meant["quotes_after"]
    assert quotes.quote(quote_id).net_minor == eur("5900.00").minor
    api.post(f"/price-changes/{change['id']}/roll-back")
    later = api.get(f"/price-books/{show_id('pbk', book)}/prices?on={date(2026, 6, 1)}&limit=200")
    assert [D(p["unit_price"]) for p in later["items"] if p["product_id"] == arm] == [2950]
    _its_history_says_who_and_through_what(company, desk, api, quote_id, change["id"])
