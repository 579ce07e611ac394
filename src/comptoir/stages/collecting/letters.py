"""What a reminder says, in the customer's language, and what the law lets us claim beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.records.parties import late
from comptoir.records.parties import queries as parties
from comptoir.shell import format as fmt
from comptoir.stages.collecting.core.dunning import Claim, Plan, Tone
from comptoir.stages.collecting.queries import OpenItemFacts
from comptoir.stages.collecting.reminders import Standing, address
from comptoir.stages.collecting.words import told_payer
from comptoir.stages.invoicing import links, sending

ANSWER_DAYS = 8  # a firm letter and a formal notice name the day by which to pay


@dataclass(frozen=True, slots=True)
class Line:
    """A claim with what the law adds, not booked. interest_minor None: nothing, or the rate is unknown."""

    claim: Claim
    item: OpenItemFacts
    claimable: bool
    interest_minor: int | None
    indemnity_minor: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready to be sent. interest_minor None: not claimable, or a rate is not known yet."""

    email: str
    language: str
    level: int
    tone: Tone
    subject: str
    body: str
    lines: tuple[Line, ...]
    overdue_minor: int
    credits_minor: int
    net_minor: int
    interest_minor: int | None
    indemnity_minor: int


def link_numbers(standings: Iterable[Standing]) -> Mapping[UUID, int]:
    """The numbers of the private links that letters to these customers carry; one statement."""
    return sending.link_numbers(UUID(s.verdict.claims[0].id) for s in standings if s.verdict.claims)


def write(
    standing: Standing,
    seller: parties.EntityFacts,
    plan: Plan,
    on: date,
    numbers: Mapping[UUID, int],
) -> Letter:
    """The letter of a day. numbers: see `link_numbers`."""
    customer, verdict = standing.customer, standing.verdict
    lines = tuple(_line(c, standing, seller, on) for c in verdict.claims)
    levels = plan.levels
    tone = levels[min(verdict.level, len(levels)) - 1].tone
    language = "fr" if customer.language == "fr" else "en"
    interests = [x.interest_minor for x in lines if x.claimable]
    known = [minor for minor in interests if minor is not None]
    letter = Letter(
        email=address(customer), language=language, level=verdict.level, tone=tone, subject="",
        body="", lines=lines, overdue_minor=standing.overdue_minor,
        credits_minor=standing.credits_minor, net_minor=verdict.net_minor,
        interest_minor=sum(known) if interests and len(known) == len(interests) else None,
        indemnity_minor=sum(x.indemnity_minor for x in lines),
    )  # fmt: skip
    with translation.override(language):
        subject, body = _words(letter, standing, seller, on, _link(lines, numbers))
    return _said(letter, subject, body)


def _said(letter: Letter, subject: str, body: str) -> Letter:
    values = {n: getattr(letter, n) for n in Letter.__dataclass_fields__}
    return Letter(**{**values, "subject": " ".join(subject.split())[:200], "body": body})


def _line(claim: Claim, standing: Standing, seller: parties.EntityFacts, on: date) -> Line:
    """C. com. L441-10 and D441-5: a French seller, a buyer in business, an invoice for what was
    supplied (a deposit asks for money in advance). On what is open, from the day after the due date."""
    item = standing.item(claim)
    supplied = standing.customer.is_business and item.kind == "invoice" and item.due_on < on
    claimable = seller.country == "FR" and supplied
    indemnity = late.INDEMNITY_MINOR if claimable and item.currency == "EUR" else 0
    return Line(
        claim, item, claimable, _interest(item, seller, on) if claimable else None, indemnity
    )


def _interest(item: OpenItemFacts, seller: parties.EntityFacts, on: date) -> int | None:
    try:
        parts = late.late_interest(item.open_minor, item.due_on, on, seller.late_rate)
    except late.LateRateUnknown:  # the table is dated; what is not published is not guessed
        return None
    return sum(part.interest_minor for part in parts)


def _link(lines: Sequence[Line], numbers: Mapping[UUID, int]) -> str:
    """The private page of the oldest invoice; it lists the others where the letter names several."""
    first = lines[0].item.invoice_id
    return links.url(first, numbers[first], statement=len(lines) > 1)


def _words(
    letter: Letter, standing: Standing, seller: parties.EntityFacts, on: date, link: str
) -> tuple[str, str]:
    lang, currency = letter.language, standing.currency

    def money(minor: int) -> str:
        return fmt.amount_minor(minor, currency, lang)

    said = {
        "seller": seller.name, "net": money(letter.net_minor), "today": fmt.date_doc(on, lang),
        "customer": standing.customer.name,
        "by": fmt.date_doc(on + timedelta(days=ANSWER_DAYS), lang),
    }  # fmt: skip
    parts = [
        _("Dear customer,"),
        _came_back(standing, lang) or _OPENS[letter.tone]() % said,
        "\n".join(_named(x, lang) for x in letter.lines),
        _sum(letter, money),
        _how(seller, standing) % {"iban": seller.iban, "number": standing.customer.number},
        _("What is open, how to pay it, and your invoices as PDF:") + f"\n{link}",
        _law(letter, money),
        _CLOSES[letter.tone]() % said,
        "\n".join(x for x in (seller.name, seller.email, seller.phone) if x),
    ]
    subject = _SUBJECTS[letter.tone]()
    if standing.returns:
        subject = _("%(seller)s: your payment came back, %(net)s to pay")
    return subject % said, "\n\n".join(part for part in parts if part)


