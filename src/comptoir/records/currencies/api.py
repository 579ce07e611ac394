"""Exchange rates over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, File, Query, Router, Schema
from ninja.files import UploadedFile

from comptoir.platform import clock
from comptoir.platform.schemas import Day, DecimalText, In, Page, Paged
from comptoir.platform.web import do_for, entity_of
from comptoir.records.currencies import actions, queries
from comptoir.records.currencies.core.rates import Found, Rate

router = Router(tags=["Exchange rates"])
CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])]
MaybeCurrency = Annotated[str, Field(pattern=r"^([A-Z]{3})?$")]


class ExchangeRateOut(Schema):
    """One unit of `from_currency` costs `rate` units of `to_currency`; revision above 1: a correction."""

    day: date
    from_currency: str
    to_currency: str
    rate: DecimalText
    source: str
    revision: int


class ExchangeRateIn(In):
    """source: who published it, "ECB". A rate that is known is corrected; both stay on record."""

    day: Day
    from_currency: CurrencyCode
    to_currency: CurrencyCode
    rate: DecimalText
    source: Annotated[str, Field(min_length=1, max_length=40)]


class ExchangeRateFilter(Paged):
    """history: also those that a correction replaced."""

    currency: MaybeCurrency = ""
    on: date | None = None
    since: date | None = None
    until: date | None = None
    history: bool = False


class ConversionAsked(Schema):
    """on: today when it is left out; to_currency: the company's own."""

    from_currency: CurrencyCode
    to_currency: MaybeCurrency = ""
    on: date | None = None


class ConversionOut(Schema):
    """way: same, direct, inverse (1 ÷ the published rate) or cross (two published rates of one day); rates:
    the published ones, in the order they are used. day: theirs, at most 10 days before the one asked for."""

    from_currency: str
    to_currency: str
    rate: Annotated[str, Field(examples=["0.921150331613854"])]
    day: date
    way: str
    source: str
    rates: list[ExchangeRateOut]


class RatesImportedOut(Schema):
    """added: new; same: known; different: known with another figure and kept as they were, the first of
    them named; ahead: of days to come, left out."""

    added: int
    same: int
    different: int
    ahead: int
    first_day: date
    last_day: date
    named: list[str]


@router.get("/exchange-rates", response=Page[ExchangeRateOut])
def list_exchange_rates(request: HttpRequest, filters: Query[ExchangeRateFilter]) -> dict[str, Any]:
    """Exchange rates, the latest day first."""
    wanted = {k: getattr(filters, k) for k in type(filters).model_fields}
    rows, following = queries.rates_page(entity_of(request), **wanted)
    return {"items": [shown(row) for row in rows], "next": following}


@router.post("/exchange-rates", response=ExchangeRateOut)
def set_exchange_rate(request: HttpRequest, body: ExchangeRateIn) -> dict[str, Any]:
    """Keep the rate of a day and two currencies."""
    event = actions.set_exchange_rate(do_for(request), **body.model_dump() | {"rate": body.rate})
    return {
        "day": event.day, "from_currency": event.from_currency, "to_currency": event.to_currency,
        "rate": event.rate, "source": event.source, "revision": event.revision,
    }  # fmt: skip


@router.post("/exchange-rates/import", response=RatesImportedOut)
def import_exchange_rates(request: HttpRequest, file: File[UploadedFile]) -> dict[str, Any]:
    """Keep the new rates of the ECB's file `eurofxref-hist.csv`; a second import adds nothing."""
    do = do_for(request)
    event = actions.import_exchange_rates(do, content=file.read())
    told = {n: getattr(event, n) for n in RatesImportedOut.model_fields if n != "named"}
    return told | {"named": list(do.memo.get("different", ()))}


@router.get("/exchange-rates/conversion", response=ConversionOut)
def get_conversion(request: HttpRequest, asked: Query[ConversionAsked]) -> dict[str, Any]:
    """The rate of a day, with the published rates that it is made of."""
    entity_id = entity_of(request)
    target = asked.to_currency or queries.home(entity_id)
    day = asked.on or clock.today(entity_id)
    return converted(queries.rate(entity_id, asked.from_currency, target, day))


def converted(found: Found) -> dict[str, Any]:
    """A rate that was found, with its reason."""
    return {
        "from_currency": found.source, "to_currency": found.target, "rate": f"{found.rate:f}",
        "day": found.day, "way": found.way.value, "source": found.origin,
        "rates": [shown(row) for row in found.rates],
    }  # fmt: skip


def shown(row: Rate) -> dict[str, Any]:
    return {
        "day": row.day, "from_currency": row.source, "to_currency": row.target, "rate": row.rate,
        "source": row.origin, "revision": row.revision,
    }  # fmt: skip
