"""The contract on paper: printed once, kept as it was, outside any action."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.kernel.errors import Refused
from comptoir.platform import documents, files
from comptoir.platform.documents import Lang
from comptoir.platform.documents.contract import (
    Brand,
    Clause,
    ContractDoc,
    Fact,
    LineRow,
    PartyBlock,
    Section,
    SignatureBlock,
    Terms,
    Total,
)
from comptoir.platform.models import File
from comptoir.records.parties import queries as parties
from comptoir.shell import format as fmt
from comptoir.stages.contracting import drafts, queries, versions
from comptoir.stages.contracting.actions.signings import Paper
from comptoir.stages.contracting.queries import ContractFacts
from comptoir.stages.quoting import documents as offers
from comptoir.stages.quoting import queries as quoting
from comptoir.stages.quoting import uplift_text

KIND = "contract"


class QuoteNotSent(Refused):
    """Only a quote that was sent can be signed."""

    code = "quote_not_sent_to_sign"


def keep_pdf(made: ContractFacts) -> File:
    """The contract's PDF: the kept one, or printed now and kept."""
    known = files.latest(made.id, KIND)
    if known:
        return known
    name, content = printed(made)
    return files.keep(made.entity_id, made.id, KIND, name, content)


def printed(made: ContractFacts) -> tuple[str, bytes]:
    """The contract printed now: the file's name and bytes."""
    lang = _lang(made)
    with translation.override(lang):
        doc = document(made)
    content = documents.render(documents.Kind.CONTRACT, doc, lang)
    kind, party = documents.Kind.CONTRACT, doc.buyer.name
    return documents.file_name(kind, made.number, None, party, lang=lang), content


def paper(made: ContractFacts) -> Paper:
    """The contract's PDF as a request for signatures takes it: the kept one, or printed now."""
    known = files.latest(made.id, KIND)
    name, content = (known.name, bytes(known.content)) if known else printed(made)
    return Paper(subject_id=made.id, kind=KIND, name=name, content=content)


def to_sign(made: ContractFacts) -> dict[str, Any]:
    """What a request for signatures takes of a contract."""
    with translation.override(_lang(made)):
        title = _("Contract %(number)s") % {"number": made.number}
    return {
        "paper": paper(made), "title": title, "language": made.language, "contract_id": made.id,
    }  # fmt: skip


def quote_to_sign(quote: quoting.QuoteFacts) -> dict[str, Any]:
    """What a request for signatures takes of a quote that was sent: the PDF as it went out."""
    if quote.state not in ("sent", "accepted"):
        raise QuoteNotSent(field="quote_id", found=quote.state, expected="sent | accepted")
    known = files.latest(quote.id, offers.KIND)
    content, name = (bytes(known.content), known.name) if known else offers.pdf(quote)
    with translation.override(quote.language):
        title = _("Quote %(number)s") % {"number": quote.ident}
    mine = Paper(quote.id, offers.KIND, name, content)
    return {"paper": mine, "title": title, "language": quote.language, "quote_id": quote.id}


def document(made: ContractFacts) -> ContractDoc:
    """What the PDF says; the active language must be the contract's."""
    lang = _lang(made)
    seller, buyer = parties.entity(made.entity_id), parties.customer(made.customer_id)
    quote = quoting.quote(made.quote_id)
    terms = queries.terms(made.terms_id) if made.terms_id else None
    signed_on = fmt.date_doc(made.signed_on, lang)
    return ContractDoc(
        number=made.number,
        dated=made.signed_on,
        issued_on=signed_on,
        title=quote.title or _("Contract %(number)s") % {"number": made.number},
        seller=_seller(seller, lang),
        buyer=_buyer(buyer, made, lang, seller.country),
        clauses=_negotiated(made) or _clauses(made, quote, lang),
        signatures=(
            SignatureBlock(party=seller.name),
            SignatureBlock(
                party=buyer.name, name=made.signed_by, role=made.signed_role, signed_on=signed_on
            ),
        ),
        precedence=(_precedence(quote), *([terms.title(lang)] if terms else [])),
        key_dates=tuple(Fact(label=k, value=v) for k, v in key_dates(made, lang, as_signed=True)),
        sections=(Section(rows=tuple(_row(line, quote, lang) for line in quote.ordered)),),
        totals=_totals(quote, lang),
        terms=_terms(terms, lang) if terms else None,
        annexes=_annexes(made),
        extra=(Fact(label=_("Digest of the contract (SHA-256)"), value=made.sha256),),
        brand=Brand(color=seller.brand_color, logo_svg=seller.logo_svg),
    )


def key_dates(made: ContractFacts, lang: str, *, as_signed: bool = False) -> list[tuple[str, str]]:
    """The dates that matter, in words, for the box on page and paper.

    as_signed  the price at renewal as the contract said it first; else as its amendments left it
    """
    rows = [(_("Signed on"), made.signed_on), (_("Starts on"), made.starts_on)]
    rows += [
        (label, day)
        for label, day in (
            (_("Last day"), made.ends_on and made.ends_on - timedelta(days=1)),
            (_("Notice until"), made.notice_on),
            (_("Next term from"), made.renewal_on),
        )
        if day
    ]
    said = [(label, fmt.date_doc(day, lang)) for label, day in rows]
    if rule := made.uplift if as_signed else versions.rule(made):
        said.append((_("Price at renewal"), uplift_text.sentence(rule, lang)))
    return said


