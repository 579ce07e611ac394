"""What a product must be. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import exponent
from comptoir.kernel.quantity import PLACES, unit

NATURES = ("goods", "service", "digital")
CHARGES = ("one_off", "recurring", "usage")
TAX_CLASSES = ("standard", "intermediate", "reduced", "super_reduced", "exempt", "out_of_scope")
MARGIN_SCHEMES = {"travel": "service", "second_hand": "goods", "art": "goods", "antiques": "goods"}
MARGIN_CLASSES = TAX_CLASSES[:4]  # those with a rate
PATTERNS = ("on_delivery", "straight_line", "as_billed")
TIMINGS = ("advance", "arrears")
PERIODS = (1, 2, 3, 4, 6, 12, 24, 36)  # months of one billing period
DEFAULTS: dict[str, Any] = {
    "name_fr": "",
    "description_en": "",
    "description_fr": "",
    "category": "",
    "attributes": "",
    "nature": "goods",
    "charge_kind": "one_off",
    "unit": "C62",
    "tax_class": "standard",
    "margin_scheme": "",
    "cost": None,
    "revenue_pattern": "on_delivery",
    "billing_months": None,
    "billing_timing": "advance",
    "image_svg": "",
    "starts_on": None,
    "ends_on": None,
    "active": True,
}
FIELDS = tuple(sorted({*DEFAULTS, "sku", "name_en", "currency"}))
CHANGEABLE = frozenset(FIELDS) - {"sku"}
_SKU = re.compile(
    r"[^\s\x00-\x1f\x7f\ud800-\udfff<>\"](?:[^\x00-\x1f\x7f\ud800-\udfff<>\"]{0,38}[^\s\x00-\x1f\x7f\ud800-\udfff<>\"])?"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_ATTRIBUTES_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_NAME = re.compile(r"[^\W\d]\w{0,39}")
_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,12})?", re.ASCII)
_ACTIVE_SVG = re.compile(
    r"<\s*script|\son[a-z]+\s*=|javascript:|<\s*foreignObject|<!ENTITY|<!DOCTYPE|[\x00\ud800-\udfff]",
    re.I,
)
_MAX_COST = _MAX_QUANTITY = Decimal(10**12)
_SMALLEST = Decimal(1).scaleb(-PLACES)  # quantity
_MAX_SVG = 200_000


class BadSku(Invalid):
    """A product code has 1 to 40 signs, without quotes, angle brackets or spaces at its ends."""

    code = "bad_sku"


class NameMissing(Invalid):
    """A product needs a name."""

    code = "product_name_missing"


class NotAChoice(Invalid):
    """This is not one of the possible values."""

    code = "not_a_choice"


class TooLong(Invalid):
    """This text is too long."""

    code = "too_long"


class PeriodNeeded(Invalid):
    """A recurring product needs the months of one billing period."""

    code = "billing_period_needed"


class PeriodOutOfPlace(Invalid):
    """A product sold once has no billing period."""

    code = "billing_period_out_of_place"


class SchemeMisplaced(Invalid):
    """A margin scheme is for goods, or services of a travel agent, that are sold once and taxed at a rate."""

    code = "margin_scheme_misplaced"


class BadCost(Invalid):
    """A cost is zero or more, with at most 12 decimals."""

    code = "bad_cost"


class DatesReversed(Invalid):
    """The first day without sale must come after the first day of sale."""

    code = "dates_reversed"


class BadPicture(Invalid):
    """The picture must be a plain SVG drawing without scripts."""

    code = "bad_picture"


class BadAttribute(Invalid):
    """An attribute is written as name = value, one a line, each name once."""

    code = "bad_attribute"


class UnknownField(Invalid):
    """This field cannot be set."""

    code = "unknown_field"


class BadQuantity(Invalid):
    """A quantity is more than zero, with at most 6 decimals."""

    code = "bad_quantity"


def known(changes: Mapping[str, Any], allowed: frozenset[str]) -> None:
    """Refuse a field that cannot be set."""
    for name in changes:
        if name not in allowed:
            raise UnknownField(field=name, expected=", ".join(sorted(allowed)))


def check(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Every column of a product, checked; an empty French name takes the English one and back."""
    known(fields, frozenset(FIELDS))
    sku = str(fields.get("sku") or "").strip()
    if not _SKU.fullmatch(sku):
        raise BadSku(field="sku", found=sku[:60], expected="PUMP-100")
    exponent(fields["currency"])
    unit(fields["unit"])
    _check_dates(fields)
    return {
        **{n: fields[n] for n in ("currency", "unit", "starts_on", "ends_on")},
        **_names(fields),
        "sku": sku,
        "description_en": _text(fields["description_en"], "description_en", 5000),
        "description_fr": _text(fields["description_fr"], "description_fr", 5000),
        "category": _text(fields["category"], "category", 60),
        "attributes": _attributes(fields["attributes"]),
        "nature": _choice(fields["nature"], NATURES, "nature"),
        "charge_kind": _choice(fields["charge_kind"], CHARGES, "charge_kind"),
        "tax_class": _choice(fields["tax_class"], TAX_CLASSES, "tax_class"),
        "margin_scheme": _scheme(fields),
        "revenue_pattern": _choice(fields["revenue_pattern"], PATTERNS, "revenue_pattern"),
        "billing_timing": _choice(fields["billing_timing"], TIMINGS, "billing_timing"),
        "billing_months": _months(fields),
        "cost": _cost(fields["cost"]),
        "image_svg": _picture(fields["image_svg"]),
        "active": bool(fields["active"]),
    }


