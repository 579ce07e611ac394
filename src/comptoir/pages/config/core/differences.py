"""What differs between a configuration file and the company. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
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
    "indexes": ("code", "day"),
    "model_versions": ("code", "starts_on"),
    "models": ("code",),
    "approval_policies": ("name", "nth", "starts_on"),
    "clauses": ("category", "title_en", "nth", "starts_on"),
    "playbook": ("topic", "comparison", "value", "nth", "starts_on"),
}
# Sections of versions that hold from a day on. An entry that leaves its day out speaks of the version that
# holds until another follows, and what it changes begins today.
DATED = frozenset({"model_versions", "approval_policies", "clauses", "playbook"})
OPTIONAL = frozenset({"nth", "starts_on"})  # of a key, in these sections
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
        "starts_on", "ends_on",
    ),
    "customer_prices": (
        "customer", "target", "currency", "reference", "percent_off", "unit_price", "tiers",
        "starts_on", "ends_on",
    ),
    "promotions": (
        "code", "name", "kind", "coupon", "stacking", "priority", "currency", "terms", "usage_limit",
        "customer_limit", "starts_on", "ends_on",
    ),
    "indexes": ("code", "day", "value", "source"),
    "model_versions": ("code", "starts_on", "published"),
    "models": ("code", "public", "published", "draft"),
    "approval_policies": (
        "name", "nth", "stage", "conditions", "role", "person", "hours", "escalate_role",
        "escalate_person", "bulk_up_to", "starts_on", "ends_on",
    ),
    "clauses": (
        "category", "title_en", "nth", "title_fr", "text_en", "text_fr", "fallbacks", "risk", "owner",
        "always", "place", "duty_side", "duty_en", "duty_fr", "duty_days", "duty_months",
        "starts_on", "ends_on",
    ),
    "playbook": (
        "topic", "comparison", "value", "nth", "position", "source", "starts_on", "ends_on",
    ),
}  # fmt: skip
Entry = dict[str, Any]
Config = Mapping[str, list[Entry]]


class BadConfig(Invalid):
    """The configuration file cannot be read as it is."""

    code = "bad_config"


@dataclass(frozen=True, slots=True)
class Difference:
    """kind: add | change | only_here (in the company, not in the file: it is left alone).

    entry    what shall be; of an entry that leaves its day out, without one
    changed  field → value now, value in the file
    number   of the entry in its section of the file, from 1; 0 of what only the company has
    """

    section: str
    key: tuple[str, ...]
    kind: str
    entry: Entry
    changed: Mapping[str, tuple[Any, Any]]
    number: int = 0


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
    needed = [k for k in KEYS[section] if section not in DATED or k not in OPTIONAL]
    for number, row in enumerate(rows, start=1):
        place = f"{section}.{number}"
        if not isinstance(row, dict) or not all(row.get(k) not in (None, "") for k in needed):
            raise BadConfig(field=place, expected=", ".join(needed))
        other = next((str(n) for n in row if n not in FIELDS[section]), None)
        if other is not None:
            expected = ", ".join(FIELDS[section])
            raise BadConfig(field=f"{place}.{other[:40]}", expected=expected)
        if section in DATED:
            _check_days(place, row)
        key = key_of(section, row)
        if key in seen:
            raise BadConfig(field=place, found=" ".join(filter(None, key)), expected="each once")
        seen.add(key)
    return [_plainly(section, row) for row in rows]


def _plainly(section: str, row: Entry) -> Entry:
    """An entry without what says nothing: the first of a name is the first."""
    first = section in DATED and str(row.get("nth")) == "1"
    return {str(k): v for k, v in row.items() if not (first and k == "nth")}


def _check_days(place: str, row: Entry) -> None:
    """Refuse what is no day, an end that is not after its start, and a number that is none."""
    starts, ends = (_day(f"{place}.{name}", row.get(name)) for name in ("starts_on", "ends_on"))
    if starts and ends and ends <= starts:
        raise BadConfig(field=f"{place}.ends_on", found=str(ends), expected=f"after {starts}")
    nth = str(row.get("nth", 1))
    if not nth.isdecimal() or not 1 <= int(nth[:4]) <= 99:
        raise BadConfig(field=f"{place}.nth", found=nth[:40], expected="2")


def _day(field: str, value: Any) -> date | None:
    if value in (None, ""):
        return None
    try:
        if isinstance(value, datetime):
            raise ValueError
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise BadConfig(field=field, found=str(value)[:40], expected="2027-01-31") from None


def key_of(section: str, row: Mapping[str, Any]) -> tuple[str, ...]:
    """What names an entry; the second of a name says which it is."""
    told = (row.get(name) for name in KEYS[section])
    texts = ("" if value is None else str(value) for value in told)
    named = zip(KEYS[section], texts, strict=True)
    return tuple("" if name == "nth" and text == "1" else text for name, text in named)


def differences(company: Config, file: Config) -> list[Difference]:
    """What applying the file would do, in order; fields that the file does not name stay.

    Versions of a section come in the order of their days.
    """
    found: list[Difference] = []
    for section, wanted in file.items():
        present = {key_of(section, row): row for row in company[section]}
        told: list[Difference] = []
        for number, row in enumerate(wanted, start=1):
            key = key_of(section, row)
            undated = section in DATED and not row.get("starts_on")
            if undated:
                key = _holding(present, key)
            one = _difference(section, key, present.pop(key, None), row, number)
            if one is not None:
                told.append(_without_day(one) if undated else one)
        if section in DATED:
            told.sort(key=lambda d: (not d.entry.get("starts_on"), str(d.entry.get("starts_on"))))
        only = [Difference(section, key, "only_here", row, {}) for key, row in present.items()]
        found += [*told, *only]
    return found


def _holding(present: Mapping[tuple[str, ...], Entry], key: tuple[str, ...]) -> tuple[str, ...]:
    """The key of the version of this name that holds until another follows; the given one without it."""
    of_name = [k for k in present if k[:-1] == key[:-1]]
    last = max(of_name, default=key, key=lambda k: k[-1])
    return last if last in present and not present[last].get("ends_on") else key


def _difference(
    section: str, key: tuple[str, ...], now: Entry | None, row: Entry, number: int
) -> Difference | None:
    """What an entry of the file changes; None where it says what the company has."""
    if now is None:
        return Difference(section, key, "add", row, {}, number)
    changed = {n: (now.get(n), v) for n, v in row.items() if not same(now.get(n), v)}
    return Difference(section, key, "change", {**now, **row}, changed, number) if changed else None


def _without_day(one: Difference) -> Difference:
    """What it says begins today, and not when the version that it follows began."""
    entry = {n: v for n, v in one.entry.items() if n != "starts_on"}
    return replace(one, entry=entry)


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
