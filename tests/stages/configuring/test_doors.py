"""What is not configured, or not validly, cannot enter a quote: each door is tried."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal as D
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from comptoir.pages.imports import line_files, uploads
from comptoir.platform import sql
from comptoir.platform.ids import new_id
from comptoir.platform.roles import Role
from comptoir.records.parties import actions as parties
from comptoir.stages.configuring import actions, doors, queries
from comptoir.stages.ordering import actions as ordering
from comptoir.stages.ordering.core.asked import OrderLineIn
from comptoir.stages.ordering.placing import OrderLinesRefused
from comptoir.stages.pricing.engine import replay
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting import queries as quotes
from comptoir.stages.quoting.actions import LineIn, LinesRefused
from tests.pages.imports.test_line_files import mapped
from tests.stages.configuring.workshop import (
    BIKE,
    Workshop,
    bike_line,
    configured,
    make_quote,
    make_workshop,
)
from tests.world import TODAY, make_product, make_user

pytestmark = pytest.mark.django_db
# approved as far as the database asks, so that only the configuration is in the way
SEND = (
    "UPDATE quoting_quote SET state = 'sent', sent_at = now(),"
    """ cleared = '{"content": "", "policies": []}' WHERE id = %s"""
)


@pytest.fixture
def shop() -> Workshop:
    return make_workshop()


def bare() -> LineIn:
    return LineIn(sku="BIKE")


def refused(error: LinesRefused) -> list[str]:
    return [e.code for e in error.errors.values()]


def test_the_price_is_the_products_own_and_each_option_a_step_with_its_version(shop) -> None:
    line = make_quote(shop, bike_line(shop, configured(shop, motor=True), quantity=D(2))).lines[0]
    assert (line.list_price, line.unit_net, line.net_minor) == (D("1239.90"), D("1239.90"), 247_980)
    named = [(s.label_code, s.rule_id, s.rule_version, s.value) for s in line.steps[1:4]]
    assert named == [
        ("option", "w28", 1, D(30)), ("option", "motor", 1, D(700)), ("option", "bell", 1, D("9.9")),
    ]  # fmt: skip
    assert replay(line.steps) == D("2479.80")
    assert line.cost == D(300) + D(542)


def test_discounts_are_taken_off_the_whole_with_its_options(shop) -> None:
    made = configured(shop, carbon=True)  # 1439.90
    lines = [
        bike_line(shop, made, discount_kind=kind, discount_value=D(value))
        for kind, value in (("percent", "10"), ("amount", "39.90"), ("net", "1000"))
    ]
    found = make_quote(shop, *lines).lines
    assert [li.net_minor for li in found] == [129_591, 140_000, 100_000]
    assert [li.list_price for li in found] == [D("1439.90")] * 3
    with pytest.raises(LinesRefused):
        make_quote(shop, bike_line(shop, made, discount_kind="amount", discount_value=D(1440)))


def test_the_door_of_a_new_quote(shop) -> None:
    with pytest.raises(LinesRefused) as error:
        make_quote(shop, LineIn(sku="PUMP"), bare())
    assert refused(error.value) == ["needs_configuration"]
    assert error.value.errors[1].facts["found"] == "BIKE"
    assert not quotes.quotes_page(shop.entity)[0]


def test_the_doors_of_the_grid_one_line_many_lines_the_whole_and_a_cell(shop) -> None:
    quote = make_quote(shop, LineIn(sku="PUMP"))
    tries = [
        lambda: quoting.add_line(shop.do(), quote_id=quote.id, line=bare()),
        lambda: quoting.add_lines(shop.do(), quote_id=quote.id, lines=[bare()]),
        lambda: quoting.set_lines(
            shop.do(), quote_id=quote.id, revision=quote.revision, lines=[bare()]
        ),
        lambda: quoting.change_line(
            shop.do(), quote_id=quote.id, line_id=quote.lines[0].id, revision=1,
            changes={"sku": "BIKE"},
        ),
    ]  # fmt: skip
    for door in tries:
        with pytest.raises(LinesRefused) as error:
            door()
        assert refused(error.value) == ["needs_configuration"]
    assert quotes.quote(quote.id) == quote


def test_a_configuration_cannot_be_taken_out_of_its_line(shop) -> None:
    quote = make_quote(shop, bike_line(shop))
    line = quote.lines[0]
    with pytest.raises(LinesRefused):
        quoting.change_line(
            shop.do(), quote_id=quote.id, line_id=line.id, revision=1,
            changes={"configuration_id": None},
        )  # fmt: skip
    quoting.change_line(
        shop.do(), quote_id=quote.id, line_id=line.id, revision=1, changes={"sku": "PUMP"}
    )
    assert quotes.quote(quote.id).lines[0].configuration_id is None


def test_a_grid_that_says_nothing_of_configurations_keeps_them(shop) -> None:
    quote = make_quote(shop, bike_line(shop))
    line = quote.lines[0]
    again = LineIn(sku="BIKE", quantity=D(3), id=line.id, revision=line.revision)
    quoting.set_lines(shop.do(), quote_id=quote.id, revision=quote.revision, lines=[again])
    assert quotes.quote(quote.id).lines[0].configuration_id == line.configuration_id


@pytest.mark.parametrize("kind", ["unknown", "other product", "other company", "other currency"])
def test_a_configuration_of_something_else_is_refused(shop, kind: str) -> None:
    made: UUID = configured(shop)
    line = bike_line(shop, made)
    expected = "unknown_configuration"
    if kind == "unknown":
        line = replace(line, configuration_id=new_id())
    elif kind == "other product":
        line, expected = replace(line, sku="PUMP"), "configuration_of_other_product"
    elif kind == "other company":
        from tests.world import make_entity

        other = make_entity(code="OTHER", siren="", siret="", vat_number="")
        door = doors.open_door(doors.Asked(other, "EUR", TODAY), [shop.bike], [made])
        with pytest.raises(queries.UnknownConfiguration):
            door.let_in(shop.bike, "BIKE", made)
        return
    else:
        door = doors.open_door(doors.Asked(shop.entity, "USD", TODAY), [shop.bike], [made])
        with pytest.raises(doors.OtherCurrency):
            door.let_in(shop.bike, "BIKE", made)
        return
    with pytest.raises(LinesRefused) as error:
        make_quote(shop, line)
    assert refused(error.value) == [expected]


def test_a_row_that_was_forged_in_the_database_does_not_pass_either(shop) -> None:
    forged = new_id()
    version = queries.model(shop.model).newest
    choices = [{"id": "carbon", "value": True}, {"id": "motor", "value": True}]
    sql.run(
        "INSERT INTO configuring_configuration (id, entity_id, version_id, choices, chosen, currency,"
        " price, cost, weight, lead_days, answers) VALUES (%s, %s, %s, %s, '[]', 'EUR', 0, 0, 0, 0, '{}')",
        [forged, shop.entity, version.id, json.dumps(choices)],
    )
    with pytest.raises(LinesRefused) as error:
        make_quote(shop, bike_line(shop, forged))
    assert refused(error.value) == ["configuration_invalid"]


def test_the_door_of_duplicating_undoing_and_redoing(shop) -> None:
    quote = make_quote(shop, bike_line(shop))
    line = quote.lines[0]
    copy = LineIn(sku="BIKE", configuration_id=line.configuration_id)
    quoting.add_line(shop.do(), quote_id=quote.id, line=copy, after=line.id, undoable=True)
    other = configured(shop, carbon=True)
    quoting.change_line(
        shop.do(), quote_id=quote.id, line_id=line.id, revision=1,
        changes={"configuration_id": other}, undoable=True,
    )  # fmt: skip
    assert quotes.quote(quote.id).lines[0].unit_net == D("1439.90")
    quoting.undo_edit(shop.do(), quote_id=quote.id)
    back = quotes.quote(quote.id).lines[0]
    assert (back.configuration_id, back.unit_net) == (line.configuration_id, D("539.90"))
    quoting.redo_edit(shop.do(), quote_id=quote.id)
    assert quotes.quote(quote.id).lines[0].configuration_id == other


def test_the_door_of_sending_when_the_model_is_newer_than_the_line() -> None:
    shop = make_workshop(publish=False)
    quote = make_quote(shop, bare())
    actions.publish_model(shop.do(), model_id=shop.model)
    with pytest.raises(LinesRefused) as error:
        quoting.send_quote(shop.do(), quote_id=quote.id)
    assert refused(error.value) == ["needs_configuration"]
    assert quotes.quote(quote.id).state == "draft"
    with pytest.raises(IntegrityError, match="without a valid configuration"), transaction.atomic():
        sql.run(SEND, [quote.id])


def test_the_database_refuses_to_send_a_configuration_of_another_product(shop) -> None:
    quote = make_quote(shop, bike_line(shop))
    sql.run("UPDATE quoting_line SET product_id = %s WHERE quote_id = %s", [shop.pump, quote.id])
    with pytest.raises(IntegrityError, match="without a valid configuration"), transaction.atomic():
        sql.run(SEND, [quote.id])


def test_the_door_of_a_new_version_of_the_quote(shop) -> None:
    quote = make_quote(shop, bike_line(shop))
    quoting.send_quote(shop.do(), quote_id=quote.id)
    fresh = quoting.revise_quote(shop.do(), quote_id=quote.id)
    kept = quotes.quote(fresh.quote_id).lines[0]
    assert kept.configuration_id == quote.lines[0].configuration_id
    quoting.send_quote(shop.do(), quote_id=fresh.quote_id)
    actions.retire_version(shop.do(), version_id=queries.model(shop.model).newest.id)
    with pytest.raises(doors.Withdrawn):
        quoting.revise_quote(shop.do(), quote_id=fresh.quote_id)
    assert quotes.quote(fresh.quote_id).state == "sent"


def test_a_quote_keeps_its_version_when_a_newer_one_is_published(shop) -> None:
    quote = make_quote(shop, bike_line(shop, configured(shop, carbon=True)))
    dearer = BIKE.replace("price: 900", "price: 990")
    actions.save_draft(shop.do(), model_id=shop.model, source=dearer)
    actions.publish_model(shop.do(), model_id=shop.model, starts_on=TODAY + timedelta(days=1))
    parties.move_clock(shop.do(), on=TODAY + timedelta(days=2))
    quoting.change_line(
        shop.do(), quote_id=quote.id, line_id=quote.lines[0].id, revision=1,
        changes={"quantity": D(2)},
    )  # fmt: skip
    line = quotes.quote(quote.id).lines[0]
    assert line.unit_net == D("1439.90")
    assert {s.rule_version for s in line.steps if s.label_code == "option"} == {1}


def test_the_doors_of_a_file_an_alternative_and_a_counter_offer(
    shop, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(uploads, "home", lambda: tmp_path)
    client = Client()
    client.force_login(make_user(shop.entity, Role.SALES))
    quote = make_quote(shop, bike_line(shop))
    file = mapped(client, quote.id, b"Ref.;Quantity\r\nPUMP;1\r\nBIKE;2\r\n")
    assert [(r.row, r.field) for r in line_files.rejects_of(file)] == [(3, "configuration_id")]
    quoting.add_alternative(shop.do(), quote_id=quote.id, name="Plain")
    with pytest.raises(LinesRefused) as error:
        quoting.add_line(shop.do(), quote_id=quote.id, line=replace(bare(), alternative="A"))
    assert refused(error.value) == ["needs_configuration"]
    offer = make_quote(shop, bike_line(shop))
    quoting.send_quote(shop.do(), quote_id=offer.id)
    actions.retire_version(shop.do(), version_id=queries.model(shop.model).newest.id)
    with pytest.raises(doors.Withdrawn):
        quoting.revise_to(shop.do(), quote_id=offer.id, goal="percent", value=D(5))
    assert quotes.quote(offer.id).state == "sent"
    asked = {"op": "duplicate", "id": quote.lines[0].id}
    client.post(f"/quoting/{quote.id}/grid", asked, content_type="application/json")
    assert [li.sku for li in quotes.quote(quote.id).lines] == ["BIKE"]


def test_the_door_of_a_direct_order(shop) -> None:
    with pytest.raises(OrderLinesRefused) as error:
        ordering.place_order(shop.do(), customer_id=shop.customer, lines=[OrderLineIn(sku="BIKE")])
    assert error.value.facts["found"] == "BIKE"


def test_what_has_no_model_needs_no_configuration(shop) -> None:
    make_product(shop.entity, sku="HOSE")
    assert make_quote(shop, LineIn(sku="PUMP", quantity=D(3))).net_minor == 6_000


def test_what_the_customer_sees_holds_the_options(shop) -> None:
    one, two = (
        make_quote(shop, bike_line(shop, configured(shop, height=D(h)))) for h in (170, 180)
    )
    for quote in (one, two):
        quoting.send_quote(shop.do(), quote_id=quote.id)
    digests = {quotes.quote(q.id).content_digest for q in (one, two)}
    assert len(digests) == 2
