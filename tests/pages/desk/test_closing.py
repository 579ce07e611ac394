"""An order is closed with a reason; what a person prefers is kept with the person."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from django.test import Client
from django.urls import reverse

from comptoir.platform.history import history
from comptoir.platform.models import User
from comptoir.records.credit import queries as credit
from comptoir.stages.ordering import actions, queries
from comptoir.stages.ordering.core.asked import OrderLineIn
from tests import world
from tests.stages.quoting.deal import make_shop

pytestmark = pytest.mark.django_db(transaction=True)


def test_closing_an_order_frees_its_credit_and_keeps_the_reason() -> None:
    shop = make_shop()
    client = Client()
    client.force_login(world.make_user(shop.entity))
    lines = [OrderLineIn(sku="PUMP", quantity=D(2))]
    placed = actions.place_order(
        world.do_as(shop.entity), customer_id=shop.customer, lines=lines
    ).order_id
    here = reverse("desk:order", args=[placed])
    close = reverse("desk:close_order", args=[placed])
    assert credit.exposure(shop.customer, "EUR").orders == 708_000
    assert close in client.get(here).content.decode()

    assert client.post(close, {"reason": "  "}).status_code == 422
    assert queries.order(placed).state == "open"

    assert client.post(close, {"reason": "Customer cut the project"}).status_code == 302
    assert queries.order(placed).state == "closed"
    assert credit.exposure(shop.customer, "EUR").orders == 0
    assert history([placed])[0].changed["reason"] == ["", "Customer cut the project"]
    assert close not in client.get(here).content.decode()


def test_language_theme_and_shortcuts_follow_the_person_to_another_browser() -> None:
    entity = world.make_entity()
    user = world.make_user(entity)
    first, second = Client(), Client()
    first.force_login(user)
    second.force_login(user)
    wishes = {"language": "fr", "theme": "dark", "single_keys": "off"}
    assert first.post(reverse("shell:preferences"), wishes).status_code == 302
    found = User.objects.get(pk=user.pk)
    assert (found.language, found.theme, found.shortcuts) == ("fr", "dark", False)
    page = second.get("/").content.decode()
    assert '<html lang="fr" data-theme="dark" data-keys="off">' in page
    Client().post(reverse("shell:preferences"), {"language": "en"})
    assert User.objects.get(pk=user.pk).language == "fr"
