"""A WooCommerce in the box: the parts of wc/v3 that the adapter uses, as its documentation says they behave.

Stamps are whole seconds, the site's time zone beside GMT; pages are counted in headers; an e-mail and a SKU
are unique; `meta_data` is kept by key; every change is told, signed, to the webhook address.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from comptoir.adapters.fakes.fake import Asked, Fake, Reply, Route, Wrong
from comptoir.adapters.fakes.page import Table
from comptoir.adapters.fakes.store import Row
from comptoir.adapters.fakes.telling import Message
from comptoir.adapters.woocommerce import signature
from comptoir.kernel.money import extend

_API = "/wp-json/wc/v3"
_OF = "(customers|products|orders)"
_ZONE = ZoneInfo("Europe/Paris")
_STATUSES = {
    "pending", "processing", "on-hold", "completed", "cancelled", "refunded", "failed", "trash",
}  # fmt: skip
_OWN = {"changed", "created", "deleted", "notes"}  # what the store adds to a row
_VAT = Decimal("0.20")


class WooCommerceFake(Fake):
    title = "Shop in the box (WooCommerce)"
    token = "ck_box_71c0:cs_box_94ad"  # noqa: S105 - a fake has no secrets
    clicks: ClassVar[Mapping[str, str]] = {
        "make:order": "Place an order",
        "make:guest": "Place an order as a guest",
        "make:customer": "Register a customer",
        "Orders:pay": "Mark paid",
        "Orders:cancelled": "Cancel",
        "Customers:move": "Change address",
        "Products:raise": "Raise the price",
    }

    def __init__(self, *, secret: str = "", webhooks: str = "", file: Path | None = None,
                 seeded: bool = True) -> None:  # fmt: skip
        self.prices_include_tax = "no"
        super().__init__(secret=secret, webhooks=webhooks, file=file, seeded=seeded)
        self.store.step = timedelta(seconds=1)

    def routes(self) -> tuple[Route, ...]:
        one = f"{_API}/{_OF}/([0-9]+)"
        return (
            ("GET", f"{_API}/data/currencies/current", self._currency),
            ("GET", f"{_API}/settings/tax/woocommerce_prices_include_tax", self._setting),
            ("GET", f"{_API}/{_OF}", self._list),
            ("POST", f"{_API}/{_OF}", self._make),
            ("GET", one, self._read),
            ("PUT", one, self._change),
            ("DELETE", one, self._delete),
            ("GET", f"{_API}/orders/([0-9]+)/notes", self._notes),
            ("POST", f"{_API}/orders/([0-9]+)/notes", self._note),
        )

    def knows(self, asked: Asked) -> bool:
        right = base64.b64encode(self.token.encode()).decode()
        return asked.headers.get("authorization") == f"Basic {right}"

    def wrong(self, status: int, said: str = "", named: str = "") -> Wrong:
        codes = {401: "woocommerce_rest_cannot_view", 404: "woocommerce_rest_invalid_id"}
        data: Row = {"status": status}
        if named:
            data["params"] = {named: said}
        code = codes.get(status, "rest_invalid_param" if named else "woocommerce_rest_error")
        return Wrong(status, {"code": code, "message": said or "Invalid ID.", "data": data})

    # ── answering ──

    def _currency(self, asked: Asked) -> Reply:
        return Reply(data={"code": "EUR", "name": "Euro", "symbol": "&euro;"})

    def _setting(self, asked: Asked) -> Reply:
        name = "woocommerce_prices_include_tax"
        return Reply(data={"id": name, "value": self.prices_include_tax, "default": "no"})

    def _row(self, of: str, ident: str) -> Row:
        row = self.store.get(of, ident)
        if row is None:
            raise self.wrong(404)
        return row

    def _said(self, row: Row) -> Row:
        said = {name: value for name, value in row.items() if name not in _OWN}
        for name, at in (("date_created", row["created"]), ("date_modified", row["changed"])):
            moment = datetime.fromisoformat(at).astimezone(UTC)
            said[name] = moment.astimezone(_ZONE).strftime("%Y-%m-%dT%H:%M:%S")
            said[f"{name}_gmt"] = moment.strftime("%Y-%m-%dT%H:%M:%S")
        return said

    def _read(self, asked: Asked, of: str, ident: str) -> Reply:
        return Reply(data=self._said(self._row(of, ident)))

    def _list(self, asked: Asked, of: str) -> Reply:
        query = asked.query
        size, page = int(query.get("per_page", 10)), int(query.get("page", 1))
        if size > 100:
            raise self.wrong(400, "per_page must be between 1 and 100", "per_page")
        rows = [row for row in self.listed(of) if self._matches(of, row, query)]
        rows.sort(
            key=self._order(of, query.get("orderby", "")), reverse=query.get("order") == "desc"
        )
        pages = -(-len(rows) // size)
        headers = {"X-WP-Total": str(len(rows)), "X-WP-TotalPages": str(pages)}
        return Reply(200, [self._said(r) for r in rows[(page - 1) * size : page * size]], headers)

    def _order(self, of: str, by: str) -> Any:
        if by == "modified" and of != "customers":
            return lambda row: (row["changed"], row["id"])
        if by not in ("", "id"):
            raise self.wrong(400, "Invalid parameter(s): orderby", "orderby")
        return lambda row: row["id"]

    def _matches(self, of: str, row: Row, query: Mapping[str, str]) -> bool:
        after = query.get("modified_after", "")
        if after and of != "customers":  # customers ignore it
            at = datetime.fromisoformat(after).replace(tzinfo=UTC)
            changed = datetime.fromisoformat(row["changed"])
            if changed.replace(microsecond=0) <= at:
                return False
        if "search" in query and query["search"] not in (str(row["id"]), row.get("number")):
            return False
        same = ("email", "sku")
        return all(row.get(name) == query[name] for name in same if name in query)

    # ── writing ──

    def _make(self, asked: Asked, of: str) -> Reply:
        if of == "orders":
            raise self.wrong(400, "This shop in the box takes orders from its page only.")
        return Reply(201, self._said(self.make(of, asked.data)))

    def _change(self, asked: Asked, of: str, ident: str) -> Reply:
        row = self._row(of, ident)
        self.change(of, row, asked.data)
        return Reply(data=self._said(row))

    def _delete(self, asked: Asked, of: str, ident: str) -> Reply:
        row = self._row(of, ident)
        self.delete(of, ident)
        return Reply(data=self._said(row))

    def _notes(self, asked: Asked, ident: str) -> Reply:
        return Reply(data=self._row("orders", ident).get("notes", []))

    def _note(self, asked: Asked, ident: str) -> Reply:
        notes = self._row("orders", ident).setdefault("notes", [])
        notes.append({"id": int(self.store.next_id()), "note": asked.data["note"]})
        self.store.keep()
        return Reply(201, notes[-1])

    def make(self, of: str, said: Mapping[str, Any]) -> Row:
        """A new record, as somebody there makes it."""
        ident = self.store.next_id()
        row: Row = {"id": int(ident), "meta_data": []}
        if of == "products":
            row |= {
                "status": "publish",
                "virtual": False,
                "sku": "",
                "name": "",
                "regular_price": "",
            }
        if of == "orders":
            row |= {"number": ident, "status": "pending", "currency": "EUR", "customer_id": 0}
        self._fill(of, row, said)
        self._told(of, row, "created")
        return row

    def change(self, of: str, row: Row, said: Mapping[str, Any]) -> None:
        self._fill(of, row, said)
        self._told(of, row, "updated")

    def delete(self, of: str, ident: str) -> None:
        self.store.delete(of, ident)
        self._told(of, {"id": int(ident)}, "deleted")

    def _fill(self, of: str, row: Row, said: Mapping[str, Any]) -> None:
        self._check(of, {**row, **said})
        for name, value in said.items():
            if name == "meta_data":
                continue
            row[name] = {**row.get(name, {}), **value} if isinstance(value, dict) else value
        for one in said.get("meta_data", []):
            kept = next((m for m in row["meta_data"] if m["key"] == one["key"]), None)
            if kept is None:
                row["meta_data"].append({"id": int(self.store.next_id()), **one})
            else:
                kept["value"] = one["value"]
        self.store.put(of, str(row["id"]), row)

    def _check(self, of: str, row: Mapping[str, Any]) -> None:
        if of == "orders" and row["status"] not in _STATUSES:
            raise self.wrong(400, "Invalid parameter(s): status", "status")
        unique = {"customers": "email", "products": "sku"}.get(of)
        if unique is None:
            return
        if of == "customers" and "@" not in str(row.get("email", "")):
            raise self.wrong(400, "Invalid parameter(s): email", "email")
        for other in self.store.all(of):
            if row.get(unique) and other["id"] != row["id"] and other[unique] == row[unique]:
                raise self.wrong(400, f"An account or product with this {unique} exists.")

    def _told(self, of: str, row: Row, what: str) -> None:
        said = self._said(row) if "changed" in row else row
        message = self.signed(json.dumps(said, default=str).encode(), f"{of[:-1]}.{what}")
        self.tell(message)

    def signed(self, body: bytes, topic: str) -> Message:
        """A message as WooCommerce signs it."""
        delivery = f"9-{int(self.store.now().timestamp() * 1000):x}-{self.store.next_id()}"
        headers = {"X-WC-Webhook-Topic": topic, "X-WC-Webhook-Delivery-ID": delivery}
        return Message(
            {**headers, "X-WC-Webhook-Signature": signature.sign(self.secret, body)}, body
        )

    # ── people ──

    def seed(self) -> None:
        wares = (("ARM-X", "Control cabinet ARM-X", "2950.00"), ("CAB-50", "Shielded cable", "322.00"),
                 ("SENS-T", "Temperature sensor", "38.50"))  # fmt: skip
        for sku, name, price in wares:
            self.make("products", {"sku": sku, "name": name, "regular_price": price})
        self._register("Brasserie du Lac")

    def _register(self, company: str) -> Row:
        number = len(self.store.of("customers")) + 1
        billing = {"company": company, "address_1": "4 quai des Bateliers", "postcode": "74000",
                   "city": "Annecy", "country": "FR", "phone": "+33 4 50 00 00 00"}  # fmt: skip
        email = f"achats{number}@shop.example"
        return self.make("customers", {"email": email, "billing": {**billing, "email": email}})

    def place(self, customer: Row | None, lines: Mapping[str, int]) -> Row:
        """An order of these SKUs, with shipping; None: by a guest."""
        items, net = [], Decimal(0)
        for sku, quantity in lines.items():
            ware = next((p for p in self.store.all("products") if p["sku"] == sku), {"name": sku})
            price = Decimal(ware.get("regular_price") or 0)
            total = extend(price, Decimal(quantity), "EUR").major
            net += total
            items.append({"id": int(self.store.next_id()), "name": ware["name"], "sku": sku,
                          "quantity": quantity, "total": str(total)})  # fmt: skip
        net += Decimal("9.90")
        tax = extend(net, _VAT, "EUR").major
        guest = {"first_name": "Ada", "last_name": "Roux", "company": "", "city": "Lyon", "country": "FR",
                 "address_1": "2 rue Neuve", "postcode": "69001", "email": "ada@home.example"}  # fmt: skip
        return self.make("orders", {
            "customer_id": customer["id"] if customer else 0,
            "billing": customer["billing"] if customer else guest,
            "line_items": items,
            "shipping_lines": [{"method_title": "Flat rate", "method_id": "flat_rate", "total": "9.90"}],
            "fee_lines": [],
            "total": str(net + tax),
            "total_tax": str(tax),
        })  # fmt: skip

    def click(self, verb: str, ident: str) -> None:
        if verb in ("make:order", "make:guest"):
            known = next(self.store.all("customers"), None)
            order = self.place(known if verb == "make:order" else None, {"CAB-50": 2, "SENS-T": 4})
            self.change("orders", order, {"status": "processing"})
        elif verb == "make:customer":
            self._register(f"New customer {self.store.next_id()}")
        elif verb == "Orders:pay":
            paid = self.store.now().astimezone(_ZONE).strftime("%Y-%m-%dT%H:%M:%S")
            self.change(
                "orders", self._row("orders", ident), {"date_paid": paid, "status": "processing"}
            )
        elif verb == "Orders:cancelled":
            self.change("orders", self._row("orders", ident), {"status": "cancelled"})
        elif verb == "Customers:move":
            moved = {
                "address_1": "1 rue Neuve",
                "postcode": "69001",
                "city": "Lyon",
                "country": "FR",
            }
            self.change("customers", self._row("customers", ident), {"billing": moved})
        elif verb == "Products:raise":
            row = self._row("products", ident)
            raised = Decimal(row["regular_price"] or 0) + 1
            self.change("products", row, {"regular_price": str(raised)})

    def shown(self) -> Iterator[Table]:
        held = {
            of: [(r, _meta(r)) for r in self.store.all(of)]
            for of in ("orders", "customers", "products")
        }
        yield "Orders", ["id", "status", "total", "buyer", "Comptoir", "notes"], [
            [str(r["id"]), r["status"], f"{r['total']} {r['currency']}",
             r["billing"].get("company") or r["billing"].get("email", ""),
             " ".join(filter(None, [m.get("comptoir_order_number"), m.get("comptoir_order_state")])),
             " / ".join(n["note"] for n in r.get("notes", []))]
            for r, m in held["orders"]
        ]  # fmt: skip
        yield "Customers", ["id", "company", "email", "city", "number in Comptoir"], [
            [str(r["id"]), r.get("billing", {}).get("company", ""), r["email"],
             r.get("billing", {}).get("city", ""), str(m.get("comptoir_number") or "")]
            for r, m in held["customers"]
        ]  # fmt: skip
        yield "Products", ["id", "SKU", "name", "price", "status"], [
            [str(r["id"]), r["sku"], r["name"], r["regular_price"], r["status"]]
            for r, _ in held["products"]
        ]  # fmt: skip


def _meta(row: Row) -> dict[str, Any]:
    return {one["key"]: one["value"] for one in row["meta_data"]}
