"""Reads of price books and prices."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from json import loads
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from comptoir.kernel.errors import NotFound, Refused
from comptoir.platform import history, sql
from comptoir.platform.paging import keyset
from comptoir.stages.pricing.core.books import Book, order_books, why_out
from comptoir.stages.pricing.core.entries import Agreed
from comptoir.stages.pricing.core.tiers import Tier
from comptoir.stages.pricing.facts import BookFacts as BookFacts
from comptoir.stages.pricing.facts import Considered as Considered
from comptoir.stages.pricing.facts import CustomerPriceFacts as CustomerPriceFacts
from comptoir.stages.pricing.facts import Offered as Offered
from comptoir.stages.pricing.facts import PriceFacts as PriceFacts
from comptoir.stages.pricing.facts import RuleFacts as RuleFacts
from comptoir.stages.pricing.models import CustomerPrice, Price, PriceBook, RuleVersion


class UnknownPriceBook(NotFound):
    """There is no such price book."""

    code = "unknown_price_book"


class UnknownAgreement(NotFound):
    """There is no such agreement."""

    code = "unknown_agreement"


class NoPriceBook(Refused):
    """No price book in this currency is valid on this day."""

    code = "no_price_book"


_VALID = "starts_on <= %s AND (ends_on IS NULL OR ends_on > %s)"
_BOOKS = f"entity_id = %s AND currency = %s AND active AND {_VALID}"
_PRICES = f"""
SELECT id, book_id, (SELECT code FROM pricing_price_book b WHERE b.id = book_id), product_id,
       model, unit_price, tiers, starts_on, ends_on, version, price_type, terms, minimum, maximum
