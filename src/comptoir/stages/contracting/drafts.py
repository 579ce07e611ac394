"""Reads of contracts before signature: their wordings, annexes, proposed changes, comments."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.kernel.errors import NotFound
from comptoir.platform import sql
from comptoir.records.parties import queries as parties
from comptoir.shell import format as fmt
from comptoir.stages.contracting import library
from comptoir.stages.contracting.clause_models import (
    Annex,
    ClauseChange,
    ClauseComment,
    Draft,
    DraftClause,
    DraftVersion,
)
from comptoir.stages.contracting.core import deviations as standard
from comptoir.stages.contracting.core.deviations import Choice, Chosen, Deviation
from comptoir.stages.contracting.core.digest import clauses_digest
from comptoir.stages.quoting import queries as quoting
from comptoir.stages.quoting.queries import QuoteFacts

# What a clause may ask for, see `values`.
NAMES = frozenset({
    "seller", "seller_siren", "customer", "customer_siren", "quote_number", "title", "currency",
    "net_total", "gross_total", "monthly_total", "deposit", "payment_terms", "term", "starts_on",
    "notice",
})  # fmt: skip
NOTICE_DAYS = 90


class UnknownDraft(NotFound):
    """There is no such draft of a contract."""

    code = "unknown_draft"


class UnknownDraftClause(NotFound):
    """This draft has no such clause."""

    code = "unknown_draft_clause"


class UnknownChange(NotFound):
    """There is no such proposed change."""

    code = "unknown_clause_change"


@dataclass(frozen=True, slots=True)
class DraftClauseFacts:
    """A clause as one version words it."""

    place: int
    key: UUID
    clause_id: UUID | None
    category: str
    language: str
    title: str
    text: str
    choice: str
    fallback: int

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(p.strip() for p in self.text.split("\n\n") if p.strip())


@dataclass(frozen=True, slots=True)
class AnnexFacts:
    """A file that belongs to a draft."""

    id: UUID
    draft_id: UUID
    place: int
    title: str
    file_id: UUID
    sha256: str
    size: int
    added_in: int
    removed_in: int | None

    def in_version(self, n: int) -> bool:
        return self.added_in <= n and (self.removed_in is None or n < self.removed_in)


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """One wording: complete, hashed, never changed."""

    id: int
    draft_id: UUID
    n: int
    reason: str
    by: str
    at: datetime
    sha256: str
    clauses: tuple[DraftClauseFacts, ...] = ()

    def clause(self, key: UUID) -> DraftClauseFacts:
        found = next((c for c in self.clauses if c.key == key), None)
        if found is None:
            raise UnknownDraftClause(field="key", found=str(key))
        return found


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """A contract before signature."""

    id: UUID
    entity_id: UUID
    series: UUID
    customer_id: UUID
    language: str
    state: str
    last: int
    link: int
    shared_on: date | None
    shown: int


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """Proposed words of a clause."""

    id: UUID
    draft_id: UUID
    on_version: int
    key: UUID
    side: str
    by: str
    base: str
    text: str
    comment: str
    state: str
    made_at: datetime
    taken: list[int]
    decided_by: str
    decided_at: datetime | None
    answer: str


@dataclass(frozen=True, slots=True)
class CommentFacts:
    """What one side said about a clause."""

    id: int
    key: UUID
    side: str
    by: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class News:
    """What changed since the version that the customer knows."""

    since: int
    clauses: tuple[DraftClauseFacts, ...]
    added: tuple[AnnexFacts, ...]
    removed: tuple[AnnexFacts, ...]


def _names(kind: Any, *without: str) -> tuple[str, ...]:
    return tuple(n for n in kind.__dataclass_fields__ if n not in without)


_DRAFT, _CHANGE, _ANNEX = _names(DraftFacts), _names(ChangeFacts), _names(AnnexFacts)
_COMMENT, _VERSION = _names(CommentFacts), _names(VersionFacts, "clauses")
_CLAUSE = _names(DraftClauseFacts)


def draft(draft_id: UUID, entity_id: UUID | None = None) -> DraftFacts:
    """One draft; with `entity_id`, only if it is that company's."""
    row = Draft.objects.filter(pk=draft_id).first()
    if row is None or entity_id not in (None, row.entity_id):
        raise UnknownDraft(field="draft_id", found=str(draft_id))
    return DraftFacts(**{n: getattr(row, n) for n in _DRAFT})


def offer(series: UUID) -> QuoteFacts:
    """The newest version of the quote that a draft belongs to."""
    return quoting.versions(series)[0]


def draft_of(series: UUID) -> DraftFacts | None:
    """The draft of a negotiation."""
    row = Draft.objects.filter(series=series).first()
    return DraftFacts(**{n: getattr(row, n) for n in _DRAFT}) if row else None


def news(known: DraftFacts) -> News | None:
    """What the customer has not read of a shared contract; None when there is nothing."""
    if known.state != "shared" or known.shown == known.last:
        return None
    old, new = version(known.id, known.shown), version(known.id, known.last)
    texts = {c.key: c.text for c in old.clauses}
    files = annexes(known.id)
    return News(
        known.shown,
        tuple(c for c in new.clauses if texts.get(c.key) != c.text),
        tuple(a for a in files if a.in_version(new.n) and not a.in_version(old.n)),
        tuple(a for a in files if a.in_version(old.n) and not a.in_version(new.n)),
    )


def contract_of(draft_id: UUID) -> UUID | None:
    """The contract that a draft became."""
    text = (
        "SELECT k.id FROM contracting_contract k"
        " JOIN contracting_draft_version v ON v.id = k.clauses_id WHERE v.draft_id = %s"
    )
    row = sql.one(text, [draft_id])
    return row[0] if row else None


