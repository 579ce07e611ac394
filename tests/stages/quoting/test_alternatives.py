"""Several named alternatives in one quote: each with its own lines and totals; the customer takes one."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from django.db import IntegrityError, connection, transaction

from comptoir.platform.actions import begin
from comptoir.platform.roles import CUSTOMER
from comptoir.stages.quoting import actions, comparisons, exporting, queries
from comptoir.stages.quoting.actions import LineIn
from comptoir.stages.quoting.choosing import with_alternative
from comptoir.stages.quoting.core import alternatives as core
from tests import world
from tests.stages.quoting.deal import Shop, make_quote, make_shop, send

pytestmark = pytest.mark.django_db(transaction=True)
YES = {"name": "Anna Petit", "role": "Directrice", "consent": "I accept"}


def three(shop: Shop, **changes: object) -> queries.QuoteFacts:
    """Ten manuals for all; one pump, two pumps, two pumps with care; the second is recommended."""
    quote = make_quote(shop, LineIn(sku="BOOK", quantity=D(10), section="Paper"))
    for name in ("Essential", "Comfort", "Complete"):
        actions.add_alternative(world.do_as(shop.entity), quote_id=quote.id, name=name)
    actions.change_alternative(
        world.do_as(shop.entity), quote_id=quote.id, key="B", recommended=True
    )
    lines = [
        LineIn(sku="PUMP", quantity=D(1), alternative="A"),
        LineIn(sku="PUMP", quantity=D(2), alternative="B"),
        LineIn(sku="PUMP", quantity=D(2), alternative="C"),
        LineIn(sku="CARE", quantity=D(2), alternative="C"),
    ]
    actions.add_lines(world.do_as(shop.entity), quote_id=quote.id, lines=lines)
    if changes:
        now = queries.quote(quote.id)
        actions.change_quote(
            world.do_as(shop.entity), quote_id=quote.id, revision=now.revision, changes=changes
        )
    return queries.quote(quote.id)


def _told(quote: queries.QuoteFacts) -> list[tuple[str, int, int]]:
    return [(line.sku, line.net_minor, line.share_minor) for line in quote.lines]


def test_each_alternative_has_its_own_totals_and_the_quote_those_of_the_recommended_one() -> None:
    quote = three(make_shop())
    told = {a.key: (a.name, a.net_minor, a.vat_minor, a.mrr_minor) for a in quote.alternatives}
    assert told == {
        "A": ("Essential", 22_000 + 295_000, 1_210 + 59_000, 0),
        "B": ("Comfort", 22_000 + 590_000, 1_210 + 118_000, 0),
        "C": ("Complete", 22_000 + 590_000 + 86_400, 1_210 + 118_000 + 17_280, 7_200),
    }
    assert (quote.net_minor, quote.recommended) == (612_000, "B")
    assert [(li.sku, li.alternative) for li in quote.ordered] == [("BOOK", ""), ("PUMP", "B")]
    whole = with_alternative(quote, "C")
    assert [li.sku for li in whole.lines] == ["BOOK", "PUMP", "CARE"]
    assert (whole.net_minor, whole.mrr_minor, len(whole.recurring)) == (698_400, 7_200, 1)


def test_a_discount_on_the_whole_is_shared_out_in_each_alternative() -> None:
    quote = three(make_shop(), discount_kind="amount", discount_value=D("100"))
    for its in quote.alternatives:
        shown = with_alternative(quote, its.key)
        assert sum(li.share_minor for li in shown.lines) == 10_000
        assert sum(li.total_minor for li in shown.lines) == its.net_minor == shown.net_minor
    (book,) = [li for li in quote.lines if li.sku == "BOOK"]
    assert book.apart is not None and set(book.apart) == {"A"}  # C bears the same one-time lines


def test_the_customer_accepts_exactly_one_and_only_its_lines_are_ordered() -> None:
    shop = make_shop()
    quote = three(shop)
    offer = queries.quote_by_token(token := send(shop, quote.id))
    for wrong, error in (("", core.ChooseAlternative), ("D", core.UnknownAlternative)):
        with pytest.raises(error):
            actions.accept_quote(
                begin(CUSTOMER, shop.entity), token=token, **YES, alternative=wrong
            )
    with pytest.raises(actions.TotalChanged):
        actions.accept_quote(
            begin(CUSTOMER, shop.entity), token=token, **YES, alternative="C",
            seen_minor=offer.gross_minor,
        )  # fmt: skip
    assert queries.quote(quote.id) == offer

    event = actions.accept_quote(
        begin(CUSTOMER, shop.entity), token=token, **YES, alternative="C", seen_minor=834_890
    )
    done = queries.quote(quote.id)
    assert (event.net_minor, event.alternative) == (698_400, "C")
    assert [(li.sku, li.quantity) for li in done.ordered] == [
        ("BOOK", 10), ("PUMP", 2), ("CARE", 2)
    ]  # fmt: skip
    assert done.lines == done.ordered
    assert (done.net_minor, done.gross_minor, done.cost_minor) == (698_400, 834_890, 424_000)
    assert done.accepted_digest != offer.accepted_digest


def test_the_database_refuses_an_acceptance_without_one_of_them() -> None:
    shop = make_shop()
    quote = three(shop)
    send(shop, quote.id)
    said = "state = 'accepted', accepted_at = now(), accepted_name = 'x', consent = 'x'"
    for key in ("", "E"):
        with (
            pytest.raises(IntegrityError, match="one of the alternatives"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                f"UPDATE quoting_quote SET {said}, alternative = %s WHERE id = %s",
                [key, quote.id],
            )
    for column in ("alternatives = '[]'", "recommended = 'C'", "alternative = 'C'"):
        with (
            pytest.raises(Exception, match="Cannot update rows"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                f"UPDATE quoting_quote SET {column} WHERE id = %s",
                [quote.id],
            )
    draft = make_quote(shop)
    with (
        pytest.raises(IntegrityError, match="quote_recommends_one"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE quoting_quote SET recommended = 'A' WHERE id = %s", [draft.id])


def test_what_cannot_be_an_alternative_is_refused_and_nothing_changes() -> None:
    shop = make_shop()
    quote = three(shop)

    def refused(error: type[Exception], verb: object, **asked: object) -> None:
        with pytest.raises(error):
            verb(world.do_as(shop.entity), quote_id=quote.id, **asked)  # type: ignore[operator]
        assert queries.quote(quote.id) == quote

    refused(core.AlternativeName, actions.add_alternative, name=" comfort ")
    refused(core.AlternativeName, actions.change_alternative, key="A", name="")
    refused(core.UnknownAlternative, actions.add_alternative, name="D", like="E")
    refused(core.UnknownAlternative, actions.change_alternative, key="E", recommended=True)
    refused(core.AlternativeHasLines, actions.remove_alternative, key="A")
    line = quote.lines[0]
    refused(core.UnknownAlternative, actions.assign_lines, owners={line.id: "E"})
    refused(
        core.UnknownAlternative, actions.change_line, line_id=line.id, revision=line.revision,
        changes={"alternative": "E"},
    )  # fmt: skip
    refused(actions.WhichAlternative, actions.reach_goal, goal="net", value=D(1000))


def test_alternatives_are_copied_renamed_and_removed() -> None:
    shop = make_shop()
    quote = three(shop)

    def told() -> list[tuple[str, str, int]]:
        return [(a.key, a.name, a.net_minor) for a in queries.quote(quote.id).alternatives]

    do = world.do_as(shop.entity)
    actions.add_alternative(do, quote_id=quote.id, name="Complete, long", like="C")
    assert told()[-1] == ("D", "Complete, long", 698_400)
    actions.remove_alternative(world.do_as(shop.entity), quote_id=quote.id, key="B", lines="remove")
    now = queries.quote(quote.id)
    assert (now.recommended, now.net_minor) == ("A", 317_000)
    actions.remove_alternative(world.do_as(shop.entity), quote_id=quote.id, key="A", lines="common")
    assert told() == [("C", "Complete", 993_400), ("D", "Complete, long", 993_400)]
    actions.remove_alternative(world.do_as(shop.entity), quote_id=quote.id, key="D", lines="remove")
    with pytest.raises(core.OneAlternative):
        send(shop, quote.id)
    actions.remove_alternative(world.do_as(shop.entity), quote_id=quote.id, key="C", lines="common")
    now = queries.quote(quote.id)
    assert (now.alternatives, now.recommended, now.net_minor) == ((), "", 993_400)


def test_an_alternative_of_options_only_cannot_be_sent() -> None:
    shop = make_shop()
    quote = make_quote(shop, LineIn(sku="PUMP"), LineIn(sku="BOOK"))
    for name in ("One", "Two"):
        actions.add_alternative(world.do_as(shop.entity), quote_id=quote.id, name=name)
    pump, book = quote.lines
    actions.assign_lines(
        world.do_as(shop.entity), quote_id=quote.id, owners={pump.id: "A", book.id: "A"}
    )
    with pytest.raises(core.EmptyAlternative, match="Two"):
        send(shop, quote.id)


def test_versions_copies_templates_and_exports_keep_the_alternatives() -> None:
    shop = make_shop()
    quote = three(shop, discount_kind="amount", discount_value=D("100"))
    sent = queries.quote_by_token(send(shop, quote.id))

    def same(quote_id: object) -> None:
        copy = queries.quote(quote_id)  # type: ignore[arg-type]
        assert [(a.key, a.name, a.gross_minor) for a in copy.alternatives] == [
            (a.key, a.name, a.gross_minor) for a in sent.alternatives
        ]
        assert (copy.recommended, copy.gross_minor) == ("B", sent.gross_minor)
        for key in "ABC":
            assert _told(with_alternative(copy, key)) == _told(with_alternative(sent, key))

    do = world.do_as(shop.entity)
    template = actions.save_template(do, quote_id=quote.id, name="Three ways").template_id
    same(actions.clone_quote(world.do_as(shop.entity), quote_id=quote.id).quote_id)
    same(
        actions.draft_from_template(
            world.do_as(shop.entity), template_id=template, customer_id=shop.customer
        ).quote_id
    )
    second = actions.revise_quote(world.do_as(shop.entity), quote_id=quote.id).quote_id
    same(second)
    book = exporting.xlsx(sent, margin=True)
    assert book.startswith(b"PK")
    assert '"name": "Comfort"' in exporting.json(sent, margin=False)

    actions.change_alternative(world.do_as(shop.entity), quote_id=second, key="C", recommended=True)
    moved = comparisons.comparison(sent, queries.quote(second))
    assert "recommended" in moved.head
    totals = moved.totals["net"]
    assert totals == (602_000, 688_400)
    assert sum(one.effect_minor for one in moved.lines) == 86_400


def test_two_alternatives_are_compared_in_money() -> None:
    quote = three(make_shop())
    found = comparisons.comparison(with_alternative(quote, "A"), with_alternative(quote, "C"))
    assert found.totals["net"] == (317_000, 698_400)
    assert [(str(o.kind), (o.after or o.before).sku, o.effect_minor) for o in found.lines] == [  # type: ignore[union-attr]
        ("same", "BOOK", 0), ("changed", "PUMP", 295_000), ("added", "CARE", 86_400)
    ]  # fmt: skip


def test_an_edit_of_a_quote_with_alternatives_costs_no_statement_per_alternative(
    django_assert_max_num_queries: object,
) -> None:
    shop = make_shop()
    quote = three(shop)
    line = quote.lines[1]
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        actions.change_line(
            world.do_as(shop.entity), quote_id=quote.id, line_id=line.id, revision=line.revision,
            changes={"quantity": D(3)},
        )  # fmt: skip