FROM pricing_price WHERE book_id = %s AND product_id = ANY(%s) AND {_VALID}
"""  # noqa: S608 — words from the code
_LIST = "price_type = 'list'"
_AGREED = f"""
SELECT target, percent_off, unit_price, tiers, id, version, customer_id FROM pricing_customer_price
WHERE customer_id = ANY(%s) AND currency = (SELECT currency FROM pricing_price_book WHERE id = %s)
AND target = ANY(%s) AND {_VALID}
"""  # noqa: S608 — words from the code


def book(book_id: UUID) -> BookFacts:
    """One price book, or UnknownPriceBook."""
    row = PriceBook.objects.filter(pk=book_id).first()
    if row is None:
        raise UnknownPriceBook(field="book_id", found=str(book_id))
    return _book(row)


def books_by_id(ids: Collection[UUID]) -> dict[UUID, BookFacts]:
    """Several price books by id."""
    return {row.id: _book(row) for row in PriceBook.objects.filter(pk__in=ids)}


def books(entity_id: UUID) -> tuple[BookFacts, ...]:
    """All books of a company, the current ones first."""
    rows = PriceBook.objects.filter(entity_id=entity_id).order_by("-active", "-starts_on", "code")
    return tuple(_book(row) for row in rows)


def books_page(
    entity_id: UUID, *, currency: str = "", cursor: str | None = None, limit: int = 50
) -> tuple[list[BookFacts], str | None]:
    """One page of the books, newest first."""
    rows = PriceBook.objects.filter(entity_id=entity_id)
    if currency:
        rows = rows.filter(currency=currency)
    found, following = keyset(rows, ("-created_at", "-id"), cursor, limit)
    return [_book(row) for row in found], following


def default_book(
    entity_id: UUID, currency: str, on: date, *, segment: str = "", channel: str = ""
) -> BookFacts:
    """The book that prices a new document: `why_book` tells the order."""
    found = why_book(entity_id, currency, on, segment=segment, channel=channel)
    if not found or not found[0].taken:
        raise NoPriceBook(
            field="currency", found=f"{currency}, {on.isoformat()}", fix="create a price book"
        )
    return found[0].book


def why_book(
    entity_id: UUID, currency: str, on: date, *, segment: str = "", channel: str = ""
) -> list[Considered]:
    """The books of that currency valid that day, the one that is taken first, each with its reason."""
    rows = [_book(r) for r in sql.find(PriceBook, _BOOKS, [entity_id, currency, on, on])]
    return _told(rows, segment, channel)


def considered(
    entity_id: UUID, currency: str, on: date, *, segment: str = "", channel: str = ""
) -> list[Considered]:
    """`why_book`, then every other book of the company, with why it was not in question."""
    asked = (currency, on)
    outs = {
        b: why_out(b.currency, b.starts_on, b.ends_on, b.active, asked) for b in books(entity_id)
    }
    told = _told([b for b, out in outs.items() if not out], segment, channel)
    return told + [Considered(b, False, out) for b, out in outs.items() if out]


def _told(rows: Sequence[BookFacts], segment: str, channel: str) -> list[Considered]:
    known = {row.code: row for row in rows}
    looked = [Book(r.code, r.segment, r.channel, r.is_default, r.starts_on) for r in rows]
    told = order_books(looked, segment, channel)
    return [Considered(known[t.code], t.taken, t.reason) for t in told]


def prices(book_id: UUID, product_ids: Collection[UUID], on: date) -> dict[UUID, PriceFacts]:
    """The list prices valid on a day, by product; a product without one is absent. One query."""
    found = sql.rows(f"{_PRICES} AND {_LIST}", [book_id, list(product_ids), on, on])
    return {row[3]: _read(row) for row in found}


def offered(
    book_id: UUID,
    products: Mapping[UUID, str],
    on: date,
    customer_id: UUID | None = None,
) -> dict[UUID, Offered]:
    """What may price each product that day, for a customer; products without a price are absent.

    products  product → its category;  two queries whatever their number
    """
    found, told = offered_to(book_id, products, on, [customer_id] if customer_id else [])
    agreed = told.get(customer_id, {}) if customer_id else {}
    made = {p: offer(p, category, found.get(p, {}), agreed) for p, category in products.items()}
    return {product_id: one for product_id, one in made.items() if one.priced}


def offer(
    product_id: UUID,
    category: str,
    types: Mapping[str, PriceFacts],
    agreed: Mapping[str, Agreed],
) -> Offered:
    """What may price a product. types: its prices in the book; agreed: with the customer, by target."""
    targets = (f"product:{product_id}", f"category:{category}", "all")
    return Offered(
        product_id, types.get("list"), types.get("promotional"),
        next((agreed[t] for t in targets if t in agreed), None),
        *(types[t].unit_price if t in types else None for t in ("floor", "target")),
    )  # fmt: skip


def offered_to(
    book_id: UUID, products: Mapping[UUID, str], on: date, customers: Collection[UUID]
) -> tuple[dict[UUID, dict[str, PriceFacts]], dict[UUID, dict[str, Agreed]]]:
    """What `offer` needs for many customers at once: the prices of each product by type, and what is agreed
    with each customer by target. Two queries whatever their numbers.
    """
    found: dict[UUID, dict[str, PriceFacts]] = {}
    for row in sql.rows(_PRICES, [book_id, list(products), on, on]):
        fact = _read(row)
        found.setdefault(fact.product_id, {})[fact.price_type] = fact
    return found, _agreed(book_id, products, on, customers)


def _agreed(
    book_id: UUID, products: Mapping[UUID, str], on: date, customers: Collection[UUID]
) -> dict[UUID, dict[str, Agreed]]:
    targets = [f"product:{p}" for p in products]
    targets += [f"category:{c}" for c in set(products.values()) if c] + ["all"]
    found: dict[UUID, dict[str, Agreed]] = {}
    if not customers:
        return found
    for row in sql.rows(_AGREED, [list(customers), book_id, targets, on, on]):
        told = Agreed(row[1], row[2], read_tiers(loads(row[3])), f"agreement:{row[4]}", row[5])
        found.setdefault(row[6], {})[row[0]] = told
    return found


def _read(row: sql.Row) -> PriceFacts:
    plain = (*row[:6], read_tiers(loads(row[6])), *row[7:11], loads(row[11]), *row[12:])
    return PriceFacts(*plain)


def target(book_id: UUID, product_id: UUID, on: date) -> Decimal | None:
    """The unit price that sales should get for a product that day; None where none is set."""
    row = sql.one(f"{_PRICES} AND price_type = 'target'", [book_id, [product_id], on, on])
    return _read(row).unit_price if row else None


def price_on(book_id: UUID, product_id: UUID, on: date, price_type: str) -> PriceFacts:
    """The price of one type that holds on a day; it must be there."""
    rows = Price.objects.filter(
        _valid(on), book_id=book_id, product_id=product_id, price_type=price_type
    )
    return _prices(rows)[0]


def customer_price(agreement_id: UUID) -> CustomerPriceFacts:
    """One agreement."""
    row = CustomerPrice.objects.filter(pk=agreement_id).first()
    if row is None:
        raise UnknownAgreement(field="agreement_id", found=str(agreement_id))
    return _agreement(row)


def customer_prices_page(
    entity_id: UUID, *, customer_id: UUID | None = None, on: date | None = None,
    cursor: str | None = None, limit: int = 50,
) -> tuple[list[CustomerPriceFacts], str | None]:  # fmt: skip
    """One page of what is agreed with customers, newest first."""
    rows = CustomerPrice.objects.filter(entity_id=entity_id)
    if customer_id:
        rows = rows.filter(customer_id=customer_id)
    if on:
        rows = rows.filter(_valid(on))
    found, following = keyset(rows, ("-created_at", "-id"), cursor, limit)
    return [_agreement(row) for row in found], following


def rule_versions(entity_id: UUID, rule_id: str) -> list[RuleFacts]:
    """What a rule said in each version, who set it and when; newest first."""
    rows = RuleVersion.objects.filter(entity_id=entity_id, rule_id=rule_id).order_by("-version")
    return [
        RuleFacts(r.rule_id, r.version, r.said, r.set_by, r.set_at, "", r.set_on or r.set_at.date())
        for r in rows
    ]


_RULES_NAMED = """
SELECT r.rule_id, r.version, r.said, r.set_by, r.set_at, r.set_on, u.name, c.source, c.recipe
FROM unnest(%s::text[], %s::int[]) w (rule_id, version)
JOIN pricing_rule_version r ON r.entity_id = %s AND r.rule_id = w.rule_id AND r.version = w.version
LEFT JOIN platform_user u ON r.set_by = 'user:' || u.id
LEFT JOIN pricing_price_change c
  ON c.id = CASE WHEN r.through LIKE 'change:%%' THEN substr(r.through, 8)::uuid END AND c.source <> '{}'
