"""Reads of how issued documents reach the customer: their e-mails, what is not sent, links, who wants it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from comptoir.kernel.errors import NotFound
from comptoir.kernel.retries import next_try
from comptoir.platform import sql
from comptoir.platform.paging import keyset
from comptoir.records.parties import queries as parties
from comptoir.stages.invoicing import links
from comptoir.stages.invoicing.core.mailing import (
    CATCH_UP_DAYS,
    Mailing,
    MailState,
    Person,
    goes_by_itself,
    mails_from,
    recipient,
)
from comptoir.stages.invoicing.mail_models import InvoiceLink, InvoiceMail, InvoiceMailing

SHOWN_DAYS = 60  # what is not sent is looked for as far back


class UnknownBatch(NotFound):
    """No click sent documents under this id."""

    code = "unknown_invoice_batch"


class UnknownMail(NotFound):
    """There is no such e-mail of this document."""

    code = "unknown_invoice_mail"


@dataclass(frozen=True, slots=True)
class MailFacts:
    """One e-mail of an issued document. told: what the mail server, or who reported it, said."""

    id: int
    entity_id: UUID
    invoice_id: UUID
    number: int
    automatic: bool
    name: str
    email: str
    language: str
    asked_by: str
    asked_at: datetime
    asked_on: date
    state: str
    fault: str
    told: str
    tries: int
    tried_at: datetime | None
    sent_on: date | None
    sha256: str

    @property
    def next_at(self) -> datetime | None:
        """When it is tried again; None: at once, or never."""
        return next_try(self.tries, self.tried_at) if self.state == MailState.WAITING else None

    @property
    def arrived(self) -> bool:
        return self.state == MailState.SENT

    @property
    def lost(self) -> bool:
        return self.state in (MailState.FAILED, MailState.BOUNCED)


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """What became of one click that asked for many: how many, of them sent, of them failed."""

    total: int
    sent: int
    failed: int

    @property
    def done(self) -> int:
        return self.sent + self.failed


_MAIL = tuple(MailFacts.__dataclass_fields__)


def mails_of(invoice_id: UUID) -> list[MailFacts]:
    """The e-mails of a document, the newest first."""
    rows = sql.values(InvoiceMail, _MAIL, "invoice_id = %s ORDER BY number DESC", [invoice_id])
    return [MailFacts(*row) for row in rows]


def mail_of(invoice_id: UUID, number: int) -> MailFacts:
    """One of them."""
    found = next((m for m in mails_of(invoice_id) if m.number == number), None)
    if found is None:
        raise UnknownMail(field="mail", found=number)
    return found


def mail(mail_id: int) -> MailFacts:
    """An e-mail as it stands now."""
    rows = sql.values(InvoiceMail, _MAIL, "id = %s", [mail_id])
    return MailFacts(*rows[0])


def to_send(now: datetime, limit: int) -> list[MailFacts]:
    """What waits and is to be tried now, of all companies, the oldest first."""
    rows = sql.values(InvoiceMail, _MAIL, "state = 'waiting' ORDER BY id LIMIT 2000")
    found = (MailFacts(*row) for row in rows)
    return [m for m in found if m.next_at is None or m.next_at <= now][:limit]


_TROUBLED = """
state IN ('failed', 'bounced') AND entity_id = %s
AND NOT EXISTS (SELECT 1 FROM invoicing_mail n
                WHERE n.invoice_id = invoicing_mail.invoice_id AND n.number > invoicing_mail.number)
"""


def mails_page(
    entity_id: UUID, *, state: str = "", cursor: str | None = None, limit: int = 50
) -> tuple[list[MailFacts], str | None]:
    """E-mails of documents, the newest first. state: waiting, sent, failed or bounced."""
    rows = InvoiceMail.objects.filter(entity_id=entity_id)
    rows = rows.filter(state=state) if state else rows
    page, following = keyset(rows.only(*_MAIL), ("-id",), cursor, limit)
    return [MailFacts(*(getattr(row, n) for n in _MAIL)) for row in page], following


def troubled(entity_id: UUID, limit: int = 200) -> list[MailFacts]:
    """Documents whose last e-mail did not arrive, the newest first."""
    rows = sql.values(
        InvoiceMail, _MAIL, f"{_TROUBLED} ORDER BY id DESC LIMIT %s", [entity_id, limit]
    )
    return [MailFacts(*row) for row in rows]


def waiting(entity_id: UUID, limit: int = 200) -> list[MailFacts]:
    """What is on its way, the oldest first."""
    where = "state = 'waiting' AND entity_id = %s ORDER BY id LIMIT %s"
    return [MailFacts(*row) for row in sql.values(InvoiceMail, _MAIL, where, [entity_id, limit])]


def batch(entity_id: UUID, batch_id: UUID) -> BatchFacts:
    """How far a click for many is."""
    rows = sql.rows(
        "SELECT state, count(*) FROM invoicing_mail WHERE batch = %s AND entity_id = %s GROUP BY 1",
        [batch_id, entity_id],
    )
    counts: dict[str, int] = dict(rows)
    if not counts:
        raise UnknownBatch(field="batch_id", found=str(batch_id))
    lost = counts.get("failed", 0) + counts.get("bounced", 0)
    return BatchFacts(sum(counts.values()), counts.get("sent", 0), lost)


# Issued by us, handed over in no way that we know of. Those whose e-mail failed stand in `troubled`.
_UNSENT = """
SELECT v.id, v.customer_id, v.issued_on FROM invoicing_invoice v
WHERE v.entity_id = %(entity)s AND v.state = 'issued' AND v.self_billing_id IS NULL
  AND v.issued_on > %(after)s
  AND (%(only)s::uuid[] IS NULL OR v.customer_id = ANY(%(only)s::uuid[]))
  AND NOT v.customer_id = ANY(%(without)s::uuid[])
  AND NOT EXISTS (SELECT 1 FROM invoicing_mail m WHERE m.invoice_id = v.id)
  AND NOT EXISTS (SELECT 1 FROM platform_event e WHERE e.subject_id = v.id AND e.name = 'InvoiceSent')
