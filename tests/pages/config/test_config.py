"""The configuration of a company as a file: out, compared, in, and nothing left to do."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
import yaml

from comptoir import cli_config
from comptoir.cli import COMMANDS, build
from comptoir.kernel.errors import DomainError
from comptoir.pages.config import applying
from comptoir.pages.config.core.differences import KEYS, BadConfig
from comptoir.platform.models import EventRow
from comptoir.records.approvals import actions as approvals
from comptoir.records.approvals import queries as policies
from comptoir.records.approvals.actions import ConditionIn
from comptoir.records.catalog.queries import UnknownProduct
from comptoir.stages.configuring import actions as modeling
from comptoir.stages.configuring import queries as models
from comptoir.stages.contracting import actions as contracting
from comptoir.stages.contracting import library
from comptoir.stages.pricing import actions as pricing
from comptoir.stages.pricing import changes, queries
from comptoir.stages.pricing.engine import Basis, How, Recipe, Terms
from tests import world
from tests.stages.configuring.workshop import BIKE
from tests.stages.quoting.deal import Shop, make_quote, make_shop, set_price

DRAFT = BIKE + "\n# the next version\n"
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
    bike = world.make_product(found.entity, sku="BIKE", name_en="Bike", cost=D(300))
    assert bike
    model = modeling.create_model(world.do_as(found.entity), source=BIKE).model_id
    modeling.publish_model(world.do_as(found.entity), model_id=model)
    modeling.save_draft(world.do_as(found.entity), model_id=model, source=DRAFT)
    modeling.offer_model(world.do_as(found.entity), model_id=model, public=True)
    conditions = [ConditionIn("discount", "above", "12.5"), ConditionIn("net", "above", "10000")]
    approvals.write_policy(
        world.do_as(found.entity), name="Large", conditions=conditions, role="sales_manager",
        hours=24, escalate_role="finance_approver", bulk_minor=50_000, stage=2,
    )  # fmt: skip
    contracting.load_standard_clauses(world.do_as(found.entity))
    for value in ("310", "311.2"):  # the second corrects the first
        pricing.set_index_value(
            world.do_as(found.entity), code="SYNTEC", day=date(2025, 12, 1), value=D(value),
            source="syntec.fr",
        )  # fmt: skip
    return found


def undated(row: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What an entry says, from today on."""
    return {**{n: v for n, v in row.items() if n != "starts_on"}, **more}


def apply(entity: Any, text: str) -> list[str]:
    done = applying.apply(entity, text, lambda: world.do_as(entity))
    return [f"{d.kind} {d.section} {' '.join(d.key)}" for d in done]


def test_a_file_brings_a_new_company_to_the_same_prices_and_twice_is_once(shop: Shop) -> None:
    text = applying.dump(shop.entity)
    assert applying.compare(shop.entity, text) == []
    other = world.make_entity(code="B", siren="", siret="", vat_number="")
    world.make_customer(other)
    told = yaml.safe_load(text)
    sections = [told[name] for name in KEYS]
    assert all(sections)
    assert len(apply(other, text)) == sum(map(len, sections))
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


def test_a_fault_names_entry_field_and_line_and_nothing_is_half_written(shop: Shop) -> None:
    before, events = applying.dump(shop.entity), EventRow.objects.count()
    start = "comptoir: 1\nproducts:\n- {sku: NEW, name_en: New, currency: EUR}\n"
    policy = "approval_policies:\n- name: Small\n  role: sales_manager\n  conditions:\n"
    wrong = {
        "playbook:\n- topic: late\n  comparison: above\n  value: x\n": ("playbook.1.value", 7),
        f"{policy}  - {{measure: luck, comparison: above, value: 1}}\n": (
            "approval_policies.1.conditions.0.measure", 7,
        ),
        f"{policy}  - {{measure: discount, comparison: above, value: 1}}\n  person: no@one.example\n": (
            "approval_policies.1.person", 9,
        ),
        "clauses:\n- category: payment\n  title_en: Due\n": ("clauses.1.title_fr", 5),
        "clauses:\n- category: payment\n  title_en: Due\n  fallbacks: [1]\n": ("clauses.1.fallbacks", 7),
        "models:\n- code: bike\n": ("models.1.published", 5),
        "model_versions:\n- code: bike\n  starts_on: 2026-02-01\n": ("model_versions.1.published", 5),
        f"{policy}  - {{measure: discount, comparison: above, value: 1}}\n  starts_on: 2026-01-32\n": (
            "approval_policies.1.starts_on", 9,
        ),
        f"{policy}  - {{measure: discount, comparison: above, value: 1}}\n  starts_on: 2026-03-01\n"
        "  ends_on: 2026-02-01\n": ("approval_policies.1.ends_on", 10),
        "indexes:\n- {code: SYNTEC, day: 2025-11-01, value: 309}\n": ("indexes.1.source", 5),
        "indexes:\n- code: SYNTEC\n  day: 2027-11-01\n  value: 309\n  source: syntec.fr\n": (
            "indexes.1.day", 6,
        ),
        "prices:\n- {book: STD, sku: NEW, type: list, starts_on: 2026-02-01}\n"
        "- {book: STD, sku: NEW, type: list, starts_on: 2026-03-01, unit_price: x}\n": (
            "prices.2.unit_price", 6,
        ),
        "price_books:\n- code: B\n  color: red\n": ("price_books.1.color", 6),
        "price_books:\n- code: B\n": ("price_books.1.name", 5),
    }  # fmt: skip
    for text, (field, line) in wrong.items():
        with pytest.raises(DomainError) as refused:
            apply(shop.entity, start + text)
        assert (refused.value.field, refused.value.facts["line"]) == (field, line), text
    assert (applying.dump(shop.entity), EventRow.objects.count()) == (before, events)


