"""Exchange rates through every door: action, page, API, command; and the database says no."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from comptoir import cli
from comptoir.cli_command import DONE, REFUSED
from comptoir.kernel.errors import DomainError
from comptoir.kernel.money import Money
from comptoir.platform.models import EventRow
from comptoir.platform.roles import Role, RoleForbids
from comptoir.records.currencies import actions, queries
from comptoir.records.currencies.models import ExchangeRate
from tests.api.driving import call, make_key
from tests.world import do_as, make_entity, make_user

# The form is the ECB's; the figures are examples, not rates of these days. 2026-01-05 is today, a Monday.
FILE = b"""Date,USD,GBP,CYP,
2026-01-06,1.5,0.9,N/A,
2026-01-02,1.25,0.8,N/A,
2025-12-31,1.2,0.85,N/A,
"""
FRIDAY = date(2026, 1, 2)
MONDAY = date(2026, 1, 5)


def put(entity: UUID, rate: str, pair: str = "EURUSD", day: date = FRIDAY, **more: Any) -> Any:
    said = {"source": "Example", "do": do_as(entity), **more}
    return actions.set_exchange_rate(
        said["do"], day=day, from_currency=pair[:3], to_currency=pair[3:], rate=Decimal(rate),
        source=said["source"],
    )  # fmt: skip


def kept() -> list[tuple[str, int]]:
    return [(f"{r.rate.normalize():f}", r.revision) for r in ExchangeRate.objects.order_by("id")]


@pytest.mark.django_db
def test_a_rate_is_kept_corrected_beside_the_old_one_and_refused_for_a_reason() -> None:
    entity = make_entity()
    put(entity, "1.25")
    put(entity, "1.26")
    told = kept()
    assert told == [("1.25", 1), ("1.26", 2)]
    assert queries.rate(entity, "EUR", "USD", MONDAY).rate == Decimal("1.26")
    assert [r.revision for r in queries.rates_page(entity)[0]] == [2]
    assert [r.revision for r in queries.rates_page(entity, history=True)[0]] == [2, 1]
    for refusal, rate, pair, more in (
        (actions.SameRate, "1.26", "EURUSD", {}),
        (actions.OtherWayRound, "0.8", "USDEUR", {}),
        (actions.RateAhead, "1.3", "EURUSD", {"day": date(2026, 1, 6)}),
        (actions.NoSource, "1.3", "EURUSD", {"source": " "}),
        (DomainError, "0", "EURUSD", {}),
        (RoleForbids, "1.3", "EURUSD", {"do": do_as(entity, Role.SALES)}),
    ):
        with pytest.raises(refusal):
            put(entity, rate, pair, **more)
    assert kept() == told
    first, second = EventRow.objects.filter(name="ExchangeRateSet").order_by("seq")
    assert (first.changed, second.changed) == (
        {"rate": [None, "1.25"]}, {"rate": ["1.25", "1.26"]},
    )  # fmt: skip
    for rows in (
        lambda: ExchangeRate.objects.update(rate=2),
        lambda: ExchangeRate.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows()


@pytest.mark.django_db
def test_a_file_adds_what_is_new_once_and_names_what_differs() -> None:
    entity = make_entity()
    put(entity, "1.3")
    put(entity, "1.25", "GBPEUR", date(2025, 12, 31))  # the other way round
    do = do_as(entity)
    event = actions.import_exchange_rates(do, content=FILE)
    assert (event.added, event.same, event.different, event.ahead) == (2, 0, 2, 2)
    assert do.memo["different"] == (
        "2026-01-02 EUR/USD: 1.3 (Example) ≠ 1.25",
        "2025-12-31 GBP/EUR: 1.25 (Example) ≠ 0.85",
    )
    again = actions.import_exchange_rates(do_as(entity), content=FILE)
    assert (again.added, again.same, again.different) == (0, 2, 2)
    told = kept()
    with pytest.raises(DomainError):
        actions.import_exchange_rates(do_as(entity), content=FILE + b"x")
    assert kept() == told


@pytest.mark.django_db
def test_a_table_answers_many_amounts_with_one_statement(django_assert_num_queries: Any) -> None:
    entity = make_entity()
    actions.import_exchange_rates(do_as(entity), content=FILE)
    other = make_entity(code="LTD", currency="GBP", name="Other")
    assert queries.home(entity) == "EUR"
    with django_assert_num_queries(1):
        table = queries.Table(entity, MONDAY, ["USD", "GBP", "CHF", "EUR"])
    assert table.home_of(Money(12_500, "USD")) == Money(10_000, "EUR")
    assert table.home_of(Money(1, "CHF")) is None and table.home_of(Money(7, "EUR")) == Money(
        7, "EUR"
    )
    cross = table.find("GBP", "USD")
    assert cross and (cross.rate, cross.day) == (Decimal("1.5625"), FRIDAY)
    with django_assert_num_queries(0):
        queries.Table(entity, MONDAY, ["EUR"])
    with pytest.raises(queries.NoRate):
        queries.rate(other, "EUR", "USD", MONDAY)  # each company has its own
    assert queries.find(entity, "EUR", "USD", date(2026, 1, 13)) is None  # too old


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_page_shows_ages_takes_a_typed_rate_and_a_file(lang: str) -> None:
    entity = make_entity()
    client = Client()
    client.force_login(make_user(entity))
    client.cookies["comptoir_language"] = lang
    page, import_ = reverse("currencies:list"), reverse("currencies:import")
    assert client.get(page).status_code == 200  # nothing yet
    typed = {
        "day": "2026-01-05", "from_currency": "eur", "to_currency": "CHF", "source": "Example",
        "rate": "0,95" if lang == "fr" else "0.95",
    }  # fmt: skip
    assert client.post(page, typed).status_code == 302
    refused = client.post(page, typed)
    assert refused.status_code == 422 and b"eur" in refused.content
    check = client.post(import_, {"file": _file(), "check": "1"})
    assert check.status_code == 200 and ExchangeRate.objects.count() == 1
    assert client.post(import_, {"file": _file()}).status_code == 302
    assert client.post(import_, {}).status_code == client.post(
        import_, {"file": SimpleUploadedFile("x.csv", b"x")}
    ).status_code == 422  # fmt: skip
    put(entity, "1.3")
    text = client.post(import_, {"file": _file()}).content.decode()
    assert "EUR/USD: 1.3 (Example) ≠ 1.25" in text
    days = reverse("currencies:history")
    text = client.get(days, {"currency": "usd", "on": "2026-01-02"}).content.decode()
    assert "<s>1,25</s>" in text if lang == "fr" else "<s>1.25</s>" in text
    assert client.get(days, {"currency": "XXX", "on": "x"}).status_code == 200


def _file() -> SimpleUploadedFile:
    return SimpleUploadedFile("eurofxref-hist.csv", FILE, "text/csv")


@pytest.mark.django_db
def test_the_api_imports_lists_and_tells_how_a_rate_was_found() -> None:
    entity = make_entity()
    key = make_key(entity)
    headers = {"HTTP_AUTHORIZATION": f"Bearer {key}"}
    at = "/api/v1/exchange-rates/import"
    dry = Client().post(f"{at}?dry_run=true", {"file": _file()}, **headers).json()
    assert (dry["added"], ExchangeRate.objects.count()) == (4, 0)
    assert Client().post(at, {"file": _file()}, **headers).json() == dry
    rows = call("GET", "/exchange-rates?currency=USD&on=2026-01-02", key=key).body["items"]
    assert [(r["to_currency"], r["rate"], r["source"]) for r in rows] == [("USD", "1.25", "ECB")]
    asked = "/exchange-rates/conversion?from_currency=GBP&to_currency=USD"
    told = call("GET", asked, key=key).body
    assert (told["rate"], told["way"], told["day"]) == ("1.5625", "cross", "2026-01-02")
    assert [r["to_currency"] for r in told["rates"]] == ["GBP", "USD"]
    none = call("GET", "/exchange-rates/conversion?from_currency=CHF", key=key)
    assert none.status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_command_imports_and_checks(tmp_path: Any, capsys: Any) -> None:
    entity = make_entity()
    path = tmp_path / "eurofxref-hist.csv"
    path.write_bytes(FILE)
    command = ["import", "exchange-rates", str(path), "--company", "ATELIER"]
    assert cli.main([*command, "--check-only", "--json"]) == DONE
    assert json.loads(capsys.readouterr().out)["added"] == 4
    assert ExchangeRate.objects.count() == 0
    assert cli.main(command) == DONE
    assert "4 rates added" in capsys.readouterr().out
    put(entity, "1.3")
    assert cli.main(command) == DONE
    assert "kept as it is: 2026-01-02 EUR/USD" in capsys.readouterr().out
    assert cli.main(["import", "exchange-rates", str(tmp_path / "absent.csv")]) == REFUSED
