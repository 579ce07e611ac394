"""Revenue on screen and over HTTP."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from comptoir.records.ledger.models import Entry
from comptoir.stages.recognizing import actions
from comptoir.stages.recognizing.models import Obligation, Recognition
from tests.world import make_entity, make_user

from .deal import Deal, item

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(deal: Deal, client: Client) -> Deal:
    """Goods billed and half delivered in January; a service of a year, posted through February."""
    client.force_login(make_user(deal.entity))
    (line,) = deal.order((10, 100_000))
    deal.bill(item(line, 10, 100_000))
    deal.deliver((line, 5))
    deal.service(36_500, date(2026, 1, 1), date(2027, 1, 1))
    actions.open_charge_obligations(deal.do())
    actions.recognize_month(deal.do(), month=date(2026, 2, 1))
    return deal


def text(response: Any) -> str:
    return str(response.content.decode()).replace("\xa0", " ")


def test_the_waterfall_shows_every_month_and_leads_to_its_rows(client: Client, busy: Deal) -> None:
    page = text(client.get(reverse("recognizing:waterfall")))
    for said in ("1,365.00", "531.00", "28.00", "31.00", "500.00", "to come", "Without a date"):
        assert said in page
    cell = reverse("recognizing:list") + "?currency=EUR&booked=2026-01&month=2026-02"
    assert cell.replace("&", "&amp;") in page
    assert text(client.get(cell)).count("<tr data-href") == 1


def test_deferred_revenue_rolls_forward_and_splits_by_sign(client: Client, busy: Deal) -> None:
    page = text(client.get(reverse("recognizing:deferred")))
    for said in ("1,000.00", "−531.00", "469.00", "€500.00", "€59.00"):  # liability 500, asset 59
        assert said in page
    assert client.get(reverse("recognizing:deferred"), {"on": "no day"}).status_code == 200


def test_the_reconciliation_says_in_words_that_it_agrees(client: Client, busy: Deal) -> None:
    page = text(client.get(reverse("recognizing:reconciliation")))
    assert page.count("</svg>agrees") == 1
    assert "✗" not in page
    audited = text(client.get(reverse("recognizing:reconciliation"), {"audit": "1"}))
    assert audited.count("</svg>agrees") == 2
    assert "Every total is the sum of its rows." in audited
    assert api(client, "revenue/audit") == {"faults": 0}


def test_a_month_is_previewed_then_posted(client: Client, busy: Deal) -> None:
    before = Recognition.objects.count(), Entry.objects.count()
    page = text(client.get(reverse("recognizing:months"), {"month": "2026-04"}))
    assert "2 recognitions" in page
    assert "€61.00" in page
    assert (Recognition.objects.count(), Entry.objects.count()) == before
    answer = client.post(reverse("recognizing:post_month"), {"month": "2026-04"}, follow=True)
    assert "Posted: €61.00." in text(answer)
    assert Recognition.objects.count() == before[0] + 2
    again = client.post(reverse("recognizing:post_month"), {"month": "2026-04"}, follow=True)
    assert "Nothing is left to post" in text(again)


@pytest.mark.parametrize(("month", "status"), [("2027-01", 409), ("soon", 422)])
def test_a_month_that_cannot_be_posted_says_why(
    client: Client, busy: Deal, month: str, status: int
) -> None:
    before = Recognition.objects.count()
    for answer in (
        client.get(reverse("recognizing:months"), {"month": month}),
        client.post(reverse("recognizing:post_month"), {"month": month}),
    ):
        assert answer.status_code == status
        assert "problem" in text(answer)
    assert Recognition.objects.count() == before


def test_the_obligation_page_explains_one_month(client: Client, busy: Deal) -> None:
    promise = Obligation.objects.get(pattern="straight_line")
    here = reverse("recognizing:show", args=[promise.id])
    page = text(client.get(here, {"month": "2026-02"}))
    for said in (
        "runs 28 days",
        "59 of 365 days",
        "€365.00 × 59 ÷ 365",
        "€59.00",
        "€31.00",
        "€28.00",
    ):
        assert said in page
    goods = Obligation.objects.get(pattern="on_delivery")
    assert "has and keeps" in text(client.get(reverse("recognizing:show", args=[goods.id])))


def test_every_page_has_an_empty_state_and_other_companies_see_nothing(
    client: Client, busy: Deal
) -> None:
    promise = Obligation.objects.first()
    assert promise is not None
    other = make_entity(code="OTHER", siren="", siret="", vat_number="")
    client.cookies["entity"] = str(other)
    for name in ("waterfall", "deferred", "reconciliation", "months", "list"):
        page = text(client.get(reverse(f"recognizing:{name}")))
        assert "365" not in page.split("<main", 1)[1]
    assert client.get(reverse("recognizing:show", args=[promise.id])).status_code == 404


def api(client: Client, path: str, body: dict[str, Any] | None = None, **query: str) -> Any:
    where = f"/api/v1/{path}"
    if body is None:
        answer = client.get(where, query)
    else:
        asked = "?dry_run=true" if query else ""
        answer = client.post(where + asked, json.dumps(body), content_type="application/json")
    return json.loads(answer.content)


def test_the_api_tells_the_same_numbers(client: Client, busy: Deal) -> None:
    (found,) = api(client, "revenue/waterfall")["items"]
    assert found["to_come"] == "2026-03-01"
    assert found["rows"][0]["remaining"] == {"amount": "806.00", "currency": "EUR"}
    (proof,) = api(client, "revenue/reconciliation")["items"]
    assert (proof["agrees"], proof["deferred"]["amount"]) == (True, "441.00")
    closing = [m["closing"]["amount"] for m in api(client, "revenue/roll-forward")["items"]]
    assert closing == ["469.00", "441.00"]
    deferred = api(client, "revenue/deferred")["items"]
    assert {d["contract_asset"]["amount"] for d in deferred} == {
        "0.00", "59.00"
    }  # fmt: skip
    assert [c["country"] for c in api(client, "revenue/countries")["items"]] == ["FR", "FR"]
    page = api(client, "obligations", limit="1")
    assert len(page["items"]) == 1
    assert page["next"]
    one = api(client, f"obligations/{page['items'][0]['id']}", expand="schedule")
    assert [m["amount"]["amount"] for m in one["expanded"]["schedule"]][:3] == [
        "31.00",
        "28.00",
        "31.00",
    ]


def test_the_api_posts_a_month_once_and_dry_runs_write_nothing(client: Client, busy: Deal) -> None:
    before = Recognition.objects.count()
    waiting = api(client, "revenue/months-to-post")["months"]
    assert waiting[:2] == ["2026-03-01", "2026-04-01"]
    tried = api(client, "revenue/months", {"month": "2026-03"}, dry_run="true")
    assert (tried["amount"]["amount"], Recognition.objects.count()) == ("31.00", before)
    done = api(client, "revenue/months", {"month": "2026-03"})
    assert done == tried
    assert api(client, "revenue/months-to-post")["months"] == waiting[1:]
    refused = api(client, "revenue/months", {"month": "2026-03"})
    assert (refused["code"], refused["status"]) == ("nothing_due", 409)
    assert Recognition.objects.count() == before + 1
