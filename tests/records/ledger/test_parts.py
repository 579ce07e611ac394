from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from comptoir.platform.actions import Do, begin
from comptoir.platform.roles import SYSTEM
from comptoir.records.ledger import actions, parts, posting
from comptoir.records.ledger.models import Batch, Book, Entry, Line

from .conftest import company
from .drafts import DAY, post, sale

pytestmark = pytest.mark.django_db


def test_an_invoice_is_posted_as_one_balanced_entry(do: Do) -> None:
    (ref,) = post(do, [sale()])
    entry = Entry.objects.get(pk=ref.id)
    assert (ref.number, entry.number, entry.journal, entry.booked_on) == (1, 1, "VE", DAY)
    lines = Line.objects.filter(entry=entry).order_by("id")
    assert [(x.account.code, x.amount_minor) for x in lines] == [
        ("411000", 12000), ("487000", -10000), ("445710", -2000),
    ]  # fmt: skip


def test_one_by_one_and_in_bulk_give_the_same_rows(do: Do) -> None:
    drafts = [sale(n, 6000 + 6 * n) for n in range(1, 41)]
    assert sum(len(d.lines) for d in drafts) > 50
    bulk_refs = post(do, drafts)
    other = begin(SYSTEM, company("TWO"))
    actions.open_books(other)
    single_refs = [post(other, [draft])[0] for draft in drafts]
    assert [r.number for r in bulk_refs] == [r.number for r in single_refs] == [*range(1, 41)]

    def rows(entity: Do) -> list[tuple[object, ...]]:
        found = Line.objects.filter(entry__entity_id=entity.entity_id).order_by("id")
        return list(
            found.values_list(
                "entry__number", "account__code", "amount_minor", "currency", "booked_on",
                "party_id", "entry__label", "entry__source_number", "entry__source_id",
            )
        )  # fmt: skip

    assert rows(do) == rows(other)
    assert Batch.objects.filter(entity_id=do.entity_id).count() == 1
    assert Batch.objects.filter(entity_id=other.entity_id).count() == 40


def test_zero_lines_are_dropped_and_empty_entries_skipped(do: Do) -> None:
    empty = sale(gross=0)
    without_vat = sale(gross=5)  # 5 // 6 is no VAT at all
    refs = post(do, [empty, without_vat])
    assert [r.number for r in refs] == [1]
    assert Line.objects.count() == 2
    assert post(do, [empty]) == []
    assert Book.objects.get(pk=do.entity_id).batches == 1


def test_an_entry_out_of_balance_asserts_and_writes_nothing(do: Do) -> None:
    good = sale()
    bad = parts.EntryDraft("VE", DAY, "bad", "invoice", good.source_id, "F-9", good.lines[:2])
    with pytest.raises(AssertionError, match="off by"):
        post(do, [good, bad])
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_posting_needs_an_open_action(do: Do) -> None:
    with pytest.raises(AssertionError, match="needs an open action"):
        parts.post(do, [sale()])


def test_a_company_without_books_cannot_post(db: None) -> None:
    do = begin(SYSTEM, company("NONE"))
    with pytest.raises(posting.BooksNotOpen):
        post(do, [sale()])
    assert not Entry.objects.exists()


def test_nothing_is_posted_in_a_closed_period(do: Do) -> None:
    actions.close_period(begin(SYSTEM, do.entity_id), through=date(2027, 2, 28))
    with pytest.raises(posting.PeriodIsClosed) as refusal:
        post(do, [sale(1), sale(2, on=date(2027, 2, 28))])
    assert refusal.value.facts["found"] == "2027-02-28"
    assert not Entry.objects.exists()
    assert Book.objects.get(pk=do.entity_id).batches == 0


def test_posting_takes_seven_statements_whatever_the_number_of_entries(do: Do) -> None:
    for count in (1, 200):
        with CaptureQueriesContext(connection) as seen, transaction.atomic():
            parts.post(do, [sale(n) for n in range(count)])
        assert len([q for q in seen if "SAVEPOINT" not in q["sql"]]) <= 9
