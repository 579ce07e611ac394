"""How price models and what-ifs are said."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from comptoir.kernel.money import exponent, to_places
from comptoir.pages.desk.core.what_if import How
from comptoir.platform.web import language
from comptoir.shell import format as fmt

MODELS = {
    "per_unit": gettext_lazy("Per unit"),
    "flat": pgettext_lazy("price model", "Flat"),
    "volume": pgettext_lazy("price model", "Volume"),
    "graduated": pgettext_lazy("price model", "Graduated"),
    "stairstep": pgettext_lazy("price model", "Steps"),
    "package": pgettext_lazy("price model", "Package"),
    "usage": pgettext_lazy("price model", "Usage"),
    "percent": gettext_lazy("Percentage of other lines"),
    "cost_plus": gettext_lazy("From the cost"),
    "formula": gettext_lazy("By formula"),
    "agreed": gettext_lazy("Agreed with the customer"),
    "other": gettext_lazy("Price without a rule"),
}
HOW = {
    How.EXACT: gettext_lazy("worked out step by step"),
    How.SHARE: gettext_lazy("in the proportion of the two prices"),
    How.AGREED: gettext_lazy("agreed price: stays"),
    How.UNKNOWN: gettext_lazy("no price to change: stays"),
    How.REFUSED: gettext_lazy("the new price does not fit: stays"),
}


def model_name(code: str) -> str:
    """A price model in words."""
    return str(MODELS.get(code, code))


def average(price: Decimal | None, currency: str) -> str:
    """A price that was worked out over many lines: in cents, and finer only below one."""
    if price is None:
        return fmt.DASH
    shown = to_places(price, exponent(currency)) if abs(price) >= 1 else price
    return fmt.unit_price(shown, currency, language())


def band(name: str) -> str:
    """A band of the histogram: `< −20%` … `unchanged` … `> +20%`."""
    if name == "0":
        return _("unchanged")
    if name == "<-20":
        return f"< {_points(-20)}"
    if name == ">20":
        return f"> +{_points(20)}"
    edge = int(name)
    low = {5: 0, 10: 5, 20: 10}[abs(edge)]
    if edge < 0:
        return f"{fmt.number(edge, language())}…{_points(-low)}"
    return f"+{low}…+{_points(edge)}"


def _points(n: int) -> str:
    return fmt.percent(n, language())
