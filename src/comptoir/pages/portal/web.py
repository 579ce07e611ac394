"""The buyer's page: no account, no JavaScript needed, never an error page.

A link opens the offer as often as wanted; accepting works once and until the last valid day. Whoever comes
with a link that is over reads what happened, and may ask for another one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comptoir.kernel.errors import DomainError, NotAllowed, NothingDue
from comptoir.pages.portal import answering, guests, limits, queries, reading, room
from comptoir.pages.portal import choices as chosen
from comptoir.pages.portal.core.states import BuyerRole
from comptoir.pages.portal.guests import DECIDE, NEGOTIATE, Guest
from comptoir.platform import clock
from comptoir.platform.history import first_day
from comptoir.platform.models import User
from comptoir.platform.web import language
from comptoir.records.parties import queries as parties
from comptoir.shell.problems import Problem, problem_of
from comptoir.stages.contracting import drafts, links
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.quoting import (
    actions,
    amending_views,
    conditions,
    documents,
    exporting,
    planning,
    views,
    visits,
)
from comptoir.stages.quoting.actions import picking
from comptoir.stages.quoting.choosing import with_alternative
from comptoir.stages.quoting.core.states import QuoteState
from comptoir.stages.quoting.queries import QuoteFacts

View = Callable[[HttpRequest, Guest], HttpResponse]
SHUT = {"expired", "superseded", "void", guests.REPLACED, guests.REVOKED}
GONE = 410


def behind_link(view: View | None = None, *, shut: bool = False) -> Callable[..., Any]:
    """Find the guest, speak the language of the offer, keep the address out of caches and referrers.

    shut  the view also answers those whose link opens nothing any more
    """

    def wrap(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
        @wraps(view)
        def run(request: HttpRequest, token: str) -> HttpResponse:
            guest = guests.guest(token)
            if guest is None:
                return private(unknown(request))
            with translation.override(_language(request, guest.quote)):
                if guest.shut and not shut:
                    return private(closed(request, guest))
                return private(view(request, guest))

        return run

    return wrap(view) if view else wrap


@require_safe
@behind_link
def offer(request: HttpRequest, guest: Guest) -> HttpResponse:
    """The offer, or where it stands."""
    return page(request, guest)


@require_POST
@behind_link
def seen(request: HttpRequest, guest: Guest) -> HttpResponse:
    """A person reads: told by the page after a first sign of one, then as parts of the page are left."""
    if not request.user.is_authenticated and limits.take("seen", guest.token, 600):
        opened(guest)
        reading.keep(request, guest.quote, guest.buyer_id, request.POST.dict())
    return HttpResponse(status=204)


def opened(guest: Guest) -> None:
    """Note that the offer was opened by a person: once a day, whoever it was."""
    quote = guest.quote
    if guest.open and not visits.opened_on(quote.id, clock.today(quote.entity_id)):
        actions.open_quote(guest.do, quote_id=quote.id)


@require_POST
@behind_link
def choose(request: HttpRequest, guest: Guest) -> HttpResponse:
    """The offer with what is checked and typed: its totals, and what would be agreed to."""
    if not guest.open:
        return redirect("portal:offer", guest.token)
    try:
        asked = _with(guest, chosen.choices(request))
    except DomainError as error:
        return page(request, guest, problem=problem_of(error), given=_given(request), at="choose")
    return page(request, guest, asked=asked, given=_given(request), announce=True)


@require_POST
@behind_link
def accept(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Accept with name, role and consent; a second time shows that it is done."""
    given, total = _given(request), request.POST.get("seen", "")
    moved = _moved(request, guest)
    if moved:
        return page(request, guest, problem=moved, at="accept", status=409)
    if not guest.open:  # it is done, or over: the page says which
        return redirect("portal:offer", guest.token)
    if not guest.may(DECIDE):
        return page(request, guest, problem=not_yours(), at="accept", status=403)
    asked = with_alternative(guest.quote, "")
    try:
        choices = chosen.choices(request)
        asked = _with(guest, choices)
        answering.accept(
            guest.do, quote_id=guest.quote.id, name=given["name"], role=given["role"],
            consent=chosen.consent(asked) if given["consent"] else "", chosen=asked.chosen,
            alternative=asked.alternative, quantities=chosen.own(asked, choices),
            seen_minor=int(total) if total.isdecimal() and len(total) < 16 else asked.gross_minor,
        )  # fmt: skip
    except (NotAllowed, actions.LinkExpired):
        return redirect("portal:offer", guest.token)
    except actions.TotalChanged as error:
        told = {**given, "consent": ""}
        return page(
            request, guest, asked=asked, problem=Problem(_(error.title)), given=told, at="accept"
        )
    except DomainError as error:
        return page(
            request, guest, asked=asked, problem=problem_of(error), given=given, at="accept"
        )
    return redirect("portal:offer", guest.token)


