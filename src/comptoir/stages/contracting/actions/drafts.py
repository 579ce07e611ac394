"""Writes of contracts before signature, by our side: assembled, reworded, annexed, shared, signed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from comptoir.kernel.errors import Invalid, NothingDue, Refused
from comptoir.kernel.states import step
from comptoir.platform.actions import Do, action, part
from comptoir.platform.ids import new_id
from comptoir.records.approvals import parts as approvals
from comptoir.stages.contracting import checking, drafts, library
from comptoir.stages.contracting.clause_models import (
    ClauseChange,
    Draft,
    DraftClause,
    DraftVersion,
)
from comptoir.stages.contracting.core import templates
from comptoir.stages.contracting.core.deviations import Choice, told
from comptoir.stages.contracting.core.redline import LONGEST
from comptoir.stages.contracting.core.states import (
    CHANGE_MOVES,
    DRAFT_MOVES,
    ChangeState,
    DraftState,
    SigningState,
)
from comptoir.stages.contracting.drafts import DraftClauseFacts
from comptoir.stages.contracting.events import DraftChanged, DraftShared, DraftSigned, DraftStarted
from comptoir.stages.contracting.signing_models import Signing
from comptoir.stages.quoting import deals
from comptoir.stages.quoting import queries as quoting
from comptoir.stages.quoting.queries import QuoteFacts

LEGAL = "contracting.write"
MOST_CLAUSES = 100


class DraftExists(Refused):
    """This negotiation already has a draft of its contract."""

    code = "draft_exists"


class AmendmentKeepsClauses(Refused):
    """An amendment changes what is delivered; the clauses of its contract stay."""

    code = "amendment_keeps_clauses"


class LibraryEmpty(Refused):
    """The library has no clause that every contract holds."""

    code = "library_empty"


class DraftShown(Refused):
    """The customer reads this draft: propose the change, so that both sides see it."""

    code = "draft_shown"


class DraftClosed(Refused):
    """This contract is signed; its words do not change any more."""

    code = "draft_closed"


class WordsAsked(Refused):
    """Signatures for this offer are being asked for: withdraw the request, then change its contract."""

    code = "draft_words_asked"


class DeviationNeedsLegal(Refused):
    """Words that are not the standard ones need somebody of the legal team."""

    code = "deviation_needs_legal"


class OfferNotSent(Refused):
    """The customer reads the contract once the quote was sent."""

    code = "offer_not_sent"


class BadWording(Invalid):
    """A clause needs a title and a text of at most 12,000 characters."""

    code = "bad_wording"


@action(may="contracting.sign")
def start_draft(do: Do, *, quote_id: UUID) -> DraftStarted:
    """Assemble the contract of a negotiation: the clauses that every contract has, filled from the deal."""
    quote = quoting.quote(quote_id, do.entity_id)
    if quote.amends_contract:
        raise AmendmentKeepsClauses(field="quote_id", found=quote.number)
    if drafts.draft_of(quote.series):
        raise DraftExists(field="quote_id", found=quote.number)
    wanted = library.in_force(do.entity_id, do.today, always=True)
    if not wanted:
        raise LibraryEmpty(field="quote_id", fix="load the standard clauses")
    row = Draft(
        entity_id=do.entity_id, series=quote.series, customer_id=quote.customer_id,
        language=quote.language,
    )  # fmt: skip
    row.save(force_insert=True)
    values = drafts.values(quote, row.language)
    clauses = [from_library(c, row.language, values) for c in wanted]
    event = do.record(
        DraftStarted(
            entity_id=do.entity_id, draft_id=row.id, series=row.series, customer_id=row.customer_id
        )
    )
    write_version(do, row, clauses, "assembled")
    row.save(update_fields=["last"])
    _tell_approvers(do, quote)
    return event


def from_library(
    c: library.ClauseFacts,
    lang: str,
    values: dict[str, str],
    fallback: int = 0,
    key: UUID | None = None,
) -> DraftClauseFacts:
    """A clause of the library in its standard words, or a fallback (from 1), filled."""
    source = c.wordings(lang)[fallback - 1] if fallback else c.text(lang)
    choice = Choice.FALLBACK if fallback else Choice.STANDARD
    return DraftClauseFacts(
        place=0, key=key or new_id(), clause_id=c.id, category=c.category, language=lang,
        title=c.title(lang), text=templates.fill(source, values), choice=choice, fallback=fallback,
    )  # fmt: skip


def write_version(
    do: Do, row: Draft, clauses: Sequence[DraftClauseFacts], reason: str
) -> DraftVersion:
    """The next wording of a locked draft; the caller saves `last`."""
    _not_asked(row)
    row.last += 1
    sha256 = drafts.digest(row.language, clauses, drafts.annexes(row.id, row.last))
    made = DraftVersion.objects.create(
        draft=row, n=row.last, reason=reason, by=do.actor.name, at=do.now, sha256=sha256
    )
    DraftClause.objects.bulk_create(
        DraftClause(
            version=made, place=place, key=c.key, clause_id=c.clause_id, category=c.category,
            language=row.language, title=c.title, text=c.text, choice=c.choice, fallback=c.fallback,
        )
        for place, c in enumerate(clauses, start=1)
    )  # fmt: skip
    do.record(
        DraftChanged(
            entity_id=do.entity_id, draft_id=row.id, version=made.n, reason=reason, sha256=sha256
        )
    )
    return made


def _not_asked(row: Draft) -> None:
    """Refused while people are asked to sign the offer of a shared draft (trigger draft_asked_is_still)."""
    if row.state == DraftState.SHARED and not row.accepted:  # what was accepted is filled in, once
        asked = Signing.objects.filter(quote__series=row.series, state=SigningState.OPEN).first()
        if asked:
            raise WordsAsked(field="draft_id", found=asked.title, signing_id=asked.id)


def locked(do: Do, draft_id: UUID) -> Draft:
    """The draft, locked; every deed takes this lock first."""
    row = Draft.objects.select_for_update().filter(pk=draft_id, entity_id=do.entity_id).first()
    if row is None:
        raise drafts.UnknownDraft(field="draft_id", found=str(draft_id))
    if row.accepted or row.state == DraftState.SIGNED:
        raise DraftClosed(field="draft_id", found="accepted" if row.accepted else row.state)
    return row


def _preparing(do: Do, draft_id: UUID) -> Draft:
    row = locked(do, draft_id)
    if row.state != DraftState.PREPARING:
        raise DraftShown(field="draft_id", found=row.state, fix="propose the change")
    return row


def reworded(
    do: Do, old: DraftClauseFacts, text: str, values: dict[str, str], field: str = "text"
) -> DraftClauseFacts:
    """A clause with other words: within the law, and told whose they are."""
    text = text.replace("\r\n", "\n").strip()
    if not 0 < len(text) <= LONGEST:
        raise BadWording(field=field, found=len(text))
    checking.check_words(do.entity_id, do.today, old.category, text, field=field)
    choice, fallback = Choice.CUSTOM, 0
    if old.clause_id:
        of = library.clause(old.clause_id)
        wordings = [templates.fill(t, values) for t in of.wordings(old.language)]
        choice, fallback = told(text, templates.fill(of.text(old.language), values), wordings)
    return DraftClauseFacts(
        old.place, old.key, old.clause_id, old.category, old.language, old.title, text, choice,
        fallback,
    )  # fmt: skip


def check_deviation(do: Do, quote: QuoteFacts, clause: DraftClauseFacts) -> None:
    """Before the quote leaves, approvals ask; afterwards only the legal team deviates."""
    if quote.state == "draft" or clause.choice == Choice.STANDARD or do.actor.may(LEGAL):
        return
    raise DeviationNeedsLegal(field="text", found=clause.title, expected="legal")


@action(may="contracting.sign")
def reword_clause(
    do: Do, *, draft_id: UUID, key: UUID, text: str | None = None, fallback: int = 0
) -> DraftChanged:
    """Choose the standard words of a clause (nothing given), a fallback (from 1), or other words."""
    row = _preparing(do, draft_id)
    now = drafts.version(row.id)
    old, quote = now.clause(key), drafts.offer(row.series)
    values = drafts.values(quote, row.language)
    if text is not None:
        new = reworded(do, old, text, values)
    else:
        if old.clause_id is None:
            raise BadWording(field="text", found="")
        of = library.clause(old.clause_id)
        if not 0 <= fallback <= len(of.fallbacks):
            raise BadWording(field="fallback", found=fallback, expected=f"0 … {len(of.fallbacks)}")
        new = from_library(of, row.language, values, fallback, key)
    if new.text == old.text:
        raise NothingDue(clause=old.title)
    check_deviation(do, quote, new)
    return changed(do, row, quote, [new if c.key == key else c for c in now.clauses], "reworded")


@action(may="contracting.sign")
def add_draft_clause(
    do: Do, *, draft_id: UUID, clause_id: UUID | None = None, title: str = "", text: str = ""
) -> DraftChanged:
    """Add a clause of the library to a draft, or one of its own, which is a deviation."""
    row = _preparing(do, draft_id)
    now, quote = drafts.version(row.id), drafts.offer(row.series)
    values = drafts.values(quote, row.language)
    if len(now.clauses) >= MOST_CLAUSES:
        raise BadWording(field="clause_id", found=len(now.clauses), expected=f"≤ {MOST_CLAUSES}")
    if clause_id:
        of = library.clause(clause_id, do.entity_id)
        if not of.in_force(do.today) or any(c.clause_id == of.id for c in now.clauses):
            raise BadWording(field="clause_id", found=of.title(row.language))
        new = from_library(of, row.language, values)
    else:
        title = title.strip()
        if not 0 < len(title) <= 160:
            raise BadWording(field="title", found=title[:40])
        plain = DraftClauseFacts(
            0, new_id(), None, "other", row.language, title, "", Choice.CUSTOM, 0
        )
        new = reworded(do, plain, text, values)
    check_deviation(do, quote, new)
    return changed(do, row, quote, [*now.clauses, new], "clause added")


@action(may="contracting.sign")
def drop_draft_clause(do: Do, *, draft_id: UUID, key: UUID) -> DraftChanged:
    """Leave a clause out; one that every contract has is a deviation then."""
    row = _preparing(do, draft_id)
    now, quote = drafts.version(row.id), drafts.offer(row.series)
    gone = now.clause(key)
    if quote.state != "draft" and not do.actor.may(LEGAL):
        raise DeviationNeedsLegal(field="key", found=gone.title, expected="legal")
    return changed(do, row, quote, [c for c in now.clauses if c.key != key], "clause left out")


@action(may="contracting.sign")
def refill_draft(do: Do, *, quote_id: UUID) -> DraftChanged:
    """Fill the clauses again from the deal as it is now; NothingDue when nothing differs."""
    quote = quoting.quote(quote_id, do.entity_id)
    row = Draft.objects.select_for_update().filter(series=quote.series).first()
    if row is None or row.accepted or row.state == DraftState.SIGNED:
        raise NothingDue(quote=quote.number)
    now = drafts.version(row.id).clauses
    fresh = refilled(now, quote, row.language)
    if [c.text for c in fresh] == [c.text for c in now]:
        raise NothingDue(quote=quote.number)
    return changed(do, row, quote, fresh, "filled again")


def refilled(
    clauses: Sequence[DraftClauseFacts], quote: QuoteFacts, lang: str
) -> list[DraftClauseFacts]:
    """Clauses in library words filled from a deal; those in other words stay as they were agreed."""
    values = drafts.values(quote, lang)
    known = library.clauses_by_id({c.clause_id for c in clauses if c.clause_id})
    return [
        c
        if c.choice == Choice.CUSTOM or c.clause_id is None
        else from_library(known[c.clause_id], lang, values, c.fallback, c.key)
        for c in clauses
    ]


def changed(
    do: Do, row: Draft, quote: QuoteFacts, clauses: Sequence[DraftClauseFacts], reason: str
) -> DraftChanged:
    write_version(do, row, clauses, reason)
    row.save(update_fields=["last"])
    event = do.recorded[-1]
    assert isinstance(event, DraftChanged)
    _tell_approvers(do, quote)
    return event


def _tell_approvers(do: Do, quote: QuoteFacts) -> None:
    """What was approved for other words and got worse is void; a quote that left is past that."""
    if quote.state == "draft":
        whole = quoting.quote(quote.id)
        approvals.follow(do, quote.series, lambda known: deals.deal(whole, whole.lines, known))


@action(may="contracting.sign")
def share_draft(do: Do, *, draft_id: UUID) -> DraftShared:
    """Give the customer a private link to read, comment and propose; an older link opens no more."""
    row = locked(do, draft_id)
    quote = drafts.offer(row.series)
    if quote.state not in ("sent", "accepted"):
        raise OfferNotSent(field="draft_id", found=quote.state, expected="sent")
    before = row.state
    row.state = step(DRAFT_MOVES, "share", DraftState(row.state))
    row.link += 1
    if row.shared_on is None:  # a newer link alone makes nobody read what was added since
        row.shared_on, row.shown = do.today, row.last
    row.save(update_fields=["state", "link", "shared_on", "shown"])
    event = DraftShared(entity_id=do.entity_id, draft_id=row.id, link=row.link)
    return do.record(event, {"state": (before, str(row.state))})


@part
def signed_wording(do: Do, quote: QuoteFacts, draft_id: UUID) -> DraftVersion | None:
    """Freeze the draft of an accepted quote, filled from what was accepted; what is open lapses.

    None for a draft that was never shared: nobody agrees to words that they could not read.
    """
    row = Draft.objects.select_for_update().get(pk=draft_id)
    if row.state != DraftState.SHARED:
        return None
    for change in ClauseChange.objects.filter(draft=row, state=ChangeState.OPEN):
        change.state = step(CHANGE_MOVES, "lapse", ChangeState.OPEN)
        change.decided_at, change.decided_by = do.now, do.actor.name
        change.save(update_fields=["state", "decided_at", "decided_by"])
    now = DraftVersion.objects.get(draft=row, n=row.last)
    clauses = drafts.version_of(now).clauses
    fresh = refilled(clauses, quote, row.language)
    if [c.text for c in fresh] != [c.text for c in clauses]:
        now = write_version(do, row, fresh, "filled again")
    row.state = step(DRAFT_MOVES, "sign", DraftState(row.state))
    row.save(update_fields=["state", "last"])
    do.record(
        DraftSigned(entity_id=do.entity_id, draft_id=row.id, version=now.n, sha256=now.sha256)
    )
    return now
