"""What the private page of an invoice says: what is due, what was paid, how to pay the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from comptoir.kernel.money import Money
from comptoir.platform import clock
from comptoir.platform.actions import Do, begin
from comptoir.platform.documents.blocks import PaymentBlock
from comptoir.platform.documents.sepa_qr import sepa_qr_svg
from comptoir.platform.roles import CUSTOMER
from comptoir.platform.web import language
from comptoir.records.parties import queries as parties
from comptoir.shell.reading import typed
from comptoir.stages.collecting import queries as cash
from comptoir.stages.collecting import returns
from comptoir.stages.collecting.words import told_payer
from comptoir.stages.invoicing import links, sending, words
from comptoir.stages.invoicing import queries as invoicing
from comptoir.stages.invoicing.queries import InvoiceFacts

MOST_OTHERS = 50  # open invoices of a statement


@dataclass(frozen=True, slots=True)
class Payer:
    """A visitor with the invoice that the link leads to. shut: a newer link replaces this one."""

    token: str
    invoice: InvoiceFacts
    statement: bool
    shut: bool

    @property
    def do(self) -> Do:
        return begin(CUSTOMER, self.invoice.entity_id)


def payer(token: str) -> Payer | None:
    """Who comes with this link; None where it is none of ours."""
    named = links.read(token)
    if named is None:
        return None
    try:
        invoice = invoicing.invoice(named.invoice_id)
    except invoicing.UnknownInvoice:
        return None
    if not invoice.issued:
        return None
    shut = sending.link_numbers([invoice.id])[invoice.id] != named.number
    return Payer(token, invoice, named.statement, shut)


def head(one: Payer) -> dict[str, Any]:
    """Who bills whom."""
    invoice, seller = one.invoice, parties.entity(one.invoice.entity_id)
    kind = words.kind(invoice.kind, self_billed=invoice.self_billed)
    return {
        "title": _("%(kind)s %(number)s") % {"kind": kind, "number": invoice.number},
        "token": one.token, "invoice": invoice, "entity": seller, "seller": seller.name,
        "buyer": invoice.buyer.get("name", ""),
    }  # fmt: skip


def account(one: Payer) -> dict[str, Any]:
    """Where the invoice stands today: open, paid by what, and the others of a statement."""
    invoice = one.invoice
    today = clock.today(invoice.entity_id)
    item = cash.items([invoice.id]).get(invoice.id)
    open_minor = item.open_minor if item else invoice.gross_minor
    settled = [s for s in cash.settlements([invoice.id]) if not s.undone]
    late = item.days_late(today) if item else 0
    back = returns.about(invoice.id)[:1] if open_minor > 0 else []
    return {
        "state": _state(open_minor, item.state(today) if item else "due", invoice),
        "open_minor": open_minor, "worth_minor": abs(open_minor), "late": late, "settled": settled,
        "back": [(r, told_payer(r.reason)) for r in back],
        "how": how(invoice, open_minor) if open_minor > 0 else None,
        **(_statement(one) if one.statement else {}),
    }  # fmt: skip


def _state(open_minor: int, known: str, invoice: InvoiceFacts) -> str:
    if invoice.is_credit:
        return "credit" if open_minor else "used"
    return known


def _statement(one: Payer) -> dict[str, Any]:
    """The customer's other open invoices in the same currency, each with a link of its own."""
    invoice = one.invoice
    found = cash.open_items(invoice.customer_id, invoice.currency)
    others = [i for i in found if i.open_minor > 0 and i.invoice_id != invoice.id]
    numbers = sending.link_numbers(i.invoice_id for i in others)
    shown = others[:MOST_OTHERS]
    tokens = [links.token(i.invoice_id, numbers[i.invoice_id], statement=True) for i in shown]
    return {
        "others": list(zip(shown, tokens, strict=True)),
        "all_minor": sum(i.open_minor for i in found),
        "credits_minor": -sum(i.open_minor for i in found if i.open_minor < 0),
    }


def how(invoice: InvoiceFacts, open_minor: int) -> dict[str, Any] | None:
    """By transfer to the account that the invoice names; None where it names none."""
    seller: Mapping[str, Any] = invoice.seller
    if not seller.get("iban"):
        return None
    amount = Money(open_minor, invoice.currency)
    block = PaymentBlock(
        holder=str(seller["name"]), iban=str(seller["iban"]), bic=str(seller.get("bic", "")),
        reference=invoice.number or "",
        qr_amount=str(amount.major) if invoice.currency == "EUR" else "",
    )  # fmt: skip
    iban = "".join(block.iban.split())
    return {
        "iban_read": " ".join(iban[n : n + 4] for n in range(0, len(iban), 4)),
        "holder": block.holder, "iban": iban, "bic": block.bic, "reference": block.reference,
        "amount": typed(amount.major, language()), "qr": _qr(block),
    }  # fmt: skip


def _qr(block: PaymentBlock) -> SafeString | str:
    """The code that a banking application reads; our own drawing, of squares only."""
    return mark_safe(sepa_qr_svg(block)) if block.qr_amount else ""
