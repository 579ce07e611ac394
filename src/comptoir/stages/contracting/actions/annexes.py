"""Files that belong to a contract before signature: joined, taken back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID

from comptoir.kernel.errors import Invalid, NothingDue
from comptoir.platform import files
from comptoir.platform.actions import Do, action
from comptoir.stages.contracting import drafts
from comptoir.stages.contracting.actions.drafts import changed, locked
from comptoir.stages.contracting.clause_models import Annex
from comptoir.stages.contracting.events import DraftChanged

LARGEST_ANNEX = 20_000_000
MOST_ANNEXES = 40


class BadAnnex(Invalid):
    """An annex is a file of at most 20 MB with a title; a draft holds at most 40."""

    code = "bad_annex"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody sends."""

    name: str
    media_type: str
    content: bytes


@action(may="contracting.sign")
def add_annex(do: Do, *, draft_id: UUID, title: str, upload: Upload) -> DraftChanged:
    """Join a file to the draft: its hash is part of the wording from the next version on."""
    row = locked(do, draft_id)
    title, size = title.strip() or upload.name, len(upload.content)
    count = Annex.objects.filter(draft=row).count()
    if not (0 < size <= LARGEST_ANNEX and 0 < len(title) <= 160 and count < MOST_ANNEXES):
        raise BadAnnex(field="file", found=f"{title[:40]} · {size} B", expected="1 B … 20 MB")
    sha256 = hashlib.sha256(upload.content).hexdigest()
    kept = files.keep(
        do.entity_id, row.id, "annex", upload.name[:120], upload.content,
        media_type=upload.media_type[:100],
    )  # fmt: skip
    Annex.objects.create(
        draft=row, place=count + 1, title=title, file_id=kept.pk, sha256=sha256, size=size,
        added_in=row.last + 1,
    )  # fmt: skip
    clauses = drafts.version(row.id).clauses
    return changed(do, row, drafts.offer(row.series), clauses, "annex added")


@action(may="contracting.sign")
def remove_annex(do: Do, *, annex_id: UUID) -> DraftChanged:
    """Take an annex back from the next version on; those before it keep it."""
    known = Annex.objects.filter(pk=annex_id, draft__entity_id=do.entity_id).first()
    if known is None:
        raise drafts.UnknownDraft(field="annex_id", found=str(annex_id))
    row = locked(do, known.draft_id)
    if known.removed_in is not None:
        raise NothingDue(annex=known.title)
    known.removed_in = row.last + 1
    known.save(update_fields=["removed_in"])
    clauses = drafts.version(row.id).clauses
    return changed(do, row, drafts.offer(row.series), clauses, "annex removed")
