"""What the event log says, in the reader's words."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comptoir.kernel.money import Money
from comptoir.pages.desk import links
from comptoir.platform.history import EventFacts, names
from comptoir.platform.web import language
from comptoir.shell import format as fmt
from comptoir.shell.parts import Happening

WORDS = {
    "EntityCreated": _("Company created"),
    "EntityChanged": _("Company changed"),
    "ClockMoved": _("Sandbox clock moved"),
    "CustomerCreated": _("Customer created"),
    "CustomerChanged": _("Customer changed"),
    "CustomersImported": _("Customers imported"),
    "SelfBillingGranted": _("Customer writes its invoices itself"),
    "SelfBillingEnded": _("Self-billing ended"),
    "PartnerCreated": _("Partner created"),
    "PartnerChanged": _("Partner changed"),
    "ProductCreated": _("Product created"),
    "ProductChanged": _("Product changed"),
    "ProductsImported": _("Products imported"),
    "CreditLimitSet": _("Credit limit set"),
    "ExchangeRateSet": _("Exchange rate set"),
    "ExchangeRatesImported": _("Exchange rates imported"),
    "BooksOpened": _("Books opened"),
    "EntryPosted": _("Entry posted"),
    "EntryReversed": _("Entry reversed"),
    "PeriodClosed": _("Period closed"),
    "AccountMapped": _("Account mapped"),
    "OpportunityOpened": _("Opportunity opened"),
    "OpportunityChanged": _("Opportunity changed"),
    "OpportunityMoved": _("Opportunity moved"),
    "OpportunityWon": _("Opportunity won"),
    "OpportunityLost": _("Opportunity lost"),
    "PriceBookCreated": _("Price book created"),
    "PriceSet": _("Price set"),
    "QuoteDrafted": _("Quote drafted"),
    "QuoteChanged": _("Quote changed"),
    "QuoteSent": _("Quote sent"),
    "QuoteSubmitted": _("Approval asked for"),
    "QuoteLayoutSet": _("Blocks of the quote's document set"),
    "PolicyWritten": _("Approval policy written"),
    "WorkHoursSet": _("Working hours set"),
    "PolicyEnded": _("Approval policy ended"),
    "ApprovalGiven": _("Approved"),
    "ApprovalCountered": _("Another figure proposed"),
    "ApprovalRejected": _("Approval refused"),
    "ApprovalQuestioned": _("An approver asked a question"),
    "ApprovalAnswered": _("The seller answered the approvers"),
    "ApprovalWithdrawn": _("Request for approval withdrawn"),
    "ApprovalVoided": _("Approval void: the offer got worse"),
    "ApprovalEscalated": _("Approval escalated: nobody decided in time"),
    "ApprovalLinkMade": _("Link for an approver made"),
    "ApproverReminded": _("Approver reminded"),
    "NoticeMailed": _("Notice mailed"),
    "ApprovalHandedOver": _("Approval handed over"),
    "ApprovalTakenBack": _("Approval taken back"),
    "SubstituteNamed": _("Substitute named"),
    "SubstituteEnded": _("Substitution ended"),
    "QuoteOpened": _("Quote opened by the customer"),
    "QuoteAccepted": _("Quote accepted"),
    "QuoteRefused": _("Quote refused"),
    "QuoteExpired": _("Quote expired"),
    "QuoteVoided": _("Quote voided"),
    "QuoteRevised": _("New version of the quote"),
    "QuoteLinkRenewed": _("Private link replaced"),
    "QuoteLinkAsked": _("Customer asked for a new link"),
    "BuyerInvited": _("Buyer invited"),
    "BuyerLinkRenewed": _("Link of a buyer replaced"),
    "BuyerRevoked": _("Access of a buyer ended"),
    "QuestionAsked": _("Question of a buyer"),
    "QuestionAnswered": _("Answer to the buyers"),
    "CounterMade": _("Counter-offer of a buyer"),
    "CounterClosed": _("Counter-offer closed"),
    "RoomMailSent": _("Mail of a buyer's room sent"),
    "SellerTold": _("Seller told by mail"),
    "VisitsForgotten": _("Old visits of offers deleted"),
    "GeneralTermsPublished": _("General terms published"),
    "ClauseWritten": _("Clause written"),
    "ClauseEnded": _("Clause ended"),
    "PlaybookRuleWritten": _("Position put into the playbook"),
    "PlaybookRuleEnded": _("Position of the playbook ended"),
    "DraftStarted": _("Contract assembled"),
    "DraftChanged": _("Contract draft changed"),
    "DraftShared": _("Contract draft shared"),
    "DraftSigned": _("Contract draft signed"),
    "ClauseChangeProposed": _("Words of a clause proposed"),
    "ClauseChangeDecided": _("Proposed words decided"),
    "ClauseCommented": _("Clause commented"),
    "DutyWritten": _("Obligation entered"),
    "DutyEnded": _("Obligation ended"),
    "DutyDone": _("Obligation done"),
    "DutyReminded": _("Obligation reminded of"),
    "ReminderWritten": _("Reminder written"),
    "ReminderMailed": _("Reminder mailed"),
    "RemindersPaused": _("Reminders paused"),
    "RemindersResumed": _("Reminders resumed"),
    "ReminderPlanSet": _("Reminder plan set"),
    "ContractMade": _("Contract made"),
    "ContractEnded": _("Contract ended"),
    "OrderPlaced": _("Order placed"),
    "OrderHeld": _("Order held: over the credit limit"),
    "OrderAwaitsApproval": _("Order held: waits for approval"),
    "OrderReleased": _("Order released"),
    "OrderHeldAgain": _("Order held again: its payment came back"),
    "OrderCanceled": _("Order canceled"),
    "OrderClosed": _("Order closed"),
    "Delivered": _("Delivered"),
    "Returned": _("Returned"),
    "ServicesStarted": _("Services started"),
    "ServiceEnded": _("Service ended"),
    "PeriodsCharged": _("Periods charged"),
    "UsageRecorded": _("Usage recorded"),
    "UsageRated": _("Usage rated"),
    "InvoiceDrafted": _("Invoice drafted"),
    "InvoiceChanged": _("Invoice changed"),
    "InvoiceIssued": _("Invoice issued"),
    "InvoiceSent": _("Invoice sent"),
    "InvoiceMailAsked": _("Invoice to be sent by e-mail"),
    "InvoiceMailFailed": _("E-mail of an invoice not sent"),
    "InvoiceOpened": _("Invoice opened by the customer"),
    "InvoiceLinkRenewed": _("Private link of an invoice replaced"),
    "InvoiceMailingSet": _("Sending without a click set"),
    "PayerSaid": _("Message of a customer about an invoice"),
    "PayerMessageMailed": _("Message of a customer mailed to the house"),
    "PayerMessageClosed": _("Message of a customer taken care of"),
    "InvoiceDiscarded": _("Invoice draft discarded"),
    "CreditNoteSubmitted": _("Credit note waits for approval"),
    "CreditNoteReleased": _("Credit note approved, the customer writes it"),
    "CreditNoteIssued": _("Credit note issued"),
    "ItemOpened": _("Amount due recorded"),
    "PaymentReceived": _("Payment received"),
    "CashApplied": _("Payment allocated"),
    "AllocationUndone": _("Allocation undone"),
    "PaymentReturned": _("Payment returned by the bank"),
    "InvoicePaid": _("Invoice paid"),
    "StatementImported": _("Bank statement imported"),
    "ObligationsOpened": _("Revenue planned"),
    "RevenueRecognized": _("Revenue recognized"),
    "RampSpread": _("Revenue of a ramp planned"),
    "RenewalOpened": _("Renewal opened"),
    "RenewalQuoted": _("Renewal quoted"),
    "RenewalWon": _("Renewal won"),
    "RenewalLost": _("Renewal lost"),
    "ApiKeyMade": _("API key made"),
    "ApiKeyRevoked": _("API key revoked"),
    "PersonInvited": _("Person invited"),
    "RolesChanged": _("Roles changed"),
    "TrialAsked": _("Trial asked for"),
    "TrialReady": _("Trial ready"),
    "FeaturesChosen": _("Features chosen"),
    "ServicesAmended": _("Services amended"),
    "ServicesTerminated": _("Services ended with their contract"),
    "ContractAmended": _("Contract amended"),
    "ConfigurationSaved": _("Configuration saved"),
    "ModelCreated": _("Product model created"),
    "ModelDraftSaved": _("Draft of a product model saved"),
    "ModelPublished": _("Product model published"),
    "ModelRetired": _("Product model retired"),
    "ModelOffered": _("Product model offered on the website"),
    "CustomerPriceSet": _("Customer price agreed"),
    "CustomerPriceEnded": _("Customer price ended"),
    "PromotionSet": _("Promotion set"),
    "CommissionSet": _("Commission set"),
    "CommissionEnded": _("Commission ended"),
    "OfferTaken": _("Offer taken into the quote"),
    "IndexValueSet": _("Value of an index kept"),
    "PriceChangePlanned": _("Price change planned"),
    "PriceChangeDiscarded": _("Price change discarded"),
    "PriceChangePublished": _("Price change published"),
    "PriceChangeRolledBack": _("Price change rolled back"),
    "TemplateSaved": _("Template of a quote kept"),
    "TemplateRenamed": _("Template of a quote renamed"),
    "TemplateRemoved": _("Template of a quote removed"),
    "SigningDrafted": _("Signatures prepared"),
    "SigningSent": _("Signatures asked for"),
    "SigningDeclined": _("Signature declined"),
    "SigningVoided": _("Request for signatures withdrawn"),
    "SigningHandedOver": _("Signatures asked for at the trust service"),
    "SigningServiceMoved": _("Word of the trust service on signatures"),
    "SigningServiceFailed": _("Trust service could not be asked"),
    "SigningServiceAsked": _("Trust service asked again"),
    "SigningSealed": _("Signed document sealed"),
    "DraftRead": _("Contract read by the customer"),
    "DraftMailSent": _("Other side told of a change of the contract by e-mail"),
    "SigningMailSent": _("Signer told by e-mail"),
    "SignerOpened": _("Signer opened the document"),
    "SignerCodeMade": _("Code sent to a signer"),
    "SignerCodeTried": _("Code typed by a signer"),
    "SignerReminded": _("Signer reminded"),
    "SignerLinkAsked": _("Signer asked for a new link"),
    "SignerLinkRenewed": _("Link of a signer replaced"),
    "DocumentSigned": _("Document signed"),
    "SealKeySet": _("Key of the seal set"),
    "ProductsLinked": _("Products linked by rule"),
    "SystemConnected": _("System connected"),
    "ConnectionChanged": _("Connection changed"),
    "ConnectionMoved": _("Connection paused, resumed or switched"),
    "ExchangeRetried": _("Exchange tried again"),
    "EverythingAsked": _("Sending of all records asked for"),
    "RecordLinked": _("Linked to a record of another system"),
    "RecordTaken": _("Taken over from another system"),
    "ProductsUnlinked": _("Rule between products removed"),
    "RecommendationsLearned": _("Recommendations learned"),
    "LineFileReceived": _("File of quote lines uploaded"),
    "LineFileChecked": _("File of quote lines checked"),
    "QuoteLinesImported": _("Quote lines imported"),
    "ImportUploaded": _("File uploaded"),
    "ImportChecked": _("File checked"),
    "ImportStarted": _("Import started"),
    "ImportFinished": _("Import finished"),
    "RetailChunkImported": _("Part of a file booked"),
}
AMOUNTS = ("gross_minor", "amount_minor", "over_minor", "limit_minor")
# Housekeeping that a reader of a document's story does not look for.
QUIET = frozenset(
    {"ItemOpened", "ObligationsOpened", "PeriodsCharged", "InvoiceDrafted", "QuoteChanged"}
    | {
        "NoticeMailed",
        "RoomMailSent",
        "SellerTold",
        "ApprovalLinkMade",
        "SigningMailSent",
        "DraftMailSent",
        "SignerCodeMade",
        "ReminderMailed",
        "InvoiceMailAsked",
        "PayerMessageMailed",
    }
)


def event_word(name: str) -> str:
    """The event's name as a reader says it."""
    known = WORDS.get(name)
    return str(known) if known else re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()


def amount_of(facts: dict[str, Any]) -> str:
    """The amount an event is about, formatted; "" for none."""
    for name in AMOUNTS:
        if facts.get(name) and facts.get("currency"):
            return fmt.amount(Money(int(facts[name]), facts["currency"]), language())
    return ""


def timeline(
    events: Collection[EventFacts], numbers: dict[UUID, tuple[str, str]], *, all_names: bool = False
) -> list[Happening]:
    """The story of some documents, newest first.

    numbers  document → (kind, number), to name and link what each event is about
    """
    shown = [e for e in events if all_names or e.name not in QUIET]
    people = names({e.actor for e in shown})
    return [
        Happening(
            text=_sentence(e, numbers.get(e.subject_id, ("", ""))[1]),
            on=e.business_on,
            actor=people[e.actor],
            href=links.show(numbers[e.subject_id][0], e.subject_id)
            if e.subject_id in numbers
            else "",
        )
        for e in shown
    ]


def _sentence(event: EventFacts, number: str) -> str:
    return gettext(" · ").join(
        x for x in (event_word(event.name), number, amount_of(event.facts)) if x
    )
