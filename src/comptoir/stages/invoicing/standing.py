"""What of an order stands invoiced: the ground of every further invoice. Reads only this room."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.platform import sql
from comptoir.stages.invoicing.core.deposits import Deposit, Tax
from comptoir.stages.invoicing.core.lines import ADVANCES, NOTHING, LineKind, Standing
from comptoir.stages.invoicing.core.margins import Inside, plus
from comptoir.stages.invoicing.core.totals import vat_of
from comptoir.stages.ordering.core.states import OrderState
from comptoir.stages.ordering.queries import OrderFacts, OrderLineFacts
from comptoir.stages.subscribing import queries as subscribing

RESERVED = (OrderState.OPEN, OrderState.HELD)  # orders that still count against the credit limit
UNRESERVED = (LineKind.USAGE, *ADVANCES)  # what no order counted against the limit
# Three index look-ups (by order line, by the order's deposit invoice, by what consumed it), then one
# sum. Drafts stand; a restored quantity is taken off once its credit note is issued.
_STANDING = """
WITH mine AS (
    SELECT id FROM invoicing_line WHERE order_line_id = ANY(%(lines)s)
    UNION
    SELECT l.id FROM invoicing_invoice d JOIN invoicing_line l ON l.invoice_id = d.id
    WHERE d.order_id = ANY(%(orders)s) AND l.kind = 'deposit'
    UNION
    SELECT l.id FROM invoicing_invoice d JOIN invoicing_line l ON l.deposit_id = d.id
    WHERE d.order_id = ANY(%(orders)s)
)
SELECT l.kind, l.order_line_id, coalesce(d.order_id, i.order_id),
       CASE WHEN l.kind IN ('deposit', 'deduction') THEN coalesce(l.deposit_id, i.corrects_id, i.id) END,
       l.decision_id, l.vat_rate,
       coalesce(sum(l.quantity) FILTER (WHERE stands), 0),
       coalesce(sum(l.net_minor) FILTER (WHERE stands), 0)::bigint,
       coalesce(sum(l.net_minor) FILTER (WHERE stands AND i.state = 'issued'), 0)::bigint,
       max(l.margin_rate), coalesce(sum(l.purchase_minor) FILTER (WHERE stands), 0)::bigint,
       coalesce(sum(l.margin_vat_minor) FILTER (WHERE stands), 0)::bigint
FROM mine JOIN invoicing_line l USING (id) JOIN invoicing_invoice i ON i.id = l.invoice_id
LEFT JOIN invoicing_invoice d ON d.id = l.deposit_id
CROSS JOIN LATERAL (SELECT
    CASE WHEN i.kind = 'credit'
         THEN i.state = 'issued' AND (l.restores_quantity OR l.kind IN ('deposit', 'deduction'))
         ELSE l.kind <> 'deposit' OR i.state = 'issued' END AS stands) s
