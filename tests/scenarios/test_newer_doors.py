"""No newer door leads around an approval: files, copies, alternatives, ramps, counter-offers, amendments."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from comptoir.pages.imports import uploads
from comptoir.pages.portal import proposals
from comptoir.pages.portal import queries as rooms
from comptoir.platform.actions import begin
from comptoir.platform.roles import CUSTOMER, Role
from comptoir.records.approvals.parts import ApprovalNeeded
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting.amendments import ChangeIn
from tests.pages.imports.test_line_files import mapped
from tests.scenarios.desk_people import changes, drafts, hire, rule, sends, submits
from tests.scenarios.doors import Desk
from tests.scenarios.house import line
from tests.scenarios.test_amendments import line_of, sold
from tests.scenarios.test_bundles_and_ramps import ramp


@pytest.fixture
def house(company):
    """A rep and a sales manager; a discount above 10 % is asked about."""
    rule(company, ("discount", "above", "10"), name="Discount")
    company.rep = hire(company, Role.SALES)
    company.manager = hire(company, Role.SALES_MANAGER)
    return company


def _approved(house, *lines):
    quote = drafts(house.rep, house.customer(), *(lines or (line("SENS-T", 100, 15),)))
    house.manager.approves(submits(house.rep, quote))
    return quote


def _imported(house, desk):
    quote = _approved(house)
    file = mapped(desk.client, quote, b"Ref.;Quantity;Discount\r\nSENS-T;100;40 %\r\n")
    assert desk.client.post(f"/imports/lines/{file.pk}/commit").status_code == 302
    assert len(house.quote(quote).lines) == 2
    return quote


def _duplicated(house, desk):
    quote = _approved(house, line("SENS-T", 100, 40), line("SENS-T", 100))
    row = house.quote(quote).lines[0].id
    asked = {"op": "duplicate", "id": row}
    desk.client.post(f"/quoting/{quote}/grid", asked, content_type="application/json")
    assert len(house.quote(quote).lines) == 3
    return quote


def _alternative(house, _desk):
    quote = _approved(house)
    for name in ("Plain", "Cheap"):
        quoting.add_alternative(house.rep.do(), quote_id=quote, name=name)
    own = replace(line("ARM-X", 9, 50), alternative="B")
    quoting.add_lines(house.rep.do(), quote_id=quote, lines=[own])
    return quote


def _ramped(house, _desk):
    quote = _approved(house, line("SUP-PRO", 10, 15))
    changes(house.rep, quote, segments=ramp((6, 10, "30.60"), (6, 10, "20")))
    return quote


def _goal(house, _desk):
    quote = _approved(house)
    quoting.reach_goal(house.rep.do(), quote_id=quote, goal="percent", value=Decimal(30))
    return quote


def _counter(house, desk):
    quote = drafts(house.rep, house.customer(), line("SENS-T", 100))
    sends(house.rep, quote)
    do = begin(CUSTOMER, house.entity_id)
    made = proposals.make_counter(
        do, quote_id=quote, kind="percent", value=Decimal(40), author="Anne", reason="Budget"
    )
    desk.sends(f"/room/{quote}/take", counter=str(made.counter_id))
    return rooms.counter(made.counter_id).to_quote_id


def _amendment(house, _desk):
    contract = sold(house, line("SUP-PRO", 10))
    cheap = ChangeIn(kind="price", line_id=line_of(contract, "SUP-PRO"), unit_net=Decimal(20))
    return quoting.draft_amendment(
        house.rep.do(), contract_id=contract.id, changes=[cheap]
    ).quote_id


def _ramp_of_a_contract(house, _desk):
    contract = sold(house, line("SUP-PRO", 10))
    later = (quoting.RampStep(date(2026, 2, 1), Decimal(20)),
             quoting.RampStep(date(2026, 6, 1), None, Decimal(20)))  # fmt: skip
    steps = ChangeIn(kind="ramp", line_id=line_of(contract, "SUP-PRO"), steps=later)
    return quoting.draft_amendment(
        house.rep.do(), contract_id=contract.id, changes=[steps]
    ).quote_id


def _added_to_a_contract(house, _desk):
    contract = sold(house, line("SUP-PRO", 10))
    more = ChangeIn(kind="add", sku="CARE", quantity=Decimal(5), unit_net=Decimal(600))
    return quoting.draft_amendment(house.rep.do(), contract_id=contract.id, changes=[more]).quote_id


NEWER = (_imported, _duplicated, _alternative, _ramped, _goal, _counter, _amendment,
         _ramp_of_a_contract, _added_to_a_contract)  # fmt: skip


@pytest.mark.capability(
    "S2-23", screen="/imports/lines/for/{quote_id}/", api="POST /api/v1/quotes/{quote_id}/send"
)
def test_no_file_ramp_alternative_counter_offer_or_amendment_leads_around_one_either(
    house, tmp_path, monkeypatch
):
    monkeypatch.setattr(uploads, "home", lambda: tmp_path)
    client = Client()
    client.force_login(house.rep.user)
    for door in NEWER:
        quote = door(house, Desk(client))
        with pytest.raises(ApprovalNeeded):
            sends(house.rep, quote)
        assert house.quote(quote).state == "draft"
