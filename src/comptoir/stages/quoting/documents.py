"""The quote on paper: printed and kept as it was sent, outside any action."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from comptoir.platform import documents, files
from comptoir.platform.documents import Lang
from comptoir.platform.documents.blocks import TotalKey
from comptoir.platform.documents.contract import (
    AlternativeBlock,
    Brand,
    LineRow,
    Mention,
    PartyBlock,
    QuoteDoc,
    ScheduleRow,
    Section,
    SignatureBlock,
    Total,
    VatRow,
)
from comptoir.platform.documents.mentions import SellerFacts, identity
from comptoir.platform.models import File
from comptoir.records.parties import queries as parties
from comptoir.records.taxes import queries as taxes
from comptoir.shell import format as fmt
from comptoir.stages.quoting import (
    amending_views,
    conditions,
    configured,
    layouts,
    outlined,
    planning,
    queries,
    words,
)
from comptoir.stages.quoting.choosing import with_alternative
from comptoir.stages.quoting.queries import QuoteFacts, QuoteLineFacts

KIND = "quote"


def keep_pdf(quote_id: UUID) -> File:
    """The PDF of a sent quote: the kept one, or printed now and kept."""
    known = files.latest(quote_id, KIND)
    if known:
        return known
    quote = queries.quote(quote_id)
    content, name = pdf(quote)
    return files.keep(quote.entity_id, quote.id, KIND, name, content)


def pdf(quote: QuoteFacts) -> tuple[bytes, str]:
    """The PDF of a quote in its own language, and its file name. Nothing is kept."""
    lang = _lang(quote)
    with translation.override(lang):
        doc = document(quote)
    content = documents.render(documents.Kind.QUOTE, doc, lang)
    name = documents.file_name(
        documents.Kind.QUOTE,
        quote.number,
        quote.version,
        doc.buyer.name,
        lang=lang,
        amends=bool(doc.amends),
    )
    return content, name


def document(quote: QuoteFacts) -> QuoteDoc:
    """What the PDF says; the active language must be the quote's."""
    lang = _lang(quote)
    seller, buyer = parties.entity(quote.entity_id), parties.customer(quote.customer_id)
    issued = conditions.dated(quote)
    shown = layouts.layout(quote.entity_id).shown
    contact = next((c.name for c in buyer.contacts if c.id == quote.contact_id), "")
    return QuoteDoc(  # one row of facts per row of the document
        number=quote.number,
        version=quote.version,
        dated=issued,
        issued_on=fmt.date_doc(issued, lang),
        valid_until=fmt.date_doc(quote.valid_until, lang),
        seller=_seller(seller, lang),
        buyer=_buyer(buyer, contact, lang, seller.country),
        delivery=_delivery(buyer, lang, seller.country),
        subject=quote.title,
        headline=words.headline(quote, lang) if quote.amendment is None else "",
        note=quote.note,
        sections=sections(quote),
        vat=_vat(quote, lang),
        totals=_totals(quote, lang),
        recurring=_recurring(quote, lang),
        alternatives=_alternatives(quote, lang),
        schedule=_schedule(quote, lang),
        conditions=conditions.agreed(quote, lang, years=layouts.Part.RECURRING in shown),
        terms=conditions.general_terms(quote, lang),
        signature=SignatureBlock(party=buyer.name),
        mentions=(Mention(key="identity", text=identity(identified(seller), lang)),),
        brand=Brand(color=seller.brand_color, logo_svg=seller.logo_svg),
        blocks=tuple(part.value for part in shown),
        amends=amending_views.contract(quote),
        changes=tuple(conditions.changes(quote, lang)),
    )


def sections(quote: QuoteFacts) -> tuple[Section, ...]:
    """The lines under their headings, with a subtotal per heading where there is one.

    Of an offer with alternatives only what is the same in all of them.
    """
    common = [li for li in quote.lines if not (li.alternative or li.apart)]
    return _sections(quote, common if quote.alternatives else quote.lines)


