"""What an invoice must say: seller and buyer as printed, the mentions, and what is missing for them.

Rules: platform/documents/mentions.py, docs/policy/invoice-mentions.md.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, cast

from comptoir.kernel.errors import Refused
from comptoir.platform.documents.contract import Lang
from comptoir.platform.documents.mention_words import WORDS
from comptoir.platform.documents.mentions import (
    BuyerFacts,
    InvoiceFacts,
    Missing,
    Operation,
    SellerFacts,
    VatUse,
    legal_mentions,
    missing_mentions,
)
from comptoir.records.parties.queries import CustomerFacts, EntityFacts
from comptoir.records.taxes.queries import DecisionFacts
from comptoir.shell import format as fmt

LANGUAGES = ("fr", "en")  # an invoice is printed in one, a copy in the other
SOLE_TRADERS = frozenset({"EI", "EIRL", "AUTO-ENTREPRENEUR", "MICRO-ENTREPRENEUR"})
# Outside France only what every invoice of the Union says (directive 2006/112/EC, art. 226).
EVERYWHERE = frozenset(
    {"identity", "representative", "exemption", "corrects", "due", "self_billed"}
)
ALWAYS_ASKED = frozenset({"seller.name", "buyer.name", "number", "issued_on", "lines", "vat"})
# The ECB's rate of the day it falls late, which no table can know on the day of issue (L441-10 II).
LEGAL_PENALTY: dict[str, str] = {
    "fr": "refinancement de la BCE majoré de 10 points",
    "en": "the ECB refinancing rate plus 10 points",
}


class MentionMissing(Refused):
    """A mandatory mention is missing: the invoice cannot be issued."""

    code = "mention_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the law wants to know of one invoice beside its parties.

    kinds        the natures of what is supplied: goods, service, digital
    corrects     number and day of the invoice that a credit note corrects
    self_billed  the customer wrote it in the seller's name
    """

    language: str
    number: str
    issued_on: date
    due_on: date
    supplied_on: date | None
    decisions: Sequence[DecisionFacts]
    complete: bool
    credit: bool = False
    corrects: tuple[str, date] | None = None
    self_billed: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """The snapshot kept with the invoice.

    mentions  each with its key, the text as printed, and the same by language for copies in another
    """

    seller: dict[str, Any]
    buyer: dict[str, Any]
    mentions: list[dict[str, str]]
    missing: tuple[Missing, ...]


def printed(entity: EntityFacts, customer: CustomerFacts, said: Said) -> Printed:
    """Seller, buyer and mentions as they will be printed, and what the law still asks for."""
    facts = _facts(entity, customer, said)
    french = entity.country == "FR"
    told = {lang: _facts(entity, customer, replace(said, language=lang)) for lang in LANGUAGES}
    texts = zip(*(legal_mentions(f) for f in told.values()), strict=True)
    mentions = [
        {"key": m.key, "text": m.text}
        | {lang: c.text for lang, c in zip(told, copies, strict=True)}
        for m, copies in zip(legal_mentions(facts), texts, strict=True)
        if french or m.key in EVERYWHERE
    ]
    missing = [m for m in missing_mentions(facts) if french or m.field in ALWAYS_ASKED]
    return Printed(
        seller_of(entity, said.language), buyer_of(customer, entity, said.language), mentions,
        tuple(missing),
    )  # fmt: skip


def refuse(missing: Collection[Missing], customer: CustomerFacts) -> None:
    """MentionMissing that names the first field with its article, and all of them as facts."""
    if not missing:
        return
    first = next(iter(missing))
    raise MentionMissing(
        field=first.field,
        expected=first.asks,
        fix="complete the customer" if first.field.startswith("buyer.") else "complete the company",
        missing=[m.field for m in missing],
        customer=customer.number,
    )


def seller_of(entity: EntityFacts, lang: str) -> dict[str, Any]:
    """The seller as printed."""
    return {
        "name": entity.name,
        "address": list(entity.address.lines(lang)),
        "siren": entity.siren,
        "siret": entity.siret,
        "vat_number": entity.vat_number,
        "email": entity.email,
        "phone": entity.phone,
        "iban": entity.iban,
        "bic": entity.bic,
        "country": entity.country,
    }


