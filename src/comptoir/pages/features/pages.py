"""The page of the features. A wish is shown before it is kept; it works without JavaScript."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comptoir.kernel.errors import DomainError
from comptoir.pages.features import actions, queries, shown, table
from comptoir.pages.features.core import choosing
from comptoir.pages.features.holding import Held
from comptoir.platform import history
from comptoir.platform.web import actor_of, do_for, entity_of
from comptoir.shell.problems import Problem, problem_of


@dataclass(frozen=True, slots=True)
class Row:
    """A feature as it is listed; ticked: as wished;  on: as it is;  held: what is under way with it."""

    feature: table.Feature
    ticked: bool
    on: bool
    shows: Sequence[str]
    needs: Sequence[str]
    needed_by: Sequence[str]
    held: Sequence[Held]


@dataclass(frozen=True, slots=True)
class Tier:
    """A preset; `more`: what it has beyond the tier before it."""

    code: str
    name: str
    note: str
    more: Sequence[str]
    current: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A feature that comes or goes, with what the reader knows it by.

    along  nobody named it;  held  what it stays on for;  stays  it would, with what stands on it
    """

    name: str
    shows: Sequence[str]
    along: bool
    held: Sequence[Held] = ()
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What a wish comes to. held: how many features something holds;  rest: what can be saved all the same,
    None where that is nothing."""

    come: Sequence[Step]
    go: Sequence[Step]
    held: int
    rest: frozenset[str] | None

    @property
    def empty(self) -> bool:
        return not (self.come or self.go)


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """What the company has; by POST what it wishes: `verb` previews, saves, or goes back."""
    if request.method == "GET":
        return _answer(request, queries.choices(entity_of(request))[0].on)
    verb = request.POST.get("verb", "preview")
    try:
        wish = _wish(request)
        if verb in ("save", "rest", "undo"):
            _keep(request, verb, wish)
            messages.success(request, _saved(request))
            return HttpResponseRedirect(reverse("features:page"))
        return _answer(request, wish)
    except actions.SameFeatures:
        return HttpResponseRedirect(reverse("features:page"))
    except DomainError as error:
        return _answer(request, _readable(request), problem_of(error), error.status)


def _wish(request: HttpRequest) -> frozenset[str]:
    if request.POST.get("tier"):
        return actions.features_of_tier(request.POST["tier"])
    kept = "rest" if request.POST.get("verb") == "rest" else "on"
    return choosing.known(request.POST.getlist(kept), table.NEEDS)


def _readable(request: HttpRequest) -> frozenset[str]:
    """Of what was typed, what there is; the refused wish stays on the page."""
    if request.POST.get("tier") or request.POST.get("verb") == "undo":
        return queries.on(entity_of(request))
    return frozenset(request.POST.getlist("on")) & frozenset(table.BY_CODE)


def _keep(request: HttpRequest, verb: str, wish: Collection[str]) -> None:
    do = do_for(request)
    if verb == "undo":
        actions.choose_as_before(do)
    else:
        actions.choose_features(do, on=sorted(wish))


def _saved(request: HttpRequest) -> str:
    tier = queries.choices(entity_of(request))[0].tier
    if tier:
        return _("This company has %(tier)s now.") % {"tier": table.TIER_NAMES[tier]}
    return _("The features are saved.")


def _answer(
    request: HttpRequest, wish: frozenset[str], problem: Problem | None = None, status: int = 200
) -> HttpResponse:
    entity_id = entity_of(request)
    now, before = queries.choices(entity_id)
    under_way = queries.under_way(entity_id)
    preview, drawn = None, wish
    if problem is None or status == actions.FeatureHeld.status:
        preview = _preview(now.on, wish, under_way)
        drawn = choosing.settle(now.on, wish, table.NEEDS).on
    context = {
        "title": _("Features"),
        "crumbs": [(_("Settings"), reverse("desk:settings"))],
        "tiers": _tiers(now.tier),
        "rows": _rows(drawn, now.on, under_way),
        "preview": preview,
        "now": now,
        "now_name": table.TIER_NAMES.get(now.tier, ""),
        "by": history.names({now.by})[now.by] if now.by else "",
        "before": before,
        "before_name": table.TIER_NAMES.get(before.tier, "") if before else "",
        "may": actor_of(request).may(actions.PERMISSION),
        "may_audit": actor_of(request).may("platform.audit"),
        "problem": problem,
        "count": len(now.on),
        "all": len(table.FEATURES),
    }
    alone = bool(request.headers.get("HX-Request"))
    context["alone"] = alone
    return render(request, f"features/page.html{'#preview' * alone}", context, status=status)


def _rows(drawn: Collection[str], on: Collection[str], under_way: Any) -> list[Row]:
    backing = shown.needed_by()
    return [
        Row(
            f, f.code in drawn, f.code in on, shown.of(f.code), shown.names(f.needs),
            shown.names(backing[f.code]), under_way.get(f.code, ()),
        )
        for f in table.FEATURES
    ]  # fmt: skip


def _tiers(current: str) -> list[Tier]:
    found, below = [], frozenset[str]()
    for code, features in table.TIERS.items():
        more = shown.names(features - below)
        name, note = str(table.TIER_NAMES[code]), str(table.TIER_NOTES[code])
        found.append(Tier(code, name, note, more, code == current))
        below = features
    return found


def _preview(present: frozenset[str], wish: frozenset[str], under_way: Any) -> Preview:
    settled = choosing.settle(present, wish, table.NEEDS)
    held = actions.held_back(settled.went, under_way)
    kept = wish | choosing.with_needs(held, table.NEEDS)
    rest = choosing.settle(present, kept, table.NEEDS).on
    come = [_step(f, f.code in settled.along_on) for f in table.FEATURES if f.code in settled.came]
    go = [
        _step(f, f.code in settled.along_off, held.get(f.code, ()), f.code in rest)
        for f in table.FEATURES
        if f.code in settled.went
    ]
    return Preview(come, go, len(held), None if rest == present else rest)


def _step(
    feature: table.Feature, along: bool, held: Sequence[Held] = (), stays: bool = False
) -> Step:
    return Step(str(feature.name), shown.of(feature.code), along, held, stays)
