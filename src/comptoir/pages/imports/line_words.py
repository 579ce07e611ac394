"""Why a row of a file of quote lines is set apart, and what its fields are called, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

FIELD_NAMES = {
    "sku": _l("Reference"), "quantity": _l("Quantity"), "discount": _l("Discount"),
    "net_price": _l("Net unit price"), "section": _l("Section"),
    "description": _l("Description"), "term": _l("Term in months"),
    "deliver_on": _l("Delivery date"), "optional": _l("Option"), "row": _l("Row"),
}  # fmt: skip
REASONS = {
    "no_sku": _l("The reference is missing."),
    "too_many_cells": _l("The row has more cells than the header."),
    "formula": _l("This text would run as a formula in a spreadsheet."),
    "control_character": _l("This text holds a control character."),
    "too_long": _l("This text is too long."),
    "no_number": _l("This is not a number."),
    "not_positive": _l("A quantity is more than zero."),
    "below_zero": _l("A price is not below zero."),
    "two_discounts": _l("Give a discount or a net price, not both."),
    "no_term": _l("This is not a term in months."),
    "no_day": _l("This is not a day of the calendar."),
    "no_flag": _l("Say yes or no."),
}


REFUSED = "refused"  # by the engine, which says why


def why(reason: str, found: str) -> str:
    """The reason in the reader's language, with what was found."""
    if reason == REFUSED:
        return found
    said = str(REASONS[reason])
    return f"{said} · {_('found: %s') % found}" if found else said
