"""What waits for the reader in each group of the rail: one statement, once per request."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest

from comptoir.kernel.errors import DomainError
from comptoir.pages.desk.sql import one
from comptoir.platform import clock
from comptoir.platform.roles import Actor, Role
from comptoir.platform.web import actor_of, entity_of

# Buyers: the rows of `pages/portal/queries.waiting`.
# To invoice: lines of open orders with more delivered (less returned) than invoiced.
_WAITING = """
SELECT
 (SELECT count(*) FROM quoting_quote WHERE entity_id = %(entity)s AND state = 'sent'),
 (SELECT count(*) FROM renewing_renewal WHERE entity_id = %(entity)s AND state IN ('open', 'quoted')),
 (SELECT count(*) FROM ordering_order WHERE entity_id = %(entity)s AND state = 'held'),
 (SELECT count(*) FROM ordering_order o WHERE o.entity_id = %(entity)s AND o.state = 'open'
    AND EXISTS (SELECT 1 FROM ordering_line l
                LEFT JOIN LATERAL (SELECT sum(CASE WHEN f.is_return THEN 0 ELSE f.quantity END) AS q
                                   FROM fulfilling_line f WHERE f.order_line_id = l.id) d ON true
                WHERE l.order_id = o.id AND l.charge_kind = 'one_off'
                  AND abs(coalesce(d.q, 0)) < abs(l.quantity))),
 (SELECT count(*) FROM ordering_order o WHERE o.entity_id = %(entity)s AND o.state = 'open'
    AND EXISTS (SELECT 1 FROM ordering_line l
                JOIN LATERAL (SELECT sum(CASE WHEN f.is_return THEN -f.quantity ELSE f.quantity END) AS q
                              FROM fulfilling_line f WHERE f.order_line_id = l.id) d ON true
                LEFT JOIN LATERAL (SELECT sum(n.quantity) AS q FROM invoicing_line n
                                   JOIN invoicing_invoice v ON v.id = n.invoice_id
                                   WHERE n.order_line_id = l.id AND v.state = 'issued'
                                     AND (v.kind = 'invoice' OR n.restores_quantity)) i ON true
                WHERE l.order_id = o.id AND l.charge_kind = 'one_off'
                  AND coalesce(d.q, 0) > coalesce(i.q, 0))),
 (SELECT count(*) FROM invoicing_invoice WHERE entity_id = %(entity)s AND state = 'draft'),
 (SELECT count(*) FROM invoicing_invoice WHERE entity_id = %(entity)s AND state = 'to_approve'),
 (SELECT count(*) FROM collecting_open_item
   WHERE entity_id = %(entity)s AND due_on < %(today)s AND open_minor > 0),
 (SELECT count(DISTINCT s.request_id) FROM approvals_step s
   JOIN approvals_request r ON r.id = s.request_id JOIN approvals_policy p ON p.id = s.policy_id
   WHERE s.entity_id = %(entity)s AND s.state = 'waiting' AND %(me)s NOT IN (r.asked_by, r.owner)
     AND (s.role = ANY(%(roles)s) OR 'user:' || s.person_id = %(me)s
          OR s.escalated_at IS NOT NULL AND (p.escalate_role = ANY(%(roles)s)
                                             OR 'user:' || p.escalate_person_id = %(me)s)
          OR EXISTS (SELECT 1 FROM approvals_substitute u
                     LEFT JOIN platform_user_role a ON a.user_id = u.absent_id
                     WHERE 'user:' || u.person_id = %(me)s AND u.entity_id = s.entity_id
                       AND %(today)s BETWEEN u.starts_on AND u.ends_on
                       AND 'user:' || u.absent_id NOT IN (r.asked_by, r.owner)
                       AND (a.role = s.role OR u.absent_id = s.person_id)))),
 (SELECT count(*) FROM portal_message m
   JOIN quoting_quote q ON q.series = m.series AND q.state IN ('draft', 'sent')
   WHERE m.entity_id = %(entity)s AND m.side = 'buyer'
     AND NOT EXISTS (SELECT 1 FROM portal_message n WHERE n.series = m.series AND n.place = m.place
                     AND (n.created_at, n.id) > (m.created_at, m.id)))
 + (SELECT count(*) FROM portal_counter c JOIN quoting_quote q ON q.id = c.quote_id AND q.state = 'sent'
    WHERE c.entity_id = %(entity)s AND c.state = 'open')
"""
NAMES = (
    "quotes_sent", "renewals", "orders_held", "to_deliver", "to_invoice", "drafts", "to_approve",
    "overdue", "approvals", "buyers",
)  # fmt: skip


def numbers(request: HttpRequest) -> Mapping[str, int]:
    """Every count by name; zeros before the first company exists."""
    known: Mapping[str, int] | None = getattr(request, "waiting", None)
    if known is None:
        known = _numbers(request)
        request.waiting = known  # type: ignore[attr-defined]
    return known


def _numbers(request: HttpRequest) -> Mapping[str, int]:
    if not request.user.is_authenticated:
        return dict.fromkeys(NAMES, 0)
    try:
        entity_id = entity_of(request)
    except DomainError:
        return dict.fromkeys(NAMES, 0)
    return counted(entity_id, actor_of(request))


def counted(entity_id: UUID, reader: Actor) -> Mapping[str, int]:
    """Every count of a company by name; approvals: those that want this reader's word."""
    roles = [r.value for r in (Role if reader.may("*") else reader.roles)]
    row = one(_WAITING, entity=entity_id, today=clock.today(entity_id), me=reader.name, roles=roles)
    return dict(zip(NAMES, row, strict=True))


def waiting(request: HttpRequest) -> Mapping[str, int]:
    """Group of the rail → how many things wait there."""
    n = numbers(request)
    return {
        "sell": n["quotes_sent"] + n["approvals"] + n["buyers"],
        "contracts": n["renewals"],
        "orders": n["orders_held"] + n["to_deliver"],
        "bill": n["to_invoice"] + n["drafts"] + n["to_approve"],
        "collect": n["overdue"],
    }
