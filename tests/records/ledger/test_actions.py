from __future__ import annotations

from datetime import date

import pytest

from comptoir.kernel.errors import DomainError
from comptoir.platform.actions import Do, begin
from comptoir.platform.models import EventRow
from comptoir.platform.roles import SYSTEM, Role, RoleForbids
from comptoir.records.ledger import actions, queries
from comptoir.records.ledger.actions import ManualLine
from comptoir.records.ledger.core import chart
from comptoir.records.ledger.core.posting import EntryTooShort, Unbalanced, ZeroLine
from comptoir.records.ledger.models import Account, Book, Entry
from comptoir.records.ledger.posting import BooksNotOpen, PeriodIsClosed
from tests.world import do_as

from .conftest import company
from .drafts import DAY, post, sale

pytestmark = pytest.mark.django_db


def fresh(do: Do) -> Do:
    return begin(SYSTEM, do.entity_id)


def fees(do: Do, *lines: ManualLine, on: date = DAY) -> int:
    lines = lines or (ManualLine("627000", 1500), ManualLine("512000", -1500))
    event = actions.post_manual(
        fresh(do), journal="OD", booked_on=on, label="Bank fees", currency="EUR", lines=lines
    )
    return event.entry_id


def test_books_open_once_with_the_whole_chart(do: Do) -> None:
    found = queries.accounts(do.entity_id)
    assert len(found) == len(chart.PCG) == len({a.code for a in chart.PCG})
    assert queries.account(do.entity_id, "411000").name("fr") == "Clients"
    assert queries.account(do.entity_id, "411000").name("en") == "Accounts receivable"
    with pytest.raises(actions.BooksAlreadyOpen):
        actions.open_books(fresh(do))
    assert len(queries.accounts(do.entity_id)) == len(chart.PCG)


def test_the_contract_of_roles_is_met() -> None:
    roles = {a.role: a.code for a in chart.PCG if a.role}
    expected = {
        "receivable": "411000", "bank": "512000", "deferred": "487000", "deposits": "419100",
        "vat_collected": "445710", "revenue_goods": "707000", "revenue_services": "706000",
        "suspense": "471000", "bad_debt": "654000", "bank_fees": "627000", "opening": "890000",
    }  # fmt: skip
    assert expected.items() <= roles.items()


def test_a_manual_entry_is_posted(do: Do) -> None:
    entry = queries.entry(do.entity_id, fees(do))
    assert [(x.account.code, x.debit, x.credit) for x in entry.lines] == [
        ("627000", 1500, None), ("512000", None, 1500),
    ]  # fmt: skip
    assert (entry.head.number, entry.head.source_kind) == (1, "manual")


@pytest.mark.parametrize(
    ("lines", "refusal"),
    [
        ([ManualLine("627000", 1500), ManualLine("512000", -1400)], Unbalanced),
        ([ManualLine("627000", 0), ManualLine("512000", 0)], ZeroLine),
        ([ManualLine("627000", 1500)], EntryTooShort),
        ([ManualLine("999999", 1500), ManualLine("512000", -1500)], actions.UnknownAccount),
        ([ManualLine("411000", 1500), ManualLine("512000", -1500)], actions.ControlAccount),
    ],
)
def test_a_wrong_manual_entry_is_refused(
    do: Do, lines: list[ManualLine], refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal) as said:
        fees(do, *lines)
    assert said.value.field.startswith("lines")
    assert not Entry.objects.exists()
    assert not EventRow.objects.filter(name="EntryPosted").exists()


def test_a_manual_entry_is_reversed_once_by_its_mirror_image(do: Do) -> None:
    first = fees(do)
    event = actions.reverse_entry(fresh(do), entry_id=first, reason="wrong month")
    mirror = queries.entry(do.entity_id, event.reversal_id)
    assert [(x.account.code, x.amount_minor) for x in mirror.lines] == [
        ("627000", -1500), ("512000", 1500),
    ]  # fmt: skip
    assert (mirror.head.booked_on, mirror.reverses and mirror.reverses.id) == (do.today, first)
    assert queries.entry(do.entity_id, first).reversed_by == mirror.head
    with pytest.raises(actions.AlreadyReversed):
        actions.reverse_entry(fresh(do), entry_id=first, reason="again")
    assert Entry.objects.count() == 2
    assert queries.balance(do.entity_id, "bank", "EUR") == 0


def test_the_entry_of_a_document_is_not_reversed_by_hand(do: Do) -> None:
    (ref,) = post(do, [sale()])
    with pytest.raises(actions.EntryOfDocument):
        actions.reverse_entry(fresh(do), entry_id=ref.id, reason="no")
    with pytest.raises(actions.UnknownEntry):
        actions.reverse_entry(fresh(do), entry_id=ref.id + 1, reason="no")
    assert Entry.objects.count() == 1


def test_a_period_closes_forward_month_by_month(do: Do) -> None:
    actions.close_period(fresh(do), through=date(2027, 1, 31))
    actions.close_period(fresh(do), through=date(2027, 2, 28))
    for day, refusal in (
        (date(2027, 1, 31), actions.AlreadyClosed),
        (date(2027, 3, 31), actions.PeriodNotOver),
        (date(2027, 3, 10), actions.NotMonthEnd),
    ):
        with pytest.raises(refusal) as said:
            actions.close_period(fresh(do), through=day)
        assert said.value.field == "through"
    assert Book.objects.get(pk=do.entity_id).closed_through == date(2027, 2, 28)
    with pytest.raises(PeriodIsClosed):
        fees(do, on=date(2027, 2, 28))
    fees(do, on=date(2027, 3, 1))


def test_a_role_moves_to_another_account_until_it_is_used(do: Do) -> None:
    actions.map_account(fresh(do), role="bad_debt", code="681740")
    assert Account.objects.get(entity_id=do.entity_id, role="bad_debt").code == "681740"
    fees(do)
    for role, code, refusal in (
        ("bank", "531000", actions.AccountInUse),
        ("bad_debt", "512000", actions.AccountInUse),
        ("bad_debt", "000000", actions.UnknownAccount),
        ("nothing", "531000", actions.UnknownAccount),
    ):
        with pytest.raises(refusal):
            actions.map_account(fresh(do), role=role, code=code)
    assert Account.objects.get(entity_id=do.entity_id, role="bank").code == "512000"


def test_closing_needs_books_and_the_controllers_role(do: Do) -> None:
    other = begin(SYSTEM, company("NONE"))
    with pytest.raises(BooksNotOpen):
        actions.close_period(other, through=date(2027, 1, 31))
    with pytest.raises(RoleForbids):
        actions.close_period(do_as(do.entity_id, Role.SALES), through=date(2027, 1, 31))
    assert Book.objects.get(pk=do.entity_id).closed_through is None
