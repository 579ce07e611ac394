"""What customers may owe and how much of it is in use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, QuerySet

from comptoir.platform.paging import keyset
from comptoir.records.credit.models import CreditAccount


@dataclass(frozen=True, slots=True)
class ExposureFacts:
    """Limit and exposure of a customer in one currency, minor units.

    limit     None: no limit is watched
    orders    ordered, not yet invoiced; invoices: not yet paid; deposits: paid, not yet consumed
    """

    customer_id: UUID
    currency: str
    limit: int | None = None
    orders: int = 0
    invoices: int = 0
    deposits: int = 0

    @property
    def exposure(self) -> int:
        """Orders + invoices − deposits."""
        return self.orders + self.invoices - self.deposits

    @property
    def free(self) -> int | None:
        """What may still be ordered, never below zero; None without a limit."""
        return None if self.limit is None else max(0, self.limit - self.exposure)

    @property
    def over(self) -> int:
        """By how much the exposure passes the limit."""
        return 0 if self.limit is None else max(0, self.exposure - self.limit)


def exposure(customer_id: UUID, currency: str) -> ExposureFacts:
    """The customer's limit and exposure; zeros and no limit when nothing happened yet."""
    row = CreditAccount.objects.filter(customer_id=customer_id, currency=currency).first()
    return _facts(row) if row else ExposureFacts(customer_id, currency)


def exposures_of(customer_id: UUID) -> list[ExposureFacts]:
    """All currencies of a customer."""
    rows = CreditAccount.objects.filter(customer_id=customer_id)
    return [_facts(r) for r in rows.order_by("currency")]


def exposures_for(ids: Iterable[UUID]) -> dict[UUID, list[ExposureFacts]]:
    """All currencies of several customers."""
    found: dict[UUID, list[ExposureFacts]] = {}
    rows = CreditAccount.objects.filter(customer_id__in=set(ids)).order_by("currency")
    for row in rows:
        found.setdefault(row.customer_id, []).append(_facts(row))
    return found


def exposures_page(
    entity_id: UUID, *, cursor: str | None = None, limit: int = 50,
    over_limit: bool = False, customer_id: UUID | None = None, currency: str = "",
) -> tuple[Sequence[ExposureFacts], str | None]:  # fmt: skip
    """Accounts of the company by key; `over_limit` keeps those past their limit."""
    wanted = _rows(entity_id, over_limit, customer_id)
    if currency:
        wanted = wanted.filter(currency=currency)
    rows, after = keyset(wanted, ("id",), cursor, limit)
    return [_facts(r) for r in rows], after


def desk(entity_id: UUID, *, over_limit: bool = False, top: int = 200) -> list[ExposureFacts]:
    """The accounts that need eyes: those furthest past their limit, then the largest exposures."""
    used = F("orders_minor") + F("invoices_minor") - F("deposits_minor")
    rows = _rows(entity_id, over_limit).annotate(used=used, past=used - F("limit_minor"))
    ordered = rows.order_by(F("past").desc(nulls_last=True), "-used", "id")
    return [_facts(r) for r in ordered[:top]]


def _rows(
    entity_id: UUID, over_limit: bool = False, customer_id: UUID | None = None
) -> QuerySet[CreditAccount]:
    rows = CreditAccount.objects.filter(entity_id=entity_id)
    if customer_id:
        rows = rows.filter(customer_id=customer_id)
    if over_limit:
        rows = rows.filter(
            limit_minor__lt=F("orders_minor") + F("invoices_minor") - F("deposits_minor")
        )
    return rows


def _facts(row: CreditAccount) -> ExposureFacts:
    return ExposureFacts(
        row.customer_id, row.currency, row.limit_minor, row.orders_minor, row.invoices_minor,
        row.deposits_minor,
    )  # fmt: skip
