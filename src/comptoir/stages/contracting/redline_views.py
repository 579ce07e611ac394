"""A draft as both sides read it: clauses, proposed changes word by word, comments, the playbook's word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import translation

from comptoir.platform.history import names
from comptoir.stages.contracting import checking, drafts, library, playbook_words
from comptoir.stages.contracting.core import playbook
from comptoir.stages.contracting.core.playbook import Position, Rule
from comptoir.stages.contracting.core.redline import Piece, count, redline
from comptoir.stages.contracting.drafts import (
    ChangeFacts,
    CommentFacts,
    DraftClauseFacts,
    DraftFacts,
    VersionFacts,
)


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A proposed change with its pieces; shown: those that change something, with their number."""

    c: ChangeFacts
    who: str
    decided_by: str
    pieces: tuple[Piece, ...]

    @property
    def shown(self) -> list[tuple[Piece, bool]]:
        return [(p, p.n in self.c.taken) for p in self.pieces if p.n]

    @property
    def count(self) -> int:
        return count(self.pieces)


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed position, and the words of the clause with it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """What the playbook says, how it looks, and what may be chosen instead."""

    text: str
    kind: str
    icon: str
    forbidden: bool
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownClause:
    """A clause with all that is said about it."""

    n: int
    c: DraftClauseFacts
    open: ShownChange | None
    past: tuple[ShownChange, ...]
    comments: tuple[tuple[CommentFacts, str], ...]
    says: tuple[Said, ...]
    wordings: tuple[str, ...] = ()


def clauses(draft: DraftFacts, version: VersionFacts, rules: Sequence[Rule]) -> list[ShownClause]:
    """The clauses of a wording; rules: of the playbook, () for the customer."""
    changes, comments = drafts.changes(draft.id), drafts.comments(draft.id)
    actors = {c.by for c in changes} | {c.decided_by for c in changes} | {c.by for c in comments}
    people = names({a for a in actors if a})
    shown: dict[UUID, list[ShownChange]] = {}
    for c in changes:
        by, decided = people.get(c.by, c.by), people.get(c.decided_by, c.decided_by)
        shown.setdefault(c.key, []).append(ShownChange(c, by, decided, redline(c.base, c.text)))
    known = library.clauses_by_id({c.clause_id for c in version.clauses if c.clause_id})
    found = []
    for n, clause in enumerate(version.clauses, start=1):
        mine = shown.get(clause.key, [])
        opened = next((s for s in mine if s.c.state == "open"), None)
        talk = tuple((m, people.get(m.by, m.by)) for m in comments if m.key == clause.key)
        text = opened.c.text if opened and opened.c.side == "customer" else clause.text
        past = tuple(s for s in mine if s.c.state != "open")
        found.append(
            ShownClause(
                n,
                clause,
                opened,
                past,
                talk,
                says(rules, clause, text),
                tuple(known[clause.clause_id].wordings(clause.language))
                if clause.clause_id
                else (),
            )  # fmt: skip
        )
    return found


def says(rules: Sequence[Rule], clause: DraftClauseFacts, text: str) -> tuple[Said, ...]:
    """What the playbook says of a wording of this clause."""
    if not rules:
        return ()
    measures = playbook.read(clause.category, text, clause.key)
    return tuple(
        Said(
            playbook_words.finding(f), *playbook_words.LOOKS[f.rule.position],
            f.rule.position is Position.FORBIDDEN,
            tuple(
                Choice(playbook_words.choice(c), playbook.replaced(text, f.measure, _words(c, clause)))
                for c in f.choices
            )
            if f.rule.position is Position.FORBIDDEN
            else (),
        )
        for f in checking.told(rules, measures)
    )  # fmt: skip


def _words(rule: Rule, clause: DraftClauseFacts) -> str:
    """An allowed position in the language of the contract."""
    with translation.override(clause.language):
        return playbook_words.choice(rule)


def compared(old: VersionFacts, new: VersionFacts) -> list[dict[str, Any]]:
    """Two wordings clause by clause: the same, changed word by word, added, left out."""
    before = {c.key: c for c in old.clauses}
    after = {c.key: c for c in new.clauses}
    order = [*after, *(k for k in before if k not in after)]
    rows = []
    for key in order:
        a, b = before.get(key), after.get(key)
        kind = "same" if a and b and a.text == b.text else "changed"
        kind = "added" if a is None else "left out" if b is None else kind
        title = (b or a).title  # type: ignore[union-attr]
        pieces = redline(a.text if a else "", b.text if b else "")
        rows.append({"key": key, "kind": kind, "title": title, "pieces": pieces})
    return rows
