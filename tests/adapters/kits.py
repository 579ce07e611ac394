"""Each system in the box with its adapter in front, as the contract test drives them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.request import urlopen

from comptoir.adapters.erpnext import ERPNext
from comptoir.adapters.fakes.erpnext import ERPNextFake
from comptoir.adapters.fakes.fake import Fake
from comptoir.adapters.fakes.faults import Fault
from comptoir.adapters.fakes.hubspot import HubSpotFake
from comptoir.adapters.fakes.serving import Served
from comptoir.adapters.fakes.woocommerce import WooCommerceFake
from comptoir.adapters.hubspot import HubSpot
from comptoir.adapters.woocommerce import WooCommerce
from comptoir.integrating.core.objects import (
    Address,
    Customer,
    Deal,
    Document,
    Kind,
    Line,
    Payment,
    Product,
    Record,
    Settled,
)
from comptoir.integrating.ports import Access, System
from comptoir.kernel.money import Money

SECRET = "a-secret-of-the-box"


class Sink:
    """Receives what a fake tells: header names in lower case, as the port says, and the raw body."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                sink.got.append(({**headers, "comptoir-url": sink.url}, body))
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hooks/1"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class Kit:
    """A fake that is served, and the adapter that calls it."""

    fake_type: type[Fake]
    system_type: type

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        self.fake: Any = self.fake_type(secret=SECRET, webhooks=sink.url, seeded=False)
        self.served = Served(self.fake)
        self.access = Access(self.served.url, self.fake.token, SECRET, timeout=5)
        self.system: System = self.system_type(self.access)

    def other(self, **changed: Any) -> System:
        """The adapter with another access."""
        return self.system_type(replace(self.access, **changed))

    def fault(self, kind: str, **more: Any) -> None:
        self.fake.faults.add(Fault(kind, **more))

    def ready(self) -> None:
        """What must stand there before records are written."""
        self.system.check()

    name_field = "name"  # where a customer's name stands there
    refused: ClassVar[dict[str, Any]] = {"name": ""}  # what makes a customer be refused

    paged = Kind.CUSTOMER
    listing = "/"  # in the path of what lists customers
    longest = 10_000  # characters of a name it takes
    searched = frozenset(Kind)  # the kinds it finds by our key or by their number

    def expected(self, record: Record) -> Record:
        """What it holds of a record that was written."""
        return record

    def get(self, path: str) -> str:
        """What a browser sees."""
        with urlopen(self.served.url + path, timeout=5) as answer:
            return str(answer.read().decode())

    def there(self, record: Record) -> str | None:
        """The id where a record of this kind can only be changed there, never made."""
        return None

    def number(self, record: Record) -> str:
        """What people know it by."""
        if isinstance(record, Customer):
            return record.email
        return record.sku if isinstance(record, Product) else record.number

    def customer(self, text: str = "Brasserie du Lac", n: int = 1) -> Customer:
        return Customer(
            name=text,
            number=f"C-2026-{n:04}",
            registration="552100554",
            vat_number="FR83552100554",
            email=f"compta{n}@lac.example",
            phone="+33 4 50 00 00 00",
            language="fr",
            currency="EUR",
            billing=Address("4 quai des Bateliers", "74000", "Annecy", "FR"),
            shipping=Address("Zone des Glaisins 8", "74940", "Annecy", "FR"),
        )

    def product(self, text: str = "Shielded cable", n: int = 1) -> Product:
        return Product(f"CAB-{n}", text, price=Decimal("322.10"), currency="EUR")

    def document(self, kind: Kind, n: int = 1, **changed: Any) -> Document:
        said: dict[str, Any] = {
            "kind": kind, "number": f"{kind[:1].upper()}-2026-{n:04}", "state": "sent",
            "customer": "", "on": date(2026, 3, 2), "total": Money(12060, "EUR"),
            "net": Money(10050, "EUR"), "due_on": date(2026, 4, 1), "open": Money(12060, "EUR"),
            "lines": (Line("CAB-1", Decimal(3), "Cable", Decimal("33.50"), amount=Money(10050, "EUR")),),
        }  # fmt: skip
        return Document(**{**said, **changed})

    def sample(self, kind: Kind, n: int = 1) -> Record:
        """A record of this kind that can be written, and that comes back equal."""
        raise NotImplementedError

    def changed(self, record: Record) -> Record:
        """The same record, a little later."""
        if isinstance(record, Customer | Product):
            return replace(record, name=record.name + " & fils")
        assert isinstance(record, Document)
        return replace(record, state="paid", open=Money(0, "EUR"), paid_on=date(2026, 3, 30))

    def written(self, kind: Kind) -> int:
        """How many records of this kind stand there."""
        raise NotImplementedError

    def people_make(self, kind: Kind, text: str) -> str:
        """Somebody there makes a record; its id."""
        raise NotImplementedError

    def people_rename(self, ident: str, text: str, kind: Kind = Kind.CUSTOMER) -> None:
        """Somebody there renames a customer, or a record of the kind that is paged."""
        raise NotImplementedError

    def people_delete(self, kind: Kind, ident: str) -> None:
        raise NotImplementedError


