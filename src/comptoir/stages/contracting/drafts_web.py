"""Our side of a contract before signature: assemble, reword, check, share, negotiate, compare."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from comptoir.kernel.errors import DomainError, NothingDue
from comptoir.platform import clock
from comptoir.platform.history import names
from comptoir.platform.web import actor_of, do_for, entity_of
from comptoir.records.parties import queries as parties
from comptoir.records.parties.terms import TermsTooLong
from comptoir.shell.problems import Problem, problem_of
from comptoir.stages.contracting import (
    actions,
    checking,
    drafts,
    library,
    links,
    playbook_words,
    ports,
    redline_pdf,
    redline_views,
    signings,
)
from comptoir.stages.contracting.core import playbook
from comptoir.stages.contracting.core.playbook import Position, Topic
from comptoir.stages.contracting.drafts import DraftFacts
from comptoir.stages.quoting import queries as quoting
from comptoir.stages.quoting import words as quote_words

REASONS = {
    "assembled": gettext_noop("Assembled"),
    "reworded": gettext_noop("Reworded"),
    "clause added": gettext_noop("Clause added"),
    "clause left out": gettext_noop("Clause left out"),
    "filled again": gettext_noop("Filled again from the deal"),
    "annex added": gettext_noop("Annex added"),
    "annex removed": gettext_noop("Annex removed"),
    "agreed": gettext_noop("Change agreed"),
}
KINDS = (("net_days", gettext_noop("days from the invoice date")),
         ("end_of_month_days", gettext_noop("days, then the end of the month")),
         ("end_of_month_plus", gettext_noop("days after the end of the month")))  # fmt: skip
LARGEST = 25_000_000
PAID = {Topic.PAYMENT_NET: "net_days", Topic.PAYMENT_MONTH_END: "end_of_month_days"}
LAWFUL = [
    playbook.Rule(0, Topic.PAYMENT_NET, "at_most", 60, Position.ALLOWED, "L441-10"),
    playbook.Rule(1, Topic.PAYMENT_MONTH_END, "at_most", 45, Position.ALLOWED, "L441-10"),
]


@require_POST
def start(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """Assemble the contract of a quote, or go to the one there is."""
    quote = quoting.quote(quote_id, entity_of(request))
    known = drafts.draft_of(quote.series)
    if known:
        return redirect("contracting:draft", known.id)
    try:
        event = actions.start_draft(do_for(request), quote_id=quote.id)
    except (actions.LibraryEmpty, actions.AmendmentKeepsClauses) as error:
        messages.warning(request, _(error.title))
        return redirect("contracting:clauses")
    return redirect("contracting:draft", event.draft_id)


@require_safe
def of_quote(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """The contract of a quote, or the offer to assemble it."""
    quote = quoting.quote(quote_id, entity_of(request))
    known = drafts.draft_of(quote.series)
    if known:
        return redirect("contracting:draft", known.id)
    context = {
        "title": _("Contract"), "ident": quote.ident, "quote": quote,
        "crumbs": [(_("Quotes"), reverse("quoting:list")),
                   (quote.ident, reverse("quoting:show", args=[quote.id]))],
        "may": actor_of(request).may("contracting.sign"),
    }  # fmt: skip
    return render(request, "contracting/draft_new.html", context)


@require_safe
def show(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """A draft with all that is said about it."""
    return _page(request, drafts.draft(draft_id, entity_of(request)))


def _page(
    request: HttpRequest,
    draft: DraftFacts,
    problem: Problem | None = None,
    *,
    at: str = "",
    given: str = "",
    choices: Any = (),
) -> HttpResponse:
    quote, today = drafts.offer(draft.series), clock.today(draft.entity_id)
    version = drafts.version(draft.id)
    rules = library.playbook(draft.entity_id, today)
    shown = redline_views.clauses(draft, version, rules)
    taken = {c.clause_id for c in version.clauses}
    versions = drafts.versions(draft.id)
    people = names({v.by for v in versions})
    context = {
        "title": parties.customer(draft.customer_id).name,
        "ident": quote.ident,
        "crumbs": [(_("Quotes"), reverse("quoting:list")),
                   (quote.ident, reverse("quoting:show", args=[quote.id]))],
        "draft": draft, "quote": quote, "version": version, "clauses": shown,
        "deviations": [
            playbook_words.deviation(d)
            for d in drafts.deviations(draft.entity_id, version.clauses, today)
        ],
        "deal": _deal(quote, rules),
        "payment": quote_words.terms(quote.terms_kind, quote.terms_days),
        "days": given or quote.terms_days,
        "kind": request.POST.get("kind") or quote.terms_kind,
        "kinds": [(k, _(label)) for k, label in KINDS],
        "others": [c for c in library.in_force(draft.entity_id, today) if c.id not in taken],
        "annexes": drafts.annexes(draft.id, version.n),
        "versions": [(v, _(REASONS.get(v.reason, v.reason)), people.get(v.by, v.by)) for v in versions],
        "url": links.draft_url(draft.id, draft.link) if draft.state == "shared" else "",
        "contract_id": drafts.contract_of(draft.id),
        "may": actor_of(request).may("contracting.sign") and draft.state != "signed",
        "problem": problem, "at": at, "given": given, "choices": choices,
    }  # fmt: skip
    return render(request, "contracting/draft.html", context, status=422 if problem else 200)


def _deal(quote: quoting.QuoteFacts, rules: Any) -> list[dict[str, Any]]:
    """What the playbook says of the deal's own terms; payment has choices that one click applies."""
    found = checking.told(rules, checking.of_deal(quote, drafts.NOTICE_DAYS))
    return [
        {
            "text": playbook_words.finding(f),
            "look": playbook_words.LOOKS[f.rule.position],
            "forbidden": f.rule.position is Position.FORBIDDEN,
        }
        for f in found
    ]


