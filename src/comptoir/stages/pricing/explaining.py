"""Why a price is what it is: the steps of a waterfall in words and bars, for every stage that keeps one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comptoir.kernel.money import EXACT, exponent, to_places
from comptoir.shell import format as fmt
from comptoir.shell.why import Step, StepKind, Why, why
from comptoir.stages.pricing import engine, queries, telling
from comptoir.stages.pricing.facts import RuleFacts

STEPS = {
    "list_price": gettext_lazy("List price"),
    "discount": gettext_lazy("Sales discount"),
    "unit_off": gettext_lazy("Amount off"),
    "net_price": gettext_lazy("Agreed price"),
    "promotion": gettext_lazy("Promotion"),
    "net_total": gettext_lazy("Agreed amount of the line"),
    "contract_price": gettext_lazy("Agreed with the customer"),
    "contract_discount": gettext_lazy("Agreed with the customer"),
    "promotional_price": gettext_lazy("Promotional price"),
    "cost_plus": gettext_lazy("Price from cost"),
    "formula": gettext_lazy("Price by formula"),
    "basis": gettext_lazy("Amount of the other lines"),
    "percent_of": gettext_lazy("Percentage of it"),
    "used": gettext_lazy("What was used"),
    "free_units": gettext_lazy("Free allowance"),
    "event_fees": gettext_lazy("Fees per event"),
    "event_minimum": gettext_lazy("Raised to the minimum per event"),
    "event_maximum": gettext_lazy("Lowered to the maximum per event"),
    "package": gettext_lazy("Price of a package"),
    "packages": gettext_lazy("Packages begun"),
    "option": gettext_lazy("Option"),
    "bundle_share": gettext_lazy("Share of the bundle's price"),
    "uplift": gettext_lazy("Yearly increase"),
    "agreed_price": gettext_lazy("Price agreed in the contract"),
    "renewal_uplift": gettext_lazy("Change agreed for the renewal"),
    "part_of_period": gettext_lazy("Part of a billing period"),
    "minimum": gettext_lazy("Minimum"),
    "maximum": gettext_lazy("Maximum"),
    "quantity": gettext_lazy("Quantity"),
    "net": gettext_lazy("Net"),
}
Rules = Mapping[tuple[str, int], RuleFacts]
SHARE = 6  # decimals  # of a discount on the whole, per unit


def why_price(
    steps: Sequence[engine.Step], *, what: str, quantity: Decimal, net_minor: int, currency: str,
    lang: str, entity_id: UUID, note: str = "", named: Mapping[str, str] | None = None,
) -> Why:  # fmt: skip
    """A line's waterfall: per unit where it has a unit price, else of the whole line.

    what       the line in words;  note  beside the net
    net_minor  what was asked for the whole quantity; what the steps have more is its part of the
               discount on the whole
    named      id of a rule → what to call its step
    """
    rules = rules_of(entity_id, steps)
    shown, last, unit = _steps(steps, lang, named or {}, rules)
    for step in steps:
        if step.kind == "promotion":
            each = _each(step.value, quantity, unit)
            rule = _rule(step, rules, lang)
            shown.append(Step(step_label(step.label_code), -each, "down", rule))
            last = EXACT.subtract(last, each)
    share = EXACT.subtract(steps[-1].result, Decimal(net_minor).scaleb(-exponent(currency)))
    if share:
        each = _each(share, quantity, unit)
        shown.append(Step(_("Discount on the whole"), -each, "down", ""))
        last = EXACT.subtract(last, each)
    shown.append(Step(_("Net"), last, "net", note))
    scope = _("unit price excl. VAT") if unit else _("whole line excl. VAT")
    return why(shown, subject=f"{what}, {scope}", currency=currency, lang=lang)


def rules_of(entity_id: UUID, steps: Sequence[engine.Step]) -> Rules:
    """Who set the rules that these steps name, and when; one statement, none without rules."""
    named = {(step.rule_id, step.rule_version) for step in steps if step.rule_version}
    return queries.rules_named(entity_id, named)


def _each(amount: Decimal, quantity: Decimal, unit: bool) -> Decimal:
    """What comes off the whole line, or off each unit of it."""
    return to_places(EXACT.divide(amount, quantity), SHARE) if unit else amount


def _steps(
    steps: Sequence[engine.Step], lang: str, named: Mapping[str, str], rules: Rules
) -> tuple[list[Step], Decimal, bool]:
    """The steps to show, the price after them, and whether it is of one unit."""
    told, unit = _told(steps)
    shown: list[Step] = []
    last = Decimal(0)
    for step in told:
        base = not shown
        change = step.result if base else EXACT.subtract(step.result, last)
        kind: StepKind = "base" if base else ("down" if change < 0 else "up")
        label = named.get(step.rule_id) or step_label(step.label_code)
        rule = "" if step.rule_id in named else _rule(step, rules, lang)
        note = " · ".join(filter(None, (_note(step, lang), rule)))
        shown.append(Step(label, change, kind, note, _history(step, rules) if rule else ""))
        last = step.result
    return shown, last, unit


def _told(steps: Sequence[engine.Step]) -> tuple[Sequence[engine.Step], bool]:
    """The steps to show, and whether they are per unit: not where one stands after the quantity."""
    told = [s for s in steps if s.kind not in ("rounding", "promotion")]
    at = next((n for n, s in enumerate(told) if s.kind == "quantity"), None)
    if at is None:
        return told, False
    if at == len(told) - 1:
        return told[:at], True
    return told[at:], False


def step_note(step: engine.Step, rules: Rules, lang: str) -> tuple[str, str]:
    """The percentage of a step and the rule that asked for it, in words; and the history of that rule."""
    rule = _rule(step, rules, lang)
    return " · ".join(filter(None, (_note(step, lang), rule))), _history(step, rules)


def step_label(label_code: str) -> str:
    """The name of a step of a price."""
    if label_code.startswith("tier:"):
        return _("Tier %(n)s") % {"n": label_code.removeprefix("tier:")}
    return str(STEPS.get(label_code, label_code.replace("_", " ").capitalize()))


def rule_named(label_code: str, rule_id: str) -> str:
    """What moved a price, in short: `Promotion KIT`, `Tier 2`."""
    book, _colon, entry = rule_id.partition(":")
    label = step_label(label_code)
    return f"{label} {entry}" if book == "promotion" else label


def _rule(step: engine.Step, rules: Rules, lang: str) -> str:
    """`Price book PUBLIC, price 12, version 2, set by Anne Roux on 3 March 2026, from price book …`."""
    rule = _named(step.rule_id, step.rule_version)
    known = rules.get((step.rule_id, step.rule_version))
    if known is None:
        return rule
    day = fmt.date_doc(known.set_on, lang)
    said = _("%(rule)s, set by %(who)s on %(day)s") % {"rule": rule, "who": known.who, "day": day}
    return ", ".join((said, telling.origin(known.origin, lang))) if known.origin else said


def _history(step: engine.Step, rules: Rules) -> str:
    """The page with every version of the price or agreement behind a step; the desk's, over the rooms."""
    if (step.rule_id, step.rule_version) not in rules:
        return ""
    book, _colon, entry = step.rule_id.rpartition(":")
    if book == "agreement":
        return reverse("desk:agreement_history", args=[entry])
    return reverse("desk:price_history_of", args=[entry]) if entry.isdecimal() else ""


def _named(rule_id: str, version: int) -> str:
    if not rule_id:
        return ""
    book, _colon, entry = rule_id.partition(":")
    if book == "promotion":
        return _("%(name)s, version %(version)s") % {"name": entry, "version": version}
    if book == "bundle":
        return _("Price of %(sku)s split by what its parts cost alone") % {"sku": entry}
    if book == "parts":
        return _("Sum of the parts of %(sku)s") % {"sku": entry}
    if book == "ramp":
        return _("Segment %(n)s of the ramp") % {"n": entry}
    if book == "renewal":
        return _("Rule of contract %(rule)s") % {"rule": entry}
    if book == "agreement":
        return _("Customer agreement, version %(version)s") % {"version": version}
    said = {"book": book, "entry": entry, "version": version}
    return _("Price book %(book)s, price %(entry)s, version %(version)s") % said


def _note(step: engine.Step, lang: str) -> str:
    if step.operation in ("percent_off", "percent_of"):
        return fmt.percent(step.value.normalize(), lang)
    return ""
