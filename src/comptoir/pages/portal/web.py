"""The offer as its customer sees it: no account, no JavaScript needed, never an error page.

The link opens the offer as often as wanted; accepting works once and until the last valid day.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comptoir.kernel.errors import DomainError, NotAllowed
from comptoir.platform import clock
from comptoir.platform.actions import Do, begin
from comptoir.platform.history import first_day
from comptoir.platform.models import User
from comptoir.platform.roles import CUSTOMER
from comptoir.platform.web import language
from comptoir.records.parties import queries as parties
from comptoir.shell import format as fmt
from comptoir.shell.problems import Problem, problem_of
from comptoir.stages.quoting import (
    actions,
    alternatives_views,
    documents,
    queries,
    views,
    visits,
    words,
)
from comptoir.stages.quoting.choosing import (
    UnknownAlternative,
    UnknownOption,
    with_alternative,
    with_options,
)
from comptoir.stages.quoting.core.states import QuoteState
from comptoir.stages.quoting.queries import QuoteFacts

View = Callable[[HttpRequest, QuoteFacts, str], HttpResponse]
CLOSED = {
    QuoteState.EXPIRED: "expired",
    QuoteState.SUPERSEDED: "superseded",
    QuoteState.VOID: "void",
}


def behind_link(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """Find the offer, speak its language, and keep the address out of caches and referrers."""

    @wraps(view)
    def run(request: HttpRequest, token: str) -> HttpResponse:
        try:
            quote = queries.quote_by_token(token)
        except queries.UnknownLink:
            return _private(render(request, "portal/unknown.html", _unknown(), status=404))
        with translation.override(_language(request, quote)):
            return _private(view(request, quote, token))

    return run


@require_safe
@behind_link
def offer(request: HttpRequest, quote: QuoteFacts, token: str) -> HttpResponse:
    """The offer, or where it stands."""
    today = clock.today(quote.entity_id)
    unseen = quote.state == QuoteState.SENT and not request.user.is_authenticated
    if unseen and not visits.opened_on(quote.id, today):
        actions.open_quote(_do(quote), token=token)
    return _page(request, quote, token)


@require_POST
@behind_link
def choose(request: HttpRequest, quote: QuoteFacts, token: str) -> HttpResponse:
    """The offer with the options that are checked: its totals, and what would be agreed to."""
    try:
        asked = _asked(request, quote)
    except (UnknownOption, UnknownAlternative) as error:
        return _page(request, quote, token, problem=problem_of(error))
    return _page(request, asked, token, given=_given(request), announce=True)


@require_POST
@behind_link
def accept(request: HttpRequest, quote: QuoteFacts, token: str) -> HttpResponse:
    """Accept with name, role and consent; a second time shows that it is done."""
    given = _given(request)
    seen = request.POST.get("seen", "")
    asked = quote
    try:
        asked = _asked(request, quote)
        actions.accept_quote(
            _do(quote), token=token, name=given["name"], role=given["role"],
            consent=_consent(asked) if given["consent"] else "", chosen=asked.chosen,
            alternative=asked.alternative,
            seen_minor=int(seen) if seen.isdecimal() and len(seen) < 16 else asked.gross_minor,
        )  # fmt: skip
    except (NotAllowed, actions.LinkExpired):
        return redirect("portal:offer", token)
    except actions.TotalChanged as error:
        problem = Problem(_(error.title))
        return _page(
            request, asked, token, problem=problem, given=given | {"consent": ""}, at="accept"
        )
    except DomainError as error:
        problem = problem_of(error)
        return _page(request, asked, token, problem=problem, given=given, at="accept")
    return redirect("portal:offer", token)


def _asked(request: HttpRequest, quote: QuoteFacts) -> QuoteFacts:
    """The offer with the alternative and the options that are checked."""
    taken = with_alternative(quote, request.POST.get("alternative", "")[:1])
    own = {line.id for line in taken.lines}
    kept = {line.id for line in quote.lines} - own  # options of another alternative fall away
    return with_options(taken, _checked(request) - kept)


def _given(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in ("name", "role", "consent")}


def _checked(request: HttpRequest) -> frozenset[int]:
    """The options that are checked; what is no number is no option."""
    asked = request.POST.getlist("option")[:500]
    return frozenset(int(v) if v.isdecimal() and len(v) < 19 else 0 for v in asked)


@require_POST
@behind_link
def refuse(request: HttpRequest, quote: QuoteFacts, token: str) -> HttpResponse:
    """Refuse, with a reason."""
    try:
        actions.refuse_quote(_do(quote), token=token, reason=request.POST.get("reason", ""))
    except (NotAllowed, actions.LinkExpired):
        return redirect("portal:offer", token)
    except DomainError as error:
        return _page(request, quote, token, problem=problem_of(error), at="refuse")
    return redirect("portal:offer", token)


@require_POST
@behind_link
def ask(request: HttpRequest, quote: QuoteFacts, token: str) -> HttpResponse:
    """Ask the seller for a new link; once a day is enough."""
    if not visits.link_asked(quote.id, clock.today(quote.entity_id)):
        actions.ask_link(_do(quote), token=token)
    return redirect("portal:offer", token)


@require_safe
@behind_link
def pdf(request: HttpRequest, quote: QuoteFacts, token: str) -> HttpResponse:
    """The document as it was sent."""
    kept = documents.keep_pdf(quote.id)
    where = {"Content-Disposition": f'inline; filename="{kept.name}"'}
    return HttpResponse(bytes(kept.content), content_type="application/pdf", headers=where)


def _page(
    request: HttpRequest,
    quote: QuoteFacts,
    token: str,
    *,
    problem: Problem | None = None,
    given: dict[str, str] | None = None,
    at: str = "",
    announce: bool = False,
) -> HttpResponse:
    today = clock.today(quote.entity_id)
    quote = with_alternative(quote, "")  # the recommended one, until another is chosen
    state = QuoteState(quote.state)
    if state is QuoteState.SENT and today > quote.valid_until:
        state = QuoteState.EXPIRED  # the date decides, not the nightly run
    context = {
        **_offer(quote),
        "token": token,
        "state": state.value,
        "problem": problem,
        "at": at,
        "announce": announce,
        "given": given or {},
        "accepted_on": first_day(quote.id, "QuoteAccepted"),
        "asked": visits.link_asked(quote.id, today),
        "consent": _consent(quote),
    }
    page = "portal/closed.html" if state in CLOSED else "portal/offer.html"
    return render(request, page, context, status=422 if problem else 200)


def _offer(quote: QuoteFacts) -> dict[str, Any]:
    """What the page says of the offer."""
    lang = language()
    seller, customer = parties.entity(quote.entity_id), parties.customer(quote.customer_id)
    owner = User.objects.filter(pk=quote.owner_id).first() if quote.owner_id else None
    return {
        "quote": quote,
        "seller": seller.name,
        "entity": seller,
        "customer": customer,
        "contact": owner.name if owner else seller.name,
        "contact_email": owner.email if owner else seller.email,
        "lines": [
            (row, fmt.amount_minor(line.total_minor, quote.currency, lang), line.id in quote.chosen)
            for row, line in zip(views.rows(quote, lang, False), quote.lines, strict=True)
        ],
        "taken": quote.alternative,
        "alternatives": [
            (
                a,
                fmt.amount_minor(a.gross_minor, quote.currency, lang),
                _monthly(quote, a.mrr_minor, lang),
            )
            for a in quote.alternatives
        ],
        "board": alternatives_views.board(quote, lang, False),
        "options": bool(quote.chosen) or any(line.optional for line in quote.lines),
        "recurring": [
            (fmt.amount_minor(r.net_minor, quote.currency, lang), words.per(r.months))
            for r in quote.recurring
        ],
        "totals": views.totals(quote, lang),
        "term": words.months(quote.term_months),
        "conditions": documents.conditions(quote, lang),
        "title": _("Offer for %(customer)s") % {"customer": customer.name},
    }


def _monthly(quote: QuoteFacts, minor: int, lang: str) -> str:
    """What returns each month with an alternative, without VAT; "" where nothing does."""
    return fmt.amount_minor(minor, quote.currency, lang) if minor else ""


def _consent(quote: QuoteFacts) -> str:
    """The words that the checkbox agrees to; kept with the acceptance."""
    said = {
        "number": quote.number,
        "version": quote.version,
        "total": fmt.amount_minor(quote.gross_minor, quote.currency, language()),
        "options": ", ".join(li.description for li in quote.lines if li.id in quote.chosen),
    }
    its = next((a for a in quote.alternatives if a.key == quote.alternative), None)
    if its:
        said["name"] = its.name
        text = _(
            "I accept offer %(number)s, version %(version)s, alternative %(name)s, for %(total)s including"
            " VAT, with its terms, and I am entitled to do so for my company."
        )
        if quote.chosen:
            text = _(
                "I accept offer %(number)s, version %(version)s, alternative %(name)s with the options"
                " %(options)s, for %(total)s including VAT, with its terms, and I am entitled to do so for"
                " my company."
            )
        return text % said
    if quote.chosen:
        return (
            _(
                "I accept offer %(number)s, version %(version)s, with the options %(options)s, for"
                " %(total)s including VAT, with its terms, and I am entitled to do so for my company."
            )
            % said
        )
    return (
        _(
            "I accept offer %(number)s, version %(version)s, for %(total)s including VAT, with its"
            " terms, and I am entitled to do so for my company."
        )
        % said
    )


def _unknown() -> dict[str, Any]:
    found = parties.entities()
    only = found[0] if len(found) == 1 else None
    return {
        "title": _("This link leads to no offer"),
        "seller": only.name if only else "Comptoir",
        "entity": only,
    }


def _do(quote: QuoteFacts) -> Do:
    return begin(CUSTOMER, quote.entity_id)


def _language(request: HttpRequest, quote: QuoteFacts) -> str:
    """What the reader chose here, else the language of the offer."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else quote.language


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
