"""Price books and the dates of prices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from uuid import UUID

import pytest
from django.db import IntegrityError

from comptoir.platform.roles import RoleForbids
from comptoir.stages.pricing import actions, queries
from comptoir.stages.pricing.engine import BadTiers, Tier
from comptoir.stages.pricing.models import Price
from tests import world
from tests.stages.quoting.deal import make_book, set_price

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def entity() -> UUID:
    return world.make_entity()


@pytest.fixture
def book(entity: UUID) -> UUID:
    return make_book(entity)


def dates(book: UUID, product: UUID) -> list[tuple[D, str, str | None, int]]:
    return [
        (p.unit_price, str(p.starts_on), p.ends_on and str(p.ends_on), p.version)
        for p in queries.price_dates(book, product)
    ]


def test_a_new_price_ends_the_one_before_and_one_to_come_keeps_its_day(
    entity: UUID, book: UUID
) -> None:
    pump = world.make_product(entity)
    set_price(entity, book, pump, unit_price=D(100))
    set_price(entity, book, pump, unit_price=D(120), starts_on=date(2026, 6, 1))
    set_price(entity, book, pump, unit_price=D(110), starts_on=date(2026, 3, 1))
    set_price(entity, book, pump, unit_price=D(111), starts_on=date(2026, 3, 1))
    assert dates(book, pump) == [
        (D(120), "2026-06-01", None, 1),
        (D(111), "2026-03-01", "2026-06-01", 2),
        (D(100), "2026-01-05", "2026-03-01", 1),
    ]
    for day, price in ((date(2026, 2, 28), 100), (date(2026, 3, 1), 111), (date(2027, 1, 1), 120)):
        assert queries.prices(book, [pump], day)[pump].unit_price == price


def test_the_database_refuses_two_prices_for_one_day(entity: UUID, book: UUID) -> None:
    pump = world.make_product(entity)
    set_price(entity, book, pump, unit_price=D(100))
    with pytest.raises(IntegrityError, match="one_price_a_day"):
        Price.objects.create(
            book_id=book, product_id=pump, unit_price=D(1), starts_on=date(2026, 5, 1)
        )


def test_tiers_with_a_gap_and_negative_prices_are_refused(entity: UUID, book: UUID) -> None:
    pump = world.make_product(entity)
    with pytest.raises(BadTiers):
        set_price(entity, book, pump, model="volume", tiers=[Tier(None, D(1)), Tier(D(5), D(2))])
    with pytest.raises(actions.BadPrice):
        set_price(entity, book, pump, unit_price=D(-1))
    with pytest.raises(actions.OutsideBook):
        set_price(entity, book, pump, unit_price=D(1), starts_on=date(2025, 12, 31))
    assert queries.price_dates(book, pump) == ()


def test_the_default_book_is_found_by_currency_and_day(entity: UUID, book: UUID) -> None:
    pounds = make_book(entity, "GBP", "UK")
    assert queries.default_book(entity, "EUR", date(2026, 1, 5)).id == book
    assert queries.default_book(entity, "GBP", date(2026, 1, 5)).id == pounds
    with pytest.raises(queries.NoPriceBook):
        queries.default_book(entity, "USD", date(2026, 1, 5))


def test_a_code_is_used_once_and_only_a_manager_sets_prices(entity: UUID, book: UUID) -> None:
    with pytest.raises(actions.BookCodeTaken):
        make_book(entity)
    with pytest.raises(RoleForbids):
        actions.set_price(
            world.do_as(entity, world.Role.SALES), book_id=book,
            product_id=world.make_product(entity), unit_price=D(1),
        )  # fmt: skip
