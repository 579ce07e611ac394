"""The whole company on one screen: when this happened, do that.

Inside `stages/` each room reads only those before it; what one stage must tell another stands here, one
line each: the event, the reaction's name (stored for ever: never rename one), the action it calls.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings

from comptoir.adapters import fake_signing
from comptoir.adapters.systems import SYSTEMS
from comptoir.integrating import ports as systems
from comptoir.kernel.errors import NothingDue
from comptoir.kernel.events import Event
from comptoir.kernel.period import add_months, end_of_month
from comptoir.pages.desk import quote_offers
from comptoir.pages.portal import actions as room
from comptoir.pages.portal import proposals as portal
from comptoir.platform import clock, home, outbox
from comptoir.platform.actions import Do, begin, by_system
from comptoir.platform.roles import SYSTEM
from comptoir.records.approvals import actions as approvals
from comptoir.records.approvals import ports as approvals_ports
from comptoir.records.approvals.events import ApprovalGiven, ApprovalRejected
from comptoir.records.parties.events import ClockMoved
from comptoir.stages.collecting import actions as collecting
from comptoir.stages.collecting.events import InvoicePaid, PaymentReturned
from comptoir.stages.configuring import ports as models
from comptoir.stages.contracting import actions as contracting
from comptoir.stages.contracting import closing, playbook_words, versions
from comptoir.stages.contracting import drafts as contract_drafts
from comptoir.stages.contracting import ports as contracting_ports
from comptoir.stages.contracting import queries as clauses
from comptoir.stages.contracting import services as at_service
from comptoir.stages.contracting.events import (
    ContractAmended,
    ContractEnded,
    ContractMade,
    DocumentSigned,
    SigningSent,
    SigningServiceAsked,
    SigningVoided,
)
from comptoir.stages.fulfilling import queries as fulfilled
from comptoir.stages.fulfilling.events import Delivered, Returned
from comptoir.stages.invoicing import actions as invoicing
from comptoir.stages.invoicing import amending
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.invoicing.events import CreditNoteIssued, InvoiceIssued
from comptoir.stages.metering import actions as metering
from comptoir.stages.metering.events import UsageRated
from comptoir.stages.ordering import actions as ordering
from comptoir.stages.ordering import queries as orders
from comptoir.stages.ordering.events import (
    OrderCanceled,
    OrderClosed,
    OrderHeld,
    OrderPlaced,
    OrderReleased,
)
from comptoir.stages.prospecting import actions as prospecting
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting import configured, deals, ports
from comptoir.stages.quoting import queries as quotes
from comptoir.stages.quoting.amendments import Step
from comptoir.stages.quoting.events import QuoteAccepted, QuoteDrafted, QuoteRevised
from comptoir.stages.recognizing import actions as recognizing
from comptoir.stages.recognizing import queries as revenue
from comptoir.stages.renewing import actions as renewing
from comptoir.stages.renewing.events import RenewalOpened, RenewalWon
from comptoir.stages.subscribing import actions as subscribing
from comptoir.stages.subscribing.events import (
    PeriodsCharged,
    ServiceEnded,
    ServicesAmended,
    ServicesStarted,
    ServicesTerminated,
)


@dataclass(frozen=True)
class Then:
    """The reaction that calls `deed` with fields of the event: its argument → the event's name.

    when  a fact of the event; where it is known to be false there is nothing to do
    """

    deed: Callable[..., Any]
    wanted: Mapping[str, str]
    when: str | None = None

    def concerns(self, event: Event) -> bool:
        """Not when a field is empty: a quote without opportunity, a contract that renews none …"""
        if self.when and getattr(event, self.when) is False:
            return False
        return all(getattr(event, ours) is not None for ours in self.wanted.values())

    def __call__(self, event: Event, cause: outbox.Cause) -> None:
        facts = {theirs: getattr(event, ours) for theirs, ours in self.wanted.items()}
        self.deed(by_system(event, cause), **facts)


def then(
    deed: Callable[..., Any], *names: str, when: str | None = None, **renamed: str
) -> outbox.Handler:
    """Call `deed` with the event's fields of these names (or renamed: theirs=ours)."""
    return Then(deed, {name: name for name in names} | renamed, when)


