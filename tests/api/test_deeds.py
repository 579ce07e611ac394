"""Every deed of the API, in one life of a company: dry, real, repeated; and by a stranger.

Nothing reacts to the events here, so that each step of the process is called by its own operation.
"""

from __future__ import annotations

import base64
import json
import re
from decimal import Decimal
from typing import Any

import pytest

from comptoir.adapters.fake_signing import FakeSigning
from comptoir.integrating import telling
from comptoir.kernel.ids import read_id, show_id
from comptoir.pages.api import api
from comptoir.pages.portal import proposals
from comptoir.platform import clock, outbox
from comptoir.platform.actions import begin
from comptoir.platform.documents.contract import QUOTE_BLOCKS
from comptoir.platform.ids import new_id
from comptoir.platform.roles import CUSTOMER, SYSTEM, Role
from comptoir.records.parties import actions as parties
from comptoir.stages.contracting import actions as contracting
from comptoir.stages.contracting import drafts, ports, sealing
from tests import world
from tests.api.deeds import Deeds
from tests.api.driving import call, make_key, row_counts
from tests.stages.configuring.workshop import BIKE
from tests.world import LYON, PARIS, make_entity

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ELSEWHERE = {
    ("post", "/imports"): "a file, not JSON: tests/pages/imports",
    ("post", "/exchange-rates/import"): "a file: tests/records/currencies/test_doors.py",
    ("post", "/price-models/what-if"): "reads: tests/scenarios/test_price_models.py",
    ("post", "/models/{model_id}/look"): "reads: tests/stages/configuring/test_api.py",
    ("post", "/models/{model_id}/why"): "reads: tests/stages/configuring/test_api.py",
    ("post", "/models/{model_id}/complete"): "reads: tests/stages/configuring/test_api.py",
    ("post", "/quotes/{quote_id}/line-files"): "a file: tests/pages/imports/test_line_files.py",
    (
        "post",
        "/line-files/{import_id}/commit",
    ): "needs a file: tests/pages/imports/test_line_files.py",
    ("post", "/connections/{connection_id}/check"): "asks another system: tests/integrating",
    ("post", "/opportunities/{opportunity_id}/quote-deal"): "needs a deal: tests/integrating",
    ("post", "/connections/{connection_id}/pull"): "queues a job only: tests/integrating",
    ("post", "/imports/{import_id}/commit"): "hands long work to the worker: tests/pages/imports",
}


@pytest.fixture
def deeds(monkeypatch: pytest.MonkeyPatch) -> Deeds:
    monkeypatch.setattr(outbox, "_handlers", {})
    monkeypatch.setitem(ports._services, "box", FakeSigning())
    do = begin(SYSTEM, new_id())
    parties.create_entity(do, on=world.TODAY, **world.SELLER)
    return Deeds(make_key(do.entity_id))


def test_a_dry_run_answers_as_the_deed_a_repeated_key_too_and_a_stranger_reaches_nothing(
    deeds: Deeds,
) -> None:
    for life in (
        _house, _wares, _models, _books, _wishes, _offers, _approvals, _deal, _installments,
        _self_billing, _ramps, _periods, _renewals, _reminders, _sending, _returned, _measures,
        _connections,
    ):  # fmt: skip
        life(deeds)
    known = {
        (method, path.removeprefix("/api/v1"))
        for path, operations in api.get_openapi_schema()["paths"].items()
        for method in operations
        if method != "get"
    }
    driven = {(method.lower(), template) for method, template, _path, _body in deeds.done}
    assert known - driven - set(ELSEWHERE) == set()
    _stranger(deeds)


def _company_of(d: Deeds) -> Any:
    from comptoir.platform.models import Clock

    return Clock.objects.order_by("entity_id").first().entity_id  # type: ignore[union-attr]


def _stranger(deeds: Deeds) -> None:
    """Another company's administrator sends the same calls: nothing of the first is reached."""
    other = make_entity(code="OTHER", name="Autre", siren="", siret="", vat_number="")
    theirs = make_key(other, email="stranger@lumen.example")
    before = row_counts()["platform_event"]
    tried, faults = 0, []
    for method, template, path, body in deeds.done:
        if "{" not in template and not re.search(r'"[a-z]{3}_[0-9a-z]{26}"', json.dumps(body)):
            continue
        answer = call(method, path, body, key=theirs)
        if answer.status_code not in (404, 422):
            faults.append(f"{answer.status_code} {method} {template} {answer.body}")
        tried += 1
    assert faults == [], "\n".join(faults)
    assert tried > 60
    assert row_counts()["platform_event"] == before


def _house(d: Deeds) -> None:
    d.do("POST /ledger/books")
    d.do("POST /people", {"name": "Zoé", "email": "zoe@lumen.example", "roles": ["sales"]})
    zoe = call("GET", "/people?q=zoe", key=d.key).body["items"][0]["id"]
    d.do("PUT /people/{user_id}/roles", {"roles": ["warehouse"]}, user_id=zoe)
    d.do("PUT /company/features", {"tier": "starter"})
    d.do("POST /company/features/undo")
    d.do("POST /keys", {"name": "shop", "scopes": ["read"]})
    shop = next(k for k in call("GET", "/keys", key=d.key).body["items"] if k["name"] == "shop")
    d.do("DELETE /keys/{key_id}", key_id=shop["id"])
    d.do("POST /entities", {"code": "LTD", "name": "Ltd", "currency": "GBP", "address": PARIS})
    d.do("PATCH /company", {"email": "office@atelier.example", "name": "Atelier Beaumont"})
    d.do("POST /company/clock", {"on": "2026-01-06"})
    rate = {"day": "2026-01-05", "from_currency": "EUR", "to_currency": "USD", "rate": "1.25"}
    d.do("POST /exchange-rates", {**rate, "source": "Example"})


