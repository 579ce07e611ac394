"""The one operation that changes a running contract: a list of changes → a quote bound to its version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Refused
from comptoir.kernel.money import exponent
from comptoir.kernel.period import add_months
from comptoir.platform.actions import Do, action
from comptoir.platform.ids import new_id
from comptoir.records.catalog import queries as catalog
from comptoir.stages.quoting import ports, raising
from comptoir.stages.quoting.actions import rows
from comptoir.stages.quoting.actions.amended import ContractMoved, ContractNotActive
from comptoir.stages.quoting.actions.drafting import check_head, check_index, open_draft, owner_of
from comptoir.stages.quoting.actions.pricing_lines import Categories, price_lines
from comptoir.stages.quoting.actions.reconfiguring import Reconfigured, reconfigured
from comptoir.stages.quoting.amendments import AmendmentFacts, dump, load, place
from comptoir.stages.quoting.core import amending as core
from comptoir.stages.quoting.core import stretches
from comptoir.stages.quoting.core.amending import ChangeIn, Kind
from comptoir.stages.quoting.core.lines import Discount, LineIn
from comptoir.stages.quoting.core.stretches import Step, Stretch
from comptoir.stages.quoting.events import QuoteChanged, QuoteDrafted
from comptoir.stages.quoting.models import Quote, QuoteLine

VALID_DAYS = 30


class NoAmendment(Refused):
    """This quote changes no contract."""

    code = "no_amendment"


@action(may="quoting.write")
def draft_amendment(
    do: Do,
    *,
    contract_id: UUID,
    changes: Sequence[ChangeIn],
    effective_on: date | None = None,
    version: int | None = None,
    title: str = "",
    note: str = "",
    valid_days: int = VALID_DAYS,
) -> QuoteDrafted:
    """Offer changes of a running contract: add, remove, swap, quantity, price, dates, ramp, co-term, renew,
    cancel, another price at renewal. The quote is bound to the contract's version; its totals are what
    changes.

    effective_on  first day of changes that name none; None: today, or the contract's first day
    version       of the contract, as its reader saw it; another one is refused
    """
    standing = _standing(do, contract_id, version)
    source = rows.locked(do, standing.quote_id)
    day = max(effective_on or do.today, standing.starts_on)
    quote = Quote(
        entity_id=do.entity_id, series=new_id(), customer_id=standing.customer_id,
        contact_id=source.contact_id, book_id=source.book_id, title=title.strip()[:160],
        language=source.language, currency=source.currency, owner_id=owner_of(do),
        term_months=_months(day, standing.ends_on), note=note,
        valid_until=do.today + timedelta(days=max(0, min(valid_days, 3650))),
        terms_kind=source.terms_kind, terms_days=source.terms_days,
        amends_contract=contract_id, contract_version=standing.version,
    )  # fmt: skip
    lines, categories = _derive(do, quote, standing, changes, day)
    check_head(do, quote)
    return open_draft(do, quote, lines, categories)


@action(may="quoting.write")
def change_amendment(
    do: Do,
    *,
    quote_id: UUID,
    changes: Sequence[ChangeIn] | None = None,
    effective_on: date | None = None,
) -> QuoteChanged:
    """Say a draft's changes anew, on the newest version of the contract.

    changes  None: the same as before. That is how an amendment is rebased that another one has passed;
             a change that no longer fits is refused, naming it
    """
    quote = rows.draft(do, quote_id)
    if not quote.amends_contract or not quote.amendment:
        raise NoAmendment(field="quote_id", found=quote.number)
    standing = _standing(do, quote.amends_contract, None)
    made = load(quote.amendment)
    before = rows.snapshot(rows.lines_of(quote))
    was = (quote.contract_version, len(made.changes), quote.starts_on)
    asked = made.asked if changes is None else changes
    quote.contract_version = standing.version
    lines, categories = _derive(do, quote, standing, asked, effective_on or made.effective_on)
    more = {
        "contract_version": (was[0], standing.version),
        "amendment": (was[1], len(load(quote.amendment).changes)),
        "starts_on": (was[2], quote.starts_on),
    }
    return rows.save(do, quote, lines, before, categories=categories, more=more)


def _standing(do: Do, contract_id: UUID, version: int | None) -> ports.Standing:
    found = ports.contract_standing(contract_id, do.entity_id)
    if not found.active:
        raise ContractNotActive(field="contract_id", found=found.number)
    if version is not None and version != found.version:
        raise ContractMoved(
            field="version", found=f"v{version}", expected=f"v{found.version}", fix="reload"
        )
    return found


def _derive(
    do: Do, quote: Quote, standing: ports.Standing, changes: Sequence[ChangeIn], day: date
) -> tuple[list[QuoteLine], Categories]:
    """Set what changes on the quote; the rows of what it adds, priced from the price book of the day."""
    running = [core.Running(li.id, li.charge_kind, li.stretches, li.sku) for li in standing.lines]
    rules = _rules(do, standing, changes, day)
    raised = raising.due(do.entity_id, _agreed(standing, rules), do.today)
    told = core.steps([_priced(c, raised) for c in changes], running, day, standing.ends_on)
    filled = reconfigured(do, standing, changes, day)
    adds = filled.adds(day)
    sold = catalog.by_sku(do.entity_id, {c.sku.strip() for c in adds}) if adds else {}
    wished = [_wish(c, sold.get(c.sku.strip()), quote.term_months, day) for c in adds]
    lines, categories = price_lines(do, quote, wished, {}) if wished else ([], {})
    steps = [step for found in told for step in found]
    if not steps and not lines and not rules:
        raise core.NothingChanges(field="changes", fix="say another value")
    shown = _shown(standing, filled, told, day, exponent(quote.currency)) + rules
    if raised:
        shown = [row | _rule(row, changes, raised) for row in shown]
    until = standing.ends_on
    for c in changes:
        if c.kind == Kind.RENEW and c.months and until:
            until = add_months(until, c.months)
    ends = {place(c.configuration_id, c.on or day): str(c.ends_on) for c in adds if c.ends_on}
    made = AmendmentFacts(day, filled.asked, tuple(steps), tuple(shown), {}, until, ends)
    quote.starts_on, quote.amendment = day, dump(made)
    return lines, categories


def _rules(
    do: Do, standing: ports.Standing, changes: Sequence[ChangeIn], day: date
) -> list[dict[str, Any]]:
    """The other rule of the price at renewal, as people read it; nothing where none is asked for.

    An index counts from the day that the running prices are of.
    """
    found: list[dict[str, Any]] = []
    for n, c in enumerate(changes):
        if c.kind != Kind.UPLIFT:
            continue
        now = dict(standing.agreed.rule) if standing.agreed else None
        after = dict(c.uplift) if c.uplift else None
        if after and after.get("index"):
            check_index(do.entity_id, after["index"], do.today)
            if standing.priced_on and standing.priced_on != standing.starts_on:
                after.setdefault("base_on", standing.priced_on.isoformat())
        if after == now:
            raise core.NothingChanges(field=f"changes.{n}.uplift", fix="say another rule")
        on = max(c.on or day, standing.starts_on).isoformat()
        found.append({"kind": str(c.kind), "on": on, "uplift_before": now, "uplift_after": after})
    return found


def _agreed(standing: ports.Standing, rules: Sequence[dict[str, Any]]) -> raising.Agreed | None:
    """The rule of a renewal in the same amendment: the new one, where it holds by then."""
    until = standing.ends_on
    for row in rules:
        if until is None or date.fromisoformat(row["on"]) <= until:
            rule, priced = row["uplift_after"], standing.priced_on or standing.starts_on
            return raising.Agreed(rule, standing.number, priced) if rule else None
    return standing.agreed


def _priced(c: ChangeIn, raised: raising.Raised | None) -> ChangeIn:
    """A renewal that says no percentage takes what the contract says of it."""
    if c.kind != Kind.RENEW or c.percent is not None or raised is None:
        return c
    return replace(c, percent=raised.percent)


def _rule(
    row: dict[str, Any], changes: Sequence[ChangeIn], raised: raising.Raised
) -> dict[str, Any]:
    """What names the contract's rule where it was applied, and the day from which an index goes on."""
    mine = row["kind"] == Kind.RENEW and row.get("charge_kind") == core.RECURRING
    if not mine or all(c.percent is not None for c in changes if c.kind == Kind.RENEW):
        return {}
    return {"rule": raised.rule_id.removeprefix("renewal:"), "base_on": raised.next.get("base_on")}