def buyer_of(customer: CustomerFacts, entity: EntityFacts, lang: str) -> dict[str, Any]:
    """The buyer as printed; `delivery` only when goods go elsewhere."""
    billing = customer.billing.lines(lang, entity.country) if customer.billing else ()
    delivery = customer.delivery.lines(lang, entity.country) if customer.delivery else ()
    return {
        "number": customer.number,
        "name": customer.name,
        "kind": customer.kind,
        "address": list(billing),
        "siren": customer.siren,
        "siret": customer.siret,
        "vat_number": customer.vat_number,
        "email": customer.email,
        "country": customer.country,
        "delivery": list(delivery) if delivery and delivery != billing else [],
    }


def _facts(entity: EntityFacts, customer: CustomerFacts, said: Said) -> InvoiceFacts:
    lang = cast(Lang, said.language)
    buyer = buyer_of(customer, entity, lang)
    supplied = said.supplied_on or said.issued_on
    number, day = said.corrects or ("", said.issued_on)
    rate = entity.late_rate
    return InvoiceFacts(
        lang=lang,
        seller=_seller(entity, lang),
        buyer=BuyerFacts(
            name=customer.name,
            address=", ".join(buyer["address"]),
            country=customer.country,
            business=customer.is_business,
            siren=customer.siren,
            vat_number=customer.vat_number,
        ),
        operation=operation(said.decisions),
        vat=tuple(
            VatUse(category=cast(Any, d.category), reason=d.vatex)
            for d in sorted(said.decisions, key=lambda d: (-d.rate, d.category, d.vatex))
        ),
        number=said.number,
        issued_on=fmt.date_doc(said.issued_on, lang),
        supplied_on=fmt.date_doc(supplied, lang),
        supply_differs=supplied != said.issued_on,
        delivery_address=", ".join(buyer["delivery"]),
        place_differs=bool(buyer["delivery"]),
        lines_complete=said.complete,
        due_on=fmt.date_doc(said.due_on, lang),
        penalty_rate=LEGAL_PENALTY[lang] if rate is None else fmt.percent(rate.normalize(), lang),
        early_discount="",
        vat_on_debits=entity.vat_on_debits,
        credit_note=said.credit,
        corrects=f"{number} ({fmt.date_doc(day, lang)})" if said.corrects else "",
        self_billed=said.self_billed,
    )


def _seller(entity: EntityFacts, lang: Literal["fr", "en"]) -> SellerFacts:
    capital = entity.capital_minor
    return SellerFacts(
        name=entity.name,
        address=", ".join(entity.address.lines(lang)),
        siren=entity.siren,
        vat_number=entity.vat_number,
        legal_form=entity.legal_form,
        capital="" if capital is None else fmt.amount_minor(capital, entity.currency, lang),
        rcs_city=entity.rcs_town,
        company=entity.legal_form.upper() not in SOLE_TRADERS,
        representative=_named(
            entity.representative_name,
            entity.representative_address,
            entity.representative_vat,
            lang,
        ),
        single_taxable_person=_named(
            entity.vat_group_name, entity.vat_group_address, entity.vat_group_vat, lang
        ),
    )


def _named(name: str, address: str, vat_number: str, lang: Lang) -> str:
    """Somebody with address and VAT number, as a mention names them; "" where there is nobody."""
    if not name:
        return ""
    return ", ".join(
        (name, address, WORDS["vat_number"][lang == "en"].format(vat_number=vat_number))
    )


def operation(decisions: Collection[DecisionFacts]) -> Operation | None:
    """Goods, services or both, from what the VAT decisions were about."""
    natures = {str(d.facts.get("nature", "goods")) for d in decisions}
    if not natures:
        return None
    if natures == {"goods"}:
        return Operation.GOODS
    return Operation.BOTH if "goods" in natures else Operation.SERVICES
