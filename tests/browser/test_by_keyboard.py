"""From a customer's name to a sent quote, from a delivery to an issued invoice, and the day's other deeds of
the office and of the buyer, without a mouse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from comptoir.demo import playing, signing
from comptoir.records.approvals.working import working
from comptoir.records.catalog import queries as catalog
from comptoir.records.ledger import queries as ledger
from comptoir.records.parties import actions as houses
from comptoir.records.parties import queries as parties
from comptoir.stages.collecting import queries as collecting
from comptoir.stages.contracting import links, signings
from comptoir.stages.fulfilling import actions as fulfilling
from comptoir.stages.invoicing import actions as invoicing
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.ordering import queries as orders
from comptoir.stages.pricing import actions as pricing
from comptoir.stages.pricing import queries as prices
from comptoir.stages.quoting import queries as quotes
from comptoir.stages.renewing import queries as renewing
from tests.browser.driving import axe, person
from tests.scenarios.house import line
from tests.scenarios.test_renewal_offers import rules
from tests.world import do_as

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
Visit = Callable[..., Any]


@pytest.fixture
def company(transactional_db: None) -> UUID:
    entity_id, _book = playing.found("KEYS", "Lumen", date(2026, 1, 5))
    return entity_id


def tab_to(page: Any, selector: str) -> None:
    """Press Tab until the focus is on what the selector names, as somebody without a mouse does."""
    page.locator(selector).first.wait_for()
    for _ in range(80):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {selector}")


def test_a_quote_is_written_and_sent(visit: Visit, company: UUID) -> None:
    buyer = playing.customer(company, 0)
    page = visit("/quoting/new", user=person())
    page.keyboard.type("Morvan")
    page.keyboard.press("Enter")
    page.wait_for_url("**/quoting/new?q=Morvan*")
    tab_to(page, ".choice")
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit")
    quote_id = UUID(page.url.split("/")[-2])
    tab_to(page, "[data-new=sku]")
    page.keyboard.type("ARM-X")
    page.keyboard.press("Tab")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    page.wait_for_selector("#saved[data-state=saved]")
    page.locator("main").focus()
    tab_to(page, "#send button")
    page.keyboard.press("Enter")
    page.locator(".link-box input[readonly]").wait_for()
    sent = quotes.quote(quote_id)
    assert (sent.state, sent.customer_id) == ("sent", buyer)
    assert [(x.sku, x.quantity) for x in sent.lines] == [("ARM-X", 2)]
    assert page.errors == []


def test_a_delivery_is_invoiced_and_issued(visit: Visit, company: UUID) -> None:
    order_id = playing.signed(company, playing.customer(company, 0), [line("ARM-X", 2)])
    fulfilling.deliver(do_as(company), order_id=order_id)
    page = visit("/invoicing/to-invoice/", user=person())
    page.locator("main").focus()
    tab_to(page, "button[value=draft]")
    page.keyboard.press("Enter")
    page.locator("main a[href*='/invoicing/0']").first.wait_for()
    page.locator("main").focus()
    tab_to(page, "main a[href*='/invoicing/0']")
    page.keyboard.press("Enter")
    page.locator("form[action$='/issue']").wait_for()
    page.locator("main").focus()
    tab_to(page, "form[action$='/issue'] button")
    page.keyboard.press("Enter")
    page.locator(".chip", has_text="Issued").first.wait_for()
    issued = invoices.invoices_of_order(order_id)
    assert [(i.number, i.state) for i in issued] == [("F-2026-0001", "issued")]
    assert page.errors == []


class Hands:
    """Somebody at the keyboard: begins at the top of a page, and only presses keys."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def at(self, path: str) -> None:
        """A page from its top: past the rail by the link that skips it."""
        self.page.goto(path)
        if self.page.evaluate("document.activeElement === document.body"):
            self.press("Tab", "Enter")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def on(self, selector: str) -> Hands:
        """Tab to a field, a box or a button; its ring shows where one is."""
        tab_to(self.page, selector)
        ring = "(e => e.outlineStyle + e.outlineWidth)(getComputedStyle(document.activeElement))"
        assert self.page.evaluate(ring) not in ("none0px", "none3px"), f"no ring on {selector}"
        return self

    def write(self, text: str) -> None:
        """Into the field that has the focus, over what stands there: Tab selects it."""
        self.press("Control+a")
        self.page.keyboard.type(text)

    def enter(self) -> None:
        """Send the form, or follow the link, and wait for the next page."""
        with self.page.expect_navigation():
            self.press("Enter")


def bill(company: UUID, customer_id: UUID) -> UUID:
    """An issued invoice of one order; its id."""
    order_id = playing.signed(company, customer_id, [line("INST", 1)])
    fulfilling.deliver(do_as(company), order_id=order_id)
    return invoicing.invoice_order(do_as(company), order_id=order_id).invoice_id


