"""Which features are on: what each needs, what a tier is, what a wish comes to.

Features are codes; `needs` says of each which others it cannot be without. A set of features is closed
when it holds all that its features need.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass

from comptoir.kernel.errors import Invalid

Needs = Mapping[str, Collection[str]]


class UnknownFeature(Invalid):
    """There is no such feature."""

    code = "unknown_feature"


class UnknownTier(Invalid):
    """There is no such tier."""

    code = "unknown_tier"


class Contradicts(Invalid):
    """A feature is switched on, and one that it needs is switched off."""

    code = "features_contradict"


@dataclass(frozen=True, slots=True)
class Settled:
    """What a wish comes to: `on` is closed.

    came, went        switched on and off
    along_on, along_off  those of them that nobody named: needed by one that came, needing one that went
    """

    on: frozenset[str]
    came: frozenset[str]
    went: frozenset[str]
    along_on: frozenset[str]
    along_off: frozenset[str]


def with_needs(features: Collection[str], needs: Needs) -> frozenset[str]:
    """These features and all that they need."""
    found: set[str] = set()
    todo = list(features)
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo += needs[one]
    return frozenset(found)


def with_dependents(features: Collection[str], needs: Needs) -> frozenset[str]:
    """These features and all that need one of them."""
    lost = set(features)
    return frozenset(f for f in needs if with_needs((f,), needs) & lost)


def settle(present: Set[str], wished: Set[str], needs: Needs) -> Settled:
    """Switch from `present`, which is closed, to what is wished.

    What a feature needs comes along with it; what needs a feature goes along with it. A wish for one
    without the other is refused.
    """
    asked, dropped = wished - present, present - wished
    coming, going = with_needs(asked, needs), with_dependents(dropped, needs)
    if torn := coming & going:
        one = sorted(f for f in asked if with_needs((f,), needs) & dropped)
        raise Contradicts(field="on", found=", ".join(one), needs=", ".join(sorted(torn & dropped)))
    on = frozenset(present & wished | coming) - going
    came, went = on - present, frozenset(present) - on
    return Settled(on, came, went, came - asked, went - dropped)


def chosen(
    tier: str, off: Collection[str], tiers: Mapping[str, frozenset[str]], needs: Needs
) -> frozenset[str]:
    """What is on by a kept choice: the tier as it is today, else all but what was switched off.

    A feature that came with a later release is on where features were chosen one by one; one that is no more
    is left out.
    """
    if tier in tiers:
        return tiers[tier]
    return frozenset(needs) - with_dependents([f for f in off if f in needs], needs)


def tier_of(on: Set[str], tiers: Mapping[str, frozenset[str]]) -> str:
    """The tier that has exactly these features; "" where they were chosen one by one."""
    return next((code for code, own in tiers.items() if own == on), "")


def known(features: Collection[str], needs: Needs) -> frozenset[str]:
    """The features, each of which there is."""
    strange = sorted(f for f in features if f not in needs)
    if strange:
        raise UnknownFeature(
            field="on", found=", ".join(strange)[:120], expected=" | ".join(sorted(needs))
        )
    return frozenset(features)
