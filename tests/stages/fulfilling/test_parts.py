"""Orders and deliveries by COPY, as imports write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import IntegrityError, transaction

from comptoir.platform.ids import new_id
from comptoir.stages.fulfilling import parts
from comptoir.stages.fulfilling import queries as deliveries
from comptoir.stages.ordering import parts as orders_parts
from comptoir.stages.ordering import queries as orders
from tests import world
from tests.stages.ordering.sale import Shop, direct, make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def written(shop: Shop, ordered: D, moved: D):
    """One imported order of one line, delivered by `moved`; returns the ids."""
    do = world.do_as(shop.entity)
    sample = direct(shop).lines[0]
    order_id, delivery_id = new_id(), new_id()
    with transaction.atomic():
        [line_id] = orders_parts.reserve_line_ids(1)
        [moved_id] = parts.reserve_line_ids(1)
        head = (
            order_id, shop.entity, "SO-2011-0001", shop.customer, None, None, "import", "536365",
            "", "closed", "", 0, "en", "GBP", date(2011, 1, 4), "net_days", 30, D(0), -255, 0, -255,
        )  # fmt: skip
        line = (
            line_id, order_id, 1, shop.products["PUMP"], "T-LIGHT", ordered, D("2.55"), -255,
            sample.decision_id, D(0), "one_off", None, "advance", None, None, None, None, None,
            None, None,
        )  # fmt: skip
        assert orders_parts.orders_bulk(do, [head], [line]) == (1, 1)
        delivery = (
            delivery_id, shop.entity, "BL-2011-0001", order_id, shop.customer, False,
            date(2011, 1, 4), "good", "", "", "",
        )  # fmt: skip
        assert parts.deliveries_bulk(
            do, [delivery], [(moved_id, delivery_id, line_id, moved, False)]
        ) == (1, 1)
    return order_id, line_id, delivery_id


def test_what_an_import_copies_reads_like_any_order(shop):
    order_id, line_id, delivery_id = written(shop, D(-1), D(-1))
    order = orders.order(order_id)
    assert (order.number, order.state, order.external_ref) == ("SO-2011-0001", "closed", "536365")
    assert (order.lines[0].id, order.lines[0].waterfall) == (line_id, None)
    assert deliveries.delivered([order_id]) == {line_id: (D(-1), D(0))}
    assert deliveries.delivery(delivery_id).number == "BL-2011-0001"


def test_a_copy_beyond_the_order_is_refused_whole(shop):
    with pytest.raises(IntegrityError, match="more delivered than ordered"):
        written(shop, D(-1), D(-2))
    assert orders.order_by_ref(shop.entity, "import", "536365") is None


def test_bulk_parts_need_an_open_action(shop):
    with transaction.atomic():
        assert parts.deliveries_bulk(world.do_as(shop.entity), [], []) == (0, 0)