def _wish(c: ChangeIn, product: catalog.ProductFacts | None, term_months: int, day: date) -> LineIn:
    """A line that is added, for the rest of the contract; its price is the book's, or what is said.

    Its term is said in whole billing periods; what is billed ends with the contract.
    """
    priced = c.unit_net is not None
    each = (product.billing_months or 1) if product else 1
    later = c.on if c.on != day and product and product.charge_kind != "one_off" else None
    term_months = _months(c.on or day, c.ends_on) if c.ends_on else term_months
    return LineIn(
        sku=c.sku.strip(), quantity=c.quantity if c.quantity is not None else Decimal(1),
        discount_kind=Discount.NET if priced else Discount.NONE,
        discount_value=c.unit_net if c.unit_net is not None else Decimal(0),
        term_months=-(-term_months // each) * each, configuration_id=c.configuration_id,
        deliver_on=later,
    )  # fmt: skip


def _months(day: date, ends_on: date | None) -> int:
    """Months until the contract ends, begun ones too; a year where it does not end."""
    if ends_on is None:
        return 12
    months = (ends_on.year - day.year) * 12 + ends_on.month - day.month
    return max(1, months + (ends_on.day > day.day))


def _shown(
    standing: ports.Standing,
    filled: Reconfigured,
    told: Sequence[Sequence[Step]],
    day: date,
    digits: int,
) -> list[dict[str, Any]]:
    """Each change as people read it: of which line, from what to what, from when.

    A change says what it makes of the line as the changes before it leave it: a renewal after a ramp goes on
    with the last step of the ramp.
    """
    lines = {li.id: li for li in standing.lines}
    held = {li.id: li.stretches for li in standing.lines}
    final = {pk: stretches.apply(held[pk], _of(pk, told), digits) for pk in held}
    found: list[dict[str, Any]] = []
    for n, (c, steps) in enumerate(zip(filled.asked, told, strict=True)):
        head = {"kind": str(c.kind), "on": (c.on or day).isoformat()}
        if c.kind == Kind.ADD:
            found.append({**head, "adds": c.sku.strip()})
        for nth, line_id in enumerate(dict.fromkeys(step.line_id for step in steps)):
            mine = _of(line_id, [steps])
            row = _of_line(lines[line_id], held[line_id], mine, final[line_id], digits)
            held[line_id] = stretches.apply(held[line_id], mine, digits)
            more = filled.differs.get((n, line_id), {})
            swapped = {} if nth and more else _swapped(c, nth)
            found.append({**head, **row, **swapped, **more})
    return found


def _of(line_id: int, told: Sequence[Sequence[Step]]) -> list[Step]:
    return [step for steps in told for step in steps if step.line_id == line_id]


def _swapped(c: ChangeIn, place: int) -> dict[str, Any]:
    """What takes the place of the first line of a swap; the segments of a ramp after it only go."""
    if c.kind not in core.TAKES_PLACE:
        return {}
    return {"kind": str(Kind.REMOVE)} if place else {"adds": c.sku.strip()}


def _of_line(
    line: ports.RunningLine,
    held: stretches.Stretches,
    steps: Sequence[Step],
    final: stretches.Stretches,
    digits: int,
) -> dict[str, Any]:
    """What the steps make of a line that is `held` so; values that a later change replaces are left out."""
    first = min(step.on for step in steps)
    before = stretches.on(held, first) or held[-1]
    done = stretches.merged(stretches.apply(held, steps, digits))
    later = [s for s in done if s.end is None or s.end > first]
    kept = [s for s in later if s.start >= first] or later
    return {
        "line_id": line.id, "sku": line.sku, "name": line.description, "on": first.isoformat(),
        "months": line.billing_months, "charge_kind": line.charge_kind,
        "list_price": str(line.list_price), "cost": None if line.cost is None else str(line.cost),
        "before": _values(before, held[-1].end),
        "after": [_values(s, s.end) for s in kept if _stays(s, final)],
    }  # fmt: skip


def _stays(s: Stretch, final: stretches.Stretches) -> bool:
    there = stretches.on(final, s.start)
    return there is None or (there.quantity, there.unit_net) == (s.quantity, s.unit_net)


def _values(s: Stretch, end: date | None) -> dict[str, Any]:
    return {
        "from": s.start.isoformat(), "until": end.isoformat() if end else None,
        "quantity": f"{s.quantity.normalize():f}", "unit_net": f"{s.unit_net.normalize():f}",
        "period_minor": s.period_minor,
    }  # fmt: skip