WHERE i.state <> 'discarded' AND i.id IS DISTINCT FROM %(but_not)s::uuid
GROUP BY 1, 2, 3, 4, 5, 6
"""


@dataclass(frozen=True, slots=True)
class Sum:
    """Lines of one kind, order line, deposit and decision, summed; `issued_minor` without drafts.

    inside  what was paid for what they sell and the VAT in its price, under a margin scheme
    """

    kind: str
    order_line_id: int | None
    deposit_id: UUID | None
    tax: Tax
    quantity: Decimal
    net_minor: int
    issued_minor: int
    inside: Inside


@dataclass(frozen=True, slots=True)
class OrderStanding:
    """An order and what of it stands invoiced."""

    order: OrderFacts
    sums: tuple[Sum, ...]
    lines: Mapping[int, Standing] = field(default_factory=dict)

    def issued_by_rate(self) -> dict[Decimal, int]:
        """Net of what is sold on its issued documents, per VAT rate."""
        nets: dict[Decimal, int] = {}
        for s in self.sums:
            if s.kind not in UNRESERVED:
                nets[s.tax.rate] = nets.get(s.tax.rate, 0) + s.issued_minor
        return nets

    def deposits(self) -> list[Deposit]:
        """The issued deposit per VAT decision, with what was consumed of it."""
        asked = {(s.deposit_id, s.tax): s.net_minor for s in self._of(LineKind.DEPOSIT)}
        inside: dict[tuple[UUID | None, Tax], Inside] = {}
        for s in [*self._of(LineKind.DEPOSIT), *self._of(LineKind.DEDUCTION)]:
            was = inside.get((s.deposit_id, s.tax))
            inside[s.deposit_id, s.tax] = plus(was, s.inside) if was else s.inside
        used: dict[tuple[UUID | None, Tax], int] = {}
        for s in self._of(LineKind.DEDUCTION):
            used[s.deposit_id, s.tax] = used.get((s.deposit_id, s.tax), 0) - s.net_minor
        bases, invoiced = bases_of(self.order), self._invoiced()
        return [
            Deposit(
                deposit, tax, minor, used.get((deposit, tax), 0), bases.get(tax, 0),
                invoiced.get(tax, 0), inside[deposit, tax],
            )
            for (deposit, tax), minor in asked.items()
            if deposit is not None
        ]  # fmt: skip

    def _of(self, kind: LineKind) -> list[Sum]:
        return [s for s in self.sums if s.kind == kind]

    def _invoiced(self) -> dict[Tax, int]:
        nets: dict[Tax, int] = {}
        for s in self.sums:
            once = not (self.order.schedule and s.kind == LineKind.RECURRING)
            if once and s.kind not in UNRESERVED:
                nets[s.tax] = nets.get(s.tax, 0) + s.net_minor
        return nets


def standing(order: OrderFacts, but_not: UUID | None = None) -> OrderStanding:
    """What stands invoiced of an order, `but_not` one draft that is being written anew."""
    return standings([order], but_not)[order.id]


def standings(
    orders: Collection[OrderFacts], but_not: UUID | None = None
) -> dict[UUID, OrderStanding]:
    """`standing` of many orders, given with their lines; one statement."""
    home = {line.id: order.id for order in orders for line in order.lines}
    asked: dict[str, Any] = {
        "lines": list(home),
        "orders": [order.id for order in orders],
        "but_not": but_not,
    }
    rows = sql.rows(_STANDING, asked)
    sums: dict[UUID, list[Sum]] = {order.id: [] for order in orders}
    for kind, line, order_id, deposit, decision, rate, quantity, net, issued, *margin in rows:
        tax, inside = Tax(decision, rate), Inside(*margin)
        made = Sum(kind, line, deposit, tax, quantity, net, issued, inside)
        at: UUID = home.get(line) or order_id
        sums[at].append(made)
    return {o.id: OrderStanding(o, tuple(sums[o.id]), _by_line(sums[o.id])) for o in orders}


def takes_over(stands: OrderStanding, lines: Iterable[Any], *, credit: bool = False) -> int:
    """How much of the order's credit reservation these lines take over when they are issued.

    credit  lines of a credit note: negative, the reservation comes back while the order is open
    """
    before = stands.issued_by_rate()
    after = dict(before)
    for line in lines:
        if line.kind not in UNRESERVED and (line.restores_quantity or not credit):
            after[line.vat_rate] = after.get(line.vat_rate, 0) + line.net_minor
    gross = stands.order.gross_minor
    moved = freed_minor(after, gross) - freed_minor(before, gross)
    return moved if moved > 0 or stands.order.state in RESERVED else 0


def _by_line(sums: Iterable[Sum]) -> dict[int, Standing]:
    found: dict[int, Standing] = {}
    for s in sums:
        if s.order_line_id is not None and s.kind not in UNRESERVED:
            was = found.get(s.order_line_id, NOTHING)
            found[s.order_line_id] = Standing(
                was.quantity + s.quantity,
                was.net_minor + s.net_minor,
                was.purchase_minor + (s.inside.purchase_minor or 0),
            )
    return found


def freed_minor(nets: Mapping[Decimal, int], order_gross_minor: int) -> int:
    """Net per rate as an amount with VAT, never more than the order reserved nor below nothing."""
    gross = sum(net + vat_of(net, rate) for rate, net in nets.items())
    return max(0, min(gross, order_gross_minor))


def bases_of(order: OrderFacts) -> dict[Tax, int]:
    """Net of an order per VAT decision: one-off lines, and recurring ones over their term; of an order
    with a schedule one-off lines only."""
    bases: dict[Tax, int] = {}
    for line in order.deliverable if order.schedule else order.lines:
        tax = Tax(line.decision_id, line.vat_rate)
        bases[tax] = bases.get(tax, 0) + _whole(line)
    return bases


def _whole(line: OrderLineFacts) -> int:
    if line.charge_kind == "one_off":
        return line.net_minor
    return subscribing.term_minor(line) if line.charge_kind == subscribing.RECURRING else 0
