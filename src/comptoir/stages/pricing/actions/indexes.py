"""Values of indexes: typed in, and corrected by a newer revision."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from comptoir.kernel.errors import Invalid, NothingDue
from comptoir.kernel.money import to_places
from comptoir.platform.actions import Do, action
from comptoir.stages.pricing.events import IndexValueSet
from comptoir.stages.pricing.index_models import PriceIndexValue

CODE = re.compile(r"[A-Z][A-Z0-9._-]{1,19}")
PLACES = 6
LARGEST = Decimal(10) ** 9


class BadIndexValue(Invalid):
    """A value is more than 0, of an index like SYNTEC, of no day to come, and says where it is published."""

    code = "bad_index_value"


@action(may="pricing.write")
def set_index_value(do: Do, *, code: str, day: date, value: Decimal, source: str) -> IndexValueSet:
    """Keep the value of an index on a day; a known one is corrected, and both stay on record."""
    code, source = code.strip().upper(), " ".join(source.replace("\x00", "").split())
    if not CODE.fullmatch(code):
        raise BadIndexValue(field="code", found=code[:40], expected="SYNTEC")
    if not value.is_finite() or not 0 < value < LARGEST or value != to_places(value, PLACES):
        raise BadIndexValue(field="value", found=str(value)[:40], expected="311.2")
    if day > do.today:
        raise BadIndexValue(field="day", found=day.isoformat(), expected=f"≤ {do.today}")
    if not 0 < len(source) <= 120:
        raise BadIndexValue(field="source", found=source[:40])
    known = PriceIndexValue.objects.select_for_update().filter(
        entity_id=do.entity_id, code=code, day=day
    )
    before = known.order_by("-revision").first()
    if before and (before.value, before.source) == (value, source):
        raise NothingDue(field="value", found=f"{value:f}")
    row = PriceIndexValue(
        entity_id=do.entity_id, code=code, day=day, value=value, source=source, by=do.actor.name,
        at=do.now, revision=before.revision + 1 if before else 1,
    )  # fmt: skip
    row.save(force_insert=True)
    event = IndexValueSet(
        entity_id=do.entity_id, value_id=row.id, code=code, day=day, value=f"{value:f}",
        revision=row.revision,
    )  # fmt: skip
    return do.record(event, {"value": (before.value if before else None, value)})
