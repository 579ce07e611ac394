"""Settings and data: the pages behind them, people, keys, clock, health, help."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptoir.kernel.errors import DomainError
from comptoir.pages import keys as api_keys
from comptoir.pages import people
from comptoir.pages.desk import links, permissions
from comptoir.pages.desk.audit import NotADate
from comptoir.pages.desk.hub_cards import CARDS, DATA_CARDS, Card
from comptoir.pages.desk.series import series, theirs
from comptoir.platform import clock, doctor, hands
from comptoir.platform.models import ApiKey, Clock, Progress, User
from comptoir.platform.roles import PERMISSIONS, Role, require
from comptoir.platform.web import actor_of, do_for, entity_of
from comptoir.records.parties import actions as parties
from comptoir.shell.offering import hidden
from comptoir.shell.problems import problem_of

SERIES = {
    "customer": _l("Customers"),
    "opportunity": _l("Opportunities"),
    "quote": _l("Quotes"),
    "contract": _l("Contracts"),
    "order": _l("Orders"),
    "delivery": _l("Deliveries"),
    "return": _l("Returns"),
    "invoice": _l("Invoices"),
    "credit_note": _l("Credit notes"),
    "payment": _l("Payments"),
    "entry": _l("Ledger entries"),
    "renewal": _l("Renewals"),
}


@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """Everything that can be set, and the sandbox clock."""
    entity_id = entity_of(request)
    row = Clock.objects.filter(pk=entity_id).first()
    context = {
        "title": _("Settings"),
        "cards": [card[:4] for card in _shown(request, CARDS)],
        "clock": row,
        "today": clock.today(entity_id),
    }
    return render(request, "pages/desk/settings.html", context)


def _shown(request: HttpRequest, cards: Iterable[Card]) -> list[tuple[str, Any, Any, str, str]]:
    """The cards whose page exists and is offered: icon, label, note, address, name of the page."""
    known = ((*c[:3], links.page(c[3]), c[3]) for c in cards if not hidden(request, c[3]))
    return [card for card in known if card[3]]


@require_POST
def move_clock(request: HttpRequest) -> HttpResponse:
    """Set the sandbox company's day; everything that depends on time follows."""
    typed = request.POST.get("on", "")
    try:
        on = date.fromisoformat(typed)
    except ValueError:
        raise NotADate(field="on", found=typed[:20], expected="2026-11-30") from None
    parties.move_clock(do_for(request), on=on)
    return HttpResponseRedirect(links.page("desk:settings"))


@require_GET
def data(request: HttpRequest) -> HttpResponse:
    """What comes in, what goes out, and the record of both."""
    unread = "" if actor_of(request).may("platform.audit") else "desk:audit"
    shown = [card for card in _shown(request, DATA_CARDS) if card[4] != unread]
    cards = [card[:4] for card in shown]
    return render(request, "pages/desk/hub.html", {"title": _("Data"), "cards": cards})


@require_http_methods(["GET", "POST"])
def users(request: HttpRequest) -> HttpResponse:
    """The people of this company; an administrator invites and chooses roles."""
    entity_id, problem, link = entity_of(request), None, ""
    status = 200
    if request.method == "POST":
        try:
            link = _save_person(request)
        except DomainError as error:
            problem, status = problem_of(error), error.status
        else:
            if not link:
                messages.success(request, _("Saved."))
                return HttpResponseRedirect(links.page("desk:users"))
    context = {
        "title": _("People and roles"),
        "crumbs": [(_("Settings"), links.page("desk:settings"))],
        "people": _people(people.known_to(actor_of(request), entity_id), entity_id),
        "roles": [(r.value, role_name(r)) for r in Role],
        "may_change": actor_of(request).may("platform.users"),
        "problem": problem,
        "typed": request.POST if problem else {},
        "link": request.build_absolute_uri(link) if link else "",
    }
    request.rail_group = "settings"  # type: ignore[attr-defined]
    return render(request, "pages/desk/users.html", context, status=status)


def _save_person(request: HttpRequest) -> str:
    """Invite, change roles, or make a new link; returns the link to hand over, if any."""
    wished = request.POST.getlist("roles")
    if not request.POST.get("user_id"):
        do = do_for(request)
        people.invite_person(
            do, name=request.POST.get("name", ""), email=request.POST.get("email", ""), roles=wished,
            language=request.POST.get("language", "en"),
        )  # fmt: skip
        return str(do.answer)
    try:
        user_id = UUID(request.POST["user_id"])
    except ValueError:
        raise people.UnknownPerson(found=request.POST["user_id"][:40]) from None
    people.change_roles(
        do_for(request), user_id=user_id, roles=wished, active=request.POST.get("active") == "on"
    )
    return ""


def _people(known: QuerySet[User], entity_id: UUID) -> list[dict[str, Any]]:
    found = []
    for user in known.prefetch_related("roles").order_by("name", "email"):
        held = sorted({r.role for r in user.roles.all() if r.entity_id in (None, entity_id)})
        names = [role_name(Role(r)) for r in held]
        found.append({"user": user, "held": held, "names": names, "everything": user.is_superuser})
    return found