def _wares(d: Deeds) -> None:
    partner = d.do("POST /partners", {"name": "Revente", "country": "BE"})["id"]
    d.do("PATCH /partners/{partner_id}", {"active": False}, partner_id=partner)
    goods = {"sku": "PUMP", "name_en": "Pump", "currency": "EUR"}
    d.pump = d.do("POST /products", goods)["id"]  # type: ignore[attr-defined]
    d.do("POST /products/import", {"rows": [{**goods, "sku": "HOSE"}]})
    d.do("PATCH /products/{product_id}", {"revision": 1, "cost": "40"}, product_id=d.pump)  # type: ignore[attr-defined]
    kit = d.do("POST /products", {**goods, "sku": "KIT"})["id"]
    hose = call("GET", "/products?q=HOSE", key=d.key).body["items"][0]["id"]
    d.do(
        "PUT /products/{product_id}/parts/{part_id}", {"quantity": "2"}, product_id=kit,
        part_id=hose,
    )  # fmt: skip
    png = {"name": "a.png", "content": base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()}
    d.do("POST /products/{product_id}/media", png, product_id=kit)
    png["content"] = base64.b64encode(b"\x89PNG\r\n\x1a\n2").decode()
    two = d.do("POST /products/{product_id}/media", png, product_id=kit)["media"]
    d.do("POST /media/{medium_id}/first", medium_id=two[1]["id"])
    d.do("POST /media/{medium_id}/remove", medium_id=two[0]["id"])
    service = {"name_en": "S", "currency": "EUR", "nature": "service", "unit": "MON"}
    care = d.do(
        "POST /products",
        {**service, "sku": "CARE", "charge_kind": "recurring", "billing_months": 1,
         "revenue_pattern": "straight_line"},
    )["id"]  # fmt: skip
    meter = d.do(
        "POST /products",
        {**service, "sku": "METER", "charge_kind": "usage", "billing_months": 1,
         "revenue_pattern": "as_billed"},
    )["id"]  # fmt: skip
    advice = d.do(
        "POST /products",
        {**service, "sku": "ADVICE", "unit": "HUR", "revenue_pattern": "as_billed"},
    )["id"]  # fmt: skip
    book = {"code": "P", "name": "Prices", "currency": "EUR", "starts_on": "2026-01-01"}
    book_id = d.do("POST /price-books", book)["id"]
    for product, price in ((d.pump, "1000"), (hose, "10"), (kit, "1"), (care, "100"),  # type: ignore[attr-defined]
                           (meter, "2"), (advice, "80")):  # fmt: skip
        d.do(
            "POST /price-books/{book_id}/prices",
            {"product_id": product, "unit_price": price, "starts_on": "2026-01-01"},
            book_id=book_id,
        )  # fmt: skip
    buyer = {
        "name": "Menuiserie Chabert", "country": "FR", "billing": LYON, "siren": "732829320",
        "email": "compta@chabert.example",
    }  # fmt: skip
    d.buyer = d.do("POST /customers", buyer)["id"]  # type: ignore[attr-defined]
    at = {"customer_id": d.buyer}  # type: ignore[attr-defined]
    rows = [{"name": "Imported", "country": "FR", "external_ref": "X-1"}]
    d.do("POST /customers/import", {"rows": rows})
    d.do("PATCH /customers/{customer_id}", {"revision": 1, "name": "Menuiserie C."}, **at)
    d.do("PUT /customers/{customer_id}/addresses/{kind}", LYON, **at, kind="delivery")
    people = d.do("POST /customers/{customer_id}/contacts", {"name": "Anne"}, **at)["contacts"]
    d.do(
        "DELETE /customers/{customer_id}/contacts/{contact_id}", **at,
        contact_id=people[0]["id"],
    )  # fmt: skip
    limit = {"currency": "EUR", "limit": "1000000"}
    d.do("POST /customers/{customer_id}/credit/limit", limit, **at)
    buyer = d.do(
        "POST /customers", {"name": "Chabert", "country": "FR", "billing": LYON}
    )["id"]  # fmt: skip
    d.do(
        "POST /promotions",
        {"code": "TEN", "name": "Ten", "kind": "percent", "currency": "EUR",
         "terms": {"percent": "10"}, "coupon": "TEN", "starts_on": "2026-01-05"},
    )  # fmt: skip
    earned = d.do("POST /commissions", {"percent": "5", "starts_on": "2026-01-05"})["id"]
    d.do("POST /commissions/{commission_id}/end", {"ends_on": "2026-12-01"}, commission_id=earned)
    index = {"code": "SYNTEC", "day": "2026-01-01", "value": "311.2", "source": "syntec.fr"}
    d.do("POST /price-indexes", index)
    change = d.do(
        "POST /price-changes",
        {"book_id": book_id, "name": "Spring", "value": "10", "starts_on": "2027-03-01"},
    )["id"]  # fmt: skip
    d.do("POST /price-changes/{change_id}/publish", change_id=change)
    unwanted = d.do(
        "POST /price-changes/from-book",
        {"source_id": book_id, "new_book": {"code": "SHOP", "currency": "EUR"}, "percent": "5",
         "starts_on": "2027-03-01"},
    )["id"]  # fmt: skip
    d.do("POST /price-changes/{change_id}/discard", change_id=unwanted)
    d.do("POST /price-changes/{change_id}/roll-back", change_id=change)
    agreed = d.do(
        "POST /customer-prices",
        {"customer_id": buyer, "product_id": hose, "unit_price": "9", "starts_on": "2026-01-05"},
    )["id"]  # fmt: skip
    d.do(
        "POST /customer-prices/{agreement_id}/end", {"ends_on": "2026-12-01"}, agreement_id=agreed
    )  # fmt: skip


