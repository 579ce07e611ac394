"""Eighteen months of a small company, played through the real actions: no chart of the demo is empty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password

from comptoir.demo import company, pipeline
from comptoir.kernel.period import add_months
from comptoir.pages import keys
from comptoir.platform import clock, home
from comptoir.platform.actions import Do, begin, together
from comptoir.platform.ids import new_id
from comptoir.platform.models import User, UserRole
from comptoir.platform.roles import PERMISSIONS, SYSTEM, Role
from comptoir.records.catalog import actions as catalog
from comptoir.records.catalog import queries as wares
from comptoir.records.credit import actions as credit
from comptoir.records.ledger import actions as ledger
from comptoir.records.parties import actions as parties
from comptoir.records.parties import queries as customers
from comptoir.stages.collecting import actions as collecting
from comptoir.stages.collecting import queries as cash
from comptoir.stages.collecting import reminders
from comptoir.stages.configuring import actions as configuring
from comptoir.stages.configuring import queries as models
from comptoir.stages.contracting import actions as contracting
from comptoir.stages.contracting import standard_terms
from comptoir.stages.fulfilling import actions as fulfilling
from comptoir.stages.invoicing import actions as invoicing
from comptoir.stages.ordering import queries as orders
from comptoir.stages.pricing import actions as pricing
from comptoir.stages.pricing import queries as prices
from comptoir.stages.prospecting import actions as prospecting
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.renewing import actions as renewals
from comptoir.stages.renewing import queries as renewing

MODELS = Path(__file__).parent / "models"
DOMAIN = "@demo.comptoir.example"
MONTHS = 18
# days that an offer stays valid, what it offers
AWAITED = (
    (pipeline.STORY + 24, ("ARM-X", "CAB-50", "INST")),
    (pipeline.STORY + 11, ("ARM-S", "VENT-2", "SUP-PRO")),
    (20, ("SENS-T", "DOC")),
)
UNRENEWED = "Un concurrent équipe le nouveau site"
CONSENT = "J'accepte ce devis et les conditions générales de vente."
Say = Callable[[str], None]
Over = Callable[[UUID], None]


def email(name: str) -> str:
    return name + DOMAIN


def is_demo(user: User) -> bool:
    """Whether the demo's password still opens this account.

    A good hash takes a quarter of a second, on purpose; so what a start has found is remembered for
    the next ones by the digest of that hash, which is another one after every change of password.
    """
    found = home.home() / "demo-password"
    digest = sha256(user.password.encode()).digest()
    if found.is_file() and found.read_bytes() == digest:
        return user.is_active
    opens = check_password(company.PASSWORD, user.password)
    if opens:
        with suppress(OSError):  # a place that cannot be written only costs time
            found.write_bytes(digest)
    return user.is_active and opens


def people() -> None:
    """The staff of the demo; who is there already stays as they are."""
    hashed = make_password(company.PASSWORD)  # once: they all have the same one
    for name, person, language, roles in company.PEOPLE:
        if User.objects.filter(email=email(name)).exists():
            continue
        user = User.objects.create(
            email=email(name), password=hashed, name=person, language=language
        )
        UserRole.objects.bulk_create(UserRole(user=user, role=r.value) for r in roles)


def colleagues(entity_id: UUID) -> tuple[User, User]:
    """Who sells and who manages in a company of its own; neither can log in."""
    found = []
    for name, role in (("sales", Role.SALES), ("manager", Role.SALES_MANAGER)):
        person = next(p for n, p, _language, _roles in company.PEOPLE if n == name)
        address = f"{name}.{entity_id.hex[-12:]}@lumen.example"
        user = User.objects.create_user(
            address, None, name=person, language="fr", entity_id=entity_id
        )
        UserRole.objects.create(user=user, role=role.value, entity_id=entity_id)
        found.append(user)
    return found[0], found[1]


def give_key(entity_id: UUID) -> None:
    """An API key of the web shop, kept in the home of this installation for `log_ins` to tell."""
    shop = User.objects.get(email=email("integration"))
    do = by(entity_id)
    granted = sorted(PERMISSIONS[Role.INTEGRATION])
    keys.make_key(do, name="Web shop", user_id=shop.pk, granted=granted)
    place = home.home() / "demo-key"
    with suppress(OSError):  # then nobody is told; a key is made on the page of keys
        place.touch(mode=0o600)
        place.write_text(str(do.answer))


def told_key() -> str:
    """The key of the demo as long as it opens; '' without one."""
    try:
        secret = (home.home() / "demo-key").read_text()
    except (OSError, UnicodeDecodeError):
        return ""
    return secret if keys.opens(secret) else ""


def found(code: str, name: str, on: date, tried: UUID | None = None) -> tuple[UUID, UUID]:
    """A company with its books, terms, catalog and prices; returns its id and its price book's.

    tried  the id of a company that somebody tries: it is marked as such from its first moment
    """
    do = begin(SYSTEM, tried or new_id())
    own = {**company.SELLER, "code": code, "name": name}
    with together():
        parties.create_entity(do, on=on, **own)
        if tried:
            clock.let_try(tried)
    entity_id = do.entity_id
    ledger.open_books(by(entity_id))
    words = standard_terms.words()
    contracting.publish_terms(
        by(entity_id), title_fr=words["title_fr"], title_en=words["title_en"],
        text_fr=words["text_fr"], text_en=words["text_en"],
    )  # fmt: skip
    book = pricing.create_book(
        by(entity_id), code=f"FR-{on.year}", name=f"Tarif {on.year}", currency="EUR",
        starts_on=on,
    ).book_id  # fmt: skip
    for sku, name_en, name_fr, price, cost, more in company.PRODUCTS:
        product_id = catalog.create_product(
            by(entity_id), sku=sku, name_en=name_en, name_fr=name_fr, currency="EUR",
            cost=Decimal(cost), **more,
        ).product_id  # fmt: skip
        pricing.set_price(
            by(entity_id), book_id=book, product_id=product_id, unit_price=Decimal(price)
        )
    return entity_id, book


def by(entity_id: UUID) -> Do:
    return begin(SYSTEM, entity_id)


def customer(entity_id: UUID, n: int) -> UUID:
    """The n-th customer of the demo's list, made where it is not there yet."""
    name, siren, vat, language, billing, more = company.CUSTOMERS[n]
    for known in customers.find_customers(entity_id, name, limit=1):
        if known.name == name:
            return known.id
    fields: dict[str, Any] = {"country": "FR", **more}
    return parties.create_customer(
        by(entity_id), name=name, siren=siren, vat_number=vat, language=language,
        currency="EUR", billing=billing,
        contacts=[{"name": f"Achats {name}", "roles": ["buyer", "signatory"]}], **fields,
    ).customer_id  # fmt: skip


