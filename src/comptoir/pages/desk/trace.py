"""One order, from the wish that led to it to the revenue that came of it: facts for page and API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from comptoir.pages.desk.sql import one, select
from comptoir.platform import clock
from comptoir.records.parties import queries as parties
from comptoir.stages.ordering import queries as ordering
from comptoir.stages.ordering.queries import OrderFacts


@dataclass(frozen=True, slots=True)
class TraceLine:
    """How far one order line has come, in units.

    invoiced  on issued invoices; paid: on invoices that are settled; periods: billed service periods
    last_on   day of the last delivery; runs_from, runs_to: the service, [from, to)
    """

    line_id: int
    position: int
    sku: str
    description: str
    nature: str
    charge_kind: str
    ordered: Decimal
    delivered: Decimal
    returned: Decimal
    invoiced: Decimal
    credited: Decimal
    paid: Decimal
    periods: int
    promised_on: date | None
    last_on: date | None
    runs_from: date | None
    runs_to: date | None
    net_minor: int

    @property
    def one_off(self) -> bool:
        return self.charge_kind == "one_off"

    @property
    def to_deliver(self) -> Decimal:
        return self.ordered - self.delivered if self.one_off else Decimal(0)

    @property
    def to_invoice(self) -> Decimal:
        """Delivered and kept, but on no invoice yet."""
        if not self.one_off:
            return Decimal(0)
        return max(self.delivered - self.returned - self.invoiced + self.credited, Decimal(0))


@dataclass(frozen=True, slots=True)
class TraceDoc:
    """One document of the chain; `open_minor` is what remains unpaid of an invoice."""

    kind: str
    id: UUID
    number: str
    on: date | None
    minor: int
    currency: str
    state: str
    open_minor: int


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything the order's page says. Amounts in minor units of the order's currency."""

    order: OrderFacts
    customer: str
    today: date
    lines: tuple[TraceLine, ...]
    documents: tuple[TraceDoc, ...]
    invoiced_minor: int
    open_minor: int
    paid_minor: int
    planned_minor: int
    recognized_minor: int

    def of(self, *kinds: str) -> list[TraceDoc]:
        return [d for d in self.documents if d.kind in kinds]


_LINES = """
SELECT l.id, l.position, p.sku, l.description, p.nature, l.charge_kind, l.quantity,
       coalesce(d.delivered, 0), coalesce(d.returned, 0),
       coalesce(i.invoiced, 0), coalesce(i.credited, 0), coalesce(i.paid, 0), coalesce(i.periods, 0),
       l.promised_on, d.last_on, s.anchor_on, coalesce(s.ends_on, l.ends_on), l.net_minor
FROM ordering_line l
JOIN catalog_product p ON p.id = l.product_id
LEFT JOIN LATERAL (
    SELECT sum(f.quantity) FILTER (WHERE NOT f.is_return) AS delivered,
           sum(f.quantity) FILTER (WHERE f.is_return) AS returned,
           max(v.delivered_on) FILTER (WHERE NOT f.is_return) AS last_on
    FROM fulfilling_line f JOIN fulfilling_delivery v ON v.id = f.delivery_id
    WHERE f.order_line_id = l.id) d ON true
LEFT JOIN LATERAL (
    SELECT sum(n.quantity) FILTER (WHERE v.kind = 'invoice') AS invoiced,
           -sum(n.quantity) FILTER (WHERE v.kind = 'credit') AS credited,
           sum(n.quantity) FILTER (WHERE v.kind = 'invoice' AND o.open_minor = 0) AS paid,
           count(DISTINCT n.charge_id) AS periods
    FROM invoicing_line n JOIN invoicing_invoice v ON v.id = n.invoice_id
    LEFT JOIN collecting_open_item o ON o.invoice_id = v.id
    WHERE n.order_line_id = l.id AND v.state = 'issued') i ON true
LEFT JOIN subscribing_service s ON s.order_line_id = l.id
WHERE l.order_id = %(order)s ORDER BY l.position
"""
_DOCUMENTS = """
SELECT 'opportunity', o.id, o.number, o.created_at::date, o.amount_minor, o.currency, o.stage, 0
  FROM prospecting_opportunity o JOIN quoting_quote q ON q.opportunity_id = o.id WHERE q.id = %(quote)s
UNION ALL SELECT 'quote', id, number || ' v' || version, created_at::date, net_minor, currency, state, 0
  FROM quoting_quote WHERE id = %(quote)s
UNION ALL SELECT 'contract', id, number, signed_on, net_minor, currency, state, 0
  FROM contracting_contract WHERE id = %(contract)s
UNION ALL (SELECT 'delivery', id, number, delivered_on, 0, '',
         CASE WHEN is_return THEN 'returned' ELSE 'delivered' END, 0
  FROM fulfilling_delivery WHERE order_id = %(order)s ORDER BY delivered_on, number)
UNION ALL (SELECT v.kind, v.id, coalesce(v.number, ''), v.issued_on, v.gross_minor, v.currency, v.state,
         coalesce(o.open_minor, 0)
  FROM invoicing_invoice v LEFT JOIN collecting_open_item o ON o.invoice_id = v.id
  WHERE v.order_id = %(order)s AND v.state <> 'discarded' ORDER BY v.issued_on NULLS LAST, v.number)
UNION ALL (SELECT 'payment', p.id, p.number, p.received_on, sum(a.amount_minor)::bigint, p.currency,
         'received', 0
  FROM collecting_allocation a JOIN collecting_payment p ON p.id = a.payment_id
  JOIN invoicing_invoice v ON v.id = a.item_id
  WHERE v.order_id = %(order)s GROUP BY p.id
  HAVING sum(a.amount_minor) <> 0 ORDER BY p.received_on, p.number)
UNION ALL SELECT 'renewal', r.id, c.number, r.due_on, 0, '', r.state, 0
  FROM renewing_renewal r JOIN contracting_contract c ON c.id = r.contract_id
  WHERE r.contract_id = %(contract)s
"""
_REVENUE = """
SELECT (SELECT coalesce(sum(o.total_minor), 0)::bigint FROM recognizing_obligation o
         JOIN ordering_line l ON l.id = o.order_line_id WHERE l.order_id = %(order)s),
       (SELECT coalesce(sum(r.amount_minor), 0)::bigint FROM recognizing_recognition r
         JOIN recognizing_obligation o ON o.id = r.obligation_id
         JOIN ordering_line l ON l.id = o.order_line_id WHERE l.order_id = %(order)s)
"""


def trace(order_id: UUID, entity_id: UUID) -> Trace:
    """The order's way so far; UnknownOrder for one of another company."""
    order = ordering.order(order_id, entity_id)
    keys = {"order": order.id, "quote": order.quote_id, "contract": order.contract_id}
    documents = select(TraceDoc, _DOCUMENTS, **keys)
    bills = [d for d in documents if d.kind in ("invoice", "deposit", "credit") and d.number]
    planned, recognized = one(_REVENUE, order=order.id)
    return Trace(
        order=order,
        customer=parties.customer(order.customer_id).name,
        today=clock.today(entity_id),
        lines=tuple(select(TraceLine, _LINES, order=order.id)),
        documents=tuple(documents),
        invoiced_minor=sum(d.minor for d in bills),
        open_minor=sum(d.open_minor for d in bills),
        paid_minor=sum(d.minor for d in documents if d.kind == "payment"),
        planned_minor=planned,
        recognized_minor=recognized,
    )
