"""What is HubSpot's own: deals with their lines, documents on the deal, its search, its messages."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from comptoir.adapters.hubspot import HubSpot
from comptoir.integrating.core import natural
from comptoir.integrating.core.objects import Deal, Kind, Line, Payment
from comptoir.integrating.ports import ForgedSignal, Gone, NotTaken, Unsure
from comptoir.kernel.money import Money
from tests.adapters import kits

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def kit():
    with kits.serving("hubspot") as kit:
        kit.ready()
        yield kit


def test_a_deal_comes_with_its_company_owner_and_lines_in_few_calls(kit):
    kit.fake.seed()
    kit.fake.seed()
    kit.fake.calls.clear()
    deals = kit.system.pull(Kind.DEAL, LONG_AGO).seen
    assert len(kit.fake.calls) == 5  # search, two associations, line items, one owner
    deal = deals[0].record
    companies = list(kit.fake.store.all("companies"))
    assert deal == Deal(
        "Robot cells, first line", companies[0]["id"], Money(367080, "EUR"), 90, "contractsent",
        closes_on=deal.closes_on, owner_email="camille@crm.example",
        lines=(
            Line("CAB-50", Decimal(12), "Cable", Decimal(322), Decimal(5), Money(367080, "EUR")),
        ),
    )  # fmt: skip
    assert (
        deals[0].url
        == f"https://app.hubspot.com/contacts/1234567/record/0-3/{deals[0].external_id}"
    )
    kit.fake.click("Deals:closedwon", deals[0].external_id)
    won = kit.system.fetch(Kind.DEAL, deals[0].external_id).record
    assert (won.won, won.lost, won.probability) == (True, False, 100)


def test_an_owner_who_left_has_no_email_and_a_deleted_line_is_left_out(kit):
    kit.fake.seed()
    kit.fake.store.delete("owners", "501")
    kit.fake.store.delete("line_items", next(kit.fake.store.all("line_items"))["id"])
    (seen,) = kit.system.pull(Kind.DEAL, LONG_AGO).seen
    assert (seen.record.owner_email, seen.record.lines) == ("", ())


def test_of_a_deal_only_what_comptoir_says_is_written(kit):
    ident = kit.people_make(Kind.DEAL, "Cells")
    before = kit.system.fetch(Kind.DEAL, ident).record
    said = replace(before, title="Other", said="Blocked: billing address missing")
    done = kit.system.push(said, key="opp_1", external_id=ident)
    assert (done.external_id, done.created) == (ident, False)
    assert kit.system.fetch(Kind.DEAL, ident).record == replace(before, said=said.said)
    with pytest.raises(NotTaken):
        kit.system.push(said, key="opp_2", external_id=None)
    payment = Payment("P-1", "1", Money(1, "EUR"), date(2026, 1, 1))
    with pytest.raises(NotTaken):
        kit.system.push(payment, key="pay_1", external_id=None)


def test_a_deal_shows_the_latest_document_of_each_kind_and_older_ones_change_nothing_on_it(kit):
    first = kit.sample(Kind.INVOICE)
    second = replace(first, number="I-2026-0002", on=date(2026, 4, 2))
    kit.system.push(second, key="inv_2", external_id=None)
    made = kit.system.push(first, key="inv_1", external_id=None)
    kit.system.push(replace(first, state="paid"), key="inv_1", external_id=made.external_id)
    shown = kit.fake.store.get("deals", first.about)["properties"]
    assert shown["comptoir_invoice_number"] == "I-2026-0002"
    assert shown["comptoir_invoice_state"] == "sent"
    kit.system.push(
        replace(second, state="paid", open=Money(0, "EUR")),
        key="inv_2",
        external_id=kit.system.find(Kind.INVOICE, "inv_2").external_id,
    )
    shown = kit.fake.store.get("deals", first.about)["properties"]
    assert (shown["comptoir_invoice_state"], shown["comptoir_invoice_open_amount"]) == (
        "paid",
        "0.00",
    )
    tied = kit.fake.store.get("invoices", made.external_id)["tied"]
    assert tied == {"companies": [first.customer], "deals": [first.about]}


def test_what_breaks_after_a_document_was_written_is_unsure_and_comes_right_the_next_time(kit):
    invoice = kit.sample(Kind.INVOICE)
    kit.fault("429", on="PUT")
    with pytest.raises(Unsure):
        kit.system.push(invoice, key="inv_1", external_id=None)
    found = kit.system.find(Kind.INVOICE, "inv_1")
    kit.system.push(invoice, key="inv_1", external_id=found.external_id)
    shown = kit.fake.store.get("deals", invoice.about)["properties"]
    assert shown["comptoir_invoice_number"] == invoice.number
    assert kit.written(Kind.INVOICE) == 1


def test_a_document_about_a_deal_that_is_gone_names_it(kit):
    invoice = kit.sample(Kind.INVOICE)
    with pytest.raises(NotTaken) as told:
        kit.system.push(replace(invoice, customer="99999"), key="inv_1", external_id=None)
    assert told.value.field == "customer"
    alone = replace(invoice, customer="", about="")
    assert kit.system.push(alone, key="inv_2", external_id=None).created


def test_a_key_that_exists_already_is_refused_there(kit):
    kit.system.push(kit.customer(), key="cus_1", external_id=None)
    with pytest.raises(NotTaken) as told:
        kit.system.push(kit.customer(), key="cus_1", external_id=None)
    assert (told.value.facts["status"], told.value.field) == (409, "comptoir_key")
    assert kit.written(Kind.CUSTOMER) == 1


def test_a_product_that_was_there_before_us_is_found_by_its_sku(kit):
    theirs = kit.fake.make("products", {"name": "Cable", "hs_sku": "CAB-1"})["id"]
    found = kit.system.find(Kind.PRODUCT, "prd_1", "CAB-1")
    assert (found.external_id, found.key) == (theirs, "")
    kit.system.push(kit.product(), key="prd_1", external_id=theirs)
    assert kit.system.find(Kind.PRODUCT, "prd_1", "CAB-1").key == "prd_1"
    assert kit.system.find(Kind.PRODUCT, "prd_2", "CAB-1") is None


def test_a_company_that_was_there_before_us_is_found_by_what_it_is_known_by(kit):
    ours = kit.customer()
    known = natural.keys(ours)
    assert kit.system.find(Kind.CUSTOMER, "cus_1", "C-1", known) is None
    elsewhere = kit.fake.make("companies", {"name": "Another", "domain": "elsewhere.example"})["id"]
    theirs = kit.fake.make("companies", {"name": "Brasserie", "domain": "lac.example"})["id"]
    found = kit.system.find(Kind.CUSTOMER, "cus_1", "C-1", known)
    assert (found.external_id, found.key) == (theirs, "")
    kit.fake.make("companies", {"name": "Its daughter", "domain": "lac.example"})
    assert kit.system.find(Kind.CUSTOMER, "cus_1", "C-1", known) is None  # which of the two?
    row = kit.fake.store.get("companies", elsewhere)
    kit.fake.change("companies", row, {"comptoir_vat_number": ours.vat_number})
    assert kit.system.find(Kind.CUSTOMER, "cus_1", "C-1", known).external_id == elsewhere  # surer
    kit.system.push(ours, key="cus_1", external_id=elsewhere)
    assert kit.written(Kind.CUSTOMER) == 1 and len(list(kit.fake.store.all("companies"))) == 3
    assert (
        kit.system.find(Kind.CUSTOMER, "cus_2", "C-2", known) is None
    )  # under a key of ours by now


def test_a_check_makes_the_properties_once(kit):
    kit.fake.calls.clear()
    kit.other().check()
    assert not any(call.startswith("POST") for call in kit.fake.calls)
    kit.fake.store.of("properties orders").clear()
    kit.other().check()
    assert "comptoir_key" in kit.fake.store.of("properties orders")
    assert kit.fake.store.of("properties orders")["comptoir_key"]["hasUniqueValue"] is True
    with pytest.raises(NotTaken) as told:
        kit.other(url=kit.access.url + "/elsewhere").check()
    assert told.value.field == "url"


def test_more_records_of_one_instant_than_a_search_reaches_are_not_silently_left_out(kit):
    for n in range(230):
        kit.people_make(Kind.CUSTOMER, f"Customer {n}")
    same = kit.fake.store.now().isoformat(timespec="milliseconds")
    for row in kit.fake.store.all("companies"):
        row["changed"] = same
    assert len(set(walked(kit))) == 230
    kit.fake.ceiling = HubSpot.ceiling = 200
    try:
        with pytest.raises(NotTaken):
            walked(kit)
    finally:
        HubSpot.ceiling = 10_000


def walked(kit) -> list[str]:
    page = kit.system.pull(Kind.CUSTOMER, LONG_AGO)
    seen = [one.external_id for one in page.seen]
    while page.cursor is not None:
        page = kit.system.pull(Kind.CUSTOMER, LONG_AGO, page.cursor)
        seen += [one.external_id for one in page.seen]
    return seen


def heard(kit, *told: dict) -> list[tuple[str, str]]:
    message = kit.fake.signed(json.dumps(list(told)).encode())
    said = {n.lower(): v for n, v in message.headers.items()}
    signals = kit.system.heard({**said, "comptoir-url": kit.sink.url}, message.body)
    return [(s.kind.value, s.external_id) for s in signals]


def test_messages_old_and_new_name_their_records(kit):
    event = {"eventId": 1, "subscriptionId": 2, "occurredAt": 3, "objectId": 5}
    assert heard(kit, {**event, "subscriptionType": "deal.propertyChange"}) == [("deal", "5")]
    assert heard(
        kit,
        {**event, "subscriptionType": "object.creation", "objectTypeId": "0-2"},
        {**event, "subscriptionType": "company.merge", "newObjectId": 9, "mergedObjectIds": [5, 6]},
    ) == [("customer", "5"), ("customer", "5"), ("customer", "9"), ("customer", "6")]
    assert heard(kit, {**event, "subscriptionType": "contact.creation"}) == []
    assert heard(kit, {"subscriptionType": "deal.creation"}) == []
    message = kit.fake.signed(b'"nothing"')
    said = {**{n.lower(): v for n, v in message.headers.items()}, "comptoir-url": kit.sink.url}
    assert kit.system.heard(said, message.body) == ()
    broken = kit.fake.signed(b"no json")
    said = {**{n.lower(): v for n, v in broken.headers.items()}, "comptoir-url": kit.sink.url}
    with pytest.raises(ForgedSignal):
        kit.system.heard(said, broken.body)


def test_a_message_from_yesterday_is_refused(kit):
    kit.fake.store.set_clock(kit.fake.store.now() - timedelta(minutes=6))
    with pytest.raises(ForgedSignal):
        heard(kit, {"eventId": 1, "objectId": 5, "subscriptionType": "deal.creation"})


def test_what_people_click_there_is_done(kit):
    kit.fake.seed()
    kit.fake.click("make:company", "")
    kit.fake.click("make:deal", "")
    deals = kit.system.pull(Kind.DEAL, LONG_AGO).seen
    assert [d.record.amount for d in deals] == [Money(367080, "EUR"), Money(6600, "EUR")]
    company = next(kit.fake.store.all("companies"))["id"]
    kit.fake.click("Companies:move", company)
    assert kit.system.fetch(Kind.CUSTOMER, company).record.billing.city == "Lyon"
    kit.fake.click("Deals:closedlost", deals[0].external_id)
    assert kit.system.fetch(Kind.DEAL, deals[0].external_id).record.lost
    kit.fake.click("Deals:delete", deals[0].external_id)
    with pytest.raises(Gone):
        kit.system.fetch(Kind.DEAL, deals[0].external_id)