def _models(d: Deeds) -> None:
    bike = {"sku": "BIKE", "name_en": "Bike", "currency": "EUR"}
    d.do("POST /products", bike)
    model = d.do("POST /models", {"source": BIKE})["id"]
    at = {"model_id": model}
    dearer = BIKE.replace("price: 900", "price: 990")
    d.do("PUT /models/{model_id}/draft", {"source": dearer}, **at)
    bell = {"deed": "change", "kind": "option", "at": "bell", "fields": {"price": "12"}}
    d.do("POST /models/{model_id}/draft/edit", bell, **at)
    d.do("POST /models/{model_id}/draft/undo", **at)
    d.do("POST /models/{model_id}/publish", {}, **at)
    d.do("POST /models/{model_id}/offer", {"public": True}, **at)
    wanted = {"choices": [{"id": "motor", "value": True}], "complete": "default"}
    d.do("POST /models/{model_id}/configurations", wanted, **at)
    version = call("GET", f"/models/{model}/versions", key=d.key).body["items"][0]["id"]
    d.do("POST /model-versions/{version_id}/retire", version_id=version)


def _books(d: Deeds) -> None:

    d.do("POST /ledger/accounts/map", {"role": "psp", "code": "531000"})
    lines = [{"account": "512000", "amount": "10"}, {"account": "471000", "amount": "-10"}]
    entry = {"journal": "OD", "booked_on": "2026-01-06", "label": "Cash", "currency": "EUR"}
    made = d.do("POST /ledger/entries", {**entry, "lines": lines})
    d.do("POST /ledger/entries/{entry_id}/reverse", {"reason": "error"}, entry_id=made["id"])


def _wishes(d: Deeds) -> None:
    wish = {
        "customer_id": d.buyer, "title": "Pumps", "amount": "9000", "close_on": "2026-03-01",  # type: ignore[attr-defined]
    }  # fmt: skip
    lost = d.do("POST /opportunities", wish)["id"]
    d.do(
        "PATCH /opportunities/{opportunity_id}",
        {"revision": 1, "title": "More"},
        opportunity_id=lost,
    )
    d.do("POST /opportunities/{opportunity_id}/move", {"verb": "propose"}, opportunity_id=lost)
    d.do("POST /opportunities/{opportunity_id}/lose", {"reason": "price"}, opportunity_id=lost)
    d.wish = d.do("POST /opportunities", wish)["id"]  # type: ignore[attr-defined]


def _draft(d: Deeds, *skus: str, **head: Any) -> str:
    body = {"customer_id": d.buyer, "title": "Offer", "starts_on": "2026-01-06", **head}  # type: ignore[attr-defined]
    quote = d.do("POST /quotes", body)["id"]
    lines = [{"sku": sku, "quantity": "10", "description": sku} for sku in skus or ("PUMP",)]
    d.do("POST /quotes/{quote_id}/lines", {"lines": lines}, quote_id=quote)
    return str(quote)


def _offers(d: Deeds) -> None:
    late = _draft(d, valid_days=0)
    d.do("POST /quotes/{quote_id}/send", quote_id=late)
    d.do("POST /company/clock", {"on": "2026-01-07"})
    d.do("POST /quotes/expire")
    quote = _draft(d, "PUMP", "HOSE")
    at = {"quote_id": quote}
    lines = call("GET", f"/quotes/{quote}", key=d.key).body["lines"]
    d.do(
        "PATCH /quotes/{quote_id}/lines/{line_id}", {"revision": 1, "description": "Big"},
        **at, line_id=lines[0]["id"],
    )  # fmt: skip
    d.do("POST /quotes/{quote_id}/lines/{line_id}/move", {"to": 2}, **at, line_id=lines[0]["id"])
    seen = d.do("DELETE /quotes/{quote_id}/lines/{line_id}", **at, line_id=lines[1]["id"])
    grid = {"revision": seen["revision"], "lines": [{"sku": "PUMP", "description": "one"}]}
    seen = d.do("PUT /quotes/{quote_id}/lines", grid, **at)
    seen = d.do("PATCH /quotes/{quote_id}", {"revision": seen["revision"], "title": "Named"}, **at)
    pick = {"lines": [{"line_id": seen["lines"][0]["id"], "least": "1", "most": "9"}]}
    d.do("PUT /quotes/{quote_id}/bounds", pick, **at)
    d.do("POST /quotes/{quote_id}/price-again", **at)
    d.do("POST /quotes/{quote_id}/goal", {"goal": "net", "value": "900"}, **at)
    d.do("POST /quotes/{quote_id}/send", **at)
    d.do("POST /quotes/{quote_id}/link", **at)
    _room(d, quote)
    newer = call("GET", f"/quotes/{quote}/versions", key=d.key).body["items"][0]["id"]
    own = {"quote_id": newer}
    (line,) = call("GET", f"/quotes/{newer}", key=d.key).body["lines"]
    for name in ("Essential", "Comfort"):
        d.do("POST /quotes/{quote_id}/alternatives", {"name": name}, **own)
    d.do("PATCH /quotes/{quote_id}/alternatives/{letter}", {"recommended": True}, **own, letter="B")
    d.do(
        "POST /quotes/{quote_id}/assign",
        {"lines": [{"line_id": line["id"], "alternative": "B"}]},
        **own,
    )
    d.do("DELETE /quotes/{quote_id}/alternatives/{letter}", **own, letter="A")
    d.do("POST /quotes/{quote_id}/clone", {"valid_days": 10}, **at)
    kept = {"template_id": d.do("POST /quotes/{quote_id}/template", {"name": "T"}, **at)["id"]}
    d.do("PATCH /quote-templates/{template_id}", {"name": "Usual"}, **kept)
    d.do("POST /quote-templates/{template_id}/quotes", {"customer_id": d.buyer}, **kept)  # type: ignore[attr-defined]
    d.do("DELETE /quote-templates/{template_id}", **kept)
    d.do("POST /quotes/{quote_id}/void", quote_id=newer)
    no = _draft(d)
    refused = d.do("POST /quotes/{quote_id}/send", quote_id=no)["token"]
    d.do("POST /offers/{token}/refuse", {"reason": "too dear"}, token=refused)
    d.do("POST /offers/{token}/ask-link", token=refused)
    d.do("POST /quotes/{quote_id}/revise", quote_id=no)


