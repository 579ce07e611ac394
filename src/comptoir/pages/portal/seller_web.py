"""The buyer's room as its seller sees it: readers, questions, proposals, invitations, bounds."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from comptoir.kernel.errors import DomainError
from comptoir.pages.portal import actions, links, proposals, queries, room, signing, told
from comptoir.pages.portal.choices import number
from comptoir.pages.portal.core.states import BuyerRole
from comptoir.pages.portal.core.visits import KEPT_DAYS
from comptoir.platform.models import User
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.records.parties import queries as parties
from comptoir.shell.problems import Problem, problem_of
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting import queries as quotes
from comptoir.stages.quoting.core.states import QuoteState
from comptoir.stages.quoting.queries import QuoteFacts

app_name = "room"
MARGIN = "quoting.margin"
Deed = Callable[[HttpRequest, QuoteFacts], Any]


@require_safe
def panel(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """The room in short, beside the quote."""
    quote = quotes.quote(quote_id, entity_of(request))
    found = queries.visits(quote.series)
    talk = queries.messages(quote.series)
    context = {
        "quote": quote,
        "summary": told.summary(quote, found),
        "last_at": found[0].last_at if found else None,
        "stopped": told.PART.get(found[0].last_part, "") if found else "",
        "strip": told.strip(found),
        "unanswered": bool(talk) and talk[-1].side == "buyer",
        "questions": sum(m.side == "buyer" for m in talk),
        "counter": _open_counter(quote),
        "may_sign": _signable(request, quote),
        "invited": sum(b.revoked_at is None for b in queries.buyers(quote.series)),
    }
    return render(request, "portal/panel.html", context)


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """The buyers of all open negotiations who wait for a word of the seller."""
    found = queries.waiting(entity_of(request))
    buyers = parties.customers({w.customer_id for w in found})
    context = {
        "title": _("Buyers who wait for an answer"),
        "crumbs": [(_("Quotes"), reverse("quoting:list"))],
        "rows": [
            {
                "w": w,
                "customer": buyers[w.customer_id].name,
                "about": w.place.partition("#")[0],
                "url": reverse("room:show", args=[w.quote_id]),
            }
            for w in found
        ],
    }
    return render(request, "portal/waiting.html", context)


@require_safe
def show(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """The whole room of a negotiation."""
    return _page(request, quotes.quote(quote_id, entity_of(request)))


def _page(
    request: HttpRequest, quote: QuoteFacts, problem: Problem | None = None, link: str = ""
) -> HttpResponse:
    found = queries.visits(quote.series)
    buyers = queries.buyers(quote.series)
    talk = queries.messages(quote.series)
    actor = actor_of(request)
    customer = parties.customer(quote.customer_id)
    context = {
        "title": customer.name,
        "ident": quote.ident,
        "crumbs": [
            (_("Quotes"), reverse("quoting:list")),
            (quote.ident, reverse("quoting:show", args=[quote.id])),
        ],
        "quote": quote,
        "problem": problem,
        "link": link,
        "summary": told.summary(quote, found),
        "picture": told.picture(found),
        "readers": told.readers(buyers, found),
        "kept_days": KEPT_DAYS,
        "threads": _threads(quote, talk),
        "counters": [
            _counter_view(c, quote, actor.may(MARGIN)) for c in queries.counters(quote.series)
        ],
        "roles": [(r.value, told.ROLE[r.value]) for r in BuyerRole],
        "people": [c for c in customer.contacts if c.email],
        "may_send": actor.may("quoting.send"),
        "may_write": actor.may("quoting.write"),
        "draft": quote.state == QuoteState.DRAFT,
        "bounds": [
            (line, room.plain(line.quantity), room.plain(line.least), room.plain(line.most))
            for line in quote.lines
            if line.charge_kind != "usage"
        ],
        "may_sign": _signable(request, quote),
    }
    return render(request, "portal/room.html", context, status=422 if problem else 200)


def _signable(request: HttpRequest, quote: QuoteFacts) -> bool:
    return quote.state in ("sent", "accepted") and actor_of(request).may("contracting.sign")


def _threads(quote: QuoteFacts, talk: list[queries.MessageFacts]) -> list[dict[str, Any]]:
    """What was said, by line; the whole first, then lines that are no longer in this version."""
    named = {place: pk for pk, place in room.places(quote).items()}
    lines = {line.id: line.description for line in quote.lines}
    found: dict[str, list[queries.MessageFacts]] = {"": []}
    for message in talk:
        found.setdefault(message.place, []).append(message)
    return [
        {
            "place": place,
            "title": lines[named[place]] if place in named else place.partition("#")[0],
            "messages": said,
            "waits": bool(said) and said[-1].side == "buyer",
        }
        for place, said in found.items()
        if said or not place
    ]


def _open_counter(quote: QuoteFacts) -> queries.CounterFacts | None:
    if quote.state != QuoteState.SENT:
        return None
    found = [c for c in queries.counters(quote.series) if c.state == "open"]
    return next((c for c in found if c.quote_id == quote.id), None)


def _counter_view(found: queries.CounterFacts, quote: QuoteFacts, margin: bool) -> dict[str, Any]:
    """A proposal with what it asks for in words, and what it would cost where that is known."""
    live = found.state == "open" and found.quote_id == quote.id and quote.state == QuoteState.SENT
    said = told.proposed(found, quote, language(), live=live)
    lapsed = found.state == "open" and not live
    return {
        "c": found,
        "said": said,
        "live": live,
        "state": _("lapsed: the offer has changed") if lapsed else told.STATE[found.state],
        "value": room.plain(found.value),
    }


def _deed(done: str, deed: Deed) -> Callable[[HttpRequest, UUID], HttpResponse]:
    """A POST that does one thing in the room and shows it again."""

    def view(request: HttpRequest, quote_id: UUID) -> HttpResponse:
        quote = quotes.quote(quote_id, entity_of(request))
        try:
            answer = deed(request, quote)
        except DomainError as error:
            return _page(request, quote, problem_of(error))
        if isinstance(answer, HttpResponse):
            return answer
        messages.success(request, _(done))
        if isinstance(answer, str):
            return _page(request, quote, link=answer)
        return redirect("room:show", quote.id)

    return require_POST(view)


def _invite(request: HttpRequest, quote: QuoteFacts) -> str:
    given = {name: request.POST.get(name, "") for name in ("name", "email", "role")}
    do = do_for(request)
    event = actions.invite_buyer(do, quote_id=quote.id, **given)
    return _shown(request, event.buyer_id)


def _renew(request: HttpRequest, quote: QuoteFacts) -> str:
    buyer = _buyer(request, quote)
    actions.renew_buyer_link(do_for(request), buyer_id=buyer.id, quote_id=quote.id)
    return _shown(request, buyer.id)


def _revoke(request: HttpRequest, quote: QuoteFacts) -> None:
    buyer = _buyer(request, quote)
    actions.revoke_buyer(do_for(request), buyer_id=buyer.id, quote_id=quote.id)


def _answer(request: HttpRequest, quote: QuoteFacts) -> None:
    actions.answer_question(
        do_for(request), quote_id=quote.id, text=request.POST.get("text", ""),
        place=request.POST.get("place", "")[:60], author=_me(request),
    )  # fmt: skip


def _take(request: HttpRequest, quote: QuoteFacts) -> HttpResponse:
    """Open the next version as it was proposed, or with the seller's own figure; never both."""
    found = _of(request, quote)
    figure = request.POST.get("value", "")
    value = number(figure, "value") if figure else found.value
    _say(request, quote)
    event = quoting.revise_to(
        do_for(request), quote_id=quote.id, counter_id=found.id, quantities=found.wanted,
        goal="" if found.kind == "quantities" else found.kind, value=value,
    )  # fmt: skip
    messages.success(request, _("Version %(n)d is open.") % {"n": event.version})
    return redirect("quoting:edit", event.quote_id)


