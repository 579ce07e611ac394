"""Our side of requests for signatures: prepare, review, send, follow, remind, withdraw."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptoir.kernel.errors import DomainError, Forbidden
from comptoir.platform.models import User
from comptoir.platform.problem import field_in_words
from comptoir.platform.web import actor_of, do_for, entity_of
from comptoir.records.parties import queries as parties
from comptoir.shell.parts import ProgressStep
from comptoir.shell.problems import Problem, problem_of
from comptoir.stages.contracting import (
    actions,
    documents,
    links,
    ports,
    queries,
    services,
    signings,
)
from comptoir.stages.contracting.sign_web import served
from comptoir.stages.contracting.signings import SigningFacts
from comptoir.stages.quoting import queries as quoting

ROWS = 5
HAPPENED = {
    "drafted": gettext_noop("Request prepared"),
    "sent": gettext_noop("Request sent"),
    "asked": gettext_noop("Asked to sign"),
    "opened": gettext_noop("Link opened"),
    "code sent": gettext_noop("Code sent"),
    "code right": gettext_noop("Code entered"),
    "code wrong": gettext_noop("Wrong code entered"),
    "signed": gettext_noop("Document signed"),
    "complete": gettext_noop("All signatures given"),
    "sealed": gettext_noop("Document sealed"),
    "reminded": gettext_noop("Reminder sent"),
    "link renewed": gettext_noop("New link sent"),
    "link asked": gettext_noop("New link asked for"),
    "declined": gettext_noop("Signature declined"),
    "voided": gettext_noop("Request withdrawn"),
    "handed over": gettext_noop("Handed over to the trust service"),
    "service failed": gettext_noop("The trust service could not be asked"),
    "asked again": gettext_noop("Trust service asked again"),
}
FIELDS = ("name", "email", "role", "side", "step")


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Who signs the contract, in which order."""
    made = queries.contract(contract_id, entity_of(request))
    rows = _rows(request) if request.method == "POST" else _first_rows(request, made)
    problem: Problem | None = None
    if request.method == "POST":
        try:
            event = actions.draft_signing(
                do_for(request), **documents.to_sign(made), signers=_signers(rows),
                message=request.POST.get("message", "").replace("\x00", ""),
                valid_days=_days(request, "valid_days", 14),
                reminds_days=_days(request, "reminds_days", 3),
                service=request.POST.get("service", "").replace("\x00", ""),
                level="qualified" if request.POST.get("level") == "qualified" else "advanced",
            )  # fmt: skip
            return redirect("contracting:signing", event.signing_id)
        except DomainError as error:
            problem = _problem(error, rows)
    context = {
        "title": _("Ask for signatures"),
        "crumbs": [(_("Contracts"), reverse("contracting:list")),
                   (made.number, reverse("contracting:show", args=[made.id]))],
        "contract": made,
        "rows": rows,
        "given": request.POST,
        "services": ports.signing_services(),
        "problem": problem,
    }  # fmt: skip
    return render(request, "contracting/signing_new.html", context, status=422 if problem else 200)


def _first_rows(request: HttpRequest, made: queries.ContractFacts) -> list[dict[str, str]]:
    """Who accepted signs first, whoever asks countersigns."""
    quote = quoting.quote(made.quote_id)
    customer = parties.customer(made.customer_id)
    person = request.user
    us = {"name": "", "email": "", "role": "", "side": "us", "step": "2"}
    if isinstance(person, User):
        us |= {"name": person.name, "email": person.email}
    theirs = {"name": made.signed_by or quote.accepted_name, "email": _mail_of(customer),
              "role": made.signed_role, "side": "customer", "step": "1"}  # fmt: skip
    empty = {"name": "", "email": "", "role": "", "side": "customer", "step": "1"}
    return [theirs, us, *(dict(empty) for _n in range(ROWS - 2))]