def version(draft_id: UUID, n: int | None = None) -> VersionFacts:
    """One wording with its clauses, the newest if none is named."""
    rows = DraftVersion.objects.filter(draft_id=draft_id).order_by("-n")
    row = (rows.filter(n=n) if n is not None else rows).first()
    if row is None:
        raise UnknownDraft(field="version", found=n or 0)
    return version_of(row)


def version_by_id(version_id: int) -> VersionFacts:
    """The wording that a contract was signed with."""
    return version_of(DraftVersion.objects.get(pk=version_id))


def version_of(row: DraftVersion) -> VersionFacts:
    clauses = DraftClause.objects.filter(version=row).order_by("place")
    return VersionFacts(
        **{n: getattr(row, n) for n in _VERSION},
        clauses=tuple(DraftClauseFacts(**{n: getattr(c, n) for n in _CLAUSE}) for c in clauses),
    )


def versions(draft_id: UUID) -> list[VersionFacts]:
    """The heads of every wording, newest first."""
    rows = DraftVersion.objects.filter(draft_id=draft_id).order_by("-n")
    return [VersionFacts(**{n: getattr(row, n) for n in _VERSION}) for row in rows]


def annexes(draft_id: UUID, n: int | None = None) -> list[AnnexFacts]:
    """The annexes of a wording, or all that there ever were."""
    rows = Annex.objects.filter(draft_id=draft_id).order_by("place")
    found = [AnnexFacts(**{name: getattr(row, name) for name in _ANNEX}) for row in rows]
    return found if n is None else [a for a in found if a.in_version(n)]


def changes(draft_id: UUID) -> list[ChangeFacts]:
    """Every change that was proposed, newest first."""
    rows = ClauseChange.objects.filter(draft_id=draft_id).order_by("-made_at", "-id")
    return [ChangeFacts(**{n: getattr(row, n) for n in _CHANGE}) for row in rows]


def change(change_id: UUID) -> ChangeFacts:
    row = ClauseChange.objects.filter(pk=change_id).first()
    if row is None:
        raise UnknownChange(field="change_id", found=str(change_id))
    return ChangeFacts(**{n: getattr(row, n) for n in _CHANGE})


def comments(draft_id: UUID) -> list[CommentFacts]:
    """What was said, in order."""
    rows = ClauseComment.objects.filter(draft_id=draft_id).order_by("id")
    return [CommentFacts(**{n: getattr(row, n) for n in _COMMENT}) for row in rows]


def comment(comment_id: int) -> CommentFacts:
    row = ClauseComment.objects.get(pk=comment_id)
    return CommentFacts(**{n: getattr(row, n) for n in _COMMENT})


def digest(language: str, clauses: Iterable[Any], annexes: Iterable[AnnexFacts]) -> str:
    """The hash of a wording."""
    return clauses_digest(
        language, ((c.title, c.text) for c in clauses), ((a.title, a.sha256) for a in annexes)
    )


def intact(found: VersionFacts) -> bool:
    """Whether the stored words are those that were hashed."""
    known = draft(found.draft_id)
    there = digest(known.language, found.clauses, annexes(found.draft_id, found.n))
    return there == found.sha256


def deviations(
    entity_id: UUID, clauses: Sequence[DraftClauseFacts], on: date
) -> tuple[Deviation, ...]:
    """What differs from the library's standard, and what is missing of it."""
    known = library.clauses_by_id({c.clause_id for c in clauses if c.clause_id})
    lang = clauses[0].language if clauses else "en"
    chosen = [
        Chosen(
            c.key, c.title, known[c.clause_id].lineage if c.clause_id else None, Choice(c.choice),
            c.fallback,
        )
        for c in clauses
    ]  # fmt: skip
    wanted = [(w.lineage, w.title(lang)) for w in library.in_force(entity_id, on, always=True)]
    return standard.deviations(chosen, wanted)


def deviations_of(series: Collection[UUID], on: date) -> dict[UUID, tuple[Deviation, ...]]:
    """The deviations of several negotiations; those without a draft are left out."""
    found = {}
    for row in Draft.objects.filter(series__in=series):
        found[row.series] = deviations(row.entity_id, version(row.id).clauses, on)
    return found


def values(quote: QuoteFacts, lang: str) -> dict[str, str]:
    """What each name of a clause is in this deal, in the language of the draft."""
    seller, buyer = parties.entity(quote.entity_id), parties.customer(quote.customer_id)

    def say(minor: int) -> str:
        return fmt.amount_minor(minor, quote.currency, lang)

    with translation.override(lang):
        percent = quote.deposit_percent
        starts = (
            fmt.date_doc(quote.starts_on, lang) if quote.starts_on else _("the day of signature")
        )
        return {
            "seller": seller.name, "seller_siren": seller.siren, "customer": buyer.name,
            "customer_siren": buyer.siren, "quote_number": quote.number, "title": quote.title,
            "currency": quote.currency, "net_total": say(quote.net_minor),
            "gross_total": say(quote.gross_minor),
            "monthly_total": say(quote.mrr_minor) if quote.mrr_minor else "",
            "deposit": fmt.percent(percent.normalize(), lang) if percent else "",
            "payment_terms": _payment(quote.terms_kind, quote.terms_days),
            "term": ngettext("%(n)d month", "%(n)d months", quote.term_months) % {"n": quote.term_months},
            "starts_on": starts,
            "notice": ngettext("%(n)d day", "%(n)d days", NOTICE_DAYS) % {"n": NOTICE_DAYS},
        }  # fmt: skip


def _payment(kind: str, days: int) -> str:
    if not days:
        return _("on receipt")
    told = ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    if kind == "net_days":
        return _("%(days)s from the invoice date") % {"days": told}
    return _("%(days)s end of month") % {"days": told}