def _sections(quote: QuoteFacts, shown_lines: Sequence[QuoteLineFacts]) -> tuple[Section, ...]:
    lang = _lang(quote)
    made = configured.made(shown_lines)
    found = []
    ids = {line.id for line in shown_lines}
    offered = [pair for pair in outlined.offered(quote) if pair[1].id in ids]
    for title, group in groupby(offered, key=lambda pair: pair[1].section):
        places = [at for at, _line in group]
        lines = [outlined.summed(quote, at) for at in places]
        counted = sum(li.promised_minor for li in lines)
        subtotal = fmt.amount_minor(counted, quote.currency, lang) if title else ""
        shown = tuple(_row(li, at, quote, made) for at, li in zip(places, lines, strict=True))
        found.append(Section(rows=shown, title=title, subtotal=subtotal))
    return tuple(found)


def _alternatives(quote: QuoteFacts, lang: Lang) -> tuple[AlternativeBlock, ...]:
    """Each alternative with the lines that are its own, or cost something else in it."""
    same = {li.id for li in quote.lines if not (li.alternative or li.apart)}
    found = []
    for its in quote.alternatives:
        whole = with_alternative(quote, its.key)
        own = [line for line in whole.lines if line.id not in same]
        found.append(
            AlternativeBlock(
                key=its.key, name=its.name, recommended=its.key == quote.recommended,
                sections=_sections(whole, own), vat=_vat(whole, lang),
                totals=_totals(whole, lang), recurring=_recurring(whole, lang),
            )
        )  # fmt: skip
    return tuple(found)


def _row(line: QuoteLineFacts, at: int, quote: QuoteFacts, made: configured.Made) -> LineRow:
    lang = _lang(quote)
    period = words.each_period(line, quote.currency, lang) if line.repeats else ""
    amount = fmt.amount_minor(line.total_minor, quote.currency, lang)
    details = list(made[line.id].lines(lang)) if line.id in made else []
    details += outlined.details(quote, at, lang)
    if line.share_minor:
        share = fmt.amount_minor(-line.share_minor, quote.currency, lang)
        details.append(_("share of the discount on the whole: %(amount)s") % {"amount": share})
    if line.deliver_on:
        said = _("starts on %(day)s") if line.repeats else _("delivery on %(day)s")
        details.append(said % {"day": fmt.date_doc(line.deliver_on, lang)})
    return LineRow(
        sku=line.sku,
        description=line.description,
        details=tuple(details),
        period=period,
        quantity=fmt.quantity(line.quantity, lang),
        unit=words.unit(line.unit),
        unit_price=fmt.unit_price(line.list_price, quote.currency, lang),
        discount=words.discount(line.discount_kind, line.discount_value, quote.currency, lang),
        vat_rate=outlined.rates(quote.lines, at, lang),
        net=f"({amount})" if line.charge_kind == "usage" else amount,
        optional=line.optional,
    )


def _vat(quote: QuoteFacts, lang: Lang) -> tuple[VatRow, ...]:
    decided = taxes.decisions({v.decision_id for v in quote.vat})
    return tuple(
        VatRow(
            rate=fmt.percent(v.rate.normalize(), lang),
            base=fmt.amount_minor(v.base_minor, quote.currency, lang),
            vat=fmt.amount_minor(v.vat_minor, quote.currency, lang),
            exemption=decided[v.decision_id].mention(lang) if v.decision_id in decided else "",
        )
        for v in quote.vat
    )


