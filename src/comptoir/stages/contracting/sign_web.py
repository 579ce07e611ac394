"""The signer's page behind a private link: read, prove the address by a code, sign, review, confirm.

No account, no JavaScript needed, never an error page. Opening it and looking through it changes nothing but
"opened"; only the last form signs.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptoir.kernel.errors import DomainError
from comptoir.platform import clock, mailing
from comptoir.platform.actions import Do, begin
from comptoir.platform.roles import CUSTOMER
from comptoir.records.parties import queries as parties
from comptoir.shell.problems import Problem, problem_of
from comptoir.stages.contracting import actions, links, mail, signings
from comptoir.stages.contracting.actions import Seen
from comptoir.stages.contracting.actions.signers import LinkReplaced, check_mark
from comptoir.stages.contracting.core import marks
from comptoir.stages.contracting.signings import SignerFacts, SigningFacts

FIELDS = ("method", "typed", "drawn", "picture", "proof", "consent")


@dataclass(frozen=True, slots=True)
class Visit:
    """Who stands at the door, with which link."""

    token: str
    link: int
    signer: SignerFacts
    signing: SigningFacts

    @property
    def do(self) -> Do:
        return begin(CUSTOMER, self.signing.entity_id)

    @property
    def state(self) -> str:
        """What the page shows: sign, later, elsewhere, done, declined, closed, expired or replaced."""
        if self.signer.state == "signed":
            return "done"
        if self.signing.state != "open":
            return "declined" if self.signing.state == "declined" else "closed"
        if self.link != self.signer.link:
            return "replaced"
        if clock.today(self.signing.entity_id) > self.signing.expires_on:
            return "expired"
        if self.signing.service:
            return "elsewhere"
        return "sign" if self.signer.asked else "later"


View = Callable[[HttpRequest, Visit], HttpResponse]


def behind_link(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """Find the signer, speak the language of the request, keep the address out of caches."""

    @wraps(view)
    def run(request: HttpRequest, token: str) -> HttpResponse:
        visit = _visit(token)
        if visit is None:
            context = {"title": _("This link leads nowhere")}
            return _private(render(request, "contracting/sign_unknown.html", context, status=404))
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = chosen in dict(settings.LANGUAGES)
        with translation.override(chosen if known else visit.signing.language):
            return _private(view(request, visit))

    return run


def _visit(token: str) -> Visit | None:
    read = links.read(token)
    if read is None:
        return None
    try:
        signer = signings.signer(read[0])
    except signings.UnknownSigner:
        return None
    return Visit(token, read[1], signer, signings.signing(signer.signing_id))


@require_safe
@behind_link
def sign(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The request, and how far it is."""
    if request.method == "GET" and visit.state == "sign" and visit.signer.state == "waiting":
        actions.open_signing(
            visit.do, signer_id=visit.signer.id, link=visit.link, seen=_seen(request)
        )
    return _page(request, visit)


