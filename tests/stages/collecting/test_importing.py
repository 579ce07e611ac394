from __future__ import annotations

from datetime import date

import pytest

from comptoir.kernel.errors import DomainError
from comptoir.records.ledger import actions as ledger
from comptoir.stages.collecting import actions, importing, queries
from comptoir.stages.collecting.core.matching import Reason
from comptoir.stages.collecting.models import BankLine, Payment, Statement

from .conftest import Desk

pytestmark = pytest.mark.django_db
HEAD = "Date;Libellé;Montant;Contrepartie\n"


def imported(desk: Desk, *lines: str, name: str = "mai.csv") -> tuple[int, int, int]:
    event = actions.import_statement(
        desk.do(), name=name, content=(HEAD + "\n".join(lines) + "\n").encode()
    )
    return event.lines, event.new_lines, event.payments


def test_what_surely_matches_is_booked_and_the_rest_waits_with_a_reason(desk: Desk) -> None:
    paid = desk.issue(12000, "F-2026-0001")
    twins = [desk.issue(500, "F-2026-0002"), desk.issue(500, "F-2026-0003")]
    assert imported(
        desk,
        "20/05/2026;VIR F-2026-0001;120,00;MENUISERIE CHABERT",
        "20/05/2026;VIREMENT;5,00;",
        "21/05/2026;FRAIS;-2,00;",
    ) == (3, 3, 1)
    payment = Payment.objects.get()
    facts = queries.payment(desk.entity_id, payment.pk)
    assert (facts.received_on, facts.matched_by) == (date(2026, 5, 20), "number_and_amount")
    assert [desk.open(i) for i in (paid, *twins)] == [0, 500, 500]
    (waiting,) = queries.unmatched(desk.entity_id)
    assert (waiting.amount_minor, waiting.verdict.reason) == (500, Reason.SEVERAL_INVOICES)
    assert queries.count_unmatched(desk.entity_id) == 1
    assert desk.in_balance()


def test_a_second_import_adds_nothing(desk: Desk) -> None:
    desk.issue(500, "F-2026-0001")
    lines = ("20/05/2026;VIR F-2026-0001;5,00;", "20/05/2026;CB;1,00;", "20/05/2026;CB;1,00;")
    assert imported(desk, *lines) == (3, 3, 1)
    assert imported(desk, *lines) == (3, 0, 0)
    assert imported(desk, *lines, "22/05/2026;CB;1,00;", name="juin.csv") == (4, 1, 0)
    assert (Statement.objects.count(), BankLine.objects.count(), Payment.objects.count()) == (
        2,
        4,
        1,
    )
    assert desk.in_balance()


def test_a_file_with_a_bad_line_writes_nothing(desk: Desk) -> None:
    desk.issue(500, "F-2026-0001")
    with pytest.raises(DomainError) as refusal:
        imported(desk, "20/05/2026;VIR F-2026-0001;5,00;", "20/05/2026;x;=cmd|' /C calc'!A0;")
    assert refusal.value.field == "line.3.amount"
    assert not Statement.objects.exists()
    assert not BankLine.objects.exists()
    assert not Payment.objects.exists()


def test_text_that_looks_like_a_formula_or_a_tag_is_only_text(desk: Desk) -> None:
    imported(desk, '20/05/2026;"=HYPERLINK(""http://x"")<b>";5,00;"@SUM(A1)"')
    line = BankLine.objects.get()
    assert (line.text, line.payer) == ('=HYPERLINK("http://x")<b>', "@SUM(A1)")


def test_one_invoice_is_not_paid_by_two_lines(desk: Desk) -> None:
    invoice = desk.issue(500, "F-2026-0001")
    assert imported(desk, "20/05/2026;F-2026-0001;5,00;", "21/05/2026;F-2026-0001;5,00;") == (
        2,
        2,
        1,
    )
    assert desk.open(invoice) == 0
    assert queries.unmatched(desk.entity_id)[0].verdict.reason == Reason.NOTHING
    assert desk.in_balance()


def test_closed_periods_and_later_days_are_not_booked(desk: Desk) -> None:
    desk.issue(500, "F-2026-0001")
    ledger.close_period(desk.do(), through=date(2026, 4, 30))
    assert imported(desk, "30/04/2026;F-2026-0001;5,00;", "02/06/2026;F-2026-0001;5,00;") == (
        2,
        2,
        0,
    )
    assert queries.count_unmatched(desk.entity_id) == 2


def test_a_waiting_line_is_booked_by_hand_once(desk: Desk) -> None:
    first, second = desk.issue(500, "F-2026-0001"), desk.issue(500, "F-2026-0002")
    imported(desk, "20/05/2026;VIREMENT;5,00;")
    (waiting,) = queries.unmatched(desk.entity_id)
    fields = {
        "customer_id": desk.customer_id, "currency": "EUR", "received_on": waiting.booked_on,
        "bank_line_id": waiting.id,
    }  # fmt: skip
    with pytest.raises(importing.LineDiffers):
        actions.receive_payment(desk.do(), amount_minor=499, **fields)
    actions.receive_payment(desk.do(), amount_minor=500, allocations=[(second, 500)], **fields)
    with pytest.raises(importing.LineBooked):
        actions.receive_payment(desk.do(), amount_minor=500, **fields)
    assert (desk.open(first), desk.open(second), Payment.objects.count()) == (500, 0, 1)
    assert queries.unmatched(desk.entity_id) == []
