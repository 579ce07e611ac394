"""A company beside a CRM, a shop and an ERP: over real HTTP, against systems in the box that also fail."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from procrastinate.contrib.django import app

from comptoir.adapters.fakes.erpnext import ERPNextFake
from comptoir.adapters.fakes.fake import Fake
from comptoir.adapters.fakes.faults import Fault
from comptoir.adapters.fakes.hubspot import HubSpotFake
from comptoir.adapters.fakes.serving import Served
from comptoir.adapters.fakes.woocommerce import WooCommerceFake
from comptoir.demo import playing
from comptoir.integrating import actions, jobs, queries
from comptoir.integrating.core.objects import Kind
from comptoir.integrating.models import Connection, Incoming, Link, Outgoing
from comptoir.platform import clock
from comptoir.platform.models import EventRow
from comptoir.records.catalog import actions as catalog
from comptoir.records.parties import queries as parties
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.ordering import queries as orders
from comptoir.stages.prospecting import queries as prospecting
from comptoir.stages.quoting import queries as quoting
from tests.scenarios.deals import priced
from tests.scenarios.house import Company, line

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SECRET = "a-secret-of-the-box"


@pytest.fixture
def company(transactional_db: None) -> Company:
    entity_id, _book = playing.found("BESIDE", "Lumen", date(2026, 1, 1))
    return Company(entity_id)


def _one_round() -> None:
    """A worker of its own: the server beside it keeps its connections, for what is told while it works."""
    worker = app.with_connector(app.connector.get_worker_connector())
    try:
        worker.run_worker(wait=False, install_signal_handlers=False, delete_jobs="successful")
    finally:
        connections.close_all()


@dataclass
class Beside:
    """Another system in the box, and the connection to it."""

    company: Company
    fake: Any
    connection_id: UUID

    def works(self) -> None:
        """The webhooks arrive, and the worker does what is queued."""
        self.fake.teller.drain()
        with ThreadPoolExecutor(1) as apart:  # a driven browser leaves its loop in this thread
            apart.submit(_one_round).result()

    def pulls(self) -> None:
        jobs.queue("pull", self.connection_id)
        self.works()

    def again(self) -> None:
        """The time of the next attempts has come."""
        past = clock.instant() - timedelta(seconds=1)
        for model in (Outgoing, Incoming):
            model.objects.filter(state="waiting").update(next_at=past)
        jobs.queue("tell", self.connection_id)
        self.works()

    def rows(self, of: str) -> list[dict[str, Any]]:
        return list(self.fake.store.all(of))

    def failed(self) -> list[Any]:
        found, _ = queries.exchanges(self.connection_id, state="failed", limit=200)
        return [(x.kind, x.about, x.state, x.answer) for x in found]

    def ours(self, kind: Kind) -> UUID:
        return Link.objects.get(connection=self.connection_id, kind=kind).our_id


@contextmanager
def beside(company: Company, live_server: Any, fake: Fake, code: str) -> Iterator[Beside]:
    with Served(fake) as served:
        made = actions.connect_system(
            company.by(), system=code, name=fake.title[:60], url=served.url, token=fake.token,
            secret=SECRET,
        )  # fmt: skip
        fake.teller.address = f"{live_server.url}/hooks/{made.connection_id}"
        yield Beside(company, fake, made.connection_id)


def deal_in(crm: Beside, *, address: bool = True) -> dict[str, Any]:
    """A deal of two control cabinets with a company, as somebody enters it in HubSpot."""
    where = {
        "address": "4 quai des Bateliers",
        "zip": "74000",
        "city": "Annecy",
        "country": "France",
    }
    known = {"name": "Brasserie du Lac", "comptoir_registration": "552100554"}
    buyer = crm.fake.make("companies", {**known, **(where if address else {})})
    item = crm.fake.make(
        "line_items",
        {"hs_sku": "ARM-X", "name": "Cabinet", "quantity": "2", "price": "2950", "amount": "5900"},
    )
    said = {
        "dealname": "Two cabinets",
        "amount": "5900",
        "deal_currency_code": "EUR",
        "dealstage": "contractsent",
    }
    return crm.fake.make("deals", said, companies=[buyer["id"]], line_items=[item["id"]])  # type: ignore[no-any-return]


def shown(deal: dict[str, Any], *names: str) -> list[str]:
    return [deal["properties"].get(f"comptoir_{n}", "") for n in names]


@pytest.mark.capability(
    "S2-57",
    screen="/connections/{connection_id}/",
    api="GET /api/v1/connections/{connection_id}/exchanges",
)
@pytest.mark.capability(
    "S2-25",
    screen="/connections/{connection_id}/",
    api="GET /api/v1/connections/{connection_id}/exchanges",
)
def test_a_deal_of_the_crm_becomes_money_and_the_crm_sees_every_step(
    company, live_server, record_property
):
    fake = HubSpotFake(secret=SECRET, seeded=False)
    with beside(company, live_server, fake, "hubspot") as crm:
        crm.pulls()  # the first look also makes the properties there
        deal = deal_in(crm)
        crm.works()
        wish = prospecting.opportunity(crm.ours(Kind.DEAL))
        assert (wish.title, wish.amount_minor, wish.stage) == ("Two cabinets", 590_000, "negotiate")
        assert quoting.quotes_of_opportunities([wish.id]) == {}  # 90 % is not yes

        fake.change("deals", deal, {"dealstage": "closedwon"})
        crm.works()
        crm.works()
        (quote,) = quoting.quotes_of_opportunities([wish.id])[wish.id]
        order = orders.order_of_quote(quote.id)
        assert (quote.state, order.net_minor, order.state) == ("accepted", 590_000, "open")
        assert shown(deal, "quote_number", "quote_state", "order_number", "order_state") == [
            quote.ident, "accepted", order.number, "placed",
        ]  # fmt: skip
        fake.change("deals", deal, {"dealstage": "closedwon"})  # said twice
        crm.works()
        assert EventRow.objects.filter(name="OrderPlaced").count() == 1

        company.delivers(order.id)
        invoice = company.invoices(order.id)
        crm.works()
        steps = ("order_state", "invoice_number", "invoice_state", "invoice_open_amount")
        assert shown(deal, *steps) == ["delivered", invoice.number, "issued", "7080.00"]
        told = Outgoing.objects.filter(kind="invoice").latest("pk")
        seconds = (told.done_at - told.happened_at).total_seconds()
        record_property("seconds from the deed to the CRM", seconds)
        assert seconds < 30

        company.is_paid(invoice.id)
        crm.works()
        assert shown(deal, *steps[2:]) == ["paid", "0.00"]
        assert shown(deal, "invoice_paid_on") == [company.by().today.isoformat()]
        assert crm.failed() == []
        assert [len(crm.rows(of)) for of in ("companies", "quotes", "orders", "invoices")] == [
            1,
            1,
            1,
            1,
        ]
        company.holds()


@pytest.mark.capability(
    "S2-57",
    screen="/connections/{connection_id}/",
    api="GET /api/v1/connections/{connection_id}/exchanges",
)
def test_won_without_an_address_waits_says_so_there_and_goes_on_when_it_is_complete(
    company, live_server
):
    fake = HubSpotFake(secret=SECRET, seeded=False)
    with beside(company, live_server, fake, "hubspot") as crm:
        crm.pulls()
        deal = deal_in(crm, address=False)
        fake.change("deals", deal, {"dealstage": "closedwon"})
        crm.works()
        crm.again()
        blocked = Incoming.objects.filter(kind="deal").exclude(state="same").latest("pk")
        assert (blocked.state, blocked.missing) == ("blocked", ["customer.billing_address"])
        assert shown(deal, "status") == ["Blocked: the billing address missing"]
        assert not EventRow.objects.filter(name__in=["QuoteDrafted", "OrderPlaced"]).exists()
        (buyer,) = crm.rows("companies")
        where = {
            "address": "4 quai des Bateliers",
            "zip": "74000",
            "city": "Annecy",
            "country": "France",
        }
        fake.change("companies", buyer, where)
        crm.works()
        crm.again()
        assert EventRow.objects.filter(name="OrderPlaced").count() == 1
        assert (shown(deal, "status"), crm.failed()) == ([""], [])


@pytest.mark.capability(
    "S2-57",
    screen="/connections/{connection_id}/",
    api="GET /api/v1/connections/{connection_id}/exchanges",
)
@pytest.mark.capability(
    "S2-25",
    screen="/connections/{connection_id}/",
    api="GET /api/v1/connections/{connection_id}/exchanges",
)
def test_an_order_of_the_shop_is_delivered_and_the_shop_sees_it(company, live_server):
    catalog.create_product(
        company.by(),
        sku="SHIPPING",
        name_en="Shipping",
        name_fr="Port",
        currency="EUR",
        nature="service",
    )
    priced(company, "SHIPPING", unit_price=Decimal("9.90"))
    fake = WooCommerceFake(secret=SECRET, seeded=False)
    with beside(company, live_server, fake, "woocommerce") as shop:
        shop.pulls()
        fake.seed()
        placed = fake.place(None, {"ARM-X": 1})  # by a guest
        fake.click("Orders:pay", str(placed["id"]))
        shop.works()
        assert shop.failed() == []
        order = orders.order(shop.ours(Kind.ORDER))
        assert (order.net_minor, order.gross_minor) == (
            295_990,
            355_188,
        )  # with shipping, as in the shop
        buyer = parties.customer(order.customer_id)
        assert (buyer.kind, buyer.name, buyer.billing.town) == ("person", "Ada Roux", "Lyon")
        company.delivers(order.id)
        invoice = company.invoices(order.id)
        shop.works()
        there = fake.store.get("orders", str(placed["id"]))
        said = {m["key"]: m["value"] for m in there["meta_data"]}
        assert there["status"] == "completed"
        assert invoice.number in str(said) and order.number in str(said)
        assert EventRow.objects.filter(name="OrderPlaced").count() == 1
        assert shop.failed() == []
        company.holds()


@pytest.mark.capability(
    "S2-57",
    screen="/connections/{connection_id}/",
    api="GET /api/v1/connections/{connection_id}/exchanges",
)
def test_the_erp_gets_everything_once_although_it_loses_answers_throttles_and_repeats(
    company, live_server
):
    fake = ERPNextFake(secret=SECRET, seeded=False)
    with beside(company, live_server, fake, "erpnext") as erp:
        erp.pulls()
        row = Connection.objects.get(pk=erp.connection_id)
        assert row.who
        for kind, on in (
            ("500_after_commit", "POST"), ("429", ""), ("drop_after_commit", "POST"),
            ("500_after_commit", "POST"), ("drop_after_commit", "PUT"), ("duplicate_webhook", ""),
        ):  # fmt: skip
            fake.faults.add(Fault(kind, on=on, seconds=1))
        order_id = company.accepts(
            company.quotes(company.customer(), line("ARM-X", 1), line("DOC", 2))
        )
        company.delivers(order_id)
        invoice = company.invoices(order_id)
        company.is_paid(invoice.id)
        for _ in range(12):
            erp.again()
        assert erp.failed() == []
        assert not Outgoing.objects.filter(state__in=["waiting", "sending"]).exists()
        there = {
            of: len(erp.rows(of))
            for of in ("Customer", "Item", "Sales Order", "Sales Invoice", "Payment Entry")
        }
        assert there == {
            "Customer": 1,
            "Item": 2,
            "Sales Order": 1,
            "Sales Invoice": 1,
            "Payment Entry": 1,
        }
        assert (
            not EventRow.objects.filter(name="PaymentReceived").count() > 1
        )  # ours came back as nothing new
        assert invoices.invoice(invoice.id).number
        company.holds()
