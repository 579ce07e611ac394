"""A payment schedule as it is typed: an installment per line, `30 % signature`, `1000 2027-03-01 Site`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from comptoir.kernel.errors import DomainError
from comptoir.shell.reading import parse_day, parse_number, typed
from comptoir.stages.quoting.core import schedule as core
from comptoir.stages.quoting.core.schedule import Due, Installment, Share

WORDS: dict[str, tuple[Due, str]] = {
    "signature": (Due.SIGNATURE, ""), "delivery": (Due.DELIVERY, ""), "livraison": (Due.DELIVERY, ""),
    "acceptance": (Due.ACCEPTANCE, ""), "réception": (Due.ACCEPTANCE, ""),
    "reception": (Due.ACCEPTANCE, ""), "recette": (Due.ACCEPTANCE, ""),
}  # fmt: skip
REST = ("rest", "balance", "solde", "reste")


def read(text: str, lang: str) -> list[dict[str, Any]]:
    """The installments that were typed; refused line by line."""
    found = [
        _line(n, line.split(), lang)
        for n, line in enumerate(text.replace("\x00", "").splitlines())
        if line.strip()
    ]
    core.check(found)
    return core.dump(found)


def show(rows: list[dict[str, Any]], lang: str) -> str:
    """A schedule as it is typed, always read back as the same."""
    return "\n".join(_shown(row, lang) for row in core.load(rows))


def _shown(row: Installment, lang: str) -> str:
    if row.share is Share.REST:
        head = _("rest")
    else:
        head = typed(row.value, lang) + (" %" if row.share is Share.PERCENT else "")
    when = row.due_on.isoformat() if row.due_on else _due_word(row.due)
    return f"{head} {when} {row.label}".strip()


def _due_word(due: Due) -> str:
    told: Mapping[Due, str] = {
        Due.SIGNATURE: _("signature"), Due.DELIVERY: _("delivery"),
        Due.ACCEPTANCE: _("acceptance"),
    }  # fmt: skip
    return told[due]


def _line(n: int, words: list[str], lang: str) -> Installment:
    share, value, rest = _share(words, lang)
    if not rest:
        raise core.BadInstallment(
            field=f"schedule.{n}", found=" ".join(words)[:60], expected="30 % signature"
        )
    due, day = WORDS.get(rest[0].lower(), (None, ""))[0], None
    if due is None:
        try:
            day = parse_day(rest[0], lang, field=f"schedule.{n}")
        except DomainError:
            raise core.BadInstallment(
                field=f"schedule.{n}", found=rest[0][:60],
                expected=_("signature, delivery, acceptance or a date"),
            ) from None  # fmt: skip
        due = Due.DATE
    return Installment(due, share, value, day, " ".join(rest[1:])[: core.LONGEST])


def _share(words: list[str], lang: str) -> tuple[Share, Decimal, list[str]]:
    if words[0].lower() in REST:
        return Share.REST, Decimal(0), words[1:]
    if words[0].endswith("%"):
        return Share.PERCENT, parse_number(words[0][:-1], lang, field="schedule"), words[1:]
    value = parse_number(words[0], lang, field="schedule")
    if words[1:2] == ["%"]:
        return Share.PERCENT, value, words[2:]
    return Share.NET, value, words[1:]
