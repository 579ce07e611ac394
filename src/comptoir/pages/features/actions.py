"""Writes of the features: an administrator chooses; what has something under way does not go."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext

from comptoir.kernel.errors import Refused
from comptoir.pages.features import queries, table
from comptoir.pages.features.core import choosing
from comptoir.pages.features.events import FeaturesChosen
from comptoir.pages.features.holding import Held
from comptoir.pages.features.models import Choice
from comptoir.platform.actions import Do, action

PERMISSION = "platform.features"  # no role has it but the administrator, who may do everything


class FeatureHeld(Refused):
    """A feature stays on while something is under way with it."""

    code = "feature_held"


class SameFeatures(Refused):
    """These are the features that the company has already."""

    code = "same_features"


class NothingBefore(Refused):
    """Nothing was chosen before."""

    code = "nothing_before"


class ChosenAlready(Refused):
    """The company has chosen its features already."""

    code = "features_chosen_already"


@action(may=PERMISSION)
def choose_features(do: Do, *, on: Collection[str]) -> FeaturesChosen:
    """Exactly these features, with what they need; `do.answer` is what the wish came to."""
    wish = choosing.known(on, table.NEEDS)
    settled = choosing.settle(queries.on(do.entity_id), wish, table.NEEDS)
    return _keep(do, settled)


@action(may=PERMISSION)
def choose_tier(do: Do, *, tier: str) -> FeaturesChosen:
    """The features of a tier, all at once."""
    wish = features_of_tier(tier)
    return _keep(do, choosing.settle(queries.on(do.entity_id), wish, table.NEEDS))


@action(may=PERMISSION)
def choose_as_before(do: Do) -> FeaturesChosen:
    """What was chosen before the choice that holds; done twice, it is the choice that holds again."""
    now, before = queries.choices(do.entity_id)
    if before is None:
        raise NothingBefore
    return _keep(do, choosing.settle(now.on, before.on, table.NEEDS))


@action(may=PERMISSION)
def begin_with(do: Do, *, tier: str) -> FeaturesChosen:
    """The tier that a company begins with, before anybody chose."""
    wish = features_of_tier(tier)
    if Choice.objects.filter(entity_id=do.entity_id).exists():
        raise ChosenAlready
    return _write(do, choosing.settle(queries.EVERYTHING.on, wish, table.NEEDS))


def features_of_tier(tier: str) -> frozenset[str]:
    """What a tier switches on."""
    if tier not in table.TIERS:
        raise choosing.UnknownTier(field="tier", found=tier[:40], expected=" | ".join(table.TIERS))
    return table.TIERS[tier]


def held_back(went: Collection[str], under_way: Mapping[str, list[Held]]) -> dict[str, list[Held]]:
    """Of the features that go, those that something holds, in the order of the table."""
    return {f: under_way[f] for f in table.BY_CODE if f in went and f in under_way}


def _keep(do: Do, settled: choosing.Settled) -> FeaturesChosen:
    held = held_back(settled.went, queries.under_way(do.entity_id)) if settled.went else {}
    if held:
        said = (
            f"{table.BY_CODE[f].name} ({', '.join(h.text for h in hs)})" for f, hs in held.items()
        )
        raise FeatureHeld(
            field="on", found="; ".join(said), features=", ".join(held),
            fix=gettext("end it where it is shown, or leave the feature on"),
        )  # fmt: skip
    return _write(do, settled)


def _write(do: Do, settled: choosing.Settled) -> FeaturesChosen:
    if not (settled.came or settled.went):
        raise SameFeatures
    tier = choosing.tier_of(settled.on, table.TIERS)
    off = sorted(frozenset(table.BY_CODE) - settled.on)
    Choice.objects.create(
        entity_id=do.entity_id, tier=tier, off=off, by=do.actor.name, at=do.now, on=do.today
    )
    do.answer = settled
    return do.record(
        FeaturesChosen(
            entity_id=do.entity_id, tier=tier, came=tuple(sorted(settled.came)),
            went=tuple(sorted(settled.went)),
        )
    )  # fmt: skip
