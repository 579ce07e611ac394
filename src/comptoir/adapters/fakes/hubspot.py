"""A HubSpot in the box: the parts of its API that the adapter uses, as its documentation says they behave.

The server gives ids and stamps; an empty property is forgotten; an unknown property is refused, a unique one
twice is 409; a search pages no further than `ceiling`; every change is told, signed, to the webhook address.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from comptoir.adapters.fakes.fake import Asked, Fake, Reply, Route, Wrong
from comptoir.adapters.fakes.page import Table
from comptoir.adapters.fakes.store import Row
from comptoir.adapters.fakes.telling import Message
from comptoir.adapters.hubspot import mapping, signature

_OBJECTS = "(companies|products|deals|line_items|quotes|orders|invoices)"
_REQUIRED = {
    "companies": "name", "products": "name", "deals": "dealname", "quotes": "hs_title",
    "orders": "hs_order_name", "invoices": "hs_currency", "line_items": "name",
}  # fmt: skip
_STAGES = {
    "appointmentscheduled": "0.2",
    "contractsent": "0.9",
    "closedwon": "1.0",
    "closedlost": "0",
}
_OWN = {  # properties that HubSpot has by itself
    "companies": "name domain phone address zip city country",
    "products": "name hs_sku price hs_product_type",
    "deals": "dealname amount deal_currency_code dealstage pipeline hs_deal_stage_probability "
    "hs_is_closed hs_is_closed_won closedate hubspot_owner_id",
    "line_items": "hs_sku name quantity price hs_discount_percentage amount",
    "quotes": "hs_title hs_expiration_date hs_currency hs_status",
    "orders": "hs_order_name hs_external_order_id hs_external_order_status hs_external_order_url "
    "hs_currency_code",
    "invoices": "hs_currency hs_invoice_date hs_due_date hs_invoice_billable",
}
_TOLD = {"companies": "company", "products": "product", "deals": "deal"}


class HubSpotFake(Fake):
    title = "CRM in the box (HubSpot)"
    token = "pat-box-3f6c1e"  # noqa: S105 - a fake has no secrets
    clicks: ClassVar[Mapping[str, str]] = {
        "make:company": "Make a company",
        "make:deal": "Make a deal",
        "Deals:closedwon": "Mark won",
        "Deals:closedlost": "Mark lost",
        "Deals:delete": "Delete",
        "Companies:move": "Change address",
    }
    ceiling = 10_000

    def routes(self) -> tuple[Route, ...]:
        one = f"/crm/v3/objects/{_OBJECTS}/([^/]+)"
        tie = f"/crm/v4/objects/{_OBJECTS}/([^/]+)/associations/default/{_OBJECTS}/([^/]+)"
        return (
            ("GET", "/account-info/v3/details", self._account),
            ("GET", "/crm/v3/owners/([^/]+)", self._owner),
            ("GET", f"/crm/v3/properties/{_OBJECTS}", self._properties),
            ("POST", f"/crm/v3/properties/{_OBJECTS}/groups", self._group),
            ("POST", f"/crm/v3/properties/{_OBJECTS}/batch/create", self._make_properties),
            ("POST", f"/crm/v3/objects/{_OBJECTS}", self._make),
            ("POST", f"/crm/v3/objects/{_OBJECTS}/search", self._search),
            ("POST", f"/crm/v3/objects/{_OBJECTS}/batch/read", self._batch),
            ("GET", one, self._read),
            ("PATCH", one, self._change),
            ("DELETE", one, self._archive),
            ("PUT", tie, self._tie),
            ("POST", f"/crm/v4/associations/{_OBJECTS}/{_OBJECTS}/batch/read", self._tied),
        )

    def knows(self, asked: Asked) -> bool:
        return asked.headers.get("authorization") == f"Bearer {self.token}"

    def wrong(self, status: int, said: str = "", named: str = "") -> Wrong:
        category = {401: "INVALID_AUTHENTICATION", 404: "OBJECT_NOT_FOUND", 409: "CONFLICT"}
        data: dict[str, Any] = {
            "status": "error",
            "message": said or "resource not found",
            "correlationId": "00000000-0000-0000-0000-000000000000",
            "category": category.get(status, "VALIDATION_ERROR"),
        }
        if named:
            data["errors"] = [{"message": said, "context": {"propertyName": [named]}}]
        return Wrong(status, data)

    # ── the account ──

    def _account(self, asked: Asked) -> Reply:
        return Reply(
            data={
                "portalId": 1234567,
                "accountType": "DEVELOPER_TEST",
                "timeZone": "Europe/Paris",
                "companyCurrency": "EUR",
                "uiDomain": "app.hubspot.com",
            }
        )

    def _owner(self, asked: Asked, ident: str) -> Reply:
        row = self._row("owners", ident)
        return Reply(data={"id": ident, "email": row["email"]})

    def _known(self, of: str) -> dict[str, Row]:
        own = {name: {"name": name} for name in _OWN[of].split()}
        return {
            **own,
            mapping.CHANGED: {"name": mapping.CHANGED},
            **self.store.of(f"properties {of}"),
        }

    def _properties(self, asked: Asked, of: str) -> Reply:
        return Reply(data={"results": list(self._known(of).values())})

    def _group(self, asked: Asked, of: str) -> Reply:
        groups = self.store.of("groups")
        name = f"{of} {asked.data['name']}"
        if name in groups:
            raise self.wrong(409, f"A property group named '{name}' already exists.")
        return Reply(201, self.store.put("groups", name, {"name": name}))

    def _make_properties(self, asked: Asked, of: str) -> Reply:
        for made in asked.data["inputs"]:
            if f"{of} {made['groupName']}" not in self.store.of("groups"):
                raise self.wrong(400, "Property group does not exist", "groupName")
            self.store.put(f"properties {of}", made["name"], dict(made))
        return Reply(201, {"status": "COMPLETE", "results": asked.data["inputs"]})

    # ── records ──

    def _row(self, of: str, ident: str, by: str = "") -> Row:
        row = self.store.get(of, ident)
        if by:
            matching = (r for r in self.store.all(of) if r["properties"].get(by) == ident)
            row = next(matching, None)
        if row is None:
            raise self.wrong(404)
        return row

    def _said(self, row: Row, wanted: str | list[str] = "") -> Row:
        names = wanted.split(",") if isinstance(wanted, str) else wanted
        held = {**row["properties"], mapping.CHANGED: _z(row["changed"])}
        shown = {n: held.get(n) for n in {*filter(None, names), mapping.CHANGED, "hs_object_id"}}
        return {
            "id": row["id"],
            "properties": {**shown, "hs_object_id": row["id"]},
            "createdAt": _z(row["created"]),
            "updatedAt": _z(row["changed"]),
            "archived": False,
        }

    def _read(self, asked: Asked, of: str, ident: str) -> Reply:
        row = self._row(of, ident, asked.query.get("idProperty", ""))
        return Reply(data=self._said(row, asked.query.get("properties", "")))

    def _make(self, asked: Asked, of: str) -> Reply:
        said = asked.data["properties"]
        if not said.get(_REQUIRED[of]):
            raise self.wrong(400, f"Error creating. {_REQUIRED[of]} is required.", _REQUIRED[of])
        row = self.make(of, said)
        return Reply(201, self._said(row, list(row["properties"])))

    def _change(self, asked: Asked, of: str, ident: str) -> Reply:
        row = self._row(of, ident)
        self.change(of, row, asked.data["properties"])
        return Reply(data=self._said(row, list(row["properties"])))

    def _archive(self, asked: Asked, of: str, ident: str) -> Reply:
        self._row(of, ident)
        self.store.delete(of, ident)
        self._told(of, ident, "deletion")
        return Reply(204)

    def _batch(self, asked: Asked, of: str) -> Reply:
        asked_for = [one["id"] for one in asked.data["inputs"]]
        rows = [row for i in asked_for if (row := self.store.get(of, i)) is not None]
        found = [self._said(row, asked.data["properties"]) for row in rows]
        return Reply(200 if len(rows) == len(asked_for) else 207, {"results": found})

    def _search(self, asked: Asked, of: str) -> Reply:
        said = asked.data
        limit, after = int(said.get("limit", 10)), int(said.get("after", 0))
        if limit > 200 or after + limit > self.ceiling:
            raise self.wrong(400, f"The requested page exceeds {self.ceiling} results.")
        groups = said.get("filterGroups", [])  # any of them, and all of what one of them says
        rows = [
            row
            for row in self.listed(of)
            if not groups
            or any(all(self._matches(row, one) for one in group["filters"]) for group in groups)
        ]
        rows.sort(key=lambda row: (row["changed"], int(row["id"])))
        page = rows[after : after + limit]
        data: Row = {
            "total": len(rows),
            "results": [self._said(row, said.get("properties", [])) for row in page],
        }
        if after + limit < len(rows):
            data["paging"] = {"next": {"after": str(after + limit)}}
        return Reply(data=data)

    def _matches(self, row: Row, one: Mapping[str, str]) -> bool:
        if one["propertyName"] == mapping.CHANGED and one["operator"] == "GTE":
            changed = datetime.fromisoformat(row["changed"])
            return int(changed.timestamp() * 1000) >= int(one["value"])
        if one["operator"] != "EQ":
            raise self.wrong(400, f"Operator {one['operator']}")
        return bool(row["properties"].get(one["propertyName"]) == one["value"])

    # ── associations ──

    def _tie(self, asked: Asked, of: str, ident: str, to: str, end: str) -> Reply:
        row, other = self._row(of, ident), self._row(to, end)
        row.setdefault("tied", {}).setdefault(to, [])
        if end not in row["tied"][to]:
            row["tied"][to].append(end)
            other.setdefault("tied", {}).setdefault(of, []).append(ident)
        self.store.keep()
        return Reply(data={"status": "COMPLETE", "results": []})

    def _tied(self, asked: Asked, of: str, to: str) -> Reply:
        results = []
        for one in asked.data["inputs"]:
            ends = self._row(of, one["id"]).get("tied", {}).get(to, [])
            said = [
                {
                    "toObjectId": int(e),
                    "associationTypes": [{"label": "Primary" if not n else None, "typeId": 5}],
                }
                for n, e in enumerate(ends)
            ]
            if said:
                results.append({"from": {"id": one["id"]}, "to": said})
        return Reply(data={"status": "COMPLETE", "results": results})

    # ── what a change is ──

    def make(self, of: str, said: Mapping[str, str], **tied: list[str]) -> Row:
        """A new record, as somebody there makes it."""
        row: Row = {"id": self.store.next_id(), "properties": {}, "tied": dict(tied)}
        self._set(of, row, said)
        self._told(of, row["id"], "creation")
        return row

    def change(self, of: str, row: Row, said: Mapping[str, str]) -> None:
        self._set(of, row, said)
        self._told(of, row["id"], "propertyChange")

    def _set(self, of: str, row: Row, said: Mapping[str, str]) -> None:
        known = self._known(of)
        for name, value in said.items():
            if name not in known:
                raise self.wrong(400, f'Property "{name}" does not exist', name)
            if known[name].get("hasUniqueValue") and value:
                self._unique(of, row, name, value)
        row["properties"] = {n: str(v) for n, v in {**row["properties"], **said}.items() if v != ""}
        if of == "deals":
            stage = row["properties"].setdefault("dealstage", "appointmentscheduled")
            row["properties"] |= {
                "hs_deal_stage_probability": _STAGES[stage],
                "hs_is_closed": "true" if stage.startswith("closed") else "false",
                "hs_is_closed_won": "true" if stage == "closedwon" else "false",
            }
        self.store.put(of, row["id"], row)

    def _unique(self, of: str, row: Row, name: str, value: str) -> None:
        for other in self.store.all(of):
            if other["id"] != row["id"] and other["properties"].get(name) == value:
                said = f"A record with {name} {value} already exists. Existing ID: {other['id']}"
                raise self.wrong(409, said, name)

    def _told(self, of: str, ident: str, what: str) -> None:
        if of not in _TOLD or not self.teller.address:
            return
        body = json.dumps(
            [
                {
                    "eventId": int(self.store.next_id()),
                    "subscriptionId": 77,
                    "portalId": 1234567,
                    "occurredAt": int(self.store.now().timestamp() * 1000),
                    "subscriptionType": f"{_TOLD[of]}.{what}",
                    "attemptNumber": 0,
                    "objectId": int(ident),
                }
            ]
        ).encode()
        self.tell(self.signed(body))

    def signed(self, body: bytes) -> Message:
        """A message as HubSpot signs it now."""
        stamp = str(int(self.store.now().timestamp() * 1000))
        right = signature.sign(self.secret, self.teller.address, body, stamp)
        return Message({signature.SIGNATURE: right, signature.STAMP: stamp}, body)

    # ── people ──

    def seed(self) -> None:
        self.store.put("owners", "501", {"id": "501", "email": "camille@crm.example"})
        company = self.make(
            "companies",
            {"name": "Brasserie du Lac", "address": "4 quai des Bateliers", "zip": "74000",
             "city": "Annecy", "country": "France", "phone": "+33 4 50 00 00 00"},
        )  # fmt: skip
        self.make("companies", {"name": "Atelier sans adresse"})
        item = self.make(
            "line_items", {"hs_sku": "CAB-50", "name": "Cable", "quantity": "12", "price": "322",
                           "hs_discount_percentage": "5", "amount": "3670.8"},
        )  # fmt: skip
        self._deal("Robot cells, first line", company["id"], [item["id"]], "3670.8")

    def _deal(self, title: str, company: str, items: list[str], amount: str) -> None:
        said = {
            "dealname": title, "amount": amount, "deal_currency_code": "EUR",
            "dealstage": "contractsent", "closedate": _z(self.store.now().isoformat()),
            "hubspot_owner_id": "501",
        }  # fmt: skip
        self.make("deals", said, companies=[company], line_items=items)

    def click(self, verb: str, ident: str) -> None:
        if verb == "make:company":
            number = len(self.store.of("companies")) + 1
            self.make("companies", {"name": f"New company {number}", "country": "France"})
        elif verb == "make:deal":
            company = next(self.store.all("companies"))["id"]
            said = {"hs_sku": "DOC", "name": "Documentation", "quantity": "3", "price": "22"}
            item = self.make("line_items", {**said, "amount": "66"})["id"]
            self._deal(f"Deal {self.store.next_id()}", company, [item], "66")
        elif verb == "Companies:move":
            moved = {"address": "1 rue Neuve", "zip": "69001", "city": "Lyon", "country": "France"}
            self.change("companies", self._row("companies", ident), moved)
        elif verb == "Deals:delete":
            self._row("deals", ident)
            self.store.delete("deals", ident)
            self._told("deals", ident, "deletion")
        else:
            stage = {"dealstage": verb.removeprefix("Deals:")}
            self.change("deals", self._row("deals", ident), stage)

    def shown(self) -> Iterator[Table]:
        columns = {
            "Companies": "name address zip city country comptoir_number",
            "Deals": "dealname amount dealstage comptoir_status comptoir_quote_number "
            "comptoir_order_number comptoir_order_state comptoir_invoice_number "
            "comptoir_invoice_state comptoir_invoice_open_amount",
            "Products": "hs_sku name price",
            "Quotes": "comptoir_number comptoir_state comptoir_total",
            "Orders": "comptoir_number comptoir_state comptoir_total",
            "Invoices": "comptoir_number comptoir_state comptoir_total comptoir_open_amount",
        }
        for title, names in columns.items():
            rows = self.store.all(title.lower())
            said = [[r["id"], *(r["properties"].get(n, "") for n in names.split())] for r in rows]
            yield title, ["id", *(n.removeprefix("comptoir_") for n in names.split())], said


def _z(stamp: str) -> str:
    return datetime.fromisoformat(stamp).isoformat(timespec="milliseconds").replace("+00:00", "Z")
