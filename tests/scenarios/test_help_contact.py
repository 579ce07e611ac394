"""Whoever is stuck finds whom to ask: one step from every page of the staff, on the page for a buyer."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from comptoir.records.parties import actions as parties
from tests.scenarios.doors import program, says, someone
from tests.scenarios.house import line
from tests.scenarios.test_hostile import pages

HELP = reverse("desk:help")


@pytest.mark.capability("S0-41", screen="/help/", api="GET /api/v1/company")
def test_a_help_contact_is_reachable_from_every_page(company):
    ask = {"help_name": "Zoé Lambert", "help_email": "aide@lumen.example", "help_phone": "+33 4 00"}
    parties.change_entity(company.by(), changes=ask)
    quote = company.quotes(company.customer(), line("ARM-X", 2))
    order = company.accepts(quote)
    company.delivers(order)
    invoice = company.invoices(order).id
    staff = someone(company)
    looked = 0
    for path in [
        # samples are no pages; a buyer's page says whom to call, below
        *(p for p in pages() if not p.startswith(("/shell/", "/q/"))),
        f"/quoting/{quote}/", f"/ordering/{order}", f"/orders/{order}",
        f"/invoicing/{invoice}/", "/nowhere",
    ]:  # fmt: skip
        answer = staff.client.get(path)
        page = "" if answer.streaming else answer.content.decode()
        if "<html" in page:
            assert f'href="{HELP}"' in page, path
            looked += 1
    assert looked > 40
    says(staff.page(HELP), "Zoé Lambert", "aide@lumen.example")
    stranger = Client()
    for path in (f"/q/{company.links[quote]}/", reverse("account_login"), "/q/nobody/", "/q/lost"):
        page = stranger.get(path).content.decode()
        assert "+33 4 00" in page, path
        assert 'href="mailto:' in page, path
    told = program(company).get("/company")
    assert {k: told[k] for k in ask} == ask
