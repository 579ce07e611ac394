"""What an import found, in the reader's words and ready for the templates."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.kernel.money import Money
from comptoir.pages.imports import steps
from comptoir.pages.imports.core.lines import FIELDS, REASONS
from comptoir.pages.imports.core.rules import RULES, Kind, Rule
from comptoir.pages.imports.models import Import
from comptoir.platform.web import language
from comptoir.shell import format as fmt
from comptoir.shell.parts import ProgressStep

STEPS = ("upload", "map", "check", "preview", "run", "report")
STEP_NAMES = {
    "upload": _l("Upload"), "map": _l("Map columns"), "check": _l("Check"),
    "preview": _l("Preview"), "run": _l("Commit"), "report": _l("Report"),
}  # fmt: skip
FIELD_NAMES = {
    "number": _l("Document number"), "sku": _l("Stock code"), "description": _l("Description"),
    "quantity": _l("Quantity"), "issued_at": _l("Date and time"), "unit_price": _l("Unit price"),
    "customer": _l("Customer"), "country": _l("Country"),
}  # fmt: skip
KIND_NAMES = {
    Kind.INVOICE: _l("Invoice"), Kind.CREDIT_NOTE: _l("Credit note"),
    Kind.ADJUSTMENT: _l("Adjustment"), Kind.STOCK: _l("Stock movement"),
}  # fmt: skip
RULE_NAMES = {
    Rule.SALE: _l("Sale"), Rule.RETURN: _l("Return"), Rule.CARRIAGE: _l("Carriage"),
    Rule.MANUAL: _l("Manual"), Rule.DISCOUNT: _l("Discount"), Rule.SAMPLE: _l("Samples"),
    Rule.FEE: _l("Fees"), Rule.VOUCHER: _l("Gift voucher"), Rule.FREE_GOODS: _l("Free goods"),
    Rule.BELOW_HALF_PENNY: _l("Below half a penny"), Rule.BAD_DEBT: _l("Bad debt"),
    Rule.STOCK_OUT: _l("Stock out"), Rule.STOCK_IN: _l("Stock in"),
}  # fmt: skip
TOTAL_NAMES = {
    "lines": _l("Lines"), "documents": _l("Documents"), "credit_notes": _l("Credit notes"),
    "adjustments": _l("Adjustments"), "walk_in_lines": _l("Lines without a customer"),
    "zero_price_lines": _l("Lines at price 0"),
    "negative_lines": _l("Negative lines outside credit notes"),
    "rejected_lines": _l("Rejected lines"), "exact": _l("Sum before rounding"),
    "booked": _l("Sum booked"), "booked_invoices": _l("Sum of invoices and adjustments"),
    "booked_credit_notes": _l("Sum of credit notes"),
    "booked_adjustments": _l("Sum of adjustments"),
}  # fmt: skip


class Select(NamedTuple):
    """A choice of the mapping: options are (value, label)."""

    name: str
    label: str
    options: list[tuple[str, str]]
    chosen: str
    guessed: bool = False


def progress_steps(now: str) -> list[ProgressStep]:
    """The six steps with the present one marked."""
    at = STEPS.index(now)
    return [
        ProgressStep(str(STEP_NAMES[s]), "", "done" if i < at else "now" if i == at else "todo")
        for i, s in enumerate(STEPS)
    ]


def typed(row: Import, header: tuple[str, ...]) -> dict[str, str]:
    """What the mapping form shows at first: what was checked before, else the guess."""
    known = row.mapping or {}
    return {
        **steps.likely(header),
        **known.get("columns", {}),
        "mark": known.get("mark") or "",
        "dates": known.get("dates") or "",
    }


def fields(header: tuple[str, ...], said: dict[str, str]) -> list[Select]:
    """One choice of a column per field."""
    options = [("", _("Choose a column"))] + [(n, n) for n in dict.fromkeys(header) if n]
    sure = steps.likely(header)
    return [
        Select(f, str(FIELD_NAMES[f]), options, said.get(f, ""),
               bool(said.get(f)) and sure.get(f) == said.get(f))
        for f in FIELDS
    ]  # fmt: skip


def reading(said: dict[str, str]) -> list[Select]:
    """How dates and numbers are written."""
    dates = [
        ("", _("Read from the file")), ("iso", _("Year, month, day (2010-12-31)")),
        ("dmy", _("Day first (31/12/2010)")), ("mdy", _("Month first (12/31/2010)")),
    ]  # fmt: skip
    marks = [("", _("Read from the file")), (".", _("Point (2.55)")), (",", _("Comma (2,55)"))]
    return [
        Select("dates", _("Order of the dates"), dates, said.get("dates", "")),
        Select("mark", _("Decimal mark"), marks, said.get("mark", "")),
    ]


def findings(row: Import) -> dict[str, Any]:
    """Control totals, rules, reasons and first rejected rows of the last check."""
    kept = row.totals
    if not kept:
        return {}
    currency = kept.get("currency", "GBP")
    return {
        "balances": kept.get("balances", True),
        "controls": _controls(kept),
        "rules": [
            (RULE_NAMES[Rule(rule)], KIND_NAMES[Kind(kind)], count, Money(minor, currency),
             _(RULES[Rule(rule)].condition), _(RULES[Rule(rule)].outcome), RULES[Rule(rule)].listed)
            for rule, kind, count, minor in kept.get("rules", [])
        ],
        "reasons": [(*map(_, REASONS[reason]), count) for reason, count in kept.get("reasons", [])],
        "refused": [
            (line, number, *map(_, REASONS[reason]), cells)
            for line, number, reason, _field, cells in kept.get("refused", [])
        ],
        "lines": kept["lines"],
        "documents": kept["documents"],
        "rejected": kept["rejected_lines"],
    }  # fmt: skip


def _controls(kept: dict[str, Any]) -> list[tuple[str, str, str, bool | None]]:
    """Name, expected, found, met; of a file that nobody announced only what was found."""
    announced = {name: (expected, met) for name, expected, _found, met in kept.get("controls", [])}
    found = []
    for name, label in TOTAL_NAMES.items():
        if name in kept:
            expected, met = announced.get(name, ("", None))
            found.append((str(label), _number(expected), _number(kept[name]), met))
    return found


def _number(figure: str | int) -> str:
    return fmt.quantity(Decimal(figure), language()) if figure != "" else ""


def documents(row: Import) -> list[dict[str, Any]]:
    """The previewed documents with money and words."""
    kept = row.totals
    currency = kept.get("currency", "GBP")
    return [
        d | {
            "kind": KIND_NAMES[Kind(d["kind"])],
            "at": datetime.fromisoformat(d["at"]),
            "total": Money(d["total"], currency),
            "lines": [
                (sku, text, Decimal(quantity), Decimal(price), Money(minor, currency),
                 RULE_NAMES[Rule(rule)])
                for sku, text, quantity, price, minor, rule in d["lines"]
            ],
        }
        for d in kept.get("preview", [])
    ]  # fmt: skip


def checks(row: Import) -> list[tuple[str, str, str, bool]]:
    """What was proved in the database: name, expected, found, holds."""
    currency = row.totals.get("currency", "GBP")
    lang = language()

    def show(value: int, money: bool) -> str:
        return fmt.amount(Money(value, currency), lang) if money else fmt.quantity(value, lang)

    return [
        (
            _proof_name(c["name"]),
            show(c["expected"], c["money"]),
            show(c["found"], c["money"]),
            c["holds"],
        )
        for c in row.proof.get("checks", [])
    ]


def _proof_name(said: str) -> str:
    """The sentence of a proof in the reader's language."""
    rule = said.removeprefix("Listed under ")
    if rule != said:
        return _("Listed: %(rule)s") % {"rule": RULE_NAMES[Rule(rule)]}
    return _(said)