@require_POST
@behind_link
def code(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Make a code and mail it; a sandbox shows it, since nobody reads its mailboxes."""
    sandbox = clock.is_sandbox(visit.signing.entity_id)
    do = visit.do
    try:
        actions.make_signing_code(
            do, signer_id=visit.signer.id, link=visit.link, seen=_seen(request),
            channel="sandbox screen" if sandbox else "e-mail",
        )  # fmt: skip
    except DomainError as error:
        return _page(request, visit, problem=problem_of(error))
    number = str(do.answer)
    try:
        mailing.send(mail.code(visit.signing, visit.signer, number), visit.signing.entity_id)
    except OSError:
        problem = Problem(_("The e-mail could not be sent. Please try again in a moment."))
        return _page(request, visit, problem=problem)
    return _page(request, visit, step="code", shown=number if sandbox else "")


@require_POST
@behind_link
def prove(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Compare the code; a right one opens the form to sign."""
    do = visit.do
    try:
        event = actions.try_signing_code(
            do, signer_id=visit.signer.id, link=visit.link, seen=_seen(request),
            code=request.POST.get("code", "")[:40],
        )  # fmt: skip
    except DomainError as error:
        return _page(request, visit, problem=problem_of(error))
    if event.right:
        return _page(request, visit, step="mark", given={"proof": str(do.answer)})
    if event.tries_left:
        problem = Problem(_("This is not the code. Tries left: %(n)d.") % {"n": event.tries_left})
        return _page(request, visit, step="code", problem=problem)
    return _page(request, visit, problem=Problem(_("This code no longer works. Ask for another.")))


@require_POST
@behind_link
def review(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What is about to be signed, as it will be: nothing is written."""
    try:
        given = _given(request)
        if not given["consent"]:
            raise actions.ConsentMissing(field="consent")
    except DomainError as error:
        return _page(request, visit, step="mark", problem=problem_of(error), given=_typed(request))
    return _page(request, visit, step="review", given=given)


@require_POST
@behind_link
def change(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Back from the review to the form."""
    return _page(request, visit, step="mark", given=_typed(request))


@require_POST
@behind_link
def confirm(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Sign. A second time, or in a second browser, shows that it is done."""
    try:
        given = _given(request)
        actions.sign_document(
            visit.do, signer_id=visit.signer.id, link=visit.link, proof=given["proof"],
            method=given["method"], mark=given["mark"], picture=_picture(given["picture"]),
            consent=consent(visit), seen=_seen(request),
        )  # fmt: skip
    except (actions.NotYourTurn, LinkReplaced):
        return redirect("contracting:sign", visit.token)
    except actions.BadMark as error:
        return _page(request, visit, step="mark", problem=problem_of(error), given=_typed(request))
    except DomainError as error:
        return _page(request, visit, problem=problem_of(error))
    return redirect("contracting:sign", visit.token)


@require_POST
@behind_link
def decline(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Refuse to sign, with a reason."""
    reason = request.POST.get("reason", "").replace("\x00", "")
    try:
        actions.decline_signing(
            visit.do, signer_id=visit.signer.id, link=visit.link, reason=reason,
            seen=_seen(request),
        )  # fmt: skip
    except (actions.NotYourTurn, LinkReplaced):
        return redirect("contracting:sign", visit.token)
    except DomainError as error:
        return _page(request, visit, problem=problem_of(error), at="decline")
    return redirect("contracting:sign", visit.token)


@require_POST
@behind_link
def ask(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Ask for a new link; once a day is enough."""
    today = clock.today(visit.signing.entity_id)
    if visit.state in ("expired", "replaced") and visit.signer.link_asked_on != today:
        actions.ask_signing_link(visit.do, signer_id=visit.signer.id)
    return redirect("contracting:sign", visit.token)


@require_http_methods(["GET", "HEAD"])
@behind_link
def paper(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The document to read; once everybody has signed, the sealed one."""
    if visit.link != visit.signer.link:
        return redirect("contracting:sign", visit.token)
    return served(visit.signing.sealed_id or visit.signing.document_id)


@require_http_methods(["GET", "HEAD"])
@behind_link
def proof(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The evidence file, for those who signed."""
    if visit.link != visit.signer.link or not visit.signing.evidence_id:
        return redirect("contracting:sign", visit.token)
    return served(visit.signing.evidence_id)


def served(file_id: Any) -> HttpResponse:
    """A kept file under its name."""
    kept = signings.document(file_id)
    where = {"Content-Disposition": f'inline; filename="{kept.name}"'}
    return HttpResponse(bytes(kept.content), content_type=kept.media_type, headers=where)


def consent(visit: Visit) -> str:
    """The words that the checkbox agrees to; kept with the signature."""
    said = {"title": visit.signing.title, "digest": visit.signing.document_sha256[:16]}
    return (
        _(
            "I have read %(title)s (SHA-256 %(digest)s…), I agree to sign it electronically, and I"
            " am entitled to do so."
        )
        % said
    )


def _given(request: HttpRequest) -> dict[str, str]:
    """What the form says, the uploaded picture as base64; BadMark when it is no mark."""
    given = _typed(request)
    if given["method"] != "image":
        given["picture"] = ""
    elif "upload" in request.FILES:
        upload = request.FILES["upload"]
        content = upload.read(marks.LARGEST_IMAGE + 1)  # type: ignore[union-attr]
        given["picture"] = base64.b64encode(content).decode()
    chosen = {"typed": "typed", "drawn": "drawn"}.get(given["method"], "")
    given["mark"] = given[chosen] if chosen else ""
    given["mark"] = check_mark(given["method"], given["mark"], _picture(given["picture"]))
    return given


def _typed(request: HttpRequest) -> dict[str, str]:
    return {n: request.POST.get(n, "").replace("\x00", "")[:300_000] for n in FIELDS}


def _picture(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _seen(request: HttpRequest) -> Seen:
    return Seen(request.META.get("REMOTE_ADDR", ""), request.headers.get("User-Agent", ""))


def _page(
    request: HttpRequest,
    visit: Visit,
    *,
    step: str = "start",
    problem: Problem | None = None,
    given: dict[str, str] | None = None,
    shown: str = "",
    at: str = "",
) -> HttpResponse:
    fresh = replace(visit, signing=signings.signing(visit.signing.id))
    fresh = replace(fresh, signer=signings.signer(visit.signer.id))
    entity = parties.entity(visit.signing.entity_id)
    given = given or {}
    picture = _picture(given.get("picture", ""))
    context = {
        "title": _title(fresh),
        "check": signings.check(fresh.signing),
        "seller": entity.name,
        "entity": entity,
        "contact": entity.name,
        "signing": fresh.signing,
        "signer": fresh.signer,
        "state": fresh.state,
        "step": step,
        "token": visit.token,
        "given": given,
        "method": given.get("method") or "typed",
        "kind": marks.picture(picture) if picture else "",
        "fields": [(n, given.get(n, "")) for n in FIELDS],
        "shown": shown,
        "at": at,
        "problem": problem,
        "consent": consent(fresh),
        "asked": fresh.signer.link_asked_on == clock.today(entity.id),
    }
    return render(request, "contracting/sign.html", context, status=422 if problem else 200)


def _title(visit: Visit) -> str:
    title = visit.signing.title
    return _("Sign %(title)s") % {"title": title} if visit.state == "sign" else title


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