def role_name(role: Role) -> str:
    """The role as the reader says it."""
    return {
        Role.SALES: _("Sales"), Role.SALES_MANAGER: _("Sales manager"),
        Role.FINANCE_APPROVER: _("Finance approver"), Role.LEGAL: _("Legal"), Role.ORDER: _("Orders"),
        Role.WAREHOUSE: _("Warehouse"), Role.BILLING: _("Billing"), Role.COLLECTOR: _("Collector"),
        Role.CONTROLLER: _("Controller"), Role.REVENUE: _("Revenue accountant"),
        Role.INTEGRATION: _("Integration"), Role.AUDITOR: _("Auditor, read-only"),
        Role.ADMIN: _("Administrator"),
    }[role]  # fmt: skip


@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """API keys: made (shown once), revoked."""
    require(actor_of(request), "platform.keys")
    secret, problem, status = "", None, 200
    if request.method == "POST":
        try:
            secret = _save_key(request)
        except DomainError as error:
            problem, status = problem_of(error), error.status
        else:
            if not secret:
                messages.success(request, _("The key is revoked."))
                return HttpResponseRedirect(links.page("desk:keys"))
    known = ApiKey.objects.select_related("user").filter(entity_id__in=[entity_of(request)])
    context = {
        "title": _("API keys"),
        "crumbs": [(_("Settings"), links.page("desk:settings"))],
        "keys": known.order_by("-created_at"),
        "scopes": [(s, permissions.word(s)) for s in sorted(api_keys.scopes()) if s != "*"],
        "secret": secret,
        "problem": problem,
        "now": clock.instant(),
    }
    request.rail_group = "settings"  # type: ignore[attr-defined]
    return render(request, "pages/desk/keys.html", context, status=status)


def _save_key(request: HttpRequest) -> str:
    do = do_for(request)
    if request.POST.get("revoke"):
        try:
            api_keys.revoke_key(do, key_id=UUID(request.POST["revoke"]))
        except ValueError:
            raise api_keys.UnknownKey(found=request.POST["revoke"][:40]) from None
        return ""
    days = request.POST.get("days", "")
    assert isinstance(request.user, User)
    api_keys.make_key(
        do, name=request.POST.get("name", "").strip() or _("Key"), user_id=request.user.pk,
        granted=request.POST.getlist("scopes"), days=int(days) if days.isdigit() else None,
    )  # fmt: skip
    return str(do.answer)


@require_GET
def numbering(request: HttpRequest) -> HttpResponse:
    """The last number given in each series, and whether one is missing."""
    context = {
        "title": _("Numbering"),
        "crumbs": [(_("Settings"), links.page("desk:settings"))],
        "rows": [(SERIES[row.series], row) for row in series(entity_of(request))],
        "theirs": theirs(entity_of(request)),
    }
    request.rail_group = "settings"  # type: ignore[attr-defined]
    return render(request, "pages/desk/numbering.html", context)


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """What the doctor finds, and what to do."""
    require(actor_of(request), "platform.audit")
    hands.of_the_installation(actor_of(request).name)
    looks = {doctor.Level.OK: "ok", doctor.Level.WARN: "warn", doctor.Level.FAIL: "bad"}
    icons = {
        doctor.Level.OK: "circle-check",
        doctor.Level.WARN: "triangle-alert",
        doctor.Level.FAIL: "circle-x",
    }
    said = {
        doctor.Level.OK: _("well"),
        doctor.Level.WARN: _("look at it"),
        doctor.Level.FAIL: _("broken"),
    }
    findings = [
        (f, _(f.name), looks[f.level], icons[f.level], said[f.level]) for f in doctor.examine()
    ]
    context = {
        "title": _("Health"),
        "crumbs": [(_("Settings"), links.page("desk:settings"))],
        "findings": findings,
        "faults": sum(f.level != doctor.Level.OK for f, *_look in findings),
    }
    request.rail_group = "settings"  # type: ignore[attr-defined]
    return render(request, "pages/desk/health.html", context)


@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """Long work of the last days, newest first."""
    rows = Progress.objects.filter(entity_id__in=[entity_of(request)]).order_by("-created_at")[:50]
    context = {
        "title": _("Long work"),
        "crumbs": [(_("Data"), links.page("desk:data"))],
        "rows": rows,
    }
    request.rail_group = "data"  # type: ignore[attr-defined]
    return render(request, "pages/desk/work.html", context)


@require_GET
def progress(request: HttpRequest, progress_id: UUID) -> HttpResponse:
    """One progress bar, polled until it has arrived."""
    row = Progress.objects.filter(pk=progress_id, entity_id=entity_of(request)).first()
    if row is None:
        return HttpResponse(status=404)
    return render(request, "pages/desk/work.html#bar", {"row": row})


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """The reader: name, roles, and where to change password and second factor."""
    actor = actor_of(request)
    roles = [role_name(r) for r in sorted(actor.roles)]
    everything = "*" in actor.permissions
    crumbs = [(_("Settings"), links.page("desk:settings"))]
    context = {"title": _("My account"), "crumbs": crumbs, "roles": roles, "everything": everything}
    request.rail_group = "settings"  # type: ignore[attr-defined]
    return render(request, "pages/desk/account.html", context)


@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """Keys, words, and whom to ask."""
    table = [
        (role_name(r), _("everything") if "*" in can else permissions.said(can))
        for r, can in PERMISSIONS.items()
    ]
    return render(request, "pages/desk/help.html", {"title": _("Help"), "table": table})
