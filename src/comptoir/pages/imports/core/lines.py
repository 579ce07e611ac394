"""A row of the file → a typed line, or a reject that says why. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from comptoir.kernel.money import EXACT, extend_minor
from comptoir.pages.imports.core import cells as cell
from comptoir.pages.imports.core.cells import DateOrder, Mark, Memo

PRICE_PLACES = 12  # decimals a stored unit price may have
QUANTITY_PLACES = 6
MAX_MAJOR = Decimal(10) ** 12  # a line of a million million is a typing error
MAX_CODE = 60  # "Walk-in customer, " + country fits a customer's reference
MAX_SKU = 40
MAX_TEXT = 300  # of a line on an order and an invoice
LONGEST = {"sku": MAX_SKU, "description": MAX_TEXT}
NOT_IN_SKU = frozenset('<>"')  # as the catalog refuses them

FIELDS = (
    "number",
    "sku",
    "description",
    "quantity",
    "issued_at",
    "unit_price",
    "customer",
    "country",
)
REQUIRED = ("number", "sku", "country")
Row = tuple[int, Sequence[str]]  # row number as a spreadsheet shows it (header = 1), cells


class Amount(NamedTuple):
    """Quantity × unit price: exact in major units, and booked in minor units (half up)."""

    quantity: Decimal
    unit_price: Decimal
    exact: Decimal
    minor: int


class Entry(NamedTuple):
    """A line as read and typed; not yet judged against the other lines of its document."""

    row: int
    number: str
    sku: str
    description: str
    amount: Amount
    issued_at: datetime
    customer: str
    country: str
    cells: Sequence[str]


class Reject(NamedTuple):
    """A row that is not booked, with the reason, the field at fault and the raw cells."""

    row: int
    number: str
    reason: str
    field: str
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the fields stand and how numbers and dates are written.

    columns  position of each of FIELDS in a row
    width    number of columns in the header
    digits   decimals of the currency (ISO 4217 exponent)
    """

    columns: Mapping[str, int]
    width: int
    mark: Mark
    dates: DateOrder
    digits: int = 2


REASONS: dict[str, tuple[str, str]] = {
    # code: (what was found, how to repair it)
    "wrong_width": (
        "The row has more or fewer cells than the header.",
        "Quote the cell that contains the delimiter.",
    ),
    "missing_number": ("The row names no document.", "Fill in the document number."),
    "missing_sku": ("The row names no product.", "Fill in the stock code."),
    "missing_country": ("The row names no country.", "Fill in the country."),
    "bad_quantity": ("The quantity is not a number.", "Write digits and one decimal mark."),
    "bad_price": ("The unit price is not a number.", "Write digits and one decimal mark."),
    "too_precise": (
        "The number has more decimals than can be stored.",
        "At most 6 decimals in a quantity, 12 in a price.",
    ),
    "too_large": ("The amount of the line is a million million or more.", "Check the number."),
    "bad_date": (
        "The date does not exist or is written in another order.",
        "Check the date order of the mapping.",
    ),
    "bad_sku": ("The stock code contains a quote or an angle bracket.", "Remove it."),
    "too_long": (
        "The text is too long.",
        "At most 60 characters in a code, 40 in a stock code, 300 in a text.",
    ),
    "control_character": ("The text contains a control character.", "Remove it."),
    "zero_quantity": ("The quantity is 0.", "Remove the row or correct the quantity."),
    "negative_price": ("The unit price is negative.", "Use a credit note."),
    "positive_on_credit_note": (
        "A credit note takes back a positive quantity.",
        "Make the quantity negative.",
    ),
    "negative_on_invoice": ("An invoice takes back a quantity.", "Use a credit note (C…)."),
    "unknown_adjustment": (
        "Only bad-debt lines (B) may stand on an adjustment (A…).",
        "Move the line to an invoice or a credit note.",
    ),
    "mixed_customers": ("One document names two customers.", "Split the document."),
    "mixed_countries": ("One document names two countries.", "Split the document."),
    "document_rejected": (
        "Another line of the same document was refused.",
        "Repair that line; the document is then imported whole.",
    ),
}


