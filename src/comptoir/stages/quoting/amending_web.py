"""The page where a running contract is changed: its lines, what is typed, and what it costs beside."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from comptoir.kernel.errors import DomainError
from comptoir.platform import clock
from comptoir.platform.actions import Do, begin
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.records.parties import queries as parties
from comptoir.shell import format as fmt
from comptoir.shell.grid import show_day
from comptoir.shell.problems import Problem, problem_of
from comptoir.shell.reading import parse_day, parse_number, typed
from comptoir.stages.quoting import (
    actions,
    amending_views,
    configured,
    dated_steps,
    ports,
    queries,
    uplift_text,
    words,
)
from comptoir.stages.quoting.amendments import ChangeIn, Kind, on
from comptoir.stages.quoting.core import amending as core

NO_RULE = ("0", "0 %", "-")  # typed where nothing is to be agreed any more
ADDS = 3  # rows for products that are added
TYPED = (
    "quantity",
    "price",
    "end",
    "swap",
    "ramp",
    "only",
    "options",
)  # what may be said of a line


@dataclass(frozen=True, slots=True)
class Cell:
    """A running line as the grid shows it: its values on the day of the change, and what was typed.

    configure  where its options are changed; "": it has none
    """

    id: int
    sku: str
    name: str
    per: str
    quantity: str
    price: str
    until: str
    fixed: bool
    typed: dict[str, str]
    configure: str = ""


@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Change a contract: a new amendment."""
    standing = ports.contract_standing(contract_id, entity_of(request))
    if request.method == "GET":
        return _page(request, standing, request.GET.dict())
    try:
        asked = _asked(request, standing)
        event = actions.draft_amendment(
            do_for(request), contract_id=standing.id, changes=asked.changes,
            effective_on=asked.day, version=_version(request),
        )  # fmt: skip
    except DomainError as error:
        return _page(request, standing, request.POST.dict(), _problem(error, standing))
    messages.success(request, _("The amendment is drafted. Look at it, then send it."))
    return redirect("quoting:show", event.quote_id)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """Say the changes of a draft anew, on the newest version of the contract."""
    quote = queries.quote(quote_id, entity_of(request))
    if quote.amendment is None or quote.amends_contract is None:
        return redirect("quoting:show", quote_id)
    standing = ports.contract_standing(quote.amends_contract, entity_of(request))
    if request.method == "GET":
        return _page(request, standing, _typed_before(quote.amendment, language()), quote=quote)
    try:
        asked = _asked(request, standing)
        actions.change_amendment(
            do_for(request), quote_id=quote.id, changes=asked.changes, effective_on=asked.day
        )
    except DomainError as error:
        return _page(request, standing, request.POST.dict(), _problem(error, standing), quote)
    return redirect("quoting:show", quote.id)


