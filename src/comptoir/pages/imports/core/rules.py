"""The stated rules: what becomes of each line of the file. Pure.

Every line falls under exactly one rule or is a reject; none is dropped.
`docs/how-to/import-online-retail.md` shows this table with the counts of the public set.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from comptoir.pages.imports.core.lines import Amount, Entry


class Kind(StrEnum):
    """What a document of the file becomes."""

    INVOICE = "invoice"  # order, delivery, invoice
    CREDIT_NOTE = "credit_note"  # number starts with C; amounts are negative
    ADJUSTMENT = "adjustment"  # number starts with A; a ledger entry, no sale
    STOCK = "stock"  # no customer and no price: a count or a loss, no sale

    __hash__ = str.__hash__  # as equality; counted once per line, and Enum's own is slow


class Rule(StrEnum):
    """What a line becomes."""

    SALE = "sale"
    RETURN = "return"
    CARRIAGE = "carriage"
    MANUAL = "manual"
    DISCOUNT = "discount"
    SAMPLE = "sample"
    FEE = "fee"
    VOUCHER = "voucher"
    FREE_GOODS = "free_goods"
    BELOW_HALF_PENNY = "below_half_penny"
    BAD_DEBT = "bad_debt"
    STOCK_OUT = "stock_out"
    STOCK_IN = "stock_in"

    __hash__ = str.__hash__  # as above


@dataclass(frozen=True, slots=True)
class Stated:
    """A rule in words.

    condition  when it holds; rules are tried from the bottom of RULES to the top
    outcome    what becomes of the line
    listed     whether each line under it is written to the list of odd lines

    Whether goods move is a matter of the product (`charge_of` is None), not of the rule.
    """

    condition: str
    outcome: str
    listed: bool = False


RULES: dict[Rule, Stated] = {
    Rule.SALE: Stated("Line of an invoice under no rule below", "Ordered, delivered and invoiced"),
    Rule.RETURN: Stated(
        "Line of a credit note under no rule below", "Goods come back and are credited"
    ),
    Rule.CARRIAGE: Stated(
        "Stock code POST, DOT or C2", "Carriage charged or credited; no goods move"
    ),
    Rule.MANUAL: Stated(
        "Stock code M",
        "Entered by hand; charged or credited as a service; no goods move",
        listed=True,
    ),
    Rule.DISCOUNT: Stated(
        "Stock code D", "Discount credited after the sale; no goods move", listed=True
    ),
    Rule.SAMPLE: Stated("Stock code S", "Samples charged or credited; no stock moves", listed=True),
    Rule.FEE: Stated(
        "Stock code BANK CHARGES, AMAZONFEE or CRUK",
        "Fee or commission settled through the document; no goods move",
        listed=True,
    ),
    Rule.VOUCHER: Stated(
        "Stock code starts with GIFT_", "Gift voucher sold; no goods move", listed=True
    ),
    Rule.BELOW_HALF_PENNY: Stated(
        "Price is not 0, but price × quantity rounds to 0.00",
        "Stays on its document with amount 0.00; the difference to the file is stated",
        listed=True,
    ),
    Rule.FREE_GOODS: Stated(
        "Price 0 on an invoice or a credit note",
        "Delivered (or returned) free of charge: amount 0.00, nothing is posted",
        listed=True,
    ),
    Rule.BAD_DEBT: Stated(
        "Document number starts with A, stock code B",
        "Bad debts against the suspense account, as the file names no customer; no sale",
        listed=True,
    ),
    Rule.STOCK_IN: Stated(
        "Quantity above 0 in a document without customer in which every price is 0",
        "Stock found on counting; amount 0.00, nothing is invoiced",
        listed=True,
    ),
    Rule.STOCK_OUT: Stated(
        "Quantity below 0 in a document without customer in which every price is 0",
        "Stock lost, damaged or thrown away; amount 0.00, nothing is credited",
        listed=True,
    ),
}

CHARGES: dict[str, Rule] = {
    "POST": Rule.CARRIAGE, "DOT": Rule.CARRIAGE, "C2": Rule.CARRIAGE,
    "M": Rule.MANUAL, "D": Rule.DISCOUNT, "S": Rule.SAMPLE,
    "BANK CHARGES": Rule.FEE, "AMAZONFEE": Rule.FEE, "CRUK": Rule.FEE,
    "B": Rule.BAD_DEBT,
}  # fmt: skip
VOUCHER_PREFIX = "GIFT_"
_CREDIT, _ADJUSTMENT = re.compile(r"[Cc][0-9]"), re.compile(r"[Aa][0-9]")

# Names of the file → ISO 3166-1 alpha-2. ZZ is ISO's own code for "unknown"; the Channel Islands
# are two territories (Jersey, Guernsey), of which the file does not say which: unknown too.
UNKNOWN_COUNTRY = "ZZ"
COUNTRIES: dict[str, str] = {
    "Australia": "AU", "Austria": "AT", "Bahrain": "BH", "Belgium": "BE", "Brazil": "BR",
    "Canada": "CA", "Channel Islands": UNKNOWN_COUNTRY, "Cyprus": "CY", "Czech Republic": "CZ",
    "Denmark": "DK", "EIRE": "IE", "European Community": UNKNOWN_COUNTRY, "Finland": "FI",
    "France": "FR", "Germany": "DE", "Greece": "GR", "Hong Kong": "HK", "Iceland": "IS",
    "Israel": "IL", "Italy": "IT", "Japan": "JP", "Lebanon": "LB", "Lithuania": "LT",
    "Malta": "MT", "Netherlands": "NL", "Norway": "NO", "Poland": "PL", "Portugal": "PT",
    "RSA": "ZA", "Saudi Arabia": "SA", "Singapore": "SG", "Spain": "ES", "Sweden": "SE",
    "Switzerland": "CH", "USA": "US", "United Arab Emirates": "AE", "United Kingdom": "GB",
    "Unspecified": UNKNOWN_COUNTRY,
}  # fmt: skip


def country_code(name: str) -> str:
    """ISO 3166-1 alpha-2 of a country as the file writes it, ZZ if it names none."""
    return COUNTRIES.get(name, UNKNOWN_COUNTRY)


def walk_in(country: str) -> str:
    """Reference and name of the customer of a country's lines that name no customer."""
    return f"Walk-in customer, {country}"


