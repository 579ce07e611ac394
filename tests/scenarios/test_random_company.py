"""A company lived at random: whatever people do, in whatever order, the books hold after every step."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from comptoir.demo import playing
from comptoir.kernel.errors import DomainError
from comptoir.platform.ids import new_id
from comptoir.stages.collecting import actions as collecting
from comptoir.stages.fulfilling import actions as fulfilling
from comptoir.stages.fulfilling import queries as deliveries
from comptoir.stages.invoicing import actions as invoicing
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.ordering import queries as orders
from comptoir.stages.quoting import actions as quoting
from tests.scenarios.house import Company, line

SKUS = ("ARM-X", "CAB-50", "DOC", "INST", "SUP-PRO", "CARE")
PICK = st.integers(0, 10**6)


class AnyCompany(RuleBasedStateMachine):
    """Every rule is something a person may do; a refusal is a fine answer, a broken book never is."""

    @initialize()
    def found(self) -> None:
        entity_id, _ = playing.found(f"ANY-{new_id().hex[-10:].upper()}", "Any", date(2026, 1, 1))
        self.company = Company(entity_id)
        self.customers = [self.company.customer(n) for n in range(2)]
        self.open_quotes: list[UUID] = []
        self.orders: list[UUID] = []
        self.frozen: dict[UUID, object] = {}

    def pick(self, things: list[UUID], n: int) -> UUID | None:
        return things[n % len(things)] if things else None

    @rule(n=PICK, skus=st.lists(st.sampled_from(SKUS), min_size=1, max_size=4),
          quantity=st.integers(1, 9), percent=st.sampled_from([0, 5, 33]),
          deposit=st.sampled_from([0, 0, 30]), header=st.sampled_from([0, 0, 7]))  # fmt: skip
    def quote(self, n, skus, quantity, percent, deposit, header):
        lines = [line(sku, quantity, percent) for sku in skus]
        head = {"deposit_percent": Decimal(deposit)}
        by = self.company.by
        quote_id = playing.offered(by().entity_id, self.pick(self.customers, n), lines, **head)
        if header:
            quoting.change_quote(
                by(), quote_id=quote_id, revision=self.company.quote(quote_id).revision,
                changes={"discount_kind": "percent", "discount_value": Decimal(header)},
            )  # fmt: skip
        self.company.links[quote_id] = playing.sent(by().entity_id, quote_id)
        self.open_quotes.append(quote_id)

    @rule(n=PICK, yes=st.booleans())
    def answer(self, n, yes):
        quote_id = self.pick(self.open_quotes, n)
        if quote_id is None:
            return
        try:
            if yes:
                self.orders.append(self.company.accepts(quote_id))
            else:
                quoting.refuse_quote(
                    self.company.by(), token=self.company.links[quote_id], reason="Too dear"
                )
        except DomainError:
            return  # expired, or answered before
        self.open_quotes.remove(quote_id)

    @rule(n=PICK, share=st.integers(1, 3))
    def deliver(self, n, share):
        order_id = self.pick(self.orders, n)
        if order_id is None:
            return
        left = deliveries.remaining(orders.order(order_id))
        lines = [(i, max(Decimal(1), q // share)) for i, q in left.items() if q > 0]
        if lines:
            self._try(fulfilling.deliver, order_id=order_id, lines=lines)

    @rule(n=PICK, credit=st.booleans())
    def take_back(self, n, credit):
        order_id = self.pick(self.orders, n)
        moved = deliveries.delivered([order_id]) if order_id else {}
        back = [(i, Decimal(1)) for i, m in moved.items() if m.delivered - m.returned >= 1][:1]
        if back:
            self._try(fulfilling.take_back, order_id=order_id, lines=back, reason="Unwanted")
            if credit:
                self.credit(n, "return")

    @rule(n=PICK)
    def invoice(self, n):
        order_id = self.pick(self.orders, n)
        if order_id is None:
            return
        try:
            self.company.invoices(order_id)
        except DomainError:
            return  # nothing to invoice

    @rule(n=PICK, code=st.sampled_from(["return", "price"]))
    def credit(self, n, code):
        issued = [i for i in self.company.issued() if i.kind == "invoice" and i.net_minor > 0]
        if not issued:
            return
        bill = invoices.invoice(issued[n % len(issued)].id)
        lines = [invoicing.CreditIn(x.id, Decimal(1)) for x in bill.lines if x.net_minor > 0][:1]
        self._try(
            invoicing.credit_note, invoice_id=bill.id, lines=lines, reason="Sorry", reason_code=code
        )

    @rule(n=PICK, part=st.sampled_from([1, 2, 3]))
    def pay(self, n, part):
        items = self.company.open_items()
        if not items:
            return
        item = items[n % len(items)]
        self._try(
            collecting.receive_payment, customer_id=item.customer_id,
            amount_minor=max(1, item.open_minor * part // 2), currency="EUR",
            received_on=self.company.by().today,
            allocations=[(item.invoice_id, min(item.open_minor, max(1, item.open_minor * part // 2)))],
        )  # fmt: skip

    @rule(days=st.integers(1, 40))
    def time_passes(self, days):
        self.company.today((self.company.by().today + timedelta(days=days)).isoformat())

    def _try(self, deed, **facts):
        try:
            deed(self.company.by(), **facts)
        except DomainError:
            return False
        return True

    @invariant()
    def the_books_hold(self):
        if hasattr(self, "company"):
            self.company.holds()

    @invariant()
    def no_issued_document_changes(self):
        if not hasattr(self, "company"):
            return
        for head in self.company.issued():
            seen = (head.number, head.net_minor, head.vat_minor, head.gross_minor, head.issued_on)
            assert self.frozen.setdefault(head.id, seen) == seen


@pytest.mark.slow
def test_the_books_hold_whatever_people_do(db):
    run_state_machine_as_test(
        AnyCompany,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
