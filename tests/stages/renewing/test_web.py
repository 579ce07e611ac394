"""Renewals on screen and over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from comptoir.kernel.ids import show_id
from comptoir.stages.contracting import actions as contracting
from comptoir.stages.quoting.actions import LineIn
from comptoir.stages.renewing.models import Renewal
from tests import world
from tests.stages.ordering.sale import Shop, accepted, make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(client: Client) -> Shop:
    made = make_shop()
    client.force_login(world.make_user(made.entity))
    return made


@pytest.fixture
def renewal(shop: Shop, client: Client) -> Renewal:
    quote = accepted(shop, LineIn(sku="CARE", term_months=12))
    contracting.make_contract(world.do_as(shop.entity), quote_id=quote.id)
    world.move_to(shop.entity, date(2026, 11, 1))
    client.post(reverse("renewing:open"))
    return Renewal.objects.get()


def text(response: Any) -> str:
    return str(response.content.decode()).replace("\xa0", " ")


def test_the_list_shows_dates_days_left_and_mrr(client: Client, renewal: Renewal) -> None:
    page = text(client.get(reverse("renewing:list")))
    for said in ("K-2026-0001", "5 Jan 2027", "65", "7 Oct 2026", "past", "MRR at stake"):
        assert said in page
    assert "No renewal in this state" in text(
        client.get(reverse("renewing:list"), {"state": "lost"})
    )


def test_an_empty_list_says_when_renewals_come(client: Client, shop: Shop) -> None:
    assert "opens by itself" in text(client.get(reverse("renewing:list")))
    answer = client.post(reverse("renewing:open"), follow=True)
    assert "No other contract ends within 120 days." in text(answer)


def test_a_loss_without_reason_is_refused_on_the_page(client: Client, renewal: Renewal) -> None:
    where = reverse("renewing:lose", args=[renewal.id])
    answer = client.post(where, {"reason": " "})
    assert answer.status_code == 422
    assert "Say why the customer does not renew." in text(answer)
    renewal.refresh_from_db()
    assert renewal.state == "open"
    page = text(client.post(where, {"reason": "Moved away"}, follow=True))
    assert "Moved away" in page
    assert "Mark as lost" not in page


def test_the_api_lists_and_decides(client: Client, renewal: Renewal) -> None:
    listed = client.get("/api/v1/renewals", {"at_stake": "true"}).json()
    assert [r["state"] for r in listed["items"]] == ["open"]
    (stake,) = client.get("/api/v1/renewals/stakes").json()["items"]
    assert (stake["renewals"], stake["mrr"]) == (1, listed["items"][0]["mrr"])
    where = f"/api/v1/contracts/{show_id('ctr', renewal.contract_id)}/renewal/win"
    assert client.post(where, content_type="application/json").json()["state"] == "renewed"
    again = client.post(where, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "not_allowed")
    one = client.get(f"/api/v1/renewals/{show_id('ren', renewal.id)}").json()
    assert (one["state"], one["due_on"]) == ("renewed", "2027-01-05")