def check_quantity(quantity: Decimal, field: str = "quantity") -> Decimal:
    """A positive quantity that six decimals hold."""
    if not (quantity.is_finite() and 0 < quantity < _MAX_QUANTITY) or quantity % _SMALLEST:
        raise BadQuantity(field=field, found=str(quantity), expected="> 0")
    return quantity


def _names(fields: Mapping[str, Any]) -> dict[str, str]:
    en = _text(fields.get("name_en"), "name_en", 200)
    fr = _text(fields.get("name_fr"), "name_fr", 200)
    if not (en or fr):
        raise NameMissing(field="name_en", found="")
    return {"name_en": en or fr, "name_fr": fr or en}


def _text(value: object, field: str, longest: int) -> str:
    clean = _CONTROL.sub(" ", str(value or "")).strip()
    if len(clean) > longest:
        raise TooLong(field=field, found=len(clean), expected=longest)
    return clean


def read_attributes(text: str) -> dict[str, Decimal | str]:
    """The attributes of a product: a number where it is one, else the word."""
    found: dict[str, Decimal | str] = {}
    for row in filter(str.strip, text.splitlines()):
        name, sign, value = (part.strip() for part in row.partition("="))
        if not sign or not value or not _NAME.fullmatch(name) or name in found:
            raise BadAttribute(field="attributes", found=row[:60], expected="width = 2.5")
        found[name] = Decimal(value) if _NUMBER.fullmatch(value) else value
    return found


def _attributes(text: object) -> str:
    lines = _ATTRIBUTES_CONTROL.sub(" ", str(text or ""))
    if len(lines) > 2000:
        raise TooLong(field="attributes", found=len(lines), expected=2000)
    return "\n".join(f"{name} = {value}" for name, value in read_attributes(lines).items())


def _choice(value: str, allowed: tuple[str, ...], field: str) -> str:
    if value not in allowed:
        raise NotAChoice(field=field, found=str(value)[:40], expected=" | ".join(allowed))
    return value


def _scheme(fields: Mapping[str, Any]) -> str:
    """The margin scheme, or a refusal that names what does not go with it."""
    scheme = _choice(fields["margin_scheme"], ("", *MARGIN_SCHEMES), "margin_scheme")
    if not scheme:
        return scheme
    for field, allowed in (
        ("nature", (MARGIN_SCHEMES[scheme],)),
        ("charge_kind", ("one_off",)),
        ("tax_class", MARGIN_CLASSES),
    ):
        if fields[field] not in allowed:
            raise SchemeMisplaced(
                field=field, found=str(fields[field])[:40], expected=" | ".join(allowed),
                fix="choose it, or take the margin scheme off",
            )  # fmt: skip
    return scheme


def _months(fields: Mapping[str, Any]) -> int | None:
    months, kind = fields["billing_months"], fields["charge_kind"]
    if kind == "one_off":
        if months is not None:
            raise PeriodOutOfPlace(field="billing_months", found=months, fix="leave it empty")
        return None
    if months is None and kind == "usage":
        return None
    if months not in PERIODS:
        raise PeriodNeeded(
            field="billing_months", found=months, expected=", ".join(map(str, PERIODS))
        )
    return int(months)


def _cost(cost: Decimal | None) -> Decimal | None:
    if cost is None:
        return None
    exponent_ = cost.as_tuple().exponent if cost.is_finite() else None
    if not isinstance(exponent_, int) or not 0 <= cost < _MAX_COST or exponent_ < -12:
        raise BadCost(field="cost", found=str(cost), expected="12.50")
    return cost


def _check_dates(fields: Mapping[str, Any]) -> None:
    start, end = fields["starts_on"], fields["ends_on"]
    if start is not None and end is not None and end <= start:
        raise DatesReversed(field="ends_on", found=end.isoformat(), expected=f"> {start}")


def _picture(svg: str) -> str:
    clean = (svg or "").strip()
    if not clean:
        return ""
    if len(clean) > _MAX_SVG or "<svg" not in clean[:2000] or _ACTIVE_SVG.search(clean):
        raise BadPicture(field="image_svg", found=clean[:40], expected="<svg …>")
    return clean
