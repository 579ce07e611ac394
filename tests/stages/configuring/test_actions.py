"""Models, versions and configurations on a real database; each refusal leaves everything as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from comptoir.kernel.errors import Invalid
from comptoir.platform import sql
from comptoir.platform.actions import begin
from comptoir.platform.ids import new_id
from comptoir.platform.models import EventRow
from comptoir.platform.roles import CUSTOMER, Role, RoleForbids
from comptoir.records.parties import actions as parties
from comptoir.stages.configuring import actions, engine, queries
from comptoir.stages.configuring.models import Configuration, ModelVersion, ProductModel
from tests.stages.configuring.workshop import (
    BIKE,
    chosen,
    configured,
    make_workshop,
    whole,
)
from tests.world import TODAY, make_entity, make_product

pytestmark = pytest.mark.django_db


def edited(old: str, new: str) -> str:
    assert old in BIKE
    return BIKE.replace(old, new)


def test_a_model_begins_as_a_draft_and_is_offered_once_it_is_published() -> None:
    shop = make_workshop(publish=False)
    model = queries.model(shop.model)
    assert (model.code, model.product_id, model.public) == ("BIKE", shop.bike, False)
    assert [(v.number, v.state) for v in model.versions] == [(1, "draft")]
    assert model.in_force(TODAY) is None
    assert queries.source(model.newest.id) == BIKE
    actions.publish_model(shop.do(), model_id=shop.model)
    model = queries.model(shop.model)
    assert model.draft is None
    live = model.in_force(TODAY)
    assert live and (live.number, live.state, live.starts_on) == (1, "published", TODAY)
    names = EventRow.objects.filter(subject_id=shop.model).order_by("seq")
    assert [r.name for r in names] == ["ModelCreated", "ModelPublished"]


def test_the_next_version_is_in_force_from_its_day_and_the_one_before_until_then() -> None:
    shop = make_workshop()
    actions.save_draft(shop.do(), model_id=shop.model, source=edited("price: 900", "price: 950"))
    later = TODAY + timedelta(days=10)
    actions.publish_model(shop.do(), model_id=shop.model, starts_on=later)
    model = queries.model(shop.model)
    assert [model.in_force(d).number for d in (TODAY, later - timedelta(days=1), later)] == [
        1,
        1,
        2,
    ]
    assert queries.configurable([shop.bike, shop.pump], TODAY) == {
        shop.bike: model.in_force(TODAY).id
    }
    assert queries.configurable([shop.bike], later) == {shop.bike: model.in_force(later).id}


def test_a_version_may_not_start_before_the_one_before_it() -> None:
    shop = make_workshop()
    actions.save_draft(shop.do(), model_id=shop.model, source=edited("9.90", "9.95"))
    for day in (TODAY, TODAY - timedelta(days=3)):
        with pytest.raises(actions.StartsTooEarly):
            actions.publish_model(shop.do(), model_id=shop.model, starts_on=day)
    assert queries.model(shop.model).draft is not None


def test_lint_errors_and_failing_tests_refuse_a_publication_with_what_and_where() -> None:
    shop = make_workshop(publish=False)
    void = edited("rule: motor requires w28", "rule: w28 & !w28")
    actions.save_draft(shop.do(), model_id=shop.model, source=void)
    with pytest.raises(actions.ModelFaulty) as refused:
        actions.publish_model(shop.do(), model_id=shop.model)
    assert any(f.kind == "void" for f in refused.value.findings)
    wrong = edited("valid: false, rule: light", "valid: true")
    actions.save_draft(shop.do(), model_id=shop.model, source=wrong)
    with pytest.raises(actions.ModelFaulty) as refused:
        actions.publish_model(shop.do(), model_id=shop.model)
    assert [(f.kind, f.at) for f in refused.value.findings] == [("test", "no_motor_on_carbon")]
    assert [v.state for v in queries.model(shop.model).versions] == ["draft"]


def test_a_draft_is_saved_again_and_again_and_another_author_is_not_overwritten() -> None:
    shop = make_workshop(publish=False)
    first = queries.model(shop.model).newest
    actions.save_draft(
        shop.do(), model_id=shop.model, source=edited("9.90", "9.95"), seen=first.sha256
    )
    with pytest.raises(actions.DraftChanged):
        actions.save_draft(
            shop.do(), model_id=shop.model, source=edited("9.90", "1"), seen=first.sha256
        )
    assert "9.95" in queries.source(first.id)
    assert len(queries.model(shop.model).versions) == 1


def test_what_cannot_be_read_is_refused_with_its_line_and_nothing_is_kept() -> None:
    shop = make_workshop(publish=False)
    bad = edited("rule: carbon excludes motor", "rule: carbon excludes engine")
    with pytest.raises(Invalid) as refused:
        actions.save_draft(shop.do(), model_id=shop.model, source=bad)
    line = 1 + BIKE[: BIKE.index("rule: carbon")].count("\n")
    assert str(line) in str(refused.value)
    assert queries.source(queries.model(shop.model).newest.id) == BIKE


@pytest.mark.parametrize("code", ["a b", "é", "x" * 41, "../x"])
def test_a_code_is_a_plain_word(code: str) -> None:
    entity = make_entity()
    with pytest.raises(actions.BadModelCode):
        actions.create_model(_do(entity), source=BIKE.replace("model: BIKE", f'model: "{code}"'))
    assert not ProductModel.objects.exists()


def _do(entity):
    from tests.world import do_as

    return do_as(entity)


def test_one_model_a_code_and_one_a_product() -> None:
    shop = make_workshop(publish=False)
    with pytest.raises(actions.ModelCodeTaken):
        actions.create_model(shop.do(), source=BIKE)
    with pytest.raises(actions.ProductModeled):
        actions.create_model(shop.do(), source=BIKE.replace("model: BIKE", "model: OTHER"))
    with pytest.raises(actions.CodeChanged):
        actions.save_draft(
            shop.do(), model_id=shop.model, source=BIKE.replace("model: BIKE", "model: OTHER")
        )
    assert ProductModel.objects.count() == 1


def test_a_model_waits_for_its_product_and_is_not_published_without_it() -> None:
    entity = make_entity()
    model = actions.create_model(_do(entity), source=BIKE).model_id
    assert queries.model(model).product_id is None
    with pytest.raises(actions.ProductMissing):
        actions.publish_model(_do(entity), model_id=model)
    product = make_product(entity, sku="BIKE")
    actions.publish_model(_do(entity), model_id=model)
    assert queries.model(model).product_id == product


def test_a_retired_version_is_offered_to_nobody_and_stays_readable() -> None:
    shop = make_workshop()
    made = configured(shop)
    version = queries.model(shop.model).newest
    actions.retire_version(shop.do(), version_id=version.id)
    assert queries.configurable([shop.bike], TODAY) == {}
    with pytest.raises(queries.NotOffered):
        actions.save_configuration(
            shop.do(),
            model_id=shop.model,
            choices=engine.load_choices(queries.configuration(made).choices),
        )
    assert queries.configuration(made).version_state == "retired"


def test_a_configuration_keeps_choices_options_figures_and_version() -> None:
    shop = make_workshop()
    made = queries.configuration(configured(shop, motor=True, height=D(180)), shop.entity)
    assert (made.product_id, made.number, made.currency) == (shop.bike, 1, "EUR")
    assert (made.price, made.cost, made.weight, made.lead_days) == (
        D("739.90"), D("542"), D("15"), D("8"),
    )  # fmt: skip
    assert made.lines("en") == (
        "Height of the rider: 180 cm", "Frame: Steel", "Wheels: 28 inches", "Extras: Motor",
        "Battery: 400 Wh", "Extras: Bell",
    )  # fmt: skip
    assert made.lines("fr")[1] == "Cadre\u00a0: Acier"


def test_the_order_of_choices_does_not_matter() -> None:
    shop = make_workshop()
    choices = whole(shop, motor=True)
    done = [
        actions.save_configuration(shop.do(), model_id=shop.model, choices=order)
        for order in (choices, choices[::-1])
    ]
    one, two = (queries.configuration(e.configuration_id) for e in done)
    assert (one.chosen, one.price) == (two.chosen, two.price)


def test_what_is_invalid_or_not_whole_or_not_of_the_model_is_not_kept() -> None:
    shop = make_workshop()
    wrong = [
        (engine.Impossible, chosen(carbon=True, motor=True)),
        (engine.Impossible, chosen(height=D(500))),
        (engine.Incomplete, chosen(carbon=True)),
        (Exception, chosen(wings=True)),
        (Exception, chosen(height="tall")),
        (Exception, chosen(carbon=D(1))),
        (engine.Impossible, chosen(bag=D(3))),
    ]
    for error, choices in wrong:
        with pytest.raises(error):
            actions.save_configuration(shop.do(), model_id=shop.model, choices=choices)
    assert not Configuration.objects.exists()


def test_a_configuration_that_replaces_another_keeps_its_version() -> None:
    shop = make_workshop()
    first = configured(shop)
    actions.save_draft(shop.do(), model_id=shop.model, source=edited("price: 900", "price: 950"))
    actions.publish_model(shop.do(), model_id=shop.model, starts_on=TODAY + timedelta(days=1))
    parties.move_clock(shop.do(), on=TODAY + timedelta(days=2))
    kept = configured(shop, replaces=first, carbon=True)
    fresh = actions.save_configuration(
        shop.do(), model_id=shop.model, choices=whole(shop, carbon=True)
    ).configuration_id
    old, new = (queries.configuration(c) for c in (kept, fresh))
    assert (old.number, old.price) == (1, D("939.90"))
    assert (new.number, new.price) == (2, D("989.90"))


def test_who_may_do_what() -> None:
    shop = make_workshop(publish=False)
    for role in (Role.SALES, Role.BILLING, Role.AUDITOR):
        with pytest.raises(RoleForbids):
            actions.save_draft(shop.do(role), model_id=shop.model, source=BIKE)
    actions.publish_model(shop.do(Role.SALES_MANAGER), model_id=shop.model)
    choices = whole(shop)
    actions.save_configuration(shop.do(Role.SALES), model_id=shop.model, choices=choices)
    with pytest.raises(RoleForbids):
        actions.save_configuration(shop.do(Role.BILLING), model_id=shop.model, choices=choices)


def test_a_visitor_configures_only_what_the_website_offers() -> None:
    shop = make_workshop()
    visitor = begin(CUSTOMER, shop.entity)
    with pytest.raises(actions.NotPublic):
        actions.configure_publicly(visitor, model_id=shop.model, choices=whole(shop))
    actions.offer_model(shop.do(), model_id=shop.model, public=True)
    made = actions.configure_publicly(
        begin(CUSTOMER, shop.entity), model_id=shop.model, choices=whole(shop), seconds=42
    )
    assert queries.configuration(made.configuration_id).seconds == 42
    assert queries.usage(shop.model).seconds == 42


def test_another_company_sees_nothing() -> None:
    shop = make_workshop()
    other = make_entity(code="OTHER", siren="", siret="", vat_number="")
    made = configured(shop)
    with pytest.raises(queries.UnknownModel):
        actions.publish_model(_do(other), model_id=shop.model)
    with pytest.raises(queries.UnknownConfiguration):
        queries.configuration(made, other)
    with pytest.raises(queries.UnknownVersion):
        actions.retire_version(_do(other), version_id=queries.model(shop.model).newest.id)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ("UPDATE configuring_version SET source = 'x'", ProgrammingError),
        ("UPDATE configuring_version SET starts_on = starts_on + 1", ProgrammingError),
        ("UPDATE configuring_version SET state = 'draft'", ProgrammingError),
        ("UPDATE configuring_version SET state = 'x'", IntegrityError),
        ("UPDATE configuring_version SET published_at = NULL", IntegrityError),
        ("DELETE FROM configuring_version", ProgrammingError),
        ("DELETE FROM configuring_model", ProgrammingError),
        ("UPDATE configuring_configuration SET price = 0", ProgrammingError),
        ("DELETE FROM configuring_configuration", ProgrammingError),
    ],
)
def test_the_database_refuses_what_must_never_be(change: str, error: type[Exception]) -> None:
    shop = make_workshop()
    configured(shop)
    with pytest.raises(error), transaction.atomic():
        sql.run(change)


def test_one_open_draft_a_model() -> None:
    shop = make_workshop(publish=False)
    row = ModelVersion.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        ModelVersion.objects.create(
            id=new_id(), model_id=row.model_id, number=2, source="x", sha256="y"
        )
    assert replace(queries.model(shop.model), versions=()).code == "BIKE"
