"""Pages of ramps: which there are, and one with its months, its pieces and the choice of how it is spread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from comptoir.kernel.errors import DomainError
from comptoir.kernel.money import Money
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.shell import format as fmt
from comptoir.shell import line_charts
from comptoir.shell.charts import Series
from comptoir.shell.problems import Problem, problem_of
from comptoir.stages.recognizing import actions, queries

PER_PAGE = 50
WRITE = "recognizing.write"
SPREADS = {
    "over_the_term": gettext_lazy("Over the term"),
    "by_segment": gettext_lazy("By segment"),
}


def context(request: HttpRequest) -> dict[str, Any]:
    """The ramps of the company, of one contract where the address names it."""
    asked = {k: request.GET.get(k, "") for k in ("spread", "contract")}
    page, following = queries.ramps_page(
        entity_of(request),
        contract_id=_uuid(asked["contract"]),
        spread=asked["spread"] if asked["spread"] in SPREADS else "",
        cursor=request.GET.get("cursor"),
        limit=PER_PAGE,
    )
    return {
        "rows": [_row(r) for r in page],
        "next": following,
        "asked": asked,
        "spreads": list(SPREADS.items()),
    }


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _row(r: queries.RampFacts) -> dict[str, Any]:
    return {
        "facts": r,
        "spread": SPREADS[r.spread],
        "total": Money(r.total_minor, r.currency),
        "recognized": Money(r.recognized_minor, r.currency),
        "billed": Money(r.billed_minor, r.currency),
        "liability": Money(max(r.balance_minor, 0), r.currency),
        "asset": Money(max(-r.balance_minor, 0), r.currency),
    }


@require_GET
def ramp(request: HttpRequest, ramp_id: int) -> HttpResponse:
    """One ramp."""
    return _page(request, queries.ramp(ramp_id, entity_of(request)))


@require_POST
def choose(request: HttpRequest, ramp_id: int) -> HttpResponse:
    """Choose how it is spread."""
    facts = queries.ramp(ramp_id, entity_of(request))
    try:
        actions.choose_spread(
            do_for(request), ramp_id=facts.id, spread=request.POST.get("spread", ""),
            reason=request.POST.get("reason", ""),
        )  # fmt: skip
    except DomainError as error:
        return _page(request, facts, problem_of(error), error.status)
    messages.success(request, _("The revenue is planned anew."))
    return redirect("recognizing:ramp", facts.id)


def _page(
    request: HttpRequest,
    facts: queries.RampFacts,
    problem: Problem | None = None,
    status: int = 200,
) -> HttpResponse:
    plan = queries.schedule_of(facts.id)
    wished = request.GET.get("month", "")
    chosen = next((m for m in plan if f"{m.month:%Y-%m}" == wished), plan[0] if plan else None)
    parts = queries.pieces(facts.id)
    context = {
        **_row(facts),
        "title": facts.description,
        "ident": facts.order_number,
        "crumbs": [
            (_("Revenue"), reverse("recognizing:waterfall")),
            (_("Ramps"), reverse("recognizing:ramps")),
        ],
        "chart": _chart(plan, facts.currency) if plan else "",
        "plan": [(m, *_amounts(m, facts.currency)) for m in plan],
        "chosen": chosen,
        "why": _why(chosen, parts, facts.currency) if chosen else [],
        "pieces": [
            (p, Money(p.minor, facts.currency), Money(p.before_minor, facts.currency))
            for p in parts
        ],
        "spreads": list(SPREADS.items()),
        "usual": SPREADS[facts.usual],
        "may_choose": not facts.fixed and actor_of(request).may(WRITE),
        "typed": request.POST or {"spread": facts.spread, "reason": facts.reason},
        "problem": problem,
    }
    return render(request, "recognizing/ramp.html", context, status=status)


def _amounts(m: queries.RampMonth, currency: str) -> tuple[Money, ...]:
    """earned, billed, liability, asset."""
    minors = (m.earned_minor, m.billed_minor, m.liability_minor, m.asset_minor)
    return tuple(Money(v, currency) for v in minors)


def _why(
    m: queries.RampMonth, parts: Sequence[queries.RampPiece], currency: str
) -> list[tuple[str, str]]:
    """The days of each piece in the month, as a calculation."""
    lang = language()
    found = []
    for p in parts:
        days = p.days_in(m.month)
        if days:
            amount = fmt.amount_minor(p.minor, currency, lang)
            said = _("%(amount)s × %(days)s of %(all)s days") % {
                "amount": amount, "days": days, "all": p.days,
            }  # fmt: skip
            found.append((said, fmt.amount_minor(p.earned_in(m.month), currency, lang)))
    return found


def _chart(plan: Sequence[queries.RampMonth], currency: str) -> SafeString:
    """Earned and billed since the beginning: between the two lines lies the contract asset or liability."""
    lang = language()
    earned, billed = [0], [0]
    for m in plan:
        earned.append(earned[-1] + m.earned_minor)
        billed.append(billed[-1] + m.billed_minor)
    return line_charts.lines(
        _("Earned and billed since the beginning"),
        [fmt.month_short(m.month, lang) for m in plan],
        [Series(_("Earned"), earned[1:]), Series(_("Billed"), billed[1:], "c3")],
        lambda minor: fmt.amount_minor(int(minor), currency, lang),
    )


urlpatterns = [
    path("ramps/<int:ramp_id>/", ramp, name="ramp"),
    path("ramps/<int:ramp_id>/spread", choose, name="choose_spread"),
]
