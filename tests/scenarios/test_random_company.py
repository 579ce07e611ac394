"""A company lived at random: whatever people do, in whatever order, the books hold after every step."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from comptoir.demo import pipeline, playing
from comptoir.kernel.errors import DomainError
from comptoir.records.credit import actions as limits
from comptoir.records.credit import queries as credit
from comptoir.stages.collecting import actions as collecting
from comptoir.stages.collecting import queries as cash
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.fulfilling import actions as fulfilling
from comptoir.stages.fulfilling import queries as deliveries
from comptoir.stages.invoicing import actions as invoicing
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.metering import actions as metering
from comptoir.stages.metering.core.records import UsageIn
from comptoir.stages.ordering import actions as ordering
from comptoir.stages.ordering import queries as orders
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.renewing import actions as renewing
from comptoir.stages.renewing import queries as renewals
from comptoir.stages.subscribing import queries as services
from tests.scenarios.house import Company, line
from tests.scenarios.test_bundles_and_ramps import bundle

SKUS = ("ARM-X", "CAB-50", "DOC", "INST", "SUP-PRO", "CARE", "API", "KIT")
PICK = st.integers(0, 10**6)
# What was sent, signed or issued, as it stands in the tables; of a contract, what its state leaves alone.
FROZEN = """
SELECT i.id, md5(concat(to_jsonb(i),
    (SELECT jsonb_agg(x ORDER BY x.id) FROM invoicing_line x WHERE x.invoice_id = i.id),
    (SELECT jsonb_agg(x ORDER BY x.id) FROM invoicing_vat x WHERE x.invoice_id = i.id)))
FROM invoicing_invoice i WHERE i.state = 'issued' AND i.entity_id = %(entity)s
UNION ALL
SELECT q.id, md5(concat(q.content_digest, q.net_minor, q.gross_minor, q.valid_until, q.lines_frozen)) FROM (
    SELECT q.*, (SELECT jsonb_agg(x ORDER BY x.id) FROM quoting_line x WHERE x.quote_id = q.id) lines_frozen
    FROM quoting_quote q) q
