"""A row of a file of quote lines → what is asked for, or what is wrong with it. Pure.

A cell is read exactly or its row is set apart: nothing is guessed, shortened or rounded. Prices are not
read: the engine gives them; what a row may say is a discount or a net price, as in the grid.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from comptoir.pages.imports.core import cells
from comptoir.pages.imports.core.cells import DateOrder, Mark

NEEDED = ("sku",)
FIELDS = (
    "sku", "quantity", "discount", "net_price", "section", "description", "term", "deliver_on",
    "optional",
)  # fmt: skip
LONGEST = {"sku": 60, "section": 80, "description": 300}
YES = frozenset({"1", "x", "y", "yes", "true", "o", "oui", "vrai", "option"})
NO = frozenset({"", "0", "n", "no", "false", "non", "faux"})
ONE, ZERO = Decimal(1), Decimal(0)
_TERM = re.compile(r"([0-9]{1,3}) ?(?:m|mo|mois|months?|(y|years?|ans?))?")
_FORMULA = re.compile(r"\s*(?:[=@\t\r]|[+-].*[(|!])", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Layout:
    """Which cell is what: field → its place; `width` columns in all; how numbers and days are written."""

    columns: Mapping[str, int]
    width: int
    mark: Mark
    dates: DateOrder


@dataclass(frozen=True, slots=True)
class Wish:
    """One line that is asked for. `discount_kind`: none | percent | amount | net."""

    row: int
    sku: str
    quantity: Decimal = ONE
    discount_kind: str = "none"
    discount_value: Decimal = ZERO
    section: str = ""
    description: str = ""
    term_months: int | None = None
    deliver_on: date | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is set apart; `reason` names a sentence of `REASONS`."""

    row: int
    field: str
    reason: str
    found: str


class _Bad(Exception):
    def __init__(self, field: str, reason: str, found: str) -> None:
        self.told = (field, reason, found[:60])
        super().__init__(reason)


def read(row: int, found: Sequence[str], layout: Layout) -> Wish | Fault:
    """The wish of a row, or the first thing that is wrong with it."""
    if len(found) > layout.width and any(text.strip() for text in found[layout.width :]):
        return Fault(row, "row", "too_many_cells", found[layout.width][:60])
    told = {
        field: found[at].strip() if at < len(found) else "" for field, at in layout.columns.items()
    }
    try:
        return _wish(row, told, layout)
    except _Bad as bad:
        return Fault(row, *bad.told)


def _wish(row: int, told: Mapping[str, str], layout: Layout) -> Wish:
    texts = {field: _text(field, told.get(field, "")) for field in LONGEST}
    if not texts["sku"]:
        raise _Bad("sku", "no_sku", "")
    kind, value = _discount(told, layout.mark)
    return Wish(
        row=row, sku=cells.reference(texts["sku"]), discount_kind=kind, discount_value=value,
        quantity=_number(told, "quantity", layout.mark) if told.get("quantity") else ONE,
        section=texts["section"], description=texts["description"],
        term_months=_term(told.get("term", "")),
        deliver_on=_day(told.get("deliver_on", ""), layout.dates),
        optional=_flag(told.get("optional", "")),
    )  # fmt: skip


def _text(field: str, text: str) -> str:
    """Text as it is; a formula, which a spreadsheet would run when it is exported again, is refused."""
    if _FORMULA.match(text):
        raise _Bad(field, "formula", text)
    if not cells.is_clean(text):
        raise _Bad(field, "control_character", repr(text))
    if len(text) > LONGEST[field]:
        raise _Bad(field, "too_long", text)
    return text


def _number(told: Mapping[str, str], field: str, mark: Mark, text: str | None = None) -> Decimal:
    said = told[field] if text is None else text
    found = cells.number(said, mark)
    if found is None:
        raise _Bad(field, "no_number", said)
    if field == "quantity" and found <= 0:
        raise _Bad(field, "not_positive", said)
    return found


def _discount(told: Mapping[str, str], mark: Mark) -> tuple[str, Decimal]:
    """`10 %` or `10`: percent; `-5`: off the unit price; `=30`, or a net price: the unit net price."""
    text, net = told.get("discount", ""), told.get("net_price", "")
    if net and text:
        raise _Bad("net_price", "two_discounts", net)
    if net:
        return "net", abs_of(_number(told, "net_price", mark), "net_price", net)
    if not text:
        return "none", ZERO
    plain = text.replace("\u2212", "-")
    if plain.startswith("="):
        bare = plain[1:].replace("€", "").strip()
        return "net", abs_of(_number(told, "discount", mark, bare), "discount", text)
    if plain.endswith("%"):
        return "percent", abs(_number(told, "discount", mark, plain[:-1].strip()))
    value = _number(told, "discount", mark, plain.replace("€", "").strip())
    return ("amount", -value) if value < 0 else ("percent", value)


def abs_of(value: Decimal, field: str, text: str) -> Decimal:
    """A price that is not below zero."""
    if value < 0:
        raise _Bad(field, "below_zero", text)
    return value


def _term(text: str) -> int | None:
    found = _TERM.fullmatch(text.casefold().replace("\u00a0", " ").removesuffix(".0"))
    if not text:
        return None
    if found is None or int(found[1]) == 0:
        raise _Bad("term", "no_term", text)
    return int(found[1]) * (12 if found[2] else 1)


def _day(text: str, order: DateOrder) -> date | None:
    if not text:
        return None
    found = cells.instant(text, "iso") or cells.instant(text, order)
    if found is None:
        raise _Bad("deliver_on", "no_day", text)
    return found.date()


def _flag(text: str) -> bool:
    said = text.casefold()
    if said in YES:
        return True
    if said not in NO:
        raise _Bad("optional", "no_flag", text)
    return False


# Headers known to mean a field, without case, accents, spaces and signs.
SYNONYMS: dict[str, frozenset[str]] = {
    field: frozenset(names.split())
    for field, names in {
        "sku": "sku ref reference productcode itemcode article codearticle stockcode partnumber "
               "partno produit product referencearticle",
        "quantity": "quantity qty quantite qte nombre units",
        "discount": "discount discountpercent remise remisepercent rabais",
        "net_price": "netprice unitnet netunitprice prixnet punet prixunitairenet",
        "section": "section group lot chapter chapitre groupe rubrique",
        "description": "description designation libelle text texte",
        "term": "term months termmonths duree mois dureemois",
        "deliver_on": "deliveron delivery deliverydate livraison datedelivraison livrele date",
        "optional": "optional option optionnel",
    }.items()
}  # fmt: skip
