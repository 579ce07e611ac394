"""What a buyer says on the page: questions, counter-offers, a colleague to invite, the signature."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comptoir.kernel.errors import DomainError
from comptoir.pages.portal import actions, limits, proposals, queries, signing, web
from comptoir.pages.portal.choices import number
from comptoir.pages.portal.guests import DECIDE, NEGOTIATE, Guest
from comptoir.shell.problems import problem_of
from comptoir.stages.quoting import queries as quoting

MOST_AN_HOUR = 30


def _limited(view: Callable[[HttpRequest, Guest], HttpResponse]) -> Callable[..., Any]:
    """At most so many words an hour behind one link."""

    def run(request: HttpRequest, guest: Guest) -> HttpResponse:
        web.opened(guest)
        if not limits.take("room", guest.token, MOST_AN_HOUR):
            return web.page(request, guest, problem=problem_of(limits.TooOften()), status=429)
        return view(request, guest)

    run.__doc__, run.__name__ = view.__doc__, view.__name__
    return require_POST(web.behind_link(run))


@_limited
def question(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Ask about a line, or about the whole."""
    place = request.POST.get("place", "")[:60]
    try:
        actions.ask_question(
            guest.do, quote_id=guest.quote.id, text=request.POST.get("text", ""), place=place,
            author=_author(request, guest), buyer_id=guest.buyer_id,
        )  # fmt: skip
    except DomainError as error:
        return web.page(request, guest, problem=problem_of(error), at=f"talk {place}")
    messages.success(request, _("Your question is on its way; the answer will stand here."))
    return _back(guest, place)


@_limited
def counter(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Propose another price, discount or quantity, with a reason."""
    if not guest.may(NEGOTIATE):
        return web.page(request, guest, problem=web.not_yours(), at="counter", status=403)
    kind = request.POST.get("kind", "")[:20]
    try:
        value = number(request.POST.get(kind, ""), kind) if kind in ("net", "percent") else None
        proposals.make_counter(
            guest.do, quote_id=guest.quote.id, kind=kind, value=value,
            quantities=_wanted(request, guest.quote), reason=request.POST.get("reason", ""),
            author=_author(request, guest), buyer_id=guest.buyer_id,
        )  # fmt: skip
    except DomainError as error:
        return web.page(request, guest, problem=problem_of(error), at="counter")
    messages.success(
        request, _("Your proposal is on its way; the offer stands as it is until then.")
    )
    return _back(guest, "counter")


@_limited
def withdraw(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Take the proposal back."""
    found = [c for c in queries.counters(guest.quote.series) if c.state == "open"]
    mine = [c for c in found if c.buyer_id == guest.buyer_id]
    if mine:
        proposals.withdraw_counter(guest.do, counter_id=mine[0].id)
    return _back(guest, "counter")


@_limited
def forward(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Pass the offer on: a colleague gets an own link by e-mail, and the seller knows."""
    given = {name: request.POST.get(name, "") for name in ("name", "email", "role")}
    if guest.buyer is None:
        return redirect("portal:offer", guest.token)
    try:
        actions.forward_room(guest.do, quote_id=guest.quote.id, buyer_id=guest.buyer.id, **given)
    except DomainError as error:
        return web.page(request, guest, problem=problem_of(error), at="forward")
    messages.success(request, _("Your colleague receives an own link by e-mail."))
    return redirect("portal:offer", guest.token)


@_limited
def sign(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Go on to the signature of the contract that the acceptance made."""
    if guest.state != "accepted" or not guest.may(DECIDE):
        return redirect("portal:offer", guest.token)
    email = guest.buyer.email if guest.buyer else request.POST.get("email", "")
    try:
        return redirect(signing.begin(guest.quote, email))
    except DomainError as error:
        return web.page(request, guest, problem=problem_of(error), at="sign")


def lost(request: HttpRequest) -> HttpResponse:
    """Somebody whose link is unknown asks for another one, by e-mail address and number of the offer.

    The answer is the same whether we know them or not.
    """
    if request.method != "POST":
        return web.private(web.unknown(request, status=200))
    if limits.take("lost", limits.client(request), 5):
        signing.ask_lost(request.POST.get("number", ""), request.POST.get("email", ""))
    return web.private(web.unknown(request, sent=True))


def _author(request: HttpRequest, guest: Guest) -> str:
    return guest.name or request.POST.get("author", "")


def _wanted(request: HttpRequest, quote: quoting.QuoteFacts) -> dict[int, Any]:
    """The quantities of the proposal's own fields."""
    found = {}
    for line in quote.lines:
        value = number(request.POST.get(f"wanted-{line.id}", ""), f"wanted.{line.id}")
        if value is not None and value != line.quantity:
            found[line.id] = value
    return found


def _back(guest: Guest, place: str) -> HttpResponse:
    """To where it was said."""
    answer = redirect("portal:offer", guest.token)
    answer["Location"] += "#talk" if place != "counter" else "#counter"
    return answer
