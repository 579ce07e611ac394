"""What is under way with each feature, and so keeps it from being switched off: one statement.

Pages over several stages read their tables here as `pages/desk` does. Nothing that holds a feature stops
when it is off: policies still ask, services are still billed. It would only go on where nobody looks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import ngettext_lazy as _n

from comptoir.pages.desk.sql import one
from comptoir.platform import clock


@dataclass(frozen=True, slots=True)
class Hold:
    """What may hold a feature: how it is said, the page where it is ended, and how many there are."""

    feature: str
    said: str | Promise
    page: str
    count: str


_STANDS = " WHERE entity_id = %(entity)s AND (ends_on IS NULL OR ends_on > %(today)s)"
_OPEN_DEAL = """ prospecting_opportunity WHERE entity_id = %(entity)s
  AND stage IN ('qualify', 'propose', 'negotiate')"""
HOLDS = (
    Hold("pipeline", _n("%(n)d open opportunity", "%(n)d open opportunities", "n"),
         "prospecting:list", _OPEN_DEAL),
    Hold("approvals", _n("%(n)d approval policy in force", "%(n)d approval policies in force", "n"),
         "approvals:policies", "approvals_policy" + _STANDS),
    Hold("approvals",
         _n("%(n)d request that waits for approval", "%(n)d requests that wait for approval", "n"),
         "approvals:list", "approvals_request WHERE entity_id = %(entity)s AND state = 'waiting'"),
    Hold("rooms",
         _n("%(n)d buyer with a link to an open quote", "%(n)d buyers with a link to an open quote", "n"),
         "quoting:list",
         """portal_buyer b WHERE b.entity_id = %(entity)s AND b.revoked_at IS NULL
  AND EXISTS (SELECT 1 FROM quoting_quote q WHERE q.series = b.series AND q.state IN ('draft', 'sent'))"""),
    Hold("partners", _n("%(n)d open opportunity of a partner", "%(n)d open opportunities of partners", "n"),
         "prospecting:list", _OPEN_DEAL + " AND partner_id IS NOT NULL"),
    Hold("contracts", _n("%(n)d contract in negotiation", "%(n)d contracts in negotiation", "n"),
         "contracting:list", "contracting_draft WHERE entity_id = %(entity)s AND state <> 'signed'"),
    Hold("contracts",
         _n("%(n)d contract with a notice or renewal to come",
            "%(n)d contracts with a notice or renewal to come", "n"),
         "contracting:list",
         """contracting_contract WHERE entity_id = %(entity)s AND state = 'active'
  AND greatest(notice_on, renewal_on) >= %(today)s"""),
    Hold("contracts", _n("%(n)d obligation to keep", "%(n)d obligations to keep", "n"),
         "contracting:duties",
         """contracting_duty d WHERE d.entity_id = %(entity)s
  AND (d.ends_on IS NULL OR d.ends_on > %(today)s) AND (d.every_months > 0 OR NOT EXISTS (
    SELECT 1 FROM contracting_duty_mark m WHERE m.duty_id = d.id AND m.kind = 'done'))"""),
    Hold("signature",
         _n("%(n)d document that waits for signatures", "%(n)d documents that wait for signatures", "n"),
         "contracting:list",
         "contracting_signing WHERE entity_id = %(entity)s AND state IN ('draft', 'open', 'signed')"),
    Hold("renewals", _n("%(n)d renewal to decide", "%(n)d renewals to decide", "n"), "renewing:list",
         "renewing_renewal WHERE entity_id = %(entity)s AND state IN ('open', 'quoted')"),
    Hold("credit", _n("%(n)d credit limit that is watched", "%(n)d credit limits that are watched", "n"),
         "credit:list",
         """credit_account a JOIN parties_customer c ON c.id = a.customer_id
  WHERE c.entity_id = %(entity)s AND a.limit_minor IS NOT NULL"""),
    Hold("subscriptions", _n("%(n)d service that runs", "%(n)d services that run", "n"),
         "subscribing:list", "subscribing_service WHERE entity_id = %(entity)s AND state = 'active'"),
    Hold("usage", _n("%(n)d service billed by use", "%(n)d services billed by use", "n"),
         "metering:list",
         "subscribing_service WHERE entity_id = %(entity)s AND state = 'active' AND charge_kind = 'usage'"),
    Hold("reminders",
         _n("%(n)d pause agreed with a customer", "%(n)d pauses agreed with customers", "n"),
         "collecting:reminders",
         "collecting_reminder_pause WHERE entity_id = %(entity)s AND ends_on > %(today)s"),
    Hold("reminders",
         _n("%(n)d message of a customer to answer", "%(n)d messages of customers to answer", "n"),
         "collecting:reminders",
         "collecting_payer_message WHERE entity_id = %(entity)s AND closed_on IS NULL"),
    Hold("revenue",
         _n("%(n)d sale whose revenue is still to be earned",
            "%(n)d sales whose revenue is still to be earned", "n"),
         "recognizing:deferred",
         """recognizing_obligation WHERE entity_id = %(entity)s AND pattern = 'straight_line'
  AND ends_on > %(today)s"""),
    Hold("ramps", _n("%(n)d ramp that runs", "%(n)d ramps that run", "n"), "recognizing:ramps",
         "recognizing_ramp WHERE entity_id = %(entity)s AND ends_on > %(today)s"),
    Hold("configurator", _n("%(n)d published product model", "%(n)d published product models", "n"),
         "configuring:list",
         """configuring_model m WHERE m.entity_id = %(entity)s AND EXISTS (
    SELECT 1 FROM configuring_version v WHERE v.model_id = m.id AND v.state = 'published')"""),
    Hold("agreements", _n("%(n)d customer price in force", "%(n)d customer prices in force", "n"),
         "pricing:agreements", "pricing_customer_price" + _STANDS),
    Hold("promotions", _n("%(n)d promotion in force", "%(n)d promotions in force", "n"),
         "pricing:promotions", "pricing_promotion" + _STANDS),
    Hold("price_changes", _n("%(n)d price change to come", "%(n)d price changes to come", "n"),
         "pricing:changes",
         """pricing_price_change WHERE entity_id = %(entity)s
  AND (state = 'planned' OR state = 'published' AND starts_on > %(today)s)"""),
    Hold("commissions", _n("%(n)d commission in force", "%(n)d commissions in force", "n"),
         "pricing:commissions", "pricing_commission" + _STANDS),
    Hold("currencies",
         _n("%(n)d price book in another currency", "%(n)d price books in another currency", "n"),
         "pricing:list",
         """pricing_price_book b JOIN parties_entity e ON e.id = b.entity_id
  WHERE b.entity_id = %(entity)s AND b.currency <> e.currency AND b.active
  AND (b.ends_on IS NULL OR b.ends_on > %(today)s)"""),
    Hold("imports", _n("%(n)d import under way", "%(n)d imports under way", "n"), "imports:list",
         "imports_import WHERE entity_id = %(entity)s AND state = 'writing'"),
    Hold("connections", _n("%(n)d system that is connected", "%(n)d systems that are connected", "n"),
         "integrating:list", "integrating_connection WHERE entity_id = %(entity)s AND state <> 'off'"),
)  # fmt: skip
_COUNTS = "SELECT " + ",\n ".join(f"(SELECT count(*) FROM {h.count})" for h in HOLDS)  # noqa: S608


@dataclass(frozen=True, slots=True)
class Held:
    """So many of something, and the page where it is ended."""

    text: str
    count: int
    url: str


def held(entity_id: UUID) -> Mapping[str, list[Held]]:
    """Feature → what is under way with it, in the reader's language; a feature without anything has none."""
    counts = one(_COUNTS, entity=entity_id, today=clock.today(entity_id))
    found: dict[str, list[Held]] = defaultdict(list)
    for hold, count in zip(HOLDS, counts, strict=True):
        if count:
            found[hold.feature].append(Held(hold.said % {"n": count}, count, reverse(hold.page)))
    return dict(found)
