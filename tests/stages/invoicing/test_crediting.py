"""Credit notes: by line, with a reason, at the invoice's own prices; two pairs of eyes above a limit."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from django.db import IntegrityError, transaction

from comptoir.kernel.errors import NotAllowed
from comptoir.kernel.ids import show_id
from comptoir.platform.actions import begin
from comptoir.platform.models import ApiKey
from comptoir.platform.roles import Actor, Role, RoleForbids, permissions_of
from comptoir.platform.web import user_actor
from comptoir.records.credit import queries as credit
from comptoir.stages.invoicing import actions, queries
from comptoir.stages.invoicing.actions import NotCreditable, SameHand
from comptoir.stages.invoicing.core.crediting import (
    CreditIn,
    MoreThanInvoiced,
    NothingToCredit,
    ReasonMissing,
    UnknownReason,
)
from comptoir.stages.invoicing.events import CreditNoteIssued, CreditNoteSubmitted
from tests import world
from tests.api.driving import call, make_key
from tests.stages.invoicing.bills import OrderLineIn, Shop, balances, bill, direct, draft
from tests.stages.invoicing.bills import shop as make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def books(shop):
    """Seven manuals at 22.00 and 5.5 %, invoiced."""
    return bill(shop, direct(shop, OrderLineIn(sku="BOOK", quantity=D(7))))


def note(shop, invoice, *lines, code="return", reason="came back", role=None):
    do = world.do_as(shop.entity, *([role] if role else []))
    made = actions.credit_note(
        do, invoice_id=invoice.id, lines=list(lines) or None, reason=reason, reason_code=code
    )
    return queries.invoice(made.invoice_id)


def test_a_whole_credit_note_is_the_invoice_turned_around(shop, books):
    made = note(shop, books)
    assert (made.kind, made.number, made.corrects_id) == ("credit", "A-2026-0001", books.id)
    assert (made.net_minor, made.vat_minor) == (-15_400, -847)
    (line,) = made.lines
    assert (line.quantity, line.unit_net, line.net_minor) == (D(-7), D(22), -15_400)
    assert (line.restores_quantity, line.credits_id) == (True, books.lines[0].id)
    corrects = next(m["text"] for m in made.mentions if m["key"] == "corrects")
    assert corrects == "Rectifie la facture F-2026-0001 (5\xa0janvier 2026)"
    assert set(balances(shop).values()) == {0}
    with pytest.raises(NothingToCredit):
        note(shop, books)
    _told_by_api(shop, books)


def _told_by_api(shop, books):
    key, at = make_key(shop.entity), f"/invoices/{show_id('inv', books.id)}"
    (row,) = call("GET", f"{at}/credited", key=key).body["items"]
    assert (row["line_id"], row["quantity"]) == (books.lines[0].id, "7")
    assert row["net"] == {"amount": "154.00", "currency": "EUR"}
    (total,) = call("GET", "/invoice-totals?state=issued", key=key).body["totals"]
    assert total == {"count": 2, "gross": {"amount": "0.00", "currency": "EUR"}}
    (total,) = call("GET", "/invoice-totals?kind=credit", key=key).body["totals"]
    assert total == {"count": 1, "gross": {"amount": "-162.47", "currency": "EUR"}}
    assert call("GET", "/invoice-totals?kind=deposit", key=key).body == {"totals": []}


def test_parts_replay_the_price_to_the_cent(shop):
    from tests.stages.quoting.deal import set_price

    screw = world.make_product(shop.entity, sku="SCREW")
    set_price(shop.entity, shop.book, screw, unit_price=D("0.335"))
    made = bill(shop, direct(shop, OrderLineIn(sku="SCREW", quantity=D(3))))
    line = made.lines[0].id
    parts = [note(shop, made, CreditIn(line, quantity=D(1))).net_minor for _ in range(3)]
    assert parts == [-34, -33, -34]


def test_a_price_correction_keeps_the_quantity_invoiced(shop, books):
    made = note(
        shop, books, CreditIn(books.lines[0].id, amount_minor=1_000), code="price", reason="rebate"
    )
    (line,) = made.lines
    assert (line.quantity, line.unit_net, line.net_minor) == (D(-1), D(10), -1_000)
    assert line.description == "Correction de prix\xa0: Manuel"
    assert not line.restores_quantity
    assert queries.to_invoice(shop.entity) == []
    rest = note(shop, books)
    assert rest.net_minor == -14_400
    assert balances(shop)["deferred"] == 0


def test_what_a_return_gives_back_may_be_invoiced_again(shop, books):
    note(shop, books, CreditIn(books.lines[0].id, quantity=D(2)), code="other")
    (row,) = queries.to_invoice(shop.entity)
    assert row.net_minor == 4_400
    again = actions.invoice_order(world.do_as(shop.entity), order_id=books.order_id)
    assert queries.invoice(again.invoice_id).lines[0].quantity == D(2)
    assert balances(shop)["deferred"] == -15_400
    assert credit.exposure(shop.customer, "EUR").orders == 0


@pytest.mark.parametrize(
    ("line", "error", "field"),
    [
        ({"quantity": D(8)}, MoreThanInvoiced, "lines.0.quantity"),
        ({"quantity": D(0)}, MoreThanInvoiced, "lines.0.quantity"),
        ({"quantity": D(-1)}, MoreThanInvoiced, "lines.0.quantity"),
        ({"quantity": D("NaN")}, MoreThanInvoiced, "lines.0.quantity"),
        ({"amount_minor": 15_401}, MoreThanInvoiced, "lines.0.amount_minor"),
        ({"amount_minor": 0}, MoreThanInvoiced, "lines.0.amount_minor"),
    ],
)
def test_more_than_was_invoiced_is_refused(shop, books, line, error, field):
    with pytest.raises(error) as refused:
        note(shop, books, CreditIn(books.lines[0].id, **line))
    assert refused.value.field == field
    assert queries.corrections(books.id) == []


def test_a_line_of_another_invoice_or_twice_is_refused(shop, books):
    with pytest.raises(MoreThanInvoiced):
        note(shop, books, CreditIn(0))
    same = CreditIn(books.lines[0].id, quantity=D(1))
    with pytest.raises(MoreThanInvoiced):
        note(shop, books, same, same)


def test_a_credit_note_says_why(shop, books):
    with pytest.raises(ReasonMissing):
        note(shop, books, reason="  ")
    with pytest.raises(UnknownReason):
        note(shop, books, code="because")


def test_drafts_and_credit_notes_are_not_corrected(shop, books):
    made = note(shop, books)
    with pytest.raises(NotCreditable):
        note(shop, made)
    order = direct(shop, OrderLineIn(sku="BOOK", quantity=D(1)))
    from tests.stages.invoicing.bills import deliver

    deliver(shop, order)
    with pytest.raises(NotCreditable):
        note(shop, draft(shop, order))


def other(shop, *roles):
    name = "user:somebody-else"
    actor = Actor(name, "user", permissions_of(frozenset(roles)), frozenset(roles), "en")
    return begin(actor, shop.entity)


def test_above_the_limit_somebody_else_approves(shop):
    pump = bill(shop, direct(shop, OrderLineIn(sku="PUMP")))
    do = world.do_as(shop.entity, Role.BILLING)
    sent = actions.credit_note(do, invoice_id=pump.id, reason="came back", reason_code="return")
    assert isinstance(sent, CreditNoteSubmitted)
    waiting = queries.invoice(sent.invoice_id)
    assert (waiting.state, waiting.number, waiting.gross_minor) == ("to_approve", None, -354_000)
    assert balances(shop)["receivable"] == 354_000
    with pytest.raises(NothingToCredit):
        note(shop, pump)
    with pytest.raises(RoleForbids):
        actions.approve_credit_note(other(shop, Role.BILLING), invoice_id=waiting.id)
    done = actions.approve_credit_note(other(shop, Role.CONTROLLER), invoice_id=waiting.id)
    assert isinstance(done, CreditNoteIssued)
    issued = queries.invoice(waiting.id)
    assert (issued.number, issued.approved_by) == ("A-2026-0001", "user:somebody-else")
    assert set(balances(shop).values()) == {0}


def test_nobody_approves_their_own_credit_note(shop):
    pump = bill(shop, direct(shop, OrderLineIn(sku="PUMP")))
    both = Actor(
        "user:both", "user", permissions_of(frozenset({Role.BILLING})), frozenset({Role.BILLING})
    )
    sent = actions.credit_note(
        begin(both, shop.entity), invoice_id=pump.id, reason="came back", reason_code="return"
    )
    promoted = Actor("user:both", "user", frozenset({"*"}))
    with pytest.raises(SameHand):
        actions.approve_credit_note(begin(promoted, shop.entity), invoice_id=sent.invoice_id)
    assert queries.invoice(sent.invoice_id).state == "to_approve"


def test_small_amounts_go_at_once_and_so_does_an_approver_who_is_alone(shop, books):
    assert note(shop, books, role=Role.BILLING).state == "issued"
    pump = bill(shop, direct(shop, OrderLineIn(sku="PUMP")))
    assert note(shop, pump).state == "issued"


def test_where_there_is_another_approver_an_author_who_may_approve_waits_too(shop):
    boss, second = (
        world.make_user(shop.entity, Role.ADMIN, email=f"{who}@atelier.example")
        for who in ("boss", "second")
    )
    pump = bill(shop, direct(shop, OrderLineIn(sku="PUMP")))
    own = begin(user_actor(boss, shop.entity), shop.entity)
    sent = actions.credit_note(own, invoice_id=pump.id, reason="came back", reason_code="return")
    assert queries.invoice(sent.invoice_id).state == "to_approve"

    key = ApiKey.objects.create(
        id=world.new_id(), name="shop", prefix="abcdefgh", digest="0" * 64, user=boss,
        entity_id=shop.entity,
    )  # fmt: skip
    program = Actor(f"key:{key.prefix}", "key", frozenset({"*"}))
    for same_hand in (program, user_actor(boss, shop.entity)):
        with pytest.raises(SameHand):
            actions.approve_credit_note(begin(same_hand, shop.entity), invoice_id=sent.invoice_id)
    assert queries.invoice(sent.invoice_id).state == "to_approve"

    theirs = begin(user_actor(second, shop.entity), shop.entity)
    actions.approve_credit_note(theirs, invoice_id=sent.invoice_id)
    assert queries.invoice(sent.invoice_id).state == "issued"


def test_a_rejected_credit_note_gives_its_lines_back(shop):
    pump = bill(shop, direct(shop, OrderLineIn(sku="PUMP")))
    waiting = note(shop, pump, role=Role.BILLING)
    actions.discard_draft(world.do_as(shop.entity), invoice_id=waiting.id)
    with pytest.raises(NotAllowed):
        actions.approve_credit_note(other(shop, Role.ADMIN), invoice_id=waiting.id)
    assert note(shop, pump).gross_minor == -354_000


def test_the_database_refuses_a_positive_or_unexplained_credit_note(shop, books):
    made = note(shop, books)
    from comptoir.stages.invoicing.models import Invoice

    row = Invoice.objects.get(pk=made.id)
    for wrong in ({"net_minor": 1, "vat_minor": 0, "gross_minor": 1}, {"reason": ""}):
        fresh = Invoice.objects.get(pk=row.pk)
        fresh.pk, fresh.state, fresh.number = world.new_id(), "draft", None
        for name, value in wrong.items():
            setattr(fresh, name, value)
        with pytest.raises(IntegrityError, match="credit_note_is_negative"), transaction.atomic():
            fresh.save(force_insert=True)
