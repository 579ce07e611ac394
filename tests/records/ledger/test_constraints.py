"""What raw SQL must not be able to do to the books."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from comptoir.platform.actions import Do, begin
from comptoir.platform.roles import SYSTEM
from comptoir.records.ledger import actions, queries
from comptoir.records.ledger.models import Account, Batch, Entry, Line

from .drafts import post, sale

pytestmark = pytest.mark.django_db
_ENTRY = """
INSERT INTO ledger_entry (id, entity_id, batch_id, number, journal, booked_on, label, source_kind,
    source_id, source_number, reverses_id, at, digest)
SELECT 999999, entity_id, batch_id, {number}, '{journal}', '{on}', 'forged', 'manual',
    source_id, '', {reverses}, at, digest FROM ledger_entry WHERE id = {like}
"""


def sql(text: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what posting left to check
        cursor.execute(text)


def lines_of(entry: int, *amounts: int) -> str:
    account = Account.objects.get(role="suspense").pk
    rows = ", ".join(f"({entry}, {account}, {a}, 'EUR', '2027-03-10')" for a in amounts)
    columns = "entry_id, account_id, amount_minor, currency, booked_on"
    return f"INSERT INTO ledger_line ({columns}) VALUES {rows}"


def forged(like: int, *, number: int = 2, journal: str = "OD", on: str = "2027-03-10",
           reverses: str = "NULL") -> str:  # fmt: skip
    return _ENTRY.format(like=like, number=number, journal=journal, on=on, reverses=reverses)


def test_an_unbalanced_entry_is_refused(do: Do) -> None:
    (ref,) = post(do, [sale()])
    with pytest.raises(IntegrityError, match="out of balance"):
        sql(forged(ref.id) + ";" + lines_of(999999, 100, -99))
    assert (Entry.objects.count(), Line.objects.count()) == (1, 3)


def test_a_second_statement_cannot_add_lines_to_an_entry(do: Do) -> None:
    (ref,) = post(do, [sale()])
    with pytest.raises(IntegrityError, match="one statement"):
        sql(lines_of(ref.id, 100, -100))
    assert Line.objects.count() == 3


def test_an_entry_balances_in_each_currency_apart(do: Do) -> None:
    (ref,) = post(do, [sale()])
    crossed = lines_of(999999, 100, -100).replace("-100, 'EUR'", "-100, 'USD'")
    with pytest.raises(IntegrityError, match="out of balance"):
        sql(forged(ref.id) + ";" + crossed)
    assert Line.objects.count() == 3


@pytest.mark.parametrize("table", ["ledger_line", "ledger_entry", "ledger_batch"])
@pytest.mark.parametrize(
    "deed", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"]
)
def test_nothing_posted_is_changed_deleted_or_emptied(do: Do, table: str, deed: str) -> None:
    post(do, [sale()])
    column = {"ledger_line": "amount_minor", "ledger_entry": "label", "ledger_batch": "root"}[table]
    with pytest.raises(DatabaseError, match=r"Cannot (update|delete|truncate)"):
        sql(deed.format(table, column))
    assert (Batch.objects.count(), Entry.objects.count(), Line.objects.count()) == (1, 1, 3)


def test_a_closed_period_takes_no_entry(do: Do) -> None:
    (ref,) = post(do, [sale()])
    actions.close_period(begin(SYSTEM, do.entity_id), through=date(2027, 2, 28))
    with pytest.raises(IntegrityError, match="the period is closed"):
        sql(forged(ref.id, on="2027-02-28"))
    assert Entry.objects.count() == 1


def test_an_entry_is_reversed_at_most_once(do: Do) -> None:
    (ref,) = post(do, [sale()])
    with pytest.raises(IntegrityError, match="reverses_id"):
        sql(
            forged(ref.id, reverses=str(ref.id))
            + ";"
            + forged(ref.id, reverses=str(ref.id), number=3).replace("999999", "999998")
        )
    assert Entry.objects.count() == 1


def test_numbers_journals_and_zero_lines_are_guarded(do: Do) -> None:
    (ref,) = post(do, [sale()])
    for broken, why in (
        (forged(ref.id, number=1), "entry_number_once"),
        (forged(ref.id, journal="XX"), "entry_journal_known"),
        (forged(ref.id) + ";" + lines_of(999999, 0, 0), "line_not_zero"),
    ):
        with pytest.raises(IntegrityError, match=why):
            sql(broken)
    assert (Entry.objects.count(), queries.balance(do.entity_id, "receivable", "EUR")) == (1, 12000)
