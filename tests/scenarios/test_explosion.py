"""What is simple for the customer and complex for the company, as one tree that can be traced to the cent."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal as D
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptoir.kernel.ids import show_id
from comptoir.pages.desk.core.explosion import Node, unequal, walk
from comptoir.pages.desk.exploding import tree
from comptoir.platform.roles import Role
from comptoir.records.ledger import queries as ledger
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.contracting import versions
from comptoir.stages.fulfilling import actions as fulfilling
from comptoir.stages.invoicing import actions as invoicing
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.ordering import queries as orders
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting.actions import ChangeIn
from tests.scenarios.doors import program, says, someone
from tests.scenarios.house import Company, eur, line
from tests.scenarios.test_bundles_and_ramps import bundle
from tests.scenarios.test_configured_deal import put_together, sells_bikes

PAGE = "/orders/{order_id}/explosion"
CALL = "GET /api/v1/orders/{order_id}/explosion"


def named(node: Node, *labels: str) -> Node:
    """The node at a path of labels or kinds below another."""
    for label in labels:
        node = next(n for n in node.below if label in (n.label, n.kind))
    return node


def exploded(company: Company, order_id: UUID, line: str = "", *, margin: bool = True) -> Node:
    return tree.order(order_id, company.entity_id, "en", margin=margin, line=line).root


def sold(company: Company) -> UUID:
    """Two bikes with motors at 5 % off, three manuals and ten seats for a year, with a deposit of 30 %."""
    bike = put_together(company, sells_bikes(company), motor=True)
    bikes = replace(bike, quantity=D(2), discount_kind="percent", discount_value=D(5))
    wanted = (bikes, line("DOC", 3), line("SUP-PRO", 10))
    quote = company.quotes(company.customer(), *wanted, deposit_percent=D(30))
    order = company.accepts(quote)
    company.is_paid(invoices.invoices_of_order(order)[0].id)
    return order


def half_way(company: Company, order: UUID) -> None:
    """One bike and the manuals left and were invoiced, part is paid, a manual came back and was credited."""
    company.delivers(order, BIKE=1, DOC=3)
    invoice = company.invoices(order)
    company.is_paid(invoice.id, eur("333.33"))
    manual = {x.description: x for x in orders.order(order).lines}["Manuel imprimé"]
    fulfilling.take_back(
        company.by(), order_id=order, lines=[(manual.id, D(1))], reason="Wrong language"
    )
    billed = next(x for x in invoice.lines if x.order_line_id == manual.id)
    invoicing.credit_note(
        company.by(), invoice_id=invoice.id, lines=[invoicing.CreditIn(billed.id, D(1))],
        reason="Wrong language", reason_code="return",
    )  # fmt: skip
    company.today("2026-02-03")


@pytest.mark.capability("S0-40", screen=PAGE, api=CALL)
def test_one_line_opens_into_all_that_it_becomes_and_every_figure_adds_up(company: Company) -> None:
    order_id = sold(company)
    half_way(company, order_id)
    order = orders.order(order_id)
    root = exploded(company, order_id)
    assert unequal(root) == []
    assert root.minor == order.net_minor
    bike, manual, seats, whole = root.below

    assert (bike.quantity, bike.minor) == (D(2), eur("2355.81").minor)
    steps = {n.label: n.minor for n in named(bike, "price").below}
    assert steps == {
        "List price": 100_000, "Wheels: 28 inches": 6_000, "Extras: Motor": 140_000, "Extras: Bell": 1_980,
        "Sales discount": -12_399,
    }  # fmt: skip
    parts = {n.number: (n.quantity, n.unit, n.note) for n in named(bike, "made").below}
    assert parts["SPOKE"] == (D(72), "C62", "Bike · = 2 × 18")
    assert parts["CABLE"] == (D("2.4"), "MTR", "Bike (Motor)")
    assert named(bike, "work").quantity == D(100)  # 10 once, 45 each
    reason = named(bike, "vat", "reason")
    assert "art. 256" in reason.label and "domestic" in reason.note

    left = {n.kind: (n.quantity, n.number) for n in named(bike, "deliveries").below}
    assert left == {"delivery": (D(1), "BL-2026-0001"), "to_deliver": (D(1), "")}
    spokes = named(bike, "parts", "part")
    assert [(n.label, n.quantity) for n in spokes.below] == [
        ("Delivery", D(1)), ("Still to deliver", D(1)),
    ]  # fmt: skip
    back = [(n.kind, n.quantity, n.note) for n in named(manual, "deliveries").below]
    assert back == [
        ("delivery", D(3), ""), ("return", D(-1), "Wrong language"), ("replaced", D(1), ""),
    ]  # fmt: skip
    assert [n.number for n in named(manual, "invoices").below if n.number] == [
        "F-2026-0003", "A-2026-0001",
    ]  # fmt: skip
    assert named(seats, "revenue").note.endswith("deferred: invoiced less recognized")
    assert [n.kind for n in whole.below] == ["invoices", "payments", "ledger"]
    company.holds()


def test_the_lines_of_an_order_add_up_to_its_documents_and_to_the_books(company: Company) -> None:
    order_id = sold(company)
    half_way(company, order_id)
    order = orders.order(order_id)
    root = exploded(company, order_id)
    tops = [n for n in root.below if n.kind == "line"]
    for top in tops:
        assert named(top, "price").minor == named(top, "invoices").minor == top.minor
    assert sum(named(n, "vat").minor for n in tops) == order.vat_minor
    documents = invoices.invoices_of_order(order_id)
    asked = sum(named(n, "payments").minor for n in root.below)
    assert asked == sum(d.gross_minor for d in documents if d.state == "issued")
    left = sum(n.minor for _level, n in walk(root) if n.kind == "open")
    assert left == sum(item.open_minor for item in company.open_items())
    books: Counter[str] = Counter()
    for _level, node in walk(root):
        if node.kind == "account":
            books[node.number] += node.minor
    posted = {row.account.code: row.balance for row in ledger.trial_balance(company.entity_id)}
    assert {k: v for k, v in books.items() if v} == {k: v for k, v in posted.items() if v}
    earned = sum(n.minor for _level, n in walk(root) if n.kind == "recognition")
    assert earned == company.revenue().recognized_minor


def test_the_page_and_the_call_tell_the_same_and_hide_costs_from_sales(company: Company) -> None:
    order_id = sold(company)
    half_way(company, order_id)
    bike = orders.order(order_id).lines[0]
    page = someone(company).page(f"/orders/{order_id}/explosion", line=str(bike.id))
    says(
        page,
        "Bill of materials",
        "SPOKE",
        "BL-2026-0001",
        "F-2026-0003",
        "Still to deliver",
        "€2,355.81",
    )
    path = f"/orders/{show_id('ord', order_id)}/explosion"
    told = program(company).get(f"{path}?line={bike.id}")
    assert told["unequal"] == []
    assert told["tree"]["amount"] == {"amount": "2355.81", "currency": "EUR"}
    frame = next(n for n in told["tree"]["below"] if n["kind"] == "made")
    assert frame["amount"] is None or frame["amount"]["currency"] == "EUR"
    hidden = program(company, Role.SALES).get(path)["tree"]
    costs = [n for n in _flat(hidden) if n["kind"] in ("made", "part") and n["amount"]]
    assert costs == []
    refused = program(company).refused("GET", f"{path}?line=99999")
    assert refused["code"] == "unknown_line"
    for kind in ("xlsx", "json"):
        answer = someone(company).client.get(f"/orders/{order_id}/explosion", {"as": kind})
        assert answer.status_code == 200 and len(answer.content) > 1_000


def test_a_quote_opens_too_and_its_options_stand_in_no_total(company: Company) -> None:
    bike = put_together(company, sells_bikes(company), motor=True)
    wanted = (bike, line("DOC", 3, optional=True))
    quote = company.quotes(company.customer(), *wanted)
    found = tree.quote(quote, company.entity_id, "fr", margin=True)
    assert unequal(found.root) == []
    assert [n.minor for n in found.root.below] == [company.quote(quote).net_minor, None]
    assert [n.kind for n in found.root.below[0].below] == ["price", "made", "work", "weight", "vat"]
    page = someone(company).page(f"/quotes/{quote}/explosion")
    says(page, "SPOKE", "Bike (Motor)")
    told = program(company).get(f"/quotes/{show_id('quo', quote)}/explosion")
    assert told["unequal"] == [] and told["kind"] == "quote"


def test_an_amendment_and_a_bundle_add_up_and_open_by_any_of_their_lines(company: Company) -> None:
    bundle(company, "KIT", "2800", ARM_X="1", DOC="2", SUP_PRO="5")
    quote = company.quotes(company.customer(), line("KIT", 2, percent=10), line("DOC", 1))
    head, _arm, part, _care, alone = company.quote(quote).lines
    for asked in (head.id, part.id):
        one = tree.quote(quote, company.entity_id, "en", margin=True, line=str(asked))
        assert one.root.kind == "bundle" and unequal(one.root) == []
        others = [top.node for top in one.tops if top is not one.top]
        assert [(n.minor, n.below) for n in others] == [(alone.net_minor, ())]  # told in short
    order = company.accepts(quote)
    kit = exploded(company, order, "first")
    assert (kit.label, kit.kind, kit.minor) == (
        "Lot KIT",
        "bundle",
        eur("5040.00").minor + 12 * 32_400,
    )
    assert unequal(exploded(company, order)) == []
    page = someone(company).client.get(f"/orders/{order}/explosion", {"line": "<script>"})
    assert page.status_code == 404 and b"<script>alert" not in page.content

    contract = contracts.contract_of_quote(quote)
    assert contract
    company.today("2026-03-10")
    care = next(x for x in versions.lines(contract) if x.sku == "SUP-PRO")
    change = ChangeIn(kind="quantity", line_id=care.id, on=date(2026, 4, 1), quantity=D(15))
    event = quoting.draft_amendment(company.by(), contract_id=contract.id, changes=[change])
    told = tree.quote(event.quote_id, company.entity_id, "en", margin=True)
    assert unequal(told.root) == []
    assert told.root.minor == company.quote(event.quote_id).net_minor > 0


def test_more_lines_take_no_more_statements(company: Company) -> None:
    few = _statements(company, 2)
    assert _statements(company, 40) <= few <= 24


def _statements(company: Company, lines: int) -> int:
    customer = company.customer(lines % 9)
    order = company.accepts(company.quotes(customer, *[line("DOC", n + 1) for n in range(lines)]))
    company.delivers(order)
    company.is_paid(company.invoices(order).id)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert unequal(exploded(company, order)) == []
    return len(seen)


def _flat(node: dict) -> list[dict]:
    return [node, *(x for one in node["below"] for x in _flat(one))]
