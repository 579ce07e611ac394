"""The training of the staff: for each kind of work the steps of the way, where each is done, and what shows
that somebody has done it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to learn.

    stage   of the way from the wish to the money
    page    named URL where it is done
    events  whichever of these the learner has recorded shows that it is done; none: it is only read
    part    the feature that it needs beside its page's
    """

    key: str
    stage: str
    title: Promise | str
    text: Promise | str
    page: str
    events: tuple[str, ...] = ()
    part: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    key: str
    title: Promise | str
    lead: Promise | str
    steps: tuple[Step, ...]


STAGES: dict[str, Promise | str] = {
    "configure": pgettext_lazy("stage", "Configure"),
    "price": pgettext_lazy("stage", "Price"),
    "quote": pgettext_lazy("stage", "Quote"),
    "approve": pgettext_lazy("stage", "Approve"),
    "contract": pgettext_lazy("stage", "Contract"),
    "order": pgettext_lazy("stage", "Order"),
    "fulfil": pgettext_lazy("stage", "Fulfill"),
    "subscribe": pgettext_lazy("stage", "Subscribe"),
    "invoice": pgettext_lazy("stage", "Invoice"),
    "collect": pgettext_lazy("stage", "Collect"),
    "recognize": pgettext_lazy("stage", "Recognize"),
    "renew": pgettext_lazy("stage", "Renew"),
}

_SALES = (
    Step(
        "opportunity", "quote", _("Note a customer's wish"),
        _(
            "An opportunity has a customer, an amount, a day and a probability. Press N in the list. What"
            " is missing before it can be won is named with a link."
        ),
        "prospecting:new", ("OpportunityOpened",),
    ),
    Step(
        "configure", "configure", _("Put a product together"),
        _(
            "Open a product that is made to measure and choose in any order. An impossible option stays"
            " visible: ask it why, and take the repair that suits you with one click."
        ),
        "configuring:list", ("ConfigurationSaved",),
    ),
    Step(
        "quote", "quote", _("Write a quote"),
        _(
            "Type a reference, Tab, a quantity, Enter; or paste rows from a spreadsheet. “-10%” in the"
            " discount takes ten percent off. Ctrl+Z undoes."
        ),
        "quoting:new", ("QuoteDrafted",),
    ),
    Step(
        "why", "price", _("Answer “why this price?”"),
        _(
            "On a line press Alt+W: every step of the price with its rule, its version and who set it,"
            " and what comparable deals paid. Say the price with its reason, not a feeling."
        ),
        "quoting:list",
    ),
    Step(
        "approve", "approve", _("Give a discount that somebody has to approve"),
        _(
            "The panel of a quote says before you submit who would have to agree, and the smallest change"
            " that avoids it. Submit, and follow the answer there."
        ),
        "quoting:list", ("QuoteSubmitted",), "approvals",
    ),
    Step(
        "send", "quote", _("Send it"),
        _(
            "The version is frozen and gets a private page for the buyer, who sees what it costs now and"
            " later, chooses options and asks questions. You see what was read."
        ),
        "quoting:list", ("QuoteSent",),
    ),
    Step(
        "negotiate", "quote", _("Negotiate"),
        _(
            "Questions and proposals of buyers who wait stand in one list. Answer there; versions side by"
            " side show the difference in money, line by line."
        ),
        "room:waiting", ("QuestionAnswered", "CounterClosed", "QuoteRevised"),
    ),
    Step(
        "sign", "contract", _("Have it signed"),
        _(
            "Accepted, the quote is a contract and an order: nobody types it again. Ask for signatures"
            " from the contract where the law or your customer wants them."
        ),
        "contracting:list", ("SigningSent", "QuoteAccepted"),
    ),
    Step(
        "renew", "renew", _("Renew in time"),
        _(
            "120 days before a contract ends its renewal stands here with a draft at the agreed prices."
            " Look at the offers beside its lines before you send it."
        ),
        "renewing:list", ("RenewalQuoted",),
    ),
)  # fmt: skip

