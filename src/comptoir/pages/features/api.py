"""API of the features: the table, the tiers, what a company has and chooses.

No other call asks for features: the API is whole for every company.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from comptoir.kernel.errors import Invalid
from comptoir.pages.features import actions, queries, shown, table
from comptoir.pages.features.events import FeaturesChosen
from comptoir.platform.schemas import In
from comptoir.platform.web import entity_of, perform

router = Router(tags=["features"])
Code = Annotated[str, Field(max_length=40, pattern=r"^[a-z_]+$", examples=["subscriptions"])]


class FeatureOut(Schema):
    """shows: the menus, tabs and cards that belong to it;  needs: features that it cannot be without."""

    code: str
    name: str
    gives: str
    shows: list[str]
    needs: list[str]


class FeatureTierOut(Schema):
    """A preset. Each is free of charge, as is each feature alone."""

    code: str
    name: str
    note: str
    features: list[str]
    free: bool = True


class FeaturesOut(Schema):
    """Every feature there is, and the tiers, the smaller first."""

    tiers: list[FeatureTierOut]
    features: list[FeatureOut]


class FeatureHeldOut(Schema):
    """Something under way with a feature: it stays on until that is ended."""

    feature: str
    text: str
    count: int


class CompanyFeaturesOut(Schema):
    """tier: null where features were chosen one by one;  before: what "undo" goes back to."""

    tier: str | None
    on: list[str]
    off: list[str]
    chosen_by: str | None
    chosen_at: datetime | None
    chosen_on: date | None
    before: list[str] | None
    under_way: list[FeatureHeldOut]


class FeaturesSwitchedOut(CompanyFeaturesOut):
    """switched_on, switched_off: by this call;  taken_along: those of them that the call did not name."""

    switched_on: list[str]
    switched_off: list[str]
    taken_along: list[str]


class FeaturesIn(In):
    """Either a tier, or exactly these features with what they need."""

    tier: Literal["starter", "team", "full"] | None = None
    on: Annotated[list[Code], Field(max_length=100)] | None = None


class TierOrFeatures(Invalid):
    """Give either a tier or the features."""

    code = "tier_or_features"


@router.get("/features", response=FeaturesOut, summary="Every feature and tier")
def list_features(request: HttpRequest) -> dict[str, Any]:
    """What can be switched on and off, in the reader's language."""
    return {
        "tiers": [
            {
                "code": code,
                "name": str(table.TIER_NAMES[code]),
                "note": str(table.TIER_NOTES[code]),
                "features": _ordered(features),
            }
            for code, features in table.TIERS.items()
        ],
        "features": [
            {
                "code": f.code,
                "name": str(f.name),
                "gives": str(f.gives),
                "shows": list(shown.of(f.code)),
                "needs": list(f.needs),
            }
            for f in table.FEATURES
        ],
    }


@router.get("/company/features", response=CompanyFeaturesOut, summary="What the company sees")
def show_features(request: HttpRequest) -> dict[str, Any]:
    """The features that are on, and what is under way with each feature."""
    return _chosen(entity_of(request))


@router.put("/company/features", response=FeaturesSwitchedOut, summary="Choose a tier or features")
def choose_features(request: HttpRequest, body: FeaturesIn) -> dict[str, Any]:
    """Exactly these. What one needs comes along, what needs one that goes goes along; both are named."""
    if (body.tier is None) == (body.on is None):
        raise TierOrFeatures(field="tier", expected="tier | on")
    if body.tier is not None:
        named = table.TIERS[body.tier]
        return perform(
            request, actions.choose_tier, lambda e: _switched(e, named), tier=body.tier
        )  # fmt: skip
    wish = sorted(set(body.on or ()))
    return perform(
        request, actions.choose_features, lambda e: _switched(e, frozenset(wish)), on=wish
    )


@router.post("/company/features/undo", response=FeaturesSwitchedOut, summary="Choose as before")
def choose_as_before(request: HttpRequest) -> dict[str, Any]:
    """What was chosen before the choice that holds."""
    return perform(request, actions.choose_as_before, lambda e: _switched(e, None))


def _chosen(entity_id: UUID) -> dict[str, Any]:
    now, before = queries.choices(entity_id)
    return {
        "tier": now.tier or None,
        "on": _ordered(now.on),
        "off": _ordered(now.off),
        "chosen_by": now.by or None,
        "chosen_at": now.at,
        "chosen_on": now.day,
        "before": _ordered(before.on) if before else None,
        "under_way": [
            {"feature": code, "text": one.text, "count": one.count}
            for code, found in queries.under_way(entity_id).items()
            for one in found
        ],
    }


def _switched(event: FeaturesChosen, named: frozenset[str] | None) -> dict[str, Any]:
    along: set[str] = set()
    if named is not None:
        along = {f for f in event.came if f not in named} | {f for f in event.went if f in named}
    return {
        **_chosen(event.entity_id),
        "switched_on": _ordered(event.came),
        "switched_off": _ordered(event.went),
        "taken_along": _ordered(along),
    }


def _ordered(features: Collection[str]) -> list[str]:
    return [code for code in table.BY_CODE if code in features]
