"""From the acceptance to the signature in one go, and from a lost link to its seller."""

from __future__ import annotations

import contextlib

from comptoir.kernel.errors import NothingDue, Refused
from comptoir.pages.portal import answering, queries
from comptoir.platform.actions import Do
from comptoir.platform.actions import begin as start
from comptoir.platform.models import User
from comptoir.platform.roles import CUSTOMER, SYSTEM
from comptoir.records.parties import queries as parties
from comptoir.stages.contracting import actions as contracting
from comptoir.stages.contracting import documents, links, signings
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.contracting.actions import SignedElsewhere, SignerIn
from comptoir.stages.contracting.events import SigningDrafted
from comptoir.stages.quoting import visits
from comptoir.stages.quoting.queries import QuoteFacts


class NoContractYet(Refused):
    """The contract of this offer is not made yet; try again in a moment."""

    code = "no_contract_yet"


class SomebodyElseSigns(Refused):
    """The signature is asked of somebody else; they have their own link."""

    code = "somebody_else_signs"


class NobodyDecides(Refused):
    """Nobody who decides is invited yet; invite the person who signs first."""

    code = "nobody_decides"


def of_offer(do: Do, quote: QuoteFacts, person: object) -> SigningDrafted:
    """A request for signatures of the offer itself, to be reviewed: who decides first, then the seller."""
    found = [b for b in queries.buyers(quote.series) if b.role == "decide" and b.revoked_at is None]
    if not found:
        raise NobodyDecides(field="signers", found=0)
    signers = [SignerIn(name=b.name, email=b.email, side="customer", step=1) for b in found]
    if isinstance(person, User) and person.email not in {b.email for b in found}:
        signers.append(SignerIn(name=person.name, email=person.email, side="us", step=2))
    return contracting.draft_signing(do, **documents.quote_to_sign(quote), signers=signers)


def begin(quote: QuoteFacts, email: str) -> str:
    """The address where whoever accepted signs the contract now; asks for the signature where nobody did.

    The signer proves the e-mail address by a code, as every signer does; our side countersigns after.
    """
    made = contracts.contract_of_quote(quote.id)
    if made is None:
        raise NoContractYet(field="quote_id", found=quote.number)
    known = [s for s in signings.signings_of(contract_id=made.id) if s.state in ("draft", "open")]
    do = start(SYSTEM, quote.entity_id)
    if known:
        signing_id = known[0].id
        if known[0].service:
            raise SignedElsewhere(field="email", found=known[0].service)
        if known[0].state == "draft":
            contracting.send_signing(do, signing_id=signing_id)
    else:
        event = contracting.draft_signing(
            do, **documents.to_sign(made), signers=_signers(quote, email)
        )
        signing_id = event.signing_id
        contracting.send_signing(start(SYSTEM, quote.entity_id), signing_id=signing_id)
    asked = [s for s in signings.signing(signing_id).signers if s.asked and s.side == "customer"]
    mine = [s for s in asked if s.email.lower() == email.strip().lower()]
    if not mine:
        raise SomebodyElseSigns(field="email", found=email[:80])
    return links.url(mine[0].id, mine[0].link)


def _signers(quote: QuoteFacts, email: str) -> list[SignerIn]:
    """Whoever accepted first, then the seller."""
    theirs = SignerIn(
        name=quote.accepted_name, email=email.strip(), role=quote.accepted_role, side="customer",
        step=1,
    )  # fmt: skip
    owner = User.objects.filter(pk=quote.owner_id).first() if quote.owner_id else None
    if owner is None or owner.email.lower() == email.strip().lower():
        return [theirs]
    return [theirs, SignerIn(name=owner.name, email=owner.email, role="", side="us", step=2)]


def ask_lost(number: str, email: str) -> None:
    """Tell the seller that somebody we know asks for a new link; nothing where we do not know them."""
    wanted, address = number.strip()[:30], email.strip().lower()
    if not wanted or not address:
        return
    for company in parties.entities():
        quote = visits.newest_of_number(company.id, wanted)
        if quote is None or address not in _addresses(quote):
            continue
        with contextlib.suppress(NothingDue):
            answering.ask_link(start(CUSTOMER, quote.entity_id), quote_id=quote.id)


def _addresses(quote: QuoteFacts) -> set[str]:
    customer = parties.customer(quote.customer_id)
    told = {customer.email, *(c.email for c in customer.contacts)}
    return {a.lower() for a in told | {b.email for b in queries.buyers(quote.series)} if a}