def charge_of(sku: str) -> Rule | None:
    """The rule a stock code alone decides, None for goods."""
    return Rule.VOUCHER if sku.startswith(VOUCHER_PREFIX) else CHARGES.get(sku)


def kind_of(entries: Sequence[Entry]) -> Kind:
    """What the document of these lines becomes."""
    first = entries[0]
    if _CREDIT.match(first.number):
        return Kind.CREDIT_NOTE
    if _ADJUSTMENT.match(first.number):
        return Kind.ADJUSTMENT
    if not first.customer and not any(e.amount.unit_price for e in entries):
        return Kind.STOCK
    return Kind.INVOICE


def rule_of(amount: Amount, sku: str, kind: Kind) -> Rule:
    """The rule of a line that has no fault (see `fault_of`)."""
    quantity, price, _, minor = amount
    if kind is Kind.STOCK:
        return Rule.STOCK_OUT if quantity < 0 else Rule.STOCK_IN
    if kind is Kind.ADJUSTMENT:
        return Rule.BAD_DEBT
    if not price:
        return Rule.FREE_GOODS
    if not minor:
        return Rule.BELOW_HALF_PENNY
    charge = charge_of(sku)
    if charge:
        return charge
    return Rule.RETURN if kind is Kind.CREDIT_NOTE else Rule.SALE


def fault_of(entry: Entry, kind: Kind) -> tuple[str, str] | None:
    """Reason and field why a line may not stand on a document of this kind, None if it may."""
    quantity, price, _, _ = entry.amount
    if not quantity:
        return "zero_quantity", "quantity"
    if kind is Kind.ADJUSTMENT:
        return None if charge_of(entry.sku) is Rule.BAD_DEBT else ("unknown_adjustment", "sku")
    if price < 0:
        return "negative_price", "unit_price"
    if kind is Kind.CREDIT_NOTE and quantity > 0:
        return "positive_on_credit_note", "quantity"
    if kind is Kind.INVOICE and quantity < 0:
        return "negative_on_invoice", "quantity"
    return None