def _room(d: Deeds, quote: str) -> None:
    """The seller's side of a buyer's room; what the buyer proposes is said by the buyer's own browser."""
    at = {"quote_id": quote}
    person = {"name": "Paul Durand", "email": "paul@durand.example", "role": "decide"}
    buyer = d.do("POST /quotes/{quote_id}/buyers", person, **at)["buyer"]["id"]
    d.do("POST /buyers/{buyer_id}/link", buyer_id=buyer)
    d.do("DELETE /buyers/{buyer_id}", buyer_id=buyer)
    d.do("POST /quotes/{quote_id}/messages", {"text": "Welcome", "author": "Ada"}, **at)
    entity_id, quote_id = _company_of(d), read_id("quo", quote)
    for deed, body in (("reject", {"reason": "no"}), ("accept", {"value": "800"})):
        made = proposals.make_counter(
            begin(CUSTOMER, entity_id), quote_id=quote_id, kind="net", value=Decimal(700),
            author="Paul", reason="budget",
        )  # fmt: skip
        counter = show_id("cof", made.counter_id)
        d.do(f"POST /counters/{{counter_id}}/{deed}", body, counter_id=counter)


def _approvals(d: Deeds) -> None:
    """A policy on the discount; quotes that are approved, countered, rejected, taken back."""
    entity_id = _company_of(d)
    boss = make_key(entity_id, Role.SALES_MANAGER, scopes=MAY_APPROVE, email="boss@lumen.example")
    make_key(entity_id, Role.ORDER, email="friend@lumen.example")
    people = call("GET", "/people?q=", key=d.key).body["items"]
    ids = {p["email"]: p["id"] for p in people}
    rule = {
        "name": "Discounts", "role": "sales_manager", "hours": 1, "escalate_role": "controller",
        "conditions": [{"measure": "discount", "comparison": "above", "value": "10"}],
        "bulk_up_to": "10000",
    }  # fmt: skip
    lineage = d.do("POST /approval-policies", rule)["lineage_id"]
    d.do("POST /approval-policies", {**rule, "name": "Discounts 2", "lineage_id": lineage})
    away = {
        "person_id": ids["boss@lumen.example"], "absent_id": ids["zoe@lumen.example"],
        "starts_on": "2026-02-01", "ends_on": "2026-02-05",
    }  # fmt: skip
    d.do("PUT /quote-layout", {"order": list(QUOTE_BLOCKS), "off": ["intro"]})
    d.do("PUT /approval-hours", {"days": [1, 2, 3, 4, 5], "opens": "08:30", "off": ["2026-05-15"]})
    sub = d.do("POST /approval-substitutes", away)["id"]
    d.do("DELETE /approval-substitutes/{substitute_id}", substitute_id=sub)

    def asked() -> dict[str, Any]:
        quote = _draft(d, "PUMP", "HOSE")
        body = call("GET", f"/quotes/{quote}", key=d.key).body
        off = {"revision": body["revision"], "discount_kind": "percent", "discount_value": "20"}
        d.do("PATCH /quotes/{quote_id}", off, quote_id=quote)
        d.do("POST /quotes/{quote_id}/submit", {"note": "please"}, quote_id=quote)
        return dict(call("GET", f"/approvals?quote_id={quote}", key=d.key).body["items"][0])

    first = asked()
    at = {"approval_id": first["id"]}
    d.do("POST /approvals/{approval_id}/link", {"person_id": ids["boss@lumen.example"]}, **at)
    d.do("POST /approvals/{approval_id}/ask", {"message": "why?"}, key=boss, **at)
    friend = {"person_id": ids["friend@lumen.example"], "note": "you know them"}
    d.do("POST /approvals/{approval_id}/delegate", friend, key=boss, **at)
    d.do("POST /approvals/{approval_id}/take-back", key=boss, **at)
    d.do("POST /approvals/{approval_id}/answer", {"message": "first order"}, **at)
    d.do("POST /company/clock", {"on": "2026-01-09"})
    d.do("POST /approvals/escalate")
    seen = {"digest": first["digest"]}
    d.do("POST /approvals/{approval_id}/approve", {**seen, "note": "fine"}, key=boss, **at)
    second, third, fourth, fifth = asked(), asked(), asked(), asked()
    at = {"approval_id": second["id"]}
    figure = {"digest": second["digest"], "figure": "15", "reason": "less"}
    d.do("POST /approvals/{approval_id}/counter", figure, key=boss, **at)
    no = {"digest": third["digest"], "reason": "no"}
    d.do("POST /approvals/{approval_id}/reject", no, key=boss, approval_id=third["id"])
    d.do("POST /approvals/{approval_id}/withdraw", approval_id=fourth["id"])
    many = {"approvals": [{"id": fifth["id"], "digest": fifth["digest"]}]}
    d.do("POST /approvals/approve", many, key=boss)
    d.do("POST /approval-policies/{lineage_id}/end", {}, lineage_id=lineage)


MAY_APPROVE = ("read", "approvals.decide")


CONSENT = {"name": "Anne Roux", "role": "Director", "consent": "I agree"}


def _signed(d: Deeds, *skus: str, **head: Any) -> tuple[str, str, str]:
    """Quote, contract and order of an accepted offer."""
    quote = _draft(d, *skus, **head)
    token = d.do("POST /quotes/{quote_id}/send", quote_id=quote)["token"]
    d.do("POST /offers/{token}/accept", CONSENT, token=token)
    contract = d.do("POST /contracts", {"quote_id": quote})["id"]
    order = d.do("POST /orders/from-quote", {"quote_id": quote, "contract_id": contract})
    return quote, contract, order["id"]