def _draft_renewal(event: Event, cause: outbox.Cause) -> None:
    """The renewal's quote: what the contract comes to with its amendments, for the same term again."""
    assert isinstance(event, RenewalOpened)
    made = clauses.contract(event.contract_id)
    quoting.draft_renewal(
        by_system(event, cause),
        from_quote_id=event.quote_id,
        contract_id=event.contract_id,
        starts_on=event.due_on,
        term_months=quotes.quote(event.quote_id).term_months,
        agreed=versions.agreed(made),
        going=versions.going_on(made),
    )


_AMENDED, _VERSION = {"contract_id": "amends_contract"}, ("contract_id", "version")
_ADDED = {n: n for n in ("quote_id", "contract_id", "starts_on", "ends_on")}


def _charge_amended(event: Event, cause: outbox.Cause) -> None:
    """Charge what an amendment changed; what it adds comes with the next order, to stand on one invoice."""
    assert isinstance(event, ServicesAmended)
    if not event.adds:
        subscribing.charge_periods(by_system(event, cause))


def _release_paid(event: Event, cause: outbox.Cause) -> None:
    """What waits for its deposit goes on; after a payment came back, once the deposit itself is paid."""
    assert isinstance(event, InvoicePaid)
    if event.order_id is not None:
        deposit = event.deposit is not False
        do = by_system(event, cause)
        ordering.release_paid(do, order_id=event.order_id, deposit=deposit)


def _hold_returned(event: Event, cause: outbox.Cause) -> None:
    """What a deposit had released is held again, as far as it was not handed over."""
    assert isinstance(event, PaymentReturned)
    paid = [h.order_id for h in invoices.heads(event.invoice_ids).values() if h.kind == "deposit"]
    left = [pk for pk in paid if pk and fulfilled.remaining(orders.order(pk))]
    if left:
        do = by_system(event, cause)
        ordering.hold_returned(do, order_ids=left, payment_id=event.payment_id)