def _totals(quote: QuoteFacts, lang: str) -> tuple[Total, ...]:
    shares = sum(line.share_minor * line.periods for line in quote.lines)
    rows: list[tuple[TotalKey, int]] = []
    if quote.one_off_minor or quote.amendment is None:
        rows.append(("one_off", quote.one_off_minor))
    if shares:
        rows.append(("discount", -shares))
    rows += [("net", quote.net_minor), ("vat", quote.vat_minor), ("gross", quote.gross_minor)]
    whole = ""
    if quote.recurring and quote.amendment is None:
        term = {"term": words.over(quote)}
        whole = _("Total excl. VAT, %(term)s (TCV)") % term
    elif quote.amendment is not None:
        whole = _("Change of the contract’s value excl. VAT")
    return tuple(
        Total(
            key=key,
            amount=fmt.amount_minor(minor, quote.currency, lang),
            label=whole if key == "net" else "",
        )
        for key, minor in rows
    )


def _recurring(quote: QuoteFacts, lang: str) -> tuple[Total, ...]:
    return tuple(
        Total(
            key="recurring",
            amount=fmt.amount_minor(r.net_minor, quote.currency, lang),
            label=(
                _("%(period)s to begin with, excl. VAT")
                if quote.years
                else _("%(period)s, excl. VAT")
            )
            % {"period": words.per(r.months).capitalize()},
        )
        for r in quote.recurring
    ) + _annual(quote, lang)


def _annual(quote: QuoteFacts, lang: str) -> tuple[Total, ...]:
    """The annual contract value, unless it stands there already, or differs from year to year."""
    if not quote.recurring or quote.years or quote.amendment is not None:
        return ()
    if [r.months for r in quote.recurring] == [12]:
        return ()
    amount = fmt.amount_minor(quote.acv_minor, quote.currency, lang)
    return (Total(key="recurring", amount=amount, label=_("Per year, excl. VAT (ACV)")),)


def _schedule(quote: QuoteFacts, lang: str) -> tuple[ScheduleRow, ...]:
    if quote.schedule:
        told = planning.rows(quote, lang)
        return tuple(ScheduleRow(label=what, due_on=when, amount=much) for what, when, much in told)
    if not quote.deposit_minor:
        return ()
    percent = fmt.percent(quote.deposit_percent.normalize(), lang)
    rest = quote.gross_minor - quote.deposit_minor
    return (
        ScheduleRow(
            label=_("Deposit of %(percent)s") % {"percent": percent},
            due_on=_("on acceptance"),
            amount=fmt.amount_minor(quote.deposit_minor, quote.currency, lang),
        ),
        ScheduleRow(
            label=_("Balance"),
            due_on=_("as delivered and as due"),
            amount=fmt.amount_minor(rest, quote.currency, lang),
        ),
    )


def _seller(entity: parties.EntityFacts, lang: str) -> PartyBlock:
    return PartyBlock(
        name=entity.name, address=entity.address.lines(lang), siren=entity.siren,
        siret=entity.siret, vat_number=entity.vat_number, email=entity.email, phone=entity.phone,
    )  # fmt: skip


def _buyer(customer: parties.CustomerFacts, contact: str, lang: str, home: str) -> PartyBlock:
    address = customer.billing.lines(lang, home) if customer.billing else ()
    return PartyBlock(
        name=customer.name, address=address, siren=customer.siren,
        vat_number=customer.vat_number, contact=contact,
    )  # fmt: skip


def _delivery(customer: parties.CustomerFacts, lang: str, home: str) -> PartyBlock | None:
    place = customer.delivery
    if place is None or (customer.billing and place.fields() == customer.billing.fields()):
        return None
    return PartyBlock(name=customer.name, address=place.lines(lang, home))


def identified(entity: parties.EntityFacts) -> SellerFacts:
    """The seller as the mentions need it."""
    capital = ""
    if entity.capital_minor is not None:
        capital = fmt.amount_minor(entity.capital_minor, entity.currency, entity.language)
    return SellerFacts(
        name=entity.name, address=", ".join(entity.address.lines(entity.language)),
        siren=entity.siren, vat_number=entity.vat_number, legal_form=entity.legal_form,
        capital=capital, rcs_city=entity.rcs_town, company=bool(entity.legal_form),
    )  # fmt: skip


def _lang(quote: QuoteFacts) -> Lang:
    return "fr" if quote.language == "fr" else "en"
