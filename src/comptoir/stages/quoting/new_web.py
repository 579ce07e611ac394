"""Opening a quote: empty, like another one, or from a template; and the list of templates."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from comptoir.kernel.errors import DomainError
from comptoir.platform.web import actor_of, do_for, entity_of
from comptoir.records.parties import queries as parties
from comptoir.shell.problems import problem_of
from comptoir.stages.quoting import actions, comparisons, queries, template_queries
from comptoir.stages.quoting.core.comparing import Kind
from comptoir.stages.quoting.events import QuoteDrafted


@dataclass(frozen=True, slots=True)
class Like:
    """What the new quote is made like, if anything."""

    quote: queries.QuoteFacts | None = None
    template: template_queries.TemplateFacts | None = None


def new(request: HttpRequest) -> HttpResponse:
    """Choose a customer, then open the draft. `?like=` a quote, `?template=` a template."""
    entity_id = entity_of(request)
    asked = request.POST if request.method == "POST" else request.GET
    like = _like(entity_id, as_uuid(asked.get("like", "")), as_uuid(asked.get("template", "")))
    customer_id = as_uuid(request.POST.get("customer_id", ""))
    refused: object = None
    if customer_id:
        try:
            return _opened(request, like, customer_id)
        except actions.LinesRefused as error:
            refused = error.facts["lines"]
    text = request.GET.get("q", "")
    context = {
        "title": _("New quote"),
        "crumbs": [(_("Quotes"), reverse("quoting:list"))],
        "q": text,
        "like": like.quote,
        "same": parties.customer(like.quote.customer_id) if like.quote else None,
        "template": like.template,
        "templates": template_queries.templates(entity_id),
        "customers": parties.find_customers(entity_id, text, limit=20),
        "refused": refused,
        "customer_id": customer_id,
    }
    return render(request, "quoting/new.html", context, status=422 if refused else 200)


def _like(entity_id: UUID, quote_id: UUID | None, template_id: UUID | None) -> Like:
    if quote_id:
        return Like(quote=queries.quote(quote_id, entity_id))
    known = {t.id: t for t in template_queries.templates(entity_id)} if template_id else {}
    return Like(template=known.get(template_id)) if template_id else Like()


def _opened(request: HttpRequest, like: Like, customer_id: UUID) -> HttpResponseRedirect:
    """The draft; of a copy, where what became different is told."""
    do, leave_out = do_for(request), bool(request.POST.get("leave_out"))
    if like.quote:
        event = actions.clone_quote(
            do, quote_id=like.quote.id, customer_id=customer_id, leave_out=leave_out
        )
        return _told(request, like.quote, event)
    if like.template:
        event = actions.draft_from_template(
            do, template_id=like.template.id, customer_id=customer_id, leave_out=leave_out
        )
        return redirect("quoting:edit", event.quote_id)
    opportunity_id = as_uuid(request.POST.get("opportunity_id", ""))
    event = actions.draft_quote(do, customer_id=customer_id, opportunity_id=opportunity_id)
    return redirect("quoting:edit", event.quote_id)


def _told(
    request: HttpRequest, source: queries.QuoteFacts, event: QuoteDrafted
) -> HttpResponseRedirect:
    """The copy's lines if it costs the same, else the comparison with its source."""
    copy = queries.quote(event.quote_id)
    found = comparisons.comparison(source, copy)
    differ = [one for one in found.lines if one.kind is not Kind.SAME]
    if not differ:
        messages.success(request, _("%(number)s is like %(source)s, at the same prices.")
                         % {"number": copy.number, "source": source.ident})  # fmt: skip
        return redirect("quoting:edit", copy.id)
    told = ngettext(
        "%(number)s is open. %(n)d line differs from %(source)s:",
        "%(number)s is open. %(n)d lines differ from %(source)s:",
        len(differ),
    )
    said = {"number": copy.number, "n": len(differ), "source": source.ident}
    messages.warning(request, told % said)
    return redirect("quoting:compare", copy.id, source.id)


def templates(request: HttpRequest) -> HttpResponse:
    """The templates, each to start from, to rename, to remove."""
    return _templates(request)


def _templates(
    request: HttpRequest, error: DomainError | None = None, at: UUID | None = None, typed: str = ""
) -> HttpResponse:
    context = {
        "title": _("Templates of quotes"),
        "crumbs": [(_("Quotes"), reverse("quoting:list"))],
        "templates": template_queries.templates(entity_of(request)),
        "may_write": actor_of(request).may("quoting.write"),
        "problem": problem_of(error, anchor=f"name-{at}") if error else None,
        "at": at,
        "typed": typed,
    }
    status = error.status if error else 200
    return render(request, "quoting/templates.html", context, status=status)


@require_POST
def template(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Rename a template, or remove it."""
    if request.POST.get("verb") == "remove":
        actions.remove_template(do_for(request), template_id=template_id)
        messages.success(request, _("The template is removed."))
        return redirect("quoting:templates")
    name = request.POST.get("name", "")
    try:
        actions.rename_template(do_for(request), template_id=template_id, name=name)
    except (actions.NameTaken, actions.NameMissingOnTemplate) as error:
        return _templates(request, error, template_id, name)
    messages.success(request, _("The template is renamed."))
    return redirect("quoting:templates")


@require_POST
def save_template(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """Keep the quote's wishes under a name."""
    name = request.POST.get("name", "")
    actions.save_template(do_for(request), quote_id=quote_id, name=name)
    messages.success(request, _("The template is kept."))
    return redirect("quoting:templates")


def as_uuid(text: str) -> UUID | None:
    """An id in the address or a form; None if it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
