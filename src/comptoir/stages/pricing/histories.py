"""Every version that a price or an agreement ever had: what it said, who set it, when, and through what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from json import loads
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import NotFound
from comptoir.platform import history, sql
from comptoir.stages.pricing.facts import CustomerPriceFacts, PriceFacts
from comptoir.stages.pricing.models import CustomerPrice, Price
from comptoir.stages.pricing.queries import UnknownAgreement, customer_price, read_tiers

_SET = (
    "r.rule_id, r.version, r.said, r.set_by, r.set_at, r.through, coalesce(u.name, ''),"
    " coalesce(r.set_on, r.set_at::date)"
)
_PEOPLE = "LEFT JOIN platform_user u ON r.set_by = 'user:' || u.id"
_OF_PRICE = f"""
SELECT {_SET}, p.id, p.ends_on, r.version = p.version, b.code
FROM pricing_price p JOIN pricing_price_book b ON b.id = p.book_id
JOIN pricing_rule_version r ON r.entity_id = b.entity_id AND r.rule_id = b.code || ':' || p.id
{_PEOPLE} WHERE p.book_id = %s AND p.product_id = %s
ORDER BY r.set_at DESC, r.id DESC
"""  # noqa: S608 — words from the code
_OF_AGREEMENT = f"""
SELECT {_SET}, c.id, c.ends_on, r.version = c.version, ''
FROM pricing_customer_price c
JOIN pricing_rule_version r ON r.entity_id = c.entity_id AND r.rule_id = 'agreement:' || c.id
{_PEOPLE} WHERE c.customer_id = %s AND c.target = %s AND c.currency = %s
ORDER BY r.set_at DESC, r.id DESC
"""  # noqa: S608 — words from the code


class UnknownPrice(NotFound):
    """There is no such price."""

    code = "unknown_price"


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """One version of a price or an agreement.

    said      what it said; `ends_on` as it is now, as a later price ends it
    newest    False: another version took its place on the same first day
    set_on    the company's day
    through   hand, config, change, roll_back; `change_id` of the last two
    """

    rule_id: str
    version: int
    said: PriceFacts | CustomerPriceFacts
    newest: bool
    set_by: str
    who: str
    set_at: datetime
    set_on: date
    through: str
    change_id: UUID | None


def of_price(book_id: UUID, product_id: UUID) -> list[VersionFacts]:
    """The versions of all prices of a product in a book, the newest first; one statement."""
    rows = sql.rows(_OF_PRICE, [book_id, product_id])
    return _told(rows, lambda row: _price(row, book_id, product_id))


def of_agreement(agreement_id: UUID) -> list[VersionFacts]:
    """The versions of what was ever agreed with a customer for the same thing, the newest first."""
    one = customer_price(agreement_id)
    rows = sql.rows(_OF_AGREEMENT, [one.customer_id, one.target, one.currency])
    return _told(rows, lambda row: _agreement(row, one))


def where(price_id: int, entity_id: UUID) -> tuple[UUID, UUID]:
    """The book and the product of a price of the company."""
    row = Price.objects.filter(pk=price_id, book__entity_id=entity_id)
    found = row.values_list("book_id", "product_id").first()
    if found is None:
        raise UnknownPrice(field="price_id", found=str(price_id))
    return found


def own_agreement(agreement_id: UUID, entity_id: UUID) -> CustomerPriceFacts:
    """An agreement of the company."""
    if not CustomerPrice.objects.filter(pk=agreement_id, entity_id=entity_id).exists():
        raise UnknownAgreement(field="agreement_id", found=str(agreement_id))
    return customer_price(agreement_id)


def _told(rows: list[sql.Row], read: Any) -> list[VersionFacts]:
    others = history.names({row[3] for row in rows if not row[6]})  # no people
    told = []
    for row in rows:
        through, _colon, change = str(row[5]).partition(":")
        told.append(VersionFacts(
            row[0], row[1], read(row), row[10], row[3], row[6] or others[row[3]], row[4], row[7], through,
            UUID(change) if change else None,
        ))  # fmt: skip
    return told


def _price(row: sql.Row, book_id: UUID, product_id: UUID) -> PriceFacts:
    said = loads(row[2])
    bounds = [None if said[n] is None else Decimal(said[n]) for n in ("minimum", "maximum")]
    return PriceFacts(
        row[8], book_id, row[11], product_id, said["model"], Decimal(said["unit_price"]),
        read_tiers(said["tiers"]), date.fromisoformat(said["starts_on"]), row[9], row[1],
        said["price_type"], said["terms"], *bounds,
    )  # fmt: skip


def _agreement(row: sql.Row, one: CustomerPriceFacts) -> CustomerPriceFacts:
    said: Mapping[str, Any] = loads(row[2])
    percent = said["percent_off"]
    told = {
        "id": row[8], "reference": said["reference"], "version": row[1], "ends_on": row[9],
        "percent_off": None if percent is None else Decimal(percent),
        "unit_price": Decimal(said["unit_price"]), "tiers": read_tiers(said["tiers"]),
        "starts_on": date.fromisoformat(said["starts_on"]),
    }  # fmt: skip
    kept = {f.name: getattr(one, f.name) for f in fields(one)}
    return CustomerPriceFacts(**{**kept, **told})
