"""The configurator as pages: staff from a quote and back, a visitor from the website to an order."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal as D
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptoir.pages.portal import jobs
from comptoir.pages.shop import public
from comptoir.platform.roles import Role
from comptoir.records.parties import actions as parties_actions
from comptoir.records.parties import queries as parties
from comptoir.stages.configuring import actions, desk, queries
from comptoir.stages.configuring.core.deciding import Decided
from comptoir.stages.configuring.engine import Choice
from comptoir.stages.ordering import queries as orders
from comptoir.stages.quoting import configured
from comptoir.stages.quoting import queries as quotes
from comptoir.stages.quoting.actions import LineIn
from tests.browser.driving import person
from tests.stages.configuring.workshop import (
    BIKE,
    Workshop,
    bike_line,
    make_quote,
    make_workshop,
)
from tests.stages.configuring.workshop import configured as put_together
from tests.world import TODAY

pytestmark = pytest.mark.django_db
HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def shop() -> Workshop:
    return make_workshop()


def client(*roles: Role) -> Client:
    found = Client()
    found.force_login(
        person(*roles, email=f"{'-'.join(roles) or 'admin'}@lumen.example"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return found


class Board:
    """A configurator in a browser without scripts: what it shows, and clicks on it."""

    def __init__(self, browser: Client, url: str) -> None:
        self.browser, self.url = browser, url
        self.answer = browser.get(url)
        assert self.answer.status_code == 200, self.answer.content

    @property
    def html(self) -> str:
        return str(self.answer.content.decode())

    def number(self, label: str) -> str:
        found = re.search(rf'id="o(\d+)"[^>]*>(?:(?!</button>).)*?{label}', self.html, re.S)
        buttons = re.findall(r'<button id="o(\d+)" class="cpick".*?</button>', self.html, re.S)
        for n in buttons:
            body = re.search(rf'<button id="o{n}" class="cpick".*?</button>', self.html, re.S)
            if body and label in body[0]:
                return str(n)
        raise AssertionError((label, found))

    def value(self, label: str) -> str:
        n = self.number(label)
        found = re.search(rf'<button id="o{n}" class="cpick" name="do" value="([^"]*)"', self.html)
        assert found
        return found[1]

    def mark(self, label: str) -> str:
        n = self.number(label)
        found = re.search(rf'<div class="copt (\w+)"><button id="o{n}"', self.html)
        assert found
        return found[1]

    @property
    def desk(self) -> str:
        found = re.search(r'name="desk" value="([^"]*)"', self.html)
        assert found
        return unescape(found[1])

    @property
    def total(self) -> str:
        found = re.search(r'<div class="total">(.*?)</div>', self.html)
        assert found
        return re.sub("<.*?>", "", found[1])

    def do(self, what: str, **fields: str) -> Any:
        self.answer = self.browser.post(
            self.url,
            {"desk": self.desk, "do": what, **fields},
            **HX,  # type: ignore[arg-type]
        )
        return self.answer

    def click(self, label: str) -> None:
        assert self.do(self.value(label)).status_code == 200


def test_a_click_answers_with_the_board_alone_and_what_follows(shop) -> None:
    quote = make_quote(shop, LineIn(sku="PUMP"))
    board = Board(client(), f"/shop/quotes/{quote.id}/models/{shop.model}/")
    assert board.total == "€539.90"
    assert (board.mark("Steel"), board.mark("Bell"), board.mark("Motor")) == (
        "proposed", "proposed", "free",
    )  # fmt: skip
    board.click("Motor")
    assert "<html" not in board.html
    assert (board.mark("Motor"), board.mark("28 inches"), board.mark("26 inches")) == (
        "chosen", "forced", "impossible",
    )  # fmt: skip
    assert board.mark("Carbon") == "impossible"
    assert "Follows by itself: 28 inches" in board.html
    assert board.mark("600 Wh") == "free", "what stands below what is chosen is shown"


def test_an_impossible_option_says_why_and_offers_ways_out_in_one_click_each(shop) -> None:
    quote = make_quote(shop, LineIn(sku="PUMP"))
    board = Board(client(), f"/shop/quotes/{quote.id}/models/{shop.model}/")
    board.click("Motor")
    board.click("Carbon")
    assert board.mark("Carbon") == "impossible"
    assert "A carbon frame carries no motor." in board.html
    assert "Take back Extras: Motor" in board.html
    board.do(f"repair:{board.number('Carbon')}:0")
    assert (board.mark("Carbon"), board.mark("Motor")) == ("chosen", "impossible")
    board.do("undo")
    assert (board.mark("Carbon"), board.mark("Motor")) == ("impossible", "chosen")


def test_nothing_is_lost_on_going_back_and_forth(shop) -> None:
    quote = make_quote(shop, LineIn(sku="PUMP"))
    board = Board(client(), f"/shop/quotes/{quote.id}/models/{shop.model}/")
    board.click("Aluminum")
    board.click("Motor")
    board.click("600 Wh")
    board.click("Bell")
    assert board.mark("Bell") == "excluded"
    board.click("Steel")
    assert (board.mark("Motor"), board.mark("600 Wh"), board.mark("Bell")) == (
        "chosen", "chosen", "excluded",
    )  # fmt: skip
    board.do("reset")
    board.do("undo")
    assert board.mark("600 Wh") == "chosen"


@pytest.mark.parametrize(
    ("goal", "total"), [("cheapest", "€500.00"), ("fastest", "€539.90"), ("default", "€539.90")]
)
def test_the_rest_is_completed_for_me(shop, goal: str, total: str) -> None:
    quote = make_quote(shop, LineIn(sku="PUMP"))
    board = Board(client(), f"/shop/quotes/{quote.id}/models/{shop.model}/")
    board.do(f"goal:{goal}")
    assert board.total == total
    board.do("goal:richest")
    assert board.total == "€1,599.90" or board.total > "€1,500"
    board.do("goal:none")
    assert "still open" in board.total


def test_numbers_and_parts_are_typed_and_what_cannot_be_is_said_at_the_field(shop) -> None:
    quote = make_quote(shop, LineIn(sku="PUMP"))
    board = Board(client(), f"/shop/quotes/{quote.id}/models/{shop.model}/")
    n = re.search(r'id="f(\d+)" name="v\1" value="175"', board.html)[1]
    board.do("", **{f"v{n}": "145", f"w{n}": "175"})
    assert board.mark("28 inches") == "impossible"
    board.do("", **{f"v{n}": "tall", f"w{n}": "145"})
    assert "aria-invalid" in board.html
    board.do("", **{f"v{n}": "500", f"w{n}": "145"})
    assert "These choices cannot all hold" in board.html
    bags = re.search(r'id="f(\d+)" name="v\1" value="0"', board.html)[1]
    board.do("", **{f"v{bags}": "2", f"w{bags}": "0"})
    assert board.html.count('class="cinstance"') == 2


def test_a_page_of_another_time_or_a_forged_one_is_refused(shop) -> None:
    quote = make_quote(shop, LineIn(sku="PUMP"))
    browser, url = client(), f"/shop/quotes/{quote.id}/models/{shop.model}/"
    for told in ("", "{}", "[1]", '{"own": 3}', "x" * 100):
        assert browser.post(url, {"desk": told, "do": "save"}, **HX).status_code == 422
    board = Board(browser, url)
    forged = json.loads(board.desk)
    forged["own"] = [{"id": "carbon", "value": True}, {"id": "motor", "value": True}]
    answer = browser.post(url, {"desk": json.dumps(forged), "do": "save"}, **HX)
    assert "These choices cannot all hold" in answer.content.decode()
    assert len(quotes.quote(quote.id).lines) == 1


def test_from_the_quote_into_the_configurator_and_back(shop) -> None:
    quote = make_quote(shop, LineIn(sku="PUMP"))
    browser = client(Role.SALES)
    answer = browser.post(
        f"/quoting/{quote.id}/grid",
        json.dumps({"op": "add", "after": None, "rows": [{"sku": "BIKE"}]}),
        content_type="application/json",
    )
    fault = answer.json()["errors"][0]
    assert "configure it first" in fault["detail"]
    opened = browser.get(fault["url"])
    board = Board(browser, opened.headers["Location"])
    assert "Margin" not in board.html, "sales does not see the margin"
    board.click("Carbon")
    saved = board.do("save")
    assert saved.headers["HX-Redirect"] == f"/quoting/{quote.id}/edit"
    line = quotes.quote(quote.id).lines[1]
    assert (line.sku, line.unit_net) == ("BIKE", D("1439.90"))
    assert line.configuration_id
    made = queries.configuration(line.configuration_id)
    assert made.seconds is not None and made.seconds < 600
    assert configured.seconds_to_configure(quote.id) == made.seconds
    page = browser.get(f"/quoting/{quote.id}/edit").content.decode()
    assert "Frame: Carbon" in page
    assert f"/shop/quotes/{quote.id}/lines/{line.id}/" in page
    again = Board(browser, f"/shop/quotes/{quote.id}/lines/{line.id}/")
    assert again.mark("Carbon") == "chosen"
    again.click("Steel")
    again.do("save")
    changed = quotes.quote(quote.id).lines[1]
    assert (changed.id, changed.unit_net) == (line.id, D("539.90"))


def test_a_quote_that_was_sent_is_configured_no_more(shop) -> None:
    from comptoir.stages.quoting import actions as quoting

    quote = make_quote(shop, bike_line(shop))
    quoting.send_quote(shop.do(), quote_id=quote.id)
    browser = client()
    for url in (
        f"/shop/quotes/{quote.id}/",
        f"/shop/quotes/{quote.id}/models/{shop.model}/",
        f"/shop/quotes/{quote.id}/lines/{quote.lines[0].id}/",
    ):
        assert browser.get(url).status_code == 404


BUYER = {
    "company": "Cycles Perrin", "siren": "732829320", "name": "Anne Perrin", "role": "Gérante",
    "email": "anne@perrin.example", "street": "3 quai Rambaud", "postcode": "69002", "town": "Lyon",
    "country": "FR", "quantity": "2",
}  # fmt: skip


def open_to_all(shop: Workshop) -> None:
    actions.offer_model(shop.do(), model_id=shop.model, public=True)


def configured_by_visitor(shop: Workshop) -> tuple[Client, str]:
    visitor = Client()
    board = Board(visitor, f"/c/{shop.model}/")
    assert "Margin" not in board.html
    board.click("Motor")
    return visitor, board.do("save").headers["HX-Redirect"]


def test_a_visitor_asks_for_an_offer(shop) -> None:
    open_to_all(shop)
    visitor, url = configured_by_visitor(shop)
    page = visitor.get(url)
    assert "€1,239.90" in page.content.decode()
    answer = visitor.post(url, {**BUYER, "wish": "offer"})
    assert answer.headers["Location"] == f"/c/{shop.model}/thanks"
    assert visitor.get(answer.headers["Location"]).status_code == 200
    found, _next = quotes.quotes_page(shop.entity)
    assert [(q.state, q.net_minor) for q in found] == [("draft", 247_980)]
    assert parties.customer(found[0].customer_id).name == "Cycles Perrin"


def test_a_visitor_orders_and_the_order_stands(shop) -> None:
    open_to_all(shop)
    visitor, url = configured_by_visitor(shop)
    refused = visitor.post(url, {**BUYER, "wish": "order"})
    assert refused.status_code == 422
    assert not quotes.quotes_page(shop.entity)[0]
    answer = visitor.post(url, {**BUYER, "wish": "order", "consent": "on"})
    assert answer.headers["Location"].startswith("/q/")
    assert "Accepted by Anne Perrin" in visitor.get(answer.headers["Location"]).content.decode()
    quote = quotes.quotes_page(shop.entity)[0][0]
    assert (quote.state, quote.accepted_role) == ("accepted", "Gérante")
    order = orders.order_of_quote(quote.id)
    assert (
        order
        and order.lines[0].configuration_id == quotes.quote(quote.id).lines[0].configuration_id
    )


def test_the_same_order_sent_twice_is_one_order(shop) -> None:
    open_to_all(shop)
    visitor, url = configured_by_visitor(shop)
    for _again in range(2):
        answer = visitor.post(url, {**BUYER, "wish": "order", "consent": "on"})
        assert answer.status_code == 302
    assert len(quotes.quotes_page(shop.entity)[0]) == 1
    assert len(parties.find_customers(shop.entity, "Perrin")) == 1
    assert jobs.send_mails() == 1  # the house reads of it by mail, once
    assert mail.outbox[0].to == [parties.entity(shop.entity).email]
    assert "Anne Perrin, Gérante" in mail.outbox[0].body


@pytest.mark.parametrize("change", [
    {"siren": "123"}, {"email": "x"}, {"quantity": "-1"}, {"quantity": "many"}, {"country": "XX"},
    {"company": ""}, {"site": "http://spam.example"}, {"wish": "gift"}, {"quantity": "0"},
])  # fmt: skip
def test_what_a_visitor_may_not_send(shop, change: dict[str, str]) -> None:
    open_to_all(shop)
    visitor, url = configured_by_visitor(shop)
    answer = visitor.post(url, {**BUYER, "wish": "order", "consent": "on", **change})
    assert answer.status_code == 422
    assert not quotes.quotes_page(shop.entity)[0]


def test_where_no_offer_can_be_made_nobody_is_kept_and_who_comes_too_often_waits(shop) -> None:
    open_to_all(shop)
    visitor, url = configured_by_visitor(shop)
    answer = visitor.post(url, {**BUYER, "wish": "offer", "quantity": "0.0000001"})
    assert answer.status_code == 422
    assert parties.find_customers(shop.entity, "Perrin") == []
    for _again in range(public.ORDERS_AN_HOUR):
        answer = visitor.post(url, {**BUYER, "wish": "offer", "siren": "123"})
    assert "too often" in answer.content.decode()


def test_a_model_that_is_not_public_does_not_exist_for_a_visitor(shop) -> None:
    quote = make_quote(shop, bike_line(shop))
    made = quote.lines[0].configuration_id
    visitor = Client()
    for url in (f"/c/{shop.model}/", f"/c/{shop.model}/{made}/", f"/c/{UUID(int=7)}/"):
        assert visitor.get(url).status_code == 404
    assert visitor.get(f"/shop/quotes/{quote.id}/").status_code == 302
    assert visitor.get(f"/configuring/{shop.model}/").status_code == 302


def test_a_click_asks_the_database_a_dozen_times_whatever_the_product_has(shop) -> None:
    quote = make_quote(shop, *[LineIn(sku="PUMP")] * 3)
    browser = client()
    board = Board(browser, f"/shop/quotes/{quote.id}/models/{shop.model}/")
    board.click("Motor")
    assert statements(lambda: board.click("Carbon")) == 12, "with its reasons and ways out"
    assert "A carbon frame carries no motor." in board.html
    trying = Board(browser, f"/configuring/{shop.model}/try")
    trying.click("Motor")
    assert statements(lambda: trying.click("Bell")) == 7


def statements(deed: Callable[[], None]) -> int:
    with CaptureQueriesContext(connection) as seen:
        deed()
    return len(seen)


def test_a_long_session_forgets_its_first_clicks_before_the_page_grows_too_long() -> None:
    own = tuple(Choice(f"an-option-with-quite-a-long-name-{n}", True) for n in range(200))
    past = tuple(own[:n] for n in range(170, 200))
    kept = desk.read(desk.dump(desk.Desk(Decided(own), past=past)))
    assert kept.decided.own == own
    assert 0 < len(kept.past) < 30 and kept.past == past[-len(kept.past) :]


DEMANDING = BIKE.replace("prefers: {motor: 5, alu: 2}}", "prefers: {alu: 2}, demands: motor}")


@pytest.mark.capability(
    "S2-67", screen="/shop/quotes/{quote_id}/lines/{line_id}/",
    api="POST /api/v1/models/{model_id}/configurations",
)  # fmt: skip
def test_answers_stay_with_the_line_hold_there_and_can_be_changed() -> None:
    shop = make_workshop(source=DEMANDING)
    quote, browser = make_quote(shop, LineIn(sku="PUMP")), client()
    board = Board(browser, f"/shop/quotes/{quote.id}/models/{shop.model}/?asked=1&q-hills=many")
    assert (board.mark("Motor"), board.mark("Aluminum")) == ("forced", "chosen")
    board.click("Carbon")
    assert "You answered: Many." in board.html and "Change your answer to have it." in board.html
    board.do("save")
    line = quotes.quote(quote.id).lines[1]
    assert queries.configuration(line.configuration_id).answers == {"hills": ("many",)}
    again = Board(browser, f"/shop/quotes/{quote.id}/lines/{line.id}/")
    assert 'value="many" checked' in again.html
    assert again.mark("Motor") == "chosen", "what was put together, motor included"
    changed = Board(browser, f"{again.url}?asked=1&q-hills=none")
    assert changed.mark("Motor") == "chosen" and "could not be kept" not in changed.html
    changed.do("save")
    kept = quotes.quote(quote.id).lines[1].configuration_id
    assert queries.configuration(kept).answers == {"hills": ("none",)}


def test_a_line_of_a_withdrawn_version_opens_in_the_next_and_says_what_is_lost(shop) -> None:
    quote, browser = make_quote(shop, bike_line(shop, put_together(shop, motor=True))), client()
    line = quote.lines[0]
    words = "{en: The motor needs the aluminum frame.}"
    narrower = BIKE[: BIKE.index("\ntests:") + 1].replace(
        "rules:\n", f"rules:\n- {{id: firm, rule: motor requires alu, words: {words}}}\n"
    )
    actions.save_draft(shop.do(), model_id=shop.model, source=narrower)
    first = queries.model(shop.model).versions[1]
    parties_actions.move_clock(shop.do(), on=TODAY + timedelta(days=1))
    actions.publish_model(shop.do(), model_id=shop.model)
    actions.retire_version(shop.do(), version_id=first.id)
    board = Board(browser, f"/shop/quotes/{quote.id}/lines/{line.id}/")
    assert "These choices could not be kept:" in board.html
    assert "Extras: Motor: The motor needs the aluminum frame." in unescape(board.html)
    assert (board.mark("Steel"), board.mark("Motor")) == ("chosen", "impossible")
    board.do("save")
    fresh = quotes.quote(quote.id).lines[0].configuration_id
    assert queries.configuration(fresh).number == 2
