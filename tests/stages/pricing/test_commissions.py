"""Commission rates by date: what is refused, and what the database refuses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from comptoir.stages.pricing import actions, commissions
from comptoir.stages.pricing.models import Commission
from tests import world

pytestmark = pytest.mark.django_db(transaction=True)


def test_rates_follow_one_another_and_bad_ones_leave_nothing() -> None:
    entity = world.make_entity()

    def rated(**given: Any) -> Any:
        return actions.set_commission(world.do_as(entity), **given).commission_id

    first = rated(percent=D(5), starts_on=date(2026, 1, 1))
    rated(percent=D(6), starts_on=date(2026, 7, 1))
    assert commissions.commission(first, entity).ends_on == date(2026, 7, 1)
    rated(percent=D(7), starts_on=date(2026, 7, 1))  # replaces
    assert sorted(Commission.objects.values_list("percent", flat=True)) == [5, 7]
    with pytest.raises(actions.OtherCommission):
        rated(percent=D(6), starts_on=date(2026, 3, 1))
    for bad in ({"percent": D(101)}, {"percent": D("0.00001")}, {"percent": D("NaN")},
                {"percent": D(1), "margin_from": D(-1)},
                {"percent": D(1), "starts_on": date(2027, 1, 1), "ends_on": date(2027, 1, 1)}):  # fmt: skip
        with pytest.raises(actions.BadCommission):
            rated(**bad)
    with pytest.raises(commissions.UnknownCommission):
        actions.end_commission(
            world.do_as(world.make_entity(code="OTHER")),
            commission_id=first,
            ends_on=date(2026, 2, 1),
        )
    with pytest.raises(actions.OtherCommission):
        actions.end_commission(world.do_as(entity), commission_id=first, ends_on=date(2026, 8, 1))
    assert Commission.objects.count() == 2
    actions.end_commission(world.do_as(entity), commission_id=first, ends_on=date(2026, 2, 1))
    assert commissions.commission(first, entity).ends_on == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("one_commission_a_day", {"starts_on": date(2026, 5, 5)}),
        ("commission_dates", {"starts_on": date(2025, 5, 5), "ends_on": date(2025, 5, 5)}),
        ("commission_percent", {"category": "x", "percent": D(101)}),
        ("commission_margin", {"category": "x", "margin_from": D(101)}),
    ],
)
def test_the_database_refuses_it_too(name: str, change: dict[str, Any]) -> None:
    entity = world.make_entity()
    plain = {"entity_id": entity, "percent": D(5), "currency": "EUR", "starts_on": date(2026, 1, 1)}
    Commission.objects.create(**plain)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Commission.objects.create(**plain | change)
