"""Where is my order: one sentence, six steps, the plan, the lines, the chain and the story."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from comptoir.kernel.errors import DomainError
from comptoir.kernel.money import Money
from comptoir.pages.desk import links, made, progress, timing, words
from comptoir.pages.desk.documents import named
from comptoir.pages.desk.trace import Trace, TraceDoc, trace
from comptoir.platform.history import history
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.records.approvals.queries import MARGIN
from comptoir.shell import format as fmt
from comptoir.shell.gantt import gantt
from comptoir.shell.parts import ChainDoc
from comptoir.shell.problems import problem_of
from comptoir.stages.ordering import actions as ordering
from comptoir.stages.ordering import queries as orders


def order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """The order's page."""
    found = trace(order_id, entity_of(request))
    request.rail_group = "orders"  # type: ignore[attr-defined]
    context = {**_context(found), **_closing(request, found)}
    return render(request, "pages/desk/order.html", context)


def of_quote(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """The page of the order that an accepted quote became."""
    found = orders.order_of_quote(quote_id)
    if not found or found.entity_id != entity_of(request):
        raise Http404
    return redirect("desk:order", found.id)


@require_POST
def close(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """End the order: what was not invoiced never will be, and its credit is free again."""
    found = trace(order_id, entity_of(request))
    reason = request.POST.get("reason", "")
    try:
        if not reason.strip():
            raise ordering.ReasonMissing(field="reason")
        ordering.close_order(
            do_for(request), order_id=order_id, unused_minor=_unused(found), reason=reason
        )
    except DomainError as error:
        request.rail_group = "orders"  # type: ignore[attr-defined]
        context = {**_context(found), **_closing(request, found), "problem": problem_of(error)}
        return render(request, "pages/desk/order.html", context, status=error.status)
    messages.success(request, _("The order is closed."))
    return redirect("desk:order", order_id)


def _unused(t: Trace) -> int:
    """What of the order's gross amount was not invoiced, minor units."""
    return max(t.order.gross_minor - t.invoiced_minor, 0)


def _closing(request: HttpRequest, t: Trace) -> dict[str, Any]:
    actor = actor_of(request)
    return {
        "may_close": t.order.open and actor.may("ordering.write"),
        "may_release": actor.may("ordering.release"),
        "costs": actor.may(MARGIN),
        "unused": Money(_unused(t), t.order.currency),
    }


def _context(t: Trace) -> dict[str, Any]:
    lang = language()
    bars = progress.tasks(t)
    plan = gantt(_("Plan"), bars, lambda d: fmt.day_short(d, lang), t.today) if bars else ""
    ids = [t.order.id, *(d.id for d in t.documents)]
    lines = [
        (line, progress.waiting_on(line, t.today), _why_url(t, line.line_id)) for line in t.lines
    ]
    return {
        "title": t.customer,
        "crumbs": [(_("Orders"), links.page("ordering:list"))],
        "ident": t.order.number,
        "trace": t,
        "late": any(step.state == "late" for step in progress.steps(t)) and t.order.state == "open",
        "sentence": progress.sentence(t),
        "steps": progress.steps(t),
        "plan": plan,
        "lines": lines,
        "docs": chain(t),
        "made": made.made(orders.order(t.order.id), lang) if _configured(t) else [],
        "timing": timing.told(t),
        "happenings": words.timeline(history(ids, 60), named(ids)),
        "customer_url": links.page("desk:customer", t.order.customer_id),
        "change_url": links.page("ordering:show", t.order.id),
        "deliver_url": links.page("fulfilling:deliver", t.order.id)
        if any(line.to_deliver > 0 for line in t.lines)
        else "",
    }


def _why_url(t: Trace, line_id: int) -> str:
    """Where a line's price is explained; nothing for an imported one."""
    kept = any(line.id == line_id and line.waterfall for line in t.order.lines)
    return links.page("ordering:why", t.order.id, line_id) if kept else ""


def _configured(t: Trace) -> bool:
    return orders.has_configured(t.order.id)


def chain(t: Trace) -> list[ChainDoc]:
    """Opportunity → quote → contract → order → deliveries → invoices → cash → revenue → renewal."""
    docs = [_single(t, kind, label) for kind, label in (
        ("opportunity", _("Opportunity")), ("quote", _("Quote")), ("contract", _("Contract")),
    )]  # fmt: skip
    order_doc = ChainDoc(_("Order"), t.order.number, _net(t, t.order.net_minor), "", current=True)
    deliveries = [
        _many(_("Delivery"), d, (d.state == "returned" and _("returned")) or "")
        for d in t.of("delivery")
    ]
    invoices = [_many(_kind(d), d, _gross(d)) for d in t.of("invoice", "deposit", "credit")]
    cash = [_many(_("Payment"), d, _gross(d)) for d in t.of("payment")]
    shown = [d for d in docs if d] + [order_doc]
    shown += _folded(deliveries, _("Deliveries")) + _folded(invoices, _("Invoices"))
    shown += _folded(cash, _("Cash"), _net(t, t.paid_minor))
    if t.planned_minor or t.recognized_minor:
        said = _("%(amount)s recognized") % {"amount": _net(t, t.recognized_minor)}
        shown.append(ChainDoc(_("Revenue"), "", said, links.page("recognizing:waterfall")))
    renewal = _single(t, "renewal", _("Renewal"))
    return [*shown, renewal] if renewal else shown


def _single(t: Trace, kind: str, label: str) -> ChainDoc | None:
    found = t.of(kind)
    if not found:
        return None
    doc = found[0]
    amount = _gross(doc) if doc.minor else fmt.date_list(doc.on, language()) if doc.on else ""
    return ChainDoc(label, doc.number, amount, links.show(kind, doc.id))


def _kind(doc: TraceDoc) -> str:
    return {"deposit": _("Deposit"), "credit": _("Credit note")}.get(doc.kind, _("Invoice"))


def _many(label: str, doc: TraceDoc, text: str) -> ChainDoc:
    return ChainDoc(label, doc.number or _("draft"), text, links.show(doc.kind, doc.id))


def _folded(docs: Sequence[ChainDoc], label: str, text: str = "") -> list[ChainDoc]:
    """Up to four documents one by one; more are counted."""
    if len(docs) <= 4:
        return list(docs)
    said = ngettext("%(n)s document", "%(n)s documents", len(docs)) % {"n": len(docs)}
    return [ChainDoc(label, "", " · ".join(x for x in (said, text) if x), docs[-1].href)]


def _gross(doc: TraceDoc) -> str:
    return fmt.amount(Money(doc.minor, doc.currency), language()) if doc.currency else ""


def _net(t: Trace, minor: int) -> str:
    return fmt.amount(Money(minor, t.order.currency), language())