def _problem(error: DomainError, rows: list[dict[str, str]]) -> Problem:
    """What is wrong with the list, by the number of the row and linked to its field."""
    told = problem_of(error)
    found = re.fullmatch(r"signers\.(\d+)\.(\w+)", error.field or "")
    typed = [n for n, r in enumerate(rows, start=1) if r["name"].strip() or r["email"].strip()]
    if not found or int(found[1]) >= len(typed):
        return told
    row, name = typed[int(found[1])], found[2]
    said = _("Row %(n)s: %(field)s") % {"n": row, "field": field_in_words(name)}
    at = {"field": said, "anchor": f"{name}-{row}"}
    return Problem(told.title, [replace(item, **at) for item in told.items])


def _mail_of(customer: parties.CustomerFacts) -> str:
    return str(getattr(customer, "email", "") or "")


def _rows(request: HttpRequest) -> list[dict[str, str]]:
    listed = {n: request.POST.getlist(n)[:20] for n in FIELDS}
    count = max((len(v) for v in listed.values()), default=0)
    return [
        {n: (listed[n][i] if i < len(listed[n]) else "").replace("\x00", "") for n in FIELDS}
        for i in range(count)
    ]


def _signers(rows: list[dict[str, str]]) -> list[actions.SignerIn]:
    """The rows that say something; a step that is no number is the first."""
    return [
        actions.SignerIn(
            name=r["name"], email=r["email"], role=r["role"], side=r["side"],
            step=int(r["step"]) if r["step"].isdecimal() and len(r["step"]) < 3 else 1,
        )
        for r in rows
        if r["name"].strip() or r["email"].strip()
    ]  # fmt: skip


def _days(request: HttpRequest, name: str, usual: int) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 5 else (usual if not text else -1)


@require_safe
def show(request: HttpRequest, signing_id: UUID) -> HttpResponse:
    """One request: a draft to review, or how far it is."""
    return _page(request, signings.signing(signing_id, entity_of(request)))


def _page(
    request: HttpRequest, found: SigningFacts, problem: Problem | None = None
) -> HttpResponse:
    contract = queries.contract(found.contract_id) if found.contract_id else None
    crumbs = [(_("Contracts"), reverse("contracting:list"))]
    if contract:
        crumbs.append((contract.number, reverse("contracting:show", args=[contract.id])))
    chain = signings.trail(found.id)
    played = {e.place: e.played_on for e in chain if e.name == "signed"}
    context = {
        "title": _("Signatures"),
        "ident": found.title,
        "crumbs": crumbs,
        "s": found,
        "rows": [row | {"played_on": played.get(row["s"].place)} for row in signer_rows(found)],
        "steps": steps(found),
        "trail": [
            (
                datetime.fromisoformat(e.at),
                e.played_on,
                _happened(found, e.name),
                _who(found, e.place),
            )
            for e in chain
        ],
        "played": any(e.played_on for e in chain),
        "check": signings.check(found),
        "declined": next((s.name for s in found.signers if s.state == "declined"), ""),
        "certificate": _certificate(found),
        "may": actor_of(request).may("contracting.sign"),
        "service": _service(found),
        "problem": problem,
        "late": found.state == "open" and do_for(request).today > found.expires_on,
    }
    return render(request, "contracting/signing.html", context, status=422 if problem else 200)


def _certificate(found: SigningFacts) -> str:
    """The hash of our seal's certificate; a trust service's file has no seal of ours."""
    keys = signings.seal_keys(found.entity_id) if found.evidence_id and not found.service else []
    return keys[0].sha256 if keys else ""


def _happened(found: SigningFacts, name: str) -> str:
    """An event of the trail in words; what a trust service handed back was sealed by nobody here."""
    if found.service and name == "sealed":
        return _("The trust service's file kept")
    return _(HAPPENED.get(name, name))


FAULTS = {
    error.code: (error.__doc__ or "").splitlines()[0]
    for error in (ports.ProviderDown, ports.UnknownProviderOrder, ports.NoSigningService)
}


