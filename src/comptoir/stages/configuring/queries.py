"""Reads of product models, their versions, and what was configured."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, Max, Q

from comptoir.kernel.errors import NotFound, Refused
from comptoir.kernel.money import half_up
from comptoir.platform import sql
from comptoir.platform.paging import keyset
from comptoir.stages.configuring.core.states import VersionState
from comptoir.stages.configuring.engine import Loaded, load
from comptoir.stages.configuring.models import Configuration, ModelVersion, ProductModel


class UnknownModel(NotFound):
    """There is no such product model."""

    code = "unknown_model"


class UnknownVersion(NotFound):
    """There is no such version of the model."""

    code = "unknown_version"


class UnknownConfiguration(NotFound):
    """There is no such configuration."""

    code = "unknown_configuration"


class NotOffered(Refused):
    """This model is not offered on this day."""

    code = "model_not_offered"


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """A version of a model; `starts_on` is its first day, None for a draft."""

    id: UUID
    model_id: UUID
    number: int
    sha256: str
    state: str
    starts_on: date | None
    published_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """A model with its versions, newest first."""

    id: UUID
    entity_id: UUID
    code: str
    product_id: UUID | None
    public: bool
    created_at: datetime
    versions: tuple[VersionFacts, ...] = ()

    @property
    def draft(self) -> VersionFacts | None:
        return next((v for v in self.versions if v.state == VersionState.DRAFT), None)

    def in_force(self, on: date) -> VersionFacts | None:
        """The published version that is offered on a day."""
        live = [v for v in self.versions if v.state == VersionState.PUBLISHED]
        started = [v for v in live if v.starts_on and v.starts_on <= on]
        return max(started, key=lambda v: v.starts_on or on, default=None)

    @property
    def newest(self) -> VersionFacts:
        return self.versions[0]


@dataclass(frozen=True, slots=True)
class ConfigurationFacts:
    """What was put together; the words of its columns are explained on the model."""

    id: UUID
    entity_id: UUID
    version_id: UUID
    model_id: UUID
    code: str
    product_id: UUID
    number: int
    version_state: str
    choices: tuple[dict[str, Any], ...]
    chosen: tuple[dict[str, Any], ...]
    currency: str
    price: Decimal
    cost: Decimal
    weight: Decimal
    lead_days: Decimal
    seconds: int | None
    created_at: datetime
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def lines(self, lang: str) -> tuple[str, ...]:
        """What is in it, a line each."""
        return tuple(said(row, lang) for row in self.chosen if not row.get("quiet"))


def said(row: Mapping[str, Any], lang: str) -> str:
    """One chosen thing in words: `Frame: carbon`, `Width: 1 200 mm`."""
    return str((row["fr"] or row["en"]) if lang.startswith("fr") else (row["en"] or row["fr"]))


_VERSION = tuple(VersionFacts.__dataclass_fields__)
_CONFIGURATION = """
SELECT c.id, c.entity_id, c.version_id, v.model_id, m.code, m.product_id, v.number, v.state, c.choices,
    c.chosen, c.currency, c.price, c.cost, c.weight, c.lead_days, c.seconds, c.created_at,
    c.answers
FROM configuring_configuration c
JOIN configuring_version v ON v.id = c.version_id
JOIN configuring_model m ON m.id = v.model_id
WHERE c.id = ANY(%s)
"""


def model(model_id: UUID, entity_id: UUID | None = None) -> ModelFacts:
    """One model; with `entity_id`, only if it is that company's."""
    row = ProductModel.objects.filter(pk=model_id).first()
    if row is None or entity_id not in (None, row.entity_id):
        raise UnknownModel(field="model_id", found=str(model_id))
    return _model(row, _versions([row.id]).get(row.id, ()))


def model_of_code(entity_id: UUID, code: str) -> ModelFacts:
    """The model of this code."""
    row = ProductModel.objects.filter(entity_id=entity_id, code=code).first()
    if row is None:
        raise UnknownModel(field="code", found=code[:60])
    return model(row.id)


def models_page(
    entity_id: UUID, *, text: str = "", cursor: str | None = None, limit: int = 50
) -> tuple[list[ModelFacts], str | None]:
    """Models by code. `text` is a part of the code."""
    rows = ProductModel.objects.filter(entity_id=entity_id)
    if text.strip():
        rows = rows.filter(code__icontains=text.replace("\x00", "").strip()[:60])
    page, following = keyset(rows, ("code", "id"), cursor, limit)
    versions = _versions([row.id for row in page])
    return [_model(row, versions.get(row.id, ())) for row in page], following


def models_of_products(ids: Collection[UUID]) -> dict[UUID, ModelFacts]:
    """The models of several products, by the product's id."""
    rows = list(ProductModel.objects.filter(product_id__in=list(ids)))
    versions = _versions([row.id for row in rows])
    return {r.product_id: _model(r, versions.get(r.id, ())) for r in rows if r.product_id}


def configurable(ids: Collection[UUID], on: date) -> dict[UUID, UUID]:
    """Of these products, those that are offered configured on a day, with the version in force.

    One statement for any number of products.
    """
    if not ids:
        return {}
    rows = sql.rows(
        "SELECT DISTINCT ON (m.product_id) m.product_id, v.id FROM configuring_model m"
        " JOIN configuring_version v ON v.model_id = m.id AND v.state = 'published'"
        " AND v.starts_on <= %s WHERE m.product_id = ANY(%s) ORDER BY m.product_id, v.starts_on DESC",
        [on, list(ids)],
    )
    return dict(rows)


