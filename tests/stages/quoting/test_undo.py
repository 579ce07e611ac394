"""What somebody did in the grid is taken back and done again, and never what somebody else wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal as D
from uuid import UUID

import pytest

from comptoir.kernel.errors import NotAllowed
from comptoir.platform.actions import Do
from comptoir.stages.quoting import actions, queries, words
from comptoir.stages.quoting.actions import LineIn
from tests import world
from tests.stages.quoting.deal import Shop, make_quote, make_shop, send

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def undo(shop: Shop, quote_id: UUID, lang: str = "en") -> str:
    do = world.do_as(shop.entity)
    actions.undo_edit(do, quote_id=quote_id)
    return words.walked(do.answer, lang)


def redo(shop: Shop, quote_id: UUID) -> str:
    do = world.do_as(shop.entity)
    actions.redo_edit(do, quote_id=quote_id)
    return words.walked(do.answer, "en")


def edit(do: Do, quote: queries.QuoteFacts, at: int, **changes: object) -> None:
    line = queries.quote(quote.id).lines[at]
    actions.change_line(
        do, quote_id=quote.id, line_id=line.id, revision=line.revision, changes=changes,
        undoable=True,
    )  # fmt: skip


def state(quote_id: UUID) -> tuple[object, ...]:
    """Everything but the revisions, which only ever rise."""
    found = queries.quote(quote_id)
    lines = tuple(
        (x.id, x.position, x.sku, x.quantity, x.discount_value, x.section, x.description,
         x.optional, x.deliver_on, x.unit_net, x.net_minor, x.share_minor, x.waterfall)
        for x in found.lines
    )  # fmt: skip
    return found.net_minor, found.vat_minor, found.gross_minor, found.mrr_minor, lines


def test_each_deed_is_undone_and_redone_to_the_same_rows_and_totals(shop: Shop) -> None:
    quote = make_quote(shop)
    pump, care = (line.id for line in quote.lines)
    states = [state(quote.id)]
    edit(world.do_as(shop.entity), quote, 0, quantity=D(6))
    states.append(state(quote.id))
    edit(world.do_as(shop.entity), quote, 1, discount_kind="amount", discount_value=D("6"))
    states.append(state(quote.id))
    actions.remove_line(world.do_as(shop.entity), quote_id=quote.id, line_id=pump, undoable=True)
    states.append(state(quote.id))
    added = [LineIn(sku="BOOK", quantity=D(40)), LineIn(sku="PUMP", deliver_on=date(2027, 3, 18))]
    actions.add_lines(
        world.do_as(shop.entity), quote_id=quote.id, lines=added, after=care, undoable=True
    )
    states.append(state(quote.id))
    actions.move_line(
        world.do_as(shop.entity), quote_id=quote.id, line_id=care, to=3, undoable=True
    )
    states.append(state(quote.id))
    actions.set_section(
        world.do_as(shop.entity), quote_id=quote.id, line_id=care, title="Later", undoable=True
    )
    states.append(state(quote.id))
    said = []
    for before in reversed(states[:-1]):
        said.append(undo(shop, quote.id))
        assert state(quote.id) == before
    assert said == [
        "Undone: section Later → Care. ",
        "Undone: order of the lines. ",
        "Undone: line BOOK removed, line PUMP removed. ",
        "Undone: line PUMP added. ",
        "Undone: discount 6 → 10. ",
        "Undone: quantity 6 → 2. ",
    ]
    with pytest.raises(actions.NothingToUndo):
        actions.undo_edit(world.do_as(shop.entity), quote_id=quote.id)
    for after in states[1:]:
        redo(shop, quote.id)
        assert state(quote.id) == after
    with pytest.raises(actions.NothingToRedo):
        actions.redo_edit(world.do_as(shop.entity), quote_id=quote.id)


def test_a_new_deed_after_an_undo_ends_the_redo(shop: Shop) -> None:
    quote = make_quote(shop)
    edit(world.do_as(shop.entity), quote, 0, quantity=D(6))
    undo(shop, quote.id)
    edit(world.do_as(shop.entity), quote, 0, quantity=D(7))
    with pytest.raises(actions.NothingToRedo):
        redo(shop, quote.id)
    assert undo(shop, quote.id, "fr").endswith("7 → 2. ")


def test_what_somebody_else_changed_since_is_not_overwritten(shop: Shop) -> None:
    quote = make_quote(shop)
    edit(world.do_as(shop.entity), quote, 0, quantity=D(6))
    boris = world.do_as(shop.entity)
    boris.actor = replace(boris.actor, name="user:boris")
    edit(boris, quote, 0, quantity=D(9))
    before = state(quote.id)
    with pytest.raises(actions.StaleEdit) as refused:
        undo(shop, quote.id)
    assert (refused.value.facts["found"], refused.value.facts["expected"]) == ("6", "9")
    assert refused.value.facts["who"] == "user:boris"
    assert state(quote.id) == before


def test_a_sent_quote_has_nothing_to_undo(shop: Shop) -> None:
    quote = make_quote(shop)
    edit(world.do_as(shop.entity), quote, 0, quantity=D(6))
    send(shop, quote.id)
    with pytest.raises(NotAllowed):
        undo(shop, quote.id)
    assert queries.quote(quote.id).lines[0].quantity == 6
