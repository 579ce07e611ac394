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
    minor: int

    @property
    def ends_on(self) -> date | None:
        return max((s.end for s in self.spans), default=None)


def served(line_ids: Sequence[int], until: date | None = None) -> Served:
    """until  the end of the term: what begins later is a contract of its own (IFRS 15 §20)"""
    found = [t for t in terms.of_lines(line_ids) if until is None or t.start < until]
    spans = tuple(Span(t.start, t.end, t.quantity) for t in found if t.start < t.end)
    return Served(spans, sum(t.minor for t in found))


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


def begin(ramp: Ramp, order: ordering.OrderFacts, now: Served) -> None:
    """Spread a ramp of which nothing was earned yet; its charges earn nothing themselves."""
    write(ramp, order, core.spread(now.spans, now.minor))
    Obligation.objects.filter(
        order_line__in=ramp.line_ids, charge__isnull=False, charge__service__anchor_on__lt=ramp.until
    ).update(ramp=ramp, total_minor=0)  # fmt: skip


def again(do: Do, ramp: Ramp) -> Change:
    """Spread a ramp anew where its services changed; what changed, nothing where they did not."""
    now = served(ramp.line_ids, ramp.until)
    spans = dump(now.spans)
    if (spans, now.minor) == (ramp.spans, ramp.total_minor):
        return {}
    before, until = ramp.total_minor, ramp.ends_on
    pieces = core.respread(pieces_of(ramp), now.spans, now.minor, do.today)
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
    for row in rows:
        row.ramp, row.total_minor = None, totals[row.pk]
    Obligation.objects.bulk_update(rows, ["total_minor"])