def test_an_edited_model_policy_clause_and_position_are_their_next_versions(shop: Shop) -> None:
    data = yaml.safe_load(applying.dump(shop.entity))
    (model,), (policy,) = data["models"], data["approval_policies"]
    clause, rule = data["clauses"][0], data["playbook"][0]
    world.move_to(shop.entity, world.TODAY + timedelta(days=1))  # a model has one version a day
    data = {
        "comptoir": 1,
        "model_versions": [{"code": model["code"], "published": model["draft"]}],
        "models": [{**model, "draft": model["draft"] + "# again\n", "public": False}],
        "approval_policies": [undated(policy, hours=48)],
        "clauses": [undated(clause, text_en=clause["text_en"] + " Always.", fallbacks=[])],
        "playbook": [undated(rule, source="The board, 2026")],
    }
    done = apply(shop.entity, yaml.safe_dump(data))
    assert [d.split()[:2] for d in done] == [
        ["change", n]
        for n in ("model_versions", "models", "approval_policies", "clauses", "playbook")
    ]
    assert [
        d for d in applying.compare(shop.entity, yaml.safe_dump(data)) if d.kind != "only_here"
    ] == []
    versions = [p.version for p in policies.policies(shop.entity)]
    assert versions == [2, 1]


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
    assert queries.prices(shop.book, [shop.products["PUMP"]], world.TODAY)[
        shop.products["PUMP"]
    ].unit_price == D(2950)
    assert (run("apply"), run("diff")) == (0, 0)
    unknown = (
        "comptoir: 1\nprices:\n- {book: STD, sku: NONE, type: list, starts_on: '2027-01-01'}\n"
    )
    file.write_text(unknown, encoding="utf-8")
    with pytest.raises(UnknownProduct) as refused:  # a comparison refuses what applying it would
        run("diff")
    assert (refused.value.field, refused.value.facts["line"]) == ("prices.1.sku", 3)


def test_versions_that_were_are_and_will_be_arrive_in_a_new_company_with_their_days(
    shop: Shop,
) -> None:
    """History, what is planned, what ended, two of one name: exported, applied, exported again."""
    entity, day = shop.entity, world.TODAY
    net = [ConditionIn("net", "above", "500")]
    said = {"conditions": net, "role": "sales_manager"}
    approvals.write_policy(
        world.do_as(entity), name="Large", **{**said, "role": "finance_approver"}
    )
    ended = approvals.write_policy(world.do_as(entity), name="Trial", **said)
    (large,) = [p for p in policies.policies(entity) if p.name == "Large" and p.stage == 2]
    world.move_to(entity, day + timedelta(days=30))
    approvals.end_policy(world.do_as(entity), lineage=ended.lineage)
    approvals.write_policy(
        world.do_as(entity),
        name="Large",
        lineage=large.lineage,
        **said,
        starts_on=day + timedelta(days=60),
    )
    approvals.write_policy(
        world.do_as(entity), name="Trial", **said, starts_on=day + timedelta(days=40),
        ends_on=day + timedelta(days=90),
    )  # fmt: skip
    model = modeling.publish_model(
        world.do_as(entity), model_id=one_model(entity), starts_on=day + timedelta(days=70)
    ).model_id
    modeling.save_draft(world.do_as(entity), model_id=model, source=DRAFT + "# and the next\n")
    clause = library.in_force(entity, day)[0]
    words = {n: getattr(clause, n) for n in ("category", "title_fr", "title_en", "text_fr")}
    contracting.write_clause(
        world.do_as(entity), lineage=clause.lineage, text_en="Other words.", **words,
        starts_on=day + timedelta(days=45),
    )  # fmt: skip
    contracting.end_rule(world.do_as(entity), rule_id=library.rules(entity)[0].id)
    text = applying.dump(entity)
    assert yaml.safe_load(text)["approval_policies"][-1] == {
        "name": "Trial", "stage": 1, "role": "sales_manager", "hours": 0, "starts_on": "2026-02-14",
        "ends_on": "2026-04-05", "conditions": [{"measure": "net", "comparison": "above", "value": "500.00"}],
    }  # fmt: skip
    other = world.make_entity(code="B", siren="", siret="", vat_number="")
    world.make_customer(other)
    world.move_to(other, day + timedelta(days=30))
    apply(other, text)
    assert applying.dump(other) == text
    assert apply(other, text) == []
    told = policies.policies(other, on=day + timedelta(days=61))
    assert [(p.name, p.stage, p.version) for p in told if p.name != "Trial"] == [
        ("Large", 1, 2), ("Large", 1, 1),
    ]  # fmt: skip


