"""Which sentences the French law wants on an invoice, and which facts lack to write them. Pure.

Sources: CGI ann. II art. 242 nonies A I; CGI art. 289; C. com. art. L441-9, L441-10, D441-5,
R123-237, R123-238 and R526-27. The table row by row: docs/policy/invoice-mentions.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from comptoir.platform.documents.contract import Lang, Mention
from comptoir.platform.documents.mention_words import ASKS, EXEMPTIONS, WORDS

FRANCHISE = "VATEX-FR-FRANCHISE"


class Operation(StrEnum):
    """Category of the operation (EN 16931 BT-23, first letter B, S or M)."""

    GOODS = "goods"
    SERVICES = "services"
    BOTH = "both"


VatCategory = Literal["S", "Z", "E", "AE", "K", "G", "O"]
_CHARGED: tuple[VatCategory, ...] = ("S", "Z")
_BUYER_ACCOUNTS: tuple[VatCategory, ...] = ("AE", "K")  # the buyer accounts for the tax
_USUAL_REASON: dict[VatCategory, str] = {
    "K": "VATEX-EU-IC",
    "AE": "VATEX-EU-AE",
    "G": "VATEX-EU-G",
    "O": "VATEX-EU-O",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerFacts:
    """Who sells, as registered.

    capital                 ready to print, "50 000 €"
    representative          name, address and VAT number of the fiscal representative
    single_taxable_person   name, address and VAT number of the VAT group it belongs to
    company                 False for a sole trader, who prints "EI" and has no capital
    """

    name: str
    address: str
    siren: str
    vat_number: str
    legal_form: str = ""
    capital: str = ""
    rcs_city: str = ""
    company: bool = True
    representative: str = ""
    single_taxable_person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerFacts:
    """Who buys. `business` is False for a consumer; `country` is ISO 3166-1 alpha-2."""

    name: str
    address: str
    country: str = "FR"
    business: bool = True
    siren: str = ""
    vat_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VatUse:
    """A VAT category used on the invoice; `reason` is its VATEX code, "" for the usual one."""

    category: VatCategory
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceFacts:
    """What the mentions depend on; dates, rates and amounts are ready to print.

    lines_complete   every line has quantity, name, unit price and rate
    supply_differs   the supply was on another day than the issue
    place_differs    the goods go elsewhere than to the buyer's address
    early_discount   None: not decided; "": there is none; else its terms
    corrects         credit note or corrective invoice: the number and date it corrects
    """

    lang: Lang
    seller: SellerFacts
    buyer: BuyerFacts
    operation: Operation | None
    vat: tuple[VatUse, ...]
    number: str = ""
    issued_on: str = ""
    supplied_on: str = ""
    supply_differs: bool = False
    delivery_address: str = ""
    place_differs: bool = False
    lines_complete: bool = True
    due_on: str = ""
    penalty_rate: str = ""
    early_discount: str | None = None
    vat_on_debits: bool = False
    self_billed: bool = False
    credit_note: bool = False
    corrects: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact the law asks for and the invoice lacks: its dotted field, the rule with article."""

    field: str
    asks: str


def legal_mentions(facts: InvoiceFacts) -> tuple[Mention, ...]:
    """The sentences to print, in the order of a French invoice; the seller's identity comes first.

    A fact that is absent leaves its sentence out: ask `missing_mentions` before issuing.
    """
    return tuple(Mention(key=key, text=text) for key, text in _sentences(facts) if text)


def identity(seller: SellerFacts, lang: Lang) -> str:
    """The seller in one line: name, form, capital, register, VAT number (foot of every page)."""
    if seller.company:
        form = " ".join(p for p in (seller.legal_form, _of(seller, "capital", lang)) if p)
    else:
        form = _word("sole_trader", lang)
    register = _of(seller, "rcs", lang) if seller.rcs_city else _of(seller, "siren", lang)
    parts = (seller.name, form, register, _of(seller, "vat_number", lang))
    return ", ".join(p for p in parts if p)


def missing_mentions(facts: InvoiceFacts) -> list[Missing]:
    """What the law asks for and the facts lack; empty: the invoice may be issued."""
    lang = facts.lang
    return [Missing(field, _pick(ASKS[field], lang)) for field in _absent(facts)]


def exemption_text(use: VatUse, lang: Lang) -> str:
    """Why no VAT is charged, in the words to print; empty when charged or the code is unknown."""
    if use.category in _CHARGED:
        return ""
    code = use.reason or _USUAL_REASON.get(use.category, "")
    return _pick(EXEMPTIONS[code], lang) if code in EXEMPTIONS else ""


