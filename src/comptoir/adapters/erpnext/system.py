"""ERPNext as the ERP: its customers, items, orders, invoices and payments, and ours in its books.

From the documentation and source of Frappe and ERPNext: REST under /api/resource with filters, fields,
order_by, limit_start; token authentication; names given by the server; drafts, submitted and cancelled
documents (docstatus); `modified` in the time zone of the site, checked where a document is submitted; 409 for
a duplicate, 417 for what a rule refuses, with messages in `_server_messages`. Proven here against the fake in
the box only, not against a live site: rules that a company sets there (accounts, cost centers, mandatory
fields of its own), the hour that a time zone repeats in autumn, payments in another currency than the
company's, which are refused here. A change of an address alone comes with a message, not with a pull.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from comptoir.adapters.calling import Caller, understood
from comptoir.adapters.erpnext import mapping, signature
from comptoir.adapters.erpnext.desk import Desk
from comptoir.adapters.erpnext.writing import Writing
from comptoir.integrating.core.natural import Natural
from comptoir.integrating.core.objects import Kind, Record, Sort
from comptoir.integrating.ports import (
    Access,
    ForgedSignal,
    Gone,
    NotTaken,
    Page,
    Seen,
    Signal,
    Unreachable,
    Unsure,
    Written,
)

SIZE = 50
_TAG = re.compile(r"<[^<>]*>")


class ERPNext:
    """One site. `access.token`: "API key:API secret" of a user, `access.secret`: that of its webhooks."""

    sort = Sort.ERP
    label = "ERPNext"
    pulls = frozenset(mapping.DOCTYPES)
    pushes = frozenset(mapping.DOCTYPES)

    def __init__(self, access: Access) -> None:
        self._access = access
        http = Caller(access, {"Authorization": f"token {access.token}"}, said)
        self._desk = Desk(http)
        self._writing = Writing(self._desk)
        self._kept_zone: ZoneInfo | None = None

    @understood(Unreachable)
    def check(self) -> str:
        """The company there; makes the custom fields that are missing."""
        try:
            user = self._desk.method("frappe.auth.get_logged_user")
            books = self._writing.books()
            for doctype, names in mapping.CUSTOM.items():
                self._make_fields(doctype, names)
        except Gone:
            refused = "No ERPNext API answers at this address."
            raise NotTaken(status=404, said=refused, named="url") from None
        return f"ERPNext, {books.company}, {books.currency}, {user}"

    @understood(Unreachable)
    def pull(self, kind: Kind, since: datetime, cursor: str | None = None) -> Page:
        start, after = _window(since.astimezone(self._zone), cursor)
        filters = [["modified", ">=", start], *_shown(kind)]
        rows = self._desk.list(
            mapping.DOCTYPES[kind], filters, ("name", "modified"), limit=SIZE, start=after
        )
        seen = []
        for row in rows:
            try:
                seen.append(self.fetch(kind, row["name"]))
            except Gone:
                seen.append(Seen(kind, row["name"], self._instant(row["modified"]), None))
        if len(rows) < SIZE:
            return Page(tuple(seen))
        last = rows[-1]["modified"]
        return Page(tuple(seen), f"{last}|0" if last > start else f"{start}|{after + SIZE}")

    @understood(Unreachable)
    def fetch(self, kind: Kind, external_id: str) -> Seen:
        row = self._desk.get(mapping.DOCTYPES[kind], external_id)
        if kind is Kind.PAYMENT and row.get("docstatus") == mapping.DRAFT:
            raise Gone(status=200)
        return self._seen(kind, row)

    @understood(Unreachable)
    def find(self, kind: Kind, key: str, number: str = "", natural: Natural = ()) -> Seen | None:
        """By the unique custom field; an item of this code, or a customer of this registration, VAT number or
        address, that was there before us answers with no key."""
        doctype = mapping.DOCTYPES[kind]
        rows = self._desk.list(doctype, [[mapping.KEY, "=", key]], ("name",), limit=1)
        if not rows and kind is Kind.PRODUCT and number:
            rows = self._desk.list(doctype, [["item_code", "=", number]], ("name",), limit=1)
        if not rows and kind is Kind.CUSTOMER:
            rows = self._like(natural)
        return self._seen(kind, self._desk.get(doctype, rows[0]["name"])) if rows else None

    @understood(Unsure)
    def push(self, record: Record, *, key: str, external_id: str | None) -> Written:
        zone = self._zone  # asked before anything is written
        row = self._writing.write(record, key, external_id)
        url = self._page(mapping.DOCTYPES[self._writing.kind(record)], row["name"])
        at = _instant(row["modified"], zone)
        return Written(row["name"], at, url, created=external_id is None)

    def heard(self, headers: Mapping[str, str], body: bytes) -> tuple[Signal, ...]:
        """The webhook's body is made there by the template that the how-to gives."""
        signature.verify(self._access.secret, headers, body)
        try:
            told = json.loads(body)
        except ValueError:
            raise ForgedSignal from None
        if not isinstance(told, dict):
            return ()
        doctype, name = str(told.get("doctype", "")), str(told.get("name", ""))
        event = f"{doctype}-{name}-{told.get('modified', '')}"
        if doctype == "Address":
            doctype, name = "Customer", str(told.get("customer", ""))
        kind = mapping.KINDS.get(doctype)
        return (Signal(event, kind, name),) if kind and name else ()

    # ── reading ──

    @property
    def _zone(self) -> ZoneInfo:
        if self._kept_zone is None:
            told = self._desk.method("frappe.client.get_time_zone")
            self._kept_zone = ZoneInfo(told.get("time_zone") or "UTC")
        return self._kept_zone

    def _instant(self, said: str) -> datetime:
        return _instant(said, self._zone)

    def _page(self, doctype: str, name: str) -> str:
        return self._desk.page(self._access.url, doctype, name)

    def _seen(self, kind: Kind, row: Mapping[str, Any]) -> Seen:
        url = self._page(mapping.DOCTYPES[kind], row["name"])
        record: Record
        if kind is Kind.CUSTOMER:
            record = mapping.customer_from(row, self._desk.addresses(row["name"]))
        elif kind is Kind.PRODUCT:
            record = mapping.product_from(row, self._desk.price(row.get("item_code") or ""))
        elif kind is Kind.PAYMENT:
            names = [one.get("reference_name") for one in mapping.invoices_of(row)]
            record = mapping.payment_from(row, self._desk.numbers("name", names))
        else:
            record = mapping.document_from(kind, row, url)
        key = row.get(mapping.KEY) or ""
        return Seen(kind, row["name"], self._instant(row["modified"]), record, url, key)

    def _like(self, natural: Natural) -> list[dict[str, Any]]:
        """The customer that is this one, by the surest of what is known. Two of one address: neither."""
        for what, value in natural:
            if what in mapping.NATURAL:
                filters = [[mapping.NATURAL[what], "=", value], [mapping.KEY, "is", "not set"]]
                rows = self._desk.list("Customer", filters, ("name",), limit=2)
                if rows and (what != "email" or len(rows) == 1):
                    return rows[:1]
        return []

    def _make_fields(self, doctype: str, names: tuple[str, ...]) -> None:
        there = self._desk.list(
            "Custom Field", [["dt", "=", doctype]], ("fieldname",), limit=500, order="name asc"
        )
        known = {row["fieldname"] for row in there}
        for name in names:
            if name not in known:
                self._desk.make("Custom Field", _field(doctype, name))


