"""The lines of a contract as of any day, and its versions, as its page shows them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest

from comptoir.kernel.money import Money
from comptoir.platform import clock
from comptoir.platform.web import language
from comptoir.stages.contracting import queries, versions
from comptoir.stages.quoting import amending_views, words
from comptoir.stages.quoting.amendments import AmendmentFacts


def context(request: HttpRequest, contract: queries.ContractFacts) -> dict[str, Any]:
    """`as_of`: the day that the lines hold; `known`: by what was agreed by that day."""
    day = _day(request.GET.get("as_of", "")) or clock.today(contract.entity_id)
    known = _day(request.GET.get("known", ""))
    lines = versions.lines(contract, known)
    agreed = versions.versions(contract.id)
    net = contract.net_minor + sum(v.effect["net_minor"] for v in agreed)
    held = [(li, s) for li in lines if (s := li.on(day))]
    return {
        "as_of": day.isoformat(),
        "known": known.isoformat() if known else "",
        "asked": bool(request.GET.get("as_of") or known),
        "lines": [
            {
                "line": li, "stretch": s, "period": Money(s.period_minor, contract.currency),
                "per": words.per(li.billing_months),
            }
            for li, s in held
        ],
        "repeats": bool(lines) or known is not None,
        "versions": [_version(v, contract) for v in agreed][::-1],
        "amended": Money(net, contract.currency),
    }  # fmt: skip


def _version(v: versions.VersionFacts, contract: queries.ContractFacts) -> dict[str, Any]:
    made = AmendmentFacts(v.effective_on, changes=v.changes)
    return {
        "facts": v,
        "sentences": amending_views.sentences(made, contract.currency, language()),
        "net": Money(v.effect["net_minor"], contract.currency),
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
