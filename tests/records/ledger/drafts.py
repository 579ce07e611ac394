"""Entries to post in tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from comptoir.kernel.events import Event
from comptoir.platform.actions import Do, action
from comptoir.platform.ids import new_id
from comptoir.records.ledger import parts
from comptoir.records.ledger.parts import EntryDraft, EntryRef, LineDraft

DAY = date(2027, 3, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftsPosted(Event):
    count: int


def sale(n: int = 1, gross: int = 12000, on: date = DAY, currency: str = "EUR") -> EntryDraft:
    """An invoice of `gross` minor units, a sixth of it VAT."""
    vat = gross // 6
    return EntryDraft(
        "VE", on, f"Invoice F-{n}", "invoice", new_id(), f"F-{n}",
        (
            LineDraft("receivable", gross, currency, new_id()),
            LineDraft("deferred", -(gross - vat), currency),
            LineDraft("vat_collected", -vat, currency),
        ),
    )  # fmt: skip


def post(do: Do, drafts: Sequence[EntryDraft]) -> list[EntryRef]:
    """Post the drafts inside one action, as a stage would."""
    refs: list[EntryRef] = []

    @action(may="ledger.write")
    def post_drafts(do: Do) -> DraftsPosted:
        refs.extend(parts.post(do, drafts))
        return do.record(DraftsPosted(entity_id=do.entity_id, count=len(refs)))

    post_drafts(Do(do.actor, do.entity_id, do.now, do.today))
    return refs
