"""The pages of the rules: policies as sentences, their history, and who stands in for whom."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptoir.kernel.errors import DomainError, Invalid, NotFound, Refused
from comptoir.platform import clock
from comptoir.platform.web import actor_of, do_for, entity_of
from comptoir.records.approvals import actions, queries, views
from comptoir.records.approvals.core.checks import check_conditions
from comptoir.records.approvals.forms import PERSON, PolicyForm, initial
from comptoir.records.approvals.trying import Tried, tried
from comptoir.records.parties import queries as parties
from comptoir.shell.forms import DateField, show_refusal
from comptoir.shell.problems import problem_of_form


@require_GET
def policies(request: HttpRequest) -> HttpResponse:
    """Every policy as a sentence, by stage, with its former versions."""
    entity_id = entity_of(request)
    today = clock.today(entity_id)
    rows = views.policy_rows(queries.policies(entity_id), today)
    context = {
        "title": _("Approval policies"),
        "crumbs": [(_("Approvals"), reverse("approvals:list"))],
        "rows": [r for r in rows if r["p"].ends_on is None or r["p"].ends_on > today],
        "over": [r for r in rows if r["p"].ends_on is not None and r["p"].ends_on <= today],
        "may_write": actor_of(request).may("approvals.write"),
    }
    return render(request, "approvals/policies.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, lineage: UUID | None = None) -> HttpResponse:
    """A new policy, or the next version of one; `try` only says what it would have stopped."""
    entity_id = entity_of(request)
    currency = parties.entity(entity_id).currency
    known = queries.newest(lineage, entity_id) if lineage else None
    form = PolicyForm(
        request.POST or None, initial=initial(known, currency) if known else {}, people=_people(entity_id)
    )  # fmt: skip
    done: Tried | None = None
    if request.method == "POST" and form.is_valid() and form.read() is not None:
        try:
            if "try" in request.POST:
                given = check_conditions(form.conditions(), currency)
                done = tried(entity_id, given, clock.today(entity_id))
            else:
                facts = form.facts(currency)
                actions.write_policy(do_for(request), lineage=lineage, **facts)
                messages.success(request, _("The policy is written."))
                return redirect("approvals:policies")
        except (Invalid, Refused, NotFound) as error:
            show_refusal(form, error, _FIELDS)
    wrong = bool(form.is_bound and form.errors)
    context = {
        "title": known.name if known else _("New policy"),
        "crumbs": [(_("Approval policies"), reverse("approvals:policies"))],
        "form": form,
        "known": known,
        "tried": done,
        "may_write": actor_of(request).may("approvals.write"),
        "problem": problem_of_form(form) if wrong else None,
    }
    return render(request, "approvals/policy.html", context, status=422 if wrong else 200)


_FIELDS = {
    **{f"conditions.{n}.{name}": f"{name}_{n + 1}" for n in range(3)
       for name in ("measure", "comparison", "value")},
    "conditions": "measure_1", "role": "approver", "person_id": "approver",
    "escalate_role": "escalate", "escalate_person_id": "escalate",
}  # fmt: skip


@require_POST
def end(request: HttpRequest, lineage: UUID) -> HttpResponse:
    """From today on it asks nothing any more."""
    actions.end_policy(do_for(request), lineage=lineage)
    messages.success(request, _("The policy has ended."))
    return redirect("approvals:policies")


class SubstituteForm(forms.Form):
    """Who decides for me while I am away."""

    person = forms.ChoiceField(label=gettext_lazy("Who decides for me"))
    starts_on = DateField(label=gettext_lazy("From"))
    ends_on = DateField(label=gettext_lazy("Until, included"))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def substitutes(request: HttpRequest) -> HttpResponse:
    """Who stands in for whom, and naming somebody for oneself."""
    entity_id = entity_of(request)
    me = request.user.pk
    people = [(v, n) for v, n in _people(entity_id) if v != f"{PERSON}{me}"]
    form = SubstituteForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.name_substitute(
                do_for(request), person_id=UUID(given["person"].removeprefix(PERSON)),
                starts_on=given["starts_on"], ends_on=given["ends_on"],
            )  # fmt: skip
            messages.success(request, _("Your substitute is named."))
            return redirect("approvals:substitutes")
        except DomainError as error:
            show_refusal(form, error, {"person_id": "person"})
    wrong = bool(form.is_bound and form.errors)
    found = queries.substitutes(entity_id, since=clock.today(entity_id))
    context = {
        "title": _("Substitutes"),
        "crumbs": [(_("Approvals"), reverse("approvals:list"))],
        "form": form,
        "rows": [(s, s.absent_id == me or actor_of(request).may("*")) for s in found],
        "problem": problem_of_form(form) if wrong else None,
    }
    return render(request, "approvals/substitutes.html", context, status=422 if wrong else 200)


@require_POST
def end_substitute(request: HttpRequest, substitute_id: UUID) -> HttpResponse:
    """Back early."""
    actions.end_substitute(do_for(request), substitute_id=substitute_id)
    messages.success(request, _("The substitution has ended."))
    return redirect("approvals:substitutes")


def _people(entity_id: UUID) -> list[tuple[str, str]]:
    return [(f"{PERSON}{pk}", name) for pk, name in queries.staff(entity_id)]
