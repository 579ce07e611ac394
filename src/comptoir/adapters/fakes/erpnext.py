"""An ERPNext in the box: the parts of its REST API that the adapter uses, as its documentation says.

The server names documents and stamps them in the time zone of the site; it drops fields it does not know,
adds up documents itself, refuses links to nothing and changes of what is submitted; a submitted payment
lowers what its invoices owe; every change is told, signed, to the webhook address.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from comptoir.adapters import reading
from comptoir.adapters.erpnext import signature
from comptoir.adapters.fakes import erpnext_rules as rules
from comptoir.adapters.fakes.fake import Asked, Fake, Reply, Route, Wrong
from comptoir.adapters.fakes.page import Table
from comptoir.adapters.fakes.store import Row
from comptoir.adapters.fakes.telling import Message

_ZONE = ZoneInfo("Europe/Paris")
_TOLD = {"Customer", "Item", "Sales Order", "Sales Invoice", "Payment Entry", "Address"}
_STATUS = {401: "AuthenticationError", 404: "DoesNotExistError", 409: "DuplicateEntryError",
           429: "RateLimitExceededError"}  # fmt: skip


class ERPNextFake(Fake):
    title = "ERP in the box (ERPNext)"
    token = "box2f61key:box2f61secret"  # noqa: S105 - a fake has no secrets
    clicks: ClassVar[Mapping[str, str]] = {
        "make:customer": "Make a customer",
        "make:order": "Make an order",
        "Sales Invoice:pay": "Record its payment",
        "Payment Entry:cancel": "Cancel",
        "Customer:move": "Change address",
    }

    def routes(self) -> tuple[Route, ...]:
        one = "/api/resource/([^/]+)/(.+)"
        return (
            ("GET", "/api/method/frappe.auth.get_logged_user", self._user),
            ("GET", "/api/method/frappe.client.get_time_zone", self._zone),
            ("GET", "/api/resource/([^/]+)", self._list),
            ("POST", "/api/resource/([^/]+)", self._make),
            ("GET", one, self._read),
            ("PUT", one, self._change),
            ("DELETE", one, self._delete),
        )

    def knows(self, asked: Asked) -> bool:
        return asked.headers.get("authorization") == f"token {self.token}"

    def wrong(self, status: int, said: str = "", named: str = "") -> Wrong:
        kind = named if named.endswith("Error") else _STATUS.get(status, "ValidationError")
        return Wrong(status, {
            "exc_type": kind,
            "exception": f"frappe.exceptions.{kind}: {said}",
            "_server_messages": json.dumps([json.dumps({"message": f"<b>{said}</b>"})]),
        })  # fmt: skip

    # ── answering ──

    def _user(self, asked: Asked) -> Reply:
        return Reply(data={"message": "integration@erp.example"})

    def _zone(self, asked: Asked) -> Reply:
        return Reply(data={"message": {"time_zone": _ZONE.key}})

    def row(self, doctype: str, name: str) -> Row:
        row = self.store.get(doctype, name)
        if row is None:
            raise self.wrong(404, f"{doctype} {name} not found")
        return row

    def _said(self, row: Row) -> Row:
        at = datetime.fromisoformat(row["changed"]).astimezone(_ZONE)
        said = {n: v for n, v in row.items() if n not in ("changed", "created", "deleted")}
        return {**said, "modified": at.strftime("%Y-%m-%d %H:%M:%S.%f")}

    def _read(self, asked: Asked, doctype: str, name: str) -> Reply:
        return Reply(data={"data": self._said(self.row(doctype, name))})

    def _list(self, asked: Asked, doctype: str) -> Reply:
        query = asked.query
        filters = json.loads(query.get("filters", "[]"))
        rows = [self._said(row) for row in self.listed(doctype)]
        rows = [row for row in rows if all(rules.matches(row, one) for one in filters)]
        for part in reversed(query.get("order_by", "modified desc").split(",")):
            name, _, way = part.strip().partition(" ")
            rows.sort(key=lambda row: str(row.get(name, "")), reverse=way == "desc")
        start, size = int(query.get("limit_start", 0)), int(query.get("limit_page_length", 20))
        names = json.loads(query.get("fields", '["name"]'))
        found = [{n: row.get(n) for n in names} for row in rows[start : start + size]]
        return Reply(data={"data": found})

    def _make(self, asked: Asked, doctype: str) -> Reply:
        return Reply(data={"data": self._said(self.make(doctype, asked.data))})

    def _change(self, asked: Asked, doctype: str, name: str) -> Reply:
        row, said = self.row(doctype, name), dict(asked.data)
        seen = said.pop("modified", None)
        if seen and seen != self._said(row)["modified"]:
            refused = "Document has been modified after you have opened it"
            raise self.wrong(417, refused, "TimestampMismatchError")
        self.change(doctype, row, said)
        return Reply(data={"data": self._said(row)})

    def _delete(self, asked: Asked, doctype: str, name: str) -> Reply:
        self.row(doctype, name)
        self.delete(doctype, name)
        return Reply(202, {"message": "ok"})

    # ── what a change is ──

    def make(self, doctype: str, said: Mapping[str, Any]) -> Row:
        """A new document, as somebody there makes it."""
        known = self._known(doctype, said)
        row: Row = {"doctype": doctype, "docstatus": 0, **rules.DEFAULTS.get(doctype, {}), **known}
        self._check(doctype, row)
        rules.add_up(row)
        row["name"] = self._name(doctype, row)
        self.store.put(doctype, row["name"], row)
        self._told(doctype, row)
        return row

    def change(self, doctype: str, row: Row, said: Mapping[str, Any]) -> None:
        said = self._known(doctype, said)
        before, after = row["docstatus"], said.get("docstatus", row["docstatus"])
        if before and not (before == 1 and after in (1, 2)):
            raise self.wrong(417, "Cannot edit a cancelled document", "ValidationError")
        fixed = [n for n in said if n != "docstatus" and not self._may_change(doctype, row, n)]
        if fixed:
            refused = f"Not allowed to change {fixed[0]} after submission"
            raise self.wrong(417, refused, "UpdateAfterSubmitError")
        self._check(doctype, {**row, **said})
        row.update(said)
        rules.add_up(row)
        self.store.put(doctype, row["name"], row)
        if after != before and doctype == "Payment Entry":
            self._settle(row)
        self._told(doctype, row)

    def delete(self, doctype: str, name: str) -> None:
        row = self.row(doctype, name)
        self.store.delete(doctype, name)
        self._told(doctype, row)

    def _known(self, doctype: str, said: Mapping[str, Any]) -> Row:
        """Without the custom fields that nobody made: those are dropped without a word."""
        made = {r["fieldname"] for r in self.store.all("Custom Field") if r["dt"] == doctype}
        return {n: v for n, v in said.items() if not n.startswith("custom_") or n in made}

    def _may_change(self, doctype: str, row: Row, name: str) -> bool:
        if row["docstatus"] == 0:
            return True
        fields = self.store.all("Custom Field")
        return any(
            f["dt"] == doctype and f["fieldname"] == name and f.get("allow_on_submit")
            for f in fields
        )

    def _check(self, doctype: str, row: Mapping[str, Any]) -> None:
        for name in rules.MANDATORY.get(doctype, ()):
            if row.get(name) in (None, "", []):
                raise self.wrong(417, f"[{doctype}, None]: {name}", "MandatoryError")
        for name, value in row.items():
            if isinstance(value, str) and name not in rules.LONG and len(value) > 140:
                refused = f"{name} will get truncated, as max characters allowed is 140"
                raise self.wrong(417, refused, "CharacterLengthExceededError")
        for target, linked, where in rules.links(row):
            if self.store.get(target, linked) is None:
                raise self.wrong(417, f"Could not find {where}: {linked}", "LinkValidationError")
        key = row.get("custom_comptoir_key")
        same = [r for r in self.store.all(doctype) if key and r.get("custom_comptoir_key") == key]
        if any(other["name"] != row.get("name") for other in same):
            raise self.wrong(409, f"custom_comptoir_key {key} must be unique")

    def _name(self, doctype: str, row: Row) -> str:
        if doctype in rules.NAMED_BY:
            name = str(row[rules.NAMED_BY[doctype]])
            if self.store.get(doctype, name) is not None:
                raise self.wrong(409, f"{doctype} {name} already exists")
            return name
        series = rules.SERIES.get(doctype, doctype.upper().replace(" ", "-"))
        return f"{series}-{self.store.now().year}-{int(self.store.next_id()):05}"

    def _settle(self, payment: Row) -> None:
        """A submitted payment lowers what its invoices owe; a cancelled one gives it back."""
        sign = -1 if payment["docstatus"] == 1 else 1
        for one in payment.get("references") or ():
            invoice = self.row("Sales Invoice", one["reference_name"])
            moved = sign * (reading.number(one["allocated_amount"]) or Decimal(0))
            invoice["outstanding_amount"] += moved
            rules.add_up(invoice)
            self.store.put("Sales Invoice", invoice["name"], invoice)
            self._told("Sales Invoice", invoice)

    def _told(self, doctype: str, row: Row) -> None:
        if doctype in _TOLD:
            said = {
                "doctype": doctype,
                "name": row["name"],
                "modified": self._said(row)["modified"],
            }
            if doctype == "Address":
                said["customer"] = next((one["link_name"] for one in row.get("links", ())), "")
            self.tell(self.signed(json.dumps(said).encode()))

    def signed(self, body: bytes) -> Message:
        """A message as ERPNext signs it."""
        return Message({"X-Frappe-Webhook-Signature": signature.sign(self.secret, body)}, body)

    # ── people ──

    def begin(self) -> None:
        """What every site has: a company with its accounts, a tax, an item group, a price list."""
        for doctype, said in rules.FIXTURES:
            self.make(doctype, said)
        super().begin()

    def seed(self) -> None:
        for code, name, rate in (
            ("CAB-50", "Shielded cable", "322"),
            ("DOC", "Printed manual", "22"),
        ):
            item = {
                "item_code": code,
                "item_name": name,
                "item_group": "Products",
                "stock_uom": "Nos",
            }
            self.make("Item", item)
            price = {"item_code": code, "price_list": "Standard Selling", "price_list_rate": rate}
            self.make("Item Price", price)
        self.customer("Brasserie du Lac")

    def customer(self, name: str) -> Row:
        """A customer with an address."""
        row = self.make("Customer", {"customer_name": name, "customer_type": "Company"})
        self.make("Address", {
            "address_title": name, "address_type": "Billing", "address_line1": "4 quai des Bateliers",
            "pincode": "74000", "city": "Annecy", "country": "France",
            "links": [{"link_doctype": "Customer", "link_name": row["name"]}],
        })  # fmt: skip
        return row

    def submit(self, doctype: str, said: Mapping[str, Any]) -> Row:
        """A document made and submitted at once, as people do."""
        row = self.make(doctype, said)
        self.change(doctype, row, {"docstatus": 1})
        return row

    def pay(self, invoice: Row) -> Row:
        """A payment of all that an invoice owes."""
        owed = invoice["outstanding_amount"]
        today = self.store.now().astimezone(_ZONE).date().isoformat()
        return self.submit("Payment Entry", {
            "payment_type": "Receive", "party_type": "Customer", "party": invoice["customer"],
            "posting_date": today, "paid_from": "Debtors - BX", "paid_to": "Bank - BX",
            "paid_amount": owed, "received_amount": owed, "paid_to_account_currency": "EUR",
            "reference_no": f"VIR {invoice['name']}", "mode_of_payment": "Wire Transfer",
            "references": [{"reference_doctype": "Sales Invoice", "reference_name": invoice["name"],
                            "allocated_amount": owed}],
        })  # fmt: skip

    def click(self, verb: str, ident: str) -> None:
        if verb == "make:customer":
            self.customer(f"New customer {self.store.next_id()}")
        elif verb == "make:order":
            customer = next(self.store.all("Customer"))["name"]
            today = self.store.now().astimezone(_ZONE).date().isoformat()
            items = [{"item_code": "CAB-50", "qty": 2, "rate": 322}]
            said = {"customer": customer, "transaction_date": today, "delivery_date": today}
            self.submit(
                "Sales Order", {**said, "company": "Box SAS", "currency": "EUR", "items": items}
            )
        elif verb == "Sales Invoice:pay":
            self.pay(self.row("Sales Invoice", ident))
        elif verb == "Payment Entry:cancel":
            self.change("Payment Entry", self.row("Payment Entry", ident), {"docstatus": 2})
        elif verb == "Customer:move":
            rows = self.store.all("Address")
            row = next(r for r in rows if r["links"][0]["link_name"] == ident)
            self.change(
                "Address", row, {"address_line1": "1 rue Neuve", "pincode": "69001", "city": "Lyon"}
            )

    def shown(self) -> Iterator[Table]:
        for title, names in rules.COLUMNS.items():
            rows = [
                [str(r["name"]), *(reading.text(r.get(n)) for n in names)]
                for r in self.store.all(title)
            ]
            yield title, ["name", *(n.removeprefix("custom_comptoir_") for n in names)], rows