def test_the_office_and_the_buyer_need_no_mouse(visit: Visit, company: UUID) -> None:
    buyer = playing.customer(company, 0)
    first, second = bill(company, buyer), bill(company, buyer)
    offer = playing.offered(company, buyer, [line("INST", 1)])
    link = playing.sent(company, offer)
    page = visit("/", user=person())
    hands = Hands(page)

    # a payment settles two invoices
    hands.at(f"/collecting/customers/{buyer}")
    for invoice_id in (first, second):
        hands.on(f"[name=whole_{invoice_id.hex}]").press("Space")
    hands.on("#id_reference").write("VIR 42")
    hands.enter()
    assert collecting.open_items(buyer) == []

    # a credit note is drafted on the invoice (C) and issued
    hands.at(f"/invoicing/{first}/")
    with page.expect_navigation():
        hands.press("c")
    hands.on("[name=whole]").press("Space")
    hands.on("[name=reason_code]").press("ArrowDown")
    hands.on("#id_reason").write("Wrong price")
    hands.enter()
    note = invoices.corrections(first)[0]
    assert (note.state, note.number) == ("issued", "A-2026-0001")

    # a customer moves (E)
    hands.at(f"/parties/{buyer}")
    with page.expect_navigation():
        hands.press("e")
    hands.on("#id_billing_street").write("quai des Brumes")
    hands.enter()
    billing = parties.customer(buyer).billing
    assert billing and billing.street == "quai des Brumes"

    # an entry is posted by hand
    hands.at("/ledger/entries/new")
    hands.on("#id_label").write("Bank charges")
    for field, text in {"account_1": "627000", "debit_1": "12,50"}.items():
        hands.on(f"#id_{field}").write(text)
    for field, text in {"account_2": "512000", "credit_2": "12,50"}.items():
        hands.on(f"#id_{field}").write(text)
    hands.enter()
    assert ledger.journal(company)[0][0].head.label == "Bank charges"

    # a price in a price book
    book = prices.books(company)[0]
    hands.at(f"/pricing/{book.id}/?q=INST")
    hands.on("main td a").enter()
    hands.on("#id_unit_price").write("910,00")
    hands.enter()
    product_id = UUID(page.url.split("/")[-2])
    assert prices.price_dates(book.id, product_id)[-1].unit_price == 910

    # a setting: Monday is a working day
    hands.at("/approvals/hours")
    hands.on("[name=days]").press("Space")
    hands.on("#id_closes").enter()
    kept = working(company).hours
    assert kept is not None and 1 in kept.days

    # the buyer signs the public page
    hands.at(f"/q/{link}/")
    hands.on("#id_name").write("Claire Morvan")
    hands.on("#id_role").write("CEO")
    hands.on("#id_consent").press("Space")
    hands.on("#accept-form button").enter()
    assert quotes.quote(offer).state == "accepted"
    assert page.errors == []


def test_a_contract_is_signed_with_a_code(visit: Visit, company: UUID) -> None:
    order_id = playing.signed(company, playing.customer(company, 0), [line("INST", 1)])
    signing_id = signing.asked(company, orders.order(order_id).contract_id)
    signer = signings.signing(signing_id).signers[0]
    page = visit("/", bypass_csp=True)
    hands = Hands(page)
    hands.at(f"/contracting/sign/{links.token(signer.id, 1)}/")
    hands.on("#start button").enter()
    shown = page.locator("#code .msg b").inner_text()
    hands.on("#id_code").write("000000" if shown != "000000" else "111111")
    hands.enter()
    assert page.locator("[role=alert]").is_visible()
    assert axe(page) == []
    hands.on("#id_code").write(shown)
    hands.enter()
    hands.on("#id_typed").write("Claire Morvan")
    hands.on("#id_consent").press("Space")
    hands.on("#mark form button.primary").enter()
    assert axe(page) == []
    hands.on("#review button.primary").enter()
    assert signings.signer(signer.id).state == "signed"
    assert [e for e in page.errors if "422" not in e] == [], "but for the wrong code"


def test_the_offers_of_a_renewal_are_taken_with_one_key_each(visit: Visit, company: UUID) -> None:
    rules(lambda: do_as(company), company)
    book = prices.books(company)[0]
    product = catalog.by_sku(company, {"CARE-PLUS"})["CARE-PLUS"]
    pricing.set_price(
        do_as(company), book_id=book.id, product_id=product.id, unit_price=Decimal("1500"),
        starts_on=date(2026, 1, 5),
    )  # fmt: skip
    playing.signed(company, playing.customer(company, 0), [line("CARE", 10)])
    houses.move_clock(do_as(company), on=date(2026, 10, 1))
    (renewal,) = renewing.renewals_page(company)[0]
    page = visit(f"/quoting/{renewal.quote_id}/edit", user=person())
    page.locator("[data-key='1']").wait_for()
    assert "upgrade" in page.locator("#beside").inner_text()
    for key, sku in (("2", "DOC"), ("1", "CARE-PLUS")):
        page.locator(f"[data-key='{key}']").wait_for()
        page.locator("main").focus()
        page.keyboard.press(key)
        page.get_by_text(f"{sku} is in the quote.").first.wait_for()
    lines = quotes.quote(renewal.quote_id).lines
    assert [(x.sku, x.quantity) for x in lines] == [("CARE-PLUS", 10), ("DOC", 1)]
    assert axe(page) == []
    assert page.errors == []