def _negotiated(made: ContractFacts) -> tuple[Clause, ...]:
    """The clauses as both sides agreed them; none where the general terms stand alone."""
    if made.clauses_id is None:
        return ()
    agreed = drafts.version_by_id(made.clauses_id)
    return tuple(
        Clause(number=str(n), title=c.title, paragraphs=c.paragraphs)
        for n, c in enumerate(agreed.clauses, start=1)
    )


def _annexes(made: ContractFacts) -> tuple[str, ...]:
    if made.clauses_id is None:
        return ()
    agreed = drafts.version_by_id(made.clauses_id)
    found = drafts.annexes(agreed.draft_id, agreed.n)
    return tuple(f"{a.title} (SHA-256 {a.sha256})" for a in found)


def _clauses(made: ContractFacts, quote: quoting.QuoteFacts, lang: str) -> tuple[Clause, ...]:
    said = [
        (_("Object"), _("The seller supplies what this contract lists, as accepted in the quote %(q)s.")
         % {"q": quote.ident}),
        (_("Price"), _("The price is the one this contract lists; VAT is added at the rate in force.")),
    ]  # fmt: skip
    if made.runs and made.notice_on and made.ends_on:
        days = ngettext("%(n)d day", "%(n)d days", made.notice_days) % {"n": made.notice_days}
        said.append(
            (
                _("Term and renewal"),
                _(
                    "The recurring part runs until %(end)s, that day included. Either party may object to"
                    " its renewal in writing, %(days)s before the next term, that is until %(notice)s."
                )
                % {
                    "end": fmt.date_doc(made.ends_on - timedelta(days=1), lang),
                    "days": days,
                    "notice": fmt.date_doc(made.notice_on, lang),
                },
            )
        )
    return tuple(
        Clause(number=str(n), title=title, paragraphs=(text,))
        for n, (title, text) in enumerate(said, start=1)
    )


def _precedence(quote: quoting.QuoteFacts) -> str:
    return _("Accepted quote %(number)s") % {"number": quote.ident}


def _row(line: quoting.QuoteLineFacts, quote: quoting.QuoteFacts, lang: str) -> LineRow:
    percent = line.discount_kind == "percent" and line.discount_value != 0
    price = line.list_price if percent or line.discount_kind == "none" else line.unit_net
    period = ""
    if line.repeats:
        n = line.billing_months or 1
        period = ngettext("per month", "every %(n)d months", n) % {"n": n}
    return LineRow(
        sku=line.sku,
        description=line.description,
        period=period,
        details=_shared(line, quote, lang),
        quantity=fmt.quantity(line.quantity, lang),
        unit_price=fmt.unit_price(price, quote.currency, lang),
        discount=fmt.percent(line.discount_value.normalize(), lang) if percent else "",
        vat_rate=fmt.percent(line.vat_rate.normalize(), lang),
        net=fmt.amount_minor(line.net_minor, quote.currency, lang),
    )


def _shared(line: quoting.QuoteLineFacts, quote: quoting.QuoteFacts, lang: str) -> tuple[str, ...]:
    said: list[str] = []
    if line.segment:
        first, last = line.starts_month + 1, line.starts_month + (line.term_months or 0)
        said.append(_("months %(first)d–%(last)d") % {"first": first, "last": last})
    elif line.repeats and line.deliver_on:
        said.append(_("starts on %(day)s") % {"day": fmt.date_doc(line.deliver_on, lang)})
    if line.share_minor:
        amount = fmt.amount_minor(-line.share_minor, quote.currency, lang)
        said.append(_("share of the discount on the whole: %(amount)s") % {"amount": amount})
    return tuple(said)


def _totals(quote: quoting.QuoteFacts, lang: str) -> tuple[Total, ...]:
    def say(minor: int) -> str:
        return fmt.amount_minor(minor, quote.currency, lang)

    return (
        Total(key="contract_value", amount=say(quote.net_minor)),
        Total(key="vat", amount=say(quote.vat_minor)),
        Total(key="gross", amount=say(quote.gross_minor)),
    )


def _terms(terms: queries.TermsFacts, lang: str) -> Terms:
    return Terms(
        title=terms.title(lang),
        version=str(terms.version),
        sha256=terms.sha256,
        clauses=tuple(
            Clause(number=c.number, title=c.title, paragraphs=c.paragraphs)
            for c in terms.clauses(lang)
        ),
    )


def _seller(entity: parties.EntityFacts, lang: str) -> PartyBlock:
    return PartyBlock(
        name=entity.name, address=entity.address.lines(lang), siren=entity.siren,
        siret=entity.siret, vat_number=entity.vat_number, email=entity.email, phone=entity.phone,
    )  # fmt: skip


def _buyer(
    customer: parties.CustomerFacts, made: ContractFacts, lang: str, home: str
) -> PartyBlock:
    address = customer.billing.lines(lang, home) if customer.billing else ()
    return PartyBlock(
        name=customer.name, address=address, siren=customer.siren,
        vat_number=customer.vat_number, contact=made.signed_by,
    )  # fmt: skip


def _lang(made: ContractFacts) -> Lang:
    return "fr" if made.language == "fr" else "en"
