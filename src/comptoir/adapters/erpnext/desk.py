"""The calls of ERPNext's REST API that the adapter makes: documents by doctype and name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from comptoir.adapters.calling import Caller, segment
from comptoir.adapters.erpnext import mapping

Row = dict[str, Any]
Filters = Sequence[Sequence[object]]


class Desk:
    """Documents of one site."""

    def __init__(self, http: Caller) -> None:
        self._http = http

    def method(self, name: str) -> Any:
        return self._http.read(f"/api/method/{name}").data["message"]

    def list(
        self,
        doctype: str,
        filters: Filters,
        fields: Iterable[str],
        *,
        limit: int,
        start: int = 0,
        order: str = "modified asc",
    ) -> list[Row]:
        asked = [
            ("filters", json.dumps(list(filters))),
            ("fields", json.dumps(list(fields))),
            ("order_by", order),
            ("limit_start", str(start)),
            ("limit_page_length", str(limit)),
        ]
        found: list[Row] = self._http.read(_path(doctype), asked).data["data"]
        return found

    def get(self, doctype: str, name: str) -> Row:
        found: Row = self._http.read(_path(doctype, name)).data["data"]
        return found

    def make(self, doctype: str, said: Mapping[str, Any]) -> Row:
        made: Row = self._http.write("POST", _path(doctype), said).data["data"]
        return made

    def change(self, doctype: str, name: str, said: Mapping[str, Any]) -> Row:
        changed: Row = self._http.write("PUT", _path(doctype, name), said).data["data"]
        return changed

    @staticmethod
    def page(site: str, doctype: str, name: str) -> str:
        """Where people open a document."""
        return f"{site.rstrip('/')}/app/{doctype.lower().replace(' ', '-')}/{quote(name, safe='')}"

    def addresses(self, customer: str) -> Sequence[Row]:
        """The addresses of a customer, the preferred ones first."""
        filters = [
            ["Dynamic Link", "link_doctype", "=", "Customer"],
            ["Dynamic Link", "link_name", "=", customer],
        ]
        fields = ("name", "address_type", "address_line1", "address_line2", "pincode", "city",
                  "country", "is_primary_address", "is_shipping_address")  # fmt: skip
        return self.list(
            "Address", filters, fields, limit=50, order="is_primary_address desc, name asc"
        )

    def price(self, item: str) -> Row | None:
        """The item's price in the first selling price list that has one for everybody."""
        filters: Filters = [
            ["item_code", "=", item],
            ["selling", "=", 1],
            ["customer", "is", "not set"],
        ]
        fields = ("name", "price_list", "price_list_rate", "currency")
        found = self.list("Item Price", filters, fields, limit=1, order="price_list asc, name asc")
        return found[0] if found else None

    def numbers(self, by: str, values: Sequence[Any]) -> dict[str, str]:
        """Of invoices: name there → the number both know, or, `by` our number, the other way round."""
        if not values:
            return {}
        other = mapping.NUMBER if by == "name" else "name"
        filters: Filters = [[by, "in", list(values)]]
        rows = self.list("Sales Invoice", filters, ("name", mapping.NUMBER), limit=500)
        return {row[by]: row[other] or row["name"] for row in rows}


def _path(doctype: str, name: str = "") -> str:
    return f"/api/resource/{segment(doctype)}" + (f"/{segment(name)}" if name else "")
