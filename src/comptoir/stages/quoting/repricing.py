"""What open quotes would come to if they were priced again with other list prices. Nothing is written.

The same steps price a draft again for good (`actions/grid.price_again`): these are the figures it then has.
A batch of quotes is read in a few statements whatever their number; an amendment alone asks its contract.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef

from comptoir.kernel.errors import DomainError
from comptoir.platform import sql
from comptoir.platform.paging import keyset
from comptoir.platform.problem import problem
from comptoir.records.catalog import queries as catalog
from comptoir.records.taxes import queries as taxes
from comptoir.stages.configuring import doors
from comptoir.stages.pricing import ahead, promotions
from comptoir.stages.pricing.changes import PriceChangeFacts
from comptoir.stages.quoting import reapproving
from comptoir.stages.quoting.actions import cross, expanding, outline, uses, whole
from comptoir.stages.quoting.actions.pricing_lines import (
    Categories,
    LinesRefused,
    Stock,
    draft_of,
    rates_of,
    rows_from,
)
from comptoir.stages.quoting.core.blocks import Block
from comptoir.stages.quoting.core.states import QuoteState
from comptoir.stages.quoting.models import Quote, QuoteLine

BATCH = 200
DEEPEST = 10  # levels of bundles in bundles
# Why a line of a changed product keeps what it comes to; by the step of its price that says so.
KEEPS = {"contract_price": "agreed", "promotional_price": "promotional"}


@dataclass(frozen=True, slots=True)
class Repriced:
    """An open quote priced again on a day; amounts in minor units of its currency, without VAT.

    before     what it comes to as it stands
    otherwise  what it would come to without the change: what else moved since it was priced
    after      with the change;  refused: why it cannot be priced then, else ""
    lines      how many of its lines are of products whose price changes
    kept       why some of these keep what they come to, and how many: net_price, net_total, agreed,
               promotional, bundle, not_counted (options, usage, other alternatives), same
    below      lines that would fall below the floor of the price book and do not now
    approvals  roles that would have to approve and need not now
    """

    quote_id: UUID
    number: str
    version: int
    customer_id: UUID
    currency: str
    before_minor: int
    otherwise_minor: int
    after_minor: int
    lines: int
    kept: Mapping[str, int] = field(default_factory=dict)
    below: int = 0
    approvals: tuple[str, ...] = ()
    refused: str = ""

    @property
    def difference_minor(self) -> int:
        return self.after_minor - self.before_minor

    @property
    def changes(self) -> bool:
        """Whether the change of prices moves it."""
        return not self.refused and self.after_minor != self.otherwise_minor


@dataclass(frozen=True, slots=True)
class Sent:
    """A sent quote: it keeps its prices."""

    quote_id: UUID
    number: str
    version: int
    customer_id: UUID
    net_minor: int
    valid_until: date


@dataclass(frozen=True, slots=True)
class Counts:
    """How many open quotes sell what changes: drafts and sent ones of the book, and those of other books.

    others  book → open quotes
    """

    drafts: int
    sent: int
    sent_minor: int
    others: Mapping[UUID, int]


@dataclass(frozen=True, slots=True)
class Batch:
    """Everything that pricing some quotes again needs."""

    on: date
    stock: Stock
    shelf: ahead.Shelf
    lines: Mapping[UUID, list[QuoteLine]]
    categories: Categories
    grounds: Mapping[UUID, cross.Ground]
    without: ahead.Swaps  # list prices to replace, for the prices without the change
    changed: ahead.Swaps  # and for those with it

    def concerns(self, line: QuoteLine) -> bool:
        """Whether the price of its product changes; a ramp is counted by its segments."""
        moved = line.product_id in self.changed or line.product_id in self.without
        return moved and line.block != Block.RAMP


Rows = list[QuoteLine]
Priced = tuple[Quote, Rows]
_SELLS = """q.entity_id = %s AND EXISTS (
    SELECT 1 FROM quoting_line l WHERE l.quote_id = q.id AND l.product_id = ANY(%s))"""
_COUNTS = f"""
SELECT q.state, q.book_id, count(*), sum(q.net_minor) FROM quoting_quote q
WHERE {_SELLS} AND q.state IN ('draft', 'sent') GROUP BY 1, 2
"""  # noqa: S608 — words from the code
_SENT = f"""
SELECT q.id, q.number, q.version, q.customer_id, q.net_minor, q.valid_until FROM quoting_quote q
WHERE {_SELLS} AND q.state = 'sent' AND q.book_id = %s ORDER BY q.number, q.version LIMIT %s
"""  # noqa: S608 — words from the code


def products_of(change: PriceChangeFacts) -> set[UUID]:
    """The products whose price changes, and the bundles that hold one of them."""
    found = fresh = {UUID(row["product_id"]) for row in change.rows}
    for _level in range(DEEPEST):
        around = {b.id for held in catalog.bundles_of(fresh).values() for b in held}
        fresh = around - found
        if not fresh:
            break
        found = found | fresh
    return found


def counts(change: PriceChangeFacts, entity_id: UUID, products: Collection[UUID]) -> Counts:
    """One statement."""
    told = sql.rows(_COUNTS, [entity_id, list(products)])
    own = {row[0]: row[2:] for row in told if row[1] == change.book_id}
    others: Counter[UUID] = Counter()
    for _state, book, count, _sum in told:
        if book != change.book_id:
            others[book] += count
    sent = own.get("sent", (0, 0))
    return Counts(own.get("draft", (0, 0))[0], sent[0], int(sent[1]), dict(others))


def sent(
    change: PriceChangeFacts, entity_id: UUID, products: Collection[UUID], limit: int
) -> list[Sent]:
    """The sent quotes of the book that sell what changes, the first of them by number."""
    rows = sql.rows(_SENT, [entity_id, list(products), change.book_id, limit])
    return [Sent(*row) for row in rows]


def drafts(
    change: PriceChangeFacts,
    entity_id: UUID,
    today: date,
    products: Collection[UUID],
    *,
    cursor: str | None = None,
    limit: int = BATCH,
) -> tuple[list[Repriced], str | None]:
    """Some of the drafts of the book that sell what changes, each priced again with the change, on the day
    from which it holds, or today; oldest first, and the cursor of the next ones."""
    sells = QuoteLine.objects.filter(quote=OuterRef("pk"), product__in=products)
    rows = Quote.objects.filter(
        Exists(sells), entity_id=entity_id, book_id=change.book_id, state=QuoteState.DRAFT
    )
    quotes, following = keyset(rows, ("id",), cursor, limit)
    if not quotes:
        return [], None
    batch = batch_of(change, entity_id, max(today, change.starts_on), quotes, lines_of(quotes))
    found: list[Repriced] = []
    after: dict[UUID, Priced] = {}
    for quote in quotes:
        one, then = priced_again(batch, quote)
        found.append(one)
        if then is not None:
            after[quote.id] = then
    asked = reapproving.needed(entity_id, batch.on, _pairs(quotes, batch, after))
    return [replace(one, approvals=asked.get(one.quote_id, ())) for one in found], following


def lines_of(quotes: Sequence[Quote]) -> dict[UUID, Rows]:
    """The rows of several quotes, in order; one statement."""
    lines: dict[UUID, Rows] = {quote.id: [] for quote in quotes}
    where = "quote_id = ANY(%s) ORDER BY quote_id, position"
    for line in sql.find(QuoteLine, where, [list(lines)]):
        lines[line.quote_id].append(line)
    return lines


def batch_of(
    change: PriceChangeFacts,
    entity_id: UUID,
    on: date,
    quotes: Sequence[Quote],
    lines: Mapping[UUID, Rows],
) -> Batch:
    """Read what pricing these quotes of one book again needs: a few statements whatever their number."""
    every = [line for some in lines.values() for line in some]
    sold = catalog.by_sku(entity_id, {line.sku for line in every})
    products = expanding.parts_of({p.id: p for p in sold.values()})
    categories = {p.id: p.category for p in products.values()}
    shelf = ahead.shelf(change.book_id, categories, on, {q.customer_id for q in quotes})
    asked = doors.Asked(entity_id, quotes[0].currency, on)
    made = {line.configuration_id for line in every}
    door = doors.open_door(asked, categories, made, judged=False)
    vat = taxes.decisions({line.decision_id for line in every})
    stock = Stock(on, products, sold, {}, door, rates_of(asked, products.values()))
    coupons = sorted({code for quote in quotes for code in quote.coupons})
    told = promotions.open_to(
        promotions.Deal(entity=entity_id, currency=asked.currency, on=on, coupons=coupons)
    )
    left = uses.all_open(quotes, told)
    grounds = {quote.id: cross.Ground(left[quote.id], categories) for quote in quotes}
    named = {pk: one.category for pk, one in vat.items()}
    return Batch(on, stock, shelf, lines, named, grounds, *shelf.swaps(change))


def priced_again(batch: Batch, quote: Quote) -> tuple[Repriced, Priced | None]:
    """A quote of the batch priced again, and its rows then; without them where it cannot be."""
    lines = batch.lines[quote.id]
    head = Repriced(
        quote.id, quote.number, quote.version, quote.customer_id, quote.currency,
        quote.net_minor, quote.net_minor, quote.net_minor, sum(map(batch.concerns, lines)),
    )  # fmt: skip
    try:
        then, rows = _priced(batch, quote, batch.changed)
    except DomainError as error:
        return _refused(head, error), None
    try:
        other, same = _priced(batch, quote, batch.without)
    except DomainError:  # only the change makes it possible
        other, same = quote, []
    kept: Counter[str] = Counter()
    if len(rows) == len(same):
        pairs = zip(rows, same, strict=True)
        kept.update(_why_kept(then, a, b) for a, b in pairs if batch.concerns(a))
    del kept[""]
    told = replace(
        head, otherwise_minor=other.net_minor, after_minor=then.net_minor, kept=dict(kept),
        below=len(_below(rows) - _below(lines)),
    )  # fmt: skip
    return told, (then, rows)


def _priced(batch: Batch, quote: Quote, swapped: ahead.Swaps) -> Priced:
    """A copy of the quote with its lines priced anew, as `grid.price_again` would leave it."""
    before = batch.lines[quote.id]
    then = copy(quote)
    prices = batch.shelf.to(quote.customer_id, swapped)
    stock = replace(batch.stock, prices=prices)
    rows = rows_from(stock, then, [draft_of(line) for line in before if not line.level])
    rows = outline.continued(rows, before)
    known = {line.product_id: line for line in before}
    for position, line in enumerate(rows, start=1):
        line.position = position
        # what a bundle has new has no decision yet; VAT is no part of a net, so any one will do
        seen = known.get(line.product_id, before[0])
        line.decision_id, line.vat_rate = seen.decision_id, seen.vat_rate
    whole.settle_on(batch.grounds[quote.id], then, rows, batch.categories)
    return then, rows


def _why_kept(quote: Quote, line: QuoteLine, without: QuoteLine) -> str:
    """Why a line comes to the same with the change; "" where it does not."""
    aside = line.alternative not in ("", quote.recommended)
    if line.optional or aside or line.charge_kind == "usage":
        return "not_counted"
    labels = {step["label_code"] for step in line.waterfall}
    if "bundle_share" in labels:  # its own price only weighs in the split
        return "bundle"
    if _worth(line) != _worth(without):
        return ""
    if line.discount_kind in ("net", "total"):
        return f"net_{'price' if line.discount_kind == 'net' else 'total'}"
    return next((why for label, why in KEEPS.items() if label in labels), "same")


def _worth(line: QuoteLine) -> tuple[Decimal, int]:
    """What it comes to before the discount on the whole; of a bundle, whose parts cost it, its price."""
    own = line.unit_net if line.block else Decimal(0)
    return own, line.net_minor + line.share_minor


def _below(lines: Rows) -> set[int]:
    """Lines whose unit price is less than the lowest of the book."""
    return {
        line.position for line in lines
        if line.floor is not None and line.unit_net < line.floor and not line.block
    }  # fmt: skip


def _refused(head: Repriced, error: DomainError) -> Repriced:
    first = next(iter(error.errors.values())) if isinstance(error, LinesRefused) else error
    return replace(head, refused=str(problem(first)["detail"]))


def _pairs(
    quotes: Sequence[Quote], batch: Batch, after: Mapping[UUID, Priced]
) -> list[reapproving.Pair]:
    return [
        reapproving.Pair(quote, batch.lines[quote.id], *after[quote.id])
        for quote in quotes
        if quote.id in after
    ]
