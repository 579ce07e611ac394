"""Pages of the books."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptoir.kernel.errors import DomainError
from comptoir.kernel.period import month_of
from comptoir.platform import progress
from comptoir.platform.models import Progress
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.records.ledger import actions, queries
from comptoir.records.ledger import verifier as standalone
from comptoir.records.ledger.forms import JOURNALS, ClosingForm, EntryForm, ReversalForm
from comptoir.records.parties import queries as parties
from comptoir.shell.forms import show_refusal
from comptoir.shell.parts import Tab
from comptoir.shell.problems import problem_of_form

app_name = "ledger"
form_page = require_http_methods(["GET", "POST"])
PROOF = "ledger.verify"
# Where a document of each kind is shown; a page that this installation does not carry has no link.
PAGES = {
    "invoice": "invoicing:show",
    "deposit": "invoicing:show",
    "credit_note": "invoicing:show",
    "payment": "collecting:payment",
    "delivery": "fulfilling:show",
}


def _page(
    request: HttpRequest, template: str, current: str, status: int = 200, **more: Any
) -> HttpResponse:
    request.rail_group = "revenue"  # type: ignore[attr-defined]
    views = [
        ("list", _("Trial balance")),
        ("journal", _("Journal")),
        ("periods", _("Periods")),
        ("proof", _("Proof")),
    ]
    tabs = [Tab(label, reverse(f"ledger:{name}"), name == current) for name, label in views]
    return render(request, f"ledger/{template}.html", {"tabs": tabs, **more}, status=status)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_GET
def trial_balance(request: HttpRequest) -> HttpResponse:
    """Every account that moved, a table per currency, each summing to zero."""
    through = _day(request.GET.get("through", ""))
    rows = queries.trial_balance(entity_of(request), through)
    tables = [
        (
            currency,
            own,
            sum(b.debit for b in own),
            sum(b.credit for b in own),
            sum(b.balance for b in own),
        )
        for currency in sorted({b.currency for b in rows})
        for own in [[b for b in rows if b.currency == currency]]
    ]
    return _page(
        request, "trial_balance", "list", title=_("Ledger"), tables=tables, through=through,
        lang=language(),
    )  # fmt: skip


@require_GET
def account(request: HttpRequest, code: str) -> HttpResponse:
    """The lines of one account."""
    entity_id, lang = entity_of(request), language()
    home = queries.account(entity_id, code)
    currency = request.GET.get("currency", "")[:3]
    through = _day(request.GET.get("through", ""))
    lines, following = queries.account_lines(
        entity_id, code, currency=currency or None, through=through,
        cursor=request.GET.get("cursor"),
    )  # fmt: skip
    held = queries.trial_balance(entity_id, through, code)
    return _page(
        request, "account", "list", title=home.name(lang), ident=code, account=home, held=held,
        lines=lines, next=following, first=not request.GET.get("cursor"), currency=currency,
        crumbs=[(_("Ledger"), reverse("ledger:list"))], currencies=[b.currency for b in held],
        names=_names(lines),
    )  # fmt: skip


def _names(lines: list[queries.LineFacts]) -> dict[Any, str]:
    found = parties.customers({x.party_id for x in lines if x.party_id})
    return {pk: facts.name for pk, facts in found.items()}


@require_GET
def journal(request: HttpRequest) -> HttpResponse:
    """The entries, newest first, by month, journal or document number."""
    asked = {k: request.GET.get(k, "")[:40] for k in ("month", "journal", "q")}
    start = _day(asked["month"] + "-01") if asked["month"] else None
    month = month_of(start) if start else None
    sort = request.GET.get("sort", "")
    sort = sort if sort.removeprefix("-") in queries.SORTS else "-number"
    entries, following = queries.journal(
        entity_of(request),
        sort=sort,
        month=month,
        journal=asked["journal"] if asked["journal"] in dict(JOURNALS) else "",
        document=asked["q"],
        cursor=request.GET.get("cursor"),
    )
    return _page(
        request, "journal", "journal", title=_("Ledger"), entries=entries, next=following,
        first=not request.GET.get("cursor"), asked=asked, journals=JOURNALS, lang=language(),
        sort=sort,
    )  # fmt: skip


@require_GET
def entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """One entry, with a link to its document."""
    return _entry_page(request, entry_id, ReversalForm())


def _entry_page(
    request: HttpRequest, entry_id: int, form: ReversalForm, status: int = 200
) -> HttpResponse:
    facts = queries.entry(entity_of(request), entry_id)
    sums = [
        (c, sum(x.debit or 0 for x in facts.lines if x.currency == c),
         sum(x.credit or 0 for x in facts.lines if x.currency == c))
        for c in sorted({x.currency for x in facts.lines})
    ]  # fmt: skip
    return _page(
        request, "entry", "journal", status, title=_("Entry %s") % facts.head.number, entry=facts,
        document=document_url(facts.head), names=_names(list(facts.lines)), lang=language(),
        sums=sums, journal=dict(JOURNALS)[facts.head.journal], form=form,
        problem=problem_of_form(form) if form.is_bound else None,
        crumbs=[(_("Ledger"), reverse("ledger:list")), (_("Journal"), reverse("ledger:journal"))],
    )  # fmt: skip


def document_url(head: queries.EntryHead) -> str:
    """The page of the document that made an entry, "" when there is none."""
    try:
        return reverse(PAGES[head.source_kind], args=[head.source_id])
    except (KeyError, NoReverseMatch):
        return ""


@require_POST
def reverse_entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Undo a manual entry."""
    form = ReversalForm(request.POST)
    if form.is_valid():
        try:
            event = actions.reverse_entry(do_for(request), entry_id=entry_id, **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Entry reversed."))
            return redirect("ledger:entry", entry_id=event.reversal_id)
    return _entry_page(request, entry_id, form, 422)


@form_page
def new_entry(request: HttpRequest) -> HttpResponse:
    """Post an entry by hand."""
    entity_id = entity_of(request)
    initial = {"currency": parties.entity(entity_id).currency, "booked_on": do_for(request).today}
    form = EntryForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        head = {k: form.cleaned_data[k] for k in ("journal", "booked_on", "label", "currency")}
        try:
            event = actions.post_manual(do_for(request), **head, lines=form.lines())
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Entry posted."))
            return redirect("ledger:entry", entry_id=event.entry_id)
    return _page(
        request, "entry_form", "journal", 422 if form.is_bound else 200, title=_("New entry"), form=form,
        problem=problem_of_form(form) if form.is_bound else None, lang=language(),
        accounts=queries.accounts(entity_id),
        crumbs=[(_("Ledger"), reverse("ledger:list")), (_("Journal"), reverse("ledger:journal"))],
    )  # fmt: skip


@form_page
def periods(request: HttpRequest) -> HttpResponse:
    """How far the books are closed; close another month."""
    do = do_for(request)
    last = do.today.replace(day=1) - timedelta(days=1)
    form = ClosingForm(request.POST or None, initial={"through": last})
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_period(do, through=form.cleaned_data["through"])
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Period closed."))
            return redirect("ledger:periods")
    return _page(
        request, "periods", "periods", 422 if form.is_bound else 200, title=_("Ledger"), form=form,
        problem=problem_of_form(form) if form.is_bound else None, book=queries.book(do.entity_id),
    )  # fmt: skip


@form_page
def proof(request: HttpRequest) -> HttpResponse:
    """Check the hash chain and show what the last check found."""
    entity_id = entity_of(request)
    if request.method == "POST":
        _verify(request)
        return redirect("ledger:proof")
    last = Progress.objects.filter(kind=PROOF, entity_id=entity_id).order_by("-created_at").first()
    return _page(
        request, "proof", "proof", title=_("Ledger"), book=queries.book(entity_id), last=last
    )


def _verify(request: HttpRequest) -> None:
    entity_id = entity_of(request)
    book = queries.book(entity_id)
    run = progress.start(
        PROOF, "Hash chain", actor=actor_of(request).name, entity_id=entity_id,
        total=book.entries if book else 0,
    )  # fmt: skip
    faults = queries.verify(entity_id)
    said = [{"kind": f.kind, "batch": f.batch_seq, "entry": f.entry_number} for f in faults[:100]]
    result: dict[str, object] = {"faults": said, "count": len(faults)}
    if book:
        result |= {"entries": book.entries, "batches": book.batches, "head": book.head}
    progress.finish(run, result=result)


@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The books as JSON lines, for the stand-alone verifier."""
    lines = (line + "\n" for line in queries.export_chain(entity_of(request)))
    response = StreamingHttpResponse(lines, content_type="application/jsonl")
    response["Content-Disposition"] = 'attachment; filename="books.jsonl"'
    return response


@require_GET
def verifier(request: HttpRequest) -> HttpResponse:
    """The stand-alone verifier."""
    source = Path(standalone.__file__).read_text(encoding="utf-8")
    response = HttpResponse(source, content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="verifier.py"'
    return response


urlpatterns = [
    path("", trial_balance, name="list"),
    path("accounts/<str:code>", account, name="account"),
    path("journal", journal, name="journal"),
    path("entries/new", new_entry, name="new_entry"),
    path("entries/<int:entry_id>", entry, name="entry"),
    path("entries/<int:entry_id>/reverse", reverse_entry, name="reverse"),
    path("periods", periods, name="periods"),
    path("proof", proof, name="proof"),
    path("proof/books.jsonl", export, name="export"),
    path("proof/verifier.py", verifier, name="verifier"),
]
