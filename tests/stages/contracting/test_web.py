"""Contracts and general terms on screen and over HTTP."""

from __future__ import annotations

import json

import pikepdf
import pytest
from django.urls import reverse

from comptoir.kernel.ids import show_id
from comptoir.stages.contracting import actions, queries, standard_terms
from tests import world
from tests.stages.ordering.sale import Shop, accepted, make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(client) -> Shop:
    made = make_shop()
    client.force_login(world.make_user(made.entity))
    return made


@pytest.fixture
def contract(shop):
    actions.publish_terms(world.do_as(shop.entity), **standard_terms.words())
    event = actions.make_contract(world.do_as(shop.entity), quote_id=accepted(shop).id)
    return queries.contract(event.contract_id)


def text(response) -> str:
    return response.content.decode()


def test_the_contract_page_shows_dates_terms_and_proof(client, contract):
    page = text(client.get(reverse("contracting:show", args=[contract.id]))).replace("\xa0", " ")
    for said in (
        "Notice until", "7 October 2026", "Unchanged since signature", "Signed by Anne Roux",
        "6. Réserve de propriété", contract.sha256, "Contract made",
    ):  # fmt: skip
        assert said in page


def test_the_list_filters_by_state(client, contract):
    here = reverse("contracting:list")
    assert contract.number in text(client.get(here, {"state": "active"}))
    assert "No contract matches" in text(client.get(here, {"state": "ended"}))


def test_an_empty_list_says_where_contracts_come_from(client, shop):
    assert "an accepted quote becomes one" in text(client.get(reverse("contracting:list")))


def test_the_pdf_carries_terms_and_is_kept(client, contract, tmp_path):
    first = client.get(reverse("contracting:pdf", args=[contract.id]))
    assert first["Content-Type"] == "application/pdf"
    assert client.get(reverse("contracting:pdf", args=[contract.id])).content == first.content
    kept = tmp_path / "contract.pdf"
    kept.write_bytes(first.content)
    with pikepdf.open(kept) as pdf:
        assert len(pdf.pages) >= 2


def test_terminating_from_the_page(client, contract):
    here = reverse("contracting:end", args=[contract.id])
    refused = client.post(here, {"reason": "", "ends_on": "2026-06-30"})
    assert refused.status_code == 422
    assert client.post(here, {"reason": "moved", "ends_on": "soon"}).status_code == 422
    assert queries.contract(contract.id).state == "active"
    assert client.post(here, {"reason": "moved", "ends_on": "2026-06-30"}).status_code == 302
    assert "Terminated: moved" in text(client.get(reverse("contracting:show", args=[contract.id])))


def test_terms_start_from_the_standard_ones_and_are_published_once(client, shop):
    assert "Start from the standard ones" in text(client.get(reverse("contracting:terms")))
    page = client.get(reverse("contracting:publish"))
    assert "Réserve de propriété" in text(page)
    data = {n: str(page.context["form"][n].value()) for n in page.context["form"].fields}
    first = client.post(reverse("contracting:publish"), data)
    assert first.status_code == 302
    shown = text(client.get(first.url, {"lang": "en"}))
    assert "6. Retention of title" in shown
    again = client.post(reverse("contracting:publish"), data)
    assert (again.status_code, "already the general terms" in text(again)) == (422, True)
    assert [t.version for t in queries.terms_versions(shop.entity)] == [1]
    assert "v1" in shown


def test_contracts_over_http(client, shop):
    def api(method, path, body=None):
        answer = getattr(client, method)(
            f"/api/v1/{path}", data=json.dumps(body) if body is not None else None,
            content_type="application/json",
        )  # fmt: skip
        return answer.status_code, json.loads(answer.content)

    status, terms = api("post", "general-terms", standard_terms.words())
    assert (status, terms["version"]) == (200, 1)
    assert api("get", f"general-terms/{terms['id']}")[1] == terms
    assert len(api("get", "general-terms")[1]["items"]) == 1
    quote_id = show_id("quo", accepted(shop).id)
    status, made = api("post", "contracts", {"quote_id": quote_id})
    assert (status, made["terms_id"], made["ends_on"]) == (200, terms["id"], "2027-01-05")
    here = f"contracts/{made['id']}"
    related = api("get", f"{here}?expand=terms")[1]["expanded"]
    assert related["terms"]["sha256"] == terms["sha256"]
    assert api("get", f"{here}/proof")[1]["intact"] is True
    assert len(api("get", "contracts/due-for-renewal?on=2026-10-01")[1]["items"]) == 1
    assert api("post", "contracts/end-due", {"on": "2026-10-01"})[1]["code"] == "nothing_due"
    assert api("post", "contracts/end-due", {"on": "2027-01-05"})[1]["state"] == "ended"
    assert api("post", f"{here}/end", {"reason": "x"})[1]["code"] == "not_allowed"
    assert api("post", f"{here}/renewed")[1]["state"] == "renewed"
    assert [c["id"] for c in api("get", "contracts?state=renewed")[1]["items"]] == [made["id"]]