def line_amount(price: str, quantity: str, layout: Layout) -> Amount | str:
    """Both numbers and their product, or the reason why not."""
    q, p = cell.number(quantity, layout.mark), cell.number(price, layout.mark)
    if q is None:
        return "bad_quantity"
    if p is None:
        return "bad_price"
    if _places(q) > QUANTITY_PLACES or _places(p) > PRICE_PLACES:
        return "too_precise"
    exact = EXACT.multiply(q, p)
    if max(abs(q), abs(p), abs(exact)) >= MAX_MAJOR:
        return "too_large"
    return Amount(q, p, exact, extend_minor(p, q, layout.digits))


def _places(x: Decimal) -> int:
    exponent = x.as_tuple().exponent
    assert isinstance(exponent, int), "finite by construction"
    return -exponent


def typed(rows: Iterable[Row], layout: Layout) -> Iterator[Entry | Reject]:
    """Every row as an Entry or a Reject, in the order of the file. Nothing is skipped."""
    at = layout.columns
    n, s, d, q = at["number"], at["sku"], at["description"], at["quantity"]
    t, p, c, k = at["issued_at"], at["unit_price"], at["customer"], at["country"]
    width = layout.width
    codes, skus = (
        Memo(_sound(cell.reference, MAX_CODE)),
        Memo(_sound(cell.sku, MAX_SKU, NOT_IN_SKU)),
    )
    texts, names = Memo(_sound(cell.word, MAX_TEXT)), Memo(_sound(cell.word, MAX_CODE))
    whens = Memo(lambda text: cell.instant(text, layout.dates))

    def priced(both: str) -> Amount | str:
        price, _, quantity = both.partition("\n")
        return line_amount(price, quantity, layout)

    amounts = Memo(priced)
    for row, cells in rows:
        if len(cells) != width:
            number = codes[cells[n]] if n < len(cells) else None
            yield Reject(row, number or "", "wrong_width", "", cells)
            continue
        number, sku, country = codes[cells[n]], skus[cells[s]], names[cells[k]]
        description, customer = texts[cells[d]], codes[cells[c]]
        amount, when = amounts[f"{cells[p]}\n{cells[q]}"], whens[cells[t]]
        if (
            number
            and sku
            and country
            and when
            and amount.__class__ is Amount
            and description is not None
            and customer is not None
        ):
            yield Entry(row, number, sku, description, amount, when, customer, country, cells)
        else:
            yield Reject(row, number or "", *_fault(cells, at, amount, when), cells)


def _sound(
    meaning: Callable[[str], str], longest: int, forbidden: frozenset[str] = frozenset()
) -> Callable[[str], str | None]:
    """`meaning`, or None for a text that is too long or holds a control or forbidden character."""

    def sound(text: str) -> str | None:
        plain = meaning(text)
        if len(plain) > longest or not cell.is_clean(plain) or not forbidden.isdisjoint(plain):
            return None
        return plain

    return sound


def _fault(
    cells: Sequence[str], at: Mapping[str, int], amount: Amount | str, when: datetime | None
) -> tuple[str, str]:
    """Reason and field of the first fault; texts first, then the date, then the numbers."""
    for name in ("number", "sku", "description", "customer", "country"):
        text = cell.word(cells[at[name]])
        if not text and name in REQUIRED:
            return f"missing_{name}", name
        if not cell.is_clean(text):
            return "control_character", name
        if len(text) > LONGEST.get(name, MAX_CODE):
            return "too_long", name
        if name == "sku" and not NOT_IN_SKU.isdisjoint(text):
            return "bad_sku", name
    if when is None:
        return "bad_date", "issued_at"
    assert isinstance(amount, str), "a line without fault was rejected"
    return amount, "quantity" if amount == "bad_quantity" else "unit_price"
