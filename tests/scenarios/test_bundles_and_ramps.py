"""Bundles and ramps: one line on the quote, its parts and segments down to the invoice and the books."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import IntegrityError, transaction

from comptoir.demo import playing
from comptoir.records.catalog import actions as goods
from comptoir.records.catalog import queries as wares
from comptoir.stages.invoicing import actions as invoicing
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.ordering import queries as orders
from comptoir.stages.pricing import actions as pricing
from comptoir.stages.pricing import queries as prices
from comptoir.stages.pricing.engine import replay
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting import documents, words
from comptoir.stages.quoting.models import QuoteLine
from comptoir.stages.subscribing import queries as services
from tests.scenarios.house import Company, eur, line

EDITOR, LINES = "/quoting/{quote_id}/edit", "POST /api/v1/quotes/{quote_id}/lines"


def sku(company: Company, code: str) -> wares.ProductFacts:
    return wares.by_sku(company.entity_id, {code})[code]


def bundle(company: Company, code: str, price: str = "", **parts: str) -> None:
    """A bundle charged once; `SUP_PRO="5"`: five of SUP-PRO in each."""
    made = goods.create_product(
        company.by(), sku=code, name_en=f"Bundle {code}", name_fr=f"Lot {code}", currency="EUR"
    )
    for part, quantity in parts.items():
        goods.set_bundle_part(
            company.by(), product_id=made.product_id,
            part_id=sku(company, part.replace("_", "-")).id, quantity=D(quantity),
        )  # fmt: skip
    if price:
        book = prices.default_book(company.entity_id, "EUR", company.by().today)
        pricing.set_price(
            company.by(), book_id=book.id, product_id=made.product_id, unit_price=D(price)
        )


def drafted(company: Company, *lines: quoting.LineIn, **head):
    event = quoting.draft_quote(company.by(), customer_id=company.customer(), lines=lines, **head)
    return company.quote(event.quote_id)


def told(quote):
    return [(li.level, li.sku, str(li.quantity.normalize()), li.net_minor) for li in quote.lines]


@pytest.mark.capability("S1-60", "S1-70", "S1-78", "S3-13", screen=EDITOR, api=LINES)
def test_a_bundle_is_one_line_of_the_quote_and_its_parts_are_delivered_billed_and_earned(company):
    bundle(company, "KIT", "2800", ARM_X="1", DOC="2", SUP_PRO="5")
    quote_id = company.quotes(company.customer(), line("KIT", 2, percent=10))
    quote = company.quote(quote_id)
    head, arm, doc, _care = quote.lines
    # 2 × 2 800 less 10 % = 5 040.00, over 5 900 + 88 of parts bought once; the care is on top, less 10 %
    assert told(quote) == [
        (0, "KIT", "2", 0), (1, "ARM-X", "2", 496593), (1, "DOC", "4", 7407),
        (1, "SUP-PRO", "1E+1", 32400),
    ]  # fmt: skip
    assert arm.net_minor + doc.net_minor == eur("5040.00").minor
    assert (quote.one_off_minor, quote.mrr_minor) == (eur("5040.00").minor, eur("324.00").minor)
    assert {v.rate for v in quote.vat} == {D("20"), D("5.5")}
    for part in (arm, doc):
        assert part.steps[-1].label_code == "bundle_share"
        assert replay(part.steps) == D(part.net_minor).scaleb(-2)
    assert replay(head.steps) == D("5040.00")
    ((row,),) = [section.rows for section in documents.sections(quote)]
    assert (row.sku, len(row.details)) == ("KIT", 3)

    order_id = company.accepts(quote_id)
    order = orders.order(order_id)
    assert [li.net_minor for li in order.lines] == [496593, 7407, 32400]
    company.delivers(order_id, ARM_X=1, DOC=4)
    first = company.invoices(order_id)
    company.delivers(order_id)
    last = company.invoices(order_id)
    assert first.net_minor + last.net_minor == eur("5040.00").minor
    note = invoicing.credit_note(
        company.by(), invoice_id=last.id, lines=[invoicing.CreditIn(last.lines[0].id, D(1))],
        reason="Came back broken", reason_code="return",
    )  # fmt: skip
    assert invoices.invoice(note.invoice_id).net_minor == -last.net_minor
    company.today("2026-02-01")
    assert company.revenue().recognized_minor == first.net_minor + eur("324.00").minor
    company.holds()


@pytest.mark.capability("S1-70", screen=EDITOR, api=LINES)
def test_the_parts_follow_their_bundle_and_none_can_break_its_sum(company):
    bundle(company, "KIT", "3000", ARM_X="1", DOC="2")
    bundle(company, "TRIO", "3300", KIT="1", CAB_50="2")
    quote = drafted(company, line("TRIO", 1), line("DOC", 1))
    assert [(level, code) for level, code, _q, _n in told(quote)] == [
        (0, "TRIO"), (1, "KIT"), (2, "ARM-X"), (2, "DOC"), (1, "CAB-50"), (0, "DOC"),
    ]  # fmt: skip
    assert sum(li.net_minor for li in quote.lines if li.level) == eur("3300.00").minor
    trio, _kit, arm, _doc, cab, alone = quote.lines
    for change in ({"quantity": D(3)}, {"discount_kind": "percent", "discount_value": D(5)}):
        with pytest.raises(quoting.PartOfBundle):
            quoting.change_line(
                company.by(), quote_id=quote.id, line_id=cab.id, revision=1, changes=change
            )
    with pytest.raises(quoting.PartOfBundle):
        quoting.remove_line(company.by(), quote_id=quote.id, line_id=arm.id)
    assert company.quote(quote.id) == quote

    do = company.by()
    quoting.change_line(
        do,
        quote_id=quote.id,
        line_id=trio.id,
        revision=1,
        changes={"quantity": D(3)},
        undoable=True,
    )
    three = company.quote(quote.id)
    assert [li.id for li in three.lines] == [li.id for li in quote.lines]
    assert [li.quantity for li in three.lines] == [3, 3, 3, 6, 6, 1]
    assert sum(li.net_minor for li in three.lines if li.level) == eur("9900.00").minor
    quoting.undo_edit(company.by(), quote_id=quote.id)
    assert told(company.quote(quote.id)) == told(quote)

    quoting.move_line(company.by(), quote_id=quote.id, line_id=trio.id, to=6)
    assert [li.sku for li in company.quote(quote.id).lines] == [
        "DOC", "TRIO", "KIT", "ARM-X", "DOC", "CAB-50",
    ]  # fmt: skip
    quoting.move_line(company.by(), quote_id=quote.id, line_id=alone.id, to=3)
    assert company.quote(quote.id).lines[-1].id == alone.id
    with pytest.raises(IntegrityError), transaction.atomic():
        QuoteLine.objects.filter(pk=trio.id).update(net_minor=1)  # quote_line_head_costs_nothing
    quoting.reach_goal(company.by(), quote_id=quote.id, goal="net", value=D("3000"))
    assert company.quote(quote.id).net_minor == eur("3000.00").minor
    quoting.remove_line(company.by(), quote_id=quote.id, line_id=trio.id)
    assert [li.id for li in company.quote(quote.id).lines] == [alone.id]
    copied = quoting.clone_quote(company.by(), quote_id=quote.id).quote_id
    assert len(company.quote(copied).lines) == 1


@pytest.mark.capability("S1-70", screen=EDITOR, api=LINES)
def test_a_bundle_without_a_price_costs_what_its_parts_cost_and_may_hide_them(company):
    bundle(company, "SET", ARM_X="1", DOC="2")
    quote = drafted(company, line("SET", 1, parts_hidden=True))
    assert quote.net_minor == eur("2994.00").minor
    quoting.change_line(
        company.by(), quote_id=quote.id, line_id=quote.lines[0].id, revision=1,
        changes={"discount_kind": "total", "discount_value": D("2500")},
    )  # fmt: skip
    quote = company.quote(quote.id)
    assert quote.net_minor == eur("2500.00").minor
    ((row,),) = [section.rows for section in documents.sections(quote)]
    assert row.details == ()
    assert row.vat_rate.replace("\N{NO-BREAK SPACE}", " ") == "5,5 %, 20 %"


def ramp(*segments):
    """(months, quantity, unit price) each."""
    return tuple(
        {"months": m, "quantity": str(q), "discount_kind": "net", "discount_value": p}
        for m, q, p in segments
    )


THREE_YEARS = ramp((12, 100, "40"), (12, 150, "38"), (12, 200, "36"))


@pytest.mark.capability("S1-60", "S1-78", "S1-81", screen=EDITOR, api=LINES)
def test_a_ramp_of_three_years_is_billed_by_its_segments_to_the_cent(company):
    quote_id = company.quotes(
        company.customer(), line("SUP-PRO", segments=THREE_YEARS), term_months=36
    )
    quote = company.quote(quote_id)
    assert [(y.acv_minor, y.mrr_minor) for y in quote.years] == [
        (4_800_000, 400_000), (6_840_000, 570_000), (8_640_000, 720_000),
    ]  # fmt: skip
    assert quote.net_minor == 20_280_000 and quote.mrr_minor == 400_000
    ((row,),) = [section.rows for section in documents.sections(quote)]
    assert len(row.details) == 3

    order = company.accepts(quote_id)
    assert [(li.starts_on, li.ends_on) for li in orders.order(order).lines] == [
        (date(2026, 1, 1), date(2027, 1, 1)),
        (date(2027, 1, 1), date(2028, 1, 1)),
        (date(2028, 1, 1), date(2029, 1, 1)),
    ]
    mrr = {day: services.mrr(company.entity_id, date.fromisoformat(day))["EUR"]
           for day in ("2026-06-01", "2027-06-01", "2028-06-01")}  # fmt: skip
    assert list(mrr.values()) == [400_000, 570_000, 720_000]
    company.today("2026-12-01")
    company.today("2027-01-01")
    billed = [i.net_minor for i in invoices.invoices_of_order(order) if i.kind == "invoice"]
    assert sum(billed) == 12 * 400_000 + 570_000
    company.holds()


@pytest.mark.capability("S1-60", screen=EDITOR, api=LINES)
def test_a_row_of_a_ramp_is_edited_where_it_stands_and_borders_cut_periods_by_months(company):
    free = ({"months": 3, "quantity": "10", "discount_kind": "percent", "discount_value": "100"},
            {"months": 9, "quantity": "10"}, {"months": 12, "quantity": "10", "uplift": "3"})  # fmt: skip
    quote = drafted(company, line("SUP-PRO", segments=free), term_months=24)
    assert [(li.starts_month, li.term_months, li.net_minor) for li in quote.lines[1:]] == [
        (0, 3, 0), (3, 9, 36_000), (12, 12, 37_080),
    ]  # fmt: skip
    assert [y.acv_minor for y in quote.years] == [324_000, 444_960]
    second = quote.lines[2]
    quoting.change_line(
        company.by(), quote_id=quote.id, line_id=second.id, revision=second.revision,
        changes={"quantity": D(20)}, undoable=True,
    )  # fmt: skip
    changed = company.quote(quote.id)
    assert [li.net_minor for li in changed.lines] == [0, 0, 72_000, 37_080]
    assert [li.id for li in changed.lines] == [li.id for li in quote.lines]
    with pytest.raises(quoting.SegmentsDecide):
        quoting.change_line(
            company.by(), quote_id=quote.id, line_id=quote.lines[0].id, revision=1,
            changes={"quantity": D(5)},
        )  # fmt: skip
    quoting.undo_edit(company.by(), quote_id=quote.id)
    assert told(company.quote(quote.id)) == told(quote)


@pytest.mark.capability("S1-60", "S1-78", screen=EDITOR, api="POST /api/v1/quotes/{quote_id}/goal")
def test_a_target_for_a_quote_with_a_ramp_is_signed_billed_and_earned_to_the_cent(company):
    free = ({"months": 3, "quantity": "10", "discount_kind": "percent", "discount_value": "100"},
            {"months": 9, "quantity": "10"}, {"months": 12, "quantity": "20", "uplift": "3"})  # fmt: skip
    quote = drafted(company, line("SUP-PRO", segments=free), line("DOC", 1), term_months=24)
    quoting.reach_goal(company.by(), quote_id=quote.id, goal="net", value=D("10000.01"))
    agreed = company.quote(quote.id)
    assert agreed.net_minor == 1_000_001
    first, second, third, doc = (li.net_minor for li in agreed.lines[1:])
    assert first == 0 and 9 * second + 12 * third + doc == 1_000_001
    # 20 licences 3 % dearer cost 2.06 times what 10 do
    assert abs(100 * third - 206 * second) <= 200

    quoting.reach_goal(company.by(), quote_id=quote.id, goal="percent", value=D(10))
    off = company.quote(quote.id)
    assert [li.net_minor for li in off.lines[1:]] == [32_400, 32_400, 66_744, 1_980]
    assert words.over(off) == "24 months"
    quoting.add_lines(company.by(), quote_id=quote.id, lines=[line("SUP-PRO", 1, term_months=12)])
    longer = company.quote(quote.id)
    assert words.over(longer) == "12 to 24 months"
    quoting.remove_line(company.by(), quote_id=quote.id, line_id=longer.lines[-1].id)
    company.links[quote.id] = playing.sent(company.entity_id, quote.id)
    order = company.accepts(quote.id)
    for year, month in [(2026, m) for m in range(2, 13)] + [(2027, m) for m in range(1, 13)]:
        company.today(f"{year}-{month:02}-01")
    company.delivers(order, DOC=1)
    company.invoices(order)
    billed = [i.net_minor for i in invoices.invoices_of_order(order) if i.kind == "invoice"]
    assert sum(billed) == off.net_minor == 12 * 32_400 + 12 * 66_744 + 1_980
    company.holds()
