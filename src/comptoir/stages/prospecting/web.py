"""The pages of opportunities: list, board by stage, one opportunity."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from comptoir.kernel.errors import DomainError
from comptoir.kernel.money import Money
from comptoir.platform.history import EventFacts, history
from comptoir.platform.web import actor_of, do_for, entity_of
from comptoir.records.parties import queries as parties
from comptoir.shell import lists, tables
from comptoir.shell.forms import show_refusal
from comptoir.shell.parts import Happening
from comptoir.shell.problems import Problem, ProblemItem, problem_of, problem_of_form
from comptoir.stages.prospecting import actions, queries
from comptoir.stages.prospecting.core.states import OPEN, Stage
from comptoir.stages.prospecting.forms import OpportunityForm

app_name = "prospecting"
STAGES = {
    "qualify": gettext_lazy("Qualify"),
    "propose": gettext_lazy("Propose"),
    "negotiate": gettext_lazy("Negotiate"),
    "won": gettext_lazy("Won"),
    "lost": gettext_lazy("Lost"),
}
HAPPENED = {
    "OpportunityOpened": gettext_lazy("Opportunity opened"),
    "OpportunityChanged": gettext_lazy("Opportunity changed"),
    "OpportunityMoved": gettext_lazy("Stage changed"),
    "OpportunityWon": gettext_lazy("Won"),
    "OpportunityLost": gettext_lazy("Lost"),
}
FIELDS = {
    "billing.street": gettext_lazy("Billing address, street"),
    "billing.postcode": gettext_lazy("Billing address, postcode"),
    "billing.town": gettext_lazy("Billing address, town"),
    "billing.country": gettext_lazy("Billing address, country"),
}


class OpportunityTable(tables.Table):
    """The list."""

    number = tables.LinkColumn(
        url=lambda r: r["url"], mono=True, verbose_name=gettext_lazy("Number")
    )
    customer = tables.TextColumn(verbose_name=gettext_lazy("Customer"))
    title = tables.TextColumn(verbose_name=gettext_lazy("Title"))
    stage = tables.TextColumn(verbose_name=gettext_lazy("Stage"))
    probability = tables.PercentColumn(verbose_name=gettext_lazy("Probability"))
    close_on = tables.DateColumn(verbose_name=gettext_lazy("Closing"))
    amount = tables.AmountColumn(verbose_name=gettext_lazy("Amount"))

    class Meta(tables.Table.Meta):
        attrs: ClassVar = {"caption": gettext_lazy("Opportunities"), "id": "list"}
        row_attrs: ClassVar = {"data-href": lambda record: record["url"]}


def list_opportunities(request: HttpRequest) -> HttpResponse:
    """Opportunities with filters by stage, customer and text."""
    request.rail_group = "sell"  # type: ignore[attr-defined]
    entity_id = entity_of(request)
    stage, text = request.GET.get("stage", "open"), request.GET.get("q", "")
    customer_id = _uuid(request.GET.get("customer", ""))

    def read(cursor: str | None, limit: int, sort: str) -> tuple[list[Any], str | None]:
        found, following = queries.opportunities_page(
            entity_id, stage="" if stage == "all" else stage, text=text, customer_id=customer_id,
            sort=sort, cursor=cursor, limit=limit,
        )  # fmt: skip
        return _rows(found), following

    table, file = lists.arranged(request, OpportunityTable, "opportunities", read)
    if file:
        return file
    context = {
        "title": _("Opportunities"),
        "table": table,
        "empty": not queries.any_opportunity(entity_id),
        "stages": [("open", pgettext("status", "Open")), *STAGES.items(), ("all", _("All"))],
        "stage": stage,
        "q": text,
        "customer": parties.customer(customer_id, entity_id) if customer_id else None,
    }
    return render(request, "prospecting/list.html", context)


def _rows(found: list[queries.OpportunityFacts]) -> list[dict[str, Any]]:
    """Opportunities as the list shows them."""
    named = parties.customers({o.customer_id for o in found})
    return [
        {
            "number": o.number,
            "url": reverse("prospecting:show", args=[o.id]),
            "customer": named[o.customer_id].name,
            "title": o.title,
            "stage": str(STAGES[o.stage]),
            "probability": o.probability,
            "close_on": o.close_on,
            "amount": Money(o.amount_minor, o.currency),
        }
        for o in found
    ]


def board(request: HttpRequest) -> HttpResponse:
    """The open stages side by side; a card moves by its buttons."""
    request.rail_group = "sell"  # type: ignore[attr-defined]
    columns = queries.board(entity_of(request))
    named = parties.customers({card.customer_id for c in columns for card in c.cards})
    shown = [
        {
            "stage": c.stage,
            "label": STAGES[c.stage],
            "count": c.count,
            "sums": [Money(minor, currency) for currency, minor in c.sums],
            "in_all": c.in_all if len(c.sums) > 1 else None,
            "mixed": len(c.sums) > 1 and c.in_all is None,
            "cards": [
                (card, named[card.customer_id], Money(card.amount_minor, card.currency))
                for card in c.cards
            ],
            "before": OPEN[i - 1] if i else "",
            "after": OPEN[i + 1] if i + 1 < len(OPEN) else "",
        }
        for i, c in enumerate(columns)
    ]
    context = {
        "title": _("Opportunities"),
        "columns": shown,
        "stages": STAGES,
        "empty": not any(c.count for c in columns),
        "may": actor_of(request).may("prospecting.write"),
    }
    return render(request, "prospecting/board.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """Choose a customer, then say what it is about."""
    request.rail_group = "sell"  # type: ignore[attr-defined]
    entity_id = entity_of(request)
    customer_id = _uuid(request.GET.get("customer", ""))
    text = request.GET.get("q", "")
    context: dict[str, Any] = {
        "title": _("New opportunity"),
        "crumbs": [(_("Opportunities"), reverse("prospecting:list"))],
        "q": text,
    }
    if customer_id is None:
        context["customers"] = parties.find_customers(entity_id, text, limit=20)
        return render(request, "prospecting/new.html", context)
    customer = parties.customer(customer_id, entity_id)
    data = request.POST if request.method == "POST" else None
    partners = [p for p in parties.partners(entity_id) if p.active]
    form = OpportunityForm(data, currency=customer.currency, partners=partners)
    del form.fields["probability"]
    if form.is_bound and form.is_valid():
        given = dict(form.cleaned_data)
        given["amount_minor"] = given.pop("amount")
        try:
            event = actions.open_opportunity(do_for(request), customer_id=customer.id, **given)
        except DomainError as error:
            show_refusal(form, error)
        else:
            return redirect("prospecting:show", event.opportunity_id)
    context |= {"customer": customer, "form": form}
    context["problem"] = problem_of_form(form) if form.is_bound else None
    return render(request, "prospecting/new.html", context, status=422 if form.errors else 200)


def show(request: HttpRequest, opportunity_id: UUID) -> HttpResponse:
    """One opportunity: its facts to edit, what may be done, what happened."""
    found = queries.opportunity(opportunity_id, entity_of(request))
    partners = parties.partners(found.entity_id)
    form = OpportunityForm.of(found, partners, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            changes = form.changes(found)
            if changes:
                actions.change_opportunity(
                    do_for(request), opportunity_id=found.id,
                    revision=_revision(request, found), changes=changes,
                )  # fmt: skip
        except DomainError as error:
            show_refusal(form, error)
        else:
            return redirect("prospecting:show", found.id)
    problem = problem_of_form(form) if form.is_bound else None
    return _page(request, found, form, problem, 422 if form.errors else 200)


@require_POST
def move(request: HttpRequest, opportunity_id: UUID) -> HttpResponse:
    """Another stage; win and lose close it. A gate that is not met says which field and links to it."""
    verb = request.POST.get("verb", "")
    do = do_for(request)
    try:
        if verb == "win":
            actions.win_opportunity(do, opportunity_id=opportunity_id)
        elif verb == "lose":
            reason = request.POST.get("reason", "")
            actions.lose_opportunity(do, opportunity_id=opportunity_id, reason=reason)
        else:
            actions.move_opportunity(do, opportunity_id=opportunity_id, verb=verb)
    except DomainError as error:
        found = queries.opportunity(opportunity_id, entity_of(request))
        form = OpportunityForm.of(found, parties.partners(found.entity_id))
        return _page(request, found, form, _problem(error, found), error.status)
    if request.POST.get("back") == "board":
        return redirect("prospecting:board")
    return redirect("prospecting:show", opportunity_id)


def gate_link(found: queries.OpportunityFacts, field: str) -> str:
    """Where the missing field of a gate is filled in."""
    page = reverse("parties:change", args=[found.customer_id])
    return f"{page}#id_{field.replace('.', '_')}"


def _problem(error: DomainError, found: queries.OpportunityFacts) -> Problem:
    if not isinstance(error, actions.MissingBillingAddress) or not error.field:
        return problem_of(error)
    item = ProblemItem("", field=str(FIELDS[error.field]), fix=_("Complete the billing address"))
    return Problem(_(error.title), (item,))


def _page(
    request: HttpRequest,
    found: queries.OpportunityFacts,
    form: OpportunityForm,
    problem: Problem | None,
    status: int,
) -> HttpResponse:
    request.rail_group = "sell"  # type: ignore[attr-defined]
    customer = parties.customer(found.customer_id)
    missing = queries.missing_billing(customer)
    happened = history([found.id])
    partners = _partners(found, happened)
    context = {
        "title": found.title,
        "ident": found.number,
        "crumbs": [(_("Opportunities"), reverse("prospecting:list"))],
        "found": found,
        "customer": customer,
        "partner": partners.get(found.partner_id) if found.partner_id else None,
        "amount": Money(found.amount_minor, found.currency),
        "weighted": Money(found.weighted_minor, found.currency),
        "form": form,
        "problem": problem,
        "missing": FIELDS.get(missing),
        "missing_url": gate_link(found, missing) if missing else "",
        "open": found.stage in OPEN,
        "moves": [(s.value, STAGES[s]) for s in OPEN if s != found.stage],
        "can_reopen": found.stage == Stage.LOST,
        "stages": STAGES,
        "may": actor_of(request).may("prospecting.write"),
        "happenings": [
            Happening(_said(e, partners), on=e.business_on, actor=e.who) for e in happened
        ],
    }
    return render(request, "prospecting/show.html", context, status=status)


def _partners(
    found: queries.OpportunityFacts, happened: list[EventFacts]
) -> dict[UUID, parties.PartnerFacts]:
    """The partner of today and those of its history; no statement where there never was one."""
    wanted = {pk for pk in (*map(_partner_since, happened), found.partner_id) if pk}
    return parties.partners_by_id(wanted) if wanted else {}


def _said(event: EventFacts, partners: dict[UUID, parties.PartnerFacts]) -> str:
    """What happened, and of a change of partner which one it is since."""
    text = str(HAPPENED.get(event.name, event.name))
    if "partner_id" not in (event.changed or {}):
        return text
    since = _partner_since(event)
    name = partners[since].name if since in partners else "—"
    return _("%(text)s: partner %(name)s") % {"text": text, "name": name}


def _partner_since(event: EventFacts) -> UUID | None:
    return _uuid(str((event.changed or {}).get("partner_id", ("", ""))[1]))


def _revision(request: HttpRequest, found: queries.OpportunityFacts) -> int:
    seen = request.POST.get("revision", "")
    return int(seen) if seen.isdecimal() and len(seen) < 10 else found.revision


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


urlpatterns = [
    path("", list_opportunities, name="list"),
    path("board", board, name="board"),
    path("new", new, name="new"),
    path("<uuid:opportunity_id>/", show, name="show"),
    path("<uuid:opportunity_id>/move", move, name="move"),
]