def _came_back(standing: Standing, lang: str) -> str:
    """Which payments the bank took back, and why; in place of how a letter opens. "" for none."""
    told = {back.id: back for back in standing.returns.values()}
    rows = [
        _("Your payment of %(amount)s, %(number)s, was returned by the bank on %(day)s: %(reason)s.")
        % {
            "amount": fmt.amount_minor(back.amount_minor, back.currency, lang),
            "number": back.payment_number, "day": fmt.date_doc(back.returned_on, lang),
            "reason": told_payer(back.reason),
        }
        for back in told.values()
    ]  # fmt: skip
    return "\n".join([*rows, _("What it had settled is open again:")]) if rows else ""


def _named(x: Line, lang: str) -> str:
    days = x.claim.days_late
    if not days:
        told = _("- %(number)s, due on %(due)s: %(open)s")
        return told % {
            "number": x.item.number, "due": fmt.date_doc(x.item.due_on, lang),
            "open": fmt.amount_minor(x.item.open_minor, x.item.currency, lang),
        }  # fmt: skip
    said = {
        "number": x.item.number, "due": fmt.date_doc(x.item.due_on, lang), "days": days,
        "open": fmt.amount_minor(x.item.open_minor, x.item.currency, lang),
    }  # fmt: skip
    return (
        ngettext(
            "- %(number)s, due on %(due)s, %(days)s day late: %(open)s",
            "- %(number)s, due on %(due)s, %(days)s days late: %(open)s",
            days,
        )
        % said
    )


def _sum(letter: Letter, money: Callable[[int], str]) -> str:
    rows = []
    if letter.credits_minor:
        rows += [
            _("Past due: %s") % money(letter.overdue_minor),
            _("Less what you have to your credit: %s") % money(letter.credits_minor),
        ]
    return "\n".join([*rows, _("To pay: %s") % money(letter.net_minor)])


def _how(seller: parties.EntityFacts, standing: Standing) -> str:
    if not seller.iban:
        return ""
    return _("By transfer to %(iban)s, with the reference %(number)s.")


def _law(letter: Letter, money: Callable[[int], str]) -> str:
    """What is claimable by law; said, never added to what is to pay."""
    if not any(x.claimable for x in letter.lines):
        return ""
    said = {
        "interest": money(letter.interest_minor or 0), "indemnity": money(letter.indemnity_minor)
    }  # fmt: skip
    if letter.interest_minor is None or not letter.indemnity_minor:
        return _(
            "By law, late-payment interest at the rate stated on the invoice and an indemnity of €40 for"
            " each late invoice are due without a reminder (articles L441-10 and D441-5 of the French"
            " commercial code). They are not part of the amount above."
        )
    return (
        _(
            "By law, late-payment interest of %(interest)s up to this day and an indemnity of €40 for"
            " each late invoice, %(indemnity)s in all, are due without a reminder (articles L441-10 and"
            " D441-5 of the French commercial code). They are not part of the amount above."
        )
        % said
    )


Words = Callable[[], str]
_SUBJECTS: dict[Tone, Words] = {
    Tone.COURTEOUS: lambda: _("%(seller)s: a friendly reminder, %(net)s past due"),
    Tone.FIRM: lambda: _("%(seller)s: payment overdue, %(net)s"),
    Tone.FORMAL: lambda: _("%(seller)s: formal notice to pay %(net)s"),
}
_OPENS: dict[Tone, Words] = {
    Tone.COURTEOUS: lambda: _(
        "This may have escaped your attention: on %(today)s these invoices are past due."
    ),
    Tone.FIRM: lambda: _("On %(today)s these invoices are still not paid."),
    Tone.FORMAL: lambda: _(
        "The following invoices have remained unpaid. By this letter we give %(customer)s formal notice"
        " to pay them by %(by)s."
    ),
}
_CLOSES: dict[Tone, Words] = {
    Tone.COURTEOUS: lambda: _(
        "If your payment is on its way, please disregard this letter. If something about an invoice is"
        " not right, answer this e-mail: we will look at it at once."
    ),
    Tone.FIRM: lambda: _(
        "Please pay by %(by)s. If something stands in the way, tell us, so that we find a solution"
        " together."
    ),
    Tone.FORMAL: lambda: _(
        "If nothing is paid by then, we will have the debt recovered by the means the law gives us,"
        " at your expense. An answer to this e-mail with a date of payment is still possible."
    ),
}