PROCESS: list[tuple[type[Event], str, outbox.Handler]] = [
    # wish → contract → order
    (QuoteAccepted, "make_contract", then(contracting.make_contract, "quote_id")),
    (QuoteAccepted, "win_opportunity", then(prospecting.win_opportunity, "opportunity_id")),
    (ContractMade, "place_order", then(ordering.place_from_quote, "quote_id", "contract_id", "starts_on")),
    # amendment → the contract's next version → its services, and the order of what it adds
    (QuoteAccepted, "amend_contract", then(contracting.amend_contract, "quote_id", **_AMENDED)),
    (ContractAmended, "amend_services", then(subscribing.amend_services, *_VERSION, when="changes")),
    (ContractAmended, "order_added", Then(ordering.place_from_quote, _ADDED, when="adds")),
    (ServicesAmended, "end_terminated", then(subscribing.end_terminated, "contract_id")),
    (ServicesAmended, "charge_amended", _charge_amended),
    # a contract that is terminated without an amendment → its services end with it
    (ContractEnded, "end_terminated", then(subscribing.end_terminated, "contract_id", when="terminated")),
    (ContractEnded, "end_held_orders", then(ordering.end_held, "contract_id", when="terminated")),
    (ContractAmended, "end_held_orders", then(ordering.end_held, "contract_id")),
    (ContractEnded, "end_renewal", then(renewing.end_terminated, "contract_id", when="terminated")),
    (ContractAmended, "end_renewal", then(renewing.end_terminated, "contract_id")),
    (ServicesTerminated, "charge_terminated", then(subscribing.charge_periods)),
    # the buyer's proposal → the next version → the proposal is closed
    (QuoteRevised, "take_counter", then(portal.take_counter, "counter_id", "quote_id")),
    # an order that was entered directly, and what its approvers said
    (ApprovalGiven, "let_order_go", then(ordering.release_approved, order_id="document_id")),
    (ApprovalRejected, "give_order_up", then(ordering.cancel_rejected, order_id="document_id")),
    # the last signature → seal and evidence
    (DocumentSigned, "seal_signed", closing.LastSignature()),
    # a request for signatures ↔ the trust service that collects them
    (SigningSent, "hand_over_signing", at_service.AskService()),
    (SigningServiceAsked, "ask_signing_service", at_service.AskService()),
    (SigningVoided, "call_signing_back", at_service.CallBack()),
    # order → deposit, services, obligations
    (OrderPlaced, "ask_deposit", then(invoicing.draft_deposit, "order_id", when="deposit")),
    (OrderHeld, "ask_deposit", then(invoicing.draft_deposit, "order_id")),
    (Delivered, "bill_installments", then(invoicing.bill_installments, "order_id", when="scheduled")),
    (OrderPlaced, "open_obligations", then(recognizing.open_obligations, "order_id")),
    (OrderReleased, "open_obligations", then(recognizing.open_obligations, "order_id")),
    (OrderPlaced, "start_services", then(subscribing.start_services, "order_id", when="repeats")),
    (OrderReleased, "start_services", then(subscribing.start_services, "order_id")),
    (ServicesStarted, "plan_ramps", then(recognizing.plan_ramps, "order_id")),
    (ServicesStarted, "charge_first_period", then(subscribing.charge_periods)),
    (PeriodsCharged, "open_charge_obligations", then(recognizing.open_charge_obligations, "on")),
    (PeriodsCharged, "bill_periods", then(invoicing.bill_periods, "on")),
    (UsageRated, "open_usage_obligations", then(recognizing.open_charge_obligations, "on")),
    (OrderClosed, "end_services", then(subscribing.end_services, "order_id")),
    (OrderCanceled, "end_services", then(subscribing.end_services, "order_id")),
    # a ramp that is earned over its term follows its services
    (ServicesAmended, "spread_again", then(recognizing.spread_again, "contract_id")),
    (ServicesAmended, "plan_steps", then(recognizing.plan_steps, *_VERSION)),
    (ServicesTerminated, "spread_again", then(recognizing.spread_again, "contract_id")),
    (ServiceEnded, "spread_again", then(recognizing.spread_again, "service_id")),
    # delivery → revenue
    (Delivered, "recognize_delivery", then(recognizing.recognize_delivery, "delivery_id")),
    (Returned, "recognize_return", then(recognizing.recognize_delivery, "delivery_id")),
    # invoice → receivable, revenue
    (InvoiceIssued, "open_item", then(collecting.open_item, "invoice_id")),
    (InvoiceIssued, "recognize_billing", then(recognizing.recognize_billing, "invoice_id")),
    (CreditNoteIssued, "open_item", then(collecting.open_item, "invoice_id")),
    (CreditNoteIssued, "recognize_credit", then(recognizing.recognize_credit, "invoice_id")),
    # cash → release
    (InvoicePaid, "release_paid_order", _release_paid),
    # a payment that came back → what it had released waits, the customer is told at once
    (PaymentReturned, "hold_order", _hold_returned),
    (PaymentReturned, "remind_returned", then(collecting.remind_returned, "customer_id")),
    # renewal → the next quote
    (RenewalOpened, "draft_renewal", _draft_renewal),
    (QuoteDrafted, "attach_renewal", then(renewing.attach_quote, "quote_id", contract_id="renews_contract")),
    (ContractMade, "win_renewal", then(renewing.win_renewal, contract_id="renews_contract")),
    (RenewalWon, "mark_renewed", then(contracting.mark_renewed, "contract_id")),
]  # fmt: skip


def _terms_of_offer(
    entity_id: UUID, on: date, lang: str, terms_id: UUID | None = None
) -> ports.TermsNamed | None:
    known = clauses.terms(terms_id, entity_id) if terms_id else None
    terms = known or clauses.terms_in_force(entity_id, on)
    if terms is None:
        return None
    return ports.TermsNamed(
        terms.id, terms.title(lang), terms.version, terms.starts_on, terms.sha256
    )


