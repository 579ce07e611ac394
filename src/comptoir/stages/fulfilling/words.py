"""How deliveries are said: conditions, units, what happened."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comptoir.stages.fulfilling.queries import DeliveryFacts

CONDITIONS = {
    "good": gettext_lazy("In good condition"),
    "damaged": gettext_lazy("Damaged"),
    "incomplete": gettext_lazy("Incomplete"),
}
UNITS = {
    "C62": gettext_lazy("unit"),
    "DZN": gettext_lazy("dozen"),
    "HUR": gettext_lazy("hour"),
    "DAY": gettext_lazy("day"),
    "KGM": gettext_lazy("kg"),
    "MTR": gettext_lazy("m"),
    "LTR": gettext_lazy("l"),
}


def condition(code: str) -> str:
    """A condition in words."""
    return str(CONDITIONS.get(code, code))


def unit(code: str) -> str:
    """A unit of measure in words; an unknown code stays as it is."""
    return str(UNITS.get(code, code))


def kind(made: DeliveryFacts) -> str:
    """What the document is."""
    return _("Return") if made.is_return else _("Delivery")


def particulars(made: DeliveryFacts) -> list[tuple[str, str]]:
    """Condition and reason as labels and values."""
    rows = [(_("Condition"), condition(made.condition))]
    return [*rows, (_("Reason given"), made.reason)] if made.reason else rows