def _library(d: Deeds) -> None:
    last = d.do("POST /clauses/standard")
    words = {n: last[n] for n in ("category", "title_fr", "title_en", "text_fr", "text_en")}
    own = d.do("POST /clauses", {**words, "fallbacks": [{"fr": "Autre.", "en": "Other."}]})
    d.do("POST /clauses/{clause_id}/end", {}, clause_id=own["id"])
    rule = {
        "topic": "deposit",
        "comparison": "below",
        "value": 1,
        "position": "fallback",
        "source": "us",
    }
    made = d.do("POST /playbook", rule)
    d.do("POST /playbook/{rule_id}/end", {}, rule_id=made["id"])


def _negotiation(d: Deeds, library: list[dict[str, Any]]) -> None:
    """A contract assembled, reworded, annexed, shared, and negotiated with its customer."""
    quote = _draft(d, "CARE")
    found = d.do("POST /contract-drafts", {"quote_id": quote})
    at, (first, second, *_rest) = {"draft_id": found["id"]}, found["clauses"]
    here = "/contract-drafts/{draft_id}"
    d.do(f"PUT {here}/clauses/{{clause_key}}", {"fallback": 1}, **at, clause_key=first["key"])
    d.do(f"PUT {here}/clauses/{{clause_key}}", {"fallback": 0}, **at, clause_key=first["key"])
    other = next(c["id"] for c in library if not c["always"] and not c["ends_on"])
    more = d.do(f"POST {here}/clauses", {"clause_id": other}, **at)
    d.do(f"DELETE {here}/clauses/{{clause_key}}", **at, clause_key=more["clauses"][-1]["key"])
    file = {"title": "Levels", "name": "a.pdf", "content": base64.b64encode(b"%PDF-1.7").decode()}
    joined = d.do(f"POST {here}/annexes", file, **at)
    d.do("POST /annexes/{annex_id}/remove", annex_id=joined["annexes"][0]["id"])
    seen = call("GET", f"/quotes/{quote}", key=d.key).body["revision"]
    d.do("PATCH /quotes/{quote_id}", {"revision": seen, "term_months": 36}, quote_id=quote)
    d.do(f"POST {here}/refill", **at)
    d.do("POST /quotes/{quote_id}/send", quote_id=quote)
    d.do(f"POST {here}/share", **at)
    d.do(f"POST {here}/comments", {"key": first["key"], "text": "Agreed?"}, **at)
    proposed = {"key": second["key"], "text": second["text"] + " Thanks.", "comment": "why"}
    ours = d.do(f"POST {here}/changes", proposed, **at)
    d.do("POST /clause-changes/{change_id}/withdraw", change_id=ours["id"])
    draft_id = read_id("drf", found["id"])
    theirs = contracting.customer_proposes(
        begin(CUSTOMER, _company_of(d)), draft_id=draft_id, link=drafts.draft(draft_id).link,
        key=read_id("dcl", second["key"]), text="Other words.", name="Anne Roux",
    )  # fmt: skip
    change = show_id("cch", theirs.change_id)
    d.do("POST /clause-changes/{change_id}/decide", {"taken": []}, change_id=change)


def _obligations(d: Deeds, contract: str) -> None:
    body = {"side": "us", "what": "Report", "first_on": "2026-03-01", "every_months": 3}
    duty = d.do("POST /contracts/{contract_id}/obligations", body, contract_id=contract)["id"]
    done = {"due_on": "2026-03-01"}
    d.do("POST /contract-obligations/{duty_id}/done", done, duty_id=duty)
    d.do("POST /contract-obligations/{duty_id}/end", {}, duty_id=duty)


def _signatures(d: Deeds, contract: str) -> None:
    people = [
        {"name": "Anne Roux", "email": "anne@roux.example", "role": "CEO"},
        {"name": "Ada Martin", "email": "ada@atelier.example", "side": "us", "step": 2},
    ]
    body = {"contract_id": contract, "signers": people, "message": "Please sign"}
    request = d.do("POST /signings", body)
    sent = d.do("POST /signings/{signing_id}/send", signing_id=request["id"])
    first = {"signer_id": sent["signers"][0]["id"]}
    d.do("POST /signers/{signer_id}/remind", **first)
    d.do("POST /signers/{signer_id}/link", **first)
    d.do("POST /signings/{signing_id}/void", {"reason": "typo"}, signing_id=request["id"])
    elsewhere = d.do("POST /signings", {**body, "service": "box", "level": "qualified"})
    d.do("POST /signings/{signing_id}/send", signing_id=elsewhere["id"])
    d.do("POST /signings/{signing_id}/ask", signing_id=elsewhere["id"])
    d.do("POST /seal-key/make")
    mine = sealing.made("Atelier", "FR", clock.instant()).pkcs12
    d.do("POST /seal-key/load", {"pkcs12": base64.b64encode(mine).decode()})


def _installments(d: Deeds) -> None:
    """A quote with a schedule: its deposit is invoiced, then a milestone that is reached."""
    own = {"quote_id": _draft(d, "PUMP")}
    rows = [{"due": due, "share": "percent", "value": "50"} for due in ("acceptance", "delivery")]
    seen = call("GET", f"/quotes/{own['quote_id']}", key=d.key).body["revision"]
    d.do("PATCH /quotes/{quote_id}", {"revision": seen, "schedule": rows}, **own)
    token = d.do("POST /quotes/{quote_id}/send", **own)["token"]
    yes = {"name": "Anne Roux", "role": "CEO", "consent": "I accept"}
    d.do("POST /offers/{token}/accept", yes, token=token)
    order = d.do("POST /orders/from-quote", own)["id"]
    d.do("POST /invoices/installment", {"order_id": order, "number": 1})


