"""The invoice on paper: printed outside any transaction, and kept as it was sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from comptoir.kernel.money import Money, exponent, extend_minor
from comptoir.platform import clock, documents, files
from comptoir.platform.documents import Kind, Lang
from comptoir.platform.documents.contract import (
    Brand,
    DepositRow,
    InvoiceDoc,
    LineRow,
    Mention,
    PartyBlock,
    PaymentBlock,
    Section,
    Total,
    VatRow,
)
from comptoir.platform.documents.mentions import VatUse, exemption_text
from comptoir.platform.models import File
from comptoir.records.parties import queries as parties
from comptoir.records.taxes import queries as taxes
from comptoir.shell import format as fmt
from comptoir.stages.invoicing import law, queries, words
from comptoir.stages.invoicing.core.lines import LineKind, discount_share
from comptoir.stages.invoicing.core.totals import vat_of
from comptoir.stages.invoicing.preparing import period_text
from comptoir.stages.invoicing.queries import InvoiceFacts, InvoiceLineFacts
from comptoir.stages.ordering import queries as ordering

KINDS = {
    "invoice": Kind.INVOICE,
    "deposit": Kind.DEPOSIT_INVOICE,
    "credit": Kind.CREDIT_NOTE,
}


def keep_pdf(invoice_id: UUID, lang: str = "") -> File:
    """The PDF of an issued document: the kept one, or printed now and kept. Same bytes ever after.

    lang  another language than the document's gives a copy, kept beside it
    """
    one = queries.invoice(invoice_id)
    if not one.issued:
        raise queries.NotIssued(field="state", found=one.state, expected="issued")
    wanted = lang if lang in law.LANGUAGES else one.language
    kind = f"invoice_{wanted}"
    known = files.latest(invoice_id, kind)
    if known:
        return known
    content, name = pdf(one, wanted)
    return files.keep(one.entity_id, one.id, kind, name, content)


def pdf(one: InvoiceFacts, lang: str = "") -> tuple[bytes, str]:
    """The PDF of a document in its own language or another, and its file name. Nothing is kept."""
    wanted = cast(Lang, lang if lang in law.LANGUAGES else one.language)
    with translation.override(wanted):
        doc = document(one, wanted)
    content = documents.render(KINDS[one.kind], doc, wanted)
    name = documents.file_name(KINDS[one.kind], one.number or "", None, doc.buyer.name, lang=wanted)
    return content, name


def document(one: InvoiceFacts, lang: Lang) -> InvoiceDoc:
    """What the paper says; the active language must be `lang`."""
    entity, customer = parties.entity(one.entity_id), parties.customer(one.customer_id)
    seller = one.seller or law.seller_of(entity, lang)
    buyer = one.buyer or law.buyer_of(customer, entity, lang)
    order = ordering.orders([one.order_id]).get(one.order_id) if one.order_id else None
    source = queries.heads([one.corrects_id])[one.corrects_id] if one.corrects_id else None
    dated = one.issued_on or clock.today(one.entity_id)
    return InvoiceDoc(
        number=one.number or "",
        dated=dated,
        issued_on=fmt.date_doc(dated, lang),
        supplied_on=fmt.date_doc(one.supplied_on, lang) if one.supplied_on else "",
        due_on=fmt.date_doc(one.due_on, lang) if one.due_on and not one.is_credit else "",
        seller=_party(seller),
        buyer=_party(buyer),
        delivery=_delivery(buyer, one),
        sections=(Section(rows=_rows(one, lang)),),
        vat=_vat(one, lang),
        totals=_totals(one, lang),
        deposits=_deposits(one, lang),
        purchase_order=one.customer_ref,
        order_number=order.number if order else "",
        customer_number=str(buyer.get("number", "")),
        corrects=_corrects(source, lang),
        reason=one.reason,
        payment=None if one.is_credit else _payment(one, seller),
        mentions=tuple(Mention(key=m["key"], text=said(m, one, lang)) for m in one.mentions),
        brand=Brand(color=entity.brand_color, logo_svg=entity.logo_svg),
    )


def said(mention: Mapping[str, str], one: InvoiceFacts, lang: str) -> str:
    """The mention as fixed at issue; in a copy in another language, as it was fixed in that language."""
    return mention["text"] if lang == one.language else mention.get(lang, mention["text"])


def _party(said: Mapping[str, Any]) -> PartyBlock:
    return PartyBlock(
        name=said["name"],
        address=tuple(said["address"]),
        siren=said["siren"],
        siret=said["siret"],
        vat_number=said["vat_number"],
    )


def _delivery(buyer: Mapping[str, Any], one: InvoiceFacts) -> PartyBlock | None:
    goods = any(line.kind == LineKind.GOODS for line in one.lines)
    lines = tuple(buyer.get("delivery", ()))
    return PartyBlock(name=buyer["name"], address=lines) if lines and goods else None


def _rows(one: InvoiceFacts, lang: Lang) -> tuple[LineRow, ...]:
    sold = ordering.lines({line.order_line_id for line in one.lines if line.order_line_id})
    return tuple(_row(li, sold.get(li.order_line_id or 0), one.currency, lang) for li in one.lines)


def _row(
    line: InvoiceLineFacts, sold: ordering.OrderLineFacts | None, currency: str, lang: Lang
) -> LineRow:
    reduced = line.list_price is not None and line.list_price > line.unit_net
    price = line.list_price if reduced and line.list_price else line.unit_net
    details = []
    if sold and line.sold and line.list_price is not None:
        whole = extend_minor(sold.unit_net, sold.quantity, exponent(currency))
        share = discount_share(whole, sold.net_minor, _part(line, sold))
        said = {"amount": fmt.amount_minor(-share, currency, lang)}
        details += [_("share of the discount on the whole: %(amount)s") % said] if share else []
    return LineRow(
        sku=line.sku,
        description=line.description,
        details=tuple(details),
        period=period_text(line.service_start, line.service_end, lang),
        quantity=fmt.quantity(line.quantity.normalize(), lang),
        unit=words.unit(line.unit),
        unit_price=fmt.unit_price(price, currency, lang),
        discount=_discount(line, price, currency, lang),
        vat_rate=fmt.percent(line.vat_rate.normalize(), lang),
        net=fmt.amount_minor(line.net_minor, currency, lang),
    )


def _part(line: InvoiceLineFacts, sold: ordering.OrderLineFacts) -> Fraction:
    """How much of the order line this is: by its net, which knows of broken periods."""
    if sold.net_minor:
        return Fraction(line.net_minor, sold.net_minor)
    return Fraction(line.quantity) / Fraction(sold.quantity)


def _discount(line: InvoiceLineFacts, price: Decimal, currency: str, lang: Lang) -> str:
    """Every reduction is stated (code de commerce L441-9): in percent, or as an amount per unit."""
    if line.discount_percent:
        return fmt.percent(line.discount_percent.normalize(), lang)
    return fmt.unit_price(line.unit_net - price, currency, lang) if price > line.unit_net else ""


def _vat(one: InvoiceFacts, lang: Lang) -> tuple[VatRow, ...]:
    decided = taxes.decisions({v.decision_id for v in one.vat})
    return tuple(
        VatRow(
            rate=fmt.percent(v.rate.normalize(), lang),
            base=fmt.amount_minor(v.base_minor, one.currency, lang),
            vat=fmt.amount_minor(v.vat_minor, one.currency, lang),
            exemption=exemption(decided.get(v.decision_id), lang),
        )
        for v in one.vat
    )


def exemption(decision: taxes.DecisionFacts | None, lang: Lang) -> str:
    """Why no VAT is charged, in the words of the law; empty when it is."""
    if decision is None:
        return ""
    use = VatUse(category=cast(Any, decision.category), reason=decision.vatex)
    return exemption_text(use, lang)


def _totals(one: InvoiceFacts, lang: Lang) -> tuple[Total, ...]:
    def total(key: Any, minor: int) -> Total:
        return Total(key=key, amount=fmt.amount_minor(minor, one.currency, lang))

    return (
        total("net", one.net_minor),
        total("vat", one.vat_minor),
        total("gross", one.gross_minor),
        total("due", one.gross_minor),
    )


def _deposits(one: InvoiceFacts, lang: Lang) -> tuple[DepositRow, ...]:
    """The deposits deducted here, each with its invoice."""
    sums: dict[UUID, list[int]] = {}
    for line in one.lines:
        if line.kind == LineKind.DEDUCTION and line.deposit_id:
            held = sums.setdefault(line.deposit_id, [0, 0])
            held[0] += line.net_minor
            held[1] += vat_of(line.net_minor, line.vat_rate)
    known = queries.heads(sums)
    return tuple(
        DepositRow(
            number=known[pk].number or "",
            issued_on=_day(known[pk].issued_on, lang),
            net=fmt.amount_minor(net, one.currency, lang),
            vat=fmt.amount_minor(vat, one.currency, lang),
            gross=fmt.amount_minor(net + vat, one.currency, lang),
        )
        for pk, (net, vat) in sums.items()
    )


def _day(day: date | None, lang: Lang) -> str:
    return fmt.date_doc(day, lang) if day else ""


def _corrects(source: queries.InvoiceHead | None, lang: Lang) -> tuple[str, ...]:
    if source is None or source.issued_on is None:
        return ()
    return (f"{source.number} ({fmt.date_doc(source.issued_on, lang)})",)


def _payment(one: InvoiceFacts, seller: Mapping[str, Any]) -> PaymentBlock | None:
    if not seller["iban"] or one.gross_minor <= 0:
        return None
    euros = one.currency == "EUR" and one.issued
    return PaymentBlock(
        means=_("Bank transfer"),
        holder=seller["name"],
        iban=seller["iban"],
        bic=seller["bic"],
        reference=one.number or "",
        qr_amount=str(Money(one.gross_minor, "EUR").major) if euros else "",
    )
