"""The rows of an open draft: locked, compared, saved in a few statements whatever their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import Any
from uuid import UUID

from comptoir.kernel.states import step
from comptoir.platform import bulk, sql
from comptoir.platform.actions import Change, Do
from comptoir.records.approvals import parts as approvals
from comptoir.stages.quoting import deals, queries
from comptoir.stages.quoting.actions import expanding, whole
from comptoir.stages.quoting.actions.pricing_lines import Categories
from comptoir.stages.quoting.core import blocks
from comptoir.stages.quoting.core.alternatives import FIGURES, members, overlay
from comptoir.stages.quoting.core.bounds import picked_of
from comptoir.stages.quoting.core.states import QUOTE_MOVES, QuoteState
from comptoir.stages.quoting.events import QuoteChanged
from comptoir.stages.quoting.models import Quote, QuoteLine

# What a reader sees as a change of a line; the rest follows from it.
WATCHED = (
    "sku", "quantity", "discount_kind", "discount_value", "section", "description", "optional",
    "term_months", "deliver_on", "configuration_id", "least", "most", "alternative", "segments",
    "parts_hidden",
)  # fmt: skip
# by attname: the name of a foreign key would fetch a row for each line
_SAVED = tuple(
    f.attname for f in QuoteLine._meta.concrete_fields if f.name not in ("id", "quote", "position")
)
Snapshot = dict[int, dict[str, Any]]
_NAMES = ("position", *_SAVED)
# read from an object's own dictionary: a thousand lines are compared with every edit, and asking the
# object for each of its fields takes five times as long
_kept = itemgetter(*_NAMES)
_watched = itemgetter(*WATCHED)
_MEMO = "quoting.stored"


@dataclass(frozen=True, slots=True)
class Stored:
    """The draft as a deed left it, so that its answer need not read it again.

    touched  lines whose row was written, the new ones included
    added    lines that were not there before, in order
    """

    quote: Quote
    lines: Sequence[QuoteLine]
    touched: frozenset[int]
    added: tuple[int, ...]
    reshaped: bool = False  # rows came or went


def stored(do: Do) -> Stored | None:
    """What the last deed on a draft left, if `do` stored one."""
    found: Stored | None = do.memo.get(_MEMO)
    return found


def locked(do: Do, quote_id: UUID) -> Quote:
    """The quote of the company, locked until the action ends."""
    row = sql.first(Quote, "id = %s AND entity_id = %s FOR UPDATE", [quote_id, do.entity_id])
    if row is None:
        raise queries.UnknownQuote(field="quote_id", found=str(quote_id))
    return row


def draft(do: Do, quote_id: UUID) -> Quote:
    """The quote, locked, and refused unless it may still be edited."""
    row = locked(do, quote_id)
    row.state = step(QUOTE_MOVES, "edit", QuoteState(row.state))
    return row


def lines_of(quote: Quote) -> list[QuoteLine]:
    """Its rows in order."""
    return sql.find(QuoteLine, "quote_id = %s ORDER BY position", [quote.id])


def agreed_lines(quote: Quote, lines: Sequence[QuoteLine] | None = None) -> list[QuoteLine]:
    """The rows that acceptance ordered, of the alternative and with the quantities that were chosen.

    lines  all its rows, where they are in one's hands
    """
    every = lines_of(quote) if lines is None else lines
    found = [li for li in every if not li.optional or li.id in quote.chosen]
    if quote.alternatives:
        found = members(found, quote.alternative)
    for line in found:
        told = overlay(line.apart, quote.alternative) | picked_of(quote.picked, line.id)
        for name, value in told.items():
            setattr(line, name, value)
    return found


def snapshot(lines: Sequence[QuoteLine]) -> Snapshot:
    """The rows as they stand, to see later which of them changed."""
    return {li.id: dict(zip(_NAMES, _kept(li.__dict__), strict=True)) for li in lines}


def alike(line: QuoteLine, old: dict[str, Any]) -> bool:
    """Whether a reader sees no change of a line."""
    return bool(_watched(line.__dict__) == _watched(old))


def put(lines: Sequence[QuoteLine], made: Sequence[QuoteLine]) -> list[QuoteLine]:
    """The rows with some lines priced again: each takes the place of its row, with its parts."""
    fresh: dict[int, list[QuoteLine]] = {}
    at = 0
    while at < len(made):
        end = blocks.end_of(made, at)
        fresh[made[at].id] = list(made[at:end])
        at = end
    found: list[QuoteLine] = []
    at = 0
    while at < len(lines):
        end = blocks.end_of(lines, at)
        block = lines[at:end]
        found += expanding.kept(fresh[lines[at].id], block) if lines[at].id in fresh else block
        at = end
    return found


def save(
    do: Do,
    quote: Quote,
    lines: Sequence[QuoteLine],
    before: Snapshot,
    *,
    categories: Categories | None = None,
    more: Change | None = None,
) -> QuoteChanged:
    """Number, refigure and store the rows of a draft, and put what changed on the record.

    before  the rows as they were; what is in it and no longer in `lines` is deleted
    more    changes of the quote's head, already set on `quote`
    """
    head: Change = dict(more or {})
    for position, line in enumerate(lines, start=1):
        line.position = position
    whole.settle(do, quote, lines, categories)
    changed: Change = {**head, **_changes(lines, before)}
    touched = _store(lines, before)
    changed["revision"] = (quote.revision, quote.revision + 1)
    quote.revision += 1
    own = ["alternatives"] if quote.alternatives else []
    amended = ["amendment"] if quote.amends_contract else []
    sql.save(quote, *dict.fromkeys([*FIGURES, "revision", *own, *head, *amended]))
    added = tuple(line.id for line in lines if line.id not in before)
    reshaped = bool(added) or len(lines) < len(before)
    do.memo[_MEMO] = Stored(quote, lines, touched, added, reshaped)
    if quote.approval_asked:
        approvals.follow(do, quote.series, lambda known: deals.deal(quote, lines, known))
    event = QuoteChanged(
        entity_id=do.entity_id, quote_id=quote.id, net_minor=quote.net_minor,
        gross_minor=quote.gross_minor, currency=quote.currency,
    )  # fmt: skip
    return do.record(event, changed=changed)


def _changes(lines: Sequence[QuoteLine], before: Snapshot) -> Change:
    """What a reader calls a change; raises the revision of each changed row."""
    changed: Change = {}
    for line in lines:
        if line.id not in before:
            changed[f"lines.+{line.position}"] = (None, f"{line.sku} × {_short(line.quantity)}")
            continue
        old = before[line.id]
        if alike(line, old):
            line.revision = old["revision"]
            continue
        fields = {n: (old[n], getattr(line, n)) for n in WATCHED if old[n] != getattr(line, n)}
        line.revision = old["revision"] + 1
        fields["revision"] = (old["revision"], line.revision)
        changed |= {f"lines.{line.id}.{name}": pair for name, pair in fields.items()}
    kept = {line.id for line in lines}
    for pk, old in before.items():
        if pk not in kept:
            changed[f"lines.{pk}"] = (f"{old['sku']} × {_short(old['quantity'])}", None)
    return changed


def _store(lines: Sequence[QuoteLine], before: Snapshot) -> frozenset[int]:
    """Write what differs; the lines that were written."""
    kept = {line.id for line in lines}
    gone = [pk for pk in before if pk not in kept]
    if gone:
        QuoteLine.objects.filter(pk__in=gone).delete()
    names = {li.id: _differing(li, before[li.id]) for li in lines if li.id in before}
    touched = [line for line in lines if names.get(line.id)]
    if touched:  # only the columns that differ: one statement, small even for many rows
        bulk.update(touched, sorted(set().union(*names.values())))
    fresh = [line for line in lines if line.id not in before]
    bulk.insert(fresh)
    return frozenset(line.id for line in (*touched, *fresh))


def _differing(line: QuoteLine, old: dict[str, Any]) -> set[str]:
    now, before = _kept(line.__dict__), tuple(old.values())
    if now == before:
        return set()
    return {name for name, a, b in zip(_NAMES, now, before, strict=True) if a != b}


def _short(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"
