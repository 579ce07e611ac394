"""Removing a sandbox company, wholly: the one place where append-only rows are deleted."""

from __future__ import annotations

from collections import deque
from uuid import UUID

import pgtrigger
from django.apps import apps
from django.db import models, transaction

from comptoir.kernel.errors import Refused
from comptoir.platform.models import Clock, Delivery, EventRow, User


class NotASandbox(Refused):
    """Only a sandbox company can be removed."""

    code = "not_a_sandbox"


def erase(entity_id: UUID) -> int:
    """Delete every row of a sandbox company, in one transaction; returns how many."""
    clock = Clock.objects.filter(pk=entity_id).first()
    if clock is None or not clock.sandbox:
        raise NotASandbox(found=str(entity_id))
    count = 0
    with transaction.atomic(durable=True), pgtrigger.ignore():
        seqs = EventRow.objects.filter(entity_id=entity_id).values("seq")
        count += Delivery.objects.filter(event_id__in=seqs)._raw_delete("default")
        for model in _owned():
            rows = model._base_manager.filter(_of(model, entity_id))
            count += rows._raw_delete("default")
        count += _people(entity_id)
    return count


def _people(entity_id: UUID) -> int:
    """Whoever came with the company goes with it, unless they work elsewhere or something else names them."""
    came = User.objects.filter(entity_id=entity_id)
    came.filter(models.Q(roles__isnull=False) | models.Q(is_superuser=True)).update(entity_id=None)
    gone = 0
    for person in User.objects.filter(entity_id=entity_id):
        try:
            with transaction.atomic():
                gone += person.delete()[0]
        except models.ProtectedError:
            User.objects.filter(pk=person.pk).update(entity_id=None)
    return gone


def _owned() -> list[type[models.Model]]:
    """The tables that hold rows of a company, those that point to others first."""
    ours = [m for m in apps.get_models() if m.__module__.startswith("comptoir.") and m is not User]
    found = [m for m in ours if _path(m)]
    return sorted(found, key=lambda m: (m._meta.label_lower == "parties.entity", -_depth(m)))


def _of(model: type[models.Model], entity_id: UUID) -> models.Q:
    """The rows of a company. A row that names one of several things, and leaves the others empty, is found by
    whichever it names."""
    straight = _path(model)
    first, _, further = straight.partition("__")
    if not further or not model._meta.get_field(first).null:
        return models.Q(**{straight: entity_id})
    ways = [f"{name}__{way}" for name, there in _links(model) if (way := _path(there))]
    return models.Q(*((way, entity_id) for way in ways), _connector=models.Q.OR)


def _links(model: type[models.Model]) -> list[tuple[str, type[models.Model]]]:
    return [
        (f.name, f.related_model)
        for f in model._meta.concrete_fields
        if f.is_relation and isinstance(f.related_model, type) and f.related_model is not model
    ]


def _depth(model: type[models.Model]) -> int:
    return max((_depth(there) + 1 for _, there in _links(model)), default=0)


def _path(model: type[models.Model]) -> str:
    """The filter that leads from a table to the company's id; "" where none does."""
    if model._meta.label_lower == "parties.entity":
        return "pk"
    todo = deque([(model, "")])
    while todo:
        here, way = todo.popleft()
        if "entity_id" in {f.attname for f in here._meta.concrete_fields}:
            return f"{way}entity_id"
        todo.extend((there, f"{way}{name}__") for name, there in _links(here))
    return ""
