"""The customer orders options with the offer: exactly the chosen ones, at the price shown."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from comptoir.platform.actions import begin
from comptoir.platform.roles import CUSTOMER
from comptoir.stages.quoting import actions, queries
from comptoir.stages.quoting.actions import LineIn
from comptoir.stages.quoting.choosing import UnknownOption, with_options
from tests import world
from tests.stages.quoting.deal import make_quote, make_shop, send

pytestmark = pytest.mark.django_db(transaction=True)
YES = {"name": "Anna Petit", "role": "Directrice", "consent": "I accept"}


def test_acceptance_records_exactly_the_options_that_were_chosen() -> None:
    shop = make_shop()
    draft = make_quote(
        shop,
        LineIn(sku="PUMP", quantity=D(2)),
        LineIn(sku="BOOK", quantity=D(10), optional=True),
        LineIn(sku="CARE", quantity=D(3), optional=True),
        LineIn(sku="PUMP", quantity=D(1), optional=True),
    )
    actions.change_quote(
        world.do_as(shop.entity), quote_id=draft.id, revision=draft.revision,
        changes={"discount_kind": "percent", "discount_value": D(10), "deposit_percent": D(30)},
    )  # fmt: skip
    token = send(shop, draft.id)
    offer = queries.quote_by_token(token)
    pump, book, care, spare = (line.id for line in offer.lines)
    assert (offer.net_minor, offer.vat_minor, offer.gross_minor) == (531_000, 106_200, 637_200)

    asked = with_options(offer, {care, book})
    # 5 310.00 + 220.00 at 5.5 % + 3 × 36.00 × 12 months: the discount was given for the rest
    assert asked.net_minor == 531_000 + 22_000 + 129_600
    assert {v.rate: (v.base_minor, v.vat_minor) for v in asked.vat} == {
        D("20.00"): (660_600, 132_120),
        D("5.50"): (22_000, 1_210),
    }
    assert (asked.gross_minor, asked.mrr_minor, asked.deposit_minor) == (815_930, 10_800, 244_779)
    with pytest.raises(UnknownOption):
        with_options(offer, {pump})

    do = begin(CUSTOMER, shop.entity)
    with pytest.raises(actions.TotalChanged):
        actions.accept_quote(
            do, token=token, **YES, chosen=(book, care), seen_minor=offer.gross_minor
        )
    with pytest.raises(UnknownOption):
        actions.accept_quote(begin(CUSTOMER, shop.entity), token=token, **YES, chosen=(pump,))
    assert queries.quote(draft.id) == offer

    event = actions.accept_quote(
        begin(CUSTOMER, shop.entity), token=token, **YES, chosen=(care, book),
        seen_minor=asked.gross_minor,
    )  # fmt: skip
    done = queries.quote(draft.id)
    assert (event.chosen, event.gross_minor) == ((book, care), 815_930)
    assert (done.chosen, done.net_minor, done.gross_minor) == ((book, care), 682_600, 815_930)
    assert [(line.id, line.optional) for line in done.lines] == [
        (pump, False), (book, False), (care, False), (spare, True),
    ]  # fmt: skip
    assert done.vat == asked.vat
    assert done.cost_minor == 400_000 + 3 * 1_000 * 12
    assert done.accepted_digest != done.content_digest == offer.content_digest
