"""WooCommerce as the shop: its customers, products and orders; our states and invoices on its orders.

From WooCommerce's documentation (REST API wc/v3) and its issue tracker: Basic authentication with consumer
key and secret, pages of up to 100, `modified_after` and `orderby=modified` of orders and products, none of
both for customers, stamps in whole seconds, `meta_data` by key. Proven here against the fake in the box
only, not against a live shop: what WordPress makes of HTML in names, how plugins store VAT numbers, hosts
that drop the Authorization header. Variations of a product are not read.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from comptoir.adapters.calling import Caller, moment, segment, understood
from comptoir.adapters.woocommerce import mapping, signature
from comptoir.integrating.core.natural import Natural
from comptoir.integrating.core.objects import Customer, Document, Kind, Product, Record, Sort
from comptoir.integrating.ports import (
    Access,
    Denied,
    ForgedSignal,
    Gone,
    NotTaken,
    Page,
    Seen,
    Signal,
    Throttled,
    Unreachable,
    Unsure,
    Written,
)

API = "/wp-json/wc/v3"
SIZE = 100
_SECOND = timedelta(seconds=1)
_GUEST = "order-"


class WooCommerce:
    """One shop. `access.token`: "consumer key:consumer secret", `access.secret`: that of its webhooks."""

    sort = Sort.SHOP
    label = "WooCommerce"
    pulls = frozenset({Kind.CUSTOMER, Kind.PRODUCT, Kind.ORDER})
    pushes = frozenset({Kind.CUSTOMER, Kind.PRODUCT, Kind.ORDER, Kind.INVOICE})

    def __init__(self, access: Access) -> None:
        self._access = access
        key = base64.b64encode(access.token.encode()).decode()
        self._http = Caller(access, {"Authorization": f"Basic {key}"}, _said)
        self._prices: tuple[str, bool] | None = None

    @understood(Unreachable)
    def check(self) -> str:
        """The shop's currency, and whether its prices hold VAT."""
        try:
            currency, with_tax = self._priced()
        except Gone:
            said = "No WooCommerce API answers at this address."
            raise NotTaken(status=404, said=said, named="url") from None
        prices = "prices with VAT, which are not exchanged" if with_tax else "prices without VAT"
        return f"WooCommerce, {currency}, {prices}"

    @understood(Unreachable)
    def pull(self, kind: Kind, since: datetime, cursor: str | None = None) -> Page:
        if kind is Kind.CUSTOMER:
            return Page(self._all_customers(since))
        start, page = _window(since, cursor)
        asked = {
            "modified_after": _stamp(start - _SECOND),  # what follows strictly, in whole seconds
            "dates_are_gmt": "true",
            "orderby": "modified",
            "order": "asc",
            "page": str(page),
            **_any_status(kind),
        }
        answer = self._http.read(f"{API}/{mapping.RESOURCES[kind]}", _paged(asked))
        seen = tuple(self._seen(kind, row) for row in answer.data)
        if page >= int(answer.headers.get("x-wp-totalpages") or 0) or not seen:
            return Page(seen)
        return Page(seen, _further(start, page, seen[-1].changed_at))

    @understood(Unreachable)
    def fetch(self, kind: Kind, external_id: str) -> Seen:
        order, _, key = external_id.partition(":")
        if kind is Kind.INVOICE:
            return self._invoice(self._row(Kind.ORDER, order), external_id, key)
        if kind is Kind.CUSTOMER and external_id.startswith(_GUEST):
            row = self._row(Kind.ORDER, external_id.removeprefix(_GUEST))
            return self._seen(kind, {**row, "id": external_id})
        return self._seen(kind, self._row(kind, external_id))

    @understood(Unreachable)
    def find(self, kind: Kind, key: str, number: str = "", natural: Natural = ()) -> Seen | None:
        """By SKU, e-mail or order number, since WooCommerce does not search by our key. One that was there
        before us answers too, with an empty key. Invoices stand on their orders and are written there under
        their key, so that writing one again doubles nothing: they are not looked for."""
        if not number or kind is Kind.INVOICE:
            return None
        names = {Kind.PRODUCT: "sku", Kind.CUSTOMER: "email", Kind.ORDER: "search"}
        asked = {names[kind]: number, **_any_status(kind)}
        rows = self._http.read(f"{API}/{mapping.RESOURCES[kind]}", _paged(asked)).data
        seen = [self._seen(kind, row) for row in rows]
        ours = [one for one in seen if one.key == key]
        if kind is Kind.ORDER:
            return ours[0] if ours else None
        return next(iter(ours or [one for one in seen if not one.key]), None)

    @understood(Unsure)
    def push(self, record: Record, *, key: str, external_id: str | None) -> Written:
        if isinstance(record, Document):
            return self._push_document(record, key, external_id)
        currency, with_tax = self._priced()
        if isinstance(record, Customer):
            kind, said = Kind.CUSTOMER, mapping.customer_to(record)
        elif isinstance(record, Product):
            kind = Kind.PRODUCT
            said = mapping.product_to(record, currency=currency, with_tax=with_tax)
        else:
            raise NotTaken(status=422, said="A shop takes no deals and no payments.")
        said["meta_data"] += mapping.metas({mapping.KEY: key})
        if external_id is None:
            if kind is Kind.PRODUCT:
                said["type"] = "simple"
            row = self._http.write("POST", f"{API}/{mapping.RESOURCES[kind]}", said).data
        else:
            row = self._put(kind, external_id, said)
        return self._written(kind, row, created=external_id is None)

    def heard(self, headers: Mapping[str, str], body: bytes) -> tuple[Signal, ...]:
        """One signal; none for the knock with which a shop tries a new webhook, which it does not sign."""
        if body.startswith(b"webhook_id=") and signature.TOPIC not in headers:
            return ()
        signature.verify(self._access.secret, headers, body)
        topic = headers.get(signature.TOPIC, "").partition(".")[0]
        kind = mapping.TOPICS.get(topic)
        try:
            told = json.loads(body)
        except ValueError:
            raise ForgedSignal from None
        if kind is None or not isinstance(told, dict) or "id" not in told:
            return ()
        delivery = next((headers[name] for name in signature.DELIVERY if name in headers), "")
        event = delivery or f"{topic}-{told['id']}-{told.get('date_modified_gmt', '')}"
        return (Signal(event, kind, str(told["id"])),)

    # ── reading ──

    def _row(self, kind: Kind, ident: str) -> dict[str, Any]:
        found = self._http.read(f"{API}/{mapping.RESOURCES[kind]}/{segment(ident)}").data
        if not isinstance(found, dict) or found.get("status") == "trash":
            raise Gone(status=200)
        return found

    def _seen(self, kind: Kind, row: Mapping[str, Any]) -> Seen:
        ident = str(row["id"])
        url = self._page(kind, ident)
        record: Record
        if kind is Kind.CUSTOMER:
            record = mapping.customer_from(row)
        elif kind is Kind.ORDER:
            record = mapping.order_from(row, url)
        else:
            currency, with_tax = self._priced()
            record = mapping.product_from(row, currency=currency, with_tax=with_tax)
        key = str(mapping.meta(row).get(mapping.KEY) or "")
        return Seen(
            kind, ident, _changed(row), record, url, "" if ident.startswith(_GUEST) else key
        )

    def _invoice(self, row: Mapping[str, Any], external_id: str, key: str) -> Seen:
        kept = mapping.meta(row).get(mapping.INVOICE + key)
        if not key or not kept:
            raise Gone(status=404)
        url = self._page(Kind.ORDER, str(row["id"]))
        return Seen(Kind.INVOICE, external_id, _changed(row), mapping.invoice_from(kept), url, key)

    def _all_customers(self, since: datetime) -> tuple[Seen, ...]:
        """Every customer is read, since WooCommerce cannot be asked for those that changed; again where one
        was deleted meanwhile, which moves the pages."""
        for _ in range(3):
            found, totals = self._customers()
            if len(totals) == 1:
                break
        rows = [self._seen(Kind.CUSTOMER, row) for row in found.values()]
        changed = [one for one in rows if one.changed_at >= since]
        return tuple(sorted(changed, key=lambda one: (one.changed_at, int(one.external_id))))

    def _customers(self) -> tuple[dict[str, Mapping[str, Any]], set[str]]:
        """By id, and the totals that the pages named."""
        found: dict[str, Mapping[str, Any]] = {}
        totals: set[str] = set()
        page = pages = 1
        while page <= pages:
            asked = {"orderby": "id", "order": "asc", "role": "all", "page": str(page)}
            answer = self._http.read(f"{API}/customers", _paged(asked))
            found |= {str(row["id"]): row for row in answer.data}
            totals.add(answer.headers.get("x-wp-total", ""))
            pages = int(answer.headers.get("x-wp-totalpages") or 0)
            page += 1
        return found, totals

    def _priced(self) -> tuple[str, bool]:
        """The shop's currency, and whether its prices hold VAT; taken to hold it where nothing is said."""
        if self._prices is None:
            currency = self._http.read(f"{API}/data/currencies/current").data["code"]
            try:
                setting = f"{API}/settings/tax/woocommerce_prices_include_tax"
                with_tax = self._http.read(setting).data.get("value") != "no"
            except (Denied, Gone):
                with_tax = True
            self._prices = (currency, with_tax)
        return self._prices

    def _page(self, kind: Kind, ident: str) -> str:
        place = "user-edit.php?user_id=" if kind is Kind.CUSTOMER else "post.php?action=edit&post="
        ident = ident.removeprefix(_GUEST) if kind is not Kind.CUSTOMER else ident
        return f"{self._access.url.rstrip('/')}/wp-admin/{place}{ident}"

    # ── writing ──

    def _put(self, kind: Kind, ident: str, said: Mapping[str, Any]) -> dict[str, Any]:
        path = f"{API}/{mapping.RESOURCES[kind]}/{segment(ident)}"
        row: dict[str, Any] = self._http.write("PUT", path, said).data
        return row

    def _written(self, kind: Kind, row: Mapping[str, Any], *, created: bool) -> Written:
        ident = str(row["id"])
        return Written(ident, _changed(row), self._page(kind, ident), created=created)

    def _push_document(self, record: Document, key: str, external_id: str | None) -> Written:
        if record.kind is Kind.ORDER and external_id is not None:
            said = mapping.order_to(record)
            said["meta_data"] += mapping.metas({mapping.KEY: key})
            return self._written(
                Kind.ORDER, self._put(Kind.ORDER, external_id, said), created=False
            )
        if record.kind is not Kind.INVOICE:
            raise NotTaken(status=422, said="Orders begin in the shop; it takes no quotes.")
        order = (external_id or record.about).partition(":")[0]
        if not order:
            said_why = "This invoice belongs to no order of the shop."
            raise NotTaken(status=422, said=said_why, named="about")
        kept = {mapping.INVOICE + key: mapping.invoice_to(record)}
        row = self._put(Kind.ORDER, order, {"meta_data": mapping.metas(kept)})
        if external_id is None:
            self._tell_once(order, mapping.note(record))
        url = self._page(Kind.ORDER, order)
        return Written(f"{order}:{key}", _changed(row), url, created=external_id is None)

    def _tell_once(self, order: str, note: str) -> None:
        """A note on the order, unless it stands there; what breaks now is unsure, the invoice is written."""
        path = f"{API}/orders/{segment(order)}/notes"
        try:
            there = {one.get("note") for one in self._http.read(path).data}
            if note not in there:
                self._http.write("POST", path, {"note": note, "customer_note": False})
        except (Unreachable, Throttled) as broken:
            raise Unsure(why=broken.code) from None


