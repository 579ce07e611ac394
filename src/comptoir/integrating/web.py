"""Pages of connections: the list, one connection with what it exchanged, and the line on a record's page."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptoir.integrating import actions, asking, ports, queries, words
from comptoir.integrating.core.messages import CONNECTION_MOVES, ConnectionState, able
from comptoir.integrating.core.objects import Kind
from comptoir.kernel.errors import DomainError, NotFound
from comptoir.kernel.states import verbs
from comptoir.platform.models import Progress
from comptoir.platform.roles import require
from comptoir.platform.web import actor_of, do_for, entity_of
from comptoir.shell.forms import show_refusal
from comptoir.shell.problems import Problem, problem_of, problem_of_form

app_name = "integrating"
LIMIT = 50
CHIPS = {
    "on": ("ok", "circle-play"), "paused": ("warn", "circle-pause"), "off": ("", "circle-pause"),
    "waiting": ("info", "clock"), "sending": ("info", "clock"), "sent": ("ok", "check"),
    "applied": ("ok", "check"), "same": ("", "check"), "refused": ("bad", "circle-alert"),
    "blocked": ("bad", "circle-alert"), "dead": ("bad", "triangle-alert"), "replaced": ("", "check"),
}  # fmt: skip
FILTERS = (
    ("", gettext_lazy("All")),
    ("waiting", gettext_lazy("Waiting")),
    ("failed", gettext_lazy("Refused or blocked")),
    ("done", gettext_lazy("Done")),
)


class ConnectForm(forms.Form):
    """Another system: what it is, where it is, and its keys."""

    system = forms.ChoiceField(label=gettext_lazy("System"))
    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    url = forms.CharField(label=gettext_lazy("Address"), max_length=300)
    token = forms.CharField(
        label=gettext_lazy("Key"), max_length=2000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("The other system gives it; it is stored sealed and never shown again."),
    )  # fmt: skip
    secret = forms.CharField(
        label=gettext_lazy("Secret of its messages"), max_length=2000, required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Signs what it tells us at once; without it we look every minute."),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        known = [(code, ports.describe(code)) for code in ports.codes()]
        told = [(code, f"{s.label} · {words.SORTS[s.sort]}") for code, s in known]
        self.fields["system"].choices = told  # type: ignore[attr-defined]


def _home(request: HttpRequest) -> UUID:
    """The company, for who may look at connections."""
    request.rail_group = "settings"  # type: ignore[attr-defined]
    require(actor_of(request), actions.MAY)
    return entity_of(request)


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Settings"), reverse("desk:settings")), *more]


@require_safe
def connections(request: HttpRequest) -> HttpResponse:
    """All connections, what waits and what failed."""
    rows = queries.connections(_home(request))
    context = {
        "title": _("Connections"),
        "crumbs": _crumbs(),
        "rows": [{"c": c, "chip": _chip(c.state), "sort": words.SORTS.get(c.sort, "")} for c in rows],
    }  # fmt: skip
    return render(request, "integrating/connections.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Connect another system."""
    _home(request)
    form = ConnectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            event = actions.connect_system(do_for(request), **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Connected. Check that it answers."))
            return redirect("integrating:show", event.connection_id)
    context = {
        "title": _("New connection"),
        "crumbs": _crumbs((_("Connections"), reverse("integrating:list"))),
        "form": form,
        "problem": problem_of_form(form) if form.is_bound else None,
    }
    wrong = form.is_bound and form.errors
    return render(request, "integrating/new.html", context, status=422 if wrong else 200)


@require_safe
def show(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """One connection: its directions, its keys, and everything it exchanged."""
    return _page(request, connection_id)


def _page(
    request: HttpRequest, connection_id: UUID, problem: Problem | None = None, status: int = 200
) -> HttpResponse:
    known = queries.connection(connection_id, _home(request))
    state, cursor = request.GET.get("state", ""), request.GET.get("cursor") or None
    state = state if state in [key for key, _label in FILTERS] else ""
    rows, following = queries.exchanges(known.id, state=state, cursor=cursor, limit=LIMIT)
    work = Progress.objects.filter(kind=asking.WORK, label=known.name, entity_id=known.entity_id)
    context = {
        "title": known.name,
        "crumbs": _crumbs((_("Connections"), reverse("integrating:list"))),
        "c": known,
        "chip": _chip(known.state),
        "sort": words.SORTS.get(known.sort, ""),
        "fault": _(known.fault) if known.fault else "",
        "verbs": verbs(CONNECTION_MOVES, ConnectionState(known.state)),
        "ways": _ways(known),
        "hook": request.build_absolute_uri(reverse("hooks:hook", args=[known.id])),
        "filters": FILTERS,
        "state": state,
        "rows": [_exchange(x) for x in rows],
        "following": following,
        "work": work.order_by("-created_at").first(),
        "problem": problem,
    }
    return render(request, "integrating/show.html", context, status=status)


def _ways(known: queries.ConnectionFacts) -> list[dict[str, Any]]:
    """Each kind that the system can exchange, with the directions it can."""
    if known.system not in ports.codes():
        return []
    what, found = ports.describe(known.system), []
    for kind in Kind:
        may = able(kind in what.pulls, kind in what.pushes)
        if len(may) > 1:
            options = [(way.value, words.WAYS[way]) for way in may]
            chosen = known.ways.get(kind, "off")
            found.append(
                {"kind": kind.value, "label": words.KINDS[kind], "options": options, "way": chosen}
            )
    return found  # fmt: skip


def _exchange(x: queries.ExchangeFacts) -> dict[str, Any]:
    return {
        "x": x,
        "kind": words.ONE[Kind(x.kind)],
        "chip": _chip(x.state, words.EXCHANGED),
        "missing": words.lacking(x.missing),
        "answer": words.answer(x.answer),
        "payload": json.dumps(x.body, indent=1, ensure_ascii=False, sort_keys=True)
        if x.body
        else "",
        "retry": x.state in ("waiting", "refused", "dead", "blocked"),
        "page": _shown_at(Kind(x.kind), x.our_id),
    }


PAGES = {
    Kind.CUSTOMER: "desk:customer", Kind.PRODUCT: "catalog:show", Kind.DEAL: "prospecting:show",
    Kind.ORDER: "desk:order", Kind.INVOICE: "invoicing:show", Kind.PAYMENT: "collecting:payment",
}  # fmt: skip


def _shown_at(kind: Kind, our_id: UUID | None) -> str:
    name = PAGES.get(kind)
    return reverse(name, args=[our_id]) if name and our_id and our_id.version == 7 else ""


def _chip(state: str, names: Any = None) -> dict[str, Any]:
    kind, icon = CHIPS.get(state, ("", "clock"))
    return {"kind": kind, "icon": icon, "label": (names or words.STATES)[state]}


def _done(request: HttpRequest, connection_id: UUID, deed: Callable[[], str]) -> HttpResponse:
    """Do it and say so, or show the page with what is wrong."""
    known = queries.connection(connection_id, _home(request))
    try:
        messages.success(request, deed())
    except actions.ConnectionSame:
        pass
    except DomainError as error:
        return _page(request, known.id, problem_of(error), error.status)
    return redirect("integrating:show", known.id)


@require_POST
def change(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """Name, address, keys and the stage at which a deal is quoted: what is given."""
    names = ("name", "url", "token", "secret", "quote_at")
    given: dict[str, Any] = {
        n: request.POST[n].replace("\x00", "") for n in names if n in request.POST
    }
    ways = {k.value: request.POST[f"way_{k}"] for k in Kind if f"way_{k}" in request.POST}

    def deed() -> str:
        more: dict[str, Any] = {"ways": ways} if ways else {}
        actions.change_connection(do_for(request), connection_id=connection_id, **given, **more)
        return _("Connection saved.")

    return _done(request, connection_id, deed)


@require_POST
def move(request: HttpRequest, connection_id: UUID, verb: str) -> HttpResponse:
    """Pause, resume, switch off or on."""

    def deed() -> str:
        moved = actions.move_connection(do_for(request), connection_id=connection_id, verb=verb)
        return str(words.MOVED[ConnectionState(moved.state)])

    return _done(request, connection_id, deed)


@require_POST
def check(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """Ask the other system who it is."""
    return _done(
        request, connection_id,
        lambda: _("It answers: %s") % asking.check(connection_id, entity_of(request)),
    )  # fmt: skip


@require_POST
def pull(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """Read what changed there now."""

    def deed() -> str:
        asking.pull(connection_id, entity_of(request))
        return _("What changed there is being read.")

    return _done(request, connection_id, deed)


@require_POST
def everything(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """Send all records of the kinds that go there."""

    def deed() -> str:
        do = do_for(request)
        asking.started(do, actions.ask_everything(do, connection_id=connection_id).connection_id)
        return _("All records are being looked at; what is new there is sent.")

    return _done(request, connection_id, deed)


@require_POST
def retry(request: HttpRequest, connection_id: UUID, exchange_id: int, way: str) -> HttpResponse:
    """Send, or apply, one message again."""

    def deed() -> str:
        actions.retry_exchange(
            do_for(request), connection_id=connection_id, exchange_id=exchange_id, incoming=way == "in"
        )  # fmt: skip
        asking.wake(connection_id, incoming=way == "in")
        return _("It is tried again.")

    return _done(request, connection_id, deed)


@require_safe
def progress(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """How far sending everything is."""
    known = queries.connection(connection_id, _home(request))
    rows = Progress.objects.filter(kind=asking.WORK, label=known.name)
    work = rows.filter(entity_id=known.entity_id).order_by("-created_at").first()
    return render(request, "integrating/show.html#progress", {"c": known, "work": work})


@require_safe
def standing(request: HttpRequest, kind: str, our_id: UUID) -> HttpResponse:
    """Where a record is in other systems; nothing where it is in none."""
    if kind not in list(Kind):
        raise NotFound(field="kind", found=kind[:20])
    found = queries.standing(entity_of(request), Kind(kind), our_id)
    rows = [
        {"s": s, "kind": words.ONE[Kind(kind)], "answer": words.answer(s.answer),
         "said": words.EXCHANGED.get(s.state, ""), "missing": words.lacking(s.missing)}
        for s in found
    ]  # fmt: skip
    actor = actor_of(request)
    context = {
        "rows": rows, "may": actor.may(actions.MAY), "our_id": our_id,
        "quotable": kind == Kind.DEAL and actor.may("quoting.write") and asking.quotable(our_id),
    }  # fmt: skip
    return render(request, "integrating/standing.html", context)


@require_POST
def quote_deal(request: HttpRequest, our_id: UUID) -> HttpResponse:
    """Draft a quote of the deal's lines."""
    quote_id = asking.quote_deal(do_for(request), our_id)
    return redirect("quoting:edit", quote_id)


urlpatterns = [
    path("", connections, name="list"),
    path("new/", new, name="new"),
    path("at/<str:kind>/<uuid:our_id>/", standing, name="standing"),
    path("quote/<uuid:our_id>/", quote_deal, name="quote_deal"),
    path("<uuid:connection_id>/", show, name="show"),
    path("<uuid:connection_id>/change/", change, name="change"),
    path("<uuid:connection_id>/check/", check, name="check"),
    path("<uuid:connection_id>/pull/", pull, name="pull"),
    path("<uuid:connection_id>/everything/", everything, name="everything"),
    path("<uuid:connection_id>/progress/", progress, name="progress"),
    path("<uuid:connection_id>/<str:verb>/", move, name="move"),
    path("<uuid:connection_id>/<str:way>/<int:exchange_id>/retry/", retry, name="retry"),
]
