"""Policies, reasons and proposals as sentences, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from comptoir.kernel.money import EXACT, to_places
from comptoir.platform.web import language
from comptoir.records.approvals.core.measures import MARGINS, PERCENTS, Comparison, Found, Measure
from comptoir.records.approvals.core.paths import Stop
from comptoir.records.approvals.core.policies import Change, Condition, Reason
from comptoir.shell import format as fmt

ROLES = {
    "sales": _("Sales"),
    "sales_manager": _("Sales manager"),
    "finance_approver": _("Finance approver"),
    "legal": _("Legal"),
    "order": _("Order desk"),
    "warehouse": _("Warehouse"),
    "billing": _("Billing"),
    "collector": _("Collections"),
    "controller": _("Controller"),
    "revenue": _("Revenue accounting"),
    "admin": _("Administrator"),
}
MEASURES = {
    Measure.DISCOUNT: _("Discount on the whole deal"),
    Measure.LINE_DISCOUNT: _("Discount on a line"),
    Measure.GRANTED: _("Discount given by the seller"),
    Measure.LINE_GRANTED: _("Discount given by the seller on a line"),
    Measure.BELOW_FLOOR: _("Below the floor price by"),
    Measure.MARGIN: _("Margin"),
    Measure.LINE_MARGIN: _("Margin of a line"),
    Measure.NET: _("Total excl. VAT"),
    Measure.PAYMENT_DAYS: _("Payment term"),
    Measure.TERM_MONTHS: pgettext_lazy("measure", "Term"),
    Measure.VALIDITY_DAYS: _("Validity of the offer"),
    Measure.DEPOSIT: _("Deposit"),
    Measure.CURRENCY: _("Currency"),
    Measure.SEGMENT: _("Segment"),
    Measure.PRODUCT: _("Product"),
    Measure.NEW_CUSTOMER: _("New customer"),
    Measure.FREE_TEXT: _("Free text to the customer"),
    Measure.DEVIATIONS: _("Deviations from the standard contract"),
}
COMPARISONS = {
    Comparison.ABOVE: _("above"),
    Comparison.BELOW: _("below"),
    Comparison.IS: pgettext_lazy("comparison", "is"),
    Comparison.IS_NOT: pgettext_lazy("comparison", "is not"),
}


def role(name: str) -> str:
    return str(ROLES.get(name, name))


def approver(role_name: str, person: str = "") -> str:
    return person or role(role_name)


def condition(c: Condition) -> str:
    """`Discount on the whole deal above 10 %`."""
    said = {
        "measure": str(MEASURES[c.measure]),
        "comparison": str(COMPARISONS[c.comparison]),
        "value": limit(c),
    }
    if c.measure is Measure.NEW_CUSTOMER:
        return (
            gettext("new customer") if c.comparison is Comparison.IS else gettext("known customer")
        )
    if c.measure is Measure.BELOW_FLOOR and c.comparison is Comparison.ABOVE and not c.value:
        return gettext("a line below its floor price")
    if c.measure is Measure.FREE_TEXT:
        yes = c.comparison is Comparison.IS
        return gettext("free text to the customer") if yes else gettext("no free text")
    return gettext("%(measure)s %(comparison)s %(value)s") % said


def conditions(given: Sequence[Condition]) -> str:
    """All of them, as one clause."""
    told = gettext(" and ").join(condition(c) for c in given)
    return told[:1].upper() + told[1:]


def sentence(given: Sequence[Condition], *, who: str, hours: int = 0, above: str = "") -> str:
    """`Discount above 10 % → Sales manager, within 24 hours, else Controller`."""
    told = f"{conditions(given)} → {who}"
    if hours:
        wait = ngettext("within %(n)d hour", "within %(n)d hours", hours) % {"n": hours}
        told += f", {wait}"
    if hours and above:
        told += gettext(", else %(who)s") % {"who": above}
    return told


def limit(c: Condition) -> str:
    return value(c.measure, c.value, c.currency)


def value(measure: Measure, what: Found, currency: str = "") -> str:
    """A measure as a reader says it."""
    if what is None:
        return gettext("unknown")
    if isinstance(what, bool):
        return gettext("yes") if what else gettext("no")
    if isinstance(what, str):
        return f"« {what[:60]} »" if measure is Measure.FREE_TEXT else what
    return _SAID.get(measure, _percent)(what, currency)


def _percent(what: Fraction, currency: str) -> str:
    return fmt.percent(decimal(what), language())


def _amount(what: Fraction, currency: str) -> str:
    return fmt.amount_minor(int(what), currency, language())


def _days(what: Fraction, currency: str) -> str:
    return ngettext("%(n)d day", "%(n)d days", int(what)) % {"n": int(what)}


def _count(what: Fraction, currency: str) -> str:
    return str(int(what))


def _months(what: Fraction, currency: str) -> str:
    return ngettext("%(n)d month", "%(n)d months", int(what)) % {"n": int(what)}


_SAID: dict[Measure, Callable[[Fraction, str], str]] = {
    Measure.NET: _amount,
    Measure.PAYMENT_DAYS: _days,
    Measure.VALIDITY_DAYS: _days,
    Measure.TERM_MONTHS: _months,
    Measure.DEVIATIONS: _count,
}


def decimal(what: Fraction, places: int = 2) -> Decimal:
    """For reading only; what is compared stays a fraction."""
    exact = EXACT.divide(Decimal(what.numerator), Decimal(what.denominator))
    return to_places(exact, places).normalize()


def measured(reason: Reason, currency: str) -> str:
    """`Discount on the whole deal 15.2 %`."""
    c = reason.condition
    if c.measure in (Measure.NEW_CUSTOMER, Measure.FREE_TEXT):
        return condition(c)
    told = value(c.measure, reason.found, c.currency or currency)
    if isinstance(reason.found, bool):
        told = limit(c)
    return f"{MEASURES[c.measure]} {told}"


def shown(r: Reason, currency: str, *, margin: bool) -> str:
    """What is measured; of a margin only its name for who may not see it."""
    return (
        measured(r, currency)
        if margin or not earned(r.condition)
        else str(MEASURES[r.condition.measure])
    )


def earned(c: Condition) -> bool:
    """Whether it tells what a deal earns."""
    return c.measure in MARGINS


def expected(c: Condition) -> str:
    """What passes without approval."""
    if isinstance(c.value, Fraction):
        word = (
            gettext("at most %(value)s")
            if c.comparison is Comparison.ABOVE
            else gettext("at least %(value)s")
        )
        return word % {"value": limit(c)}
    return ""


def reason(r: Reason, currency: str) -> str:
    """`Discount on the whole deal 15.2 %, above 10 %`."""
    c = r.condition
    told = f"{MEASURES[c.measure]} {unknown(r)}" if r.unknown else measured(r, currency)
    if isinstance(c.value, Fraction):
        told += f", {COMPARISONS[c.comparison]} {limit(c)}"
    return told


def unknown(r: Reason) -> str:
    """`unknown: cost of 2 lines unknown (12% of the value)`."""
    share = fmt.percent(to_places(r.unknown_percent, 1).normalize(), language())
    said = {"n": r.unknown, "share": share}
    return (
        ngettext(
            "unknown: cost of %(n)d line unknown (%(share)s of the value)",
            "unknown: cost of %(n)d lines unknown (%(share)s of the value)", r.unknown,
        )
        % said
    )  # fmt: skip


def change(c: Change, currency: str) -> str:
    """`1.2 points less discount avoids it (total 12,420.00 €)`."""
    told = _changed(c, currency)
    if told and c.net_minor is not None:
        total = fmt.amount_minor(c.net_minor, currency, language())
        told += " " + gettext("(total %(total)s excl. VAT)") % {"total": total}
    if told and c.lines:
        shown = ", ".join(map(str, c.lines[:6])) + ("…" if len(c.lines) > 6 else "")
        told += " " + ngettext("on line %(lines)s", "on lines %(lines)s", len(c.lines)) % {
            "lines": shown
        }
    return told


def _changed(c: Change, currency: str) -> str:
    measure, above = c.condition.measure, c.condition.comparison is Comparison.ABOVE
    if c.points is None:
        return _other(c.condition)
    if measure in PERCENTS:
        points = fmt.number(decimal(c.points), language())
        word = _POINTS[measure][0 if above else 1]
        return str(word) % {"points": points}
    told = value(measure, c.points, c.condition.currency or currency)
    less = gettext("%(what)s less avoids it") if above else gettext("%(what)s more avoids it")
    return less % {"what": told}


_POINTS = {
    Measure.DISCOUNT: (
        _("discount down by %(points)s pt avoids it"),
        _("discount up by %(points)s pt avoids it"),
    ),
    Measure.LINE_DISCOUNT: (
        _("discount down by %(points)s pt avoids it"),
        _("discount up by %(points)s pt avoids it"),
    ),
    Measure.GRANTED: (
        _("discount down by %(points)s pt avoids it"),
        _("discount up by %(points)s pt avoids it"),
    ),
    Measure.LINE_GRANTED: (
        _("discount down by %(points)s pt avoids it"),
        _("discount up by %(points)s pt avoids it"),
    ),
    Measure.BELOW_FLOOR: (
        _("a price up by %(points)s%% of the floor avoids it"),
        _("a price down by %(points)s%% of the floor avoids it"),
    ),
    Measure.MARGIN: (
        _("margin down by %(points)s pt avoids it"),
        _("margin up by %(points)s pt avoids it"),
    ),
    Measure.LINE_MARGIN: (
        _("margin down by %(points)s pt avoids it"),
        _("margin up by %(points)s pt avoids it"),
    ),
    Measure.DEPOSIT: (
        _("deposit down by %(points)s pt avoids it"),
        _("deposit up by %(points)s pt avoids it"),
    ),
}


def _other(c: Condition) -> str:
    if c.measure is Measure.FREE_TEXT:
        return gettext("leaving the free text out avoids it")
    if c.measure is Measure.PRODUCT and c.comparison is Comparison.IS:
        return gettext("leaving out %(sku)s avoids it") % {"sku": c.value}
    if c.measure is Measure.CURRENCY and c.comparison is Comparison.IS_NOT:
        return gettext("an offer in %(currency)s avoids it") % {"currency": c.value}
    return ""


def stop(s: Stop, currency: str, *, margin: bool = True) -> dict[str, Any]:
    """A stop of a path as data: for the API and for the pages.

    margin  whether the reader may see what a deal earns
    """
    policy = s.need.policy
    hidden = not margin and any(earned(r.condition) for r in s.need.reasons)
    told = [change(c, currency) for c in s.need.changes if margin or not earned(c.condition)]
    if margin and any(r.unknown for r in s.need.reasons):
        told.append(gettext("a cost on each of these products lets the margin be measured"))
    shown = [
        str(MEASURES[r.condition.measure]) if hidden else reason(r, currency)
        for r in s.need.reasons
    ]
    step, first = s.step, s.need.reasons[0].condition
    return {
        "stage": policy.stage,
        "approver": policy.person_name or role(policy.role),
        "reasons": shown,
        "changes": list(filter(None, told)),
        "state": s.state or "needed",
        "look": icon(s.state or "needed"),
        "met": bool(step and step.state == "countered" and s.state == "approved"),
        "request_id": step.request_id if step else None,
        "figure": value(first.measure, step.figure, first.currency or currency)
        if step and step.figure is not None
        else "",
    }


STATES = {
    "needed": ("warn", "flag", _("needed")),
    "pending": ("", "hourglass", _("later")),
    "waiting": ("warn", "hourglass", _("waiting")),
    "approved": ("ok", "badge-check", _("approved")),
    "countered": ("warn", "undo-2", _("other figure proposed")),
    "rejected": ("bad", "circle-x", _("rejected")),
    "void": ("bad", "triangle-alert", _("got worse since")),
    "dropped": ("", "ban", pgettext_lazy("approval", "no longer asked")),
}
VERBS = {
    "approve": _("Approved"),
    "counter": _("Another figure proposed"),
    "reject": _("Rejected"),
    "ask": _("Asked a question"),
    "answer": _("Answered"),
    "meet": _("Proposal met, approved by it"),
    "void": _("Void: it got worse"),
    "escalate": _("Escalated: nobody decided in time"),
    "delegate": _("Handed over"),
    "take_back": _("Taken back"),
    "withdraw": _("Withdrawn"),
}
VIA = {
    "screen": _("on the screen"), "link": _("by link"), "api": _("by API"),
    "bulk": _("with others"), "system": _("automatically"),
}  # fmt: skip
FIELDS = {
    "valid_until": _("Valid until"), "term_months": pgettext_lazy("measure", "Term"),
    "payment_days": _("Payment term"), "deposit_percent": _("Deposit"), "note": _("Note"),
    "discount": _("Discount"), "net_minor": _("Total excl. VAT"), "quantity": _("Quantity"),
    "unit_net": _("Unit price, net"), "optional": _("Option"), "starts_on": _("Start"),
    "currency": _("Currency"), "customer": _("Customer"), "terms_kind": _("Payment terms"),
    "deviations": _("Deviations from the standard contract"),
    "list_price": _("List price"), "alternative": _("Alternative"),
    "alternatives": _("Alternatives"), "recommended": _("Recommended"),
    "uplift": _("Price at renewal"),
    "": pgettext_lazy("difference", "Line"),
}  # fmt: skip


def hours(seconds: int) -> str:
    """A waiting time: minutes, hours, then days."""
    minutes = seconds // 60
    if not minutes:
        return gettext("less than a minute")
    if minutes < 60:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        return ngettext("%(n)d hour", "%(n)d hours", minutes // 60) % {"n": minutes // 60}
    return _days(Fraction(minutes // 1440), "")


def icon(state: str) -> tuple[str, str, str]:
    kind, name, label = STATES[state]
    return kind, name, str(label)


def unit(measure: Measure) -> str:
    """What the limit of a condition is given in."""
    if measure in PERCENTS:
        return "%"
    return {Measure.PAYMENT_DAYS: pgettext("unit", "days"), Measure.TERM_MONTHS: pgettext("unit", "months"),
            Measure.VALIDITY_DAYS: pgettext("unit", "days")}.get(measure, "")  # fmt: skip
