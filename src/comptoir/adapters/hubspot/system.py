"""HubSpot as the CRM: its companies, products and deals; our quotes, orders and invoices shown there.

From HubSpot's documentation: CRM objects v3 (batch and search too), associations v4, properties v3, owners
v3, account-info v3, request signature v3; the search answers late for what has just changed, pages no
further than 10,000 records, and forgets archived ones. Proven here against the fake in the box only, not
against a live account: the scopes a private app needs, HubSpot's own checks of its quotes, orders and
invoices, the digits its number properties keep. A document is written with its head and amounts, without
its lines.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from comptoir.adapters import reading
from comptoir.adapters.calling import Caller, moment, segment, understood
from comptoir.adapters.hubspot import mapping, signature
from comptoir.integrating.core.natural import Natural
from comptoir.integrating.core.objects import Customer, Deal, Document, Kind, Product, Record, Sort
from comptoir.integrating.ports import (
    Access,
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
from comptoir.platform import clock

SIZE = 100  # records of a page and of a batch
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
_HEARD = {"company": Kind.CUSTOMER, "product": Kind.PRODUCT, "deal": Kind.DEAL}
_BY_TYPE = {number: kind for kind, number in mapping.TYPES.items() if kind in _HEARD.values()}


class HubSpot:
    """One HubSpot account. `access.token`: the token of a private app, `access.secret`: its client secret."""

    sort = Sort.CRM
    label = "HubSpot"
    pulls = frozenset({Kind.CUSTOMER, Kind.PRODUCT, Kind.DEAL})
    pushes = frozenset(mapping.OBJECTS)
    ceiling = 10_000  # records a search pages through

    def __init__(self, access: Access) -> None:
        self._access = access
        self._http = Caller(access, {"Authorization": f"Bearer {access.token}"}, _said)
        self._account: mapping.Account | None = None
        self._owners: dict[str, str] = {}

    @understood(Unreachable)
    def check(self) -> str:
        """The account; makes the custom properties that are missing there."""
        try:
            account = self._about()
            for kind in mapping.OBJECTS:
                self._make_properties(kind)
        except Gone:
            said = "No HubSpot API answers at this address."
            raise NotTaken(status=404, said=said, named="url") from None
        return f"HubSpot, account {account.portal}, {account.currency}"

    @understood(Unreachable)
    def pull(self, kind: Kind, since: datetime, cursor: str | None = None) -> Page:
        start, after = _window(since, cursor)
        found = self._http.ask(
            f"/crm/v3/objects/{mapping.OBJECTS[kind]}/search",
            {
                "filterGroups": [{"filters": [_since(start)]}],
                "sorts": [{"propertyName": mapping.CHANGED, "direction": "ASCENDING"}],
                "properties": list(mapping.properties_of(kind)),
                "limit": SIZE,
                **({"after": str(after)} if after else {}),
            },
        ).data
        seen = tuple(self._seen(kind, found["results"]))
        more = found.get("paging", {}).get("next") and seen
        return Page(seen, self._further(start, after, seen) if more else None)

    @understood(Unreachable)
    def fetch(self, kind: Kind, external_id: str) -> Seen:
        return next(iter(self._seen(kind, [self._record(kind, external_id)])))

    @understood(Unreachable)
    def find(self, kind: Kind, key: str, number: str = "", natural: Natural = ()) -> Seen | None:
        """By the unique property, which a read answers at once; a search would answer late. A product of
        this SKU, or a company of this registration, VAT number or domain, that was there before us answers
        with no key."""
        try:
            found = [self._record(kind, key, ("idProperty", mapping.KEY))]
        except Gone:
            found = self._of_sku(number) if kind is Kind.PRODUCT and number else []
            found = self._like(natural) if kind is Kind.CUSTOMER else found
        return next(iter(self._seen(kind, found)), None)

    @understood(Unsure)
    def push(self, record: Record, *, key: str, external_id: str | None) -> Written:
        kind = _kind(record)
        said = mapping.theirs(record)
        if isinstance(record, Deal):
            if external_id is None:
                raise NotTaken(status=422, said="Deals begin in HubSpot.")
        else:
            said[mapping.KEY] = key
        self._about()  # needed for the answer: asked before anything is written
        at = f"/crm/v3/objects/{mapping.OBJECTS[kind]}"
        method = "POST" if external_id is None else "PATCH"
        at += "" if external_id is None else f"/{segment(external_id)}"
        done = self._http.write(method, at, {"properties": said}).data
        if isinstance(record, Document):
            self._show(record, done["id"])
        url = self._page(kind, done["id"])
        return Written(done["id"], moment(done["updatedAt"]), url, created=external_id is None)

    def heard(self, headers: Mapping[str, str], body: bytes) -> tuple[Signal, ...]:
        signature.verify(self._access.secret, headers, body, clock.instant())
        try:
            told = json.loads(body)
        except ValueError:
            raise ForgedSignal from None
        return tuple(s for one in told for s in _signals(one)) if isinstance(told, list) else ()

    # ── reading ──

    def _record(self, kind: Kind, name: str, *more: tuple[str, str]) -> dict[str, Any]:
        asked = [("properties", ",".join(mapping.properties_of(kind))), *more]
        path = f"/crm/v3/objects/{mapping.OBJECTS[kind]}/{segment(name)}"
        found: dict[str, Any] = self._http.read(path, asked).data
        return found

    def _like(self, natural: Natural) -> list[dict[str, Any]]:
        """The company that is this one, by the surest of what is known. Two of one domain may be a group and
        its daughter: neither is taken."""
        wanted = [(mapping.NATURAL[n], value) for n, value in natural if n in mapping.NATURAL]
        if not wanted:
            return []
        asked = {
            "filterGroups": [
                {"filters": [{"propertyName": name, "operator": "EQ", "value": value}]}
                for name, value in wanted
            ],
            "properties": [*mapping.properties_of(Kind.CUSTOMER), mapping.DOMAIN],
            "limit": SIZE,
        }
        told = self._http.ask("/crm/v3/objects/companies/search", asked).data["results"]
        free = [one for one in told if not one["properties"].get(mapping.KEY)]
        for name, value in wanted:
            found = [one for one in free if one["properties"].get(name) == value]
            if found and (name != mapping.DOMAIN or len(found) == 1):
                return found[:1]
        return []

    def _of_sku(self, sku: str) -> list[dict[str, Any]]:
        asked = {
            "filterGroups": [
                {"filters": [{"propertyName": "hs_sku", "operator": "EQ", "value": sku}]}
            ],
            "properties": list(mapping.properties_of(Kind.PRODUCT)),
            "limit": SIZE,
        }
        found: list[dict[str, Any]] = self._http.ask("/crm/v3/objects/products/search", asked).data[
            "results"
        ]
        return [one for one in found if not one["properties"].get(mapping.KEY)][:1]

    def _seen(self, kind: Kind, found: Sequence[Mapping[str, Any]]) -> Iterator[Seen]:
        ids = [one["id"] for one in found]
        customers, items = self._around_deals(ids) if kind is Kind.DEAL and ids else ({}, {})
        for one in found:
            said = one["properties"]
            record: Record
            if kind is Kind.DEAL:
                record = mapping.deal(
                    said,
                    customer=customers.get(one["id"], ""),
                    items=items.get(one["id"], ()),
                    owner=self._owner(said.get("hubspot_owner_id")),
                    account=self._about(),
                )
            else:
                record = mapping.ours(kind, said)
            changed = moment(said.get(mapping.CHANGED) or one["updatedAt"])
            url, key = self._page(kind, one["id"]), said.get(mapping.KEY) or ""
            yield Seen(kind, one["id"], changed, record, url, key)

    def _around_deals(
        self, ids: Sequence[str]
    ) -> tuple[dict[str, str], dict[str, list[Mapping[str, Any]]]]:
        """The company and the line items of each deal: three calls for a page of them."""
        companies = {deal: tied[0] for deal, tied in self._tied(ids, "companies").items()}
        lines = self._tied(ids, "line_items")
        wanted = [item for tied in lines.values() for item in tied]
        said: dict[str, Mapping[str, Any]] = {}
        for at in range(0, len(wanted), SIZE):
            inputs = [{"id": item} for item in wanted[at : at + SIZE]]
            asked = {"properties": list(mapping.LINE), "inputs": inputs}
            found = self._http.ask("/crm/v3/objects/line_items/batch/read", asked).data
            said |= {one["id"]: one["properties"] for one in found["results"]}
        items = {deal: [said[i] for i in tied if i in said] for deal, tied in lines.items()}
        return companies, items

    def _tied(self, ids: Iterable[str], to: str) -> dict[str, list[str]]:
        """Deal → what it is associated with; a primary company first, the rest by id."""
        path = f"/crm/v4/associations/deals/{to}/batch/read"
        inputs: list[dict[str, str]] = [{"id": one} for one in ids]
        found: dict[str, list[Mapping[str, Any]]] = {}
        while inputs:  # again for the deals that have more than one answer holds
            answer = self._http.ask(path, {"inputs": inputs}).data["results"]
            inputs = []
            for one in answer:
                deal = str(one["from"]["id"])
                found.setdefault(deal, []).extend(one["to"])
                if more := one.get("paging", {}).get("next"):
                    inputs.append({"id": deal, "after": more["after"]})
        return {
            deal: [str(e["toObjectId"]) for e in sorted(ends, key=_first)]
            for deal, ends in found.items()
            if ends
        }

    def _owner(self, owner: str | None) -> str:
        if owner and owner not in self._owners:
            try:
                said = self._http.read(f"/crm/v3/owners/{segment(owner)}").data
            except Gone:
                said = {}
            self._owners[owner] = said.get("email") or ""
        return self._owners[owner] if owner else ""

    def _further(self, start: int, after: int, seen: Sequence[Seen]) -> str:
        """Where the next page begins: at the last instant seen, not at a count, so that a record changed
        meanwhile moves nothing out of sight; a count only among records of the same instant."""
        last = (seen[-1].changed_at - _FIRST) // _MS
        if last > start:
            return f"{last}:0"
        if after + SIZE >= self.ceiling:
            said = f"HubSpot searches no further than {self.ceiling} records of one instant."
            raise NotTaken(status=400, said=said)
        return f"{start}:{after + SIZE}"

    # ── the account ──

    def _about(self) -> mapping.Account:
        if self._account is None:
            said = self._http.read("/account-info/v3/details").data
            self._account = mapping.Account(
                portal=str(said["portalId"]),
                currency=reading.currency(said.get("companyCurrency"), "EUR"),
                zone=said.get("timeZone") or "UTC",
                domain=said.get("uiDomain") or "app.hubspot.com",
            )
        return self._account

    def _page(self, kind: Kind, record: str) -> str:
        account = self._about()
        return f"https://{account.domain}/contacts/{account.portal}/record/{mapping.TYPES[kind]}/{record}"

    def _make_properties(self, kind: Kind) -> None:
        path = f"/crm/v3/properties/{mapping.OBJECTS[kind]}"
        there = {one["name"] for one in self._http.read(path).data["results"]}
        group = "comptoir"
        missing = [n for n in mapping.custom_properties(kind) if n not in there]
        if not missing:
            return
        try:
            self._http.write("POST", path + "/groups", {"name": group, "label": "Comptoir"})
        except NotTaken as refused:
            if refused.facts["status"] != 409:  # the group is there already
                raise
        made = [_property(name, group) for name in missing]
        self._http.write("POST", path + "/batch/create", {"inputs": made})

    # ── writing ──

    def _show(self, document: Document, made: str) -> None:
        """Tie the document to its company and deal, and let the deal show it where it is the latest of its
        kind. All of it can be done again; what breaks now is unsure, since the document is written."""
        ends = {"companies": document.customer, "deals": document.about}
        try:
            for to, end in ends.items():
                if end:
                    self._tie(document.kind, made, to, end)
            if document.about:
                self._show_on_deal(document)
        except (Unreachable, Throttled) as broken:
            raise Unsure(why=broken.code) from None
        except Gone:
            said = "The company or the deal of this document is no longer in HubSpot."
            raise NotTaken(status=404, said=said, named="customer") from None

    def _tie(self, kind: Kind, made: str, to: str, end: str) -> None:
        at = f"/crm/v4/objects/{mapping.OBJECTS[kind]}/{made}/associations/default/{to}"
        self._http.write("PUT", f"{at}/{segment(end)}")

    def _show_on_deal(self, document: Document) -> None:
        at = f"/crm/v3/objects/deals/{segment(document.about)}"
        shown = f"comptoir_{document.kind}_on"
        there = self._http.read(at, [("properties", shown)]).data["properties"].get(shown) or ""
        if there <= document.on.isoformat():
            self._http.write("PATCH", at, {"properties": mapping.shown_on_deal(document)})


def _kind(record: Record) -> Kind:
    if isinstance(record, Document):
        return record.kind
    kinds: dict[type, Kind] = {
        Customer: Kind.CUSTOMER,
        Product: Kind.PRODUCT,
        Deal: Kind.DEAL,
    }
    if type(record) not in kinds:
        raise NotTaken(status=422, said="HubSpot shows payments as what an invoice still owes.")
    return kinds[type(record)]


def _since(start: int) -> dict[str, str]:
    return {"propertyName": mapping.CHANGED, "operator": "GTE", "value": str(start)}


def _window(since: datetime, cursor: str | None) -> tuple[int, int]:
    """Where a page begins: milliseconds since 1970, and how many records of that instant were seen."""
    if cursor is None:
        return (since - _FIRST) // _MS, 0
    start, _, after = cursor.partition(":")
    return int(start), int(after)


def _first(end: Mapping[str, Any]) -> tuple[bool, int]:
    """The primary company before others, else in the order of the ids."""
    primary = any(t.get("label") == "Primary" for t in end.get("associationTypes", ()))
    return not primary, int(end["toObjectId"])


def _property(name: str, group: str) -> dict[str, object]:
    return {
        "name": name,
        "label": name.replace("_", " ").capitalize(),
        "groupName": group,
        "type": "string",
        "fieldType": "text",
        **({"hasUniqueValue": True} if name == mapping.KEY else {}),
    }


def _said(data: Any) -> tuple[str, str]:
    """HubSpot's message, and the first property that one of its errors names."""
    if not isinstance(data, dict):
        return "", ""
    errors = [e for e in data.get("errors", ()) if isinstance(e, dict)]
    said = dict.fromkeys(str(one.get("message") or "") for one in (data, *errors))
    named = [_named(e) for e in errors]
    return "; ".join(filter(None, said)), next(filter(None, named), "")


def _named(error: Mapping[str, Any]) -> str:
    context = error.get("context", {}).get("propertyName")
    return str(
        context[0] if isinstance(context, list) and context else context or error.get("in") or ""
    )


def _signals(told: Any) -> Iterator[Signal]:
    """`deal.propertyChange`, or `object.propertyChange` with the number of the object's type."""
    if not isinstance(told, dict) or "objectId" not in told:
        return
    said = str(told.get("subscriptionType", ""))
    kind = _HEARD.get(said.split(".")[0]) or _BY_TYPE.get(str(told.get("objectTypeId", "")))
    if kind is None:
        return
    parts = (
        "eventId",
        "subscriptionId",
        "occurredAt",
    )  # an eventId alone is not promised to be unique
    event = "-".join(str(told.get(p, "")) for p in parts)
    merged = [told[n] for n in ("newObjectId", "primaryObjectId") if n in told]
    for one in dict.fromkeys(
        map(str, [told["objectId"], *merged, *told.get("mergedObjectIds", ())])
    ):
        yield Signal(f"{event}-{one}", kind, one)
