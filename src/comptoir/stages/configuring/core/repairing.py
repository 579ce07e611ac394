"""Ways out: which choices to take back so that something becomes possible."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from comptoir.stages.configuring.core.answers import Figures, Keep, Repair
from comptoir.stages.configuring.core.choosing import Assumed, assumed, literals_of, other_value
from comptoir.stages.configuring.core.model import FIGURES, Choice
from comptoir.stages.configuring.core.places import Place
from comptoir.stages.configuring.core.solving import Oracle
from comptoir.stages.configuring.core.statuses import Looking

MOST_WAYS = 1_000  # sets of choices that are tried

Taken = frozenset[Choice]


class Repairing:
    """Repairs of one question. Each is a smallest set: with one choice less it would not help."""

    def __init__(
        self,
        oracle: Oracle,
        choices: Sequence[Choice],
        wanted: Choice,
        keep: Keep = Keep.CHEAPEST,
    ) -> None:
        self.oracle = oracle
        self.encoding = oracle.encoding
        self.order = {choice: i for i, choice in enumerate(choices)}
        self.wanted = wanted
        self.keep = keep

    def ways(self, most: int) -> tuple[Repair, ...]:
        """As `keep` ranks them. Cheapest: the smallest sets first, of those of one size the cheapest, then
        what was chosen last. Else the way that keeps the earliest (the latest) choices comes first."""
        if literals_of(self.encoding, self.wanted) is None:
            return ()
        before = figures(self.oracle, assumed(self.encoding, self.order))
        found = self._sets(most)
        if found and self.keep is not Keep.CHEAPEST:
            found = list(dict.fromkeys([self._in_turn(), *found]))
        repairs = [self._repair(taken, before) for taken in found]
        if self.keep is Keep.CHEAPEST:
            repairs.sort(key=self._rank)
        else:
            repairs.sort(key=lambda repair: kept(repair, list(self.order), self.keep))
        return tuple(repairs[:most])

    def _rank(self, repair: Repair) -> tuple[int, Decimal, list[int]]:
        latest = sorted((-self.order[choice] for choice in repair.withdraw), reverse=False)
        return len(repair.withdraw), repair.price_delta or Decimal(0), latest

    def _in_turn(self) -> Taken:
        """What is taken back where one choice after the other is kept if it still can be."""
        order = list(self.order)
        taken: Taken = frozenset(order)
        for choice in order if self.keep is Keep.EARLIEST else order[::-1]:
            if self._clash(taken - {choice}) is None:
                taken -= {choice}
        return taken

    # ── sets ──

    def _sets(self, most: int) -> list[Taken]:
        """By size, every smallest set that helps, until there are enough; at most `MOST_WAYS` are tried."""
        found: list[Taken] = []
        level: list[Taken] = [frozenset()]
        seen: set[Taken] = {frozenset()}
        while level and len(found) < most:
            following: list[Taken] = []
            for taken in level:
                if any(each <= taken for each in found):
                    continue
                clash = self._clash(taken)
                if clash is None:
                    found.append(taken)
                    continue
                wider = [taken | {choice} for choice in clash]
                following += [each for each in wider if each not in seen and len(seen) < MOST_WAYS]
                seen.update(wider)
            level = following
        return found

    def _clash(self, taken: Taken) -> list[Choice] | None:
        """Choices that stand against what is wanted when these are taken back; None: nothing does."""
        kept = assumed(self.encoding, [choice for choice in self.order if choice not in taken])
        other = other_value(self.encoding, kept.choices, self.wanted)
        if other:
            return [other]
        if kept.broken:
            return list(kept.broken.choices)
        wanted = literals_of(self.encoding, self.wanted) or []
        core = self.oracle.core([*kept.literals, *wanted])
        if core is None:
            return None
        return sorted(
            {kept.by_literal[x] for x in core if x in kept.by_literal}, key=self.order.__getitem__
        )

    # ── what it changes ──

    def _repair(self, taken: Taken, before: Figures) -> Repair:
        kept = [
            choice for choice in self.order if choice not in taken and choice.id != self.wanted.id
        ]
        after = assumed(self.encoding, [*kept, self.wanted])
        looking = Looking(self.oracle, after)
        withdraw = tuple(sorted(taken, key=self.order.__getitem__))
        swaps = dict.fromkeys(
            swap
            for choice in withdraw
            for swap in self._swaps(looking, choice)
            if swap != self.wanted and swap not in kept  # which is chosen already
        )
        then = figures(self.oracle, assumed(self.encoding, [*kept, self.wanted, *swaps]))
        return Repair(
            withdraw,
            tuple(swaps),
            price_delta=then.price - before.price,
            lead_days_delta=then.lead_days - before.lead_days,
        )

    def _swaps(self, looking: Looking, choice: Choice) -> Iterable[Choice]:
        """What takes the place of a choice, where only one thing can."""
        tree = self.encoding.tree
        if choice.id in tree.options:
            return self._forced(looking, tree.options[choice.id], choice)
        state = looking.state([choice.id])
        if choice.id in tree.parts:
            least, most = state.counts[choice.id]
            return [Choice(choice.id, Decimal(least))] if least == most else []
        bounds = state.bounds.get(choice.id)
        single = bounds is not None and bounds.least is not None and bounds.least == bounds.most
        return (
            [Choice(choice.id, bounds.least)]
            if bounds and bounds.least is not None and single
            else []
        )

    def _forced(self, looking: Looking, place: Place, choice: Choice) -> Iterable[Choice]:
        group = self.encoding.tree.groups.get(place.group or "")
        beside = group.places if group and choice.value else [place]
        return [Choice(name, True) for name, inside in looking.inside(beside).items() if inside]


def kept(repair: Repair, choices: Sequence[Choice], keep: Keep) -> list[bool]:
    """To rank by: what is taken back, of the choices in the order in which they count."""
    order = choices if keep is Keep.EARLIEST else choices[::-1]
    return [choice in repair.withdraw for choice in order]


def figures(oracle: Oracle, choices: Assumed) -> Figures:
    """What the options add up to that are in; where the choices conflict, those that were chosen."""
    tree = oracle.encoding.tree
    worth = [p for p in tree.options.values() if any(p.option.figure(name) for name in FIGURES)]
    if choices.broken or oracle.witness(choices.literals) is None:
        chosen = {choice.id for choice in choices.choices if choice.value is True}
        inside: dict[str, bool | None] = {place.name: place.name in chosen for place in worth}
    else:
        inside = Looking(oracle, choices).inside(worth)
    here = [place.option for place in worth if inside[place.name]]
    price, cost, weight = (
        sum((option.figure(name) for option in here), Decimal(0))
        for name in ("price", "cost", "weight")
    )
    return Figures(
        price, cost, weight, max((option.lead_days for option in here), default=Decimal(0))
    )
