"""The form of a policy: up to three conditions, who, when, and what happens if nobody answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import Money, money
from comptoir.platform.problem import detail
from comptoir.records.approvals import views, words
from comptoir.records.approvals.core.checks import ConditionIn
from comptoir.records.approvals.core.measures import WORDS, Comparison, Measure
from comptoir.records.approvals.facts import PolicyFacts
from comptoir.shell.forms import DateField, NumberField
from comptoir.shell.reading import parse_number, typed

ROWS = 3
PERSON, ROLE = "person:", "role:"


class PolicyForm(forms.Form):
    """conditions: measure_1, comparison_1, value_1, …; an empty measure is no condition."""

    name = forms.CharField(label=_("Name"), max_length=120)
    approver = forms.ChoiceField(label=_("Who approves"))
    stage = forms.IntegerField(
        label=_("Stage"), min_value=1, max_value=9, initial=1,
        help_text=_("Those of one stage are asked at once, the next stage when all of them said yes."),
    )  # fmt: skip
    hours = forms.IntegerField(
        label=_("Hours to decide"), min_value=0, max_value=1440, initial=24, required=False,
        help_text=_("0: no limit."),
    )  # fmt: skip
    escalate = forms.ChoiceField(label=_("Then ask"), required=False)
    bulk = NumberField(
        label=_("May be approved with others up to"), required=False,
        help_text=_("Total excl. VAT; empty: each one is opened."),
    )  # fmt: skip
    starts_on = DateField(label=_("In force from"), required=False, help_text=_("Empty: today."))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(ROLE + name, label) for name, label in words.ROLES.items()]
        choices: Any = [(_("Role"), roles), (_("Person"), people)]
        self.fields["approver"].choices = choices  # type: ignore[attr-defined]
        self.fields["escalate"].choices = [("", _("nobody else")), *choices]  # type: ignore[attr-defined]
        measures = [("", "—"), *((m.value, label) for m, label in words.MEASURES.items())]
        comparisons = [(c.value, label) for c, label in words.COMPARISONS.items()]
        for n in range(1, ROWS + 1):
            self.fields[f"measure_{n}"] = forms.ChoiceField(
                label=pgettext_lazy("policy", "Measure"), choices=measures, required=n == 1
            )
            self.fields[f"comparison_{n}"] = forms.ChoiceField(
                label=_("Comparison"), choices=comparisons, required=False
            )
            self.fields[f"value_{n}"] = forms.CharField(
                label=_("Limit"), max_length=60, required=False
            )

    @property
    def condition_rows(self) -> list[tuple[Any, Any, Any]]:
        return [
            (self[f"measure_{n}"], self[f"comparison_{n}"], self[f"value_{n}"])
            for n in range(1, ROWS + 1)
        ]

    @property
    def others(self) -> list[Any]:
        return [self[name] for name in PolicyForm.base_fields]

    def conditions(self) -> list[ConditionIn]:
        """As typed: a number in the reader's language, a flag without a limit."""
        given = self.cleaned_data
        return [
            ConditionIn(given[f"measure_{n}"], self._comparison(n), self._value(n))
            for n in range(1, ROWS + 1)
            if given.get(f"measure_{n}")
        ]

    def _comparison(self, n: int) -> str:
        return str(self.cleaned_data.get(f"comparison_{n}") or Comparison.ABOVE.value)

    def _value(self, n: int) -> str:
        text = str(self.cleaned_data.get(f"value_{n}") or "").strip()
        if not text or self.cleaned_data[f"measure_{n}"] in {m.value for m in WORDS}:
            return text
        bare = text.replace("%", "").replace("€", "").strip()
        return str(parse_number(bare, get_language() or "en", field=f"value_{n}"))

    def facts(self, currency: str) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        role, person = _who(given["approver"])
        above, boss = _who(given.get("escalate") or "")
        bulk = given["bulk"]
        return {
            "name": given["name"], "conditions": self.conditions(), "stage": given["stage"],
            "role": role, "person_id": person, "hours": given["hours"] or 0,
            "escalate_role": above, "escalate_person_id": boss,
            "bulk_minor": money(bulk, currency).minor if bulk else 0,
            "starts_on": given["starts_on"],
        }  # fmt: skip

    def read(self) -> list[ConditionIn] | None:
        """The conditions if they can be read; else what is wrong stands on the form."""
        try:
            return self.conditions()
        except Invalid as error:
            self.add_error(error.field if error.field in self.fields else None, detail(error))
            return None


def initial(p: PolicyFacts, currency: str) -> dict[str, Any]:
    """A policy as the form holds it."""
    lang = get_language() or "en"
    told: dict[str, Any] = {
        "name": p.name, "stage": p.stage, "hours": p.hours,
        "approver": f"{PERSON}{p.person_id}" if p.person_id else f"{ROLE}{p.role}",
        "escalate": _named(p.escalate_role, p.escalate_person_id),
        "bulk": typed(Money(p.bulk_minor, currency).major, lang) if p.bulk_minor else "",
    }  # fmt: skip
    for n, c in enumerate(views.condition_texts(p.conditions), start=1):
        told |= {f"{name}_{n}": c[name] for name in ("measure", "comparison", "value")}
        if Measure(c["measure"]) not in WORDS and c["value"]:
            told[f"value_{n}"] = c["value"].replace(".", "," if lang.startswith("fr") else ".")
    return told


def _named(role: str, person: UUID | None) -> str:
    if person:
        return f"{PERSON}{person}"
    return f"{ROLE}{role}" if role else ""


def _who(text: str) -> tuple[str, UUID | None]:
    if text.startswith(PERSON):
        return "", UUID(text.removeprefix(PERSON))
    return text.removeprefix(ROLE), None
