"""Reads of quotes. `QuoteFacts` is what contracting and ordering build on."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from comptoir.kernel.errors import NotFound, Refused
from comptoir.kernel.money import half_up
from comptoir.platform import sql
from comptoir.platform.paging import Sorts, arranged, folded, holds, keyset, ranked
from comptoir.records.parties import queries as parties
from comptoir.stages.pricing import engine
from comptoir.stages.quoting.amendments import AmendmentFacts, load
from comptoir.stages.quoting.core import alternatives as core
from comptoir.stages.quoting.core import ramps
from comptoir.stages.quoting.core.bounds import picked_of
from comptoir.stages.quoting.core.states import QuoteState
from comptoir.stages.quoting.line_facts import QuoteLineFacts as QuoteLineFacts
from comptoir.stages.quoting.line_facts import VatFacts as VatFacts
from comptoir.stages.quoting.models import Quote, QuoteLine

Picks = dict[str, dict[str, Any]]


class UnknownQuote(NotFound):
    """There is no such quote."""

    code = "unknown_quote"


class NotReadYet(Refused):
    """The contract changed since it was shared: read what is new in it, then accept."""

    code = "contract_not_read_yet"


class UnknownLink(NotFound):
    """This link leads to no offer."""

    code = "unknown_link"


@dataclass(frozen=True, slots=True)
class QuoteFacts:
    """One version of an offer; amounts in minor units of `currency`, options and usage left out.

    net_minor        one-off + recurring over the term, without VAT; mrr_minor per month
    chosen           options that were ordered with the offer: their lines are options no more
    picked           line → what differs by the quantities that the customer chose; the lines have it
    alternatives     of which one is taken; until then the amounts are of `recommended`, then of it alone
    lines            in order; () where only the head was asked for
    """

    id: UUID
    entity_id: UUID
    series: UUID
    number: str
    version: int
    customer_id: UUID
    contact_id: UUID | None
    opportunity_id: UUID | None
    book_id: UUID
    title: str
    state: str
    language: str
    currency: str
    owner_id: UUID | None
    starts_on: date | None
    term_months: int
    valid_until: date
    terms_kind: str
    terms_days: int
    deposit_percent: Decimal
    schedule: list[dict[str, Any]]
    discount_kind: str
    discount_value: Decimal
    note: str
    net_minor: int
    vat_minor: int
    gross_minor: int
    one_off_minor: int
    recurring_minor: int
    mrr_minor: int
    cost_minor: int
    vat: tuple[VatFacts, ...]
    created_at: datetime
    sent_at: datetime | None
    accepted_at: datetime | None
    accepted_name: str
    accepted_role: str
    consent: str
    refused_reason: str
    content_digest: str
    channel: str
    coupons: list[str]
    chosen: tuple[int, ...]
    picked: Picks
    renews_contract: UUID | None
    revision: int
    amends_contract: UUID | None = None
    contract_version: int | None = None
    amendment: AmendmentFacts | None = None
    alternatives: tuple[core.Alternative, ...] = ()
    recommended: str = ""
    alternative: str = ""
    offered: dict[str, Any] | None = None
    uplift: dict[str, Any] | None = None
    lines: tuple[QuoteLineFacts, ...] = ()

    @property
    def acv_minor(self) -> int:
        """Annual contract value: twelve months of what repeats, net."""
        return half_up(
            sum((Fraction(r.net_minor * 12, r.months) for r in self.recurring), Fraction(0))
        )

    @property
    def ident(self) -> str:
        """`Q-2027-0118 · v2`."""
        return f"{self.number} · v{self.version}"

    @property
    def general_terms_id(self) -> UUID | None:
        """The version of the general terms that it was sent with; None: none, or not sent."""
        kept = (self.offered or {}).get("general_terms")
        return UUID(kept) if kept else None

    @property
    def accepted_digest(self) -> str:
        """SHA-256 of what was accepted: of the offer as sent, and of what was chosen of it, if anything."""
        if not (self.chosen or self.picked or self.alternative):
            return self.content_digest
        told = f"{self.content_digest}\n{list(self.chosen)}"
        if self.picked:
            said = {key: self.picked[key]["quantity"] for key in sorted(self.picked, key=int)}
            told += f"\n{said}"
        if self.alternative:
            told += f"\n{self.alternative}"
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def ordered(self) -> tuple[QuoteLineFacts, ...]:
        """The lines that acceptance orders: all but options not chosen, the other alternatives and the
        heads of other lines."""
        return tuple(li for li in self.lines if not (li.optional or li.aside or li.block))

    @property
    def recurring(self) -> tuple[engine.Recurring, ...]:
        """What each billing period costs at the beginning, by its length in months, shortest first."""
        sums: dict[int, int] = {}
        for line in self.ordered:
            if line.charge_kind == "recurring" and not line.starts_month:
                months = line.billing_months or 1
                sums[months] = sums.get(months, 0) + line.net_minor
        return tuple(engine.Recurring(m, sums[m]) for m in sorted(sums))

    @property
    def running_months(self) -> tuple[int, int]:
        """The shortest and the longest term of what repeats in the offer; of a ramp its whole term."""
        terms = [
            li.term_months or 0
            for li in self.lines
            if li.charge_kind == "recurring"
            and li.segment is None
            and not (li.optional or li.aside)
        ]
        return min(terms, default=self.term_months), max(terms, default=self.term_months)

    @property
    def years(self) -> list[ramps.Year]:
        """The recurring value year by year, where a ramp makes years differ; [] without one."""
        if not any(line.block == "ramp" for line in self.lines):
            return []
        return ramps.years(li for li in self.ordered if li.charge_kind == "recurring")

    @property
    def usage_minor(self) -> int:
        """The usage expected over the term; an estimate, in no total."""
        return sum(li.total_minor for li in self.ordered if li.charge_kind == "usage")

    @property
    def deposit_minor(self) -> int:
        """The deposit asked on acceptance, VAT included."""
        return engine.vat_minor(self.gross_minor, self.deposit_percent)


LINE = tuple(n for n in QuoteLineFacts.__dataclass_fields__ if n != "aside")
_HEAD = tuple(n for n in QuoteFacts.__dataclass_fields__ if n not in ("vat", "lines"))


def quote(quote_id: UUID, entity_id: UUID | None = None) -> QuoteFacts:
    """One quote with its lines; with `entity_id`, only if it is that company's."""
    return facts(_row(quote_id, entity_id), whole=True)


