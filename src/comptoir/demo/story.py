"""One deal, from a wish to its renewal date, through the real actions; every step printed with its number,
its amount and its time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from time import perf_counter_ns
from typing import Any
from uuid import UUID

from comptoir.demo import playing
from comptoir.demo.playing import by
from comptoir.kernel.money import Money
from comptoir.kernel.period import add_months, month_of
from comptoir.platform import clock, sandbox
from comptoir.records.ledger import proof
from comptoir.records.ledger import queries as ledger
from comptoir.records.parties import actions as parties
from comptoir.records.parties import queries as party
from comptoir.shell.format import amount
from comptoir.stages.collecting import actions as collecting
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.fulfilling import actions as fulfilling
from comptoir.stages.fulfilling import queries as deliveries
from comptoir.stages.invoicing import actions as invoicing
from comptoir.stages.invoicing import documents
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.ordering import queries as orders
from comptoir.stages.prospecting import actions as prospecting
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting import queries as quotes
from comptoir.stages.recognizing import queries as revenue

CODE = "STORY"
LANG = "en"
Say = Callable[[str], None]


@dataclass
class Teller:
    """Prints each step with the milliseconds since the one before, and keeps the facts for --json."""

    say: Say
    steps: list[dict[str, Any]] = field(default_factory=list)
    _since: int = field(default_factory=perf_counter_ns)

    def step(self, text: str, number: str = "", minor: int | None = None) -> None:
        spent = (perf_counter_ns() - self._since) // 1_000_000
        money = amount(Money(minor, "EUR"), LANG) if minor is not None else ""
        self.say(f"  {text:<58}{number:<16}{money:>13}{spent:>6} ms")
        self.steps.append({"step": text, "number": number, "minor": minor, "ms": spent})
        self._since = perf_counter_ns()


def run(say: Say) -> Mapping[str, object]:
    """`comptoir story`: play the deal in a company of its own, afresh each time."""
    for known in party.entities():
        if known.code == CODE:
            sandbox.erase(known.id)
    start = add_months(clock.instant().date().replace(day=1), -2)
    entity_id, _book = playing.found(CODE, "Story", start)
    return tell(say, entity_id)


def tell(say: Say, entity_id: UUID) -> Mapping[str, object]:
    """Play the deal in a sandbox company, from the second day of its month on."""
    teller = Teller(say)
    say("\nOne deal, from wish to renewal:")
    first = add_months(by(entity_id).today.replace(day=1), 1)
    parties.move_clock(by(entity_id), on=first + timedelta(days=1))
    teller.step(f"{first + timedelta(days=1):%-d %B %Y}: the company opens its door")
    quote_id, token = _offer(teller, entity_id)
    order_id = _sign(teller, entity_id, quote_id, token)
    _deliver(teller, entity_id, order_id)
    invoice_id = _invoice(teller, entity_id, order_id)
    _collect(teller, entity_id, invoice_id)
    _take_back(teller, entity_id, order_id, invoice_id)
    _close_month(teller, entity_id, month_of(first).end)
    return _prove(teller, entity_id, order_id, quote_id)


def _offer(teller: Teller, entity_id: UUID) -> tuple[UUID, str]:
    customer_id = playing.customer(entity_id, 0)
    today = by(entity_id).today
    wish = prospecting.open_opportunity(
        by(entity_id), customer_id=customer_id, title="Supervision of six cabinets",
        amount_minor=3_800_000, currency="EUR", close_on=today + timedelta(days=30),
    )  # fmt: skip
    teller.step("A wish: six cabinets and their supervision", minor=wish.amount_minor)
    line = quoting.LineIn
    quote_id = playing.offered(
        entity_id, customer_id,
        [
            line(sku="SUP-PRO", quantity=Decimal(40), discount_kind="percent",
                 discount_value=Decimal(10), section="Abonnement"),
            line(sku="ARM-X", quantity=Decimal(6), discount_kind="percent",
                 discount_value=Decimal(12), section="Matériel"),
            line(sku="CAB-50", quantity=Decimal(12), discount_kind="percent",
                 discount_value=Decimal(5), section="Matériel"),
            line(sku="INST", quantity=Decimal(4), section="Prestations"),
            line(sku="DOC", quantity=Decimal(40), section="Prestations"),
            line(sku="FORM", quantity=Decimal(2), section="Prestations", optional=True),
        ],
        opportunity_id=wish.opportunity_id, deposit_percent=Decimal(30),
        title="Supervision d'atelier",
    )  # fmt: skip
    quote = quotes.quote(quote_id)
    teller.step(
        "A quote: one-off, recurring, two VAT rates, discounts", quote.number, quote.gross_minor
    )
    token = playing.sent(entity_id, quote_id)
    quoting.open_quote(by(entity_id), token=token)
    teller.step("Sent: frozen, a private link, opened by the buyer", quote.number)
    return quote_id, token


def _sign(teller: Teller, entity_id: UUID, quote_id: UUID, token: str) -> UUID:
    quoting.accept_quote(
        by(entity_id), token=token, name="Catherine Morvan", role="Présidente",
        consent=playing.CONSENT,
    )  # fmt: skip
    contract = contracts.contract_of_quote(quote_id)
    order = orders.order_of_quote(quote_id)
    assert contract and order, "acceptance makes a contract and an order"
    teller.step(
        f"Accepted: a contract until {contract.ends_on}", contract.number, contract.net_minor
    )
    teller.step("… and an order", order.number, order.gross_minor)
    deposit = invoices.invoices_of_order(order.id)[0]
    teller.step("The deposit of 30 % is invoiced", deposit.number or "", deposit.gross_minor)
    _paid(entity_id, deposit.customer_id, deposit.id, deposit.gross_minor)
    teller.step("… and paid", minor=deposit.gross_minor)
    return order.id


def _deliver(teller: Teller, entity_id: UUID, order_id: UUID) -> None:
    _later(entity_id, 10)
    wanted = {"ARM-X": Decimal(4), "CAB-50": Decimal(12), "DOC": Decimal(40), "INST": Decimal(2)}
    lines = [
        (line.id, wanted[sku]) for sku, line in playing.by_sku(order_id).items() if sku in wanted
    ]
    event = fulfilling.deliver(
        by(entity_id), order_id=order_id, lines=lines, delivered_on=by(entity_id).today
    )
    number = deliveries.delivery(event.delivery_id).number
    teller.step("Delivered in part: 4 of 6 cabinets", number)


def _invoice(teller: Teller, entity_id: UUID, order_id: UUID) -> UUID:
    draft = invoicing.draft_invoice(by(entity_id), order_id=order_id)
    issued = invoicing.issue_invoice(by(entity_id), invoice_id=draft.invoice_id)
    invoice = invoices.invoice(issued.invoice_id)
    teller.step(
        "Invoiced what was delivered, deposit deducted", invoice.number or "", invoice.gross_minor
    )
    pdf = documents.keep_pdf(issued.invoice_id)
    teller.step(
        f"… as PDF/A with its legal mentions, {len(pdf.content) // 1024} kB", invoice.number or ""
    )
    return invoice.id


def _collect(teller: Teller, entity_id: UUID, invoice_id: UUID) -> None:
    _later(entity_id, 5)
    invoice = invoices.invoice(invoice_id)
    part = Money(invoice.gross_minor, "EUR").minor // 2
    _paid(entity_id, invoice.customer_id, invoice_id, part)
    teller.step("Half of it is paid", minor=part)


def _paid(entity_id: UUID, customer_id: UUID, invoice_id: UUID, minor: int) -> None:
    collecting.receive_payment(
        by(entity_id), customer_id=customer_id, amount_minor=minor, currency="EUR",
        received_on=by(entity_id).today, method="transfer", allocations=[(invoice_id, minor)],
    )  # fmt: skip


def _take_back(teller: Teller, entity_id: UUID, order_id: UUID, invoice_id: UUID) -> None:
    _later(entity_id, 3)
    line = playing.by_sku(order_id)["CAB-50"]
    back = fulfilling.take_back(
        by(entity_id), order_id=order_id, lines=[(line.id, Decimal(1))], reason="Wrong length"
    )
    teller.step("One drum comes back", deliveries.delivery(back.delivery_id).number)
    billed = next(x for x in invoices.invoice(invoice_id).lines if x.order_line_id == line.id)
    note = invoicing.credit_note(
        by(entity_id), invoice_id=invoice_id, lines=[invoicing.CreditIn(billed.id, Decimal(1))],
        reason="Wrong length", reason_code="return",
    )  # fmt: skip
    credit = invoices.invoice(note.invoice_id)
    teller.step("A credit note for that line", credit.number or "", credit.gross_minor)


def _close_month(teller: Teller, entity_id: UUID, on: date) -> None:
    parties.move_clock(by(entity_id), on=on + timedelta(days=1))
    wanted = invoices.Filter(state="issued", kind="invoice", since=on)
    for head in invoices.invoices_sorted(entity_id, wanted, sort="number"):
        teller.step(
            "The month ends: the subscription is invoiced", head.number or "", head.gross_minor
        )
    figures = revenue.reconcile(entity_id)
    teller.step("… and its revenue recognized, day by day", minor=figures.recognized_minor)


def _prove(teller: Teller, entity_id: UUID, order_id: UUID, quote_id: UUID) -> Mapping[str, object]:
    order, quote = orders.order(order_id), quotes.quote(quote_id)
    contract = contracts.contract_of_quote(quote_id)
    bills = [i.number for i in invoices.invoices_of_order(order_id) if i.number]
    number = contract.number if contract else ""
    teller.say(
        f"\n  chain      {' → '.join([quote.number, number, order.number, ', '.join(bills)])}"
    )
    figures = revenue.reconcile(entity_id)
    balances = ledger.trial_balance(entity_id)
    off = sum(row.balance for row in balances)
    shown = {
        k: amount(Money(v, "EUR"), LANG)
        for k, v in {"billed": figures.billed_minor, "recognized": figures.recognized_minor,
                     "deferred": figures.deferred_minor, "balance": off}.items()
    }  # fmt: skip
    teller.say(
        f"  ledger     trial balance {shown['balance']}, {len(proof.verify(entity_id))} faults in the chain"
    )
    teller.say(
        f"  revenue    billed {shown['billed']} = recognized {shown['recognized']}"
        f" + deferred {shown['deferred']}"
    )
    if contract:
        teller.say(f"  renewal    {contract.renewal_on}, notice until {contract.notice_on}")
    assert off == 0, "the trial balance is zero"
    assert figures.billed_minor == figures.recognized_minor + figures.deferred_minor
    return {"steps": teller.steps, "trial_balance_minor": off, "figures": shown}


def _later(entity_id: UUID, days: int) -> None:
    parties.move_clock(by(entity_id), on=by(entity_id).today + timedelta(days=days))
