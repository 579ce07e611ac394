"""Every page of the staff and of the buyer, as the URL resolver lists them: in French and English, light
and dark, wide and narrow, with axe. A page with a parameter that has no example in screens.py fails here."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Error

from comptoir.demo import desk, negotiation, playing, signing, story
from comptoir.integrating import actions as integrating
from comptoir.integrating import taking, telling
from comptoir.integrating.core.objects import Customer, Deal, Kind
from comptoir.integrating.ports import NotTaken
from comptoir.kernel.errors import NothingDue
from comptoir.kernel.money import Money
from comptoir.pages.portal import actions as room
from comptoir.platform import clock
from comptoir.platform.models import User
from comptoir.platform.roles import Role
from comptoir.records.approvals import actions as approvals
from comptoir.records.catalog import actions as catalog
from comptoir.records.catalog.models import Product
from comptoir.records.currencies import actions as currencies
from comptoir.records.parties import actions as parties
from comptoir.stages.collecting import actions as collecting
from comptoir.stages.collecting import queries as cash
from comptoir.stages.configuring import actions as configuring
from comptoir.stages.configuring.editing import EXAMPLE
from comptoir.stages.configuring.engine import Choice
from comptoir.stages.invoicing import actions as invoicing
from comptoir.stages.ordering import queries as orders
from comptoir.stages.pricing import actions as pricing
from comptoir.stages.pricing import queries as prices
from comptoir.stages.pricing.engine import How, Recipe
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting import queries as quotes
from comptoir.stages.renewing import actions as renewing
from tests.browser.driving import person, session
from tests.browser.screens import ABSENT, LOOK, addresses, axe_script, names
from tests.integrating.fake import answering
from tests.scenarios.house import LATER, line
from tests.world import do_as, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

# A look: the window's width, the color scheme, and what axe is asked (None: nothing). A page is loaded once
# for each language and looked at in several ways, each of which asks axe what another way to look may change:
# colors depend on the scheme and not on the language, names and labels on the language and not on the scheme.
# CI asks the colors of every second page, in one scheme by turns; everybody else's runs ask all in both.
Look = tuple[int, str, dict[str, Any] | None]
ALL: dict[str, Any] = {}
MARKUP = {"rules": {"color-contrast": {"enabled": False}}}
COLORS = {"runOnly": ["color-contrast"]}  # two thirds of the time that axe takes
LOOKS: dict[str, tuple[Look, ...]] = {
    "fr": ((1440, "light", ALL), (1440, "dark", COLORS), (360, "dark", None)),
    "en": ((1440, "dark", None), (360, "light", MARKUP)),
}
TURNS: tuple[tuple[Look, ...], ...] = (
    ((1440, "light", ALL), (1440, "dark", None), (360, "dark", None)),
    ((1440, "light", MARKUP), (1440, "dark", COLORS), (360, "dark", None)),
    ((1440, "light", MARKUP), (1440, "dark", None), (360, "dark", None)),
    ((1440, "light", MARKUP), (1440, "dark", None), (360, "dark", None)),
)  # of the first language
EMPTY: tuple[Look, ...] = ((1440, "light", MARKUP), (360, "light", None))
MILESTONES = [
    {"due": "acceptance", "share": "percent", "value": "30", "due_on": None, "label": "Plans"},
    {"due": "delivery", "share": "rest", "value": "0", "due_on": None, "label": ""},
]
HEIGHT = {1440: 900, 360: 780}
PNG = base64.b64decode(  # one gray pixel
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)


@pytest.fixture
def company(transactional_db: None) -> tuple[UUID, str]:
    """The story's deal, an unfinished quote and invoice, a sent quote; the id, and the sent quote's link."""
    today = clock.instant().date()
    entity_id, _book = playing.found("SCREENS", "Lumen", today - timedelta(days=90))
    story.tell(lambda _: None, entity_id)
    buyer = playing.customer(entity_id, 1)
    playing.offered(entity_id, buyer, [line("ARM-X", 2), line("SUP-PRO", 5)])
    order_id = playing.signed(entity_id, buyer, [line("CAB-50", 3), line("API", 1)])
    playing.fulfilling.deliver(do_as(entity_id), order_id=order_id)
    invoicing.draft_invoice(do_as(entity_id), order_id=order_id)
    _milestones(entity_id, buyer)
    parties.create_partner(do_as(entity_id), name="Nord Conseil", country="FR")
    renewing.open_renewals(do_as(entity_id), on=playing.by(entity_id).today + timedelta(days=400))
    signing.asked(entity_id, orders.order(order_id).contract_id)
    negotiation.play(entity_id)
    quote_id = playing.offered(entity_id, buyer, [line("INST", 2, percent=5)])
    sales = make_user(entity_id, Role.SALES, email="sales@lumen.example")
    boss = make_user(entity_id, Role.SALES_MANAGER, email="boss@lumen.example")
    free = {"months": 3, "quantity": "5", "discount_kind": "percent", "discount_value": "100"}
    ramp = line("SUP-PRO", segments=(free, {"months": 9, "quantity": "5"}))
    playing.signed(entity_id, buyer, [ramp], title="Trois mois offerts", term_months=12)
    desk.fill(entity_id, sales, boss)  # whose policies hold from here on
    collecting.tell_collector(
        do_as(entity_id),
        kind="paid",
        invoice_id=cash.to_collect(entity_id, on=LATER)[0][0].invoice_id,
    )
    away = {"absent_id": boss.pk, "person_id": sales.pk, "starts_on": today, "ends_on": LATER}
    approvals.name_substitute(do_as(entity_id), **away)
    quoting.save_template(do_as(entity_id), quote_id=quote_id, name="Installation")
    _priced(entity_id, buyer)
    here = clock.today(entity_id)  # the story has moved the company's clock
    for day, rate in ((here - timedelta(days=3), "1.25"), (here, "1.5")):
        currencies.set_exchange_rate(
            do_as(entity_id), day=day, from_currency="EUR", to_currency="USD", rate=Decimal(rate),
            source="Example",
        )  # fmt: skip
    pump = Product.objects.filter(entity_id=entity_id).earliest("pk").pk
    catalog.add_medium(do_as(entity_id), product_id=pump, name="front.png", content=PNG)
    playing.made_to_measure(entity_id, buyer)
    _rented(entity_id, buyer)
    agreed = {
        "accepted_on": here,
        "from_on": here,
        "reference": "Convention 12",
        "series": "MORVAN-",
    }
    parties.grant_self_billing(do_as(entity_id), customer_id=buyer, **agreed)
    _owed_again(entity_id)
    _connected(entity_id)
    link = playing.sent(entity_id, quote_id)
    room.ask_question(do_as(entity_id), quote_id=quote_id, text="In stock?", author="Paul")
    return entity_id, link


def _connected(entity_id: UUID) -> None:
    """A CRM that took one customer, refused another, and told of a deal that is blocked."""
    with answering() as there:
        made = integrating.connect_system(
            do_as(entity_id), system="memory", name="Carnet", url="https://crm.example", token="key"
        )
        for n, name in enumerate(("Atelier Nord", "Atelier Sud")):
            there.faults = [NotTaken(status=400, said="phone is not valid")] * n
            parties.create_customer(do_as(entity_id), name=name, country="FR")
            telling.tell(made.connection_id)
        there.put(Kind.CUSTOMER, "41", Customer("Atelier Est"))
        told = Deal("Ten arms", "41", Money(1, "EUR"), 100, "closedwon", won=True)
        there.put(Kind.DEAL, "7001", told)
        taking.pull(made.connection_id)
        taking.take(made.connection_id)


def _owed_again(entity_id: UUID) -> None:
    """A payment that the bank took back, whose invoice the customer disputes, and that is sent to nobody."""
    paid = next(p for p in cash.payments_page(entity_id)[0] if p.unapplied_minor == 0)
    back = collecting.return_payment(
        do_as(entity_id), payment_id=paid.id, reason="AM04", returned_on=clock.today(entity_id),
        fee_minor=650,
    )  # fmt: skip
    said = {"kind": "dispute", "text": "Two manuals are missing."}
    collecting.tell_collector(do_as(entity_id), invoice_id=back.invoice_ids[0], **said)
    with contextlib.suppress(NothingDue):
        invoicing.send_invoices(do_as(entity_id), invoice_ids=list(back.invoice_ids))


def _milestones(entity_id: UUID, customer_id: UUID) -> None:
    """An order with an installment that waits for its milestone."""
    quote_id = playing.offered(entity_id, customer_id, [line("CAB-50", 2)])
    changes = {"schedule": MILESTONES}
    revision = quotes.quote(quote_id).revision
    quoting.change_quote(do_as(entity_id), quote_id=quote_id, revision=revision, changes=changes)
    token = playing.sent(entity_id, quote_id)
    said = {"name": "C. Morvan", "role": "CEO", "consent": playing.CONSENT}
    quoting.accept_quote(do_as(entity_id), token=token, **said)


def _rented(entity_id: UUID, customer_id: UUID) -> None:
    """A product that is put together from options and runs under a contract."""
    product = catalog.create_product(
        do_as(entity_id), sku="BIKE", name_en="Bike", name_fr="Vélo", currency="EUR", cost=Decimal(20),
        charge_kind="recurring", billing_months=1, billing_timing="advance",
        revenue_pattern="straight_line",
    ).product_id  # fmt: skip
    book = prices.books(entity_id)[0]
    pricing.set_price(do_as(entity_id), book_id=book.id, product_id=product, unit_price=Decimal(50))
    model = configuring.create_model(do_as(entity_id), source=EXAMPLE).model_id
    configuring.publish_model(do_as(entity_id), model_id=model)
    made = configuring.save_configuration(
        do_as(entity_id), model_id=model, choices=(Choice("steel", True), Choice("motor", False))
    )
    bike = line("BIKE", configuration_id=made.configuration_id)
    playing.signed(entity_id, customer_id, [bike], title="Vélos loués", term_months=12)


def _priced(entity_id: UUID, customer_id: UUID) -> None:
    """A customer price, a promotion, a commission, and a change of all prices that is planned."""
    pricing.set_customer_price(
        do_as(entity_id), customer_id=customer_id, percent_off=Decimal(5), reference="Framework"
    )
    pricing.set_commission(do_as(entity_id), percent=Decimal(5))
    pricing.set_index_value(
        do_as(entity_id),
        code="SYNTEC",
        day=clock.today(entity_id),
        value=Decimal("311.2"),
        source="syntec.fr",
    )
    pricing.set_promotion(
        do_as(entity_id), code="TEN", name="Ten", kind="percent", currency="EUR",
        terms={"percent": "10"}, coupon="TEN", usage_limit=50,
    )  # fmt: skip
    book = prices.books(entity_id)[0]
    pricing.plan_prices(
        do_as(entity_id), book_id=book.id, name="Spring", choice=pricing.Choice(),
        recipe=Recipe(How.PERCENT, Decimal(4)), starts_on=LATER,
    )  # fmt: skip


@pytest.fixture
def page(chromium: Any, live_server: Any) -> Iterator[Any]:
    """One page for all addresses; `.errors` is what its console complained about."""
    context = chromium.new_context(base_url=live_server.url.replace("127.0.0.1", "localhost"))
    context.add_init_script(axe_script())  # sent to the browser once, not for each page
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.errors = []
    page.on("console", lambda m: page.errors.append(m.text) if complains(m) else None)
    page.on("pageerror", lambda e: page.errors.append(str(e)))
    yield page
    context.close()


def complains(message: Any) -> bool:
    """Whether it is an error of a page: what is none, as a file of JSON, has the browser look for an icon."""
    return bool(message.type == "error" and "/favicon.ico" not in message.location["url"])


def enter(page: Any, url: str, user: User) -> None:
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session(user), "url": url}]
    )


def speak(page: Any, url: str, language: str) -> None:
    page.context.add_cookies(
        [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": url}]
    )


def opened(page: Any, path: str) -> int | None:
    """Its status; None where the address shows no page: a verb (405), a file, a fragment, a redirection."""
    try:
        answer = page.goto(path)
    except Error:  # a file is downloaded
        return None
    html = answer.headers.get("content-type", "").startswith("text/html")
    if answer.status == 405 or answer.request.redirected_from or not html:
        return None
    return answer.status if page.evaluate("document.doctype !== null") else None


def faults(page: Any, path: str, looks: tuple[Look, ...]) -> list[str] | None:
    """What is wrong with one page, loaded once, in these looks; None where there is no page."""
    page.errors.clear()
    found = []
    for place, (width, scheme, asked) in enumerate(looks):
        page.set_viewport_size({"width": width, "height": HEIGHT[width]})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        if place == 0:
            status = opened(page, path)
            if status is None:
                return None
            found += [f"status {status}"] if status != 200 else []
        seen = page.evaluate(LOOK, asked)
        found += [f"{scheme} {width} {x}" for x in seen["axe"]]
        if seen["wide"] > 0:
            found.append(f"{seen['wide']} px too wide at {width}")
    if seen["h1"] != 1:
        found.append(f"{seen['h1']} h1")
    if seen["here"] != 1:
        found.append(
            f"{seen['here']} items of the rail are marked as the one that this page belongs to"
        )
    if not seen["title"].split("·")[0].strip():
        found.append("no title")
    return found + page.errors


@pytest.mark.parametrize("half", [0, 1])  # for two processes
def test_every_address_of_a_company_at_work(
    page: Any, live_server: Any, company: tuple[UUID, str], half: int,
    request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    url = live_server.url.replace("127.0.0.1", "localhost")
    enter(page, url, person())
    screens = addresses(*company)[half::2]
    thrifty = request.config.getoption("--hypothesis-profile") == "ci"
    wrong = {}
    for language, looks in LOOKS.items():
        speak(page, url, language)
        shown = []
        for name, path in screens:
            seen = TURNS[len(shown) % len(TURNS)] if thrifty and language == "fr" else looks
            found = faults(page, path, seen)
            if found is not None:
                shown.append((name, path))
                wrong[f"{name} {language}"] = found
        screens = shown
    assert len(screens) > 50
    assert {name: found for name, found in wrong.items() if found} == {}


def test_every_list_of_an_empty_company(
    page: Any, live_server: Any, transactional_db: None
) -> None:
    playing.found("EMPTY", "Empty", clock.instant().date())
    url = live_server.url.replace("127.0.0.1", "localhost")
    enter(page, url, person())
    speak(page, url, "fr")
    paths = [reverse(name) for name, parameters in names() if not parameters and name not in ABSENT]
    wrong = {p: found for p in paths if (found := faults(page, p, EMPTY))}
    assert wrong == {}
