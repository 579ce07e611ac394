"""Every big list by each of its columns, both ways, page by page: no row twice, none missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptoir.demo import pipeline, playing, story
from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import Money
from comptoir.platform import clock
from comptoir.platform.paging import BadSort, arranged, keyset
from comptoir.records.parties import actions as parties
from comptoir.records.parties.models import Customer
from comptoir.shell import lists
from comptoir.stages.quoting import queries as quoting
from comptoir.stages.renewing import actions as renewing
from tests import world
from tests.scenarios.house import line

pytestmark = pytest.mark.django_db
LISTS = (
    "quoting:list", "prospecting:list", "contracting:list", "ordering:list", "fulfilling:list",
    "collecting:list", "collecting:payments", "subscribing:list", "renewing:list", "parties:list",
    "catalog:list",
)  # fmt: skip
RANKED = ("state", "stage", "kind", "condition", "nature", "charge", "tax", "method", "channel")


@pytest.fixture
def company(client) -> UUID:
    """The story's deal, more quotes and customers, two of them with an accent and a small letter."""
    today = clock.instant().date()
    entity_id, _book = playing.found("SORTED", "Sorted", today - timedelta(days=90))
    story.tell(lambda _: None, entity_id)
    for n, name in enumerate(("Écluse", "eau vive", "Zinc", "Eau douce")):
        made = parties.create_customer(
            world.do_as(entity_id), name=name, kind="company", country="FR", language="fr",
            currency="EUR", terms_kind="net_days", terms_days=30,
        )  # fmt: skip
        playing.offered(entity_id, made.customer_id, [line("CAB-50", n + 1)])
        order_id = playing.signed(entity_id, made.customer_id, [line("CAB-50", 4 - n)])
        playing.fulfilling.deliver(world.do_as(entity_id), order_id=order_id)
        pipeline.open_wish(entity_id, made.customer_id, f"Wish {n}", 70_000 - n, 30 + n)
    renewing.open_renewals(
        world.do_as(entity_id), on=playing.by(entity_id).today + timedelta(days=400)
    )
    client.force_login(world.make_user(entity_id))
    return entity_id


def walked(client, url: str, **asked: str) -> list[dict[str, Any]]:
    """The rows of all pages of a list."""
    rows: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get(url, {**asked, "cursor": cursor})
        assert page.status_code == 200, (url, asked)
        table = page.context["table"]
        rows += [dict(row) for row in table.data]
        cursor = table.following
    return rows


def sortable(client, url: str) -> Iterator[str]:
    for column in client.get(url).context["table"].columns:
        if column.orderable:
            yield column.name


def plain(value: Any, column: str) -> Any:
    """What a cell is compared by."""
    if value is None:
        return date.max if column.endswith("_on") else ""
    if isinstance(value, Money):
        return value.minor
    if isinstance(value, tuple):
        return value[0]
    return value.casefold().replace("é", "e") if isinstance(value, str) else value


def key(row: dict[str, Any]) -> str:
    """What tells one row from another."""
    return f"{row['url']} {row.get('number', '')}"


def test_each_column_sorts_both_ways_over_all_pages(client, company, monkeypatch):
    for name in LISTS:
        url, asked = reverse(name), {"stage": "all"} if name == "prospecting:list" else {}
        whole = sorted(key(row) for row in walked(client, url, **asked))
        assert whole, name
        columns = list(sortable(client, url))
        assert len(columns) > 3
        with monkeypatch.context() as short:
            short.setattr(lists, "PER_PAGE", 2)
            for column in columns:
                up = walked(client, url, sort=column, **asked)
                down = walked(client, url, sort=f"-{column}", **asked)
                assert sorted(key(row) for row in up) == whole, (name, column)
                assert [key(row) for row in down] == [key(row) for row in up][::-1], (name, column)
                if column not in RANKED:
                    values = [plain(row[column], column) for row in up]
                    assert values == sorted(values), (name, column)


def test_names_sort_as_in_a_dictionary(client, company):
    names = [row["name"] for row in walked(client, reverse("parties:list"), sort="name")]
    ours = [name for name in names if name in ("Écluse", "eau vive", "Zinc", "Eau douce")]
    assert ours == ["Eau douce", "eau vive", "Écluse", "Zinc"]


