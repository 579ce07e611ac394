"""E-mail issued documents: asked for, by itself, what became of it; and their private links."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Invalid, NothingDue, Refused
from comptoir.kernel.states import step
from comptoir.platform import clock
from comptoir.platform.actions import Do, action
from comptoir.platform.ids import new_id
from comptoir.records.parties import queries as parties
from comptoir.stages.invoicing import queries, rows, sending
from comptoir.stages.invoicing.core.mailing import MAIL_MOVES, Fault, MailState, final
from comptoir.stages.invoicing.core.states import InvoiceState
from comptoir.stages.invoicing.events import (
    InvoiceLinkRenewed,
    InvoiceMailAsked,
    InvoiceMailFailed,
    InvoiceMailingSet,
    InvoiceOpened,
    InvoiceSent,
)
from comptoir.stages.invoicing.mail_models import InvoiceLink, InvoiceMail, InvoiceMailing
from comptoir.stages.invoicing.models import Invoice

WRITE = "invoicing.write"
MOST = 500  # documents that one click sends


class NoBillingContact(Refused):
    """Nobody at this customer has an e-mail address for its invoices."""

    code = "no_billing_contact"


class OnItsWay(Refused):
    """An e-mail of this document waits to be sent already."""

    code = "invoice_mail_waits"


class AlreadyMailed(Refused):
    """This document was sent by e-mail before; say so to send it once more."""

    code = "invoice_already_mailed"


class TheyWroteIt(Refused):
    """The customer wrote this document itself: it is not sent to it."""

    code = "invoice_written_by_customer"


class TooManyToSend(Invalid):
    """Choose at most 500 documents at once."""

    code = "too_many_to_send"


@action(may=WRITE)
def send_invoice(
    do: Do, *, invoice_id: UUID, again: int = 0
) -> InvoiceMailAsked | InvoiceMailFailed:
    """E-mail an issued document with its PDF and private link; the worker does it within a minute.

    again  the number of the e-mail that arrived, or came back, and is to be sent once more. One that failed
           is tried again without it, to the address of today
    """
    row = rows.locked(do.entity_id, invoice_id)
    if row.state != InvoiceState.ISSUED:
        raise queries.NotIssued(field="state", found=row.state, expected=InvoiceState.ISSUED)
    if row.self_billing_id is not None:
        raise TheyWroteIt(field="invoice_id", found=row.number)
    last = _last([row.id]).get(row.id)
    if last is not None:
        _check_again(last, again)
    customer = parties.customer(row.customer_id)
    if sending.recipient_of(customer) is None:
        raise NoBillingContact(
            field="customer_id", found=customer.number,
            fix="give a contact of the customer the role of payer and an e-mail address",
        )  # fmt: skip
    asked = _asked(do, row, last, customer)
    asked.save()
    return do.record(_told(do, asked))


def _check_again(last: InvoiceMail, again: int) -> None:
    if last.state == MailState.WAITING:
        raise OnItsWay(field="invoice_id", found=last.email)
    if last.state != MailState.FAILED and again != last.number:
        raise AlreadyMailed(field="again", found=again, expected=last.number, sent_on=last.sent_on)


@action(may=WRITE)
def send_invoices(do: Do, *, invoice_ids: Sequence[UUID]) -> InvoiceMailAsked | InvoiceMailFailed:
    """E-mail many documents with one click; what was sent before, or is none of ours, is passed over.

    The event's `batch` names the click, so that its progress can be followed.
    """
    if len(invoice_ids) > MOST:
        raise TooManyToSend(field="invoice_ids", found=len(invoice_ids), expected=f"<= {MOST}")
    ours = Invoice.objects.filter(pk__in=invoice_ids, entity_id=do.entity_id)
    unknown = set(invoice_ids) - set(ours.values_list("pk", flat=True))
    if unknown:
        raise queries.UnknownInvoice(field="invoice_ids", found=str(min(unknown)))
    return _many(do, invoice_ids, batch=new_id())


@action(may=WRITE)
def mail_issued(do: Do) -> InvoiceMailAsked | InvoiceMailFailed:
    """Ask for the e-mails that go without a click; NothingDue when there are none."""
    due = sending.due_by_themselves(do.entity_id, do.today)
    return _many(do, due, batch=None, automatic=True)


def _many(
    do: Do, ids: Collection[UUID], *, batch: UUID | None, automatic: bool = False
) -> InvoiceMailAsked | InvoiceMailFailed:
    """The e-mails of several documents, locked in the order of their keys; those without an address are
    kept as failed, so that they are seen."""
    locked = Invoice.objects.filter(
        pk__in=set(ids), entity_id=do.entity_id, state=InvoiceState.ISSUED, self_billing=None
    )
    found = list(locked.order_by("pk").select_for_update())
    last = _last([row.pk for row in found])
    ready = [r for r in found if r.pk not in last or last[r.pk].state == MailState.FAILED]
    if not ready:
        raise NothingDue(on=do.today)
    known = parties.customers({row.customer_id for row in ready})
    mails = [_asked(do, row, last.get(row.pk), known[row.customer_id]) for row in ready]
    for one in mails:
        one.batch, one.automatic = batch, automatic
    once_more = [one for one in mails if one.pk is not None]
    InvoiceMail.objects.bulk_create([one for one in mails if one.pk is None])
    for one in once_more:
        one.save()
    events = [do.record(_told(do, one)) for one in mails]
    return events[-1]


def _last(ids: Collection[UUID]) -> dict[UUID, InvoiceMail]:
    """The newest e-mail of each document."""
    return {m.invoice_id: m for m in InvoiceMail.objects.filter(invoice__in=ids).order_by("number")}


def _asked(
    do: Do, row: Invoice, last: InvoiceMail | None, customer: parties.CustomerFacts
) -> InvoiceMail:
    """The e-mail to be written: the failed one once more, or the next; failed again without an address."""
    again = last is not None and last.state == MailState.FAILED
    number = last.number + 1 if last is not None else 1
    made = (
        last
        if last is not None and again
        else InvoiceMail(entity_id=do.entity_id, invoice_id=row.id, number=number)
    )
    to = sending.recipient_of(customer)
    if again:
        made.state = step(MAIL_MOVES, "retry", MailState(made.state))
    made.name, made.email = (to.name, to.email) if to else ("", "")
    made.language, made.asked_by = row.language, do.actor.name
    made.asked_at, made.asked_on = do.now, do.today
    made.fault, made.told, made.tries, made.tried_at = "", "", 0, None
    if to is None:
        made.state = step(MAIL_MOVES, "fail", MailState(made.state))
        made.fault = Fault.NO_CONTACT
    return made


def _told(do: Do, one: InvoiceMail) -> InvoiceMailAsked | InvoiceMailFailed:
    if one.state == MailState.FAILED:
        return InvoiceMailFailed(
            entity_id=do.entity_id, invoice_id=one.invoice_id, mail=one.number, fault=one.fault,
            final=True, batch=one.batch,
        )  # fmt: skip
    return InvoiceMailAsked(
        entity_id=do.entity_id, invoice_id=one.invoice_id, mail=one.number,
        automatic=one.automatic, batch=one.batch,
    )  # fmt: skip


@action(may=WRITE)
def mark_invoice_mailed(
    do: Do, *, mail_id: int, sha256: str = "", fault: str = "", told: str = ""
) -> InvoiceSent | InvoiceMailFailed:
    """An e-mail left, with a PDF of this hash; or did not: it is tried again, or given up and shown."""
    one = InvoiceMail.objects.select_for_update().get(pk=mail_id, entity_id=do.entity_id)
    one.tries += 1
    one.tried_at = clock.instant()
    one.fault, one.told = fault, " ".join(told.split())[:300]
    names = ["tries", "tried_at", "fault", "told", "state", "sent_at", "sent_on", "sha256"]
    if not fault:
        one.state = step(MAIL_MOVES, "deliver", MailState(one.state))
        one.sent_at, one.sent_on, one.sha256 = do.now, do.today, sha256
        one.save(update_fields=names)
        return do.record(
            InvoiceSent(
                entity_id=do.entity_id, invoice_id=one.invoice_id, mail=one.number, sha256=sha256
            )
        )
    over = final(Fault(fault), one.tries)
    if over:
        one.state = step(MAIL_MOVES, "fail", MailState(one.state))
    one.save(update_fields=names)
    return do.record(_failed(do, one, over))


@action(may=WRITE)
def report_bounce(do: Do, *, invoice_id: UUID, mail: int, why: str = "") -> InvoiceMailFailed:
    """An e-mail that was sent came back: the address is wrong, or its box is full."""
    row = rows.locked(do.entity_id, invoice_id)
    one = InvoiceMail.objects.select_for_update().filter(invoice=row, number=mail).first()
    if one is None:
        raise sending.UnknownMail(field="mail", found=mail)
    one.state = step(MAIL_MOVES, "bounce", MailState(one.state))
    one.fault, one.told = Fault.BOUNCED, " ".join(why.replace("\x00", "").split())[:300]
    one.save(update_fields=["state", "fault", "told"])
    return do.record(_failed(do, one, True))


def _failed(do: Do, one: InvoiceMail, over: bool) -> InvoiceMailFailed:
    return InvoiceMailFailed(
        entity_id=do.entity_id, invoice_id=one.invoice_id, mail=one.number, fault=one.fault,
        final=over,
    )  # fmt: skip


@action(may=WRITE)
def set_invoice_mailing(
    do: Do, *, automatic: bool | None, customer_id: UUID | None = None
) -> InvoiceMailingSet:
    """Whether documents dated from today on are mailed without a click; of one customer, None: as the
    company does."""
    if customer_id is not None:
        parties.customer(customer_id, do.entity_id)
    wanted = automatic if customer_id is not None else bool(automatic)
    said = sending.mailing(do.entity_id, customer_id)
    same = said is not None and said.automatic == wanted
    starts_on = said.starts_on if said is not None and same else do.today
    whose: dict[str, Any] = {"entity_id": do.entity_id, "customer_id": customer_id}
    defaults = {"automatic": wanted, "starts_on": starts_on}
    InvoiceMailing.objects.update_or_create(**whose, defaults=defaults)
    return do.record(
        InvoiceMailingSet(
            entity_id=do.entity_id, customer_id=customer_id, automatic=wanted, starts_on=starts_on
        )
    )


@action(may=WRITE)
def renew_invoice_link(do: Do, *, invoice_id: UUID) -> InvoiceLinkRenewed:
    """Replace the private link of a document: the former one opens nothing any more."""
    row = rows.locked(do.entity_id, invoice_id)
    if row.state != InvoiceState.ISSUED:
        raise queries.NotIssued(field="state", found=row.state, expected=InvoiceState.ISSUED)
    number = sending.link_numbers([row.id])[row.id] + 1
    InvoiceLink.objects.update_or_create(invoice_id=row.id, defaults={"number": number})
    return do.record(InvoiceLinkRenewed(entity_id=do.entity_id, invoice_id=row.id, link=number))


@action(may="customer")
def open_invoice(do: Do, *, invoice_id: UUID) -> InvoiceOpened:
    """A person opened the private page of a document; told once a day."""
    row = rows.locked(do.entity_id, invoice_id)
    if do.today in sending.opened_on(row.id)[:1]:
        raise NothingDue(on=do.today)
    return do.record(InvoiceOpened(entity_id=do.entity_id, invoice_id=row.id))
