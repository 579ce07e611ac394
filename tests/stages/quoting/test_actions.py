"""Quotes from the first line to the customer's answer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptoir.kernel.errors import NotAllowed
from comptoir.platform import outbox
from comptoir.platform.actions import Do, begin
from comptoir.platform.models import EventRow
from comptoir.platform.roles import CUSTOMER, RoleForbids
from comptoir.stages.quoting import actions, jobs, queries
from comptoir.stages.quoting.actions import LineIn
from comptoir.stages.quoting.core.figures import AmountNeedsOneOff
from tests import world
from tests.stages.quoting.deal import Shop, make_quote, make_shop, send

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def customer(shop: Shop) -> Do:
    return begin(CUSTOMER, shop.entity)


YES = {"name": "Anna Petit", "role": "Director", "consent": "I accept this offer."}


def test_one_quote_holds_goods_a_subscription_and_usage_at_two_vat_rates(shop: Shop) -> None:
    quote = make_quote(
        shop,
        LineIn(sku="PUMP", quantity=D(2), discount_kind="percent", discount_value=D(12)),
        LineIn(sku="BOOK", quantity=D(40)),
        LineIn(sku="CARE", quantity=D(40), discount_kind="percent", discount_value=D(10)),
        LineIn(sku="CALL", quantity=D(1000)),
        LineIn(sku="CABLE", quantity=D(12), optional=True),
    )
    nets = [line.net_minor for line in quote.lines]
    assert nets == [519_200, 88_000, 129_600, 1_200, 360_000]
    assert quote.one_off_minor == 607_200
    assert quote.mrr_minor == 129_600
    assert quote.recurring_minor == 1_555_200
    assert quote.net_minor == 2_162_400
    assert [(v.rate, v.base_minor, v.vat_minor) for v in quote.vat] == [
        (D("20.00"), 2_074_400, 414_880),
        (D("5.50"), 88_000, 4_840),
    ]
    assert quote.gross_minor == 2_582_120
    assert quote.cost_minor == 400_000 + 12 * 40_000
    assert quote.usage_minor == 14_400
    assert [(r.months, r.net_minor) for r in quote.recurring] == [(1, 129_600)]
    assert quote.number == "Q-2026-0001"


def test_a_percentage_off_the_quote_lands_on_every_vat_rate_to_the_cent(shop: Shop) -> None:
    quote = make_quote(
        shop, LineIn(sku="PUMP"), LineIn(sku="BOOK", quantity=D(3)), LineIn(sku="CARE")
    )
    do = world.do_as(shop.entity)
    actions.change_quote(
        do, quote_id=quote.id, revision=quote.revision,
        changes={"discount_kind": "percent", "discount_value": D("3.33")},
    )  # fmt: skip
    after = queries.quote(quote.id)
    assert [line.share_minor for line in after.lines] == [9_823, 220, 120]
    assert [line.net_minor for line in after.lines] == [285_177, 6_380, 3_480]
    assert after.net_minor == 285_177 + 6_380 + 12 * 3_480
    assert [(v.base_minor, v.vat_minor) for v in after.vat] == [(326_937, 65_387), (6_380, 351)]


def test_an_amount_off_the_quote_is_taken_from_what_is_charged_once(shop: Shop) -> None:
    quote = make_quote(shop, LineIn(sku="PUMP"), LineIn(sku="CARE"))
    change = {"discount_kind": "amount", "discount_value": D(50)}
    actions.change_quote(
        world.do_as(shop.entity), quote_id=quote.id, revision=quote.revision, changes=change
    )
    assert [line.net_minor for line in queries.quote(quote.id).lines] == [290_000, 3_600]
    care = make_quote(shop, LineIn(sku="CARE"))
    with pytest.raises(AmountNeedsOneOff):
        actions.change_quote(
            world.do_as(shop.entity), quote_id=care.id, revision=care.revision, changes=change
        )
    assert queries.quote(care.id) == care


def test_every_faulty_line_is_named_and_nothing_is_written(shop: Shop) -> None:
    quote = make_quote(shop)
    lines = [
        LineIn(sku="PUMP"), LineIn(sku="NOPE"), LineIn(sku="BOOK", quantity=D(0)),
        LineIn(sku="CARE"), LineIn(sku="BOOK", discount_kind="amount", discount_value=D(23)),
    ]  # fmt: skip
    with pytest.raises(actions.LinesRefused) as refused:
        actions.add_lines(world.do_as(shop.entity), quote_id=quote.id, lines=lines)
    rows = refused.value.facts["lines"]
    assert [r["field"] for r in rows] == ["lines.1.sku", "lines.2.quantity", "lines.4.discount"]
    assert queries.quote(quote.id) == quote


def test_pricing_ten_lines_takes_at_most_twelve_statements(shop: Shop) -> None:
    do = world.do_as(shop.entity)
    quote_id = actions.draft_quote(do, customer_id=shop.customer).quote_id
    skus = ["PUMP", "CABLE", "BOOK", "CARE", "CALL"] * 2
    lines = [LineIn(sku=s) for s in skus]
    with CaptureQueriesContext(connection) as seen:
        actions.set_lines(world.do_as(shop.entity), quote_id=quote_id, revision=1, lines=lines)
    deeds = [q["sql"] for q in seen if not q["sql"].startswith(("BEGIN", "COMMIT"))]
    assert len(deeds) <= 16  # three of them are VAT decisions that no quote had met before
    pricing = [sql for sql in deeds if "quoting_" not in sql and "platform_" not in sql]
    assert len(pricing) <= 12
    with CaptureQueriesContext(connection) as again:
        line = queries.quote(quote_id).lines[0]
        actions.change_line(
            world.do_as(shop.entity), quote_id=quote_id, line_id=line.id, revision=1,
            changes={"quantity": D(2)},
        )  # fmt: skip
    assert len(again) <= 17  # one asks for promotions


def test_three_hundred_lines_are_written_without_a_statement_per_row(shop: Shop) -> None:
    do = world.do_as(shop.entity)
    quote_id = actions.draft_quote(do, customer_id=shop.customer).quote_id
    lines = [LineIn(sku="PUMP", quantity=D(n)) for n in range(1, 301)]
    with CaptureQueriesContext(connection) as seen:
        actions.set_lines(world.do_as(shop.entity), quote_id=quote_id, revision=1, lines=lines)
    assert len(seen) <= 20
    quote = queries.quote(quote_id)
    assert quote.net_minor == 295_000 * sum(range(1, 301))
    assert [line.position for line in quote.lines] == list(range(1, 301))


def test_a_sent_quote_is_frozen_and_its_link_opens_it_until_the_last_day(shop: Shop) -> None:
    quote = make_quote(shop)
    token = send(shop, quote.id)
    assert len(token) >= 32
    sent = queries.quote_by_token(token)
    assert (sent.id, sent.state, len(sent.content_digest)) == (quote.id, "sent", 64)
    with pytest.raises(NotAllowed):
        actions.add_line(world.do_as(shop.entity), quote_id=quote.id, line=LineIn(sku="BOOK"))
    event = actions.accept_quote(customer(shop), token=token, **YES)
    assert (event.gross_minor, event.content_digest) == (sent.gross_minor, sent.content_digest)
    after = queries.quote(quote.id)
    assert (after.state, after.accepted_name, after.accepted_role) == (
        "accepted", "Anna Petit", "Director",
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        actions.accept_quote(customer(shop), token=token, **YES)
    assert queries.quote(quote.id) == after
    names = list(
        EventRow.objects.filter(subject_id=quote.id).order_by("seq").values_list("name", flat=True)
    )
    assert names == ["QuoteDrafted", "QuoteChanged", "QuoteSent", "QuoteAccepted"]


def test_after_the_last_valid_day_nobody_accepts_even_before_the_nightly_run(shop: Shop) -> None:
    quote = make_quote(shop, valid_days=30)
    token = send(shop, quote.id)
    late = customer(shop)
    late.today = date(2026, 2, 5)
    with pytest.raises(actions.LinkExpired):
        actions.accept_quote(late, token=token, **YES)
    assert queries.quote(quote.id).state == "sent"
    assert queries.overdue(shop.entity, late.today) == 1
    world.move_to(shop.entity, late.today)
    jobs.expire_quotes(shop.entity)
    assert queries.quote(quote.id).state == "expired"
    assert queries.overdue(shop.entity, date(2026, 2, 5)) == 0


def test_acceptance_wants_a_name_a_role_and_consent(shop: Shop) -> None:
    token = send(shop, make_quote(shop).id)
    for field in YES:
        with pytest.raises(actions.NameMissing.__mro__[1]) as refused:
            actions.accept_quote(customer(shop), token=token, **{**YES, field: "  "})
        assert refused.value.field == field
    assert queries.quote_by_token(token).state == "sent"


def test_two_people_edit_one_line_and_nothing_is_lost(shop: Shop) -> None:
    quote = make_quote(shop)
    line = quote.lines[0]
    change = {"quote_id": quote.id, "line_id": line.id, "revision": line.revision}
    actions.change_line(world.do_as(shop.entity), **change, changes={"quantity": D(6)})
    # the second browser still shows revision 1: another field merges, the same one is refused
    actions.change_line(world.do_as(shop.entity), **change, changes={"description": "Big pump"})
    merged = queries.quote(quote.id).lines[0]
    assert (merged.quantity, merged.description, merged.revision) == (D(6), "Big pump", 3)
    with pytest.raises(actions.StaleEdit) as refused:
        actions.change_line(world.do_as(shop.entity), **change, changes={"quantity": D(7)})
    error = refused.value
    assert error.field == f"lines.{line.id}.quantity"
    assert (error.facts["found"], error.facts["expected"]) == ("7", "6.000000")
    assert error.facts["who"] == "user:admin"
    assert queries.quote(quote.id).lines[0] == merged


def test_a_line_that_somebody_removed_is_named_with_who_did_it(shop: Shop) -> None:
    quote = make_quote(shop)
    line = quote.lines[0]
    actions.remove_line(world.do_as(shop.entity), quote_id=quote.id, line_id=line.id)
    with pytest.raises(actions.LineGone) as refused:
        actions.change_line(
            world.do_as(shop.entity), quote_id=quote.id, line_id=line.id, revision=1,
            changes={"quantity": D(3)},
        )  # fmt: skip
    assert refused.value.facts["who"] == "user:admin"


def test_a_new_version_supersedes_the_sent_one_and_its_link(shop: Shop) -> None:
    quote = make_quote(shop)
    token = send(shop, quote.id)
    event = actions.revise_quote(world.do_as(shop.entity), quote_id=quote.id)
    fresh = queries.quote(event.quote_id)
    assert (fresh.version, fresh.state, fresh.number) == (2, "draft", quote.number)
    assert [x.net_minor for x in fresh.lines] == [x.net_minor for x in quote.lines]
    assert queries.quote_by_token(token).state == "superseded"
    with pytest.raises(NotAllowed):
        actions.accept_quote(customer(shop), token=token, **YES)


def test_lines_move_and_sections_follow(shop: Shop) -> None:
    quote = make_quote(
        shop, LineIn(sku="PUMP", section="A"), LineIn(sku="BOOK", section="A"),
        LineIn(sku="CARE", section="B"),
    )  # fmt: skip
    third = quote.lines[2]
    actions.move_line(world.do_as(shop.entity), quote_id=quote.id, line_id=third.id, to=2)
    seen = [(x.sku, x.section) for x in queries.quote(quote.id).lines]
    assert seen == [("PUMP", "A"), ("CARE", "A"), ("BOOK", "A")]
    actions.set_section(
        world.do_as(shop.entity), quote_id=quote.id, line_id=third.id, title="Service"
    )
    seen = [(x.sku, x.section) for x in queries.quote(quote.id).lines]
    assert seen == [("PUMP", "A"), ("CARE", "Service"), ("BOOK", "Service")]


def test_a_renewal_takes_the_repeating_lines_at_their_agreed_prices(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "raise_errors", False)  # the contract is made up
    quote = make_quote(shop)
    event = actions.draft_renewal(
        world.do_as(shop.entity), from_quote_id=quote.id, contract_id=quote.series,
        starts_on=date(2027, 1, 5), term_months=24, title="Renewal",
    )  # fmt: skip
    renewal = queries.quote(event.quote_id)
    assert [(x.sku, x.net_minor, x.term_months) for x in renewal.lines] == [("CARE", 129_600, 24)]
    assert (renewal.net_minor, renewal.renews_contract) == (24 * 129_600, quote.series)


def test_a_warehouse_worker_may_not_quote(shop: Shop) -> None:
    with pytest.raises(RoleForbids):
        actions.draft_quote(
            world.do_as(shop.entity, world.Role.WAREHOUSE), customer_id=shop.customer
        )
