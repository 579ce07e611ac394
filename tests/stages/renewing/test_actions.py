"""A contract comes to its end: seen in time, quoted, won or lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from comptoir.kernel.errors import NotAllowed, NothingDue
from comptoir.platform.models import EventRow
from comptoir.platform.roles import Role, RoleForbids
from comptoir.stages.contracting import actions as contracting
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.quoting import queries as quotes
from comptoir.stages.quoting.actions import LineIn
from comptoir.stages.renewing import actions, queries
from comptoir.stages.renewing.models import Renewal
from tests import world
from tests.stages.ordering.sale import Shop, accepted, make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def made(shop: Shop, months: int = 12) -> contracts.ContractFacts:
    """A contract of a service, signed on 5 January 2026."""
    quote = accepted(shop, LineIn(sku="CARE", term_months=months))
    event = contracting.make_contract(world.do_as(shop.entity), quote_id=quote.id)
    return contracts.contract(event.contract_id)


def opened(shop: Shop, on: date) -> list[str]:
    do = world.do_as(shop.entity)
    actions.open_renewals(do, on=on)
    return [type(event).__name__ for event in do.recorded]


def test_a_renewal_opens_120_days_ahead_and_not_a_day_before(shop: Shop) -> None:
    contract = made(shop)
    with pytest.raises(NothingDue):
        opened(shop, date(2026, 9, 6))  # 121 days
    assert opened(shop, date(2026, 9, 7)) == ["RenewalOpened"]
    found = queries.renewal_of(contract.id)
    assert found is not None
    assert (found.state, found.due_on, found.notice_on) == (
        "open", date(2027, 1, 5), date(2026, 10, 7)
    )  # fmt: skip
    assert (found.days_left(date(2026, 9, 7)), found.notice_left(date(2026, 9, 7))) == (120, 30)
    assert found.value_minor == contract.net_minor
    assert found.mrr_minor == contract.net_minor // 12


def test_several_contracts_open_in_one_run_each_with_its_event_and_only_once(shop: Shop) -> None:
    two = {made(shop).id, made(shop, 6).id}
    assert opened(shop, date(2026, 12, 1)) == ["RenewalOpened", "RenewalOpened"]
    facts = EventRow.objects.filter(name="RenewalOpened").values_list("facts", flat=True)
    assert {f["contract_id"] for f in facts} == {str(pk) for pk in two}
    with pytest.raises(NothingDue):
        opened(shop, date(2026, 12, 1))
    assert Renewal.objects.count() == 2
    page, _ = queries.renewals_page(shop.entity)
    assert [r.due_on for r in page] == [date(2026, 7, 5), date(2027, 1, 5)]  # the nearest first
    (stake,) = queries.stakes(shop.entity)
    assert (stake.renewals, stake.mrr_minor) == (2, sum(r.mrr_minor for r in page))


def test_a_quote_is_attached_once(shop: Shop) -> None:
    contract = made(shop)
    opened(shop, date(2026, 12, 1))
    quote = accepted(shop, LineIn(sku="CARE", term_months=12))
    actions.attach_quote(world.do_as(shop.entity), contract_id=contract.id, quote_id=quote.id)
    found = queries.renewal_of(contract.id)
    assert found is not None
    assert (found.state, found.quote_id, found.quote_state) == ("quoted", quote.id, "accepted")
    with pytest.raises(NothingDue):
        actions.attach_quote(world.do_as(shop.entity), contract_id=contract.id, quote_id=quote.id)
    with pytest.raises(contracts.UnknownContract):
        actions.attach_quote(world.do_as(shop.entity), contract_id=quote.id, quote_id=quote.id)


def test_a_quote_of_another_customer_is_not_attached(shop: Shop) -> None:
    contract = made(shop)
    opened(shop, date(2026, 12, 1))
    other = replace(shop, customer=world.make_customer(shop.entity, name="Autre"))
    quote = accepted(other, LineIn(sku="CARE", term_months=12))
    with pytest.raises(actions.QuoteOfAnotherCustomer) as refused:
        actions.attach_quote(world.do_as(shop.entity), contract_id=contract.id, quote_id=quote.id)
    assert refused.value.field == "quote_id"
    assert refused.value.facts["expected"] == contract.number
    found = queries.renewal_of(contract.id)
    assert found is not None
    assert (found.state, found.quote_id) == ("open", None)


def test_a_quote_that_does_not_exist_is_not_attached(shop: Shop) -> None:
    contract = made(shop)
    opened(shop, date(2026, 12, 1))
    with pytest.raises(quotes.UnknownQuote):
        actions.attach_quote(
            world.do_as(shop.entity), contract_id=contract.id, quote_id=contract.id
        )
    assert Renewal.objects.get().quote_id is None


def test_a_quote_drafted_before_the_120_days_begins_the_renewal(shop: Shop) -> None:
    contract = made(shop)
    quote = accepted(shop, LineIn(sku="CARE", term_months=12))
    actions.attach_quote(world.do_as(shop.entity), contract_id=contract.id, quote_id=quote.id)
    found = queries.renewal_of(contract.id)
    assert found is not None
    assert (found.state, found.opened_on) == ("quoted", date(2026, 1, 5))


def test_a_won_renewal_is_final(shop: Shop) -> None:
    contract = made(shop)
    opened(shop, date(2026, 12, 1))
    event = actions.win_renewal(world.do_as(shop.entity), contract_id=contract.id)
    assert event.contract_id == contract.id
    with pytest.raises(NotAllowed):
        actions.lose_renewal(world.do_as(shop.entity), contract_id=contract.id, reason="late")
    found = queries.renewal_of(contract.id)
    assert found is not None
    assert (found.state, found.lost_reason, found.at_stake) == ("renewed", "", False)
    assert queries.stakes(shop.entity) == []


def test_a_contract_renewed_early_gets_its_renewal_then(shop: Shop) -> None:
    contract = made(shop)
    actions.win_renewal(world.do_as(shop.entity), contract_id=contract.id)
    found = queries.renewal_of(contract.id)
    assert found is not None
    assert (found.state, found.opened_on) == ("renewed", date(2026, 1, 5))
    with pytest.raises(NothingDue):
        opened(shop, date(2026, 12, 1))


def test_a_loss_needs_its_reason(shop: Shop) -> None:
    contract = made(shop)
    opened(shop, date(2026, 12, 1))
    with pytest.raises(actions.LossNeedsReason):
        actions.lose_renewal(world.do_as(shop.entity), contract_id=contract.id, reason="  ")
    assert Renewal.objects.get().state == "open"
    actions.lose_renewal(world.do_as(shop.entity), contract_id=contract.id, reason="Moved away")
    row = Renewal.objects.get()
    assert (row.state, row.lost_reason) == ("lost", "Moved away")
    with pytest.raises(IntegrityError, match="renewal_lost_has_reason"), transaction.atomic():
        Renewal.objects.update(lost_reason="")
    with pytest.raises(IntegrityError, match="renewal_state_known"), transaction.atomic():
        Renewal.objects.update(state="gone")


def test_another_company_sees_nothing(shop: Shop) -> None:
    contract = made(shop)
    opened(shop, date(2026, 12, 1))
    row = Renewal.objects.get()
    other = world.make_entity(code="OTHER", siren="", siret="", vat_number="")
    with pytest.raises(queries.UnknownRenewal):
        queries.renewal(row.id, other)
    with pytest.raises(queries.UnknownRenewal):
        actions.lose_renewal(world.do_as(other), contract_id=contract.id, reason="x")
    assert Renewal.objects.get().state == "open"


def test_only_sales_managers_may_decide(shop: Shop) -> None:
    with pytest.raises(RoleForbids):
        actions.open_renewals(world.do_as(shop.entity, Role.SALES))
    assert not Renewal.objects.exists()
