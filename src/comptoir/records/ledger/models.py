"""Double entry, append-only, balanced by the database, chained by hashes."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from comptoir.platform.models import Record, append_only

_BALANCED = """
IF EXISTS (
    SELECT 1 FROM new_lines GROUP BY entry_id, currency HAVING sum(amount_minor) <> 0
) THEN
    RAISE EXCEPTION 'ledger entry out of balance: %', (
        SELECT string_agg(format('entry %s %s %s', entry_id, currency, off), ', ')
        FROM (SELECT entry_id, currency, sum(amount_minor) AS off FROM new_lines
              GROUP BY entry_id, currency HAVING sum(amount_minor) <> 0 LIMIT 3) t
    ) USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_balances';
END IF;
IF EXISTS (
    SELECT 1 FROM (SELECT entry_id, count(*) AS n FROM new_lines GROUP BY entry_id) m
    JOIN LATERAL (SELECT count(*) AS n FROM ledger_line l WHERE l.entry_id = m.entry_id) a
        ON a.n <> m.n
) THEN
    RAISE EXCEPTION 'all lines of an entry are written by one statement'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_is_whole';
END IF;
RETURN NULL;
"""
_OPEN = """
IF EXISTS (
    SELECT 1 FROM new_entries e JOIN ledger_book b ON b.entity_id = e.entity_id
    WHERE b.closed_through >= e.booked_on
) THEN
    RAISE EXCEPTION 'the period is closed'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'period_is_open';
END IF;
RETURN NULL;
"""


class Book(models.Model):
    """The books of one entity: how far they are closed, and the head of the hash chain."""

    entity = models.OneToOneField(
        "parties.Entity", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_through = models.DateField(null=True)  # last day of the last closed period
    batches = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64, default="0" * 64)
    entries = models.BigIntegerField(default=0)  # number of the last entry

    class Meta:
        db_table = "ledger_book"


class Account(models.Model):
    """An account of the chart. `role` is what posting rules ask for (receivable, bank …)."""

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=12)
    name_fr = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    kind = models.CharField(max_length=9)  # asset | liability | equity | income | expense
    role = models.CharField(max_length=30, null=True)

    class Meta:
        db_table = "ledger_account"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "code"], name="account_code_once"),
            models.UniqueConstraint(
                fields=["entity", "role"], condition=Q(role__isnull=False), name="account_role_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["asset", "liability", "equity", "income", "expense"]),
                name="account_kind_known",
            ),
        ]


class Batch(Record):
    """A set of entries posted together: the Merkle root over them, linked to the batch before."""

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    seq = models.BigIntegerField()
    entries = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "ledger_batch"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "seq"], name="batch_seq_once")
        ]
        triggers: ClassVar = append_only("batch")


class Entry(models.Model):
    """One journal entry. Never changes; corrected by an entry that reverses it."""

    id = models.BigAutoField(primary_key=True)
    entity = models.ForeignKey(
        "parties.Entity", on_delete=models.PROTECT, related_name="+", db_index=False
    )  # entry_number_once is its index
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+")
    number = models.BigIntegerField()  # gap-free per entity
    journal = models.CharField(max_length=4)  # VE sales, BQ bank, OD miscellaneous, AN opening
    booked_on = models.DateField()
    label = models.CharField(max_length=160)
    source_kind = models.CharField(max_length=20)  # invoice, credit_note, payment, recognition …
    source_id = models.UUIDField()
    source_number = models.CharField(max_length=40, blank=True, default="")
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)  # Merkle leaf: names an altered row

    class Meta:
        db_table = "ledger_entry"
        indexes: ClassVar = [
            models.Index(fields=["source_id"], name="entry_source"),
            models.Index(fields=["entity", "booked_on"], name="entry_day"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "number"], name="entry_number_once"),
            models.CheckConstraint(
                condition=Q(journal__in=["VE", "BQ", "OD", "AN"]), name="entry_journal_known"
            ),
        ]
        triggers: ClassVar = [
            *append_only("entry"),
            pgtrigger.Trigger(
                name="entry_period_open",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_entries"),
                func=_OPEN,
            ),
        ]


class Line(models.Model):
    """One line of an entry: debit positive, credit negative, in minor units."""

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="lines")
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # line_account_day is its index
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    booked_on = models.DateField()  # as the entry's, so that balances need no join
    party_id = models.UUIDField(null=True)

    class Meta:
        db_table = "ledger_line"
        indexes: ClassVar = [
            models.Index(fields=["account", "booked_on"], name="line_account_day"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(amount_minor=0), name="line_not_zero"),
        ]
        triggers: ClassVar = [
            *append_only("line"),
            pgtrigger.Trigger(
                name="entry_balances",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_lines"),
                func=_BALANCED,
            ),
        ]
