"""Pages of contracts and general terms."""

from __future__ import annotations

from datetime import timedelta
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

from comptoir.kernel.errors import DomainError
from comptoir.platform import clock
from comptoir.platform.history import EventFacts, history
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.records.parties import queries as parties
from comptoir.shell import lists
from comptoir.shell.forms import show_refusal
from comptoir.shell.parts import Happening, Tab
from comptoir.shell.problems import Problem, problem_of, problem_of_form
from comptoir.stages.contracting import (
    actions,
    clauses_web,
    documents,
    drafts,
    drafts_web,
    duties,
    duties_web,
    listing,
    negotiate_web,
    queries,
    seal_web,
    sign_web,
    signing_web,
    signings,
    standard_terms,
    versions_web,
)
from comptoir.stages.contracting.core.states import CONTRACT_MOVES, ContractState
from comptoir.stages.quoting import queries as quoting

app_name = "contracting"
HAPPENED = {
    "ContractMade": gettext_lazy("Contract made"),
    "ContractAmended": gettext_lazy("Contract amended"),
    "ContractEnded": gettext_lazy("Contract ended"),
    "ServicesAmended": gettext_lazy("Services amended"),
    "ServicesTerminated": gettext_lazy("Services ended with their contract"),
    "DutyWritten": gettext_lazy("Obligation entered"),
    "DutyDone": gettext_lazy("Obligation done"),
    "DutyEnded": gettext_lazy("Obligation ended"),
    "DutyReminded": gettext_lazy("Obligation reminded of"),
}
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_TEXT = {"rows": 14, "spellcheck": "true"}


class TermsForm(forms.Form):
    """A new version of the general terms, in both languages."""

    starts_on = forms.DateField(label=gettext_lazy("In force from"), widget=_DAY)
    title_fr = forms.CharField(label=gettext_lazy("Title, French"), max_length=160)
    text_fr = forms.CharField(
        label=gettext_lazy("Text, French"), widget=forms.Textarea(attrs={**_TEXT, "lang": "fr"}),
        help_text=gettext_lazy("A clause opens with its number and title: “7. Delivery”."),
    )  # fmt: skip
    title_en = forms.CharField(label=gettext_lazy("Title, English"), max_length=160)
    text_en = forms.CharField(
        label=gettext_lazy("Text, English"), widget=forms.Textarea(attrs={**_TEXT, "lang": "en"})
    )


@require_safe
def contracts(request: HttpRequest) -> HttpResponse:
    """The contracts of the company, searched and filtered."""
    entity_id = entity_of(request)
    asked = {k: request.GET.get(k, "") for k in ("q", "state")}

    def read(cursor: str | None, limit: int, sort: str) -> tuple[list[Any], str | None]:
        found, following = queries.contracts_page(
            entity_id,
            text=asked["q"][:100],
            state=asked["state"] if asked["state"] in list(ContractState) else "",
            sort=sort,
            cursor=cursor,
            limit=limit,
        )
        return listing.rows(found), following

    table, file = lists.arranged(request, listing.ContractTable, "contracts", read)
    if file:
        return file
    counts = queries.states(entity_id)
    context = {
        "title": _("Contracts"),
        "table": table,
        "asked": asked,
        "states": [(s.value, counts.get(s.value, 0)) for s in ContractState],
        "any": bool(counts),
    }
    return render(request, "contracting/list.html", context)