def _service(found: SigningFacts) -> dict[str, Any] | None:
    """The trust service of a request: its name, what went wrong, and who acts where it is for trying out."""
    if not found.service:
        return None
    known = ports.signing_services()
    turn = [s for s in found.signers if s.asked] if found.state == "open" else []
    return {
        "label": known.get(found.service, found.service),
        "fault": _(FAULTS[found.service_fault]) if found.service_fault in FAULTS else "",
        "tries": found.service_tries,
        "turn": turn if found.service_ref and services.rehearses(found.service) else [],
    }


def signer_rows(found: SigningFacts) -> list[dict[str, Any]]:
    """The signers with the address of the link that each may use now."""
    live = found.state == "open" and not found.service
    return [{"s": s, "url": links.url(s.id, s.link) if live and s.asked else ""}
            for s in found.signers]  # fmt: skip


def steps(found: SigningFacts) -> list[ProgressStep]:
    """The signers as a line of progress."""
    state = {"signed": "done", "declined": "late"}
    return [
        ProgressStep(
            s.name,
            s.role,
            state.get(s.state, "now" if s.asked else "todo"),  # type: ignore[arg-type]
        )
        for s in found.signers
    ]


def _who(found: SigningFacts, place: int | None) -> str:
    return next((s.name for s in found.signers if s.place == place), "")


def _deed(
    done: str, deed: Callable[..., Any], signer: bool = False
) -> Callable[[HttpRequest, UUID], HttpResponse]:
    """A POST that does one thing to a request (or a signer) and shows the request again."""

    def view(request: HttpRequest, signing_id: UUID) -> HttpResponse:
        entity_id = entity_of(request)
        of = signings.signer(signing_id, entity_id).signing_id if signer else signing_id
        found = signings.signing(of, entity_id)
        given: dict[str, Any] = {"signer_id" if signer else "signing_id": signing_id}
        if "reason" in request.POST:
            given["reason"] = request.POST["reason"].replace("\x00", "")
        try:
            deed(do_for(request), **given)
        except DomainError as error:
            return _page(request, found, problem_of(error))
        messages.success(request, _(done))
        return redirect("contracting:signing", found.id)

    return require_POST(view)


SENT = gettext_noop("The first signers are asked.")
VOIDED = gettext_noop("The request is withdrawn.")
ASKED = gettext_noop("The trust service is asked again.")
REMINDED = gettext_noop("The reminder is on its way.")
RENEWED = gettext_noop("A new link is on its way; the old one opens nothing any more.")
send = _deed(SENT, actions.send_signing)
void = _deed(VOIDED, actions.void_signing)
ask = _deed(ASKED, actions.ask_signing_service)
remind = _deed(REMINDED, actions.remind_signer, signer=True)
renew = _deed(RENEWED, actions.renew_signer_link, signer=True)


@require_POST
def rehearse(request: HttpRequest, signing_id: UUID) -> HttpResponse:
    """Do what a signer does at a service that is there for trying things out."""
    found = signings.signing(signing_id, entity_of(request))
    deed, email = request.POST.get("deed", "")[:10], request.POST.get("email", "")[:254]
    try:
        if not actor_of(request).may("contracting.sign"):
            raise Forbidden(field="signing_id")
        services.rehearse(found.id, found.entity_id, deed, email)
    except DomainError as error:
        return _page(request, found, problem_of(error))
    return redirect("contracting:signing", found.id)


@csrf_exempt
@require_POST
def notice(request: HttpRequest, service: str) -> HttpResponse:
    """A trust service says that something happened; it is asked what."""
    try:
        services.noticed(service, dict(request.headers), request.body[:10_000])
    except DomainError as error:
        return HttpResponse(status=error.status)
    return HttpResponse(status=204)


@require_safe
def paper(request: HttpRequest, signing_id: UUID) -> HttpResponse:
    """The document, sealed once everybody has signed."""
    found = signings.signing(signing_id, entity_of(request))
    return served(found.sealed_id or found.document_id)


@require_safe
def proof(request: HttpRequest, signing_id: UUID) -> HttpResponse:
    """The evidence file."""
    found = signings.signing(signing_id, entity_of(request))
    if found.evidence_id is None:
        raise signings.NotSealed(field="signing_id", found=found.state, expected="sealed")
    return served(found.evidence_id)
