"""A company with one customer and issued documents to collect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pytest

from comptoir.platform.actions import Do, action
from comptoir.platform.ids import new_id
from comptoir.records.credit import parts as credit
from comptoir.records.ledger import parts as ledger
from comptoir.records.ledger import queries as books
from comptoir.records.ledger.parts import EntryDraft, LineDraft
from comptoir.stages.collecting import parts
from comptoir.stages.collecting.events import ItemOpened
from comptoir.stages.collecting.models import OpenItem, Payment
from comptoir.stages.collecting.parts import ItemRow
from comptoir.stages.invoicing.models import Invoice
from tests.world import do_as, make_customer, make_entity

TODAY = date(2026, 6, 1)


@dataclass
class Desk:
    """The collector's desk in tests: issues documents, counts what is open."""

    entity_id: UUID
    customer_id: UUID

    def do(self) -> Do:
        return do_as(self.entity_id)

    def issue(
        self, gross: int, number: str, *, days: int = 30, on: date = date(2026, 1, 10),
        kind: str = "invoice", currency: str = "EUR", customer: UUID | None = None,
    ) -> UUID:  # fmt: skip
        """An issued document, posted and counted as the invoicing room does."""
        customer = customer or self.customer_id
        row = Invoice.objects.create(
            entity_id=self.entity_id, kind=kind, number=number, state="issued",
            customer_id=customer, currency=currency, language="fr", issued_on=on,
            due_on=on + timedelta(days=days), terms_kind="net_days", terms_days=days,
            reason="return" if kind == "credit" else "", net_minor=gross, vat_minor=0,
            gross_minor=gross, prepared_by="test",
        )  # fmt: skip
        item = ItemRow(row.pk, customer, number, kind, currency, on, row.due_on, gross)
        lines = (LineDraft("receivable", gross, currency), LineDraft("deferred", -gross, currency))
        entry = EntryDraft("VE", on, number, "invoice", row.pk, number, lines)

        @action(may="collecting.write")
        def issue_document(do: Do) -> ItemOpened:
            parts.open_items_bulk(do, [item])
            credit.invoice(do, customer_id=customer, currency=currency, gross_minor=gross)
            ledger.post(do, [entry])
            return do.record(
                ItemOpened(
                    entity_id=do.entity_id, invoice_id=row.pk, gross_minor=gross, currency=currency
                )
            )

        issue_document(self.do())
        return row.pk

    def other_customer(self, **over: object) -> UUID:
        return make_customer(self.entity_id, **{"name": f"Other {new_id()}", **over})

    def open(self, invoice_id: UUID) -> int:
        return OpenItem.objects.get(pk=invoice_id).open_minor

    def in_balance(self, currency: str = "EUR") -> bool:
        """Sub-ledger = ledger = exposure."""
        items = OpenItem.objects.filter(entity_id=self.entity_id, currency=currency)
        money = Payment.objects.filter(entity_id=self.entity_id, currency=currency)
        owed = sum(items.values_list("open_minor", flat=True)) - sum(
            money.values_list("unapplied_minor", flat=True)
        )
        return owed == books.balance(self.entity_id, "receivable", currency)


@pytest.fixture
def desk(db: None) -> Desk:
    entity_id = make_entity(on=TODAY)
    return Desk(entity_id, make_customer(entity_id))