@require_POST
@behind_link
def refuse(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Refuse, with a reason."""
    moved = _moved(request, guest)
    if moved or not guest.may(DECIDE):
        return page(request, guest, problem=moved or not_yours(), at="refuse", status=409)
    try:
        answering.refuse_as(guest, request.POST.get("reason", ""))
    except (NotAllowed, actions.LinkExpired):
        return redirect("portal:offer", guest.token)
    except DomainError as error:
        return page(request, guest, problem=problem_of(error), at="refuse")
    return redirect("portal:offer", guest.token)


@require_POST
@behind_link(shut=True)
def ask(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Ask the seller for a new link; once a day is enough."""
    with contextlib.suppress(NothingDue):
        answering.ask_link(guest.do, quote_id=guest.quote.id)
    return redirect("portal:offer", guest.token)


@require_safe
@behind_link
def pdf(request: HttpRequest, guest: Guest) -> HttpResponse:
    """The document as it was sent."""
    kept = documents.keep_pdf(guest.quote.id)
    where = {"Content-Disposition": f'inline; filename="{kept.name}"'}
    return HttpResponse(bytes(kept.content), content_type="application/pdf", headers=where)


@require_safe
@behind_link
def xlsx(request: HttpRequest, guest: Guest) -> HttpResponse:
    """The offer as a workbook, without what is the seller's own."""
    content = exporting.buyers_xlsx(guest.quote)
    name = exporting.file_name(guest.quote, "xlsx")
    where = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=exporting.XLSX_TYPE, headers=where)


def page(
    request: HttpRequest,
    guest: Guest,
    *,
    asked: QuoteFacts | None = None,
    problem: Problem | None = None,
    given: dict[str, str] | None = None,
    at: str = "",
    announce: bool = False,
    status: int = 422,
) -> HttpResponse:
    """The offer as it stands for this guest, with what is being chosen; or why it is shut."""
    if guest.state in SHUT:
        return closed(request, guest, problem)
    base = with_alternative(
        guest.quote, asked.alternative if asked else ""
    )  # the recommended one first
    quote = asked or base
    today = clock.today(quote.entity_id)
    talk = queries.messages(quote.series)
    counters = queries.counters(quote.series)
    context = {
        **_head(guest, quote),
        **chosen.alternatives(quote),
        "lines": room.lines(base, quote, talk),
        "money": room.money(quote, today),
        "totals": views.totals(quote, language()),
        "untaxed": views.untaxed(quote, language(), mention=True),
        "conditions": conditions.conditions(quote, language()),
        "changes": conditions.changes(quote, language()),
        "schedule": planning.rows(quote, language()),
        "talk": [m for m in talk if not m.place],
        "counters": counters,
        "counter_open": next(
            (c for c in counters if c.state == "open" and c.quote_id == guest.quote.id), None
        ),
        **_abilities(guest, quote),
        **_contract(guest),
        "problem": problem,
        "at": at,
        "announce": announce,
        "given": given or {},
        "accepted_on": first_day(quote.id, "QuoteAccepted"),
        "consent": chosen.consent(quote),
        "prospect": not request.user.is_authenticated,
    }
    return render(request, "portal/offer.html", context, status=status if problem else 200)


def _abilities(guest: Guest, quote: QuoteFacts) -> dict[str, Any]:
    """What this guest may do, and whether something is chosen otherwise than it was sent."""
    sent = guest.quote
    return {
        "changed": quote.chosen != sent.chosen or quote.picked != sent.picked,
        "choosable": guest.open
        and any(line.optional or line.bounds or line.alternative for line in sent.lines),
        "may_decide": guest.open and guest.may(DECIDE),
        "may_propose": guest.open and guest.may(NEGOTIATE),
        "roles": [r for r in BuyerRole if guest.buyer and guest.buyer.may(r)],
    }


