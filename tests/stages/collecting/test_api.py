"""Collecting over HTTP."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.test import Client

from comptoir.kernel.ids import show_id
from comptoir.stages.collecting.models import Payment
from tests.world import make_user

from .conftest import Desk

pytestmark = pytest.mark.django_db


def test_a_payment_is_tried_booked_repeated_and_undone(desk: Desk) -> None:
    client = Client()
    client.force_login(make_user(desk.entity_id))

    def call(method: str, path: str, body: object = None, **headers: Any) -> tuple[int, Any]:
        send = getattr(client, method)
        answer = send(f"/api/v1/{path}", body, content_type="application/json", **headers)
        return answer.status_code, answer.json()

    invoice, note = desk.issue(1000, "F-1"), desk.issue(-100, "A-1", kind="credit")
    customer, inv = show_id("cus", desk.customer_id), show_id("inv", invoice)
    body = {
        "customer_id": customer, "amount": "7.00", "currency": "EUR", "received_on": "2026-05-01",
        "allocations": [{"invoice_id": inv, "amount": "6.00"}],
    }  # fmt: skip
    status, dry = call("post", "payments?dry_run=true", body)
    assert (status, dry["unapplied"]["amount"], Payment.objects.count()) == (200, "1.00", 0)
    status, made = call("post", "payments", body, HTTP_IDEMPOTENCY_KEY="k1")
    assert (status, made["number"]) == (200, "P-2026-0001")
    assert call("post", "payments", body, HTTP_IDEMPOTENCY_KEY="k1") == (200, made)
    assert call("post", "payments", {**body, "amount": "8.00"}, HTTP_IDEMPOTENCY_KEY="k1")[0] == 409
    assert Payment.objects.count() == 1
    assert call("get", f"payments/{made['id']}") == (200, made)
    assert call("post", f"payments/{made['id']}/apply", {})[1]["unapplied"]["amount"] == "0.00"
    credit = {"credit_invoice_id": show_id("inv", note), "invoice_id": inv}
    assert call("post", "credit-allocations", credit)[1]["open"]["amount"] == "2.00"
    undone = call("post", f"allocations/{made['allocations'][0]['id']}/undo", {})
    assert undone[1]["open"]["amount"] == "8.00"
    over = {**body, "allocations": [{"invoice_id": inv, "amount": "9.00"}]}
    assert call("post", "payments", {**over, "amount": "9.00"})[1]["code"] == "over_allocation"
    assert call("get", "open-items")[1]["items"][0]["open"]["amount"] == "8.00"
    assert call("get", f"customers/{customer}/open-items")[1]["items"][0]["number"] == "F-1"
    assert call("get", "aging")[1]["items"][0]["total"]["amount"] == "2.00"
    (account,) = call("get", f"customers/{customer}/statement")[1]["items"]
    assert account["closing"]["amount"] == "2.00"
    assert call("get", "payments?unapplied=true")[1]["items"][0]["id"] == made["id"]
    content = base64.b64encode(b"date;montant;libelle\n01/05/2026;3,00;VIR\n").decode()
    status, read = call("post", "bank-statements", {"name": "x.csv", "content": content})
    assert (status, read["new_lines"], read["payments"]) == (200, 1, 0)
    assert call("get", "bank-lines")[1]["items"][0]["reason"] == "nothing"
    for asked, found in (
        ("q=vir", 1), ("q=loyer", 0), ("currency=EUR", 1), ("currency=USD", 0),
        ("since=2026-05-01&until=2026-05-01", 1), ("since=2026-05-02", 0),
        (f"statement_id={read['id']}", 1), (f"statement_id={made['id'].replace('pay', 'bst')}", 0),
    ):  # fmt: skip
        assert len(call("get", f"bank-lines?{asked}")[1]["items"]) == found, asked
    content = base64.b64encode(b"date;montant;libelle;qui\n01/05/2026;8,00;VIR X;Inconnu\n")
    file = {"name": "y.csv", "content": content.decode(), "columns": {"payer": "qui"}}
    call("post", "bank-statements", file)
    line = call("get", "bank-lines?expand=statement,candidates")[1]["items"][0]
    assert (line["candidates"], line["expanded"]["statement"]["name"]) == ([inv], "y.csv")
    (owed,) = line["expanded"]["candidates"]
    assert (owed["number"], owed["open"]) == ("F-1", {"amount": "8.00", "currency": "EUR"})