def _deed(
    run: Callable[[HttpRequest, DraftFacts], str], at: str = "key"
) -> Callable[[HttpRequest, UUID], HttpResponse]:
    """A POST that does one thing to a draft and shows it again, where it was done."""

    def view(request: HttpRequest, draft_id: UUID) -> HttpResponse:
        draft = drafts.draft(draft_id, entity_of(request))
        where = request.POST.get(at, "")[:36]
        text = request.POST.get("text", "").replace("\x00", "")
        try:
            said = run(request, draft)
        except checking.PlaybookForbids as error:
            choices = _instead(draft, where, text)
            return _page(request, draft, problem_of(error), at=where, given=text, choices=choices)
        except TermsTooLong as error:
            days, choices = request.POST.get("days", "")[:4], _payments(draft)
            return _page(request, draft, problem_of(error), at=where, given=days, choices=choices)
        except DomainError as error:
            return _page(request, draft, problem_of(error), at=where, given=text)
        messages.success(request, _(said))
        anchor = f"#c-{where}" if where else ""
        return redirect(reverse("contracting:draft", args=[draft.id]) + anchor)

    return require_POST(view)


def _instead(draft: DraftFacts, where: str, text: str) -> Any:
    """The allowed positions as whole wordings of the clause, for one click."""
    version = drafts.version(draft.id)
    clause = next((c for c in version.clauses if str(c.key) == where), None)
    if clause is None:
        return ()
    rules = library.playbook(draft.entity_id, clock.today(draft.entity_id))
    said = redline_views.says(rules, clause, text)
    return next((s.choices for s in said if s.choices), ())


def _payments(draft: DraftFacts) -> list[dict[str, Any]]:
    """The payment terms that the playbook allows, else those that the law does."""
    rules = library.playbook(draft.entity_id, clock.today(draft.entity_id))
    able = playbook.choices(rules, playbook.Topic.PAYMENT_NET) or LAWFUL
    return [
        {"kind": PAID[c.topic], "days": c.value, "label": playbook_words.choice(c)} for c in able
    ]