def one_model(entity: Any) -> Any:
    return models.model_of_code(entity, "BIKE").id


def test_what_has_begun_stays_and_a_company_with_deals_takes_nothing_into_its_past(
    shop: Shop,
) -> None:
    data = yaml.safe_load(applying.dump(shop.entity))
    world.move_to(shop.entity, world.TODAY + timedelta(days=10))
    make_quote(shop)
    before, events = applying.dump(shop.entity), EventRow.objects.count()
    policy, clause, rule = (data[n][0] for n in ("approval_policies", "clauses", "playbook"))
    version = data["model_versions"][0]
    past, stays = {"starts_on": "2026-01-04"}, "begun stays"
    wrong: list[tuple[str, dict[str, Any], str, str]] = [
        ("approval_policies", {**policy, "hours": 1}, "hours", stays),
        ("approval_policies", {**policy, **past}, "starts_on", "does not change the past"),
        (
            "approval_policies",
            {**policy, "ends_on": "2026-01-10"},
            "ends_on",
            "does not change the past",
        ),
        ("clauses", {**clause, "text_en": "Other words."}, "text_en", stays),
        ("clauses", {**clause, "title_en": "New", **past}, "starts_on", "starts today or later"),
        ("playbook", {**rule, "source": "The board"}, "source", stays),
        ("playbook", {**rule, "value": 12, **past}, "starts_on", "starts today or later"),
        ("model_versions", {**version, "published": DRAFT}, "published", stays),
        ("model_versions", {**version, **past}, "starts_on", "today or later"),
    ]
    for section, row, field, words in wrong:
        with pytest.raises(DomainError) as refused:
            apply(shop.entity, yaml.safe_dump({"comptoir": 1, section: [row]}))
        assert refused.value.field == f"{section}.1.{field}", (section, refused.value.facts)
        assert words in refused.value.title
        assert refused.value.facts["line"] > 1
    assert (applying.dump(shop.entity), EventRow.objects.count()) == (before, events)


def test_an_end_is_brought_in_and_diff_names_it(shop: Shop) -> None:
    data = yaml.safe_load(applying.dump(shop.entity))
    sections = ("approval_policies", "clauses", "playbook")
    rows = {n: [{**data[n][0], "ends_on": "2026-06-01"}] for n in sections}
    text = yaml.safe_dump({"comptoir": 1, **rows})
    found = [d for d in applying.compare(shop.entity, text) if d.kind != "only_here"]
    assert [(d.section, dict(d.changed)) for d in found] == [
        (n, {"ends_on": (None, "2026-06-01")}) for n in sections
    ]
    assert len(apply(shop.entity, text)) == 3
    assert apply(shop.entity, text) == []
    later = text.replace("2026-06-01", "2026-07-01")
    with pytest.raises(DomainError) as refused:  # an end stays
        apply(shop.entity, later)
    assert refused.value.field == "approval_policies.1.ends_on"
    assert rows["clauses"][0] in yaml.safe_load(applying.dump(shop.entity))["clauses"]


def test_a_planned_or_discarded_change_of_prices_is_no_configuration(shop: Shop) -> None:
    """The file holds prices; a plan becomes prices when it is published, those to come included."""
    before = applying.dump(shop.entity)
    recipe, start = Recipe(How.PERCENT, D(10)), date(2026, 9, 1)
    plans = [
        pricing.plan_prices(
            world.do_as(shop.entity), book_id=shop.book, name=name, recipe=recipe,
            choice=pricing.Choice((), ("PUMP",)), starts_on=start,
        ).change_id
        for name in ("Autumn", "Unwanted")
    ]  # fmt: skip
    pricing.discard_prices(world.do_as(shop.entity), change_id=plans[1])
    assert applying.dump(shop.entity) == before
    assert applying.compare(shop.entity, before) == [] == apply(shop.entity, before)
    assert [c.state for c in changes.changes_page(shop.entity)[0]] == ["discarded", "planned"]
    pricing.publish_prices(world.do_as(shop.entity), change_id=plans[0])
    after = applying.dump(shop.entity)
    fresh = [
        r for r in yaml.safe_load(after)["prices"] if r not in yaml.safe_load(before)["prices"]
    ]
    assert [(r["sku"], D(r["unit_price"])) for r in fresh if r["starts_on"] == "2026-09-01"] == [
        ("PUMP", 3245)
    ]
    assert applying.compare(shop.entity, after) == []