@require_POST
def rebase(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """Make the same changes again on the newest version of the contract."""
    quote = queries.quote(quote_id, entity_of(request))
    try:
        actions.change_amendment(do_for(request), quote_id=quote.id)
    except DomainError as error:
        messages.error(request, str(problem_of(error).title))
    else:
        messages.success(request, _("The amendment stands on the newest version of the contract."))
    return redirect("quoting:show", quote.id)


@require_POST
def preview(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """What the typed changes cost: the whole deed, undone."""
    standing = ports.contract_standing(contract_id, entity_of(request))
    return render(request, "quoting/effect.html", _effect(request, standing))


def _effect(request: HttpRequest, standing: ports.Standing) -> dict[str, Any]:
    do: Do = begin(actor_of(request), entity_of(request), dry_run=True)
    do.read = lambda event: queries.quote(event.quote_id)
    try:
        asked = _asked(request, standing)
        if not asked.changes:
            return {"waits": True}
        actions.draft_amendment(
            do, contract_id=standing.id, changes=asked.changes, effective_on=asked.day
        )
    except DomainError as error:
        return {"problem": _problem(error, standing)}
    return {"quote": do.answer, **amending_views.context(do.answer, language())}


def _problem(error: DomainError, standing: ports.Standing) -> Problem:
    """What went wrong, with the name of the line whose field it is."""
    told = problem_of(error)
    field, _dash, place = (error.field or "").partition("-")
    name = next((li.description for li in standing.lines if str(li.id) == place), "")
    if not name or field not in TYPED:
        return told
    said = {
        "quantity": _("New quantity of %(name)s"), "price": _("New price of %(name)s"),
        "end": _("First day without %(name)s"), "ramp": _("Dates of %(name)s"),
    }.get(field, "%(name)s") % {"name": name}  # fmt: skip
    return Problem(told.title, [replace(item, field=said) for item in told.items])


@dataclass(frozen=True, slots=True)
class Asked:
    changes: list[ChangeIn]
    day: date


def _asked(request: HttpRequest, standing: ports.Standing) -> Asked:
    """The typed values as changes: what is typed as it stands changes nothing."""
    lang = language()
    text = {k: v.strip() for k, v in request.POST.dict().items()}
    day = _day(text.get("on", ""), lang, "on") or clock.today(entity_of(request))
    found: list[ChangeIn] = []
    for line in standing.lines:
        found += _of_line(line, text, day, lang)
    for n in range(ADDS):
        if sku := text.get(f"add-sku-{n}"):
            found.append(
                ChangeIn(
                    kind=Kind.ADD, sku=sku,
                    quantity=_number(text.get(f"add-quantity-{n}", ""), lang, "quantity"),
                    unit_net=_number(text.get(f"add-price-{n}", ""), lang, "unit_net"),
                )
            )  # fmt: skip
    chosen = tuple(li.id for li in standing.lines if text.get(f"only-{li.id}"))
    return Asked([*found, *_of_contract(text, day, lang, chosen)], day)


def _of_line(line: ports.RunningLine, text: dict[str, str], day: date, lang: str) -> list[ChangeIn]:
    def said(name: str) -> str:
        return text.get(f"{name}-{line.id}", "")

    quantity = _number(said("quantity"), lang, f"quantity-{line.id}")
    if said("options"):
        return [_other_options(line, text, day, lang)]
    if said("swap"):
        return [
            ChangeIn(kind=Kind.SWAP, line_id=line.id, sku=said("swap"), quantity=quantity, on=day)
        ]
    found: list[ChangeIn] = []
    price = _number(said("price"), lang, f"price-{line.id}")
    held = on(line.stretches, day) or line.stretches[-1]
    if quantity is not None and not quantity:
        return [ChangeIn(kind=Kind.REMOVE, line_id=line.id, on=day)]
    quantity = None if quantity == held.quantity else quantity
    price = None if price == held.unit_net else price
    if quantity is not None or price is not None:
        kind = Kind.QUANTITY if quantity is not None else Kind.PRICE
        found.append(
            ChangeIn(kind=kind, line_id=line.id, on=day, quantity=quantity, unit_net=price)
        )
    if steps := dated_steps.read(said("ramp"), lang, f"ramp-{line.id}"):
        found.append(ChangeIn(kind=Kind.RAMP, line_id=line.id, steps=steps))
    end = _day(said("end"), lang, f"end-{line.id}")
    if end and end != line.stretches[-1].end:
        found.append(ChangeIn(kind=Kind.DATES, line_id=line.id, ends_on=end))
    return found


def _other_options(line: ports.RunningLine, text: dict[str, str], day: date, lang: str) -> ChangeIn:
    """The options that were chosen in the configurator, with the quantity and price typed beside them."""
    said = text.get(f"options-{line.id}", "")
    try:
        made = UUID(said)
    except ValueError:
        raise core.ValueMissing(
            field=f"options-{line.id}", found=said[:40], expected="a configuration"
        ) from None
    return ChangeIn(
        kind=Kind.OPTIONS, line_id=line.id, configuration_id=made, on=day,
        quantity=_number(text.get(f"quantity-{line.id}", ""), lang, f"quantity-{line.id}"),
        unit_net=_number(text.get(f"price-{line.id}", ""), lang, f"price-{line.id}"),
    )  # fmt: skip


def _of_contract(
    text: dict[str, str], day: date, lang: str, chosen: tuple[int, ...]
) -> list[ChangeIn]:
    found: list[ChangeIn] = []
    months = _number(text.get("months", ""), lang, "months")
    if months:
        percent = _number(text.get("percent", ""), lang, "percent")
        found.append(ChangeIn(kind=Kind.RENEW, months=int(months), percent=percent))
    end = _day(text.get("co-term", ""), lang, "co_term")
    if end or chosen:
        found.append(ChangeIn(kind=Kind.CO_TERM, ends_on=end, line_ids=chosen))
    if rule := text.get("uplift", ""):
        agreed = None if rule in NO_RULE else uplift_text.read(rule, lang)
        found.append(ChangeIn(kind=Kind.UPLIFT, on=day, uplift=agreed))
    if text.get("cancel"):
        found.append(ChangeIn(kind=Kind.CANCEL, on=day))
    return found


def _last_day(end: date | None, lang: str) -> str:
    return show_day(end - timedelta(days=1) if end else None, lang)


def _number(text: str, lang: str, field: str) -> Decimal | None:
    return parse_number(text, lang, field=field) if text else None


def _day(text: str, lang: str, field: str) -> date | None:
    return parse_day(text, lang, field=field) if text else None


def _version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 9 else None


def _typed_before(made: Any, lang: str) -> dict[str, str]:
    """What was typed of a draft, to go on from."""
    told = {"on": made.effective_on.isoformat()}
    adds = 0
    for c in made.asked:
        values = {"quantity": c.quantity, "price": c.unit_net}
        shown = {k: typed(v, lang) for k, v in values.items() if v is not None}
        if c.kind == Kind.ADD:
            told |= {f"add-{k}-{adds}": v for k, v in shown.items()} | {f"add-sku-{adds}": c.sku}
            adds += 1
        elif c.kind == Kind.REMOVE:
            told[f"quantity-{c.line_id}"] = "0"
        elif c.kind == Kind.RAMP:
            told[f"ramp-{c.line_id}"] = dated_steps.write(c.steps, lang)
        elif c.line_id:
            told |= {f"{k}-{c.line_id}": v for k, v in shown.items()}
            told |= {f"swap-{c.line_id}": c.sku} if c.kind == Kind.SWAP else {}
            told |= {f"options-{c.line_id}": str(c.configuration_id)} if c.configuration_id else {}
            told |= {f"end-{c.line_id}": c.ends_on.isoformat()} if c.ends_on else {}
        else:
            told |= _typed_of_contract(c, lang)
    return told


def _typed_of_contract(c: ChangeIn, lang: str) -> dict[str, str]:
    if c.kind == Kind.CANCEL:
        return {"cancel": "1"}
    if c.kind == Kind.CO_TERM and c.ends_on:
        return {"co-term": c.ends_on.isoformat(), **{f"only-{pk}": "1" for pk in c.line_ids}}
    if c.kind == Kind.UPLIFT:
        return {"uplift": uplift_text.show(c.uplift, lang) or "0"}
    if c.kind == Kind.RENEW:
        return {
            "months": str(c.months or ""),
            "percent": "" if c.percent is None else typed(c.percent, lang),
        }
    return {}


def _page(
    request: HttpRequest,
    standing: ports.Standing,
    text: dict[str, str],
    problem: Problem | None = None,
    quote: queries.QuoteFacts | None = None,
) -> HttpResponse:
    request.rail_group = "contracts"  # type: ignore[attr-defined]
    today = clock.today(entity_of(request))
    source = queries.quote(standing.quote_id)
    customer = parties.customer(standing.customer_id)
    contract = reverse("contracting:show", args=[standing.id])
    context = {
        "title": _("Change the contract"),
        "ident": f"{standing.number} v{standing.version}",
        "crumbs": [(_("Contracts"), reverse("contracting:list")), (customer.name, contract)],
        "standing": standing,
        "rule": uplift_text.sentence(standing.agreed.rule, language()) if standing.agreed else "",
        "rule_typed": uplift_text.show(standing.agreed.rule, language()) if standing.agreed else "",
        "currency": source.currency,
        "cells": _cells(standing, text, today, source.currency, quote),
        "adds": [
            (n, text.get(f"add-sku-{n}", ""), text.get(f"add-quantity-{n}", ""),
             text.get(f"add-price-{n}", ""))
            for n in range(ADDS)
        ],
        "on": text.get("on", today.isoformat()),
        "ramps": any(v for k, v in text.items() if k.startswith("ramp-")),
        "some": any(v for k, v in text.items() if k.startswith("only-")),
        "typed": {k: text.get(k, "") for k in ("months", "percent", "cancel", "uplift")}
        | {"co_term": text.get("co-term", "")},
        "problem": problem,
        "waits": quote is None,
        "quote_id": quote.id if quote else None,
        "here": request.path,
    }  # fmt: skip
    if quote:
        context |= {"quote": quote, **amending_views.context(quote, language()), "waits": False}
    return render(request, "quoting/amend.html", context, status=422 if problem else 200)


def _cells(
    standing: ports.Standing,
    text: dict[str, str],
    today: date,
    currency: str,
    quote: queries.QuoteFacts | None,
) -> list[Cell]:
    made = configured.running([line.id for line in standing.lines])
    cells = [_cell(line, text, today, currency) for line in standing.lines]
    return [
        replace(cell, configure=configured.running_address(standing.id, cell.id, quote))
        if cell.id in made
        else cell
        for cell in cells
    ]


def _cell(line: ports.RunningLine, text: dict[str, str], today: date, currency: str) -> Cell:
    lang = language()
    held = on(line.stretches, today) or line.stretches[-1]
    fixed = line.charge_kind != "recurring"
    return Cell(
        line.id, line.sku, line.description, words.per(line.billing_months),
        typed(held.quantity, lang), "" if fixed else fmt.bare_unit_price(held.unit_net, currency, lang),
        _last_day(line.stretches[-1].end, lang), fixed,
        {n: text.get(f"{n}-{line.id}", "") for n in TYPED},
    )  # fmt: skip