def test_a_state_sorts_in_the_order_of_the_process(client, company):
    states = [row["state"] for row in walked(client, reverse("quoting:list"), sort="state")]
    assert states == sorted(states, key=["draft", "sent", "accepted"].index)


def test_the_head_says_how_a_list_is_sorted_and_turns_it(client, company):
    url = reverse("quoting:list")
    page = client.get(url, {"sort": "net", "q": "Q-"}).content.decode()
    assert 'aria-sort="ascending"><a id="list-sort-net" href="?sort=-net&amp;q=Q-"' in page
    page = client.get(url, {"sort": "-net", "cursor": ""}).content.decode()
    assert 'aria-sort="descending"><a id="list-sort-net" href="?sort=net"' in page
    assert page.count('aria-sort="descending"') == 1


def test_turning_the_order_starts_from_the_first_page_and_the_next_page_keeps_it(
    client, company, monkeypatch
):
    monkeypatch.setattr(lists, "PER_PAGE", 2)
    url = reverse("quoting:list")
    first = client.get(url, {"sort": "net"})
    second = client.get(url, {"sort": "net", "cursor": first.context["table"].following})
    page = second.content.decode()
    assert "sort=-net&amp;cursor" not in page  # the head forgets the place
    following = second.context["table"].following
    assert f"sort=net&amp;cursor={following}" in page
    assert page.count("Previous") == 1


def test_an_unknown_order_is_not_heard_on_a_page_and_refused_by_the_query(client, company):
    url = reverse("quoting:list")
    assert client.get(url, {"sort": "; DROP TABLE"}).status_code == 200
    plain_order = [row["url"] for row in walked(client, url)]
    assert [row["url"] for row in walked(client, url, sort="margin")] == plain_order
    with pytest.raises(BadSort) as refused:
        quoting.quotes_page(company, sort="-margin")
    assert "net" in refused.value.facts["expected"]


@pytest.mark.parametrize("cursor", ["x", "W10", "WyJhIiwiYiJd", "WzEsMiwzXQ"])
def test_a_cursor_of_another_order_is_refused(client, company, cursor):
    answer = client.get(reverse("quoting:list"), {"sort": "valid_until", "cursor": cursor})
    assert answer.status_code == 422
    rows = Customer.objects.filter(entity_id=company)
    with pytest.raises(Invalid):
        keyset(*arranged(rows, "state", {"state": "active"}, ("name", "id")), cursor, 5)


def test_an_export_has_the_order_of_the_list(client, company):
    url = reverse("prospecting:list")
    page = client.get(url, {"stage": "all", "sort": "-amount"})
    shown = [row["number"] for row in page.context["table"].data]
    file = client.get(url, {"stage": "all", "sort": "-amount", "export": "csv"})
    told = [row.split(",")[0] for row in file.content.decode("utf-8-sig").splitlines()[1:]]
    assert told == shown and len(told) > 0


def test_the_journal_and_the_aging_sort_by_their_columns(client, company):
    url = reverse("ledger:journal")
    numbers = [e.head.number for e in client.get(url, {"sort": "number"}).context["entries"]]
    assert numbers == sorted(numbers)
    days = [e.head.booked_on for e in client.get(url, {"sort": "-booked_on"}).context["entries"]]
    assert days == sorted(days, reverse=True)
    assert 'aria-sort="descending"' in client.get(url).content.decode()
    aging = reverse("collecting:aging")
    for sort in ("customer", "-customer", "0", "credits", "total", "-total", "9", "x"):
        page = client.get(aging, {"sort": sort})
        [table] = page.context["tables"]
        totals = [a.aging.total_minor for a, _name, *_ in table["rows"]]
        if sort in ("total", "-total", "9", "x"):
            assert totals == sorted(totals, reverse=sort != "total")
        if sort == "customer":
            names = [name for _a, name, *_ in table["rows"]]
            assert names == sorted(names, key=str.casefold)


def test_a_sorted_page_asks_the_database_no_more_often(client, company):
    url = reverse("ordering:list")
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as before:
        client.get(url)
    with CaptureQueriesContext(connection) as after:
        client.get(url, {"sort": "-customer"})
    assert len(after) == len(before)