def _paged(asked: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    return {"per_page": str(SIZE), **asked}.items()


def _any_status(kind: Kind) -> dict[str, str]:
    """Products and orders in every state; customers in every role."""
    return {"role": "all"} if kind is Kind.CUSTOMER else {"status": "any"}


def _window(since: datetime, cursor: str | None) -> tuple[datetime, int]:
    if cursor is None:
        return since.astimezone(UTC).replace(microsecond=0), 1
    start, _, page = cursor.rpartition("|")
    return moment(start), int(page)


def _further(start: datetime, page: int, last: datetime) -> str:
    """At the last second seen, so that a record changed meanwhile moves nothing out of sight; by page only
    among records of the same second."""
    return f"{_stamp(last)}|1" if last > start else f"{_stamp(start)}|{page + 1}"


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _changed(row: Mapping[str, Any]) -> datetime:
    return moment(
        row.get("date_modified_gmt") or row.get("date_created_gmt") or "1970-01-01T00:00:00"
    )


def _said(data: Any) -> tuple[str, str]:
    """WooCommerce's message, and the first parameter it names."""
    if not isinstance(data, dict):
        return "", ""
    more = data.get("data")
    params = more.get("params") if isinstance(more, dict) else None
    named = next(iter(params), "") if isinstance(params, dict) else ""
    return str(data.get("message", "")), named
