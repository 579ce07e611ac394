"""The customer's statement on paper."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from comptoir.kernel.period import Period
from comptoir.platform.documents import Kind, Lang, file_name, render
from comptoir.platform.documents.contract import (
    Brand,
    Fact,
    PartyBlock,
    PaymentBlock,
    StatementAccount,
    StatementDoc,
    StatementRow,
)
from comptoir.records.parties import queries as parties
from comptoir.shell import format as fmt
from comptoir.stages.collecting import queries
from comptoir.stages.collecting.words import BUCKETS, KINDS


def statement_pdf(customer_id: UUID, start: date, end: date) -> tuple[str, bytes]:
    """File name and PDF of a customer's account over [start, end), in the customer's language."""
    customer = parties.customer(customer_id)
    lang: Lang = "fr" if customer.language == "fr" else "en"
    with override(lang):
        doc = statement_doc(customer, start, end, lang)
        return (
            file_name(Kind.STATEMENT, customer.number, None, customer.name, lang=lang),
            render(Kind.STATEMENT, doc, lang),
        )


def statement_doc(
    customer: parties.CustomerFacts, start: date, end: date, lang: Lang
) -> StatementDoc:
    """What the paper says."""
    entity = parties.entity(customer.entity_id)
    last = end - timedelta(days=1)
    return StatementDoc(
        number=f"{customer.number}-{last:%Y%m%d}",
        dated=last,
        issued_on=fmt.date_doc(last, lang),
        period=fmt.period(Period(start, end), lang),
        customer_number=customer.number,
        seller=PartyBlock(
            name=f"{entity.name} {entity.legal_form}".strip(),
            address=entity.address.lines(lang), siren=entity.siren,
            vat_number=entity.vat_number, email=entity.email, phone=entity.phone,
        ),
        buyer=PartyBlock(
            name=customer.name,
            address=customer.billing.lines(lang) if customer.billing else (),
            siren=customer.siren, vat_number=customer.vat_number,
        ),
        accounts=tuple(
            _account(a, last, lang) for a in queries.statement(customer.id, start, end)
        ),
        payment=PaymentBlock(holder=entity.name, iban=entity.iban, bic=entity.bic)
        if entity.iban
        else None,
        brand=Brand(color=entity.brand_color, logo_svg=entity.logo_svg),
    )  # fmt: skip


def _account(account: queries.AccountFacts, last: date, lang: Lang) -> StatementAccount:
    def said(minor: int) -> str:
        return fmt.amount_minor(minor, account.currency, lang)

    labels = zip(account.aging.labels, account.aging.buckets_minor, strict=True)
    aged = [Fact(label=str(BUCKETS[label]), value=said(minor)) for label, minor in labels]
    aged.append(Fact(label=_("Credits"), value=said(account.aging.credits_minor)))
    return StatementAccount(
        currency=account.currency,
        opening=said(account.opening_minor),
        rows=tuple(_row(row, account.currency, lang) for row in account.rows),
        closing=said(account.closing_minor),
        aging=tuple(aged),
    )


def _row(row: queries.AccountRow, currency: str, lang: Lang) -> StatementRow:
    moved = row.movement
    shown = fmt.amount_minor(abs(moved.amount_minor), currency, lang)
    return StatementRow(
        dated=fmt.date_list(moved.on, lang),
        document=f"{KINDS[moved.kind]} {moved.number}",
        due_on=fmt.date_list(row.due_on, lang) if row.due_on else "",
        reference=row.reference,
        debit=shown if moved.amount_minor > 0 else "",
        credit=shown if moved.amount_minor < 0 else "",
        balance=fmt.amount_minor(row.balance_minor, currency, lang),
    )