WHERE q.state NOT IN ('draft', 'void') AND q.entity_id = %(entity)s
UNION ALL
SELECT c.id, md5((to_jsonb(c) - '{state,version,ended_reason,net_minor,notice_on,renewal_on}'::text[])::text)
FROM contracting_contract c WHERE c.entity_id = %(entity)s
"""


class AnyCompany(RuleBasedStateMachine):
    """Every rule is something a person may do; a refusal is a fine answer, a broken book never is."""

    company: ClassVar[Company]
    customers: ClassVar[list[UUID]]
    first_order: ClassVar[UUID]

    @initialize()
    def begin(self) -> None:
        """Every life begins on the founding's day, with a first order, and is taken back at its end."""
        self.birth = transaction.savepoint()
        self.open_quotes: list[UUID] = []
        self.orders = [self.first_order]
        self.frozen: dict[UUID, str] = {}
        self.used = 0

    def teardown(self) -> None:
        if not hasattr(self, "birth"):
            return
        self.company.holds()
        for contract in filter(None, map(contracts.contract_of_quote, self.frozen)):
            assert contracts.verify(contract.id).intact
        transaction.savepoint_rollback(self.birth)

    def pick(self, things: list[UUID], n: int) -> UUID:
        return things[n % len(things)]

    @rule(n=PICK, skus=st.lists(st.sampled_from(SKUS), min_size=1, max_size=4),
          quantity=st.integers(1, 9), percent=st.sampled_from([0, 5, 33]),
          deposit=st.sampled_from([0, 0, 30]), header=st.sampled_from([0, 0, 7]),
          months=st.sampled_from([12, 1, 3]), wished=st.booleans(), at_once=st.booleans())  # fmt: skip
    def quote(self, n, skus, quantity, percent, deposit, header, months, wished, at_once):
        lines = [line(sku, quantity, percent) for sku in skus]
        by, customer_id = self.company.by, self.pick(self.customers, n)
        head = {"deposit_percent": Decimal(deposit), "term_months": months}
        if wished:
            head["opportunity_id"] = pipeline.open_wish(
                by().entity_id, customer_id, "A wish", 1_000_000, 30
            )
        try:
            quote_id = playing.offered(by().entity_id, customer_id, lines, **head)
        except DomainError:
            return  # a yearly charge for a month
        if header:
            quoting.change_quote(
                by(), quote_id=quote_id, revision=self.company.quote(quote_id).revision,
                changes={"discount_kind": "percent", "discount_value": Decimal(header)},
            )  # fmt: skip
        self.send(quote_id)
        if at_once:
            self.answer(-1, True)

    def send(self, quote_id):
        self.company.links[quote_id] = playing.sent(self.company.entity_id, quote_id)
        self.open_quotes.append(quote_id)

    @precondition(lambda self: self.open_quotes)
    @rule(n=PICK, yes=st.sampled_from([True, True, True, False]))
    def answer(self, n, yes):
        quote_id = self.pick(self.open_quotes, n)
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
        left = deliveries.remaining(orders.order(order_id))
        lines = [(i, max(Decimal(1), q // share)) for i, q in left.items() if q > 0]
        if lines:
            self._try(fulfilling.deliver, order_id=order_id, lines=lines)

    @rule(n=PICK, credit=st.booleans())
    def take_back(self, n, credit):
        order_id = self.pick(self.orders, n)
        moved = deliveries.delivered([order_id])
        back = [(i, Decimal(1)) for i, m in moved.items() if m.delivered - m.returned >= 1][:1]
        if back:
            self._try(fulfilling.take_back, order_id=order_id, lines=back, reason="Unwanted")
            if credit:
                self.credit(n, "return", False)

    @rule(n=PICK, verb=st.sampled_from(["cancel", "close", "release", "release"]))
    def end_order(self, n, verb):
        deed = getattr(ordering, f"{verb}_order")
        self._try(deed, order_id=self.pick(self.orders, n), reason="So it is")

    @rule(n=PICK, minor=st.sampled_from([None, 100_000]))
    def limit(self, n, minor):
        """The next order above it is held."""
        customer_id = self.pick(self.customers, n)
        self._try(limits.set_limit, customer_id=customer_id, currency="EUR", limit_minor=minor)

    @rule(n=PICK, quantity=st.integers(1, 2000))
    def use(self, n, quantity):
        """Billed when its period is over."""
        meters = [
            s for s in services.services_of(order_id=self.pick(self.orders, n))
            if s.charge_kind == "usage"
        ]  # fmt: skip
        for meter in meters:
            self.used += 1
            row = UsageIn(meter.id, f"u-{self.used}", self.company.by().today, Decimal(quantity))
            self._try(metering.record_usage, rows=[row])

    @rule(n=PICK)
    def invoice(self, n):
        try:
            self.company.invoices(self.pick(self.orders, n))
        except DomainError:
            return  # nothing to invoice

    @rule(n=PICK, code=st.sampled_from(["return", "price"]), paid=st.booleans())
    def credit(self, n, code, paid):
        issued = [i for i in self.company.issued() if i.kind == "invoice" and i.net_minor > 0]
        if paid:  # the money is there already
            items = cash.items([i.id for i in issued])
            issued = [i for i in issued if not items[i.id].open_minor] or issued
        if not issued:
            return
        bill = invoices.invoice(issued[n % len(issued)].id)
        lines = [invoicing.CreditIn(x.id, Decimal(1)) for x in bill.lines if x.net_minor > 0][:1]
        self._try(
            invoicing.credit_note, invoice_id=bill.id, lines=lines, reason="Sorry", reason_code=code
        )

    @rule(n=PICK, half=st.sampled_from([1, 2, 3]))
    def pay(self, n, half):
        """A half of it, all of it, or half as much again, which stays on the account."""
        items = self.company.open_items()
        if not items:
            return
        item = items[n % len(items)]
        amount = max(1, item.open_minor * half // 2)
        self._try(
            collecting.receive_payment, customer_id=item.customer_id, amount_minor=amount,
            currency="EUR", received_on=self.company.by().today,
            allocations=[(item.invoice_id, min(item.open_minor, amount))],
        )  # fmt: skip

    @rule(n=PICK, undo=st.booleans())
    def settle(self, n, undo):
        """What is left of a payment settles other invoices; or what it settled is taken back."""
        payments, _ = cash.payments_page(self.company.entity_id)
        if not payments:
            return
        payment = payments[n % len(payments)]
        if not undo:
            self._try(collecting.apply_cash, payment_id=payment.id)
            return
        for share in cash.settlements([payment.id])[:1]:
            self._try(collecting.undo_allocation, allocation_id=share.id)

    @rule(n=PICK, go_on=st.sampled_from([True, True, False]))
    def renew(self, n, go_on):
        """The renewal that was opened in time is offered, or given up."""
        due, _ = renewals.renewals_page(self.company.entity_id, at_stake=True)
        due = [r for r in due if r.quote_id and r.quote_id not in self.company.links]
        if not due:
            return
        renewal = due[n % len(due)]
        if go_on:
            self.send(renewal.quote_id)
            self.answer(-1, True)
        else:
            self._try(renewing.lose_renewal, contract_id=renewal.contract_id, reason="Moved away")

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
        if hasattr(self, "birth"):
            self.company.balances()

    @invariant()
    def what_customers_owe_is_what_their_credit_says(self):
        for customer in self.customers if hasattr(self, "birth") else ():
            seen = credit.exposure(customer, "EUR")
            owed = sum(i.open_minor for i in cash.open_items(customer))
            owed -= cash.unapplied(customer).get("EUR", 0)  # money on account is money
            assert (seen.invoices, seen.orders >= 0, seen.deposits >= 0) == (owed, True, True)

    @invariant()
    def no_frozen_document_changes(self):
        """Sent quotes, contracts, issued invoices and credit notes."""
        if not hasattr(self, "birth"):
            return
        with connection.cursor() as cursor:
            cursor.execute(FROZEN, {"entity": self.company.entity_id})
            for ident, digest in cursor.fetchall():
                assert self.frozen.setdefault(ident, digest) == digest


@pytest.mark.slow
def test_the_books_hold_whatever_people_do(db):
    entity_id, _ = playing.found("ANY", "Any", date(2026, 1, 1))
    company = AnyCompany.company = Company(entity_id)
    AnyCompany.customers = [company.customer(n) for n in range(2)]
    bundle(company, "KIT", "2800", ARM_X="1", DOC="2", SUP_PRO="5")
    AnyCompany.first_order = company.accepts(
        company.quotes(
            AnyCompany.customers[0], line("KIT", 2), line("API"), line("CAB-50", 5), term_months=3
        )
    )
    run_state_machine_as_test(
        AnyCompany,
        settings=settings(
            max_examples=11,
            stateful_step_count=16,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