def signed(
    entity_id: UUID, customer_id: UUID, lines: Sequence[quoting.LineIn], **head: Any
) -> UUID:
    """A quote from wish to signature; returns its order's id."""
    quote_id = offered(entity_id, customer_id, lines, **head)
    token = sent(entity_id, quote_id)
    quoting.accept_quote(
        by(entity_id), token=token, name="C. Morvan", role="Gérant", consent=CONSENT
    )
    order = orders.number_of_quote(quote_id)
    assert order, "acceptance makes an order"
    return order[0]


def by_sku(order_id: UUID) -> dict[str, orders.OrderLineFacts]:
    """The lines of an order by the SKU of what they sell."""
    lines = orders.order(order_id).lines
    products = wares.products([x.product_id for x in lines])
    return {products[x.product_id].sku: x for x in lines}


def offered(
    entity_id: UUID, customer_id: UUID, lines: Sequence[quoting.LineIn], **head: Any
) -> UUID:
    """A drafted quote with its lines; returns its id."""
    drafted = quoting.draft_quote(by(entity_id), customer_id=customer_id, lines=lines, **head)
    return drafted.quote_id


def sent(entity_id: UUID, quote_id: UUID) -> str:
    """Send a quote; returns the secret of its private link."""
    do = by(entity_id)
    quoting.send_quote(do, quote_id=quote_id)
    return str(do.answer)


def _unheard(_entity_id: UUID) -> None:
    """Nobody follows."""


def play(
    say: Say, code: str = company.CODE, tried: UUID | None = None, over: Over = _unheard
) -> UUID:
    """Found a company eighteen months ago and let it live until two months before today.

    over  is told the id once it is founded, and after each month
    """
    chance = Random(2027)  # noqa: S311 — the same company on every machine
    today = clock.instant().date()
    start = add_months(today.replace(day=1), -MONTHS)
    say(f"Playing {MONTHS} months of {company.SELLER['name']} …")
    entity_id, _book = found(code, company.SELLER["name"], start, tried)
    over(entity_id)
    buyers = [customer(entity_id, n) for n in range(1, len(company.CUSTOMERS))]
    credit.set_limit(by(entity_id), customer_id=buyers[0], currency="EUR", limit_minor=2_500_000)
    for month in range(MONTHS - 1):
        first = add_months(start, month)
        _month(entity_id, buyers, first, chance)
        over(entity_id)
    _mailed(entity_id)
    pipeline.fill(entity_id, buyers)
    _awaited(entity_id, buyers)
    made_to_measure(entity_id, buyers[0])
    return entity_id


