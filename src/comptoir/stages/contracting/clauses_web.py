"""Pages of the clause library and the playbook."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptoir.kernel.errors import DomainError, NothingDue
from comptoir.platform import clock
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.shell.problems import Problem, problem_of, problem_of_form
from comptoir.stages.contracting import actions, library, placeholders, playbook_words, searching
from comptoir.stages.contracting.core.playbook import STRICT, Position
from comptoir.stages.contracting.library import ClauseFacts

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
FALLBACKS = 3


def _text(label: Any, rows: int, lang: str, **more: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows, "spellcheck": "true", "lang": lang})
    return forms.CharField(label=label, widget=area, strip=False, **more)


class ClauseForm(forms.Form):
    """A clause in both languages, with what may be agreed instead."""

    category = forms.ChoiceField(
        label=gettext_lazy("Category"), choices=list(playbook_words.CATEGORIES.items())
    )
    risk = forms.ChoiceField(
        label=pgettext_lazy("clause", "Risk"), choices=list(playbook_words.RISKS.items())
    )
    owner = forms.ChoiceField(
        label=gettext_lazy("Who answers for it"), choices=list(playbook_words.OWNERS.items())
    )
    place = forms.IntegerField(
        label=gettext_lazy("Place in the contract"), min_value=1, max_value=999, initial=50
    )
    always = forms.BooleanField(label=gettext_lazy("Every contract has it"), required=False)
    starts_on = forms.DateField(label=gettext_lazy("In force from"), widget=_DAY, required=False)
    title_fr = forms.CharField(label=gettext_lazy("Title, French"), max_length=160)
    text_fr = _text(
        gettext_lazy("Text, French"), 7, "fr",
        help_text=gettext_lazy("Names in double braces are filled from the deal: {{ payment_terms }}."),
    )  # fmt: skip
    title_en = forms.CharField(label=gettext_lazy("Title, English"), max_length=160)
    text_en = _text(gettext_lazy("Text, English"), 7, "en")
    duty_side = forms.ChoiceField(
        label=gettext_lazy("Obligation that it makes"), required=False,
        choices=[("", gettext_lazy("none")), *playbook_words.SIDES.items()],
    )  # fmt: skip
    duty_fr = forms.CharField(
        label=gettext_lazy("What is owed, French"), max_length=160, required=False
    )
    duty_en = forms.CharField(
        label=gettext_lazy("What is owed, English"), max_length=160, required=False
    )
    duty_days = forms.IntegerField(
        label=gettext_lazy("Days after the start"),
        min_value=0,
        max_value=3650,
        initial=0,
        required=False,
    )
    duty_months = forms.IntegerField(
        label=gettext_lazy("Again every … months (0: once)"), min_value=0, max_value=120, initial=0,
        required=False,
    )  # fmt: skip


@require_safe
def clauses(request: HttpRequest) -> HttpResponse:
    """The library: filtered, or what a search finds."""
    entity_id, lang = entity_of(request), language()
    today = clock.today(entity_id)
    asked = {k: request.GET.get(k, "").replace("\x00", "")[:100] for k in ("q", "category", "risk")}
    found = library.in_force(entity_id, today)
    shown = [
        c for c in found if asked["category"] in ("", c.category) and asked["risk"] in ("", c.risk)
    ]
    context: dict[str, Any] = {
        "title": _("Clauses"),
        "asked": asked,
        "rows": [_row(c, lang) for c in shown],
        "any": bool(found),
        "categories": [
            (k, label, sum(c.category == k for c in found))
            for k, label in playbook_words.CATEGORIES.items()
            if any(c.category == k for c in found)
        ],
        "risks": list(playbook_words.RISKS.items()),
        "may_write": actor_of(request).may("contracting.write"),
    }
    if asked["q"].strip():
        hits = library.search(entity_id, asked["q"], today)
        context["rows"] = [
            _row(h.clause, lang) | {"excerpt": placeholders.marked(h.excerpt)} for h in hits
        ]
        context["contracts"] = searching.contracts(entity_id, asked["q"])
    return render(request, "contracting/clauses.html", context)


def _row(c: ClauseFacts, lang: str) -> dict[str, Any]:
    return {
        "c": c,
        "title": c.title(lang),
        "category": playbook_words.CATEGORIES[c.category],
        "risk": playbook_words.RISKS[c.risk],
        "owner": playbook_words.OWNERS.get(c.owner, c.owner),
        "url": reverse("contracting:clause", args=[c.id]),
    }


@require_safe
def clause(request: HttpRequest, clause_id: UUID) -> HttpResponse:
    """One version of a clause: its words, what may be agreed instead, where it is used."""
    found = library.clause(clause_id, entity_of(request))
    return _clause_page(request, found)


def _clause_page(
    request: HttpRequest, found: ClauseFacts, problem: Problem | None = None
) -> HttpResponse:
    lang = language()
    today = clock.today(found.entity_id)
    context = {
        **_row(found, lang),
        "ident": f"v{found.version}",
        "crumbs": [(_("Clauses"), reverse("contracting:clauses"))],
        "texts": [
            (
                name,
                code,
                found.title(code),
                placeholders.read(found.text(code), code),
                [placeholders.read(text, code) for text in found.wordings(code)],
            )
            for code, name in (("fr", _("French")), ("en", _("English")))
        ],
        "side": playbook_words.SIDES.get(found.duty_side, ""),
        "duty": found.duty(lang),
        "current": found.in_force(today),
        "open": found.ends_on is None,
        "versions": library.versions(found.lineage, found.entity_id),
        "used": searching.uses(found.lineage, found.entity_id),
        "may_write": actor_of(request).may("contracting.write"),
        "problem": problem,
    }
    return render(request, "contracting/clause.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "POST"])
def new_clause(request: HttpRequest) -> HttpResponse:
    """Write a clause."""
    return _form(request, None)


@require_http_methods(["GET", "POST"])
def next_clause(request: HttpRequest, clause_id: UUID) -> HttpResponse:
    """Write the next version of a clause; it opens with the words in force."""
    return _form(request, library.clause(clause_id, entity_of(request)))


def _form(request: HttpRequest, old: ClauseFacts | None) -> HttpResponse:
    initial = {n: getattr(old, n) for n in ClauseForm.base_fields if hasattr(old, n)} if old else {}
    initial["starts_on"] = do_for(request).today
    form = ClauseForm(request.POST or None, initial=initial)
    problem = problem_of_form(form) if form.is_bound and not form.is_valid() else None
    if form.is_bound and not problem:
        try:
            event = actions.write_clause(do_for(request), **_given(request, form, old))
        except DomainError as error:
            problem = problem_of(error)
        else:
            messages.success(request, _("Version %(n)d is in the library.") % {"n": event.version})
            return redirect("contracting:clause", event.clause_id)
    here = reverse("contracting:clause", args=[old.id]) if old else ""
    above = [(old.title(language()), here)] if old else []
    context = {
        "title": _("New version of a clause") if old else _("New clause"),
        "crumbs": [(_("Clauses"), reverse("contracting:clauses")), *above],
        "form": form,
        "fallbacks": _fallback_rows(request, old),
        "names": [(name, placeholders.label(name)) for name in sorted(actions.NAMES)],
        "problem": problem,
    }
    return render(request, "contracting/clause_form.html", context, status=422 if problem else 200)


def _fallback_rows(request: HttpRequest, old: ClauseFacts | None) -> list[dict[str, str]]:
    if request.method == "POST":
        pairs = zip(
            request.POST.getlist("fallback_fr"), request.POST.getlist("fallback_en"), strict=False
        )
        rows = [{"fr": fr, "en": en} for fr, en in pairs][:10]
    else:
        rows = list(old.fallbacks) if old else []
    return rows + [{"fr": "", "en": ""} for _n in range(max(FALLBACKS - len(rows), 1))]


def _given(request: HttpRequest, form: ClauseForm, old: ClauseFacts | None) -> dict[str, Any]:
    given = dict(form.cleaned_data)
    rows = _fallback_rows(request, old)
    given["fallbacks"] = [
        {k: text.replace("\x00", "") for k, text in row.items()}
        for row in rows
        if row["fr"].strip() or row["en"].strip()
    ]
    return given | {
        "lineage": old.lineage if old else None,
        "duty_days": given["duty_days"] or 0,
        "duty_months": given["duty_months"] or 0,
    }


@require_POST
def end_clause(request: HttpRequest, clause_id: UUID) -> HttpResponse:
    """Take a clause out of the library from today on."""
    found = library.clause(clause_id, entity_of(request))
    try:
        actions.end_clause(do_for(request), clause_id=found.id)
    except DomainError as error:
        return _clause_page(request, found, problem_of(error))
    messages.success(request, _("The clause is no longer offered; contracts that have it keep it."))
    return redirect("contracting:clause", found.id)


@require_POST
def load(request: HttpRequest) -> HttpResponse:
    """Start with the standard clauses and positions."""
    try:
        actions.load_standard_clauses(do_for(request))
    except NothingDue:
        messages.info(request, _("The library has clauses already."))
    return redirect("contracting:clauses")


@require_http_methods(["GET", "POST"])
def playbook(request: HttpRequest) -> HttpResponse:
    """What may be agreed, in sentences with their source; POST adds a position."""
    problem: Problem | None = None
    if request.method == "POST":
        try:
            actions.write_rule(do_for(request), **_rule(request))
        except DomainError as error:
            problem = problem_of(error)
        else:
            messages.success(request, _("The position is in the playbook."))
            return redirect("contracting:playbook")
    entity_id = entity_of(request)
    today = clock.today(entity_id)
    rules = library.rules(entity_id)
    rules.sort(key=lambda r: (r.topic, STRICT.index(Position(r.position)), r.value))
    rows = [
        {
            "r": r,
            "sentence": playbook_words.sentence(r.rule),
            "look": playbook_words.LOOKS[Position(r.position)],
            "position": playbook_words.POSITIONS[Position(r.position)],
            "in_force": r.in_force(today),
            "over": r.ends_on is not None and r.ends_on <= today,
        }
        for r in rules
    ]
    context = {
        "title": _("Playbook"),
        "rows": rows,
        "topics": [(t.value, label) for t, label in playbook_words.TOPICS.items()],
        "comparisons": list(playbook_words.COMPARISONS.items()),
        "positions": [(p.value, label) for p, label in playbook_words.POSITIONS.items()],
        "given": request.POST,
        "may_write": actor_of(request).may("contracting.write"),
        "problem": problem,
    }
    return render(request, "contracting/playbook.html", context, status=422 if problem else 200)


def _rule(request: HttpRequest) -> dict[str, Any]:
    told = {
        n: request.POST.get(n, "").replace("\x00", "")[:200]
        for n in ("topic", "comparison", "position", "source")
    }
    value = request.POST.get("value", "").strip()
    return told | {"value": int(value) if value.isdecimal() and len(value) < 6 else -1}


@require_POST
def end_rule(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    """A position holds no more from today on."""
    actions.end_rule(do_for(request), rule_id=rule_id)
    return redirect("contracting:playbook")


urlpatterns: list[URLPattern] = [
    path("clauses", clauses, name="clauses"),
    path("clauses/new", new_clause, name="clause_new"),
    path("clauses/load", load, name="clauses_load"),
    path("clauses/<uuid:clause_id>", clause, name="clause"),
    path("clauses/<uuid:clause_id>/next", next_clause, name="clause_next"),
    path("clauses/<uuid:clause_id>/end", end_clause, name="clause_end"),
    path("playbook", playbook, name="playbook"),
    path("playbook/<uuid:rule_id>/end", end_rule, name="playbook_end"),
]