def _key(request: HttpRequest, name: str = "key") -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise drafts.UnknownDraftClause(field=name, found=request.POST.get(name, "")[:40]) from None


def _said(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\x00", "")


def _reword(request: HttpRequest, draft: DraftFacts) -> str:
    """Standard, a fallback, or other words; once the customer reads it, a proposal."""
    do, key, wording = do_for(request), _key(request), _said(request, "wording")
    if draft.state == "shared":
        actions.propose_change(
            do, draft_id=draft.id, key=key, text=_said(request, "text"),
            comment=_said(request, "comment"),
        )  # fmt: skip
        return gettext_noop("The change is proposed to the customer.")
    if wording.isdecimal() and len(wording) < 3:
        actions.reword_clause(do, draft_id=draft.id, key=key, fallback=int(wording))
    else:
        actions.reword_clause(do, draft_id=draft.id, key=key, text=_said(request, "text"))
    return gettext_noop("The clause is reworded.")


def _add(request: HttpRequest, draft: DraftFacts) -> str:
    given: dict[str, Any] = {"title": _said(request, "title"), "text": _said(request, "text")}
    if _said(request, "clause_id"):
        given = {"clause_id": _key(request, "clause_id")}
    actions.add_draft_clause(do_for(request), draft_id=draft.id, **given)
    return gettext_noop("The clause is added.")


def _drop(request: HttpRequest, draft: DraftFacts) -> str:
    actions.drop_draft_clause(do_for(request), draft_id=draft.id, key=_key(request))
    return gettext_noop("The clause is left out.")


def _refill(request: HttpRequest, draft: DraftFacts) -> str:
    actions.refill_draft(do_for(request), quote_id=drafts.offer(draft.series).id)
    return gettext_noop("The clauses are filled from the deal as it is now.")


def _share(request: HttpRequest, draft: DraftFacts) -> str:
    actions.share_draft(do_for(request), draft_id=draft.id)
    return gettext_noop("The customer may read and propose behind this link; send it on.")


def _decide(request: HttpRequest, draft: DraftFacts) -> str:
    taken = numbers(request) if _said(request, "verb") == "accept" else []
    actions.decide_change(
        do_for(request), change_id=_key(request, "change_id"), taken=taken,
        answer=_said(request, "answer"),
    )  # fmt: skip
    return gettext_noop("The change is decided; the customer sees it.")


def numbers(request: HttpRequest) -> list[int]:
    """The changes that are checked; what is no number is no change."""
    told = request.POST.getlist("taken")[:2000]
    return [int(n) if n.isdecimal() and len(n) < 6 else 0 for n in told]


def _withdraw(request: HttpRequest, draft: DraftFacts) -> str:
    actions.withdraw_change(do_for(request), change_id=_key(request, "change_id"))
    return gettext_noop("The proposal is withdrawn.")


def _comment(request: HttpRequest, draft: DraftFacts) -> str:
    actions.comment_clause(
        do_for(request), draft_id=draft.id, key=_key(request), text=_said(request, "text")
    )
    return gettext_noop("The comment is with the customer.")


def _annex(request: HttpRequest, draft: DraftFacts) -> str:
    file = request.FILES.get("file")
    content = file.read(LARGEST) if file else b""
    upload = actions.Upload(
        str(file.name) if file else "", (file.content_type or "") if file else "", content
    )
    actions.add_annex(
        do_for(request), draft_id=draft.id, title=_said(request, "title"), upload=upload
    )
    return gettext_noop("The annex is joined.")


def _unannex(request: HttpRequest, draft: DraftFacts) -> str:
    actions.remove_annex(do_for(request), annex_id=_key(request, "annex_id"))
    return gettext_noop("The annex is taken back.")


def _terms(request: HttpRequest, draft: DraftFacts) -> str:
    """The payment terms of the deal; the legal limit is refused with what is allowed."""
    quote = drafts.offer(draft.series)
    days = _said(request, "days").strip()
    do = do_for(request)
    ports.set_payment_terms(
        do, quote_id=quote.id, revision=quote.revision, kind=_said(request, "kind"),
        days=int(days) if days.isdecimal() and len(days) < 5 else -1,
    )  # fmt: skip
    with suppress(NothingDue):
        actions.refill_draft(do_for(request), quote_id=quote.id)
    return gettext_noop("The payment terms of the deal are set, and its clauses filled again.")


@require_safe
def compare(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Two wordings clause by clause."""
    draft = drafts.draft(draft_id, entity_of(request))
    a, b = (_number(request, name) for name in ("a", "b"))
    old = drafts.version(draft.id, min(max(a or 1, 1), draft.last))
    new = drafts.version(draft.id, min(max(b or draft.last, 1), draft.last))
    rows = redline_views.compared(old, new)
    context = {
        "title": _("Compare versions"),
        "ident": f"v{old.n} → v{new.n}",
        "crumbs": [(_("Contract"), reverse("contracting:draft", args=[draft.id]))],
        "draft": draft, "old": old, "new": new, "rows": rows,
        "changed": sum(r["kind"] != "same" for r in rows),
        "numbers": range(1, draft.last + 1),
    }  # fmt: skip
    return render(request, "contracting/compare.html", context)


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 6 else 0


@require_safe
def pdf(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The redline of two wordings as PDF: what was struck, what came in."""
    draft = drafts.draft(draft_id, entity_of(request))
    a, b = _number(request, "a") or 1, _number(request, "b") or draft.last
    return redline_pdf.served(draft, a, b)


@require_safe
def annex(request: HttpRequest, draft_id: UUID, place: int) -> HttpResponse:
    """A file that belongs to the contract; always a download, never shown as a page."""
    draft = drafts.draft(draft_id, entity_of(request))
    return annex_file(draft, place)


def annex_file(draft: DraftFacts, place: int) -> HttpResponse:
    found = next((a for a in drafts.annexes(draft.id) if a.place == place), None)
    if found is None:
        raise drafts.UnknownDraft(field="annex", found=place)
    kept = signings.document(found.file_id)
    answer = HttpResponse(bytes(kept.content), content_type="application/octet-stream")
    name = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in kept.name)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


urlpatterns: list[URLPattern] = [
    path("of-quote/<uuid:quote_id>", of_quote, name="draft_of_quote"),
    path("of-quote/<uuid:quote_id>/start", start, name="draft_start"),
    path("drafts/<uuid:draft_id>", show, name="draft"),
    path("drafts/<uuid:draft_id>/reword", _deed(_reword), name="draft_reword"),
    path("drafts/<uuid:draft_id>/add", _deed(_add), name="draft_add"),
    path("drafts/<uuid:draft_id>/drop", _deed(_drop), name="draft_drop"),
    path("drafts/<uuid:draft_id>/refill", _deed(_refill), name="draft_refill"),
    path("drafts/<uuid:draft_id>/share", _deed(_share), name="draft_share"),
    path("drafts/<uuid:draft_id>/decide", _deed(_decide), name="draft_decide"),
    path("drafts/<uuid:draft_id>/withdraw", _deed(_withdraw), name="draft_withdraw"),
    path("drafts/<uuid:draft_id>/comment", _deed(_comment), name="draft_comment"),
    path("drafts/<uuid:draft_id>/annexes", _deed(_annex), name="draft_annex"),
    path("drafts/<uuid:draft_id>/annexes/remove", _deed(_unannex), name="draft_unannex"),
    path("drafts/<uuid:draft_id>/annexes/<int:place>", annex, name="draft_annex_file"),
    path("drafts/<uuid:draft_id>/terms", _deed(_terms), name="draft_terms"),
    path("drafts/<uuid:draft_id>/compare", compare, name="draft_compare"),
    path("drafts/<uuid:draft_id>/redline.pdf", pdf, name="draft_pdf"),
]
