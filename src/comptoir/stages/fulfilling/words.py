"""How deliveries are said: conditions, units, what happened."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, npgettext_lazy

from comptoir.stages.fulfilling.queries import DeliveryFacts

CONDITIONS = {
    "good": gettext_lazy("In good condition"),
    "damaged": gettext_lazy("Damaged"),
    "incomplete": gettext_lazy("Incomplete"),
}
COUNTED = {
    "C62": npgettext_lazy("quantity", "unit", "units"),
    "DZN": npgettext_lazy("quantity", "dozen", "dozens"),
    "HUR": npgettext_lazy("quantity", "hour", "hours"),
    "DAY": npgettext_lazy("quantity", "day", "days"),
    "MON": npgettext_lazy("quantity", "month", "months"),
    "ANN": npgettext_lazy("quantity", "year", "years"),
}
UNITS = {
    "KGM": gettext_lazy("kg"),
    "MTR": gettext_lazy("m"),
    "LTR": gettext_lazy("l"),
}


def condition(code: str) -> str:
    """A condition in words."""
    return str(CONDITIONS.get(code, code))


def unit(code: str, quantity: Decimal) -> str:
    """A unit of measure as said after a quantity; an unknown code stays as it is.

    Half a unit is "0.5 units" but « 0,5 unité »: as 0, which French says like 1 and English like 2.
    """
    counted = COUNTED.get(code)
    if counted is None:
        return str(UNITS.get(code, code))
    return str(counted % (int(quantity) if quantity in (0, 1) or quantity >= 2 else 0))


def kind(made: DeliveryFacts) -> str:
    """What the document is."""
    return _("Return") if made.is_return else _("Delivery")


def particulars(made: DeliveryFacts) -> list[tuple[str, str]]:
    """Condition and reason as labels and values."""
    rows = [(_("Condition"), condition(made.condition))]
    return [*rows, (_("Reason given"), made.reason)] if made.reason else rows
