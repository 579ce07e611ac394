"""What is agreed to with an offer, in sentences: validity, payment, duration, deliveries, general terms."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from comptoir.platform import clock
from comptoir.platform.history import first_day
from comptoir.shell import format as fmt
from comptoir.stages.quoting import amending_views, ports, uplift_text, words
from comptoir.stages.quoting.queries import QuoteFacts


def changes(quote: QuoteFacts, lang: str) -> list[str]:
    """What an amendment changes, and what it makes of the bills, in sentences; nothing of another quote."""
    made = quote.amendment
    if made is None:
        return []
    said = amending_views.sentences(made, quote.currency, lang)
    for paper in made.effect["documents"][: amending_views.SOON]:
        told = {
            "amount": fmt.amount_minor(paper["gross_minor"], quote.currency, lang),
            "day": fmt.date_doc(date.fromisoformat(paper["on"]), lang),
        }
        if paper["kind"] == "invoice":
            said.append(_("Billed for it on %(day)s: %(amount)s incl. VAT.") % told)
        else:
            said.append(_("Credited for it on %(day)s: %(amount)s incl. VAT.") % told)
    return said


def conditions(quote: QuoteFacts, lang: str) -> tuple[str, ...]:
    """Validity, payment, duration, deliveries and the terms that apply, in sentences."""
    terms = general_terms(quote, lang)
    return (*agreed(quote, lang), *([terms] if terms else []))


def agreed(quote: QuoteFacts, lang: str, *, years: bool = True) -> tuple[str, ...]:
    """The conditions without the terms that apply. years: with the recurring part year by year."""
    last = {"day": fmt.date_doc(quote.valid_until, lang)}
    said = [
        _("This offer is valid until %(day)s, that day included.") % last,
        words.terms(quote.terms_kind, quote.terms_days),
    ]
    if quote.deposit_minor:
        percent = fmt.percent(quote.deposit_percent.normalize(), lang)
        said.append(_("A deposit of %(percent)s is due on acceptance.") % {"percent": percent})
    if quote.schedule and (quote.recurring or quote.usage_minor):
        said.append(
            _("The schedule is of what is charged once; what repeats is invoiced each period.")
        )
    if quote.recurring and quote.amendment is None:
        term = {"term": words.over(quote)}
        if quote.starts_on:
            term["start"] = fmt.date_doc(quote.starts_on, lang)
            said.append(_("Subscription for %(term)s from %(start)s.") % term)
        else:
            said.append(_("Subscription for %(term)s from acceptance.") % term)
    if quote.uplift:
        said.append(uplift_text.sentence(quote.uplift, lang))
    if years:
        said += by_year(quote, lang)
    if any(line.charge_kind == "usage" for line in quote.lines):
        said.append(_("Use is billed as measured; the quantity shown is an estimate."))
    said += [*_deliveries(quote, lang), *_choices(quote)]
    return tuple(said)


def _deliveries(quote: QuoteFacts, lang: str) -> list[str]:
    days = sorted(li.deliver_on for li in quote.ordered if li.deliver_on and not li.repeats)
    if not days:
        return []
    first, final = fmt.date_doc(days[0], lang), fmt.date_doc(days[-1], lang)
    if first == final:
        return [_("Delivery on %(day)s.") % {"day": first}]
    said = _("Deliveries from %(first)s to %(last)s, as said for each line.")
    return [said % {"first": first, "last": final}]


def _choices(quote: QuoteFacts) -> list[str]:
    """What the customer may add, and what of it is one or the other."""
    said = []
    if any(line.optional for line in quote.lines):
        said.append(_("Options are in no total; each is ordered separately on acceptance."))
    if quote.alternatives and not quote.alternative:
        said.append(_("The customer takes exactly one of the alternatives."))
    return said


def by_year(quote: QuoteFacts, lang: str) -> list[str]:
    if not quote.years:
        return []
    each = [
        _("year %(n)d %(amount)s")
        % {"n": y.number, "amount": fmt.amount_minor(y.acv_minor, quote.currency, lang)}
        for y in quote.years
    ]
    return [_("Recurring part by year, excl. VAT: %(years)s.") % {"years": ", ".join(each)}]


def general_terms(quote: QuoteFacts, lang: str) -> str:
    """Which version of the general terms applies, in a sentence; "" for none."""
    terms = _general_terms(quote, lang)
    if terms is None:
        return ""
    return _("%(title)s, version %(version)s, in force from %(day)s, apply to this offer.") % {
        "title": terms.title, "version": terms.version, "day": fmt.date_doc(terms.starts_on, lang),
    }  # fmt: skip


def _general_terms(quote: QuoteFacts, lang: str) -> ports.TermsNamed | None:
    """Those it was sent with; of a draft, those in force."""
    if quote.general_terms_id:
        at = (quote.entity_id, dated(quote), lang)
        return ports.terms_offered(*at, quote.general_terms_id)
    if quote.offered:
        return None
    return ports.terms_in_force(quote.entity_id, dated(quote), lang)


def dated(quote: QuoteFacts) -> date:
    """The company's day of sending, which a sandbox may set; a draft is of today."""
    return first_day(quote.id, "QuoteSent") or clock.today(quote.entity_id)