def _deal(d: Deeds) -> None:
    words = {"title_fr": "CGV", "title_en": "Terms", "text_fr": "1. Objet", "text_en": "1. Object"}
    d.do("POST /general-terms", words)
    _quote, contract, order = _signed(
        d, "PUMP", "ADVICE", "CARE", "METER", opportunity_id=d.wish, deposit_percent="30",  # type: ignore[attr-defined]
    )  # fmt: skip
    d.do("POST /opportunities/{opportunity_id}/win", opportunity_id=d.wish)  # type: ignore[attr-defined]
    d.contract = contract  # type: ignore[attr-defined]
    _signatures(d, contract)
    _obligations(d, contract)
    _library(d)
    _negotiation(d, call("GET", "/clauses", key=d.key).body["items"])
    at = {"order_id": order}
    d.do("POST /orders/{order_id}/obligations", **at)
    d.services = d.do("POST /services/start", {"order_id": order})  # type: ignore[attr-defined]
    deposit = d.do("POST /invoices/deposit", {"order_id": order})
    _posted(d, deposit)
    pay = {
        "customer_id": d.buyer, "currency": "EUR", "received_on": "2026-01-07",  # type: ignore[attr-defined]
        "reference": "VIR",
    }  # fmt: skip
    d.do("POST /payments", {**pay, "amount": deposit["gross"]["amount"], "auto": True})
    delivery = d.do("POST /orders/{order_id}/deliver", {"note": "all"}, **at)
    d.do("POST /deliveries/{delivery_id}/revenue", delivery_id=delivery["id"])
    draft = d.do("POST /invoices", {"order_id": order})
    change = {"revision": draft["revision"], "customer_ref": "PO 1"}
    d.do("PATCH /invoices/{invoice_id}", change, invoice_id=draft["id"])
    invoice = d.do("POST /invoices/{invoice_id}/issue", invoice_id=draft["id"])
    _posted(d, invoice)
    d.do("POST /invoices/{invoice_id}/revenue", invoice_id=invoice["id"])
    d.do("POST /invoices/{invoice_id}/sent", invoice_id=invoice["id"])
    paid = d.do("POST /payments", {**pay, "amount": "500"})
    shares = [{"invoice_id": invoice["id"], "amount": "500"}]
    applied = d.do(
        "POST /payments/{payment_id}/apply", {"allocations": shares}, payment_id=paid["id"]
    )
    d.do(
        "POST /allocations/{allocation_id}/undo",
        allocation_id=applied["allocations"][0]["id"],
    )
    _credits(d, order, invoice)
    csv = base64.b64encode(b"date;montant;libelle\n07/01/2026;3,00;VIR\n").decode()
    d.do("POST /bank-statements", {"name": "x.csv", "content": csv})
    _other_orders(d)


def _credits(d: Deeds, order: str, invoice: dict[str, Any]) -> None:
    pump = next(x for x in invoice["lines"] if x["sku"] == "PUMP")
    back = [{"order_line_id": pump["order_line_id"], "quantity": "1"}]
    body = {"lines": back, "reason": "broken"}
    returned = d.do("POST /orders/{order_id}/take-back", body, order_id=order)
    d.do("POST /deliveries/{delivery_id}/revenue", delivery_id=returned["id"])
    clerk = make_key(
        _entity(d), Role.BILLING, scopes=("read", "invoicing.write"), email="billing@lumen.example"
    )
    note = {
        "lines": [{"line_id": pump["id"], "quantity": "1"}], "reason": "broken", "reason_code": "return",
    }  # fmt: skip
    where = "POST /invoices/{invoice_id}/credit-notes"
    at = {"invoice_id": invoice["id"]}
    dropped = d.do(where, note, key=clerk, **at)
    assert dropped["state"] == "to_approve"
    d.do("POST /invoices/{invoice_id}/discard", invoice_id=dropped["id"])
    waits = d.do(where, note, key=clerk, **at)
    credit = d.do("POST /invoices/{invoice_id}/approve", invoice_id=waits["id"])
    _posted(d, credit)
    advice = next(x for x in invoice["lines"] if x["sku"] == "ADVICE")
    less = [{"line_id": advice["id"], "amount": "10"}]
    price = {"lines": less, "reason": "rebate", "reason_code": "price"}
    rebate = d.do(where, price, **at)
    _posted(d, rebate)
    d.do("POST /credit-notes/{invoice_id}/revenue", invoice_id=rebate["id"])
    whole = call("GET", f"/invoices/{invoice['id']}?expand=allocations", key=d.key).body
    shares = whole["expanded"]["allocations"]
    share = next(a for a in shares if a["credit_id"] == credit["id"])
    d.do("POST /allocations/{allocation_id}/undo", allocation_id=share["id"])
    used = {"credit_invoice_id": credit["id"], "invoice_id": invoice["id"], "amount": "10"}
    d.do("POST /credit-allocations", used)


