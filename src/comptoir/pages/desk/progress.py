"""Where an order stands, in one sentence, six steps and a plan. Decides words only: reads nothing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.kernel.money import Money
from comptoir.pages.desk.trace import Trace, TraceLine
from comptoir.platform.web import language
from comptoir.shell import format as fmt
from comptoir.shell.gantt import Task
from comptoir.shell.parts import ProgressStep

BARS = 8
StepState = Literal["done", "now", "late", "todo"]


def sentence(t: Trace) -> str:
    """Where is my order? One sentence a customer understands."""
    if t.order.state == "canceled":
        return _("The order was canceled; nothing is to be delivered or paid.")
    clauses = [c for c in (_hold(t), _goods(t), _services(t), _money(t)) if c]
    text = _("; ").join(clauses) or _("The order is placed")
    return text[0].upper() + text[1:] + "."


def steps(t: Trace) -> list[ProgressStep]:
    """Confirmed, released, delivered, invoiced, paid, recognized."""
    done, all_ = _units(t)
    held = t.order.state == "held"
    delivered = bool(all_) and done >= all_
    gross, net = t.order.gross_minor, t.order.net_minor
    wording = (
        _("Delivered %(done)s / %(all)s") % {"done": _qty(done), "all": _qty(all_)}
        if all_
        else _("In service")
    )
    running = not all_ and any(line.runs_from for line in t.lines)
    delivery = _state(delivered or running, bool(done), late=_late_days(t) > 0)
    return [
        ProgressStep(_("Confirmed"), _day(t.order.placed_on), "done"),
        ProgressStep(_release_step(t), _held_note(t), "late" if held else "done"),
        ProgressStep(wording, _next_note(t), delivery),
        _money_step(t, _("Invoiced"), t.invoiced_minor, gross),
        _money_step(t, _("Paid"), t.paid_minor, gross),
        _money_step(t, _("Recognized"), t.recognized_minor, net),
    ]


def _money_step(t: Trace, label: str, part: int, whole: int) -> ProgressStep:
    said = _("%(part)s of %(whole)s") % {"part": _amount(t, part), "whole": _amount(t, whole)}
    return ProgressStep(label, said, _state(part >= whole > 0, part != 0))


def tasks(t: Trace) -> list[Task]:
    """A bar per line: goods until they are delivered, services while they run."""
    return [task for line in t.lines[:BARS] if (task := _task(t, line))]


def waiting_on(line: TraceLine, today: date) -> str:
    """What this line waits for; "" for nothing."""
    if not line.one_off:
        return _runs(line)
    if line.to_deliver > 0:
        return _awaited(line, today)
    if line.to_invoice > 0:
        return _("invoice for %(n)s") % {"n": _qty(line.to_invoice)}
    if line.invoiced - line.credited > line.paid:
        return _("payment")
    return ""


def _awaited(line: TraceLine, today: date) -> str:
    if line.promised_on is None:
        return _("delivery")
    late = (today - line.promised_on).days
    if late > 0:
        said = ngettext("delivery, %(n)s day late", "delivery, %(n)s days late", late)
        return said % {"n": _qty(late)}
    return _("delivery, promised for %(day)s") % {"day": _day(line.promised_on)}


def _runs(line: TraceLine) -> str:
    if line.runs_from is None:
        return _("start of the service")
    if line.runs_to is None:
        return _("active since %(day)s") % {"day": _day(line.runs_from)}
    last = line.runs_to - timedelta(days=1)
    return _("active %(first)s – %(last)s") % {"first": _day(line.runs_from), "last": _day(last)}


def _hold(t: Trace) -> str:
    if t.order.state != "held":
        return ""
    if t.order.hold_reason == "approval":
        return _("the order waits for approval")
    if t.order.hold_reason == "prepayment":
        return _("the order is held: the bank took back the payment that had released it")
    if t.order.hold_minor:
        said = _("the order is held: it passes the credit limit by %(amount)s")
        return said % {"amount": _amount(t, t.order.hold_minor)}
    return _("the order is held")


def _goods(t: Trace) -> str:
    done, all_ = _units(t)
    if not all_:
        return ""
    if done >= all_:
        last = max((line.last_on for line in t.lines if line.last_on), default=None)
        return (
            _("everything was delivered, the last on %(day)s") % {"day": _day(last)} if last else ""
        )
    rest = _promise(t)
    if not done:
        return _("nothing is delivered yet") + (f", {rest}" if rest else "")
    last = max(line.last_on for line in t.lines if line.last_on)
    head = _("%(done)s of %(all)s delivered, the last on %(day)s")
    said = head % {"done": _qty(done), "all": _noun(t, all_), "day": _day(last)}
    return said + (f", {rest}" if rest else "")


def _promise(t: Trace) -> str:
    due = [line.promised_on for line in t.lines if line.to_deliver > 0 and line.promised_on]
    if not due:
        return ""
    late = _late_days(t)
    if late > 0:
        said = ngettext(
            "the rest was promised for %(day)s and is %(n)s day late",
            "the rest was promised for %(day)s and is %(n)s days late", late,
        )  # fmt: skip
        return said % {"day": _day(min(due)), "n": _qty(late)}
    return _("the rest is promised for %(day)s") % {"day": _day(max(due))}


def _services(t: Trace) -> str:
    starts = [line.runs_from for line in t.lines if line.runs_from]
    if not starts:
        return ""
    first = min(starts)
    if first > t.today:
        return _("the services start on %(day)s") % {"day": _day(first)}
    return _("the services run since %(day)s") % {"day": _day(first)}


def _money(t: Trace) -> str:
    if not t.invoiced_minor:
        return ""
    if t.open_minor <= 0 and t.paid_minor:
        return _("all %(amount)s invoiced so far is paid") % {
            "amount": _amount(t, t.invoiced_minor)
        }
    if t.open_minor == t.invoiced_minor:
        return _("%(amount)s is invoiced and not yet paid") % {"amount": _amount(t, t.open_minor)}
    said = _("%(open)s of %(invoiced)s invoiced is still to be paid")
    return said % {"open": _amount(t, t.open_minor), "invoiced": _amount(t, t.invoiced_minor)}


def _task(t: Trace, line: TraceLine) -> Task | None:
    label = line.description
    if not line.one_off:
        return _service_task(t, line, label)
    start = t.order.placed_on
    tomorrow = t.today + timedelta(days=1)
    if line.to_deliver <= 0 and line.last_on:
        end = line.last_on + timedelta(days=1)
        late = (
            line.promised_on + timedelta(days=1)
            if line.promised_on and line.promised_on < line.last_on
            else None
        )
        note = _("delivered %(n)s") % {"n": _qty(line.delivered)}
        return Task(label, start, max(end, start + timedelta(days=1)), "done", note, late)
    due = line.promised_on or t.today
    late_from = due + timedelta(days=1) if due < t.today and line.promised_on else None
    end = (
        max(due, t.today) + timedelta(days=1)
        if late_from
        else max(due + timedelta(days=1), tomorrow)
    )
    note = _("%(done)s of %(all)s") % {"done": _qty(line.delivered), "all": _qty(line.ordered)}
    return Task(label, start, end, "running" if line.delivered else "planned", note, late_from)


def _service_task(t: Trace, line: TraceLine, label: str) -> Task | None:
    """A service, cut a month after today or the last delivery, so that goods keep their room."""
    if line.runs_from is None or line.runs_to is None or line.runs_to <= line.runs_from:
        return None
    goods = [d for g in t.lines if g.one_off for d in (g.promised_on, g.last_on) if d]
    horizon = max([t.today, line.runs_from, *goods]) + timedelta(days=30)
    last = fmt.date_list(line.runs_to - timedelta(days=1), language())
    kind = "running" if line.runs_from <= t.today else "planned"
    note = _("until %(day)s") % {"day": last}
    return Task(label, line.runs_from, min(line.runs_to, horizon), kind, note)


def _units(t: Trace) -> tuple[Decimal, Decimal]:
    goods = [line for line in t.lines if line.one_off]
    return sum((g.delivered for g in goods), Decimal(0)), sum(
        (g.ordered for g in goods), Decimal(0)
    )


def _late_days(t: Trace) -> int:
    due = [line.promised_on for line in t.lines if line.to_deliver > 0 and line.promised_on]
    return max((t.today - min(due)).days, 0) if due else 0


def _noun(t: Trace, count: Decimal) -> str:
    goods = [line for line in t.lines if line.one_off]
    if len(goods) == 1:
        return f"{_qty(count)} {goods[0].description}"
    return _("%(n)s units") % {"n": _qty(count)}


def _release_step(t: Trace) -> str:
    why = t.order.hold_reason if t.order.state == "held" else ""
    named = {"approval": _("Approved"), "prepayment": _("Deposit paid")}
    return named.get(why) or _("Credit released")


def _held_note(t: Trace) -> str:
    if t.order.state != "held":
        return ""
    if t.order.hold_reason == "approval":
        return _("asked")
    if t.order.hold_reason == "prepayment":
        return _("came back")
    return _("over by %(amount)s") % {"amount": _amount(t, t.order.hold_minor)}


def _next_note(t: Trace) -> str:
    due = [line.promised_on for line in t.lines if line.to_deliver > 0 and line.promised_on]
    if not due:
        return ""
    said = _("promised %(day)s") if _late_days(t) else _("next %(day)s")
    return said % {"day": _day(min(due))}


def _state(done: bool, begun: bool, *, late: bool = False) -> StepState:
    if done:
        return "done"
    return "late" if late else "now" if begun else "todo"


def _amount(t: Trace, minor: int) -> str:
    return fmt.amount(Money(minor, t.order.currency), language())


def _day(day: date) -> str:
    return fmt.date_doc(day, language())


def _qty(value: Decimal | int) -> str:
    return fmt.quantity(value, language())
