"""What differs between a configuration file and the company. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from comptoir.kernel.errors import Invalid

VERSION = 1
# Section → what names one entry in it. Their order is the order in which they are applied.
KEYS: Mapping[str, tuple[str, ...]] = {
    "products": ("sku",),
    "price_books": ("code",),
    "prices": ("book", "sku", "type", "starts_on"),
    "customer_prices": ("customer", "target", "currency", "starts_on"),
    "promotions": ("code",),
    "models": ("code",),
    "approval_policies": ("name",),
    "clauses": ("category", "title_en"),
    "playbook": ("topic", "comparison", "value"),
}
# Section → every field that an entry may have; a word that is none of them is refused, not left unread.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "products": (
        "sku", "name_en", "name_fr", "description_en", "description_fr", "category", "attributes",
        "nature", "charge_kind", "unit", "tax_class", "margin_scheme", "cost", "currency", "revenue_pattern",
        "billing_months", "billing_timing", "starts_on", "ends_on", "active",
    ),
    "price_books": (
        "code", "name", "currency", "segment", "channel", "starts_on", "ends_on", "is_default",
    ),
    "prices": (
        "book", "sku", "type", "model", "unit_price", "tiers", "terms", "minimum", "maximum",
        "starts_on",
    ),
    "customer_prices": (
        "customer", "target", "currency", "reference", "percent_off", "unit_price", "tiers",
        "starts_on", "ends_on",
    ),
    "promotions": (
        "code", "name", "kind", "coupon", "stacking", "priority", "currency", "terms", "usage_limit",
        "customer_limit", "starts_on", "ends_on",
    ),
    "models": ("code", "public", "published", "draft"),
    "approval_policies": (
        "name", "stage", "conditions", "role", "person", "hours", "escalate_role",
        "escalate_person", "bulk_up_to",
    ),
    "clauses": (
        "category", "title_en", "title_fr", "text_en", "text_fr", "fallbacks", "risk", "owner",
        "always", "place", "duty_side", "duty_en", "duty_fr", "duty_days", "duty_months",
    ),
    "playbook": ("topic", "comparison", "value", "position", "source"),
}  # fmt: skip
Entry = dict[str, Any]
Config = Mapping[str, list[Entry]]


class BadConfig(Invalid):
    """The configuration file cannot be read as it is."""

    code = "bad_config"


@dataclass(frozen=True, slots=True)
class Difference:
    """kind: add | change | only_here (in the company, not in the file: it is left alone).

    changed  field → value now, value in the file
    """

    section: str
    key: tuple[str, ...]
    kind: str
    entry: Entry
    changed: Mapping[str, tuple[Any, Any]]


def read(data: Any) -> Config:
    """The sections of a file as it was loaded; a section that is not there is not looked at."""
    if not isinstance(data, dict) or data.get("comptoir") != VERSION:
        raise BadConfig(field="comptoir", expected=f"comptoir: {VERSION}")
    unknown = sorted(set(data) - {"comptoir", *KEYS})
    if unknown:
        raise BadConfig(field=str(unknown[0])[:60], expected=", ".join(KEYS))
    return {name: _entries(name, data[name]) for name in KEYS if name in data}


def _entries(section: str, rows: Any) -> list[Entry]:
    if not isinstance(rows, list):
        raise BadConfig(field=section, found=str(rows)[:40], expected="a list")
    seen: set[tuple[str, ...]] = set()
    for number, row in enumerate(rows, start=1):
        place = f"{section}.{number}"
        if not isinstance(row, dict) or not all(
            row.get(k) not in (None, "") for k in KEYS[section]
        ):
            raise BadConfig(field=place, expected=", ".join(KEYS[section]))
        other = next((str(n) for n in row if n not in FIELDS[section]), None)
        if other is not None:
            expected = ", ".join(FIELDS[section])
            raise BadConfig(field=f"{place}.{other[:40]}", expected=expected)
        key = key_of(section, row)
        if key in seen:
            raise BadConfig(field=place, found=" ".join(key), expected="each once")
        seen.add(key)
    return [{str(k): v for k, v in row.items()} for row in rows]


def key_of(section: str, row: Mapping[str, Any]) -> tuple[str, ...]:
    """What names an entry."""
    return tuple(str(row[name]) for name in KEYS[section])


def differences(company: Config, file: Config) -> list[Difference]:
    """What applying the file would do, in order; fields that the file does not name stay."""
    found: list[Difference] = []
    for section, wanted in file.items():
        present = {key_of(section, row): row for row in company[section]}
        for row in wanted:
            key = key_of(section, row)
            now = present.pop(key, None)
            if now is None:
                found.append(Difference(section, key, "add", row, {}))
                continue
            changed = {n: (now.get(n), v) for n, v in row.items() if not same(now.get(n), v)}
            if changed:
                found.append(Difference(section, key, "change", {**now, **row}, changed))
        found += [Difference(section, key, "only_here", row, {}) for key, row in present.items()]
    return found


def same(now: Any, wanted: Any) -> bool:
    """Whether two values say the same: numbers by value, nothing as nothing."""
    if now in (None, "", [], {}, False) and wanted in (None, "", [], {}, False):
        return True
    if isinstance(now, dict) and isinstance(wanted, dict):
        return all(same(now.get(k), wanted.get(k)) for k in {*now, *wanted})
    if isinstance(now, list) and isinstance(wanted, list):
        return len(now) == len(wanted) and all(map(same, now, wanted))
    return _plain(now) == _plain(wanted)


def _plain(value: Any) -> str:
    text = str(value).strip()
    whole, dot, rest = text.partition(".")
    if dot and rest.isdecimal() and whole.lstrip("-").isdecimal():
        rest = rest.rstrip("0")
        text = f"{whole}.{rest}" if rest else whole
    return text
