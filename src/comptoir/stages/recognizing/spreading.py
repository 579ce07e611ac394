"""The obligations of ramps that are earned over their term: made when the services start, spread anew when a
change is agreed. Joins the open action; core/ramps.py decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from comptoir.kernel.errors import Invalid, Refused
from comptoir.platform import bulk
from comptoir.platform.actions import Change, Do
from comptoir.records.catalog import queries as catalog
from comptoir.stages.ordering import queries as ordering
from comptoir.stages.recognizing import sources
from comptoir.stages.recognizing.core import ramps as core
from comptoir.stages.recognizing.core.earned import expected_minor
from comptoir.stages.recognizing.core.ramps import Piece, Span, Spread
from comptoir.stages.recognizing.core.schedule import Pattern
from comptoir.stages.recognizing.models import Obligation, Ramp, Recognition
from comptoir.stages.recognizing.opening import account_role
from comptoir.stages.subscribing import terms


class RevenuePosted(Refused):
    """Revenue of this ramp is in the books: how it is spread is chosen before its first month is posted."""

    code = "ramp_revenue_posted"


@dataclass(frozen=True, slots=True)
class Served:
    """What the services of a ramp are now: days and quantities, and what is billed for all of them."""

    spans: tuple[Span, ...]
    bills: tuple[terms.Bill, ...]

    @property
    def minor(self) -> int:
        return sum(bill.minor for bill in self.bills)

    @property
    def ends_on(self) -> date | None:
        return max((s.end for s in self.spans), default=None)


def served(line_ids: Sequence[int], until: date | None = None) -> Served:
    """until  the end of the term: what begins later is a contract of its own (IFRS 15 §20)"""
    found = [t for t in terms.of_lines(line_ids) if until is None or t.start < until]
    spans = tuple(Span(t.start, t.end, t.quantity) for t in found if t.start < t.end)
    return Served(spans, tuple(bill for t in found for bill in t.bills))


def plan(do: Do, order_id: UUID) -> list[Ramp]:
    """The ramps of an order that have none yet, with their obligations; those whose revenue has begun, before
    this was asked, stay as they are."""
    heads = sources.ramps_of_order(order_id)
    if not heads:
        return []
    order = ordering.order(order_id, do.entity_id)
    known = set(Ramp.objects.filter(order_id=order_id).values_list("head_id", flat=True))
    made = []
    for head_id, line_ids in heads:
        now = served(line_ids)
        end = now.ends_on
        if head_id in known or end is None or recognized(line_ids):
            continue
        usual = core.usual(now.spans)
        ramp = Ramp.objects.create(
            entity_id=do.entity_id, order_id=order_id, head_id=head_id, line_ids=list(line_ids),
            usual=usual, rule=usual, starts_on=now.spans[0].start, ends_on=end, until=end,
            total_minor=now.minor, spans=dump(now.spans),
        )  # fmt: skip
        if usual is Spread.OVER_THE_TERM:
            begin(ramp, order, now)
        made.append(ramp)
    return made


def plan_steps(do: Do, contract_id: UUID, quote_id: UUID, term_end: date | None) -> list[Ramp]:
    """Make ramps of the lines onto which an amendment put dated prices: what is not earned yet is spread over
    what remains of the term, as if it had been sold so (IFRS 15 §18, §21(a)).

    term_end  what begins later is a contract of its own (§20); None: the amendment leaves the end as it was
    """
    made = []
    for head_id, line_id, order_id in sources.amended_lines(contract_id, quote_id):
        found = terms.of_lines([line_id])
        until = term_end or max((t.end for t in found), default=do.today)
        priced = [core.Priced(t.start, t.end, t.quantity, t.period_minor) for t in found]
        if not core.stepped(priced, do.today, until):
            continue
        now = served([line_id], until)
        end = now.ends_on
        assert end, "what is stepped is served"
        ramp = Ramp.objects.create(
            entity_id=do.entity_id, order_id=order_id, head_id=head_id, line_ids=[line_id],
            usual=Spread.OVER_THE_TERM, rule=Spread.OVER_THE_TERM, starts_on=now.spans[0].start,
            ends_on=end, until=end, total_minor=now.minor, spans=dump(now.spans),
            agreed_on=do.today,
        )  # fmt: skip
        begin(ramp, ordering.order(order_id, do.entity_id), now)
        made.append(ramp)
    return made


def begin(ramp: Ramp, order: ordering.OrderFacts, now: Served) -> None:
    """Spread a ramp: one that was sold so and of which nothing was earned yet, whose charges earn nothing
    themselves; or what is left of a line that became one."""
    if ramp.agreed_on:
        _take_over(ramp, order, now, ramp.agreed_on)
        return
    write(ramp, order, core.spread(now.spans, now.minor))
    Obligation.objects.filter(
        order_line__in=ramp.line_ids, charge__isnull=False, charge__service__anchor_on__lt=ramp.until
    ).update(ramp=ramp, total_minor=0)  # fmt: skip


def _take_over(ramp: Ramp, order: ordering.OrderFacts, now: Served, on: date) -> None:
    """Its charges keep what they earned before the day, the pieces earn the rest."""
    found = sources.charged(ramp.line_ids, ramp.until)
    known = {charge_id for _pk, charge_id, _one in found}
    rows = {row.pk: row for row in Obligation.objects.filter(pk__in=[pk for pk, *_ in found])}
    ramp.before_minor = 0
    for pk, _charge, one in found:
        row, kept = rows[pk], core.kept_minor(one, on)
        row.ramp, row.kept_minor = ramp, kept
        row.total_minor = one.total_minor - one.base_minor + kept
        if one.start < on < one.end:
            row.ends_on = on
        ramp.before_minor += kept
    Obligation.objects.bulk_update(rows.values(), ["ramp", "kept_minor", "total_minor", "ends_on"])
    later = [
        core.Charged(bill.start, bill.end, bill.minor, bill.minor)
        for bill in now.bills
        if bill.charge_id not in known
    ]
    write(ramp, order, core.taken_over(later, now.spans, now.minor - ramp.before_minor, on))


def again(do: Do, ramp: Ramp) -> Change:
    """Spread a ramp anew where its services changed; what changed, nothing where they did not."""
    now = served(ramp.line_ids, ramp.until)
    spans = dump(now.spans)
    if (spans, now.minor) == (ramp.spans, ramp.total_minor):
        return {}
    before, until = ramp.total_minor, ramp.ends_on
    pieces = core.respread(pieces_of(ramp), now.spans, now.minor - ramp.before_minor, do.today)
    ramp.total_minor, ramp.spans = now.minor, spans
    ramp.ends_on = now.ends_on or ramp.starts_on
    ramp.until = max(ramp.until, ramp.ends_on)
    write(ramp, ordering.order(ramp.order_id), pieces)
    return {"total_minor": (before, now.minor), "ends_on": (until, ramp.ends_on)}


def pieces_of(ramp: Ramp) -> list[Piece]:
    """What a ramp is earned by, locked until the action commits."""
    rows = Obligation.objects.select_for_update().filter(ramp=ramp, part__lt=ramp.pieces)
    days = rows.order_by("part").values_list("starts_on", "ends_on", "total_minor")
    return [Piece(start, end, minor) for start, end, minor in days if start and end]


def write(ramp: Ramp, order: ordering.OrderFacts, pieces: Sequence[Piece]) -> None:
    """An obligation per piece; those that are too many earn nothing."""
    kept = list(Obligation.objects.filter(ramp=ramp, part__isnull=False).order_by("part"))
    for row, piece in zip(kept, pieces, strict=False):
        row.starts_on, row.ends_on, row.total_minor = piece.start, piece.end, piece.minor
    for row in kept[len(pieces) :]:
        row.total_minor = 0
    Obligation.objects.bulk_update(kept, ["starts_on", "ends_on", "total_minor"])
    fresh = list(enumerate(pieces))[len(kept) :]
    if fresh:
        line = ordering.lines(ramp.line_ids)[ramp.line_ids[0]]
        role = account_role(catalog.product(line.product_id).nature)
        bulk.insert(
            [_obligation(ramp, order, role, part, piece) for part, piece in fresh], keys=False
        )
    ramp.pieces = len(pieces)
    ramp.save()


def _obligation(
    ramp: Ramp, order: ordering.OrderFacts, role: str, part: int, piece: Piece
) -> Obligation:
    return Obligation(
        entity_id=ramp.entity_id, customer_id=order.customer_id, order_line_id=ramp.line_ids[0],
        ramp=ramp, part=part, pattern=Pattern.STRAIGHT_LINE, currency=order.currency,
        total_minor=piece.minor, account_role=role, booked_on=order.placed_on,
        starts_on=piece.start, ends_on=piece.end,
    )  # fmt: skip


def recognized(line_ids: Sequence[int]) -> bool:
    """Whether revenue of these lines is in the books."""
    return Recognition.objects.filter(obligation__order_line__in=line_ids).exists()


def dump(spans: Sequence[Span]) -> list[list[str]]:
    return [[s.start.isoformat(), s.end.isoformat(), f"{s.quantity.normalize():f}"] for s in spans]


class UnknownSpread(Invalid):
    """The revenue of a ramp is spread over the term, or by segment."""

    code = "unknown_spread"


class SpreadNeedsReason(Invalid):
    """Say why the revenue of this ramp is not spread in the usual way."""

    code = "spread_needs_reason"


class SpreadUnchanged(Refused):
    """The revenue of this ramp is spread this way already."""

    code = "spread_unchanged"


def choose(ramp: Ramp, spread: str, reason: str) -> Change:
    """Spread it this way, with the reason where it is not the usual one; what changed."""
    said = reason.strip()[:200]
    if spread not in set(Spread):
        raise UnknownSpread(field="spread", found=spread[:20], expected=" | ".join(Spread))
    if (spread, said) == (ramp.rule, ramp.reason):
        raise SpreadUnchanged(field="spread", found=spread)
    if spread != ramp.usual and not said:
        raise SpreadNeedsReason(field="reason", expected="a reason")
    changed: Change = {"spread": (ramp.rule, spread), "reason": (ramp.reason, said)}
    if spread != ramp.rule and recognized(ramp.line_ids):
        raise RevenuePosted(field="spread", found=ramp.rule, fix="book the difference by an entry")
    other = spread != ramp.rule
    ramp.rule, ramp.reason = spread, said
    order = ordering.order(ramp.order_id)
    if not other:
        ramp.save(update_fields=["reason"])
    elif spread == Spread.OVER_THE_TERM:
        now = served(ramp.line_ids, ramp.until)
        ramp.total_minor, ramp.spans = now.minor, dump(now.spans)
        begin(ramp, order, now)
    else:
        release(ramp, order)
    return changed


def release(ramp: Ramp, order: ordering.OrderFacts) -> None:
    """Each charge earns its own days again."""
    write(ramp, order, ())
    rows = list(Obligation.objects.filter(ramp=ramp, charge__isnull=False))
    Obligation.objects.filter(pk__in=[row.pk for row in rows]).update(ramp=None)
    totals = {s.head.id: expected_minor(s.promise) for s in sources.states([r.pk for r in rows])}
    charges = {pk: one for pk, _charge, one in sources.charged(ramp.line_ids, ramp.until)}
    for row in rows:
        row.ramp, row.total_minor, row.kept_minor = None, totals[row.pk], None
        row.ends_on = charges[row.pk].end  # a line that became a ramp may have divided it
    Obligation.objects.bulk_update(rows, ["total_minor", "kept_minor", "ends_on"])
