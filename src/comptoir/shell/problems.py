"""What went wrong, as a reader can act on it: from a domain error or a form to one summary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from comptoir.kernel.errors import DomainError
from comptoir.platform.problem import field_in_words, in_words


@dataclass(frozen=True, slots=True)
class ProblemItem:
    """One fault: `text` says what, `field` and `anchor` where, the rest what was met and helps."""

    text: str
    field: str = ""
    anchor: str = ""
    found: str = ""
    expected: str = ""
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """An error summary for `<c-problem>`."""

    title: str
    items: Sequence[ProblemItem] = ()


def problem_of(error: DomainError, anchor: str = "") -> Problem:
    """A refusal in the reader's language; `anchor` is the id of the input at fault, if shown."""
    facts = {k: "" if v is None else str(v) for k, v in error.facts.items()}
    found, expected, fix = (in_words(facts.pop(k, "")) for k in ("found", "expected", "fix"))
    said = ", ".join(f"{field_in_words(k)} {in_words(v)}" for k, v in facts.items())
    if not (error.field or found or expected or fix or said):
        return Problem(gettext(error.title))
    target = anchor or (f"id_{error.field}" if error.field else "")
    item = ProblemItem(said, field_in_words(error.field or ""), target, found, expected, fix)
    return Problem(gettext(error.title), (item,))


def problem_of_form(form: BaseForm) -> Problem | None:
    """The summary of a bound form's errors, each linked to its field; None when there is none."""
    if not form.errors:
        return None
    items = [ProblemItem(str(text)) for text in form.non_field_errors()]
    for bound in form:
        items += [ProblemItem(str(t), str(bound.label), bound.id_for_label) for t in bound.errors]
    return Problem(gettext("Please correct what is marked below."), tuple(items))


def problem_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The whole page, or for htmx the summary alone, with the error's own status."""
    part = "shell/error.html#summary" if request.headers.get("HX-Request") else "shell/error.html"
    context = {"problem": problem_of(error), "status": error.status, "title": gettext(error.title)}
    return render(request, part, context, status=error.status)
