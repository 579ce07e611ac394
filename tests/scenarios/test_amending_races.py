"""Two amend one contract at the same moment, each on a connection of its own: one wins, one reads why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from comptoir.demo import playing
from comptoir.platform.models import EventRow
from comptoir.stages.contracting import actions as contracting
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.contracting import versions
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting.amendments import ChangeIn
from comptoir.stages.subscribing import queries as services
from comptoir.stages.subscribing.models import Charge
from tests.api.driving import call, make_key
from tests.scenarios.house import Company, line
from tests.scenarios.racing import at_once, parted
from tests.scenarios.test_amendments import amends, line_of, signs, sold

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
YES = {"name": "C. Morvan", "role": "Gérante", "consent": playing.CONSENT}


@pytest.fixture
def company(transactional_db: None) -> Company:
    house = Company(playing.found("RACE", "Course", date(2026, 1, 1))[0])
    house.events()
    return house


def offered(company, contract, *changes):
    quote = amends(company, contract, *changes)
    return quote, playing.sent(company.entity_id, quote)


def names(company, name):
    return EventRow.objects.filter(entity_id=company.entity_id, name=name).count()


def two(company, contract):
    """More seats, and another price: both of version 1, both sent."""
    care = line_of(contract, "CARE")
    more = offered(company, contract, ChangeIn(kind="quantity", line_id=care, quantity=D(15)))
    price = offered(company, contract, ChangeIn(kind="price", line_id=care, unit_net=D(1000)))
    return more, price


def test_two_customers_of_one_house_accept_two_amendments_at_once(company):
    contract = sold(company, line("CARE", 10))
    company.today("2026-07-01")
    offers = two(company, contract)

    def accepts(token):
        return lambda: quoting.accept_quote(company.by(), token=token, **YES)

    won, lost = parted(at_once("contracting_contract", *(accepts(t) for _q, t in offers)))
    assert len(won) == 1, lost
    (refused,) = lost
    assert isinstance(refused, quoting.ContractMoved)
    assert refused.field == "contract_version"
    assert refused.facts["found"] == f"{contract.number} v1"
    assert (refused.facts["expected"], refused.facts["fix"]) == ("v2", "rebase")
    states = {q: company.quote(q).state for q, _t in offers}
    assert sorted(states.values()) == ["accepted", "sent"]
    assert states[won[0].quote_id] == "accepted"
    _once(company, contract, 2)

    # the loser makes it again on the newest version: both hold, nothing twice
    (loser,) = [q for q, state in states.items() if state == "sent"]
    fresh = quoting.revise_quote(company.by(), quote_id=loser).quote_id
    quoting.change_amendment(company.by(), quote_id=fresh)
    signs(company, fresh)
    _once(company, contract, 3)
    mine = services.services_of(customer_id=contract.customer_id)
    (now,) = [s for s in mine if s.ends_on == contract.ends_on and s.quantity]
    assert (now.quantity, now.unit_net) == (15, 1000)


def _once(company, contract, version):
    """The contract has that version, each amendment left one of everything, and the books agree."""
    assert contracts.contract(contract.id).version == version
    assert [v.number for v in versions.versions(contract.id)] == list(range(2, version + 1))
    made = version - 1
    assert names(company, "ContractAmended") == names(company, "ServicesAmended") == made
    charges = Charge.objects.values_list("service_id", "starts_on", "part")
    assert len(charges) == len(set(charges))
    company.holds()


def test_two_programs_accept_them_at_once_and_the_loser_reads_which_field_moved(company):
    contract = sold(company, line("CARE", 10))
    company.today("2026-07-01")
    secret = make_key(company.entity_id, scopes=("*",))

    def posts(token):
        return lambda: call("POST", f"/offers/{token}/accept", YES, key=secret)

    offers = two(company, contract)
    answers = at_once("contracting_contract", *(posts(t) for _q, t in offers))
    assert sorted(a.status_code for a in answers) == [200, 409]
    (told,) = [a.body for a in answers if a.status_code == 409]
    assert told["code"] == "contract_moved"
    assert told["errors"][0]["field"] == "contract_version"
    assert told["errors"][0]["expected"] == "v2"
    _once(company, contract, 2)


def test_an_amendment_is_accepted_while_the_contract_is_terminated(company):
    contract = sold(company, line("CARE", 10))
    company.today("2026-07-01")
    care = line_of(contract, "CARE")
    change = ChangeIn(kind="quantity", line_id=care, quantity=D(15))
    _quote, token = offered(company, contract, change)
    ends = date(2026, 10, 1)
    won, lost = parted(at_once(
        "contracting_contract",
        lambda: quoting.accept_quote(company.by(), token=token, **YES),
        lambda: contracting.end_contract(
            company.by(), contract_id=contract.id, reason="Closed", ends_on=ends
        ),
    ))  # fmt: skip
    made = contracts.contract(contract.id)
    if lost:  # it was terminated first: the amendment is refused by name
        assert [type(e) for e in lost] == [quoting.ContractNotActive], lost
        assert (lost[0].field, made.version) == ("contract_id", 1)
    else:  # one after the other: amended, then terminated
        assert (len(won), made.version, made.state, made.ends_on) == (2, 2, "terminated", ends)
    company.holds()
