"""What an order that is being typed would be: its prices, VAT, totals and what is wrong with it.

Everything comes from a dry run of `place_order`, so what is shown is what would be placed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from comptoir.kernel.errors import DomainError, Invalid
from comptoir.platform import clock
from comptoir.platform.actions import begin
from comptoir.platform.problem import detail
from comptoir.platform.roles import Actor
from comptoir.records.catalog import queries as catalog
from comptoir.records.parties import queries as parties
from comptoir.shell import format as fmt
from comptoir.shell.grid import Row, show_day, show_discount
from comptoir.shell.reading import typed
from comptoir.stages.ordering import actions, queries, reasons, words
from comptoir.stages.ordering.core import asked
from comptoir.stages.ordering.draft import Draft, Line
from comptoir.stages.ordering.placing import OrderLinesRefused, sold


class NoSuchCustomer(Invalid):
    """Choose a customer from the list."""

    code = "no_such_customer"


@dataclass(frozen=True, slots=True)
class Seen:
    """The draft as it would be placed.

    order   None while it cannot be placed
    faults  id of a line → what is wrong with it
    error   what else stands in the way
    """

    order: queries.OrderFacts | None = None
    faults: dict[int, str] = field(default_factory=dict)
    error: DomainError | None = None


def customer_of(entity_id: UUID, text: str) -> parties.CustomerFacts:
    """The customer that was typed: `C-2026-0001 · Name`, a number, or a name only one has."""
    number = text.partition(" · ")[0].strip()
    found = parties.find_customers(entity_id, number, limit=5) if number else []
    exact = [c for c in found if c.number == number] or found
    if len(exact) != 1:
        raise NoSuchCustomer(field="customer", found=text[:60])
    return exact[0]


def asked_of(entity_id: UUID, draft: Draft) -> dict[str, Any]:
    """The draft as the arguments of `place_order`."""
    head = draft.head
    return {
        "customer_id": customer_of(entity_id, head["customer"]).id,
        "lines": [line.asked for line in draft.lines],
        "channel": head["channel"],
        "external_ref": head["external_ref"] or None,
        "customer_ref": head["customer_ref"],
        "currency": head["currency"].upper(),
    }


def look(actor: Actor, entity_id: UUID, draft: Draft) -> Seen:
    """What the draft would become, without keeping any of it."""
    if not draft.lines:
        return Seen()
    if not draft.head["customer"]:
        return Seen(faults=_without_customer(entity_id, draft))
    do = begin(actor, entity_id, dry_run=True)
    do.read = lambda event: queries.order(event.order_id)
    try:
        actions.place_order(do, **{**asked_of(entity_id, draft), "external_ref": None})
    except OrderLinesRefused as error:
        return Seen(faults=faults_of(error, draft))
    except DomainError as error:
        return Seen(error=error)
    return Seen(do.answer)


def faults_of(error: OrderLinesRefused, draft: Draft) -> dict[int, str]:
    """Id of each faulty line → what is wrong with it."""
    told: Any = error.facts["lines"]
    return {draft.lines[int(row["field"].split(".")[1])].id: row["detail"] for row in told}


def _without_customer(entity_id: UUID, draft: Draft) -> dict[int, str]:
    """As much as can be checked before there is a customer: the reference, its dates and the quantity."""
    today = clock.today(entity_id)
    known = catalog.by_sku(entity_id, {line.sku for line in draft.lines})
    faults = {}
    for line in draft.lines:
        try:
            asked.check_quantity(Decimal(line.quantity))
            sold(known.get(line.sku), line.sku, today)
        except DomainError as error:
            faults[line.id] = detail(error)
    return faults


def rows(entity_id: UUID, draft: Draft, seen: Seen, lang: str) -> list[Row]:
    """The rows of the grid in the reader's language; prices only where they are known."""
    products = catalog.by_sku(entity_id, {line.sku for line in draft.lines})
    shown = []
    for n, line in enumerate(draft.lines):
        product = products.get(line.sku)
        priced = _priced(seen.order, n, lang) if seen.order else _unpriced(seen, line)
        name = line.description or (product.name(lang) if product else "")
        shown.append(
            Row(
                id=line.id,
                rev=line.rev,
                position=n + 1,
                sku=line.sku,
                quantity=typed(Decimal(line.quantity), lang),
                discount=show_discount(line.discount_kind, Decimal(line.discount_value), lang),
                deliver_on=show_day(line.asked.promised_on, lang),
                **{"description": name, **priced},
            )
        )
    return shown


def _unpriced(seen: Seen, line: Line) -> dict[str, Any]:
    empty = dict.fromkeys(("term", "list_price", "unit_net", "amount", "vat"), "")
    return {**empty, "note": seen.faults.get(line.id, "")}


def _priced(order: queries.OrderFacts, n: int, lang: str) -> dict[str, Any]:
    line, currency = order.lines[n], order.currency
    amount = fmt.amount_minor(line.net_minor, currency, lang)
    listed = line.list_price
    return {
        "description": line.description,
        "term": words.repeats(line),
        "list_price": fmt.bare_unit_price(listed, currency, lang) if listed is not None else "",
        "unit_net": fmt.bare_unit_price(line.unit_net, currency, lang),
        "amount": f"({amount})" if line.charge_kind == "usage" else amount,
        "vat": fmt.quantity(line.vat_rate.normalize(), lang),
        "note": reasons.how(line, line.quantity, currency, lang),
    }


def unpriced(draft: Draft, seen: Seen, line_id: int) -> str:
    """Why a line has no price yet."""
    return seen.faults.get(line_id) or _say(draft, seen) or _("This line has no price yet.")


def panel(draft: Draft, seen: Seen, lang: str) -> dict[str, Any]:
    """What stands beside the grid: totals, what to do first, and whether the order would wait."""
    order = seen.order
    found: dict[str, Any] = {"total": "", "totals": [], "over": "", "say": _say(draft, seen)}
    found["asks"] = bool(order and order.hold_reason == actions.APPROVAL)
    if order:
        net, vat, gross, over = (
            fmt.amount_minor(minor, order.currency, lang)
            for minor in (order.net_minor, order.vat_minor, order.gross_minor, order.hold_minor)
        )
        repeats = any(line.charge_kind == "recurring" for line in order.lines)
        label = _("Total excl. VAT, over the whole term") if repeats else _("Total excl. VAT")
        found |= {"total": gross, "totals": [(label, net), (_("VAT"), vat)]}
        found["over"] = over if order.hold_minor else ""
    return found


def _say(draft: Draft, seen: Seen) -> str:
    if seen.error:
        return detail(seen.error)
    if seen.faults:
        first = next(n for n, line in enumerate(draft.lines, 1) if line.id in seen.faults)
        said = {"n": first, "what": next(iter(seen.faults.values()))}
        return _("Line %(n)d: %(what)s") % said
    if draft.lines and not draft.head["customer"]:
        return _("Choose the customer: the prices follow.")
    return "" if draft.lines else _("Type a reference, or paste lines from a spreadsheet.")
