"""What the pages of approvals show: the queue, a request, policies as sentences."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from comptoir.kernel.money import Money
from comptoir.platform.history import names
from comptoir.platform.web import language
from comptoir.records.approvals import words
from comptoir.records.approvals.core.hours import WorkHours, worked
from comptoir.records.approvals.core.measures import MARGINS, Comparison, Measure
from comptoir.records.approvals.core.paths import differences, key
from comptoir.records.approvals.core.policies import Condition, Reason
from comptoir.records.approvals.core.totals import Total
from comptoir.records.approvals.facts import PolicyFacts, RequestFacts, StepFacts
from comptoir.records.approvals.schemas import sentence
from comptoir.records.approvals.working import working
from comptoir.records.parties import queries as parties
from comptoir.shell import format as fmt

HIDDEN = "margin"  # measures whose name holds this word are for those who may see margins
SOON = 4 * 3600
SAID = {
    "approve": lambda: _("Approved."),
    "reject": lambda: _("Rejected; the seller is told why."),
    "counter": lambda: _("Your figure is proposed to the seller."),
    "ask": lambda: _("Your question is sent."),
}


@dataclass(frozen=True, slots=True)
class Clock:
    """How long a request has waited and has left, in working time. kind: "" | warn | bad."""

    age: str
    left: str
    kind: str


def clock(r: RequestFacts, now: datetime, hours: WorkHours | None) -> Clock:
    age = words.hours(_seconds(hours, r.asked_at, now))
    if r.escalated:
        return Clock(age, _("escalated"), "bad")
    if r.due_at is None:
        return Clock(age, "", "")
    if r.due_at <= now:
        late = words.hours(_seconds(hours, r.due_at, now))
        return Clock(age, _("%(time)s late") % {"time": late}, "bad")
    left = _seconds(hours, now, r.due_at)
    said = _("%(time)s left") % {"time": words.hours(left)}
    return Clock(age, said, "warn" if left < SOON else "")


def _seconds(hours: WorkHours | None, start: datetime, end: datetime) -> int:
    return int(worked(hours, start, end).total_seconds())


def rows(found: Sequence[RequestFacts], now: datetime, margin: bool) -> list[dict[str, Any]]:
    """Requests as a list shows them."""
    buyers = parties.customers({r.customer_id for r in found})
    hours = working(found[0].entity_id).hours if found else None
    people = names({name for r in found for name in (r.asked_by, r.owner) if name})
    return [
        {
            "r": r,
            "url": reverse("approvals:show", args=[r.id]),
            "customer": buyers[r.customer_id].name,
            "seller": people.get(r.owner or r.asked_by, ""),
            "net": Money(r.net_minor, r.currency),
            "given_up": Money(r.risk_minor, r.currency),
            "discount": percent(r.discount),
            "margin_text": margin_text(r) if margin else "",
            "reasons": reasons(r, margin),
            "clock": clock(r, now, hours),
        }
        for r in found
    ]


def sums(found: Sequence[Total], entity_id: UUID, now: datetime) -> list[dict[str, Any]]:
    """What waits in sum, a row per currency."""
    hours = working(entity_id).hours if found else None
    return [
        {
            "currency": t.currency,
            "count": t.count,
            "net": Money(t.net_minor, t.currency),
            "given_up": Money(t.risk_minor, t.currency),
            "margin": Money(t.margin_minor, t.currency),
            "unknown": t.unknown,
            "oldest": words.hours(_seconds(hours, t.oldest_at, now)),
        }
        for t in found
    ]


def percent(share: Fraction | None) -> str:
    return fmt.DASH if share is None else fmt.percent(words.decimal(share, 1), language())


def margin_text(r: RequestFacts) -> str:
    """In percent, or why it is not known."""
    return words.unknown(_margin(r)) if r.uncosted else percent(r.margin)


def _margin(r: RequestFacts, condition: Condition | None = None, found: Any = None) -> Reason:
    """What is unknown of a request, as a reason."""
    asked = condition or Condition(Measure.MARGIN, Comparison.BELOW)
    lacks = r.uncosted if found is None and asked.measure in MARGINS else 0
    return Reason(asked, found, lacks, r.uncosted_percent)


def reasons(r: RequestFacts, margin: bool, *, mine: bool = False) -> list[str]:
    """Why it is asked for, shortly."""
    asked = [s for s in r.steps if s.state in ("waiting", "pending")] or list(r.steps)
    chosen = [s for s in asked if s.id in r.mine] if mine else asked
    return [text for s in chosen for text in step_reasons(s, r, margin)]


def step_reasons(step: StepFacts, r: RequestFacts, margin: bool) -> list[str]:
    told = []
    for c in step.policy.conditions:
        if HIDDEN in c.measure and not margin:
            told.append(_("%(measure)s outside the rule") % {"measure": words.MEASURES[c.measure]})
        else:
            told.append(words.reason(_margin(r, c, step.found(key(c))), r.currency))
    return told


def steps(r: RequestFacts, margin: bool) -> list[dict[str, Any]]:
    """The path of a request: who, why, where it stands."""
    people = names({s.decided_by for s in r.steps if s.decided_by})
    return [
        {
            "step": s,
            "approver": s.policy.person or words.role(s.role),
            "reasons": step_reasons(s, r, margin),
            "look": words.icon(s.state),
            "by": people.get(s.decided_by, ""),
            "handed": s.state == "waiting" and s.delegate,
            "waited": words.hours(s.waited_seconds) if s.waited_seconds is not None else "",
            "figure": figure(s, r.currency),
            "rule": sentence(s.policy),
            "mine": s.id in r.mine,
        }
        for s in r.steps
    ]


def figure(step: StepFacts, currency: str) -> str:
    if step.figure is None:
        return ""
    first = step.policy.conditions[0]
    return words.value(first.measure, step.figure, first.currency or currency)


def counterable(r: RequestFacts) -> list[tuple[StepFacts, str, str]]:
    """The steps of mine that take another figure, with what is asked and its unit."""
    found = []
    for s in r.steps:
        first = s.policy.conditions[0]
        if s.id in r.mine and isinstance(first.value, Fraction):
            unit = words.unit(first.measure) or first.currency or r.currency
            found.append((s, str(words.MEASURES[first.measure]), unit))
    return found


def thread(r: RequestFacts) -> list[dict[str, Any]]:
    """All that was said, newest first."""
    people = names({n for d in r.decisions for n in (d.actor, d.on_behalf_of) if n})
    by_id = {s.id: s for s in r.steps}
    return [
        {
            "d": d,
            "said": words.VERBS[d.verb],
            "who": people.get(d.actor, ""),
            "behalf": people.get(d.on_behalf_of, ""),
            "rule": by_id[d.step_id].policy.name if d.step_id in by_id else "",
            "figure": figure_of(d.figure, by_id.get(d.step_id or 0), r.currency),
            "via": words.VIA[d.via],
            "waited": words.hours(d.waited_seconds) if d.waited_seconds is not None else "",
        }
        for d in reversed(r.decisions)
    ]


def figure_of(what: Fraction | None, step: StepFacts | None, currency: str) -> str:
    if what is None or step is None:
        return ""
    first = step.policy.conditions[0]
    return words.value(first.measure, what, first.currency or currency)


AMOUNTS = ("amount", "net", "total")
# how the text of a field is written for a reader: text, currency, language
WRITTEN: dict[str, Callable[[str, str, str], str]] = {
    "unit_net": lambda text, currency, lang: fmt.unit_price(Decimal(text), currency, lang),
    "list_price": lambda text, currency, lang: fmt.unit_price(Decimal(text), currency, lang),
    "quantity": lambda text, _currency, lang: fmt.quantity(Decimal(text), lang),
    "deposit_percent": lambda text, _currency, lang: fmt.percent(Decimal(text).normalize(), lang),
    "valid_until": lambda text, _currency, lang: fmt.date_list(date.fromisoformat(text), lang),
    "starts_on": lambda text, _currency, lang: fmt.date_list(date.fromisoformat(text), lang),
}


def changed(r: RequestFacts, before: Mapping[str, Any] | None) -> list[dict[str, str]]:
    """What is other than in the content that was decided on last, in words."""
    if before is None:
        return []
    return [
        {
            "line": d.line,
            "field": str(words.FIELDS.get(d.field, d.field)),
            "before": _shown(d.field, d.before, r.currency),
            "after": _shown(d.field, d.after, r.currency),
        }
        for d in differences(before, r.content)
        if d.field not in ("description",)
    ]


def _percent(written: Any) -> str:
    return fmt.percent(Decimal(str(written)).normalize(), language())


def _shown(field: str, value: Any, currency: str) -> str:
    if value in (None, "", "none 0"):
        return fmt.DASH
    if field == "net_minor":
        return fmt.amount_minor(value, currency, language())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    text = str(value)
    if field in WRITTEN:
        return WRITTEN[field](text, currency, language())
    kind, _space, number = text.partition(" ")
    if kind == "percent":
        return _percent(number)
    return fmt.unit_price(Decimal(number), currency, language()) if kind in AMOUNTS else text


def lines(r: RequestFacts) -> list[dict[str, Any]]:
    """The lines that the approver sees."""
    return [
        {
            **li,
            "net": Money(li["net_minor"], r.currency),
            "off": _shown("discount", li["discount"], r.currency),
            "description": " · ".join(filter(None, (li.get("alternative"), li["description"]))),
        }
        for li in r.content.get("lines", [])
    ]


def terms(r: RequestFacts) -> list[tuple[str, str]]:
    """The head of the deal."""
    c = r.content
    return [
        (_("Payment term"), words.value(Measure.PAYMENT_DAYS, Fraction(c["payment_days"]))),
        (pgettext("measure", "Term"), words.value(Measure.TERM_MONTHS, Fraction(c["term_months"]))),
        (_("Deposit"), _percent(c["deposit_percent"])),
        (_("Discount on the whole"), _shown("discount", c["discount"], r.currency)),
        (_("Free text to the customer"), c["note"][:200] or fmt.DASH),
    ]


def policy_rows(found: Sequence[PolicyFacts], on: Any) -> list[dict[str, Any]]:
    """Policies by stage: the version of today or of tomorrow first, its history behind."""
    newest: dict[UUID, list[PolicyFacts]] = {}
    for p in found:
        newest.setdefault(p.lineage, []).append(p)
    stages: dict[int, int] = {}
    for versions in newest.values():
        if versions[0].ends_on is None:
            stages[versions[0].stage] = stages.get(versions[0].stage, 0) + 1
    return [
        {
            "p": versions[0],
            "sentence": sentence(versions[0]),
            "parallel": versions[0].ends_on is None and stages[versions[0].stage] > 1,
            "in_force": versions[0].in_force(on),
            "older": [(p, sentence(p)) for p in versions[1:]],
        }
        for versions in newest.values()
    ]


def condition_texts(given: Collection[Condition]) -> list[dict[str, str]]:
    """Conditions as a form holds them."""
    return [
        {
            "measure": c.measure.value,
            "comparison": c.comparison.value,
            "value": _typed(c),
        }
        for c in given
    ]


def _typed(c: Condition) -> str:
    if not isinstance(c.value, Fraction):
        return c.value
    if c.currency:
        return str(Money(int(c.value), c.currency).major)
    return f"{words.decimal(c.value, 6):f}"
