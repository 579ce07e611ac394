"""Changing the options of a line that runs under a contract: into an amendment, with what it then costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comptoir.kernel.errors import DomainError
from comptoir.pages.shop import boards
from comptoir.pages.shop.boards import Sale
from comptoir.platform import clock
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.records.catalog import queries as catalog
from comptoir.records.parties import queries as parties
from comptoir.shell.problems import problem_of
from comptoir.stages.configuring import actions as configuring
from comptoir.stages.configuring import desk, engine, modes, telling
from comptoir.stages.configuring import queries as models
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting import configured, ports
from comptoir.stages.quoting import queries as quotes
from comptoir.stages.quoting.actions import ChangeIn

MARGIN = "quoting.margin"
PAGE = "pages/shop/configure.html"


@dataclass(frozen=True, slots=True)
class Running:
    """A running line, what it is made of, and the draft that already changes it."""

    standing: ports.Standing
    line: ports.RunningLine
    made: models.ConfigurationFacts
    amendment: quotes.QuoteFacts | None


@require_http_methods(["GET", "HEAD", "POST"])
def options(request: HttpRequest, contract_id: UUID, line_id: int) -> HttpResponse:
    """The configurator with what runs, or with what the draft of an amendment puts in its place."""
    request.rail_group = "contracts"  # type: ignore[attr-defined]
    running = _running(request, contract_id, line_id)
    sale = _sale(request, running)
    posted = request.method == "POST"
    act, lost = (boards.clicked(request, sale), ()) if posted else _opened(request, sale, running)
    more = {**_head(running), "save": True, "save_label": _("Put it in an amendment"), "lost": lost}
    if not posted or request.POST.get("do") != "save" or act.faults:
        return boards.shown(request, sale, act, PAGE, more)
    try:
        quote_id = _save(request, sale, running, act.desk)
    except DomainError as error:
        return boards.shown(request, sale, act, PAGE, {**more, "problem": problem_of(error)})
    messages.success(request, _("The amendment is drafted. Look at it, then send it."))
    return boards.away(request, reverse("quoting:show", args=[quote_id]))


def _running(request: HttpRequest, contract_id: UUID, line_id: int) -> Running:
    standing = ports.contract_standing(contract_id, entity_of(request))
    line = next((li for li in standing.lines if li.id == line_id), None)
    made = configured.running([line_id]).get(line_id)
    if line is None or made is None:
        raise Http404
    return Running(standing, line, models.configuration(made), _draft(request, standing.id))


def _draft(request: HttpRequest, contract_id: UUID) -> quotes.QuoteFacts | None:
    """The draft of an amendment that the address names."""
    named = request.GET.get("amendment", "")
    if not named:
        return None
    try:
        found = quotes.quote(UUID(named), entity_of(request))
    except ValueError:
        raise Http404 from None
    if found.amends_contract != contract_id or found.state != "draft":
        raise Http404
    return found


def _sale(request: HttpRequest, running: Running) -> Sale:
    """In the version that the line keeps while it is offered; prices as the contract's quote had them."""
    source = quotes.quote(running.standing.quote_id)
    today = clock.today(running.standing.id and source.entity_id)
    made = running.made
    version = models.offered(models.model(made.model_id), today, made.id)
    return Sale(
        version, catalog.product(made.product_id), source.book_id, source.currency, today,
        request.get_full_path(), actor_of(request).may(MARGIN),
    )  # fmt: skip


def _opened(request: HttpRequest, sale: Sale, running: Running) -> tuple[desk.Act, tuple[str, ...]]:
    """As the draft says, else as it runs; with what of it the version that took over no longer allows."""
    made = _wanted(running) or running.made
    choices, mode = engine.load_choices(made.choices), modes.usual(request)
    if made.version_id == sale.version.id:
        return desk.Act(desk.opened(choices, made.answers, mode)), ()
    before, after = models.loaded(models.version(made.version_id)), models.loaded(sale.version)
    moved = after.moved(choices)
    told = telling.lost(before, after, moved, language())
    return desk.Act(desk.opened(moved.kept, {}, mode)), told


def _wanted(running: Running) -> models.ConfigurationFacts | None:
    """What the draft puts in the line's place."""
    for change in _asked(running):
        if change.line_id == running.line.id and change.configuration_id:
            return models.configuration(change.configuration_id)
    return None


def _asked(running: Running) -> Sequence[ChangeIn]:
    quote = running.amendment
    return quote.amendment.asked if quote and quote.amendment else ()


def _save(request: HttpRequest, sale: Sale, running: Running, standing: desk.Desk) -> UUID:
    """Keep the configuration, then say it in a new amendment, or anew in the draft."""
    made = configuring.save_configuration(
        do_for(request), model_id=sale.version.model_id, choices=boards.chosen(sale, standing),
        replaces=running.made.id, seconds=desk.seconds(standing), answers=standing.answers,
    )  # fmt: skip
    change = ChangeIn(
        kind="options", line_id=running.line.id, configuration_id=made.configuration_id
    )
    if running.amendment is None:
        drafted = quoting.draft_amendment(
            do_for(request), contract_id=running.standing.id, changes=[change],
            version=running.standing.version,
        )  # fmt: skip
        return drafted.quote_id
    others = [
        c for c in _asked(running) if not (c.kind == "options" and c.line_id == running.line.id)
    ]
    quoting.change_amendment(
        do_for(request), quote_id=running.amendment.id, changes=[*others, change]
    )
    return running.amendment.id


def _head(running: Running) -> dict[str, Any]:
    standing = running.standing
    contract = reverse("contracting:show", args=[standing.id])
    return {
        "title": _("Change options"),
        "ident": f"{standing.number} v{standing.version} · {running.line.description}",
        "crumbs": [
            (_("Contracts"), reverse("contracting:list")),
            (parties.customer(standing.customer_id).name, contract),
        ],
    }


urlpatterns = [
    path("contracts/<uuid:contract_id>/lines/<int:line_id>/", options, name="running"),
]