def _other_orders(d: Deeds) -> None:
    direct = {"customer_id": d.buyer, "lines": [{"sku": "PUMP", "description": "Pump"}]}  # type: ignore[attr-defined]
    order = d.do("POST /orders", direct)["id"]
    d.do("POST /orders/{order_id}/cancel", {"reason": "mistake"}, order_id=order)
    order = d.do("POST /orders", direct)["id"]
    d.do("POST /orders/{order_id}/deliver", {"note": "all"}, order_id=order)
    d.do("POST /invoices", {"order_id": order, "issue": True})
    d.do("POST /orders/{order_id}/close", {"unused": "0"}, order_id=order)
    tight = {"currency": "EUR", "limit": "1"}
    at = {"customer_id": d.buyer}  # type: ignore[attr-defined]
    d.do("POST /customers/{customer_id}/credit/limit", tight, **at)
    held = d.do("POST /orders", direct)
    assert held["state"] == "held"
    d.do("POST /orders/{order_id}/release", {"reason": "boss"}, order_id=held["id"])
    held = d.do("POST /orders", {**direct, "deposit_percent": "50"})["id"]
    deposit = d.do("POST /invoices/deposit", {"order_id": held})
    _posted(d, deposit)
    share = [{"invoice_id": deposit["id"], "amount": deposit["gross"]["amount"]}]
    pay = {**at, "amount": share[0]["amount"], "currency": "EUR", "received_on": "2026-01-07"}
    d.do("POST /payments", {**pay, "allocations": share})
    d.do("POST /orders/{order_id}/release-paid", order_id=held)
    d.do("POST /customers/{customer_id}/credit/limit", {"currency": "EUR", "limit": None}, **at)


def _self_billing(d: Deeds) -> None:
    """The buyer writes the next invoice in our name; the mandate is over since."""
    at = {"customer_id": d.buyer}  # type: ignore[attr-defined]
    order = {**at, "lines": [{"sku": "PUMP", "description": "Pump"}]}
    order_id = d.do("POST /orders", order)["id"]
    d.do("POST /orders/{order_id}/deliver", {}, order_id=order_id)
    draft = d.do("POST /invoices", {"order_id": order_id})
    agreed = {
        "accepted_on": "2026-01-05",
        "from_on": "2026-01-06",
        "reference": "C 12",
        "series": "CHA-",
    }
    mandate = d.do("POST /customers/{customer_id}/self-billing", agreed, **at)
    said = {n: draft[n]["amount"] for n in ("net", "vat", "gross")}
    document = {**said, "number": "CHA-0001", "issued_on": "2026-01-06"}
    where = "POST /invoices/{invoice_id}/customer-document"
    _posted(d, d.do(where, document, invoice_id=draft["id"]))
    end = {"until_on": "2026-01-06"}
    d.do(
        "POST /customers/{customer_id}/self-billing/{mandate_id}/end", end, **at,
        mandate_id=mandate["id"],
    )  # fmt: skip


def _ramps(d: Deeds) -> None:
    """A care plan that grows in its second year; how its revenue is spread is chosen."""
    body = {"customer_id": d.buyer, "starts_on": "2026-02-01", "term_months": 24}  # type: ignore[attr-defined]
    quote = d.do("POST /quotes", body)["id"]
    years = [{"months": 12, "quantity": q} for q in ("1", "2")]
    lines = {"lines": [{"sku": "CARE", "segments": years}]}
    d.do("POST /quotes/{quote_id}/lines", lines, quote_id=quote)
    token = d.do("POST /quotes/{quote_id}/send", quote_id=quote)["token"]
    d.do("POST /offers/{token}/accept", CONSENT, token=token)
    contract = d.do("POST /contracts", {"quote_id": quote})["id"]
    order = d.do("POST /orders/from-quote", {"quote_id": quote, "contract_id": contract})["id"]
    d.do("POST /services/start", {"order_id": order})
    (ramp,) = d.do("POST /orders/{order_id}/ramps", order_id=order)
    choice = {"spread": "over_the_term", "reason": "a price to begin with"}
    d.do("POST /revenue/ramps/{ramp_id}/spread", choice, ramp_id=ramp["id"])


def _periods(d: Deeds) -> None:
    care, meter = sorted(d.services, key=lambda s: s["charge_kind"])  # type: ignore[attr-defined]
    d.do("POST /company/clock", {"on": "2026-03-10"})
    d.do("POST /services/charge", {"on": "2026-03-10"})
    rows = [{"service_id": meter["id"], "key": "k1", "used_on": "2026-01-20", "quantity": "7"}]
    d.do("POST /usage", {"rows": rows})
    d.do("POST /usage/rate", {})
    d.do("POST /revenue/charges", {})
    d.do("POST /invoices/run", {})
    d.do("POST /revenue/months", {"month": "2026-01"})
    d.do("POST /ledger/close", {"through": "2026-01-31"})
    change = {"kind": "quantity", "line_id": _line(d, d.contract), "quantity": "2"}  # type: ignore[attr-defined]
    made = d.do("POST /amendments", {"contract_id": d.contract, "changes": [change]})  # type: ignore[attr-defined]
    d.do("PUT /amendments/{quote_id}", {}, quote_id=made["quote_id"])
    end = {"on": "2026-04-06", "reason": "moved"}
    d.do("POST /services/{service_id}/end", end, service_id=care["id"])


def _reminders(d: Deeds) -> None:
    """Who is late gets a letter by the company's own plan, then one by hand; a pause and its end."""
    at = {"customer_id": d.buyer}  # type: ignore[attr-defined]
    order = {**at, "lines": [{"sku": "PUMP", "description": "Pump", "quantity": "9"}]}
    order_id = d.do("POST /orders", order)["id"]
    d.do("POST /orders/{order_id}/deliver", {}, order_id=order_id)
    _posted(d, d.do("POST /invoices", {"order_id": order_id, "issue": True}))
    d.do("POST /company/clock", {"on": "2026-05-01"})
    plan = {"gap_days": 5, "minimum": "1.00", "levels": [{"days": 5, "tone": "firm"}]}
    d.do("PUT /reminder-plan", plan)
    letters = d.do("POST /reminders/run")["items"]
    assert [x["customer_id"] for x in letters] == [d.buyer]  # type: ignore[attr-defined]
    until = {"reason": "promise", "until": "2026-06-01"}
    d.do("POST /customers/{customer_id}/pause-reminders", until, **at)
    d.do("POST /customers/{customer_id}/resume-reminders", {}, **at)
    d.do("POST /company/clock", {"on": "2026-05-02"})
    d.do("POST /reminders", at)