@require_safe
def show(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """One contract: parties, dates, terms, proof."""
    return _page(request, queries.contract(contract_id, entity_of(request)))


def _page(
    request: HttpRequest, made: queries.ContractFacts, problem: Problem | None = None
) -> HttpResponse:
    lang, today = language(), clock.today(made.entity_id)
    customer = parties.customer(made.customer_id)
    terms = queries.terms(made.terms_id) if made.terms_id else None
    able = ("terminate", ContractState(made.state)) in CONTRACT_MOVES
    context = {
        "title": customer.name,
        "ident": made.number,
        "crumbs": [(_("Contracts"), reverse("contracting:list"))],
        "contract": made,
        "seller": parties.entity(made.entity_id),
        "customer": customer,
        "quote": (source := quoting.quote(made.quote_id)),
        "ramped": any(li.block == "ramp" for li in source.lines),
        "dates": documents.key_dates(made, lang),
        "terms": terms,
        "terms_title": terms.title(made.language) if terms else "",
        "clauses": terms.clauses(made.language) if terms else [],
        "proof": queries.verify(made.id),
        "signings": [(s, signing_web.steps(s)) for s in signings.signings_of(contract_id=made.id)],
        "may_sign": actor_of(request).may("contracting.sign"),
        **_wording(made, source),
        "duties": [
            (d, d.open_on(today + timedelta(days=400))[:1]) for d in duties.of_contract(made.id)
        ],
        "today": today,
        "happenings": [_happening(e) for e in history([made.id])],
        "may_end": able and actor_of(request).may("contracting.write"),
        "may_amend": made.state == ContractState.ACTIVE and actor_of(request).may("quoting.write"),
        "problem": problem,
        **versions_web.context(request, made),
    }
    return render(request, "contracting/show.html", context, status=422 if problem else 200)


def _wording(made: queries.ContractFacts, source: quoting.QuoteFacts) -> dict[str, Any]:
    """The clauses and the annexes that were agreed, where some were."""
    if not made.clauses_id:
        return {}
    draft, wording = drafts.draft_of(source.series), drafts.version_by_id(made.clauses_id)
    annexes = drafts.annexes(draft.id, wording.n) if draft else []
    return {"draft": draft, "wording": wording, "annexes": annexes}


def _happening(event: EventFacts) -> Happening:
    said = str(HAPPENED.get(event.name, event.name))
    state = str(event.facts.get("state", ""))
    return Happening(text=said, on=event.business_on, actor=event.who, state=state)


@require_safe
def pdf(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """The contract as it was printed."""
    kept = documents.keep_pdf(queries.contract(contract_id, entity_of(request)))
    where = {"Content-Disposition": f'inline; filename="{kept.name}"'}
    return HttpResponse(bytes(kept.content), content_type=kept.media_type, headers=where)


@require_POST
def end(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Terminate a contract early."""
    made = queries.contract(contract_id, entity_of(request))
    try:
        last = forms.DateField(required=False).clean(request.POST.get("ends_on", ""))
        reason = request.POST.get("reason", "").replace("\x00", "")
        actions.end_contract(do_for(request), contract_id=made.id, reason=reason, ends_on=last)
    except forms.ValidationError as error:
        return _page(request, made, Problem(" ".join(error.messages)))
    except DomainError as error:
        return _page(request, made, problem_of(error))
    messages.success(request, _("The contract is terminated."))
    return redirect("contracting:show", made.id)


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """Every version of the general terms."""
    versions = queries.terms_versions(entity_of(request))
    today, lang = do_for(request).today, language()
    now = queries.terms_in_force(entity_of(request), today)
    context = {
        "title": _("General terms"),
        "rows": [(t, t.title(lang), now is not None and t.id == now.id) for t in versions],
        "may_write": actor_of(request).may("contracting.write"),
    }
    return render(request, "contracting/terms.html", context)


@require_safe
def one_terms(request: HttpRequest, terms_id: UUID) -> HttpResponse:
    """One version of the general terms, in both languages."""
    found = queries.terms(terms_id, entity_of(request))
    lang = request.GET.get("lang") if request.GET.get("lang") in ("fr", "en") else language()
    here = reverse("contracting:one_terms", args=[found.id])
    context = {
        "title": found.title(str(lang)),
        "ident": f"v{found.version}",
        "crumbs": [(_("General terms"), reverse("contracting:terms"))],
        "tabs": [
            Tab(_("French"), f"{here}?lang=fr", lang == "fr"),
            Tab(_("English"), f"{here}?lang=en", lang == "en"),
        ],
        "terms": found,
        "lang": lang,
        "clauses": found.clauses(str(lang)),
    }
    return render(request, "contracting/one_terms.html", context)


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """Write a new version; it opens with the words in force, or with the standard terms."""
    form = TermsForm(request.POST or None, initial=_starting_words(request))
    if request.method == "POST" and form.is_valid():
        try:
            event = actions.publish_terms(do_for(request), **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Version %(n)d is published.") % {"n": event.version})
            return redirect("contracting:one_terms", event.terms_id)
    problem = problem_of_form(form) if form.is_bound else None
    context = {
        "title": _("New version of the general terms"),
        "crumbs": [(_("General terms"), reverse("contracting:terms"))],
        "form": form,
        "problem": problem,
    }
    return render(request, "contracting/publish.html", context, status=422 if problem else 200)


def _starting_words(request: HttpRequest) -> dict[str, Any]:
    versions = queries.terms_versions(entity_of(request))
    words: dict[str, Any] = dict(standard_terms.words())
    if versions:
        words = {name: getattr(versions[0], name) for name in words}
    return {**words, "starts_on": do_for(request).today}


urlpatterns = [
    *seal_web.urlpatterns,
    *clauses_web.urlpatterns,
    *drafts_web.urlpatterns,
    *negotiate_web.urlpatterns,
    *duties_web.urlpatterns,
    path("", contracts, name="list"),
    path("terms", terms, name="terms"),
    path("terms/new", publish, name="publish"),
    path("terms/<uuid:terms_id>", one_terms, name="one_terms"),
    path("sign/<str:token>/", sign_web.sign, name="sign"),
    path("sign/<str:token>/code", sign_web.code, name="sign_code"),
    path("sign/<str:token>/prove", sign_web.prove, name="sign_prove"),
    path("sign/<str:token>/review", sign_web.review, name="sign_review"),
    path("sign/<str:token>/change", sign_web.change, name="sign_change"),
    path("sign/<str:token>/confirm", sign_web.confirm, name="sign_confirm"),
    path("sign/<str:token>/decline", sign_web.decline, name="sign_decline"),
    path("sign/<str:token>/ask", sign_web.ask, name="sign_ask"),
    path("sign/<str:token>/pdf", sign_web.paper, name="sign_pdf"),
    path("sign/<str:token>/evidence", sign_web.proof, name="sign_proof"),
    path("signings/<uuid:signing_id>", signing_web.show, name="signing"),
    path("signings/<uuid:signing_id>/send", signing_web.send, name="signing_send"),
    path("signings/<uuid:signing_id>/void", signing_web.void, name="signing_void"),
    path("signings/<uuid:signing_id>/pdf", signing_web.paper, name="signing_pdf"),
    path("signings/<uuid:signing_id>/evidence", signing_web.proof, name="signing_proof"),
    path("signings/<uuid:signing_id>/ask", signing_web.ask, name="signing_ask"),
    path("signings/<uuid:signing_id>/rehearse", signing_web.rehearse, name="signing_rehearse"),
    path("service/<slug:service>/notice", signing_web.notice, name="service_notice"),
    path("signers/<uuid:signing_id>/remind", signing_web.remind, name="signer_remind"),
    path("signers/<uuid:signing_id>/renew", signing_web.renew, name="signer_renew"),
    path("<uuid:contract_id>/signatures", signing_web.new, name="signing_new"),
    path("<uuid:contract_id>", show, name="show"),
    path("<uuid:contract_id>/pdf", pdf, name="pdf"),
    path("<uuid:contract_id>/end", end, name="end"),
]
