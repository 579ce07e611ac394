"""Direct entry: the grid of a new order over HTTP, and its placing."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal as D
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from comptoir.records.credit import actions as limits
from comptoir.records.parties import queries as parties
from comptoir.shell.grid import read_row
from comptoir.stages.ordering import draft, queries
from tests import world
from tests.stages.ordering.sale import Shop, make_shop

pytestmark = pytest.mark.django_db
PUMP = {"sku": "PUMP", "quantity": "2"}


@pytest.fixture
def shop(client) -> Shop:
    made = make_shop()
    client.force_login(world.make_user(made.entity))
    return made


@pytest.fixture
def edit(client):
    """edit(op, customer="", **fields) → status and answer of one edit."""

    def one(op, customer="", **fields):
        where = reverse("ordering:lines") + (f"?customer={customer}" if customer else "")
        answer = client.post(where, json.dumps({"op": op, **fields}), "application/json")
        return answer.status_code, json.loads(answer.content)

    return one


def head(shop, **more):
    return {
        "customer": f"{parties.customer(shop.customer).number} · Menuiserie",
        "channel": "direct",
        **more,
    }


def cells(told, *names):
    return [tuple(row[n] for n in names) for row in told["rows"]]


def plain(text):
    return text.replace("\xa0", " ").replace("\u202f", " ")


def orders(shop):
    return queries.orders_page(shop.entity)[0]


def test_lines_are_priced_as_they_will_be_placed_and_nothing_is_written(client, shop, edit):
    edit("head", name="customer", value=head(shop)["customer"])
    status, told = edit("add", after=None, rows=[
        {**PUMP, "discount": "10 %", "deliver_on": "2026-02-01"}, {"sku": "CARE"},
        {"sku": "BOOK", "discount": "=20"},
    ])  # fmt: skip
    assert (status, told["errors"], len(told["added"])) == (200, [], 3)
    assert cells(
        told, "position", "sku", "quantity", "list_price", "discount", "unit_net", "amount"
    ) == [
        (1, "PUMP", "2", "2,950.00", "10%", "2,655.00", "€5,310.00"),
        (2, "CARE", "1", "36.00", "", "36.00", "€36.00"),
        (3, "BOOK", "1", "22.00", "=20", "20.00", "€20.00"),
    ]
    assert [row["term"] for row in told["rows"]] == ["", "per month", ""]
    assert "€" in told["announce"]
    assert orders(shop) == []

    answer = client.post(reverse("ordering:new"), head(shop, customer_ref="PO-9"))
    [order] = orders(shop)
    assert answer.url == reverse("ordering:show", args=[order.id])
    found = queries.order(order.id)
    assert found.customer_ref == "PO-9"
    assert [(li.quantity, li.net_minor, li.promised_on) for li in found.lines] == [
        (D(2), 531_000, date(2026, 2, 1)), (D(1), 3_600, None), (D(1), 2_000, None),
    ]  # fmt: skip
    page = client.get(reverse("ordering:new")).content.decode()
    assert 'value="PUMP"' not in page


def test_one_draft_becomes_one_order_however_often_it_is_sent(client, shop, edit):
    edit("add", rows=[PUMP])
    session = client.session
    key = draft.find(session, shop.entity, "").key
    before = dict(session)
    given = head(shop, draft=key)
    first = client.post(reverse("ordering:new"), given)
    assert client.post(reverse("ordering:new"), given).url == first.url
    session = client.session  # as the second of two requests at once has read it
    session.update(before)
    session.pop("orders_placed", None)
    session.save()
    assert client.post(reverse("ordering:new"), given).url == first.url
    assert len(orders(shop)) == 1
    stale = client.post(reverse("ordering:new"), head(shop, draft="other"))
    assert (stale.status_code, "placed or thrown away" in stale.content.decode()) == (422, True)
    assert len(orders(shop)) == 1


def test_faulty_rows_come_back_by_row_and_the_good_ones_stay(shop, edit):
    rows = [PUMP, {"sku": "NOPE"}, {"sku": "BOOK", "quantity": "x"}, {"sku": "PUMP", "quantity": "0"},
            {"sku": "BOOK", "discount": "-2"}, {"sku": "BOOK", "quantity": "3"}]  # fmt: skip
    for customer in ("", head(shop)["customer"]):
        edit("head", name="customer", value=customer)
        status, told = edit("add", rows=rows)
        assert status == 200
        assert [e["index"] for e in told["errors"]] == [1, 2, 3, 4]
        for error, said in zip(
            told["errors"],
            ("No product has", "not a number", "more than zero", "a percentage"),
            strict=True,
        ):
            assert said in error["detail"]
    assert cells(told, "sku", "quantity") == [("PUMP", "2"), ("BOOK", "3")] * 2


def test_a_line_is_changed_duplicated_moved_removed_and_taken_back(shop, edit):
    edit("head", name="customer", value=head(shop)["customer"])
    told = edit("add", rows=[PUMP, {"sku": "BOOK"}])[1]
    first, second = (row["id"] for row in told["rows"])
    told = edit("change", id=first, rev=0, cell="quantity", value="3")[1]
    assert cells(told, "quantity", "rev") == [("3", 1), ("1", 0)]
    status, told = edit("change", id=first, rev=0, cell="quantity", value="4")
    assert (status, told["refused"]["code"]) == (409, "line_moved")
    for cell, value, code in (
        ("quantity", "0", "line_refused"), ("sku", "NOPE", "line_refused"),
        ("discount", "-5", "amount_not_taken"), ("discount", "200", "line_refused"),
        ("color", "red", "unreadable_request"),
    ):  # fmt: skip
        status, told = edit("change", id=first, rev=1, cell=cell, value=value)
        assert (status, told["refused"]["code"]) == (422, code)
        assert cells(told, "sku", "quantity", "discount")[0] == ("PUMP", "3", "")
    told = edit("duplicate", id=first)[1]
    assert cells(told, "sku", "quantity") == [("PUMP", "3"), ("PUMP", "3"), ("BOOK", "1")]
    told = edit("move", id=second, to=1)[1]
    assert cells(told, "position", "sku") == [(1, "BOOK"), (2, "PUMP"), (3, "PUMP")]
    told = edit("remove", id=first)[1]
    assert cells(told, "sku") == [("BOOK",), ("PUMP",)]
    told = edit("add", after=second, rows=[{"sku": "CARE"}])[1]
    assert cells(told, "sku") == [("BOOK",), ("CARE",), ("PUMP",)]
    for _n in range(5):
        told = edit("undo")[1]
    assert cells(told, "sku", "quantity") == [("PUMP", "2"), ("BOOK", "1")]
    assert (told["undo"], told["redo"]) == (True, True)
    assert cells(edit("redo")[1], "quantity") == [("3",), ("1",)]
    edit("undo")
    edit("undo")
    assert edit("undo")[1]["rows"] == []
    assert edit("dance")[0] == 422


def test_without_a_customer_the_panel_says_what_to_do(shop, edit):
    told = edit("add", rows=[PUMP])[1]
    assert "Choose the customer" in told["panel"]
    assert cells(told, "sku", "quantity", "amount") == [("PUMP", "2", "")]
    told = edit("head", name="customer", value="Nobody")[1]
    assert "Choose a customer from the list" in told["panel"]
    told = edit("head", name="customer", value=head(shop)["customer"])[1]
    assert "€7,080.00" in told["panel"]
    told = edit("head", name="currency", value="USD")[1]
    assert "price book" in told["panel"]


def test_above_the_credit_limit_the_panel_says_so_before_placing(shop, edit):
    do = world.do_as(shop.entity)
    limits.set_limit(do, customer_id=shop.customer, currency="EUR", limit_minor=100)
    edit("head", name="customer", value=head(shop)["customer"])
    told = edit("add", rows=[PUMP])[1]
    assert "€7,079.00 above the credit limit" in plain(told["panel"])


def test_each_customer_of_the_address_has_a_draft_of_their_own(client, shop, edit):
    edit("add", rows=[{"sku": "BOOK"}])
    where = f"{reverse('ordering:new')}?customer={shop.customer}"
    page = client.get(where).content.decode()
    assert parties.customer(shop.customer).number in page
    assert 'value="BOOK"' not in page
    edit("add", str(shop.customer), rows=[PUMP])
    assert 'value="PUMP"' in client.get(where).content.decode()
    assert 'value="BOOK"' in client.get(reverse("ordering:new")).content.decode()
    assert client.post(f"{reverse('ordering:discard')}?customer={shop.customer}").url == where
    assert 'value="PUMP"' not in client.get(where).content.decode()
    assert client.get(f"{reverse('ordering:new')}?customer=x").status_code == 200


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"customer": "Nobody"}, "Choose a customer"),
        ({"customer": ""}, "Choose a customer"),
        ({"currency": "EURO"}, "ISO 4217"),
        ({"channel": "quote"}, "do not come in by this channel"),
    ],
)
def test_a_wrong_head_is_refused_in_words_and_the_lines_stay(client, shop, edit, change, said):
    edit("add", rows=[PUMP])
    answer = client.post(reverse("ordering:new"), {**head(shop), **change})
    page = answer.content.decode()
    assert (answer.status_code, said in page, 'value="PUMP"' in page) == (422, True, True)
    assert orders(shop) == []


def test_an_order_without_lines_is_refused(client, shop):
    answer = client.post(reverse("ordering:new"), head(shop))
    assert (answer.status_code, "at least one line" in answer.content.decode()) == (422, True)


def test_a_reference_that_left_the_catalog_is_named_with_its_line(client, shop, edit):
    edit("add", rows=[{"sku": "BOOK"}, PUMP])
    session = client.session
    typed = draft.find(session, shop.entity, "")
    gone = draft.change(typed, 2, 0, {"sku": "<b>"})
    draft.keep(session, shop.entity, "", gone)
    session.save()
    answer = client.post(reverse("ordering:new"), head(shop))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Line 2" in page
    assert "&lt;b&gt;" in page
    assert "<b>" not in page


def test_products_are_offered_with_todays_price(client, shop):
    found = json.loads(client.get(reverse("ordering:products"), {"q": "pum"}).content)["items"]
    assert [(i["sku"], plain(i["price"])) for i in found] == [("PUMP", "€2,950.00")]
    found = json.loads(
        client.get(reverse("ordering:products"), {"q": "pum", "currency": "jpy"}).content
    )
    assert found["items"][0]["price"] == "no price"


def test_an_order_takes_at_most_a_thousand_lines(shop, edit):
    status, told = edit("add", rows=[{"sku": "BOOK"}] * 1001)
    assert (status, told["refused"]["code"]) == (422, "too_many_lines")


def test_what_can_be_taken_back_and_kept_is_bounded():
    typed = draft.blank()
    for _n in range(40):
        typed = draft.add(typed, [read_row({"sku": "BOOK"}, "en")])
    assert len(typed.past) == draft.STEPS
    session: dict[str, Any] = {}
    entity = UUID(int=1)
    for n in range(12):
        draft.keep(session, entity, str(n), typed)
    assert len(session[draft.SESSION]) == draft.KEPT
    assert draft.find(session, entity, "11") == typed


def test_a_typed_line_answers_why_it_costs_what_it_does(client, shop, edit):
    edit("head", name="customer", value=head(shop)["customer"])
    _status, told = edit("add", after=None, rows=[{**PUMP, "discount": "10 %"}, {"sku": "BOOK"}])
    pump, book = told["added"]
    page = client.get(reverse("ordering:new")).content.decode()
    assert 'data-explain="/ordering/new/why/0"' in page and page.count("data-why-line") == 3
    why = plain(client.get(reverse("ordering:why_typed", args=[pump])).content.decode())
    assert "Price book STD, the only one" in why and "default book in EUR" in why
    assert "Why €2,655.00?" in why and "Sales discount" in why and "2 × €2,655.00" in why
    assert (
        "Sales discount"
        not in client.get(reverse("ordering:why_typed", args=[book])).content.decode()
    )
    assert orders(shop) == []
    assert client.get(reverse("ordering:why_typed", args=[book + 1])).status_code == 409


def test_a_typed_line_without_a_price_says_what_is_missing(client, shop, edit):
    _status, told = edit("add", after=None, rows=[PUMP])
    why = client.get(reverse("ordering:why_typed", args=told["added"])).content.decode()
    assert "Choose the customer: the prices follow." in why
