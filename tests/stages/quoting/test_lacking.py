"""What the law wants on the invoice is asked for before the quote is sent: on its pages and in the API."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from comptoir.kernel.ids import show_id
from comptoir.platform.roles import Role
from comptoir.records.parties import actions as parties
from comptoir.stages.quoting import lacking
from comptoir.stages.quoting.actions import LineIn
from tests import world
from tests.api.driving import call, make_key
from tests.stages.quoting.deal import make_quote, make_shop

pytestmark = pytest.mark.django_db


@pytest.mark.capability(
    "S1-09", screen="/quoting/{quote_id}/edit", api="GET /api/v1/quotes/{quote_id}"
)
def test_a_missing_siren_is_asked_for_where_it_is_written_before_the_quote_is_sent() -> None:
    shop = make_shop(siren="", vat_number="")
    quote = make_quote(shop, LineIn(sku="PUMP"))
    fields = [m.field for m in lacking.mentions(quote, "en")]
    assert "buyer.siren" in fields and not [
        f for f in fields if not f.startswith(("seller.", "buyer."))
    ]

    client = Client()
    client.force_login(world.make_user(shop.entity, Role.ADMIN, Role.SALES))
    for name in ("quoting:edit", "quoting:show"):
        page = client.get(reverse(name, args=[quote.id]), headers={"Accept-Language": "en"})
        said = page.content.decode()
        assert "Before you send" in said and "SIREN number of a business customer" in said
        assert reverse("parties:change", args=[shop.customer]) in said
    asked = f"/quotes/{show_id('quo', quote.id)}/missing-mentions"
    told = call("GET", asked, key=make_key(shop.entity)).body
    assert [row["field"] for row in told["missing"]] == fields

    parties.change_customer(
        world.do_as(shop.entity), customer_id=shop.customer, revision=1,
        changes={"siren": "732829320"},
    )  # fmt: skip
    assert "buyer.siren" not in [m.field for m in lacking.mentions(quote, "fr")]