def head(quote_id: UUID, entity_id: UUID) -> QuoteFacts:
    """One quote of the company without its lines."""
    return facts(_row(quote_id, entity_id))


def _row(quote_id: UUID, entity_id: UUID | None) -> Quote:
    row = sql.first(Quote, "id = %s", [quote_id])
    if row is None or entity_id not in (None, row.entity_id):
        raise UnknownQuote(field="quote_id", found=str(quote_id))
    return row


def token_digest(token: str) -> str:
    """What is kept of the secret in a private link."""
    return hashlib.sha256(token.encode()).hexdigest()


def quote_by_token(token: str) -> QuoteFacts:
    """The quote behind a private link, whatever its state; UnknownLink if there is none."""
    row = Quote.objects.filter(token_digest=token_digest(token)).first() if token else None
    if row is None:
        raise UnknownLink(field="token")
    return facts(row, whole=True)


def quotes(ids: Collection[UUID]) -> dict[UUID, QuoteFacts]:
    """The heads of several quotes, by id."""
    return {row.id: facts(row) for row in Quote.objects.filter(pk__in=ids)}


def quotes_of_opportunities(ids: Collection[UUID]) -> dict[UUID, list[QuoteFacts]]:
    """The heads of the quotes of several opportunities, newest first."""
    found: dict[UUID, list[QuoteFacts]] = {}
    for row in Quote.objects.filter(opportunity__in=ids).order_by("-created_at", "-id"):
        found.setdefault(cast(UUID, row.opportunity_id), []).append(facts(row))
    return found


def versions(series: UUID) -> list[QuoteFacts]:
    """The heads of all versions of a negotiation, newest first."""
    return [facts(row) for row in Quote.objects.filter(series=series).order_by("-version")]


SORTS: Sorts = {
    "number": "number", "customer": folded("customer__name"), "title": folded("title"),
    "state": ranked("state", QuoteState), "valid_until": "valid_until", "net": "net_minor",
}  # fmt: skip


