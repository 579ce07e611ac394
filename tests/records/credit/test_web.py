"""The credit desk: limit, page, API."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from comptoir.kernel.errors import DomainError
from comptoir.kernel.ids import show_id
from comptoir.platform.models import EventRow
from comptoir.platform.roles import Role, RoleForbids
from comptoir.records.credit import actions, parts, queries
from tests.world import do_as, make_customer, make_entity, make_user

pytestmark = pytest.mark.django_db


def test_a_limit_is_set_by_who_may_and_kept_on_record() -> None:
    entity = make_entity()
    buyer = make_customer(entity)
    given = {"customer_id": buyer, "currency": "EUR"}
    actions.set_limit(do_as(entity, Role.FINANCE_APPROVER), limit_minor=5000, **given)
    assert queries.exposure(buyer, "EUR").free == 5000
    for do, limit, refusal in (
        (do_as(entity, Role.SALES), 9, RoleForbids),
        (do_as(entity), -1, actions.NegativeLimit),
        (do_as(make_entity(code="TWO")), 9, DomainError),
    ):
        with pytest.raises(refusal):
            actions.set_limit(do, limit_minor=limit, **given)
    assert queries.exposure(buyer, "EUR").limit == 5000
    (event,) = EventRow.objects.filter(name="CreditLimitSet")
    assert event.changed == {"limit_minor": [None, 5000]}


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_desk_shows_who_is_over_the_limit_first(lang: str) -> None:
    entity = make_entity()
    client = Client()
    client.force_login(make_user(entity))
    client.cookies["comptoir_language"] = lang
    assert client.get(reverse("credit:list")).status_code == 200
    big, over = make_customer(entity, name="Big"), make_customer(entity, name="Over")
    assert client.get(reverse("credit:show", args=[big])).status_code == 200
    actions.set_limit(do_as(entity), customer_id=over, currency="EUR", limit_minor=100)
    parts.reserve(do_as(entity), customer_id=big, currency="EUR", gross_minor=99999)
    parts.reserve(do_as(entity), customer_id=over, currency="EUR", gross_minor=101)
    assert [x.customer_id for x in queries.desk(entity)] == [over, big]
    assert [x.customer_id for x in queries.desk(entity, over_limit=True)] == [over]
    text = client.get(reverse("credit:list")).content.decode()
    assert text.index("Over</a>") < text.index("Big</a>")
    page = reverse("credit:show", args=[big])
    assert client.post(page, {"currency": "EUR", "limit": "-5"}).status_code == 422
    assert client.post(page, {"currency": "EUR", "limit": "1000,50"}).status_code == 302
    assert queries.exposure(big, "EUR").limit == 100050


def test_the_api_sets_and_lists() -> None:
    entity = make_entity()
    buyer = make_customer(entity)
    client = Client()
    client.force_login(make_user(entity))
    path = f"/api/v1/customers/{show_id('cus', buyer)}/credit"
    body = {"currency": "EUR", "limit": "50.00"}
    dry = client.post(f"{path}/limit?dry_run=true", body, content_type="application/json").json()
    assert dry["limit"] == {"amount": "50.00", "currency": "EUR"}
    assert client.get(path).json()["items"] == []
    assert client.post(f"{path}/limit", body, content_type="application/json").json() == dry
    assert client.get("/api/v1/credit/exposures").json()["items"] == [dry]
    assert client.get("/api/v1/credit/exposures?over_limit=true").json()["items"] == []
