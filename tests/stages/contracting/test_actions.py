"""From the accepted quote to the contract, its end and its renewal."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import IntegrityError, connection, transaction

from comptoir.kernel.errors import NotAllowed, NothingDue
from comptoir.stages.contracting import actions, queries, standard_terms
from comptoir.stages.contracting.core.digest import contract_digest, terms_digest
from comptoir.stages.quoting.actions import LineIn
from tests import world
from tests.stages.ordering.sale import Shop, accepted, make_shop

pytestmark = pytest.mark.django_db
WORDS = {"title_fr": "CGV", "title_en": "GTC", "text_fr": "1. Objet\nÀ vous.",
         "text_en": "1. Object\nYours."}  # fmt: skip


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def publish(shop: Shop, **over) -> queries.TermsFacts:
    event = actions.publish_terms(world.do_as(shop.entity), **{**WORDS, **over})
    return queries.terms(event.terms_id)


def make(shop: Shop, quote) -> queries.ContractFacts:
    event = actions.make_contract(world.do_as(shop.entity), quote_id=quote.id)
    return queries.contract(event.contract_id)


def test_an_accepted_quote_becomes_a_contract_under_the_terms_of_the_day(shop):
    publish(shop)
    second = publish(shop, text_fr="1. Objet\nÀ nous.")
    publish(shop, text_fr="1. Objet\nPlus tard.", starts_on=date(2026, 2, 1))
    quote = accepted(shop)
    made = make(shop, quote)
    assert (made.number, made.state, made.terms_id) == ("K-2026-0001", "active", second.id)
    assert (made.signed_on, made.signed_by, made.signed_role) == (
        date(2026, 1, 5), "Anne Roux", "Director"
    )  # fmt: skip
    assert (made.starts_on, made.ends_on) == (date(2026, 1, 5), date(2027, 1, 5))
    assert (made.notice_on, made.renewal_on) == (date(2026, 10, 7), date(2027, 1, 5))
    assert (made.net_minor, made.currency) == (quote.net_minor, "EUR")
    assert made.sha256 == contract_digest(quote.content_digest, second.sha256)
    assert queries.verify(made.id).intact
    assert queries.contract_of_quote(quote.id) == made


def test_the_longest_recurring_line_sets_the_term_and_usage_or_options_do_not(shop):
    quote = accepted(
        shop,
        LineIn(sku="CARE", term_months=24),
        LineIn(sku="CARE", term_months=6),
        LineIn(sku="CARE", term_months=60, optional=True),
        LineIn(sku="CALL", term_months=36),
        starts_on=date(2026, 8, 31),
    )
    made = make(shop, quote)
    assert (made.starts_on, made.ends_on) == (date(2026, 8, 31), date(2028, 8, 31))


def test_without_a_recurring_line_there_is_no_end_and_no_renewal(shop):
    made = make(shop, accepted(shop, LineIn(sku="PUMP")))
    assert (made.ends_on, made.notice_on, made.renewal_on) == (None, None, None)
    assert not made.runs
    assert made.terms_id is None
    assert queries.verify(made.id).intact


def test_one_quote_becomes_one_contract(shop):
    quote = accepted(shop)
    first = make(shop, quote)
    with pytest.raises(actions.ContractExists) as refused:
        make(shop, quote)
    assert refused.value.facts["found"] == first.number
    assert len(queries.contracts_page(shop.entity)[0]) == 1


def test_an_open_quote_is_no_contract(shop):
    from tests.stages.quoting.deal import make_quote

    with pytest.raises(actions.NotAccepted):
        make(shop, make_quote(shop))
    assert queries.contracts_page(shop.entity) == ([], None)


def test_terms_are_versioned_and_need_both_languages(shop):
    first = publish(shop)
    assert (first.version, first.sha256) == (
        1,
        terms_digest("CGV", WORDS["text_fr"], "GTC", WORDS["text_en"]),
    )
    with pytest.raises(actions.TermsUnchanged):
        publish(shop)
    with pytest.raises(actions.TermsEmpty) as refused:
        publish(shop, text_en="  ")
    assert refused.value.field == "text_en"
    with pytest.raises(actions.TermsBackdated):
        publish(shop, text_fr="Autre", starts_on=date(2026, 1, 4))
    assert [t.version for t in queries.terms_versions(shop.entity)] == [1]
    assert queries.terms_in_force(shop.entity, date(2026, 1, 4)) is None


def test_the_standard_terms_are_complete_in_both_languages(shop):
    words = standard_terms.words()
    made = publish(shop, **words)
    fr, en = made.clauses("fr"), made.clauses("en")
    assert [c.number for c in fr] == [c.number for c in en] == [str(n) for n in range(1, 14)]
    assert all(c.paragraphs for c in fr + en)
    for duty in ("40 €", "L441-10", "propriété", "médiateur", "personnelles", "2367"):
        assert duty in made.text_fr, duty


def test_terminating_says_why_and_when(shop):
    made = make(shop, accepted(shop))
    do = world.do_as(shop.entity)
    with pytest.raises(actions.EndReasonMissing):
        actions.end_contract(do, contract_id=made.id, reason="")
    for day in (date(2026, 1, 5), date(2027, 1, 6)):
        with pytest.raises(actions.EndBeforeStart):
            actions.end_contract(do, contract_id=made.id, reason="moved", ends_on=day)
    assert queries.contract(made.id) == made
    actions.end_contract(do, contract_id=made.id, reason="moved", ends_on=date(2026, 6, 30))
    ended = queries.contract(made.id)
    assert (ended.state, ended.ends_on, ended.ended_reason) == (
        "terminated", date(2026, 6, 30), "moved"
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        actions.end_contract(world.do_as(shop.entity), contract_id=made.id, reason="again")


def test_the_day_after_its_term_a_contract_has_ended(shop):
    made = make(shop, accepted(shop))
    with pytest.raises(NothingDue):
        actions.end_contracts(world.do_as(shop.entity), on=date(2027, 1, 4))
    actions.end_contracts(world.do_as(shop.entity), on=date(2027, 1, 5))
    assert queries.contract(made.id).state == "ended"
    actions.mark_renewed(world.do_as(shop.entity), contract_id=made.id)
    assert queries.contract(made.id).state == "renewed"
    with pytest.raises(NothingDue):
        actions.mark_renewed(world.do_as(shop.entity), contract_id=made.id)


def test_a_contract_comes_up_for_renewal_120_days_ahead(shop):
    made = make(shop, accepted(shop))
    assert queries.due_for_renewal(shop.entity, date(2026, 9, 6)) == []
    assert queries.due_for_renewal(shop.entity, date(2026, 9, 7)) == [made]


def test_lists_filter_by_state_and_text(shop):
    made = make(shop, accepted(shop))
    make(shop, accepted(shop, LineIn(sku="PUMP", quantity=D(1))))
    actions.mark_renewed(world.do_as(shop.entity), contract_id=made.id)
    assert queries.contracts_page(shop.entity, state="renewed")[0] == [queries.contract(made.id)]
    assert queries.contracts_page(shop.entity, text="K-2026-0001")[0][0].id == made.id
    assert len(queries.contracts_page(shop.entity, text="chabert")[0]) == 2
    assert queries.states(shop.entity) == {"active": 1, "renewed": 1}
    assert len(queries.contracts_of_customer(shop.customer)) == 2


def sql(text: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(text, values)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("UPDATE contracting_contract SET state = 'lost' WHERE id = %s", "contract_state_known"),
        ("UPDATE contracting_contract SET ends_on = starts_on WHERE id = %s", "contract_dates"),
        ("UPDATE contracting_contract SET net_minor = 1 WHERE id = %s", "Cannot update"),
        ("UPDATE contracting_contract SET sha256 = 'x' WHERE id = %s", "Cannot update"),
        ("DELETE FROM contracting_contract WHERE id = %s", "Cannot delete"),
    ],
)
def test_the_database_keeps_what_was_signed(shop, text, said):
    made = make(shop, accepted(shop))
    with pytest.raises(Exception, match=said):
        sql(text, made.id)
    assert queries.contract(made.id) == made


def test_published_terms_never_change(shop):
    made = publish(shop)
    with pytest.raises(Exception, match="Cannot update"):
        sql("UPDATE contracting_general_terms SET text_fr = 'x' WHERE id = %s", made.id)
    with pytest.raises(IntegrityError, match="terms_version_once"):
        sql(
            "INSERT INTO contracting_general_terms SELECT (jsonb_populate_record(t,"
            " jsonb_build_object('id', gen_random_uuid()))).* FROM contracting_general_terms t"
            " WHERE id = %s",
            made.id,
        )
