"""The price at renewal as it is typed, `3 %` or `SYNTEC max 5 %`, and as both sides read it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from comptoir.shell import format as fmt
from comptoir.shell.reading import parse_number, typed
from comptoir.stages.quoting.core import uplift as core
from comptoir.stages.quoting.core.uplift import BadUplift, Uplift, UpliftKind

_INDEX = re.compile(r"([^\s%]+)(?:\s+max\.?\s+([^%]+?)\s*%?)?", re.IGNORECASE)


def read(text: str, lang: str) -> dict[str, Any] | None:
    """The rule that was typed; nothing is none."""
    said = " ".join(text.replace("\x00", "").replace("\u202f", " ").replace("\xa0", " ").split())
    if not said:
        return None
    if said.endswith("%") and (said[0].isdigit() or said[0] == "+"):
        rule = Uplift(UpliftKind.PERCENT, _number(said.rstrip("%").lstrip("+"), lang))
    else:
        found = _INDEX.fullmatch(said)
        if found is None:
            raise BadUplift(field="uplift", found=said[:40], expected="3 % | SYNTEC max 5 %")
        cap = _number(found[2], lang) if found[2] else None
        rule = Uplift(UpliftKind.INDEX, index=found[1].upper(), cap=cap)
    core.check(rule)
    return core.dump(rule)


def show(row: Mapping[str, Any] | None, lang: str) -> str:
    """A rule as it is typed, always read back as the same."""
    if row is None:
        return ""
    rule = core.load(row)
    if rule.kind is UpliftKind.PERCENT:
        return f"{typed(rule.percent, lang)} %"
    return rule.index + (f" max {typed(rule.cap, lang)} %" if rule.cap is not None else "")


def sentence(row: Mapping[str, Any], lang: str) -> str:
    """A rule as it stands in the offer and in the contract."""
    rule = core.load(row)
    told = {"index": rule.index, "percent": fmt.percent(rule.percent.normalize(), lang)}
    if rule.kind is UpliftKind.PERCENT:
        return _("At each renewal the recurring prices rise by %(percent)s.") % told
    if rule.base_on:
        told["base"] = _("its value of %(day)s") % {"day": fmt.date_doc(rule.base_on, lang)}
    else:
        told["base"] = _("its value on the first day of the term")
    if rule.cap is None:
        return (
            _(
                "At each renewal the recurring prices follow the index %(index)s, up and down, from %(base)s."
            )
            % told
        )
    told["cap"] = fmt.percent(rule.cap.normalize(), lang)
    return (
        _(
            "At each renewal the recurring prices follow the index %(index)s, up and down by at most %(cap)s,"
            " from %(base)s."
        )
        % told
    )


def _number(text: str, lang: str) -> Decimal:
    return parse_number(text.strip(), lang, field="uplift")
