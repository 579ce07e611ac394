"""Self-billing mandates: granted and ended. Who writes an invoice is read where it is issued."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from comptoir.kernel.errors import Invalid, NotFound, Refused
from comptoir.platform import numbering, sql
from comptoir.platform.actions import Change, Do, action
from comptoir.platform.ids import new_id
from comptoir.records.parties import rows
from comptoir.records.parties.core import self_billing
from comptoir.records.parties.events import SelfBillingEnded, SelfBillingGranted
from comptoir.records.parties.models import SelfBilling


class UnknownMandate(NotFound):
    """This customer has no such self-billing mandate."""

    code = "unknown_self_billing"


class MandateStands(Refused):
    """A customer has one self-billing mandate at a time."""

    code = "self_billing_stands"


class MandateOver(Refused):
    """This self-billing mandate is over."""

    code = "self_billing_over"


class SeriesTaken(Refused):
    """Another customer's invoice numbers begin like this."""

    code = "self_billing_series_taken"


class NoBusiness(Invalid):
    """Only a business writes invoices for another."""

    code = "self_billing_of_a_person"


@action(may="parties.write")
def grant_self_billing(
    do: Do,
    *,
    customer_id: UUID,
    accepted_on: date,
    from_on: date,
    reference: str,
    series: str,
    until_on: date | None = None,
) -> SelfBillingGranted:
    """Note that a customer writes our invoices in our name, as agreed before (CGI art. 289, I, 2).

    until_on   its last day; None: until it is ended
    reference  of the written agreement
    series     what the customer's numbers for us begin with; no other customer's begin with the same
    """  # fmt: skip
    given = {"accepted_on": accepted_on, "from_on": from_on, "until_on": until_on}
    clean = self_billing.check(
        {**given, "reference": reference, "series": series}, do.today, numbering.PREFIXES.values()
    )
    row = rows.locked(do, customer_id)
    if row.kind != "company":
        raise NoBusiness(field="customer_id", found=row.number)
    for known in SelfBilling.objects.filter(customer=row).order_by("from_on"):
        if (until_on is None or known.from_on <= until_on) and (
            known.until_on is None or from_on <= known.until_on
        ):
            raise MandateStands(
                field="from_on", found=from_on, fix="end the other mandate first",
                reference=known.reference, from_on=known.from_on, until_on=known.until_on,
            )  # fmt: skip
    # two that exclude each other would wait for each other: one after the other
    sql.alone(f"mandates {do.entity_id}")
    made = SelfBilling(id=new_id(), entity_id=do.entity_id, customer=row, **clean)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        if "self_billing_series_of_one" not in str(error):
            raise
        raise SeriesTaken(
            field="series", found=clean["series"], fix="agree on another beginning"
        ) from None
    changed: Change = {n: (None, v) for n, v in clean.items()}
    event = SelfBillingGranted(
        entity_id=do.entity_id, customer_id=row.id, mandate_id=made.id, from_on=from_on
    )
    return do.record(event, changed=changed)


@action(may="parties.write")
def end_self_billing(
    do: Do, *, customer_id: UUID, mandate_id: UUID, until_on: date
) -> SelfBillingEnded:
    """End a mandate with that day, its last; what the customer wrote before stays as it is."""
    row = rows.locked(do, customer_id)
    mandate = SelfBilling.objects.filter(pk=mandate_id, customer=row).first()
    if mandate is None:
        raise UnknownMandate(field="mandate_id", found=str(mandate_id))
    before = mandate.until_on
    if before and before < do.today:
        raise MandateOver(field="mandate_id", found=before)
    self_billing.check_end(mandate.from_on, until_on)
    if before and until_on > before:
        raise self_billing.MandateDates(
            field="until_on", found=until_on, expected=f"at most {before}",
            fix="grant another mandate",
        )  # fmt: skip
    mandate.until_on = until_on
    mandate.save(update_fields=["until_on"])
    event = SelfBillingEnded(
        entity_id=do.entity_id, customer_id=row.id, mandate_id=mandate.id, until_on=until_on
    )
    return do.record(event, changed={"until_on": (before, until_on)})