def version(version_id: UUID, entity_id: UUID | None = None) -> VersionFacts:
    """One version; with `entity_id`, only if it is that company's."""
    rows = ModelVersion.objects.filter(pk=version_id)
    if entity_id is not None:
        rows = rows.filter(model__entity_id=entity_id)
    row = rows.defer("source", "before").first()
    if row is None:
        raise UnknownVersion(field="version_id", found=str(version_id))
    return _version(row)


def offered(model: ModelFacts, on: date, replaces: UUID | None) -> VersionFacts:
    """The version to configure in: that of the configuration replaced, else the one in force."""
    found = model.in_force(on)
    if replaces:
        before = configuration(replaces, model.entity_id)
        kept = next((v for v in model.versions if v.id == before.version_id), None)
        if kept and kept.state == VersionState.PUBLISHED:
            found = kept
    if found is None:
        raise NotOffered(field="model_id", found=model.code, fix="publish a version")
    return found


def versions(ids: Collection[UUID]) -> dict[UUID, VersionFacts]:
    """Several versions by id, in one statement."""
    rows = ModelVersion.objects.filter(pk__in=list(ids)).defer("source", "before")
    return {row.id: _version(row) for row in rows}


def source(version_id: UUID) -> str:
    """The YAML of a version as it was written."""
    found: str = ModelVersion.objects.values_list("source", flat=True).get(pk=version_id)
    return found


def undoable(version_id: UUID) -> bool:
    """Whether a draft has a text that it was before it was saved last."""
    return ModelVersion.objects.filter(pk=version_id).exclude(before="").exists()


def loaded(found: VersionFacts) -> Loaded:
    """The version read and compiled; kept in this process, for a draft as long as it stays the same."""
    return _loaded(found.id, found.sha256)


@lru_cache(maxsize=64)
def _loaded(version_id: UUID, sha256: str) -> Loaded:
    return load(source(version_id))


def answered(found: VersionFacts, answers: Mapping[str, Sequence[str]]) -> Loaded:
    """The version with what the answers demand as rules; compiled once a process for the same answers."""
    told = tuple(sorted((q, tuple(sorted(set(a)))) for q, a in answers.items() if a))
    return _answered(found.id, found.sha256, told) if told else loaded(found)


@lru_cache(maxsize=128)
def _answered(
    version_id: UUID, sha256: str, told: tuple[tuple[str, tuple[str, ...]], ...]
) -> Loaded:
    return _loaded(version_id, sha256).demanding(dict(told))


def configurations(ids: Collection[UUID]) -> dict[UUID, ConfigurationFacts]:
    """Several configurations by id, in one statement."""
    if not ids:
        return {}
    rows = sql.rows(_CONFIGURATION, [list(ids)])
    return {row[0]: _configuration(row) for row in rows}


def configuration(configuration_id: UUID, entity_id: UUID | None = None) -> ConfigurationFacts:
    """One configuration; with `entity_id`, only if it is that company's."""
    found = configurations([configuration_id]).get(configuration_id)
    if found is None or entity_id not in (None, found.entity_id):
        raise UnknownConfiguration(field="configuration_id", found=str(configuration_id))
    return found


def configurations_page(
    entity_id: UUID, *, model_id: UUID | None = None, cursor: str | None = None, limit: int = 50
) -> tuple[list[ConfigurationFacts], str | None]:
    """What was configured, newest first."""
    rows = Configuration.objects.filter(entity_id=entity_id)
    if model_id:
        rows = rows.filter(version__model_id=model_id)
    page, following = keyset(rows.only("id", "created_at"), ("-created_at", "-id"), cursor, limit)
    found = configurations([row.id for row in page])
    return [found[row.id] for row in page], following


@dataclass(frozen=True, slots=True)
class Usage:
    """How a version is used: configurations, and the mean seconds one took where it was measured."""

    configurations: int
    seconds: int | None
    last_at: datetime | None


def usage(model_id: UUID) -> Usage:
    """How often the model was configured, and how long that took."""
    found = Configuration.objects.filter(version__model_id=model_id).aggregate(
        n=Count("id"), mean=Avg("seconds", filter=Q(seconds__isnull=False)), last=Max("created_at")
    )
    mean = None if found["mean"] is None else half_up(Decimal(found["mean"]))
    return Usage(found["n"], mean, found["last"])


def _versions(ids: Collection[UUID]) -> dict[UUID, tuple[VersionFacts, ...]]:
    rows = ModelVersion.objects.filter(model_id__in=list(ids)).defer("source", "before")
    found: dict[UUID, list[VersionFacts]] = {}
    for row in rows.order_by("-number"):
        found.setdefault(row.model_id, []).append(_version(row))
    return {k: tuple(v) for k, v in found.items()}


def _version(row: ModelVersion) -> VersionFacts:
    return VersionFacts(**{name: getattr(row, name) for name in _VERSION})


def _model(row: ProductModel, versions: tuple[VersionFacts, ...]) -> ModelFacts:
    return ModelFacts(
        row.id, row.entity_id, row.code, row.product_id, row.public, row.created_at, versions
    )


def _configuration(row: sql.Row) -> ConfigurationFacts:
    values = list(row)
    for at in (8, 9):  # JSON comes back as text
        told = values[at]
        values[at] = tuple(_json(told))
    values[17] = {question: tuple(given) for question, given in _json(values[17]).items()}
    return ConfigurationFacts(*values)


def _json(told: Any) -> Any:
    import json

    return json.loads(told) if isinstance(told, str) else told
