"""Which VAT a sale bears, and why. Source: docs/policy/vat.md (Directive 2006/112/EC, CGI)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from comptoir.kernel.errors import Invalid
from comptoir.records.taxes.core.margin import RATE_CLASSES, SCHEMES
from comptoir.records.taxes.core.rates import rate_on
from comptoir.records.taxes.core.rules import RULES, Rule
from comptoir.records.taxes.core.territory import FRENCH_OVERSEAS, MEMBER_FROM, home, in_union

ZERO = Decimal(0)
DIGITAL_AT_DESTINATION = date(2015, 1, 1)  # Directive 2008/8/EC art. 5
NATURES = ("goods", "service", "digital")
CLASSES = ("standard", "intermediate", "reduced", "super_reduced", "exempt", "out_of_scope")


class SellerNotCovered(Invalid):
    """VAT rules for sellers of this country are not known here."""

    code = "seller_not_covered"


class SellerVatMissing(Invalid):
    """The seller needs a VAT number for a sale to a business in another country of the union."""

    code = "seller_vat_missing"


class RegistrationNeeded(Invalid):
    """Digital sales to consumers of this country need a VAT registration there."""

    code = "vat_registration_needed"


class UnknownChoice(Invalid):
    """This choice is not one of those allowed."""

    code = "unknown_choice"


class SchemeMisplaced(Invalid):
    """A margin scheme does not cover this: goods of a dealer, or services of a travel agent, at a rate."""

    code = "margin_scheme_misplaced"


@dataclass(frozen=True, slots=True)
class Sale:
    """What the decision needs to know. Countries: ISO 3166-1 alpha-2 and XI (Northern Ireland).

    buyer_kind             business | consumer
    buyer_vat_valid        the buyer's VAT number was checked and is valid
    ship_to_country        where goods arrive; the buyer's country for services
    nature                 goods | service | digital
    tax_class              standard | intermediate | reduced | super_reduced | exempt | out_of_scope
    on                     tax point
    regime                 of the seller: normal | franchise
    oss                    the seller taxes consumers of the union at destination (over 10,000 EUR a
                           year, or by choice)
    building_subcontract   building work subcontracted to the seller (France)
    margin_scheme          "" | travel | second_hand | art | antiques; tax_class: of the margin
    """

    seller_country: str
    seller_vat: str
    buyer_country: str
    buyer_kind: str
    buyer_vat_valid: bool
    ship_to_country: str
    nature: str
    tax_class: str
    on: date
    regime: str = "normal"
    oss: bool = False
    building_subcontract: bool = False
    margin_scheme: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided and why.

    category  UNCL5305: S K AE G O E Z      rate     percent
    country   whose VAT it is               vatex    exemption code or ""
    mention   what the document must say    reason   one sentence with the article of law
    margin_rate  percent of the VAT inside the margin; None: no margin scheme
    """

    category: str
    rate: Decimal
    country: str
    vatex: str
    rule: str
    version: int
    mention_fr: str
    mention_en: str
    reason_fr: str
    reason_en: str
    margin_rate: Decimal | None = None


def decide(sale: Sale) -> Decision:
    """The VAT of a sale; refuses what it has no rule or no rate for."""
    _check(sale)
    if sale.tax_class in ("exempt", "out_of_scope"):
        return _decision(sale, sale.tax_class, sale.seller_country)
    if sale.margin_scheme:
        return _margin(sale)
    place = _goods(sale) if sale.nature == "goods" else _services(sale)
    if place is None:
        return _domestic(sale)
    rule, country = place
    if rule in ("intra_community_goods", "intra_community_services") and not sale.seller_vat:
        raise SellerVatMissing(field="seller_vat", found="none", expected="a VAT number")
    if sale.regime == "franchise" and rule in ("intra_community_goods", "export_goods"):
        rule, country = "franchise", sale.seller_country
    if rule == "consumer_at_origin":
        country = sale.seller_country
        rule = "franchise" if sale.regime == "franchise" else rule
    return _decision(sale, rule, country)


def _check(sale: Sale) -> None:
    """Refuse a fact outside its choices, and sellers whose law is not here."""
    for field, allowed in (
        ("buyer_kind", ("business", "consumer")),
        ("nature", NATURES),
        ("tax_class", CLASSES),
        ("regime", ("normal", "franchise")),
        ("margin_scheme", ("", *SCHEMES)),
    ):
        found = getattr(sale, field)
        if found not in allowed:
            raise UnknownChoice(field=field, found=found, expected=" | ".join(allowed))
    if home(sale.seller_country) not in MEMBER_FROM:
        raise SellerNotCovered(
            field="seller_country",
            found=sale.seller_country,
            expected="a country of the European Union or the United Kingdom",
        )
    if sale.margin_scheme:
        _check_scheme(sale)


