"""The pages of quotes: list, new, lines, terms, document."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from comptoir.kernel.errors import DomainError
from comptoir.kernel.money import Money
from comptoir.kernel.states import verbs
from comptoir.platform.history import first_day
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.records.parties import queries as parties
from comptoir.shell import lists, tables
from comptoir.shell.forms import show_refusal
from comptoir.shell.problems import problem_of_form
from comptoir.stages.quoting import (
    actions,
    alternatives_views,
    alternatives_web,
    amending_views,
    amending_web,
    approving,
    comparisons,
    conditions,
    documents,
    earning,
    exporting,
    grid_web,
    heads,
    lacking,
    layout_web,
    margins,
    new_web,
    planning,
    queries,
    repricing_web,
    views,
    winning,
    worth,
)
from comptoir.stages.quoting.core.states import QUOTE_MOVES, QuoteState
from comptoir.stages.quoting.forms import TermsForm

app_name = "quoting"
MARGIN = "quoting.margin"
CELLS = {  # field of a refusal → field of the form
    "header_discount": "discount", "discount_kind": "discount", "discount_value": "discount",
    "deposit_percent": "deposit",
}  # fmt: skip


class QuoteTable(tables.Table):
    """The list."""

    number = tables.LinkColumn(
        url=lambda r: r["url"], mono=True, verbose_name=gettext_lazy("Number")
    )
    customer = tables.TextColumn(verbose_name=gettext_lazy("Customer"))
    title = tables.TextColumn(verbose_name=gettext_lazy("Subject"))
    state = tables.StatusColumn(verbose_name=gettext_lazy("Status"))
    valid_until = tables.DateColumn(verbose_name=gettext_lazy("Valid until"))
    net = tables.AmountColumn(verbose_name=gettext_lazy("Total excl. VAT"))

    class Meta(tables.Table.Meta):
        attrs: ClassVar = {"caption": gettext_lazy("Quotes"), "id": "list"}
        row_attrs: ClassVar = {"data-href": lambda record: record["url"]}


def list_quotes(request: HttpRequest) -> HttpResponse:
    """Quotes with filters by state, customer and text."""
    entity_id = entity_of(request)
    state, text = request.GET.get("state", ""), request.GET.get("q", "")
    customer_id = _uuid(request.GET.get("customer", ""))

    def read(cursor: str | None, limit: int, sort: str) -> tuple[list[Any], str | None]:
        found, following = queries.quotes_page(
            entity_id, state=state, customer_id=customer_id, text=text, sort=sort, cursor=cursor,
            limit=limit,
        )  # fmt: skip
        return _rows(found), following

    table, file = lists.arranged(request, QuoteTable, "quotes", read)
    if file:
        return file
    counts = queries.states(entity_id)
    context = {
        "title": _("Quotes"),
        "table": table,
        "empty": not counts,
        "chips": [(s.value, counts.get(s.value, 0)) for s in QuoteState if counts.get(s.value)],
        "state": state,
        "q": text,
        "customer": parties.customer(customer_id, entity_id) if customer_id else None,
    }
    return render(request, "quoting/list.html", context)


def _rows(found: list[queries.QuoteFacts]) -> list[dict[str, Any]]:
    """Quotes as the list shows them."""
    named = parties.customers({q.customer_id for q in found})
    return [
        {
            "number": q.ident,
            "url": reverse("quoting:show", args=[q.id]),
            "customer": named[q.customer_id].name,
            "title": q.title,
            "state": q.state,
            "valid_until": q.valid_until,
            "net": Money(q.net_minor, q.currency),
        }
        for q in found
    ]


def show(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """The document: what the customer sees, its versions, what happened."""
    return _document(request, queries.quote(quote_id, entity_of(request)))


def edit(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """The grid of a draft; another state leads to the document."""
    quote = queries.quote(quote_id, entity_of(request))
    if quote.state != QuoteState.DRAFT:
        return redirect("quoting:show", quote.id)
    if quote.amendment is not None:
        return redirect("quoting:amend_change", quote.id)
    context = {
        **heads.head(quote, "edit"),
        **grid_web.grid_context(request, quote),
        "may_send": actor_of(request).may("quoting.send"),
        **lacking.context(quote, language()),
    }
    return render(request, "quoting/edit.html", context)


def terms(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """Subject, validity, term, discount on the whole, deposit, language, note."""
    quote = queries.quote(quote_id, entity_of(request))
    if quote.state != QuoteState.DRAFT:
        return redirect("quoting:show", quote.id)
    form = TermsForm.of(quote, request.POST if request.method == "POST" else None)
    status, revision = 200, form.data.get("revision") or quote.revision
    if request.method == "POST":
        status = 422
        if form.is_valid():
            error = _refused(request, quote, form)
            if error is None:
                return redirect("quoting:edit", quote.id)
            if isinstance(error, actions.StaleEdit):
                revision = quote.revision  # what is there now was shown: saving again replaces it
    problem = problem_of_form(form) if form.is_bound else None
    context = {**heads.head(quote, "terms"), "form": form, "problem": problem}
    context["revision"] = revision
    return render(request, "quoting/terms.html", context, status=status)


def _refused(
    request: HttpRequest, quote: queries.QuoteFacts, form: TermsForm
) -> DomainError | None:
    """Save what was typed; a refusal is put on the form."""
    seen = str(form.data.get("revision", ""))
    revision = int(seen) if seen.isdecimal() and len(seen) < 10 else quote.revision
    try:
        changes = form.changes(quote)
        if changes:
            actions.change_quote(
                do_for(request), quote_id=quote.id, revision=revision, changes=changes
            )
    except actions.StaleEdit as error:
        clashes: Any = error.facts["conflicts"]
        for one in clashes:
            said = views.met_at(error, one["who"], (one["yours"], one["theirs"]), language())
            field = CELLS.get(one["field"], one["field"])
            form.add_error(field, f"{said}. {_('Save again to replace it.')}")
        return error
    except DomainError as error:
        show_refusal(form, error, CELLS)
        return error
    return None


def pdf(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """The PDF: as it was sent, or of the draft as it stands."""
    quote = queries.quote(quote_id, entity_of(request))
    if quote.state in (QuoteState.DRAFT, QuoteState.VOID):
        content, name = documents.pdf(quote)
    else:
        kept = documents.keep_pdf(quote.id)
        content, name = bytes(kept.content), kept.name
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def exported(request: HttpRequest, quote_id: UUID, kind: str) -> HttpResponse:
    """The quote as a workbook or as JSON, with the steps of each price."""
    quote = queries.quote(quote_id, entity_of(request))
    margin = actor_of(request).may(MARGIN)
    kinds: dict[str, tuple[Any, str]] = {
        "xlsx": (exporting.xlsx, exporting.XLSX_TYPE),
        "json": (exporting.json, "application/json"),
    }
    make, media = kinds[kind]
    name = exporting.file_name(quote, kind)
    return HttpResponse(
        make(quote, margin),
        content_type=media,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def xlsx(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """The workbook."""
    return exported(request, quote_id, "xlsx")


def json(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """The JSON document."""
    return exported(request, quote_id, "json")


@require_POST
def send(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """Freeze, make the link, keep the PDF; the answer shows the link once."""
    do = do_for(request)
    actions.send_quote(do, quote_id=quote_id)
    documents.keep_pdf(quote_id)
    quote = queries.quote(quote_id, entity_of(request))
    return _document(request, quote, token=str(do.answer))


@require_POST
def submit(request: HttpRequest, quote_id: UUID) -> HttpResponseRedirect:
    """Ask for the approvals that are missing."""
    event = actions.submit_quote(
        do_for(request), quote_id=quote_id, note=request.POST.get("note", "")
    )
    if event.request_id is None:
        messages.success(request, _("Nothing is missing: the quote may be sent."))
        return redirect("quoting:show", quote_id)
    messages.success(request, _("The approvers are asked."))
    return redirect("approvals:show", event.request_id)


@require_POST
def link(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """Replace the private link; the answer shows the new one once."""
    do = do_for(request)
    actions.renew_link(do, quote_id=quote_id)
    quote = queries.quote(quote_id, entity_of(request))
    return _document(request, quote, token=str(do.answer))


@require_POST
def revise(request: HttpRequest, quote_id: UUID) -> HttpResponseRedirect:
    """Open the next version."""
    event = actions.revise_quote(do_for(request), quote_id=quote_id)
    messages.success(request, _("Version %(n)d is open.") % {"n": event.version})
    return redirect("quoting:edit", event.quote_id)


@require_POST
def void(request: HttpRequest, quote_id: UUID) -> HttpResponseRedirect:
    """Take the quote back."""
    actions.void_quote(do_for(request), quote_id=quote_id)
    messages.success(request, _("The quote is void."))
    return redirect("quoting:show", quote_id)


def compare(request: HttpRequest, quote_id: UUID, other_id: UUID) -> HttpResponse:
    """Two versions side by side: what differs, line by line, and what it costs."""
    entity_id = entity_of(request)
    found = comparisons.comparison(
        queries.quote(quote_id, entity_id), queries.quote(other_id, entity_id)
    )
    context = {
        **heads.head(found.after, "compare"),
        **comparisons.shown(
            found, language(), margin=actor_of(request).may(MARGIN),
            whole=bool(request.GET.get("all")),
        ),
        "versions": queries.versions(found.after.series),
        "before_name": found.before.ident,
        "after_name": found.after.ident,
        "ident": f"{found.before.ident} → {found.after.ident}",
    }  # fmt: skip
    return render(request, "quoting/compare.html", context)


def _document(request: HttpRequest, quote: queries.QuoteFacts, token: str = "") -> HttpResponse:
    versions = queries.versions(quote.series)
    state = QuoteState(quote.state)
    actor = actor_of(request)
    can = set(verbs(QUOTE_MOVES, state))
    link_url = reverse("portal:offer", args=[token]) if token else ""
    context = {
        **heads.head(quote, "show"),
        "sections": documents.sections(quote),
        "lines": views.grouped(quote, language()),
        "board": alternatives_views.board(quote, language(), actor.may(MARGIN)),
        "totals": views.totals(quote, language()),
        "conditions": conditions.conditions(quote, language()),
        "untaxed": views.untaxed(quote, language()),
        "schedule": planning.rows(quote, language()),
        "entity": parties.entity(quote.entity_id),
        "versions": versions,
        "room_url": reverse(settings.COMPTOIR_ROOM_OF_QUOTE, args=[quote.id]),
        "happenings": views.happenings([v.id for v in versions]),
        "accepted_on": first_day(quote.id, "QuoteAccepted"),
        "link": request.build_absolute_uri(link_url) if link_url else "",
        "may_edit": "edit" in can and actor.may("quoting.write"),
        "may_send": "send" in can and actor.may("quoting.send") and _sendable(quote),
        "may_link": state is QuoteState.SENT and actor.may("quoting.send"),
        "may_revise": "revise" in can and actor.may("quoting.write"),
        "may_copy": actor.may("quoting.write"),
        "may_void": "void" in can and actor.may("quoting.write"),
        **margins.context(quote, actor.may(MARGIN), language()),
        **approving.context(quote, actor.may(MARGIN)),
        **winning.context(quote, language()),
        **worth.context(quote, language()),
        **earning.context(actor, quote, language()),
        "may_submit": actor.may("quoting.send"),
        **lacking.context(quote, language()),
        **amending_views.context(quote, language()),
    }
    return render(request, "quoting/show.html", context)


def _sendable(quote: queries.QuoteFacts) -> bool:
    return bool(quote.ordered) or quote.amendment is not None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


urlpatterns = [
    path("", list_quotes, name="list"),
    path("new", new_web.new, name="new"),
    path("amend/<uuid:contract_id>", amending_web.amend, name="amend"),
    path("amend/<uuid:contract_id>/preview", amending_web.preview, name="amend_preview"),
    path("<uuid:quote_id>/changes", amending_web.change, name="amend_change"),
    path("<uuid:quote_id>/rebase", amending_web.rebase, name="amend_rebase"),
    path("blocks", layout_web.blocks, name="blocks"),
    path("templates", new_web.templates, name="templates"),
    path("templates/<uuid:template_id>", new_web.template, name="template"),
    path("<uuid:quote_id>/", show, name="show"),
    path("<uuid:quote_id>/edit", edit, name="edit"),
    path("<uuid:quote_id>/terms", terms, name="terms"),
    path("<uuid:quote_id>/alternatives", alternatives_web.show, name="alternatives"),
    path(
        "<uuid:quote_id>/alternatives/compare",
        alternatives_web.compare,
        name="compare_alternatives",
    ),
    path("<uuid:quote_id>/pdf", pdf, name="pdf"),
    path("<uuid:quote_id>/xlsx", xlsx, name="xlsx"),
    path("<uuid:quote_id>/json", json, name="json"),
    path("<uuid:quote_id>/send", send, name="send"),
    path("<uuid:quote_id>/submit", submit, name="submit"),
    path("<uuid:quote_id>/price-again", repricing_web.price_again, name="price_again"),
    path("<uuid:quote_id>/link", link, name="link"),
    path("<uuid:quote_id>/compare/<uuid:other_id>", compare, name="compare"),
    path("<uuid:quote_id>/revise", revise, name="revise"),
    path("<uuid:quote_id>/template", new_web.save_template, name="save_template"),
    path("<uuid:quote_id>/void", void, name="void"),
    path("<uuid:quote_id>/grid", grid_web.grid, name="grid"),
    path("<uuid:quote_id>/others", grid_web.others, name="others"),
    path("<uuid:quote_id>/products", grid_web.products, name="products"),
    path("<uuid:quote_id>/why/<int:line_id>", grid_web.why_price, name="why"),
]
