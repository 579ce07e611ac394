"""Refusals as RFC 9457 problem details."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from comptoir.kernel.errors import DomainError
from comptoir.kernel.events import plain

MEDIA_TYPE = "application/problem+json"
SAID = ("found", "expected", "fix")
ACRONYMS = frozenset({"bic", "iban", "oss", "siren", "siret", "sku", "svg", "vat"})
# What refusals say around a figure or a date; everything else that they say whole is a msgid itself.
PHRASES = (
    (re.compile("at most (.+)"), gettext_lazy("at most %s")),
    (re.compile("at least (.+)"), gettext_lazy("at least %s")),
    (re.compile("more than (.+)"), gettext_lazy("more than %s")),
    (re.compile("after (.+)"), gettext_lazy("after %s")),
    (re.compile("(.+) or later"), gettext_lazy("%s or later")),
    (re.compile("(.+) or more"), gettext_lazy("%s or more")),
    (re.compile("(.+) minor units"), gettext_lazy("%s minor units")),
    (re.compile("(.+) lines"), gettext_lazy("%s lines")),
    (re.compile("(\\d+) days net"), gettext_lazy("%s days net")),
    (re.compile("(\\d+) days end of month"), gettext_lazy("%s days end of month")),
    (re.compile("(\\d+ days .+) \\| (\\d+ days .+)"), gettext_lazy("%s or %s")),
    (re.compile("([-\\d,.]+) to (.+)"), gettext_lazy("%s to %s")),
)
DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
DECIMAL = re.compile(r"(?<![\w.,-])-?\d+\.\d+(?![\w.,])")


def problem(error: DomainError, instance: str = "") -> dict[str, Any]:
    """The refusal as `type, title, status, detail, code` and, per field, found / expected / fix."""
    facts = {k: plain(v) if v is not None else None for k, v in error.facts.items()}
    body: dict[str, Any] = {
        "type": f"/docs/errors#{error.code}",
        "title": _(error.title),
        "status": error.status,
        "code": error.code,
        "detail": detail(error),
    }
    if instance:
        body["instance"] = instance
    if error.field:
        body["errors"] = [{"field": error.field, **{k: facts[k] for k in SAID if k in facts}}]
    body["facts"] = {k: v for k, v in facts.items() if k not in SAID}
    return body


def detail(error: DomainError) -> str:
    """One sentence with what was found, what was expected and what to do."""
    words = {"found": _("found: %s"), "expected": _("expected: %s"), "fix": _("to do: %s")}
    said = [
        words[k] % in_words(error.facts[k])
        for k in SAID
        if error.facts.get(k) not in (None, "")
        and not (k == "fix" and error.facts[k] == error.facts.get("expected"))
    ]
    return " · ".join([_(error.title), *said])


def in_words(fact: object) -> str:
    """A fact of a refusal in the reader's language, as far as it is language: `at most 3` → `3 au plus`."""
    text = "" if fact is None else str(fact)
    if not text or (known := _(text)) != text:  # the translation of nothing is the catalog's header
        return known if text else ""
    for pattern, phrase in PHRASES:
        if found := pattern.fullmatch(text):
            return str(phrase) % tuple(in_words(part) for part in found.groups())
    return _written(text)


def _written(text: str) -> str:
    """Days and decimals as French writes them; English reads them as they stand. Names that hold a number
    (`TARIF-2.1`) stay."""
    if not (get_language() or "").startswith("fr"):
        return text
    return DECIMAL.sub(_comma, DAY.sub(r"\3/\2/\1", text))


def _comma(found: re.Match[str]) -> str:
    return formats.number_format(Decimal(found[0]), use_l10n=True, force_grouping=True)


def label(name: str) -> str:
    """The English of a field, which is a msgid: `valid_until` → `Valid until`, `quote_id` → `Quote`."""
    if not name.isidentifier() or not name.islower():
        return name  # a number of a row, a header, a setting
    words = name.removesuffix("_id").removesuffix("_minor").split("_")
    said = " ".join(w.upper() if w in ACRONYMS else w for w in words)
    return said[:1].upper() + said[1:]


def field_in_words(field: str) -> str:
    """A dotted path in the reader's language: `lines.3.unit_price` → `Lignes › 3 › Prix unitaire`."""
    return " › ".join(_(label(part)) for part in field.split(".") if part)
