"""What a change of many prices means for running contracts: they keep their price, and what follows then."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from comptoir.kernel.money import half_up
from comptoir.pages.desk.sql import select
from comptoir.stages.contracting import queries as contracting
from comptoir.stages.contracting import versions
from comptoir.stages.pricing.changes import PriceChangeFacts
from comptoir.stages.quoting import renewing_ahead
from comptoir.stages.quoting.renewing_ahead import Renewing
from comptoir.stages.quoting.repricing import Repriced

_SERVICES = """
SELECT k.id, coalesce(k.number, o.number), c.name, k.ends_on, count(*),
       sum(s.period_minor::numeric * 12 / s.billing_months), count(*) OVER ()
FROM subscribing_service s JOIN parties_customer c ON c.id = s.customer_id
JOIN ordering_order o ON o.id = s.order_id
LEFT JOIN contracting_contract k ON k.id = o.contract_id OR o.contract_id IS NULL AND k.quote_id = o.quote_id
WHERE s.entity_id = %(entity)s AND s.currency = %(currency)s AND s.state = 'active'
  AND s.charge_kind = 'recurring' AND s.product_id = ANY(%(products)s)
GROUP BY 1, 2, 3, 4 ORDER BY k.ends_on NULLS LAST, 2 LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class _Running:
    contract_id: UUID | None
    number: str
    customer: str
    ends_on: date | None
    services: int
    yearly_minor: Decimal
    contracts: int


@dataclass(frozen=True, slots=True)
class ContractImpact:
    """A running contract, or an order without one, that sells what changes. It keeps its price until
    `ends_on`; None: no end was agreed, and it keeps it on.

    yearly_minor  a year of these services, now and until then
    quoted        the open quote that renews it already: id, number, state
    renewal       else what its renewal comes to, as the contract says and priced again; None: nothing is
                  renewed, or at the prices of another book
    """

    contract_id: UUID | None
    number: str
    customer: str
    ends_on: date | None
    services: int
    yearly_minor: int
    quoted: tuple[UUID, str, str] | None
    renewal: Repriced | None


@dataclass(frozen=True, slots=True)
class Running:
    """contracts  the first to end;  count: of all"""

    contracts: tuple[ContractImpact, ...]
    count: int

    @property
    def services(self) -> int:
        return sum(c.services for c in self.contracts)

    @property
    def renewals(self) -> list[Repriced]:
        return [c.renewal for c in self.contracts if c.renewal and not c.renewal.refused]

    @property
    def before_minor(self) -> int:
        return sum(r.before_minor for r in self.renewals)

    @property
    def after_minor(self) -> int:
        return sum(r.after_minor for r in self.renewals)


def running(
    change: PriceChangeFacts,
    entity_id: UUID,
    today: date,
    *,
    products: Collection[UUID],
    currency: str,
    most: int,
) -> Running:
    """The running contracts that sell what changes, the next to end first, each with its renewal.

    A renewal is drafted at the prices of its contract, raised by the contract's rule where it has one: the
    list counts only where somebody prices that draft again. A few statements, and a few for each amended
    contract.
    """
    asked = {"entity": entity_id, "products": list(products), "currency": currency, "most": most}
    rows = select(_Running, _SERVICES, **asked)
    ids = {row.contract_id for row in rows if row.contract_id}
    quoted = renewing_ahead.open_renewals(ids)
    made = contracting.contracts(ids - quoted.keys())
    ahead = [one for one in map(_renewing, made.values()) if one]
    renewals = renewing_ahead.drafted(change, entity_id, today, ahead)
    found = tuple(
        ContractImpact(
            row.contract_id, row.number, row.customer, row.ends_on, row.services,
            half_up(row.yearly_minor), quoted.get(row.contract_id) if row.contract_id else None,
            renewals.get(row.contract_id) if row.contract_id else None,
        )
        for row in rows
    )  # fmt: skip
    return Running(found, rows[0].contracts if rows else 0)


def _renewing(made: contracting.ContractFacts) -> Renewing | None:
    """How a contract will be renewed; None where it ends for good."""
    due = made.renewal_on or made.ends_on
    if made.state != "active" or due is None:
        return None
    if made.version == 1:  # as it was signed
        agreed = versions.agreed(made) if made.uplift else None
        return Renewing(made.id, made.quote_id, due, agreed)
    going = versions.going_on(made)
    return Renewing(made.id, made.quote_id, due, versions.agreed(made), going)
