"""What every stage may call inside its own action: post entries to the books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from comptoir.kernel.errors import Refused
from comptoir.platform.actions import Do, part
from comptoir.records.ledger import posting
from comptoir.records.ledger.core.posting import PostingLine, imbalance
from comptoir.records.ledger.posting import EntryRef, Placed

__all__ = ["EntryDraft", "EntryRef", "LineDraft", "RoleNotMapped", "post"]


class RoleNotMapped(Refused):
    """No account of the chart plays this role."""

    code = "role_not_mapped"


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One line: role of its account (`receivable`, `bank` …), debit positive, credit negative."""

    role: str
    amount_minor: int
    currency: str
    party_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """One entry of a document.

    journal       VE sales, BQ bank, OD miscellaneous, AN opening
    source_kind   invoice, credit_note, payment, recognition …; `source_number` as printed
    """

    journal: str
    booked_on: date
    label: str
    source_kind: str
    source_id: UUID
    source_number: str
    lines: tuple[LineDraft, ...]


@part
def post(do: Do, drafts: Sequence[EntryDraft]) -> list[EntryRef]:
    """Post one document's entries or a thousand documents': one batch, numbers without gap.

    Lines of zero are dropped; an entry without lines is skipped and has no ref. An entry that does
    not balance per currency is a bug and asserts. Holds the books until the action commits, so
    call it late. Raises BooksNotOpen, PeriodIsClosed or RoleNotMapped.
    """
    if not any(line.amount_minor for draft in drafts for line in draft.lines):
        return []
    book = posting.lock(do)
    codes = {role: code for role, (_, code) in book.accounts.items()}
    placed = [_place(draft, codes) for draft in drafts]
    keys = {code: pk for pk, code in book.accounts.values()}
    return posting.write(do, [e for e in placed if e.lines], keys, book)


def _place(draft: EntryDraft, codes: Mapping[str, str]) -> Placed:
    lines = tuple(_line(line, codes) for line in draft.lines if line.amount_minor)
    off = imbalance(lines)
    assert not off, f"{draft.source_kind} {draft.source_number} is off by {off}"
    return Placed(
        draft.journal, draft.booked_on, draft.label[:160], draft.source_kind, draft.source_id,
        draft.source_number, lines,
    )  # fmt: skip


def _line(line: LineDraft, codes: Mapping[str, str]) -> PostingLine:
    if line.role not in codes:
        raise RoleNotMapped(field="role", found=line.role, fix="map the role to an account")
    party = str(line.party_id) if line.party_id else ""
    return PostingLine(codes[line.role], line.amount_minor, line.currency, party)