def _reject(request: HttpRequest, quote: QuoteFacts) -> None:
    proposals.reject_counter(
        do_for(request), counter_id=_of(request, quote).id,
        reason=request.POST.get("reason", ""),
    )  # fmt: skip


def _sign(request: HttpRequest, quote: QuoteFacts) -> HttpResponse:
    """Ask for signatures: of the contract once there is one, else of the offer by those who decide."""
    contract = contracts.contract_of_quote(quote.id)
    if contract:
        return redirect("contracting:signing_new", contract.id)
    event = signing.of_offer(do_for(request), quote, request.user)
    return redirect("contracting:signing", event.signing_id)


def _bounds(request: HttpRequest, quote: QuoteFacts) -> None:
    wanted: dict[int, tuple[Decimal | None, Decimal | None]] = {}
    for line in quote.lines:
        if f"least-{line.id}" in request.POST:
            pair = [number(request.POST.get(f"{n}-{line.id}", ""), n) for n in ("least", "most")]
            wanted[line.id] = (pair[0], pair[1])
    quoting.set_bounds(do_for(request), quote_id=quote.id, bounds=wanted)


def _say(request: HttpRequest, quote: QuoteFacts) -> None:
    text = request.POST.get("note", "").strip()
    if text:
        actions.answer_question(do_for(request), quote_id=quote.id, text=text, author=_me(request))