_MARKETING = (
    Step(
        "product", "configure", _("Describe a product"),
        _(
            "Its names in French and English, pictures and data sheets are what quotes, the website and"
            " the buyer's page show."
        ),
        "catalog:list", ("ProductCreated", "ProductChanged"),
    ),
    Step(
        "price", "price", _("Choose how it is priced"),
        _(
            "Per unit, by volume, in packages, a percentage of other lines, by use: choose a way and see"
            " at once what some units would cost."
        ),
        "pricing:list", ("PriceSet",),
    ),
    Step(
        "promotion", "price", _("Run a promotion"),
        _(
            "Say for whom, from when until when, and whether it adds up with others. A coupon counts as"
            " often as you allow and never once more."
        ),
        "pricing:promotions", ("PromotionSet",),
    ),
    Step(
        "website", "configure", _("Offer a model on the website"),
        _(
            "A published model with the mark “public” has a page without log-in; what a visitor asks for"
            " there becomes a customer and a quote."
        ),
        "configuring:list", ("ModelOffered",),
    ),
    Step(
        "recommend", "quote", _("Recommend what goes with it"),
        _(
            "Let the system learn from your own orders, and link accessories by rule. Each proposal in a"
            " quote says on how many orders it rests."
        ),
        "recommending:overview", ("RecommendationsLearned", "ProductsLinked"),
    ),
    Step(
        "whatif", "price", _("Ask what another price would bring"),
        _(
            "Revenue by way of pricing, and what the same sales would have brought at other prices: who"
            " would pay more, who less. Nothing is saved."
        ),
        "desk:price_models",
    ),
    Step(
        "change", "price", _("Change many prices"),
        _(
            "Plan the change, read which open quotes and contracts it touches, publish it on a day, roll"
            " it back if it was wrong."
        ),
        "pricing:changes", ("PriceChangePlanned", "PriceChangePublished"),
    ),
    Step(
        "churn", "subscribe", _("Read recurring revenue and churn"),
        _(
            "What was won, what grew, what shrank and who left, month by month. Every figure opens the"
            " services it is made of."
        ),
        "desk:recurring",
    ),
)  # fmt: skip

_FINANCE = (
    Step(
        "company", "invoice", _("Check the company"),
        _(
            "Its SIREN, VAT number, bank account, terms and language stand on every invoice. What is"
            " missing is named on the page of first steps."
        ),
        "parties:company", ("EntityChanged", "EntityCreated"),
    ),
    Step(
        "invoice", "invoice", _("Invoice what is due"),
        _(
            "What was delivered, what a period costs and what was measured wait in one list. An invoice"
            " gets its number when it is issued, and never changes again."
        ),
        "invoicing:to_invoice", ("InvoiceIssued",),
    ),
    Step(
        "credit", "invoice", _("Give back by credit note"),
        _(
            "Line by line, with a reason. Above the limit somebody else than its author releases it. It"
            " also takes back revenue that was earned too early."
        ),
        "invoicing:list", ("CreditNoteIssued", "CreditNoteSubmitted"),
    ),
    Step(
        "vat", "invoice", _("Explain a VAT rate"),
        _(
            "Each decision keeps seller, buyer, place and day, the rule with its version, and the text of"
            " the law in both languages."
        ),
        "taxes:list",
    ),
    Step(
        "payment", "collect", _("Record a payment"),
        _(
            "Tick the invoices it settles; what is too much stays on the customer's account. The invoice"
            " says by which payment it was settled."
        ),
        "collecting:receive", ("PaymentReceived", "CashApplied"),
    ),
    Step(
        "bank", "collect", _("Take in a bank statement"),
        _(
            "Check what each row would settle before you take it over. Twice the same file adds nothing."
        ),
        "collecting:bank", ("StatementImported",),
    ),
    Step(
        "remind", "collect", _("Remind who pays late"),
        _(
            "Who is late, by how much, and which letter is next. Interest and indemnity follow the law; a"
            " pause holds the letters back."
        ),
        "collecting:reminders", ("ReminderWritten", "RemindersPaused"),
    ),
    Step(
        "recognize", "recognize", _("Recognize the month"),
        _(
            "Look at what a month would post before you post it. Billed = recognized + deferred, for each"
            " contract, to the cent."
        ),
        "recognizing:months", ("RevenueRecognized",),
    ),
    Step(
        "close", "recognize", _("Close the period"),
        _("A closed month takes no entry any more; a correction goes into the open one."),
        "ledger:periods", ("PeriodClosed",),
    ),
    Step(
        "prove", "recognize", _("Prove the books"),
        _(
            "Trial balance 0.00, sub-ledger equal to ledger, numbers without a gap, a chain of hashes"
            " that a verifier of its own checks without this system."
        ),
        "ledger:proof",
    ),
)  # fmt: skip

COURSES = (
    Course(
        "sales", _("Sales"),
        _("From a customer's wish to a signed contract, and its renewal."), _SALES,
    ),
    Course(
        "marketing", _("Marketing"),
        _("What is sold, at which price, to whom, and what it brings."), _MARKETING,
    ),
    Course(
        "finance", pgettext_lazy("course", "Finance"),
        _("From the delivery to cash in the bank and revenue in the books."), _FINANCE,
    ),
)  # fmt: skip