def made_to_measure(entity_id: UUID, customer_id: UUID) -> None:
    """Products that are put together from options, one of them in a draft; both are on the website."""
    book = prices.default_book(entity_id, "EUR", by(entity_id).today).id
    for sku, name_en, name_fr, file in company.MODELED:
        product_id = catalog.create_product(
            by(entity_id), sku=sku, name_en=name_en, name_fr=name_fr, currency="EUR"
        ).product_id
        pricing.set_price(by(entity_id), book_id=book, product_id=product_id)
        source = (MODELS / f"{file}.yaml").read_text(encoding="utf-8")
        model_id = configuring.create_model(by(entity_id), source=source).model_id
        configuring.publish_model(by(entity_id), model_id=model_id)
        configuring.offer_model(by(entity_id), model_id=model_id, public=True)
    model = models.model_of_code(entity_id, "control-cabinet")
    whole = models.loaded(model.newest).complete((), "default")
    assert whole, "the usual cabinet can be made"
    made = configuring.save_configuration(
        by(entity_id), model_id=model.id, choices=whole, seconds=95
    )
    line = quoting.LineIn(sku="ARM-M", configuration_id=made.configuration_id, quantity=Decimal(2))
    offered(
        entity_id, customer_id, [line], title="Armoires sur mesure", valid_days=pipeline.STORY + 30
    )


def _awaited(entity_id: UUID, buyers: Sequence[UUID]) -> None:
    """Offers that wait for their customers on the day of the story, and one that waited too long."""
    for n, (days, skus) in enumerate(AWAITED):
        lines = [quoting.LineIn(sku=sku, quantity=Decimal(n + 2)) for sku in skus]
        sent(entity_id, offered(entity_id, buyers[-1 - n], lines, valid_days=days))
    parties.create_partner(
        by(entity_id), name="Alpes Automatisme", country="FR", kind="referrer",
        email="contact@alpes-automatisme.example",
    )  # fmt: skip


def _month(entity_id: UUID, buyers: list[UUID], first: date, chance: Random) -> None:
    """A deal or two, deliveries, invoices, customers who pay late or not at all."""
    _day(entity_id, first + timedelta(days=4))
    _renewed(entity_id, first)
    for customer_id in chance.sample(buyers, 2):
        _deal(entity_id, customer_id, chance)
    _day(entity_id, first + timedelta(days=17))
    late, _next = cash.to_collect(entity_id, on=first + timedelta(days=17), overdue=True, limit=200)
    for item in late:
        if chance.random() < 0.85:
            collecting.receive_payment(
                by(entity_id), customer_id=item.customer_id, amount_minor=item.open_minor,
                currency="EUR", received_on=first + timedelta(days=17), method="transfer",
                reference=item.number, allocations=[(item.invoice_id, item.open_minor)],
            )  # fmt: skip


def _mailed(entity_id: UUID) -> None:
    """The reminders of these months left on their days: nobody is to be flooded with them now."""
    for letter in reminders.to_mail(1_000):
        if letter.entity_id == entity_id:
            collecting.mark_reminder_mailed(by(entity_id), reminder_id=letter.id)


def _renewed(entity_id: UUID, first: date) -> None:
    """Of the terms that end within a month every sixth is not renewed, the others are signed again."""
    due, _next = renewing.renewals_page(
        entity_id, at_stake=True, until=add_months(first, 1) + timedelta(days=14)
    )
    for renewal in due:
        if not renewal.quote_id:
            continue
        if int(renewal.contract_number[-2:]) % 6 == 0:
            renewals.lose_renewal(by(entity_id), contract_id=renewal.contract_id, reason=UNRENEWED)
            continue
        quoting.accept_quote(
            by(entity_id), token=sent(entity_id, renewal.quote_id), name="C. Morvan", role="Gérant",
            consent=CONSENT,
        )  # fmt: skip


def _deal(entity_id: UUID, customer_id: UUID, chance: Random) -> None:
    lines = [
        quoting.LineIn(sku=sku, quantity=Decimal(chance.randint(1, 6)))
        for sku in chance.sample(["ARM-X", "ARM-S", "CAB-50", "VENT-2", "SENS-T", "DOC"], 3)
    ]
    if chance.random() < 0.5:
        lines.append(quoting.LineIn(sku="SUP-PRO", quantity=Decimal(chance.randint(5, 30))))
    luck = chance.random()
    if luck < 0.2:
        _lost(entity_id, customer_id, lines)
        return
    wish = pipeline.open_wish(entity_id, customer_id, chance.choice(pipeline.TITLES), 1_500_000, 30)
    order_id = signed(entity_id, customer_id, lines, opportunity_id=wish)
    order = orders.order(order_id)
    if order.state != "open":
        return
    fulfilling.deliver(by(entity_id), order_id=order_id, delivered_on=by(entity_id).today)
    draft = invoicing.draft_invoice(by(entity_id), order_id=order_id)
    invoicing.issue_invoice(by(entity_id), invoice_id=draft.invoice_id)


def _lost(entity_id: UUID, customer_id: UUID, lines: list[quoting.LineIn]) -> None:
    wish = pipeline.open_wish(entity_id, customer_id, "Modernisation de l'atelier", 1_500_000, 60)
    quote_id = offered(entity_id, customer_id, lines, opportunity_id=wish)
    reason = "Budget reporté à l'an prochain"
    quoting.refuse_quote(by(entity_id), token=sent(entity_id, quote_id), reason=reason)
    prospecting.lose_opportunity(by(entity_id), opportunity_id=wish, reason=reason)


def _day(entity_id: UUID, on: date) -> None:
    parties.move_clock(by(entity_id), on=on)