def _contract_standing(contract_id: UUID, entity_id: UUID, lock: bool) -> ports.Standing:
    """A contract for an amendment: its state, and its lines with all that is planned of them."""
    made = (clauses.locked_contract if lock else clauses.contract)(contract_id, entity_id)
    lines = () if lock else tuple(
        ports.RunningLine(
            li.id, li.product_id, li.sku, li.description, li.charge_kind, li.billing_months,
            li.list_price, li.cost, li.stretches,
        )
        for li in versions.lines(made)
        if li.stretches[-1].end is None or li.stretches[-1].end > li.stretches[-1].start
    )  # fmt: skip
    return ports.Standing(
        made.id, made.number, made.version, made.state == "active", made.customer_id,
        made.quote_id, made.starts_on, made.ends_on, lines, versions.agreed(made), versions.priced_on(made),
    )  # fmt: skip


def _amendment_effect(
    contract_id: UUID, steps: Sequence[Step], added: Sequence[ports.Added]
) -> dict[str, Any]:
    today = clock.today(clauses.contract(contract_id).entity_id)
    return amending.effect(contract_id, steps, added, today)


def _deviations(series: Collection[UUID], on: date) -> Mapping[UUID, Sequence[str]]:
    found = contract_drafts.deviations_of(series, on)
    return {k: [playbook_words.deviation(d) for d in told] for k, told in found.items()}


def _set_payment_terms(do: Do, *, quote_id: UUID, revision: int, kind: str, days: int) -> None:
    changes = {"terms_kind": kind, "terms_days": days}
    quoting.change_quote(do, quote_id=quote_id, revision=revision, changes=changes)


_SIGNING: dict[str, Callable[[], contracting_ports.AdvancedSigning]] = {
    "box": lambda: fake_signing.FakeSigning(folder=home.home() / "signing-box"),
}


def wire() -> None:
    """Subscribe every reaction; called once, when the application starts."""
    ports.answer_terms(_terms_of_offer)
    ports.answer_contracts(_contract_standing, _amendment_effect)
    ports.answer_deviations(_deviations)
    ports.answer_offers(quote_offers.proposed)
    contracting_ports.answer_payment_terms(_set_payment_terms)
    for name in settings.COMPTOIR_SIGNING:
        contracting_ports.answer_signing(name, _SIGNING[name]())
    for code, make in SYSTEMS.items():
        systems.answer_system(code, make)
    approvals_ports.answer_recent(deals.recent)
    models.answer_quotes(configured.standing_on)
    for kind, name, handler in PROCESS:
        outbox.subscribe(kind, name, handler)
    outbox.subscribe(ClockMoved, "catch_up", lambda event, cause: catch_up(event.entity_id))


def catch_up(entity_id: UUID) -> None:
    """Do what is due in a company on its own day. What is due is derived from data, so twice is once."""
    today = begin(SYSTEM, entity_id).today
    daily: list[tuple[Callable[..., Any], dict[str, Any]]] = [
        (approvals.escalate_overdue, {}),
        (quoting.expire_quotes, {}),
        (invoicing.bill_dated, {}),
        (subscribing.end_terminated, {}),
        (ordering.end_held, {}),
        (subscribing.charge_periods, {}),
        (metering.rate_usage, {}),
        (invoicing.bill_periods, {}),
        *((recognizing.recognize_month, {"month": m}) for m in _months_ended(entity_id, today)),
        (collecting.run_reminders, {"daily": True}),
        (renewing.open_renewals, {}),
        (renewing.end_terminated, {}),
        (contracting.end_contracts, {}),
        (contracting.remind_signers, {}),
        (contracting.remind_duties, {}),
        (room.forget_visits, {}),
    ]
    for deed, facts in daily:
        with contextlib.suppress(NothingDue):
            deed(begin(SYSTEM, entity_id), **facts)


def _months_ended(entity_id: UUID, today: date) -> list[date]:
    """First days of the months that are over and still hold revenue to recognize over time."""
    month = revenue.first_open_month(entity_id)
    months = []
    while month and end_of_month(month) < today:
        months.append(month)
        month = add_months(month, 1)
    return months
