"""The figures of the pages over the API: home, one customer, states, numbering, health."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptoir.kernel.ids import show_id
from comptoir.pages.desk import series
from comptoir.platform.models import Counter
from comptoir.platform.roles import Role
from tests.api.driving import call, make_key
from tests.pages.desk.deals import half_done
from tests.pages.desk.test_pages import desk_of
from tests.world import make_entity

pytestmark = pytest.mark.django_db


def test_a_program_reads_the_figures_that_people_see() -> None:
    deal = half_done(make_entity())
    key = make_key(deal.entity_id)
    _home(deal.entity_id, key)
    _customer(deal, key)
    _numbers(deal.entity_id, key)


def _home(entity_id, key) -> None:
    home = call("GET", "/home", key=key).body
    waits = {w["key"]: (w["label"], w["count"]) for w in home["waiting"]}
    assert waits["to_deliver"] == ("Orders to deliver", 1)
    assert waits["orders_held"][1] == 0
    figures = {f["key"]: f["amount"] for f in home["figures"]}
    assert sorted(figures) == ["cash_expected", "mrr", "overdue", "recognized"]
    assert {a["currency"] for a in figures.values()} == {"EUR"}
    can = ("fulfilling.write",)
    stock = make_key(entity_id, Role.WAREHOUSE, scopes=can, email="stock@lumen.example")
    assert [w["key"] for w in call("GET", "/home", key=stock).body["waiting"]] == ["to_deliver"]
    told = call("GET", "/document-states", key=key).body["documents"]
    states = {d["kind"]: d["states"] for d in told}
    issued = call("GET", "/invoices?state=issued", key=key).body["items"]
    assert (states["orders"], states["quotes"]) == ({"open": 1}, {})
    assert states["invoices"] == {"issued": len(issued)}
    health = call("GET", "/health", key=key).body
    assert health["level"] in ("ok", "warn", "fail")
    assert {"database", "worker"} <= {f["name"] for f in health["findings"]}
    assert call("GET", "/health", key=stock).status_code == 403


def _customer(deal, key) -> None:
    at = f"/customers/{show_id('cus', deal.customer_id)}"
    told = call("GET", f"{at}/figures", key=key).body
    issued = call("GET", f"/invoices?customer_id={at[11:]}&state=issued", key=key).body["items"]
    owed = call("GET", f"{at}/open-items", key=key).body["items"]
    billed = [Decimal(i["gross"]["amount"]) for i in issued]
    assert (Decimal(told["billed"]["amount"]), told["documents"]) == (sum(billed), len(billed))
    assert Decimal(told["balance"]["amount"]) == sum(Decimal(i["open"]["amount"]) for i in owed) > 0
    assert [m["month"] for m in told["months"]][::11] == ["2025-04-01", "2026-03-01"]
    assert sum(Decimal(m["billed"]["amount"]) for m in told["months"]) == sum(billed)
    assert sum(Decimal(m["paid"]["amount"]) for m in told["months"]) > 0
    (exposure,) = call("GET", f"{at}/credit", key=key).body["items"]
    assert told["exposure"] == exposure
    assert call("GET", f"{at}/offers", key=key).body == {"items": [], "next": None}
    other = make_key(make_entity(code="OTHER", name="Autre"), email="other@lumen.example")
    for name in ("figures", "offers"):
        assert call("GET", f"{at}/{name}", key=other).status_code == 404


def _numbers(entity_id, key) -> None:
    rows = {s["series"]: s for s in call("GET", "/numbering", key=key).body["items"]}
    assert (rows["invoice"]["number"], rows["invoice"]["label"]) == (
        f"F-2026-000{rows['invoice']['last']}",
        "Invoices",
    )
    assert {s["gaps"] for s in rows.values()} == {0}
    assert {"customer", "order", "delivery", "invoice", "payment"} <= set(rows)
    desk = desk_of()
    assert "no gap" in desk.get("/settings/numbering").content.decode()
    last = rows["invoice"]["last"]
    Counter.objects.filter(entity_id=entity_id, series="invoice").update(last=30)
    with CaptureQueriesContext(connection) as asked:
        (found,) = (s for s in series.series(entity_id) if s.series == "invoice")
    assert (found.number, found.gaps, len(asked)) == ("F-2026-0030", 30 - last, 1)
    assert (found.missing[0], found.missing[-1]) == (
        f"F-2026-{last + 1:04d}",
        f"F-2026-{last + 20:04d}",
    )
    page = desk.get("/settings/numbering").content.decode()
    assert f"{30 - last} missing" in page and found.missing[2] in page
