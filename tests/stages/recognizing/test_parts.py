"""Imports write thousands at once; the totals and the constraints hold all the same."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from comptoir.stages.fulfilling.models import DeliveryLine
from comptoir.stages.recognizing import actions, parts, queries
from comptoir.stages.recognizing.models import Obligation, OrderTotal, Recognition

from .deal import Deal

pytestmark = pytest.mark.django_db
JANUARY, MARCH = date(2026, 1, 1), date(2026, 3, 1)


def test_a_bulk_of_obligations_and_recognitions_keeps_the_totals(deal: Deal) -> None:
    lines = deal.bare_order((2, 500), (4, 900))
    delivery_id = deal.move((lines[0], 2), (lines[1], 4))
    moved = dict(
        DeliveryLine.objects.filter(delivery=delivery_id).values_list("order_line_id", "id")
    )
    ids = parts.reserve_obligation_ids(2)
    promised = [
        (pk, deal.entity, deal.customer, line.id, None, None, "on_delivery", "EUR", line.net_minor,
         "revenue_goods", date(2026, 1, 5), None, None)
        for pk, line in zip(ids, lines, strict=True)
    ]  # fmt: skip
    earned = [
        (pk, "delivery", moved[line.id], None, MARCH, date(2026, 3, 9), line.net_minor)
        for pk, line in zip(ids, lines, strict=True)
    ]
    with transaction.atomic():
        assert parts.recognition_bulk(deal.do(), promised, earned) == (2, 2)
    columns = ("order", "booked_on", "day", "promised_minor", "recognized_minor")
    fifth, order_id = date(2026, 1, 5), lines[0].order_id
    assert set(OrderTotal.objects.values_list(*columns)) == {
        (order_id, fifth, fifth, 1_400, 0), (order_id, fifth, date(2026, 3, 9), 0, 1_400),
    }  # fmt: skip
    assert queries.audit(deal.entity) == 0
    assert queries.revenue_by_month_country(deal.entity) == [
        queries.CountryMonth(MARCH, "FR", "EUR", 1_400)
    ]


def test_a_total_that_differs_from_its_rows_is_found(deal: Deal) -> None:
    (line,) = deal.order((1, 700))
    deal.deliver((line, 1))
    OrderTotal.objects.exclude(recognized_minor=0).update(recognized_minor=699)
    assert queries.audit(deal.entity) == 1


def test_the_database_refuses_a_month_twice_and_any_change(deal: Deal) -> None:
    deal.service(3_100, JANUARY, date(2026, 2, 1))
    actions.open_charge_obligations(deal.do())
    actions.recognize_month(deal.do(), month=JANUARY)
    row = Recognition.objects.get()
    for raw, complaint in (
        ("INSERT INTO recognizing_recognition (obligation_id, cause, month, recognized_on,"
         " amount_minor) SELECT obligation_id, cause, month, recognized_on, 1"
         " FROM recognizing_recognition", "recognized_month_once"),
        ("INSERT INTO recognizing_recognition (obligation_id, cause, month, recognized_on,"
         " amount_minor) SELECT obligation_id, 'credit', month, recognized_on, 1"
         " FROM recognizing_recognition", "recognition_has_cause"),
        ("UPDATE recognizing_recognition SET amount_minor = 1", "Cannot update"),
        ("DELETE FROM recognizing_recognition", "Cannot update or delete"),
        ("UPDATE recognizing_obligation SET ends_on = starts_on", "obligation_time_has_term"),
        ("UPDATE recognizing_obligation SET pattern = 'hope'", "obligation_pattern_known"),
        ("UPDATE recognizing_obligation SET booked_on = '2026-01-02'", "Cannot update"),
    ):  # fmt: skip
        with pytest.raises(DatabaseError, match=complaint), transaction.atomic():
            connection.cursor().execute(raw)
    row.refresh_from_db()
    assert row.amount_minor == 3_100


def test_an_order_line_promises_once(deal: Deal) -> None:
    (line,) = deal.order((1, 700))
    promise = Obligation.objects.get()
    promise.pk = None
    with pytest.raises(IntegrityError, match="obligation_once"), transaction.atomic():
        promise.save(force_insert=True)
    assert Obligation.objects.filter(order_line=line).count() == 1