ORDER BY v.issued_on DESC, v.number DESC LIMIT %(limit)s
"""


def unsent(entity_id: UUID, today: date, limit: int = 200) -> list[UUID]:
    """Documents of the last two months that nobody sent, the newest first."""
    after = today - timedelta(days=SHOWN_DAYS)
    return [row[0] for row in _unsent(entity_id, after, limit)]


def due_by_themselves(entity_id: UUID, today: date, limit: int = 500) -> list[UUID]:
    """What is to be mailed without a click today."""
    company, own = _mailings(entity_id)
    wants = {pk for pk, one in own.items() if mails_from(company, one)}
    whole = mails_from(company, None) is not None
    if not whole and not wants:
        return []
    rows = _unsent(
        entity_id, today - timedelta(days=CATCH_UP_DAYS), limit,
        only=None if whole else wants, without=own.keys() - wants,
    )  # fmt: skip
    return [
        pk
        for pk, customer_id, issued_on in rows
        if goes_by_itself(issued_on, mails_from(company, own.get(customer_id)), today)
    ]


def _unsent(
    entity_id: UUID, after: date, limit: int, *, only: Collection[UUID] | None = None,
    without: Collection[UUID] = (),
) -> list[sql.Row]:  # fmt: skip
    asked = {
        "entity": entity_id, "after": after, "limit": limit,
        "only": None if only is None else list(only), "without": list(without),
    }  # fmt: skip
    return sql.rows(_UNSENT, asked)


def companies_that_mail() -> list[UUID]:
    """The companies where anything is mailed without a click."""
    rows = InvoiceMailing.objects.filter(automatic=True)
    return list(rows.order_by("entity_id").values_list("entity_id", flat=True).distinct())


def mailing(entity_id: UUID, customer_id: UUID | None = None) -> Mailing | None:
    """What a company says, or what was said of one customer; None: nothing."""
    company, own = _mailings(entity_id)
    return company if customer_id is None else own.get(customer_id)


def mailings(entity_id: UUID) -> dict[UUID, Mailing]:
    """The customers with a rule of their own."""
    return {pk: one for pk, one in _mailings(entity_id)[1].items() if one.automatic is not None}


def _mailings(entity_id: UUID) -> tuple[Mailing | None, dict[UUID, Mailing]]:
    names = ("customer_id", "automatic", "starts_on")
    rows = sql.values(InvoiceMailing, names, "entity_id = %s", [entity_id])
    found = {customer_id: Mailing(*said) for customer_id, *said in rows}
    return found.pop(None, None), found


def recipient_of(customer: parties.CustomerFacts) -> Person | None:
    """Who gets this customer's bills; None: nobody has an address."""
    people = (Person(c.name, c.email, c.roles) for c in customer.contacts)
    return recipient(people, Person(customer.name, customer.email, ()))


def link_numbers(invoice_ids: Iterable[UUID]) -> dict[UUID, int]:
    """The number of each document's private link."""
    ids = list(invoice_ids)
    rows = sql.values(InvoiceLink, ("invoice_id", "number"), "invoice_id = ANY(%s)", [ids])
    return dict.fromkeys(ids, 1) | dict(rows)


def link(invoice_id: UUID, *, statement: bool = False) -> str:
    """The private link of a document."""
    return links.url(invoice_id, link_numbers([invoice_id])[invoice_id], statement=statement)


def opened_on(invoice_id: UUID) -> list[date]:
    """The days on which a person opened the private page, the newest first."""
    rows = sql.rows(
        "SELECT business_on FROM platform_event WHERE subject_id = %s AND name = 'InvoiceOpened'"
        " ORDER BY seq DESC LIMIT 50",
        [invoice_id],
    )
    return [on for (on,) in rows]