def _sentences(facts: InvoiceFacts) -> Iterator[tuple[str, str]]:
    lang, seller = facts.lang, facts.seller
    yield "identity", identity(seller, lang)
    yield "representative", _of(seller, "representative", lang)
    yield "single_taxable_person", _of(seller, "single_taxable_person", lang)
    if facts.operation:
        yield "operation", _word(f"operation_{facts.operation.value}", lang)
    if facts.vat_on_debits:
        yield "vat_on_debits", _word("vat_on_debits", lang)
    if facts.self_billed:
        yield "self_billed", _word("self_billed", lang)
    if facts.corrects:
        yield "corrects", _word("corrects", lang, corrects=facts.corrects)
    for text in dict.fromkeys(exemption_text(use, lang) for use in facts.vat):
        yield "exemption", text
    if not facts.credit_note:
        yield from _payment(facts)


def _payment(facts: InvoiceFacts) -> Iterator[tuple[str, str]]:
    """Terms of payment; penalties, indemnity and discount bind businesses only (L441-10)."""
    lang = facts.lang
    if facts.due_on:
        yield "due", _word("due", lang, due_on=facts.due_on)
    if not facts.buyer.business:
        return
    if facts.penalty_rate:
        yield "penalty", _word("penalty", lang, penalty_rate=facts.penalty_rate)
    yield "indemnity", _word("indemnity", lang)
    if facts.early_discount is not None:
        key = "discount" if facts.early_discount else "no_discount"
        yield "discount", _word(key, lang, early_discount=facts.early_discount)


def _absent(facts: InvoiceFacts) -> Iterator[str]:
    yield from _absent_of_seller(facts)
    yield from _absent_of_buyer(facts)
    wanted = {
        "number": bool(facts.number),
        "issued_on": bool(facts.issued_on),
        "lines": facts.lines_complete,
        "supplied_on": bool(facts.supplied_on) or not facts.supply_differs,
        "operation": facts.operation is not None,
        "delivery_address": bool(facts.delivery_address) or not _goods_go_elsewhere(facts),
        "vat": bool(facts.vat),
        "exemptions": all(_justified(use) for use in facts.vat),
        "corrects": bool(facts.corrects) or not facts.credit_note,
    }
    yield from (field for field, present in wanted.items() if not present)
    if not facts.credit_note:
        yield from _absent_of_payment(facts)


def _absent_of_seller(facts: InvoiceFacts) -> Iterator[str]:
    seller = facts.seller
    always = ["name", "address", "siren"]
    if any(use.reason != FRANCHISE for use in facts.vat):
        always.append("vat_number")  # a small business under the franchise may have none
    if seller.company:
        always += ["legal_form", "capital", "rcs_city"]
    yield from (f"seller.{field}" for field in always if not getattr(seller, field))


def _absent_of_buyer(facts: InvoiceFacts) -> Iterator[str]:
    buyer = facts.buyer
    wanted = ["name", "address"]
    if buyer.business and buyer.country == "FR":
        wanted.append("siren")
    if any(use.category in _BUYER_ACCOUNTS for use in facts.vat):
        wanted.append("vat_number")
    yield from (f"buyer.{field}" for field in wanted if not getattr(buyer, field))


def _absent_of_payment(facts: InvoiceFacts) -> Iterator[str]:
    if not facts.buyer.business:
        return
    if not facts.due_on:
        yield "due_on"
    if not facts.penalty_rate:
        yield "penalty_rate"
    if facts.early_discount is None:
        yield "early_discount"


def _goods_go_elsewhere(facts: InvoiceFacts) -> bool:
    return facts.place_differs and facts.operation in (Operation.GOODS, Operation.BOTH)


def _justified(use: VatUse) -> bool:
    return use.category in _CHARGED or bool(exemption_text(use, "fr"))


def _of(seller: SellerFacts, key: str, lang: Lang) -> str:
    field = "rcs_city" if key == "rcs" else key
    if not getattr(seller, field):
        return ""
    return _word(
        key,
        lang,
        siren=seller.siren,
        rcs_city=seller.rcs_city,
        capital=seller.capital,
        vat_number=seller.vat_number,
        representative=seller.representative,
        single_taxable_person=seller.single_taxable_person,
    )


def _word(key: str, lang: Lang, **facts: str) -> str:
    return _pick(WORDS[key], lang).format(**facts)


def _pick(words: tuple[str, str], lang: Lang) -> str:
    return words[0] if lang == "fr" else words[1]
