"""The pages and the API of the books."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from comptoir.platform.actions import Do
from comptoir.platform.models import User
from comptoir.records.ledger import queries
from comptoir.records.ledger.models import Book, Entry

from .drafts import post, sale

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(do: Do) -> Client:
    """The browser of an administrator."""
    client = Client()
    client.force_login(User.objects.create_superuser("a@example.com", "secret", name="Ada"))
    return client


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_page_shows_with_and_without_entries(do: Do, page: Client, lang: str) -> None:
    page.cookies["comptoir_language"] = lang
    names = ["list", "journal", "periods", "proof", "new_entry"]
    for name in names:
        assert page.get(reverse(f"ledger:{name}")).status_code == 200, name
    (ref,) = post(do, [sale()])
    for url in [
        *(reverse(f"ledger:{name}") for name in names),
        reverse("ledger:account", args=["411000"]),
        reverse("ledger:account", args=["411000"]) + "?currency=EUR&through=2027-03-31",
        reverse("ledger:entry", args=[ref.id]),
        reverse("ledger:journal") + "?month=2027-03&journal=VE&q=F-1",
        reverse("ledger:list") + "?through=2027-03-31",
    ]:
        answer = page.get(url)
        assert answer.status_code == 200, url
    assert "F-1" in page.get(reverse("ledger:journal") + "?q=f-1").content.decode()
    assert "F-1" not in page.get(reverse("ledger:journal") + "?month=2027-02").content.decode()


def test_an_entry_is_typed_posted_and_reversed(do: Do, page: Client) -> None:
    typed = {
        "journal": "OD", "booked_on": "2027-03-10", "label": "Fees", "currency": "EUR",
        "account_1": "627000", "debit_1": "15.00", "account_2": "512000", "credit_2": "15.00",
    }  # fmt: skip
    answer = page.post(reverse("ledger:new_entry"), typed)
    assert answer.status_code == 302
    entry = Entry.objects.get()
    assert queries.balance(do.entity_id, "bank", "EUR") == -1500
    answer = page.post(reverse("ledger:reverse", args=[entry.pk]), {"reason": "twice"})
    assert (answer.status_code, queries.balance(do.entity_id, "bank", "EUR")) == (302, 0)
    again = page.post(reverse("ledger:reverse", args=[entry.pk]), {"reason": "twice"})
    assert again.status_code == 422
    assert Entry.objects.count() == 2


def test_an_unbalanced_entry_stays_on_the_screen_with_its_fault(do: Do, page: Client) -> None:
    typed = {
        "journal": "OD", "booked_on": "2027-03-10", "label": "Fees", "currency": "EUR",
        "account_1": "627000", "debit_1": "15.00", "account_2": "512000", "credit_2": "14.00",
    }  # fmt: skip
    answer = page.post(reverse("ledger:new_entry"), typed)
    assert answer.status_code == 422
    assert "100 EUR" in answer.content.decode()
    assert 'value="14.00"' in answer.content.decode()
    assert not Entry.objects.exists()


def test_a_period_is_closed_and_the_chain_checked_on_the_screen(do: Do, page: Client) -> None:
    post(do, [sale()])
    assert page.post(reverse("ledger:periods"), {"through": "2027-03-31"}).status_code == 422
    assert page.post(reverse("ledger:periods"), {"through": "2027-02-28"}).status_code == 302
    assert Book.objects.get().closed_through is not None
    assert page.post(reverse("ledger:proof")).status_code == 302
    assert (
        "The books are as they were written" in page.get(reverse("ledger:proof")).content.decode()
    )
    exported = b"".join(page.get(reverse("ledger:export")).streaming_content)  # type: ignore[arg-type]
    assert exported.count(b"\n") == 3
    assert b"def check" in page.get(reverse("ledger:verifier")).content


def test_the_api_posts_reads_and_verifies(do: Do, page: Client) -> None:
    def call(method: str, path: str, body: object = None) -> tuple[int, dict[str, object]]:
        send = getattr(page, method)
        answer = send(f"/api/v1/ledger/{path}", body, content_type="application/json")
        return answer.status_code, answer.json()

    lines = [{"account": "627000", "amount": "15.00"}, {"account": "512000", "amount": "-15.00"}]
    body = {"journal": "OD", "booked_on": "2027-03-10", "label": "Fees", "currency": "EUR"}
    status, dry = call("post", "entries?dry_run=true", {**body, "lines": lines})
    assert (status, dry["number"], Entry.objects.count()) == (200, 1, 0)
    status, made = call("post", "entries", {**body, "lines": lines})
    assert (status, made["number"]) == (200, 1)
    assert made["lines"][0]["amount"] == {"amount": "15.00", "currency": "EUR"}
    status, problem = call("post", "entries", {**body, "lines": lines[:1] * 2})
    assert (status, problem["code"]) == (422, "unbalanced")
    assert call("get", "trial-balance")[1]["totals"] == [{"amount": "0.00", "currency": "EUR"}]
    assert call("get", "accounts/512000/lines")[1]["items"][0]["number"] == 1
    assert call("get", f"entries/{made['id']}")[1]["digest"] == made["digest"]
    assert call("get", "entries?month=2027-03-10")[1]["next"] is None
    assert call("get", "verification")[1]["faults"] == []
    assert call("get", "accounts/999999/lines")[0] == 404
    assert call("post", f"entries/{made['id']}/reverse", {"reason": "x"})[0] == 200
    assert call("post", "close", {"through": "2027-02-28"})[1]["closed_through"] == "2027-02-28"