def _sending(d: Deeds) -> None:
    """Documents are mailed: one, many, by themselves; one comes back, and its private link is replaced."""
    from comptoir.stages.collecting import actions as collecting
    from comptoir.stages.invoicing import jobs

    at = {"customer_id": d.buyer}  # type: ignore[attr-defined]
    items = call("GET", "/open-items", key=d.key).body["items"]
    first, second = [x["invoice_id"] for x in items if x["number"].startswith("F-")][:2]
    mine = {"invoice_id": first}
    d.do("POST /invoices/{invoice_id}/send", {}, **mine)
    jobs.send_mails()
    d.do("POST /invoices/{invoice_id}/mails/{number}/bounced", {"why": "full"}, **mine, number=1)
    d.do("POST /invoices/{invoice_id}/payment-link", **mine)
    d.do("POST /invoice-mails", {"invoice_ids": [first, second]})
    d.do("PUT /customers/{customer_id}/invoice-mailing", {"automatic": True}, **at)
    d.do("PUT /invoice-mailing", {"automatic": True})
    said = collecting.tell_collector(
        begin(CUSTOMER, _entity(d)), invoice_id=read_id("inv", second), kind="paid"
    )
    d.do("POST /payer-messages/{message_id}/close", message_id=show_id("pym", said.message_id))


def _returned(d: Deeds) -> None:
    """A payment of what is open fails."""
    items = call("GET", "/open-items", key=d.key).body["items"]
    owed = next(x for x in items if x["number"].startswith("F-"))
    share = [{"invoice_id": owed["invoice_id"], "amount": "1.00"}]
    pay = {
        "customer_id": owed["customer_id"], "amount": "1.00", "currency": "EUR",
        "received_on": "2026-05-01", "method": "direct_debit", "allocations": share,
    }  # fmt: skip
    paid = d.do("POST /payments", pay)["id"]
    back = {"reason": "AM04", "returned_on": "2026-05-02", "fee": "6.50", "note": "Rejet"}
    d.do("POST /payments/{payment_id}/return", back, payment_id=paid)


def _line(d: Deeds, contract: str) -> int:
    rows = call("GET", f"/contracts/{contract}/lines", key=d.key).body["items"]
    return next(int(row["id"]) for row in rows if row["charge_kind"] == "recurring")


def _renewals(d: Deeds) -> None:
    _q, kept, _o = _signed(d, "CARE", starts_on="2026-03-10")
    _q, gone, _o = _signed(d, "CARE", starts_on="2026-03-10")
    _q, short, _o = _signed(d, "CARE", starts_on="2026-03-10", term_months=1)
    d.do("POST /contracts/{contract_id}/end", {"reason": "closed"}, contract_id=short)
    _q, _over, _o = _signed(d, "CARE", starts_on="2026-03-10", term_months=1)
    d.do("POST /renewals", {"on": "2027-01-01"})
    new = _draft(d, "CARE")
    d.do("POST /contracts/{contract_id}/renewal/quote", {"quote_id": new}, contract_id=kept)
    d.do("POST /contracts/{contract_id}/renewal/win", contract_id=kept)
    d.do("POST /contracts/{contract_id}/renewed", contract_id=kept)
    d.do("POST /contracts/{contract_id}/renewal/lose", {"reason": "price"}, contract_id=gone)
    d.do("POST /contracts/end-due", {"on": "2026-06-01"})


def _measures(d: Deeds) -> None:
    d.do("POST /recommendations/learning")
    ids = [p["id"] for p in call("GET", "/products", key=d.key).body["items"][:2]]
    link = {"product_id": ids[0], "other_id": ids[1]}
    d.do("POST /recommendations/links", {**link, "kind": "accessory"})
    d.do("POST /recommendations/links/remove", link)
    wares = {p["sku"]: p["id"] for p in call("GET", "/products", key=d.key).body["items"]}
    fits = {"product_id": wares["PUMP"], "other_id": wares["HOSE"], "kind": "accessory"}
    d.do("POST /recommendations/links", fits)
    quote = _draft(d)
    offer = call("GET", f"/quotes/{quote}/offers", key=d.key).body["items"][0]["key"]
    d.do("POST /quotes/{quote_id}/offers", {"offer": offer}, quote_id=quote)


def _connections(d: Deeds) -> None:
    told = {"system": "hubspot", "name": "Carnet", "url": "https://crm.example", "token": "key"}
    one = d.do("POST /connections", told)["id"]
    changed = {"name": "Carnet B", "ways": {"product": "off"}, "quote_at": "contractsent"}
    d.do("PATCH /connections/{connection_id}", changed, connection_id=one)
    d.do("POST /customers", {"name": "Nouvelle", "country": "FR"})
    telling.hear(read_id("cnx", one))
    row = call("GET", f"/connections/{one}/exchanges", key=d.key).body["items"][0]
    assert (row["kind"], row["state"]) == ("customer", "waiting")
    path = "POST /connections/{connection_id}/exchanges/{exchange}/retry"
    d.do(path, connection_id=one, exchange=row["id"])
    d.do("POST /connections/{connection_id}/everything", connection_id=one)
    d.do("POST /connections/{connection_id}/move", {"verb": "pause"}, connection_id=one)


def _posted(d: Deeds, invoice: dict[str, Any]) -> None:
    """The open item that collecting keeps of an issued document; the process's own step."""
    from comptoir.kernel.ids import read_id
    from comptoir.stages.collecting import actions as collecting

    do = begin(SYSTEM, _entity(d))
    collecting.open_item(do, invoice_id=read_id("inv", invoice["id"]))


def _entity(d: Deeds) -> Any:
    from comptoir.kernel.ids import read_id

    return read_id("ent", call("GET", "/me", key=d.key).body["entity_id"])