def _field(doctype: str, name: str) -> dict[str, Any]:
    return {
        "dt": doctype,
        "fieldname": name,
        "label": name.removeprefix("custom_").replace("_", " ").capitalize(),
        "fieldtype": "Data",
        "no_copy": 1,
        "read_only": 1,
        "unique": int(name == mapping.KEY),
        "allow_on_submit": int(name in mapping.STILL),
    }


def _shown(kind: Kind) -> list[list[Any]]:
    """Which documents of a kind are anybody's business."""
    shown: list[list[Any]] = []
    if kind in mapping.SUBMITTED:
        shown.append(["docstatus", "in", [mapping.DONE, mapping.CANCELLED]])
    if kind is Kind.PAYMENT:
        shown += [["payment_type", "=", "Receive"], ["party_type", "=", "Customer"]]
    return shown


def _window(since: datetime, cursor: str | None) -> tuple[str, int]:
    if cursor is None:
        return since.strftime("%Y-%m-%d %H:%M:%S.%f"), 0
    start, _, after = cursor.rpartition("|")
    return start, int(after)


def _instant(said: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=zone)


def said(data: Any) -> tuple[str, str]:
    """The messages of the server without their markup, and the field a missing one is named by."""
    if not isinstance(data, dict):
        return "", ""
    exception = str(data.get("exception") or data.get("message") or "")
    messages = _messages(data.get("_server_messages")) or [exception]
    named = exception.rpartition(": ")[2] if data.get("exc_type") == "MandatoryError" else ""
    return "; ".join(_TAG.sub("", one) for one in messages), named.split(",")[0].strip()


def _messages(told: Any) -> list[str]:
    """They come as a JSON list of JSON objects in text."""
    try:
        return [str(json.loads(one).get("message", "")) for one in json.loads(told or "[]")]
    except (ValueError, AttributeError, TypeError):
        return []
