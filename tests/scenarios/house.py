"""A company to tell scenarios about: short sentences over the real actions, and what must always be true."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.demo import playing
from comptoir.kernel.money import Money, money
from comptoir.platform.actions import Do
from comptoir.platform.models import EventRow
from comptoir.platform.roles import Role
from comptoir.records.ledger import proof
from comptoir.records.ledger import queries as ledger
from comptoir.records.parties import actions as parties
from comptoir.stages.collecting import actions as collecting
from comptoir.stages.collecting import queries as cash
from comptoir.stages.fulfilling import actions as fulfilling
from comptoir.stages.invoicing import actions as invoicing
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.ordering import queries as orders
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting import queries as quotes
from comptoir.stages.recognizing import queries as revenue
from tests.world import do_as

LATER = date(2099, 1, 1)


def eur(text: str) -> Money:
    return money(text, "EUR")


def line(sku: str, quantity: int | str = 1, percent: int | str = 0, **more: Any) -> quoting.LineIn:
    kind = "percent" if percent else "none"
    return quoting.LineIn(
        sku=sku,
        quantity=Decimal(quantity),
        discount_kind=kind,
        discount_value=Decimal(percent),
        **more,
    )


@dataclass
class Company:
    """A sandbox company with the demo's catalog and prices."""

    entity_id: UUID
    currency: str = "EUR"
    _seen: int = 0
    links: dict[UUID, str] = field(default_factory=dict)

    def by(self, *roles: Role) -> Do:
        return do_as(self.entity_id, *roles)

    def today(self, on: str) -> None:
        parties.move_clock(self.by(), on=date.fromisoformat(on))

    def customer(self, n: int = 0) -> UUID:
        return playing.customer(self.entity_id, n)

    def quotes(self, customer_id: UUID, *lines: quoting.LineIn, **head: Any) -> UUID:
        quote_id = playing.offered(self.entity_id, customer_id, list(lines), **head)
        self.links[quote_id] = playing.sent(self.entity_id, quote_id)
        return quote_id

    def accepts(self, quote_id: UUID, name: str = "C. Morvan") -> UUID:
        """The customer accepts by the private link; returns the order's id."""
        quoting.accept_quote(
            self.by(),
            token=self.links[quote_id],
            name=name,
            role="Gérante",
            consent=playing.CONSENT,
        )
        order = orders.order_of_quote(quote_id)
        assert order
        return order.id

    def delivers(self, order_id: UUID, **quantities: int) -> UUID:
        """All that is left, or `SKU_X=4`: four of SKU-X."""
        found = playing.by_sku(order_id)
        lines = [(found[k.replace("_", "-")].id, Decimal(q)) for k, q in quantities.items()]
        return fulfilling.deliver(self.by(), order_id=order_id, lines=lines or None).delivery_id

    def invoices(self, order_id: UUID) -> invoices.InvoiceFacts:
        draft = invoicing.draft_invoice(self.by(), order_id=order_id)
        invoicing.issue_invoice(self.by(), invoice_id=draft.invoice_id)
        return invoices.invoice(draft.invoice_id)

    def is_paid(self, invoice_id: UUID, amount: Money | None = None) -> UUID:
        invoice = invoices.invoice(invoice_id)
        item = cash.items([invoice_id])[invoice_id]
        minor = amount.minor if amount else item.open_minor
        return collecting.receive_payment(
            self.by(), customer_id=invoice.customer_id, amount_minor=minor, currency="EUR",
            received_on=self.by().today, allocations=[(invoice_id, minor)],
        ).payment_id  # fmt: skip

    def events(self) -> list[str]:
        """Names of the events since the last call, in order."""
        rows = EventRow.objects.filter(entity_id=self.entity_id, seq__gt=self._seen).order_by("seq")
        found = list(rows.values_list("seq", "name"))
        self._seen = found[-1][0] if found else self._seen
        return [name for _, name in found]

    def expects(self, *names: str) -> None:
        """Exactly these events happened since the last call."""
        found = self.events()
        assert sorted(found) == sorted(names), found

    def quote(self, quote_id: UUID) -> quotes.QuoteFacts:
        return quotes.quote(quote_id)

    def balance(self, role: str) -> Money:
        return Money(ledger.balance(self.entity_id, role, self.currency), self.currency)

    def holds(self) -> None:
        """What is true of every company at every moment."""
        self.balances()
        assert proof.verify(self.entity_id) == []
        for series, numbers in self.numbers().items():
            assert numbers == list(range(1, len(numbers) + 1)), f"gap in {series}"

    def balances(self) -> None:
        """The books, against themselves, what was billed and what is owed."""
        off: Counter[str] = Counter()
        for row in ledger.trial_balance(self.entity_id):
            off[row.currency] += row.balance
        assert not any(off.values())
        assert self.revenue().agrees, self.revenue()
        owed = sum(a.aging.total_minor for a in cash.aging(self.entity_id, LATER))
        assert self.balance("receivable").minor == owed

    def revenue(self) -> revenue.Reconciliation:
        """Billed, recognized and deferred."""
        return revenue.reconcile(self.entity_id, self.currency)

    def numbers(self) -> dict[str, list[int]]:
        """Series and year → the numbers that we gave, ascending."""
        found: dict[str, list[int]] = {}
        for head in [one for one in self.issued() if not one.self_billed]:
            series, _, n = (head.number or "").rpartition("-")
            found.setdefault(series, []).append(int(n))
        return {k: sorted(v) for k, v in found.items()}

    def issued(self) -> list[invoices.InvoiceHead]:
        wanted = invoices.Filter(state="issued")
        return invoices.invoices_sorted(self.entity_id, wanted, sort="number", limit=10_000)

    def open_items(self) -> list[cash.OpenItemFacts]:
        return cash.to_collect(self.entity_id, on=LATER, limit=200)[0]
