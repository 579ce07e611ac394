"""The e-mail of an issued document, in its language: what it is, how much, by when, and its private link."""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from comptoir.records.parties import queries as parties
from comptoir.shell import format as fmt
from comptoir.stages.invoicing import documents, queries, sending, words
from comptoir.stages.invoicing.queries import InvoiceFacts
from comptoir.stages.invoicing.sending import MailFacts


def message(one: MailFacts) -> tuple[EmailMessage, str]:
    """The e-mail with the kept PDF, and the SHA-256 of that PDF.

    Its Message-ID names document and try-once number, so that a mail program knows a second copy by it.
    """
    invoice = queries.invoice(one.invoice_id, one.entity_id)
    kept = documents.keep_pdf(invoice.id, one.language)
    seller = parties.entity(one.entity_id)
    with translation.override(one.language):
        subject, body = _words(invoice, seller, one.language)
    mail = EmailMessage(
        " ".join(subject.split()), body, seller.email or None, [one.email],
        headers={"Message-ID": f"<invoice-{invoice.id.hex}-{one.number}@{_host(seller.email)}>"},
    )  # fmt: skip
    mail.attach(kept.name, bytes(kept.content), kept.media_type)
    return mail, kept.sha256


def _host(email: str) -> str:
    return email.rpartition("@")[2] or "comptoir.invalid"


def _words(invoice: InvoiceFacts, seller: parties.EntityFacts, lang: str) -> tuple[str, str]:
    said = {
        "seller": seller.name, "number": invoice.number, "kind": words.kind(invoice.kind).lower(),
        "amount": fmt.amount_minor(abs(invoice.gross_minor), invoice.currency, lang),
        "due": fmt.date_doc(invoice.due_on, lang) if invoice.due_on else "",
    }  # fmt: skip
    if invoice.is_credit:
        subject = _("%(seller)s: credit note %(number)s, %(amount)s")
        told = _("Please find attached our credit note %(number)s of %(amount)s.")
        more = _("What it corrects, and your PDF:")
    else:
        subject = _("%(seller)s: %(kind)s %(number)s, %(amount)s due on %(due)s")
        told = _("Please find attached %(kind)s %(number)s of %(amount)s, due on %(due)s.")
        more = _("What is still to pay, how to pay it, and your PDF at any time:")
    parts = [
        _("Dear customer,"),
        told % said,
        f"{more}\n{sending.link(invoice.id)}",
        _("Something is not right? Answer this e-mail, or say so on that page."),
        "\n".join(x for x in (seller.name, seller.email, seller.phone) if x),
    ]
    return subject % said, "\n\n".join(parts)