def _of(request: HttpRequest, quote: QuoteFacts) -> queries.CounterFacts:
    """The open proposal against this version that the form is about."""
    found = _open_counter(quote)
    if found is None or str(found.id) != request.POST.get("counter", ""):
        raise queries.UnknownCounter(field="counter", found=request.POST.get("counter", "")[:40])
    return found


def _buyer(request: HttpRequest, quote: QuoteFacts) -> queries.BuyerFacts:
    for one in queries.buyers(quote.series):
        if str(one.id) == request.POST.get("buyer", ""):
            return one
    raise queries.UnknownBuyer(field="buyer", found=request.POST.get("buyer", "")[:40])


def _me(request: HttpRequest) -> str:
    return request.user.name if isinstance(request.user, User) else _("the seller")


def _shown(request: HttpRequest, buyer_id: UUID) -> str:
    buyer = queries.buyer(buyer_id)
    token = links.token(buyer.id, buyer.link)
    return request.build_absolute_uri(reverse("portal:offer", args=[token]))


INVITED = gettext_noop("The invitation is on its way.")
RENEWED = gettext_noop("A new link is on its way; the former one opens nothing any more.")
REVOKED = gettext_noop("This person's link opens nothing any more.")
ANSWERED = gettext_noop("Your answer stands on the buyer's page.")
REJECTED = gettext_noop("The proposal is rejected; the offer stands as it is.")
BOUNDED = gettext_noop("The quantities that the buyer may choose are set.")
urlpatterns = [
    path("", waiting, name="waiting"),
    path("<uuid:quote_id>/", show, name="show"),
    path("<uuid:quote_id>/panel", panel, name="panel"),
    path("<uuid:quote_id>/invite", _deed(INVITED, _invite), name="invite"),
    path("<uuid:quote_id>/renew", _deed(RENEWED, _renew), name="renew"),
    path("<uuid:quote_id>/revoke", _deed(REVOKED, _revoke), name="revoke"),
    path("<uuid:quote_id>/answer", _deed(ANSWERED, _answer), name="answer"),
    path("<uuid:quote_id>/take", _deed("", _take), name="take"),
    path("<uuid:quote_id>/reject", _deed(REJECTED, _reject), name="reject"),
    path("<uuid:quote_id>/sign", _deed("", _sign), name="sign"),
    path("<uuid:quote_id>/bounds", _deed(BOUNDED, _bounds), name="bounds"),
]
