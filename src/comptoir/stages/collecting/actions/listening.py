"""What a customer says on the private page of an invoice, and that somebody took care of it."""

from __future__ import annotations

from uuid import UUID

from comptoir.kernel.errors import Invalid, NothingDue, Refused
from comptoir.platform import mailing
from comptoir.platform.actions import Do, action
from comptoir.stages.collecting import messages
from comptoir.stages.collecting.events import (
    PayerMessageClosed,
    PayerMessageMailed,
    PayerSaid,
)
from comptoir.stages.collecting.message_models import KINDS, LONGEST, PayerMessage
from comptoir.stages.collecting.models import OpenItem

MOST_OPEN = 5  # of one invoice that nobody has answered


class BadMessage(Invalid):
    """Say what is wrong with the invoice, in at most 1,000 characters."""

    code = "bad_payer_message"


class NothingToSay(Refused):
    """This invoice is settled: there is nothing to tell us about it."""

    code = "invoice_settled"


class AlreadySaid(Refused):
    """We have your messages about this invoice and will answer them first."""

    code = "payer_said_enough"


@action(may="customer")
def tell_collector(do: Do, *, invoice_id: UUID, kind: str, text: str = "") -> PayerSaid:
    """The customer says that it has paid, or what is wrong with the invoice."""
    item = (
        OpenItem.objects.select_for_update().filter(pk=invoice_id, entity_id=do.entity_id).first()
    )
    if item is None or item.open_minor <= 0:
        raise NothingToSay(field="invoice_id", found=str(invoice_id))
    told = _told(kind, text)
    if PayerMessage.objects.filter(item=item, closed_on=None).count() >= MOST_OPEN:
        raise AlreadySaid(field="text", found=MOST_OPEN)
    row = PayerMessage.objects.create(
        entity_id=do.entity_id, customer_id=item.customer_id, item=item, kind=kind, text=told,
        on=do.today,
    )  # fmt: skip
    return do.record(
        PayerSaid(entity_id=do.entity_id, invoice_id=invoice_id, message_id=row.pk, kind=kind)
    )


def _told(kind: str, text: str) -> str:
    """The words, one line, without signs that turn the reading order around or are not seen."""
    told = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if kind not in KINDS:
        raise BadMessage(field="kind", found=kind[:20], expected=" | ".join(KINDS))
    if len(told) > LONGEST or (kind == "dispute" and not told):
        raise BadMessage(field="text", found=len(told), expected=f"1 to {LONGEST}")
    return told


@action(may="collecting.write")
def close_payer_message(do: Do, *, message_id: UUID) -> PayerMessageClosed:
    """Somebody took care of what a customer said; NothingDue where it was done before."""
    messages.message(do.entity_id, message_id)
    row = PayerMessage.objects.select_for_update().get(pk=message_id)
    if row.closed_on is not None:
        raise NothingDue(on=do.today)
    row.closed_on, row.closed_by = do.today, do.actor.name
    row.save(update_fields=["closed_on", "closed_by"])
    return do.record(
        PayerMessageClosed(entity_id=do.entity_id, invoice_id=row.item_id, message_id=row.pk)
    )


@action(may="collecting.write")
def mark_payer_mailed(do: Do, *, message_id: UUID, failed: bool = False) -> PayerMessageMailed:
    """The house was told of a message by e-mail, or could not be: it is tried again, later and later."""
    row = PayerMessage.objects.select_for_update().get(pk=message_id, entity_id=do.entity_id)
    mailing.tried(row, failed=failed)
    row.save(update_fields=mailing.TRIED)
    return do.record(
        PayerMessageMailed(
            entity_id=do.entity_id, invoice_id=row.item_id, message_id=row.pk, failed=failed
        )
    )
