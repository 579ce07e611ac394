"""The page of working hours."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from comptoir.kernel.errors import DomainError
from comptoir.platform import clock
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.records.approvals import actions
from comptoir.records.approvals.core.hours import FRANCE, french_holidays
from comptoir.records.approvals.working import USUAL, Working, working
from comptoir.shell.forms import show_refusal
from comptoir.shell.problems import problem_of_form
from comptoir.shell.reading import parse_day

DAYS = (
    ("1", gettext_lazy("Monday")), ("2", gettext_lazy("Tuesday")), ("3", gettext_lazy("Wednesday")),
    ("4", gettext_lazy("Thursday")), ("5", gettext_lazy("Friday")), ("6", gettext_lazy("Saturday")),
    ("7", gettext_lazy("Sunday")),
)  # fmt: skip
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class HoursForm(forms.Form):
    """When the company works."""

    days = forms.MultipleChoiceField(
        label=gettext_lazy("Working days"), choices=DAYS, required=False,
        widget=forms.CheckboxSelectMultiple, help_text=gettext_lazy("None: around the clock."),
    )  # fmt: skip
    opens = forms.TimeField(label=gettext_lazy("Work begins"), widget=CLOCK)
    closes = forms.TimeField(label=gettext_lazy("Work ends"), widget=CLOCK)
    holidays = forms.ChoiceField(
        label=gettext_lazy("Public holidays"), required=False,
        choices=[(FRANCE, gettext_lazy("France")), ("", pgettext_lazy("holidays", "none"))],
    )  # fmt: skip
    off = forms.CharField(
        label=gettext_lazy("Further days off"), required=False, max_length=6_000,
        widget=forms.Textarea(attrs={"rows": 4}), help_text=gettext_lazy("One day a line."),
    )  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """As the action takes them."""
        given = self.cleaned_data
        off = [
            parse_day(line, language(), field="off")
            for line in given["off"].split("\n")
            if line.strip()
        ]
        return {**given, "days": [int(day) for day in given["days"]], "off": off}


@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: HttpRequest) -> HttpResponse:
    """When the company works: what the hours of policies count."""
    entity_id, may = entity_of(request), actor_of(request).may("approvals.write")
    known = working(entity_id)
    form = HoursForm(request.POST or None, initial=_initial(known))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_work_hours(do_for(request), **form.facts())
        except DomainError as error:
            show_refusal(form, error, {})
        else:
            messages.success(request, _("The working hours are set."))
            return redirect("approvals:hours")
    if not may:
        for field in form.fields.values():
            field.disabled = True
    wrong = bool(form.is_bound and form.errors)
    today = clock.today(entity_id)
    kept = known.hours is None or known.hours.holidays == FRANCE
    context = {
        "title": _("Working hours"),
        "crumbs": [(_("Approval policies"), reverse("approvals:policies"))],
        "form": form,
        "may_write": may,
        "zone": known.zone,
        "around": known.hours is None,
        "year": today.year,
        "holidays": sorted(french_holidays(today.year)) if kept else [],
        "problem": problem_of_form(form) if wrong else None,
    }
    return render(request, "approvals/hours.html", context, status=422 if wrong else 200)


def _initial(known: Working) -> dict[str, Any]:
    set_to = known.hours or USUAL
    return {
        "days": [str(day) for day in sorted(set_to.days)] if known.hours else [],
        "opens": _shown(set_to.opens), "closes": _shown(set_to.closes),
        "holidays": set_to.holidays, "off": _lines(sorted(set_to.off)),
    }  # fmt: skip


def _shown(at: time) -> str:
    return f"{at:%H:%M}"


def _lines(days: list[date]) -> str:
    return "\n".join(day.isoformat() for day in days)