"""


def rules_named(
    entity_id: UUID, named: Collection[tuple[str, int]]
) -> dict[tuple[str, int], RuleFacts]:
    """Several versions of rules as waterfalls name them, with who set them, in one statement; one that was
    never kept is left out."""
    if not named:
        return {}
    asked = [[rule for rule, _v in named], [version for _r, version in named], entity_id]
    rows = sql.rows(_RULES_NAMED, asked)
    others = history.names({row[3] for row in rows if not row[6]})  # no people
    return {
        (row[0], row[1]): RuleFacts(
            row[0], row[1], loads(row[2]), row[3], row[4], row[6] or others[row[3]],
            row[5] or row[4].date(), {"source": loads(row[7]), "recipe": loads(row[8])} if row[7] else {},
        )
        for row in rows
    }  # fmt: skip


def price_dates(book_id: UUID, product_id: UUID) -> tuple[PriceFacts, ...]:
    """Every price of a product in a book: past, present and to come, newest first."""
    rows = Price.objects.filter(book_id=book_id, product_id=product_id)
    return tuple(_prices(rows.order_by("-starts_on", "price_type")))


def prices_of_product(product_id: UUID) -> tuple[PriceFacts, ...]:
    """Every price of a product in any book: what rates usage at the price it was sold at."""
    return tuple(_prices(Price.objects.filter(product_id=product_id).order_by("id")))


def prices_of_products(ids: Collection[UUID]) -> list[PriceFacts]:
    """Every price of several products in any book, oldest first."""
    return _prices(Price.objects.filter(product_id__in=ids).order_by("id"))


def prices_page(
    book_id: UUID, *, on: date | None = None, product_id: UUID | None = None,
    cursor: str | None = None, limit: int = 50,
) -> tuple[list[PriceFacts], str | None]:  # fmt: skip
    """One page of a book's prices; with `on`, only those valid that day."""
    rows = Price.objects.filter(book_id=book_id).select_related("book")
    if on:
        rows = rows.filter(_valid(on))
    if product_id:
        rows = rows.filter(product_id=product_id)
    found, following = keyset(rows, ("id",), cursor, limit)
    return [_price(row, row.book.code) for row in found], following


def coming(book_id: UUID, product_ids: Collection[UUID], after: date) -> dict[UUID, PriceFacts]:
    """The next price of each product that starts after a day."""
    rows = Price.objects.filter(
        book_id=book_id, product_id__in=product_ids, starts_on__gt=after, price_type="list"
    ).exclude(ends_on=F("starts_on"))  # taken back before it began
    return {p.product_id: p for p in _prices(rows.order_by("-starts_on"))}


def read_tiers(data: Iterable[Mapping[str, Any]]) -> tuple[Tier, ...]:
    """Stored tiers as the engine's."""
    return tuple(
        Tier(
            None if t["up_to"] is None else Decimal(t["up_to"]),
            Decimal(t["unit_price"]),
            Decimal(t.get("flat_fee") or 0),
        )
        for t in data
    )


def _valid(on: date) -> Q:
    return Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gt=on))


def _prices(rows: QuerySet[Price]) -> list[PriceFacts]:
    return [_price(row, row.book.code) for row in rows.select_related("book")]


def _price(row: Price, book_code: str) -> PriceFacts:
    return PriceFacts(
        row.id, row.book_id, book_code, row.product_id, row.model, row.unit_price,
        read_tiers(row.tiers), row.starts_on, row.ends_on, row.version, row.price_type,
        row.terms, row.minimum, row.maximum,
    )  # fmt: skip


def _agreement(row: CustomerPrice) -> CustomerPriceFacts:
    return CustomerPriceFacts(
        row.id, row.customer_id, row.product_id, row.target, row.reference, row.currency,
        row.percent_off, row.unit_price, read_tiers(row.tiers), row.starts_on, row.ends_on,
        row.version,
    )  # fmt: skip


def _book(row: PriceBook) -> BookFacts:
    return BookFacts(
        row.id, row.entity_id, row.code, row.name, row.currency, row.starts_on, row.ends_on,
        row.is_default, row.version, row.active, row.segment, row.channel,
    )  # fmt: skip
