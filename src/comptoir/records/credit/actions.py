"""Set how much a customer may owe us."""

from __future__ import annotations

from uuid import UUID

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import exponent
from comptoir.platform.actions import Do, action
from comptoir.records.credit.events import CreditLimitSet
from comptoir.records.credit.models import CreditAccount
from comptoir.records.parties import queries as parties


class NegativeLimit(Invalid):
    """A credit limit cannot be below zero."""

    code = "negative_limit"


@action(may="credit.write")
def set_limit(
    do: Do, *, customer_id: UUID, currency: str, limit_minor: int | None
) -> CreditLimitSet:
    """Let a customer owe at most `limit_minor` (incl. VAT) in a currency; None watches no limit."""
    exponent(currency)
    if limit_minor is not None and limit_minor < 0:
        raise NegativeLimit(field="limit", found=str(limit_minor), expected=">= 0")
    if parties.customer(customer_id).entity_id != do.entity_id:
        raise parties.UnknownCustomer(field="customer_id", found=str(customer_id))
    account, _created = CreditAccount.objects.select_for_update().get_or_create(
        customer_id=customer_id, currency=currency, defaults={"entity_id": do.entity_id}
    )
    before, account.limit_minor = account.limit_minor, limit_minor
    account.save(update_fields=["limit_minor"])
    return do.record(
        CreditLimitSet(
            entity_id=do.entity_id, customer_id=customer_id, limit_minor=limit_minor,
            currency=currency,
        ),
        changed={"limit_minor": (before, limit_minor)},
    )  # fmt: skip
