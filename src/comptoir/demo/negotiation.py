"""Contracts of the demo: one that its customer negotiates, one that was signed with its obligations."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.demo import playing
from comptoir.kernel.errors import NothingDue
from comptoir.platform.actions import Do, begin
from comptoir.platform.roles import CUSTOMER, SYSTEM
from comptoir.stages.contracting import actions as contracting
from comptoir.stages.contracting import drafts, library
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.quoting import actions as quoting

WHO = "Hélène Garnier"
LEVELS = b"Niveaux de service\n\nDisponibilit\xc3\xa9 : 99,5 % par mois.\n"


def play(entity_id: UUID) -> None:
    """Clauses and positions, a signed contract that owes a report each quarter, a negotiation."""
    try:
        contracting.load_standard_clauses(_us(entity_id))
    except NothingDue:
        return
    signed(entity_id, playing.customer(entity_id, 3))
    negotiated(entity_id, playing.customer(entity_id, 2))


def signed(entity_id: UUID, customer_id: UUID) -> None:
    """A contract with a service review, a contact that the customer must name, and an annex."""
    quote_id, draft_id = _assembled(entity_id, customer_id)
    today = _us(entity_id).today
    review = next(c for c in library.in_force(entity_id, today) if c.category == "service")
    contracting.add_draft_clause(_us(entity_id), draft_id=draft_id, clause_id=review.id)
    contracting.add_annex(
        _us(entity_id), draft_id=draft_id, title="Niveaux de service",
        upload=contracting.Upload("niveaux-de-service.txt", "text/plain", LEVELS),
    )  # fmt: skip
    token = playing.sent(entity_id, quote_id)
    contracting.share_draft(_us(entity_id), draft_id=draft_id)
    quoting.accept_quote(
        begin(CUSTOMER, entity_id), token=token, name=WHO, role="Gérante", consent=playing.CONSENT
    )
    made = contracts.contract_of_quote(quote_id)
    assert made, "the process made it"
    contracting.write_duty(
        _us(entity_id), contract_id=made.id, side="customer", what="Désigner un interlocuteur",
        first_on=today + timedelta(days=10),
    )  # fmt: skip


def negotiated(entity_id: UUID, customer_id: UUID) -> UUID:
    """A contract that is shared: the customer wants 75 days, asks a question, and met us once."""
    quote_id, draft_id = _assembled(entity_id, customer_id)
    playing.sent(entity_id, quote_id)
    contracting.share_draft(_us(entity_id), draft_id=draft_id)
    payment, _term, _ending, liability, *_rest = drafts.version(draft_id).clauses
    customer: dict[str, Any] = {"draft_id": draft_id, "link": 1, "name": WHO}
    contracting.customer_proposes(
        _customer(entity_id), key=payment.key,
        text=f"Les factures sont payables à 75 jours. {payment.text.partition('. ')[2]}",
        comment="Nos fournisseurs nous accordent tous ce délai.", **customer,
    )  # fmt: skip
    contracting.customer_comments(
        _customer(entity_id),
        key=liability.key,
        text="Pouvez-vous aller jusqu'à 24 mois ?",
        **customer,
    )
    text = liability.text.replace("pendant les 12 mois", "pendant les 18 mois")
    event = contracting.customer_proposes(
        _customer(entity_id), key=liability.key, text=text, **customer
    )
    contracting.decide_change(
        _us(entity_id), change_id=event.change_id, taken=[1], answer="D'accord pour 18 mois."
    )
    return draft_id


def _assembled(entity_id: UUID, customer_id: UUID) -> tuple[UUID, UUID]:
    lines = [quoting.LineIn(sku="SUP-PRO", quantity=Decimal(4))]
    quote_id = playing.offered(entity_id, customer_id, lines, title="Supervision de l'atelier")
    return quote_id, contracting.start_draft(_us(entity_id), quote_id=quote_id).draft_id


def _us(entity_id: UUID) -> Do:
    return begin(SYSTEM, entity_id)


def _customer(entity_id: UUID) -> Do:
    return begin(CUSTOMER, entity_id)
