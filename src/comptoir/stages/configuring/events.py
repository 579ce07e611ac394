from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from comptoir.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCreated(Event):
    subject: ClassVar[str] = "model_id"
    model_id: UUID
    version_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelDraftSaved(Event):
    """sha256: of the draft as it now stands."""

    subject: ClassVar[str] = "model_id"
    model_id: UUID
    version_id: UUID
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPublished(Event):
    subject: ClassVar[str] = "model_id"
    model_id: UUID
    version_id: UUID
    number: int
    starts_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRetired(Event):
    subject: ClassVar[str] = "model_id"
    model_id: UUID
    version_id: UUID
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelOffered(Event):
    """public: whether the website may configure it from now on."""

    subject: ClassVar[str] = "model_id"
    model_id: UUID
    public: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationSaved(Event):
    """seconds: from opening the configurator to saving, where it was measured."""

    subject: ClassVar[str] = "configuration_id"
    configuration_id: UUID
    version_id: UUID
    product_id: UUID
    seconds: int | None = None
