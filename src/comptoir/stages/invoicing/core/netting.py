"""Which document gives back what: one where the law allows it, else an invoice and credit notes. Pure.

Per rate of VAT: where what is charged covers what is given back, all of it stands on the invoice, each line
that gives back naming the invoice it corrects. Else what the amendment charges lowers the credit note, which
must name the invoice it corrects (CGI ann. II art. 242 nonies A; BR-FR-CO-05): so each credit note corrects
one. Source: docs/policy/amendments.md.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Plain:
    """What is charged: net of a VAT rate. amended: by the change that gives back, so it may lower a note."""

    minor: int
    rate: Decimal
    amended: bool = False


@dataclass(frozen=True, slots=True)
class Back:
    """What is given back: a negative net of a VAT rate. corrects: the invoice; None: of this very run."""

    minor: int
    rate: Decimal
    corrects: Hashable | None = None


@dataclass(slots=True)
class Note:
    """Indexes of what a credit note gives back, and of what is charged on it."""

    backs: list[int] = field(default_factory=list)
    plains: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Netted:
    """Indexes of what is given back and charged on the invoice; the credit note of each other invoice."""

    backs: list[int] = field(default_factory=list)
    plains: list[int] = field(default_factory=list)
    notes: dict[Hashable, Note] = field(default_factory=dict)


def net(plains: Sequence[Plain], backs: Sequence[Back]) -> Netted:
    """Spread what is charged and what is given back over an invoice and credit notes.

    What belongs to the run itself always stands on the invoice.
    """
    found = Netted()
    for rate in dict.fromkeys([*(p.rate for p in plains), *(b.rate for b in backs)]):
        mine = [n for n, p in enumerate(plains) if p.rate == rate]
        own = [n for n, b in enumerate(backs) if b.rate == rate and b.corrects is None]
        others = [n for n, b in enumerate(backs) if b.rate == rate and b.corrects is not None]
        found.backs += own
        left = sum(plains[n].minor for n in mine) + sum(backs[n].minor for n in own)
        if left + sum(backs[n].minor for n in others) >= 0 and left > 0:
            found.backs += others
            found.plains += mine
        else:
            _notes(found, plains, backs, mine, others)
    return found


def _notes(
    found: Netted,
    plains: Sequence[Plain],
    backs: Sequence[Back],
    mine: Sequence[int],
    others: Sequence[int],
) -> None:
    """More is given back than charged: a note of each invoice, the largest lowered by what the change
    charges, where that leaves it a note."""
    sums: dict[Hashable, int] = {}
    for n in others:
        corrects = backs[n].corrects
        found.notes.setdefault(corrects, Note()).backs.append(n)
        sums[corrects] = sums.get(corrects, 0) + backs[n].minor
    changed = [n for n in mine if plains[n].amended]
    rest = [n for n in mine if not plains[n].amended]
    largest = min(sums, key=lambda k: sums[k], default=None)
    charged = sum(plains[n].minor for n in changed)
    if largest is not None and changed and sums[largest] + charged <= 0:
        found.notes[largest].plains += changed
    else:
        rest = list(mine)
    found.plains += rest


def capped(back_minor: int, left_minor: int) -> int:
    """What is really given back of a line: never more than stands invoiced of it.

    back_minor  negative;  left_minor: what no credit note took back yet
    """
    return -min(-back_minor, max(left_minor, 0))