def _check_scheme(sale: Sale) -> None:
    for field, allowed in (
        ("nature", (SCHEMES[sale.margin_scheme],)),
        ("tax_class", RATE_CLASSES),
    ):
        found = getattr(sale, field)
        if found not in allowed:
            raise SchemeMisplaced(field=field, found=found, expected=" | ".join(allowed))


def _margin(sale: Sale) -> Decision:
    """Under a margin scheme the seller's country taxes the margin, wherever in the union the buyer is: no
    intra-community exemption (art. 139), no taxation at destination (art. 35). Exported goods are exempt."""
    if sale.regime == "franchise":
        return _decision(sale, "franchise", sale.seller_country)
    place = _goods(sale) if sale.nature == "goods" else None
    if place is not None and place[0] == "export_goods":
        return _decision(sale, "margin_export", place[1])
    return _decision(sale, f"margin_{sale.margin_scheme}", sale.seller_country)


def _goods(sale: Sale) -> tuple[str, str] | None:
    """Rule and country for goods; None where the sale stays at home."""
    to = sale.ship_to_country
    if home(to) == home(sale.seller_country):
        return None
    both = in_union(sale.seller_country, sale.on, goods=True) and in_union(to, sale.on, goods=True)
    if not both:
        return "export_goods", to
    if sale.buyer_kind == "business" and sale.buyer_vat_valid:
        return "intra_community_goods", to
    if sale.buyer_kind == "consumer" and sale.oss:
        return "consumer_goods_at_destination", to
    return "consumer_at_origin", to


def _services(sale: Sale) -> tuple[str, str] | None:
    """Rule and country for services and digital services; None where the sale stays at home."""
    to = sale.buyer_country
    if home(to) == home(sale.seller_country):
        return None
    if home(sale.seller_country) == "FR" and to in FRENCH_OVERSEAS:
        return "overseas_services", to
    there = in_union(to, sale.on, goods=False)
    both = there and in_union(sale.seller_country, sale.on, goods=False)
    if sale.buyer_kind == "business" and not both:
        return "foreign_business_services", to
    if sale.buyer_kind == "business" and sale.buyer_vat_valid:
        return "intra_community_services", to
    if sale.nature == "digital" and sale.on >= DIGITAL_AT_DESTINATION:
        return _digital(sale, there, both)
    return "consumer_at_origin", to


def _digital(sale: Sale, there: bool, both: bool) -> tuple[str, str]:
    """Digital services to someone without VAT status abroad: taxed where the customer is, unless
    the seller is in the union and below its threshold."""
    to = sale.buyer_country
    if not there:
        return "foreign_consumer_digital", to
    if sale.oss:
        return "consumer_digital_at_destination", to
    if both:
        return "consumer_at_origin", to
    raise RegistrationNeeded(field="oss", found=to, expected="one-stop shop registration")


def _domestic(sale: Sale) -> Decision:
    if sale.regime == "franchise":
        return _decision(sale, "franchise", sale.seller_country)
    if sale.building_subcontract and sale.buyer_kind == "business":
        return _decision(sale, "subcontracting", sale.seller_country)
    return _decision(sale, "domestic", sale.seller_country)


def _decision(sale: Sale, name: str, country: str) -> Decision:
    rule = RULES[name]
    said = ZERO
    if rule.category == "S" or rule.margin:
        said = rate_on(country, sale.tax_class, sale.on)
    rate = ZERO if rule.margin else said
    if rule.category == "S" and not rate:
        name, rule = "domestic_zero", RULES["domestic_zero"]
    law = _law(rule, sale)
    fr = {"country": country, "rate": format(said, "f").replace(".", ","), "law": law}
    en = {"country": country, "rate": format(said, "f"), "law": law}
    return Decision(
        category=rule.category,
        rate=rate,
        country=country,
        vatex=_vatex(rule, sale),
        rule=name,
        version=rule.version,
        mention_fr=rule.mention_fr.format(**fr),
        mention_en=rule.mention_en.format(**en),
        reason_fr=rule.reason_fr.format(**fr),
        reason_en=rule.reason_en.format(**en),
        margin_rate=said if rule.margin else None,
    )


def _law(rule: Rule, sale: Sale) -> str:
    seat = home(sale.seller_country)
    if seat == "FR":
        return rule.law_fr
    return rule.law_uk if seat == "GB" else f"Directive 2006/112/EC {rule.law_eu}"


def _vatex(rule: Rule, sale: Sale) -> str:
    """French exemption codes are for French sellers; the others give the reason in words."""
    french_only = rule.vatex.startswith("VATEX-FR") and home(sale.seller_country) != "FR"
    return "" if french_only else rule.vatex
