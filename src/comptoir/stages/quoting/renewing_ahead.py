"""What the renewals of running contracts would come to, as they would be drafted and priced again. Nothing is
written."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from comptoir.platform import sql
from comptoir.stages.pricing.changes import PriceChangeFacts
from comptoir.stages.quoting import raising, repricing
from comptoir.stages.quoting.actions import renewals, rows, whole
from comptoir.stages.quoting.core.stretches import Stretch
from comptoir.stages.quoting.models import OPEN, Quote
from comptoir.stages.quoting.repricing import Repriced


@dataclass(frozen=True, slots=True)
class Renewing:
    """A contract that will be renewed.

    quote_id  that it came of;  agreed: what it says of its price at renewal
    going     of one that was amended: the lines that go on, as of `draft_renewal`
    """

    contract_id: UUID
    quote_id: UUID
    starts_on: date
    agreed: raising.Agreed | None = None
    going: Mapping[int, Stretch] | None = None


def drafted(
    change: PriceChangeFacts, entity_id: UUID, today: date, asked: Sequence[Renewing]
) -> dict[UUID, Repriced]:
    """Contract → its renewal: before, as it would be drafted; after, priced again with the change on the day
    that it holds. Contracts of another price book are left out: their renewals know nothing of the change.
    """
    wanted = {one.quote_id: one for one in asked}
    sources = sql.find(Quote, "id = ANY(%s) AND book_id = %s", [list(wanted), change.book_id])
    if not sources:
        return {}
    rules: dict[str, raising.Raised | None] = {}
    told = repricing.lines_of(sources)
    quotes: list[Quote] = []
    lines: dict[UUID, repricing.Rows] = {}
    for source in sources:
        one = wanted[source.id]
        agreed = rows.agreed_lines(source, told[source.id])
        made = renewals.Asked(one.contract_id, one.starts_on, source.term_months, one.going)
        raised = _raised(entity_id, one.agreed, today, rules)
        more = renewals.added(one.going, agreed)
        quote, copies = renewals.built(source, agreed, more, made, raised)
        if copies:
            quotes.append(quote)
            lines[quote.id] = copies
    return _priced(change, entity_id, max(today, change.starts_on), quotes, lines)


def _priced(
    change: PriceChangeFacts,
    entity_id: UUID,
    on: date,
    quotes: Sequence[Quote],
    lines: Mapping[UUID, repricing.Rows],
) -> dict[UUID, Repriced]:
    if not quotes:
        return {}
    batch = repricing.batch_of(change, entity_id, on, quotes, lines)
    found: dict[UUID, Repriced] = {}
    for quote in quotes:
        for position, line in enumerate(lines[quote.id], start=1):
            line.position = position
        whole.settle_on(batch.grounds[quote.id], quote, lines[quote.id], batch.categories)
        assert quote.renews_contract
        found[quote.renews_contract] = repricing.priced_again(batch, quote)[0]
    return found


def _raised(
    entity_id: UUID,
    agreed: raising.Agreed | None,
    today: date,
    known: dict[str, raising.Raised | None],
) -> raising.Raised | None:
    """The rule worked out, once for all contracts that say the same."""
    if agreed is None:
        return None
    key = json.dumps([dict(agreed.rule), str(agreed.priced_on)], sort_keys=True, default=str)
    if key not in known:
        known[key] = raising.due(entity_id, agreed, today)
    return known[key]


def open_renewals(contracts: Collection[UUID]) -> dict[UUID, tuple[UUID, str, str]]:
    """Contract → the open quote that renews it: id, number and state; one statement."""
    found = sql.rows(_OPEN, [list(contracts), OPEN])
    return {row[0]: (row[1], row[2], row[3]) for row in found}


_OPEN = """
SELECT renews_contract, id, number || ' v' || version, state FROM quoting_quote
WHERE renews_contract = ANY(%s) AND state = ANY(%s) ORDER BY created_at
"""