def quotes_page(
    entity_id: UUID,
    *,
    state: str = "",
    customer_id: UUID | None = None,
    opportunity_id: UUID | None = None,
    currency: str = "",
    since: date | None = None,
    until: date | None = None,
    text: str = "",
    sort: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[list[QuoteFacts], str | None]:
    """One page without lines, newest first. `text` is a part of number, title or customer.

    since, until  the last valid day, both included
    """
    rows = Quote.objects.filter(entity_id=entity_id)
    wanted = {
        "state": state, "customer_id": customer_id, "opportunity_id": opportunity_id,
        "currency": currency, "valid_until__gte": since, "valid_until__lte": until,
    }  # fmt: skip
    rows = rows.filter(**{k: v for k, v in wanted.items() if v})
    rows = _matching(rows, entity_id, text)
    found, following = keyset(*arranged(rows, sort, SORTS, ("-created_at", "-id")), cursor, limit)
    return [facts(row) for row in found], following


def _matching(rows: QuerySet[Quote], entity_id: UUID, text: str) -> QuerySet[Quote]:
    words = text.replace("\x00", "").strip()
    if not words:
        return rows
    named = [c.id for c in parties.find_customers(entity_id, words, limit=200)]
    said = Q(number__icontains=words) | holds("title", words)
    return rows.filter(said | Q(customer_id__in=named))


def states(entity_id: UUID) -> dict[str, int]:
    """How many quotes are in each state."""
    rows = Quote.objects.filter(entity_id=entity_id).values_list("state").annotate(n=Count("id"))
    return dict(rows.order_by("state"))


def overdue(entity_id: UUID, on: date) -> int:
    """Sent quotes whose last valid day has passed, to be marked as expired."""
    asked = {"entity_id": entity_id, "state": QuoteState.SENT, "valid_until__lt": on}
    return Quote.objects.filter(**asked).count()


def facts(
    row: Quote,
    *,
    whole: bool = False,
    lines: tuple[QuoteLineFacts, ...] = (),
    rows: Sequence[tuple[Any, ...]] | None = None,
) -> QuoteFacts:
    """A row as facts; `whole`: with its lines, which are read without a model object each; `rows`: they were
    read already."""
    head = {name: getattr(row, name) for name in _HEAD} | {"chosen": tuple(row.chosen)}
    head["amendment"] = row.amendment and load(row.amendment)
    head["alternatives"] = core.load(row.alternatives)
    if whole:
        rows = sql.values(QuoteLine, LINE, "quote_id = %s ORDER BY position", [row.id])
    if rows is not None:
        mine = frozenset(row.chosen)
        lines = tuple(line_from(dict(zip(LINE, li, strict=True)), mine, row.picked) for li in rows)
    if row.alternatives:
        kept = {int(key) for key in row.picked}
        lines = core.placed(lines, row.recommended, row.alternative, kept)
    return QuoteFacts(**head, vat=vat_facts(row.vat_lines), lines=lines)


def whole(ids: Collection[UUID]) -> list[QuoteFacts]:
    """Several quotes with their lines; two statements."""
    if not ids:
        return []
    asked = "quote_id = ANY(%s) ORDER BY quote_id, position"
    found: dict[UUID, list[tuple[Any, ...]]] = {}
    for quote_id, *line in sql.values(QuoteLine, ("quote_id", *LINE), asked, [list(ids)]):
        found.setdefault(quote_id, []).append(tuple(line))
    rows = Quote.objects.filter(pk__in=ids)
    return [facts(row, rows=found.get(row.id, [])) for row in rows]


def offered(quote_id: UUID) -> tuple[QuoteLineFacts, ...]:
    """The lines of a quote as it was offered: of every alternative, nothing chosen yet."""
    found = sql.values(QuoteLine, LINE, "quote_id = %s ORDER BY position", [quote_id])
    return tuple(line_from(dict(zip(LINE, li, strict=True)), frozenset(), {}) for li in found)


def line_facts(row: object) -> QuoteLineFacts:
    """A line that is not stored, as facts."""
    told = {name: getattr(row, name) for name in LINE}
    return QuoteLineFacts(**{**told, "waterfall": tuple(told["waterfall"])})


def line_from(row: dict[str, Any], chosen: frozenset[int], picked: Picks) -> QuoteLineFacts:
    """A stored line, by the names of `LINE`, with what the customer chose of it."""
    row |= picked_of(picked, row["id"])
    row["waterfall"] = tuple(row["waterfall"])
    row["optional"] = row["optional"] and row["id"] not in chosen
    return QuoteLineFacts(**row)


def vat_facts(rows: Iterable[Mapping[str, Any]]) -> tuple[VatFacts, ...]:
    """VAT per rate from what is stored with a quote or an alternative."""
    return tuple(
        VatFacts(Decimal(r["rate"]), r["category"], r["base_minor"], r["vat_minor"], UUID(r["decision"]))
        for r in rows
    )  # fmt: skip
