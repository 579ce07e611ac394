"""Positions of the playbook as sentences, in the reader's language."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext, pgettext_lazy

from comptoir.platform.web import language
from comptoir.shell import format as fmt
from comptoir.stages.contracting.core.deviations import Deviation, Kind
from comptoir.stages.contracting.core.playbook import Finding, Measure, Position, Rule, Topic

TOPICS = {
    Topic.PAYMENT_NET: gettext_lazy("Payment term from the invoice"),
    Topic.PAYMENT_MONTH_END: gettext_lazy("Payment term to the end of a month"),
    Topic.TERM: gettext_lazy("Term of the contract"),
    Topic.NOTICE: pgettext_lazy("playbook", "Notice"),
    Topic.LIABILITY: gettext_lazy("Limit of liability"),
    Topic.DEPOSIT: pgettext_lazy("playbook", "Deposit"),
}
COMPARISONS = {
    "above": pgettext_lazy("playbook", "above"),
    "below": pgettext_lazy("playbook", "below"),
    "at_most": pgettext_lazy("playbook", "up to"),
    "at_least": pgettext_lazy("playbook", "from"),
}
POSITIONS = {
    Position.ALLOWED: pgettext_lazy("playbook", "allowed"),
    Position.FALLBACK: pgettext_lazy("playbook", "needs legal"),
    Position.FORBIDDEN: pgettext_lazy("playbook", "forbidden"),
}
HOUSE = (gettext_noop("House policy"), gettext_noop("Standard clause"))
LOOKS = {
    Position.ALLOWED: ("ok", "circle-check"),
    Position.FALLBACK: ("warn", "flag"),
    Position.FORBIDDEN: ("bad", "ban"),
}
CATEGORIES = {
    "payment": gettext_lazy("Payment"),
    "delivery": gettext_lazy("Delivery"),
    "term": pgettext_lazy("clause", "Term"),
    "termination": gettext_lazy("Renewal and termination"),
    "warranty": gettext_lazy("Warranty"),
    "liability": gettext_lazy("Liability"),
    "data": gettext_lazy("Personal data"),
    "confidentiality": gettext_lazy("Confidentiality"),
    "property": gettext_lazy("Intellectual property"),
    "service": gettext_lazy("Service levels"),
    "law": gettext_lazy("Law and disputes"),
    "other": pgettext_lazy("clause", "Other"),
}
RISKS = {
    "low": pgettext_lazy("risk", "Low"),
    "medium": pgettext_lazy("risk", "Medium"),
    "high": pgettext_lazy("risk", "High"),
}
OWNERS = {
    "legal": gettext_lazy("Legal"),
    "finance_approver": gettext_lazy("Finance approver"),
    "sales_manager": gettext_lazy("Sales manager"),
    "order": gettext_lazy("Order desk"),
    "controller": gettext_lazy("Controller"),
}
SIDES = {"us": gettext_lazy("Our side"), "customer": gettext_lazy("Customer")}


def amount(topic: Topic, value: int) -> str:
    """A number with its unit: `60 days`, `12 months`, `30 %`."""
    if topic is Topic.DEPOSIT:
        return fmt.percent(Decimal(value), language())
    if topic in (Topic.TERM, Topic.LIABILITY):
        return ngettext("%(n)d month", "%(n)d months", value) % {"n": value}
    return ngettext("%(n)d day", "%(n)d days", value) % {"n": value}


def choice(rule: Rule) -> str:
    """What is allowed: `60 days from the invoice`, `45 days end of month`."""
    told = amount(rule.topic, rule.value)
    if rule.topic is Topic.PAYMENT_NET:
        return _("%(days)s from the invoice date") % {"days": told}
    if rule.topic is Topic.PAYMENT_MONTH_END:
        return _("%(days)s end of month") % {"days": told}
    return f"{COMPARISONS[rule.comparison]} {told}"


def limit(rule: Rule) -> str:
    return f"{TOPICS[rule.topic]} {COMPARISONS[rule.comparison]} {amount(rule.topic, rule.value)}"


def source(rule: Rule) -> str:
    """Who says so; the words of the standard playbook in the reader's language."""
    return _(rule.source) if rule.source in HOUSE else rule.source


def sentence(rule: Rule) -> str:
    """`Payment term from the invoice above 60 days: forbidden (Code de commerce, art. L441-10 I).`"""
    return _("%(limit)s: %(position)s (%(source)s).") % {
        "limit": limit(rule), "position": POSITIONS[rule.position], "source": source(rule),
    }  # fmt: skip


def measured(measure: Measure) -> str:
    """`Term of the contract: 72 months`."""
    said = {"topic": TOPICS[measure.topic], "value": amount(measure.topic, measure.value)}
    return _("%(topic)s: %(value)s") % said


def finding(f: Finding) -> str:
    """What was found and the rule that speaks, as one sentence."""
    said = {"found": measured(f.measure), "rule": sentence(f.rule)}
    return _("%(found)s. %(rule)s") % said


def deviation(d: Deviation) -> str:
    """`Payment: fallback 1`, `Liability: other words`, `Data: missing`."""
    said = {"title": d.title, "n": d.fallback}
    return {
        Kind.FALLBACK: _("%(title)s: fallback wording %(n)s"),
        Kind.CUSTOM: _("%(title)s: other words than ours"),
        Kind.ADDED: _("%(title)s: not from the library"),
        Kind.MISSING: _("%(title)s: left out"),
    }[d.kind] % said
