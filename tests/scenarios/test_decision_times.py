"""How long approvals and signatures take is measured, and shown as a trend."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from comptoir.platform.roles import Role
from comptoir.records.approvals import actions as approvals
from comptoir.records.approvals import queries
from comptoir.stages.contracting import actions as contracting
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.contracting import signings
from tests.scenarios.desk_people import Person, drafts, hire, rule, sends, submits
from tests.scenarios.doors import program, says, someone
from tests.scenarios.test_signing import asked, signs

PAGE, CALL = "/decision-times", "GET /api/v1/decision-times"


def decides(manager: Person, request, *, hours: int) -> None:
    """The manager says yes that many hours after the step became theirs."""
    do, seen = manager.do(), queries.request(request, manager.company.entity_id)
    later = replace(do, now=do.now + timedelta(hours=hours))
    approvals.approve(later, request_id=request, digest=seen.digest)


@pytest.mark.capability("S2-52", screen=PAGE, api=CALL)
def test_approvals_take_less_every_month_and_the_signature_is_given_here(company):
    rule(company, ("discount", "above", "10"), name="Discount")
    rep, manager = hire(company, Role.SALES), hire(company, Role.SALES_MANAGER)
    desk = someone(company)
    says(desk.page(PAGE), "No approval was decided yet.", "Nothing was signed here yet.")

    def approved(hours: int):
        quote = drafts(rep, company.customer(len(company.links)))
        decides(manager, submits(rep, quote), hours=hours)
        sends(rep, quote)
        return quote

    approved(72)  # January: three days
    says(desk.page(PAGE), "One month is no trend yet.", "3 days")
    company.today("2026-02-02")
    approved(30)
    company.today("2026-03-02")
    last = [approved(hours) for hours in (5, 2, 1)][-1]
    says(
        desk.page(PAGE), "January 2026", "3 days", "30 hours", "March 2026", "2 hours",
        "Half took no longer than 2 hours lately; before, 3 days: it falls.",
    )  # fmt: skip

    # the customer says yes, and signs where the contract is: code by e-mail, sealed in the house
    company.accepts(last)
    contract = contracts.contract_of_quote(last)
    who = contracting.SignerIn("Catherine Morvan", "c.morvan@morvan.example", "Présidente")
    request = asked(company, who, contract=contract)
    company.today("2026-03-04")
    assert "Everybody has signed" in signs(request.signers[0])
    assert signings.signing(request.id).state == "sealed"
    says(desk.page(PAGE), "Signatures", "2 days")

    told = program(company).get("/decision-times")
    decisions, signatures = told["decisions"], told["signatures"]
    assert decisions["falls"] is True
    assert (decisions["earlier_seconds"], decisions["later_seconds"]) == (72 * 3600, 2 * 3600)
    assert [m["count"] for m in decisions["months"]] == [1, 1, 3]
    assert [(m["month"], m["median_seconds"]) for m in signatures["months"]] == [
        ("2026-03-01", 2 * 86_400)
    ]
    company.holds()