class HubSpotKit(Kit):
    fake_type, system_type = HubSpotFake, HubSpot
    objects: ClassVar = {Kind.CUSTOMER: "companies", Kind.PRODUCT: "products", Kind.DEAL: "deals"}

    def sample(self, kind: Kind, n: int = 1) -> Record:
        if kind is Kind.CUSTOMER:
            return self.customer(n=n)
        if kind is Kind.PRODUCT:
            return self.product(n=n)
        company = self.people_make(Kind.CUSTOMER, "Brasserie du Lac")
        deal = self.people_make(Kind.DEAL, "Robot cells")
        link = "https://comptoir.example/i/1"
        return self.document(kind, n, customer=company, about=deal, link=link, lines=())

    def written(self, kind: Kind) -> int:
        of = self.objects.get(kind, f"{kind}s")
        return sum("comptoir_key" in row["properties"] for row in self.fake.store.all(of))

    def people_make(self, kind: Kind, text: str) -> str:
        of = self.objects[kind]
        name = "dealname" if kind is Kind.DEAL else "name"
        return str(self.fake.make(of, {name: text})["id"])

    def people_rename(self, ident: str, text: str, kind: Kind = Kind.CUSTOMER) -> None:
        self.fake.change("companies", self.fake.store.get("companies", ident), {"name": text})

    def people_delete(self, kind: Kind, ident: str) -> None:
        self.fake.store.delete(self.objects[kind], ident)
        self.fake._told(self.objects[kind], ident, "deletion")


class WooCommerceKit(Kit):
    fake_type, system_type = WooCommerceFake, WooCommerce
    objects: ClassVar = {Kind.CUSTOMER: "customers", Kind.PRODUCT: "products", Kind.ORDER: "orders"}
    name_field = "company"
    refused: ClassVar = {"email": ""}
    searched = frozenset({Kind.CUSTOMER, Kind.PRODUCT, Kind.ORDER})
    paged = Kind.PRODUCT  # all customers come in one page

    def sample(self, kind: Kind, n: int = 1) -> Record:
        if kind is Kind.CUSTOMER:
            return self.customer(n=n)
        if kind is Kind.PRODUCT:
            return self.product(n=n)
        row = self.fake.place(None, {"CAB-1": 2})
        if kind is Kind.INVOICE:
            return self.document(kind, n, about=str(row["id"]), lines=())
        order = self.system.fetch(kind, str(row["id"])).record
        return replace(order, state="placed", number="O-2026-0001")

    def there(self, record: Record) -> str | None:
        return record.reference if getattr(record, "kind", None) is Kind.ORDER else None

    def number(self, record: Record) -> str:
        order = getattr(record, "kind", None) is Kind.ORDER
        return record.reference if order else super().number(record)

    def expected(self, record: Record) -> Record:
        """Of an order the shop takes the state, in its own word; the rest stays as it was there."""
        if getattr(record, "kind", None) is not Kind.ORDER:
            return record
        state = {"placed": "processing", "delivered": "completed"}[record.state]
        return replace(record, state=state, number=record.reference, open=None)

    def changed(self, record: Record) -> Record:
        if getattr(record, "kind", None) is Kind.ORDER:
            return replace(record, state="delivered")
        return super().changed(record)

    def written(self, kind: Kind) -> int:
        prefix = "_comptoir_invoice_" if kind is Kind.INVOICE else "_comptoir_key"
        of = self.objects.get(kind, "orders")
        metas = [m["key"] for row in self.fake.store.all(of) for m in row["meta_data"]]
        return sum(key.startswith(prefix) for key in metas)

    def people_make(self, kind: Kind, text: str) -> str:
        if kind is Kind.CUSTOMER:
            email = f"c{len(self.fake.store.of('customers'))}@shop.example"
            said = {"email": email, "billing": {"company": text}}
        else:
            said = {"name": text, "sku": f"SKU-{len(self.fake.store.of('products'))}"}
        return str(self.fake.make(self.objects[kind], said)["id"])

    def people_rename(self, ident: str, text: str, kind: Kind = Kind.CUSTOMER) -> None:
        of = self.objects[kind]
        said = {"name": text} if kind is Kind.PRODUCT else {"billing": {"company": text}}
        self.fake.change(of, self.fake.store.get(of, ident), said)

    def people_delete(self, kind: Kind, ident: str) -> None:
        self.fake.delete(self.objects[kind], ident)


