"""The configuration of a company as a file: out, compared, in, and nothing left to do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
import yaml

from comptoir import cli_config
from comptoir.cli import COMMANDS, build
from comptoir.kernel.errors import DomainError
from comptoir.pages.config import applying
from comptoir.pages.config.core.differences import BadConfig
from comptoir.platform.models import EventRow
from comptoir.stages.pricing import actions as pricing
from comptoir.stages.pricing import queries
from comptoir.stages.pricing.engine import Basis, Terms
from tests import world
from tests.stages.quoting.deal import Shop, make_shop, set_price

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop() -> Shop:
    found = make_shop()
    set_price(
        found.entity, found.book, found.products["BOOK"], model="percent",
        terms=Terms(D(18), basis=Basis(("hardware",))), starts_on=date(2026, 2, 1), minimum=D(5),
    )  # fmt: skip
    pricing.set_customer_price(
        world.do_as(found.entity), customer_id=found.customer, product_id=found.products["PUMP"],
        unit_price=D("2500.50"), reference="Framework",
    )  # fmt: skip
    pricing.set_promotion(
        world.do_as(found.entity), code="TEN", name="Ten", kind="percent", currency="EUR",
        terms={"percent": "10"},
    )  # fmt: skip
    return found


def apply(entity: Any, text: str) -> list[str]:
    done = applying.apply(entity, text, lambda: world.do_as(entity))
    return [f"{d.kind} {d.section} {' '.join(d.key)}" for d in done]


def test_a_file_brings_a_new_company_to_the_same_prices_and_twice_is_once(shop: Shop) -> None:
    text = applying.dump(shop.entity)
    assert applying.compare(shop.entity, text) == []
    other = world.make_entity(code="B", siren="", siret="", vat_number="")
    world.make_customer(other)
    assert len(apply(other, text)) == len(yaml.safe_load(text)["prices"]) + 5 + 1 + 1 + 1
    assert applying.dump(other) == text
    events = EventRow.objects.count()
    assert apply(other, text) == []
    assert EventRow.objects.count() == events


def test_an_edited_file_changes_what_it_says_and_leaves_the_rest(shop: Shop) -> None:
    data = yaml.safe_load(applying.dump(shop.entity))
    data["products"] = [{"sku": "PUMP", "category": "hardware", "cost": 2100}]
    (pump,) = [row for row in data["prices"] if row["sku"] == "PUMP"]
    data["prices"] = [
        {**pump, "unit_price": 3000},
        {**pump, "starts_on": "2026-07-01", "unit_price": "3100.5"},
    ]
    done = apply(shop.entity, yaml.safe_dump(data))
    assert done == [
        "change products PUMP", "change prices STD PUMP list 2026-01-05",
        "add prices STD PUMP list 2026-07-01",
    ]  # fmt: skip
    told = queries.price_dates(shop.book, shop.products["PUMP"])
    assert [(p.unit_price, p.starts_on, p.version) for p in told] == [
        (D("3100.5"), date(2026, 7, 1), 1), (D(3000), date(2026, 1, 5), 2),
    ]  # fmt: skip


def test_what_is_wrong_is_refused_by_name_and_a_book_keeps_its_currency(shop: Shop) -> None:
    before = applying.dump(shop.entity)
    later = {"book": "STD", "sku": "PUMP", "type": "list", "starts_on": "2026-02-01"}
    wrong: list[Any] = [
        {"prices": [{**later, "book": "NO"}]},
        {"prices": [{**later, "sku": "NO"}]},
        {"prices": [{**later, "starts_on": "soon"}]},
        {"prices": [{**later, "tiers": 5}]},
        {"prices": [{**later, "terms": 5}]},
        {"prices": [{**later, "unit_price": "x"}]},
        {"price_books": [{"code": "STD", "currency": "USD"}]},
        {"customer_prices": [{**later, "customer": "NO", "target": "all", "currency": "EUR"}]},
    ]
    for each in wrong:
        with pytest.raises(DomainError):
            apply(shop.entity, yaml.safe_dump({"comptoir": 1, **each}))
    with pytest.raises(BadConfig):
        apply(shop.entity, "a: [")
    assert applying.dump(shop.entity) == before


def test_the_command_writes_compares_and_applies(
    shop: Shop, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr("comptoir.cli_ops.ready", lambda _say: None)
    file, said = tmp_path / "prices.yaml", []

    def run(verb: str) -> int:
        args = build(COMMANDS).parse_args(["config", verb, str(file)])
        return cli_config.config(args, said.append).code

    assert run("export") == 0
    assert (run("diff"), said[-1]) == (0, "nothing differs")
    file.write_text(file.read_text(encoding="utf-8").replace("'2950'", "'2999'"), encoding="utf-8")
    assert run("diff") == 1
    assert said[-1] == "~ prices STD PUMP list 2026-01-05 unit_price: 2950 → 2999"
    assert (run("apply"), run("diff")) == (0, 0)