def closed(request: HttpRequest, guest: Guest, problem: Problem | None = None) -> HttpResponse:
    """What happened to the offer or to the link, and how to go on."""
    quote = guest.quote
    coming = guest.state == QuoteState.SUPERSEDED
    context = {
        **_head(guest, quote),
        "problem": problem,
        "coming": coming,
        "asked": visits.link_asked(quote.id, clock.today(quote.entity_id)),
    }
    return render(request, "portal/closed.html", context, status=GONE if guest.shut else 200)


def unknown(request: HttpRequest, sent: bool = False, status: int = 404) -> HttpResponse:
    """A link that we did not make, or that was cut in two."""
    found = parties.entities()
    only = found[0] if len(found) == 1 else None
    context = {
        "title": _("This link leads to no offer"),
        "seller": only.name if only else "Comptoir",
        "entity": only,
        "sent": sent,
    }
    return render(request, "portal/unknown.html", context, status=200 if sent else status)


def private(response: HttpResponse) -> HttpResponse:
    """Kept by nobody, told to nobody, found by no search engine."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _head(guest: Guest, quote: QuoteFacts) -> dict[str, Any]:
    """Who offers what to whom."""
    seller, customer = parties.entity(quote.entity_id), parties.customer(quote.customer_id)
    owner = User.objects.filter(pk=quote.owner_id).first() if quote.owner_id else None
    return {
        "quote": quote,
        "token": guest.token,
        "state": guest.state,
        "guest": guest,
        "newer": guest.came_for is not None and guest.came_for != guest.quote.version,
        "seller": seller.name,
        "entity": seller,
        "customer": customer,
        "contact": owner.name if owner else seller.name,
        "contact_email": owner.email if owner else seller.email,
        "title": _("Offer for %(customer)s") % {"customer": customer.name}
        if quote.amendment is None
        else _("Amendment of contract %(contract)s") % {"contract": amending_views.contract(quote)},
    }


def _contract(guest: Guest) -> dict[str, Any]:
    """Whether the contract can be signed here; and the way to its clauses once they are shared, for whoever
    may propose other words there."""
    quote = guest.quote
    told: dict[str, Any] = {
        "signable": guest.state == "accepted" and contracts.contract_of_quote(quote.id)
    }
    draft = drafts.draft_of(quote.series) if guest.may(NEGOTIATE) else None
    if draft is None or draft.shared_on is None:
        return told
    waiting = [c for c in drafts.changes(draft.id) if c.state == "open" and c.side == "us"]
    return told | {
        "paper": links.draft_token(draft.id, draft.link),
        "paper_unread": draft.state == "shared" and draft.shown != draft.last,
        "paper_signed": draft.state == "signed",
        "paper_waits": len(waiting) if draft.state == "shared" else 0,
    }


def _moved(request: HttpRequest, guest: Guest) -> Problem | None:
    """Told where the page that sends this form showed another version than the one that stands now."""
    was = request.POST.get("version", "")
    if not was or was == str(guest.quote.id):
        return None
    return Problem(_("The seller replaced this offer while you were reading: nothing was sent. Look at the"
                     " new version first."))  # fmt: skip


def not_yours() -> Problem:
    """Told to whom the link gives less."""
    return Problem(_("Your link lets you read and ask, not decide; ask the seller if you should."))


def _with(guest: Guest, choices: chosen.Choices) -> QuoteFacts:
    """The offer with what is chosen; what belongs to another alternative falls away."""
    taken = with_alternative(guest.quote, choices.alternative)
    gone = {line.id for line in guest.quote.lines} - {line.id for line in taken.lines}
    wanted = {pk: q for pk, q in choices.quantities.items() if pk not in gone}
    return picking.with_choices(guest.do, taken, choices.options - gone, wanted)


def _given(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in ("name", "role", "consent")}


def _language(request: HttpRequest, quote: QuoteFacts) -> str:
    """What the reader chose here, else the language of the offer."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else quote.language