class ERPNextKit(Kit):
    fake_type, system_type = ERPNextFake, ERPNext
    objects: ClassVar = {Kind.CUSTOMER: "Customer", Kind.PRODUCT: "Item"}
    doctypes: ClassVar = {
        Kind.CUSTOMER: "Customer", Kind.PRODUCT: "Item", Kind.ORDER: "Sales Order",
        Kind.INVOICE: "Sales Invoice", Kind.PAYMENT: "Payment Entry",
    }  # fmt: skip
    name_field = "customer_name"
    longest = 140
    listing = "/api/resource/Customer"

    def sample(self, kind: Kind, n: int = 1) -> Record:
        if kind is Kind.CUSTOMER:
            return self.customer(n=n)
        if kind is Kind.PRODUCT:
            return self.product(n=n)
        customer = self.people_make(Kind.CUSTOMER, "Brasserie du Lac")
        if not self.fake.store.get("Item", "CAB-1"):
            item = {"item_code": "CAB-1", "item_group": "Products", "stock_uom": "Nos"}
            self.fake.make("Item", item)
        if kind is Kind.PAYMENT:
            invoice = self.document(Kind.INVOICE, 77, customer=customer)
            if not self.system.find(Kind.INVOICE, "inv_77"):
                self.system.push(invoice, key="inv_77", external_id=None)
            settles = (Settled(invoice.number, Money(12060, "EUR")),)
            paid = Money(12060, "EUR")
            return Payment(
                "P-1", customer, paid, date(2026, 3, 9), reference="VIR 1", settles=settles
            )
        return self.document(kind, n, customer=customer)

    def expected(self, record: Record) -> Record:
        """ERPNext says state, link and what is open itself."""
        if isinstance(record, Payment):
            return record
        if not isinstance(record, Document):
            return record
        state = {Kind.ORDER: "To Deliver and Bill", Kind.INVOICE: "Unpaid"}[record.kind]
        name = next(
            r["name"]
            for r in self.fake.store.all(self.doctypes[record.kind])
            if r.get("custom_comptoir_number") == record.number
        )
        link = (
            f"{self.access.url}/app/{self.doctypes[record.kind].lower().replace(' ', '-')}/{name}"
        )
        owed = record.total if record.kind is Kind.INVOICE else None
        return replace(record, state=state, link=link, open=owed, paid_on=None)

    def changed(self, record: Record) -> Record:
        return (
            replace(record, returned=True)
            if isinstance(record, Payment)
            else super().changed(record)
        )

    def written(self, kind: Kind) -> int:
        rows = self.fake.store.all(self.doctypes[kind])
        return sum(bool(row.get("custom_comptoir_key")) for row in rows)

    def people_make(self, kind: Kind, text: str) -> str:
        if kind is Kind.CUSTOMER:
            said = {"customer_name": text, "customer_type": "Company"}
        else:
            said = {"item_code": text, "item_group": "Products", "stock_uom": "Nos"}
        return str(self.fake.make(self.objects[kind], said)["name"])

    def people_rename(self, ident: str, text: str, kind: Kind = Kind.CUSTOMER) -> None:
        row = self.fake.store.get("Customer", ident)
        self.fake.change("Customer", row, {"customer_name": text})

    def people_delete(self, kind: Kind, ident: str) -> None:
        self.fake.delete(self.objects[kind], ident)


KITS: dict[str, type[Kit]] = {
    "erpnext": ERPNextKit,
    "hubspot": HubSpotKit,
    "woocommerce": WooCommerceKit,
}
PUSHED_AND_MADE = (Kind.CUSTOMER, Kind.PRODUCT, Kind.QUOTE, Kind.ORDER, Kind.INVOICE, Kind.PAYMENT)


@contextmanager
def serving(name: str) -> Iterator[Kit]:
    sink = Sink()
    kit = KITS[name](sink)
    try:
        with kit.served:
            yield kit
    finally:
        sink.close()


__all__ = ["KITS", "PUSHED_AND_MADE", "SECRET", "Deal", "Kit", "serving"]
