"""One tree from what the customer sees to all that it becomes: of a quote, an order, or one line of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.pages.desk.core.explosion import MONEY, Node
from comptoir.pages.desk.exploding import became, sold
from comptoir.pages.desk.exploding.blocks import FIRST, UnknownLine, end
from comptoir.pages.desk.exploding.case import Case, Sold, of_order, of_quote
from comptoir.pages.desk.exploding.reads import Outline
from comptoir.stages.ordering import queries as ordering
from comptoir.stages.quoting import queries as quoting


@dataclass(frozen=True, slots=True)
class Top:
    """A line as the customer sees it; `ids`: the lines of the document that it stands for."""

    key: str
    ids: frozenset[int]
    node: Node


@dataclass(frozen=True, slots=True)
class Exploded:
    """The tree of a document, or of one of its lines, with what the customer sees in order."""

    kind: str
    id: UUID
    number: str
    state: str
    currency: str
    customer_id: UUID
    root: Node
    tops: tuple[Top, ...]
    top: Top | None
    case: Case


Make = Callable[[Case, Sold], Node]


def order(order_id: UUID, entity_id: UUID, lang: str, *, margin: bool, line: str = "") -> Exploded:
    """An order as one tree; `line`: only what the customer sees of that line."""
    facts = ordering.order(order_id, entity_id)
    case = of_order(facts, lang, margin, line)
    tops = _tops(case, _of_order)
    tops += _rest(facts.net_minor, tops, _("Parts of billing periods, on no one line"))
    if whole := case.shares.get(None):
        node = Node("whole", _("The order as a whole"), below=tuple(became.of_whole(case, whole)))
        tops.append(Top("whole", frozenset(), node))
    root = Node(
        "order", _("Order"), number=facts.number, on=facts.placed_on, minor=facts.net_minor,
        thing=("order", facts.id),
    )  # fmt: skip
    about = ("order", facts.id, facts.number, facts.state, facts.currency, facts.customer_id)
    return _exploded(about, root, tops, case, line)


def quote(quote_id: UUID, entity_id: UUID, lang: str, *, margin: bool, line: str = "") -> Exploded:
    """A quote as one tree, as far as an offer goes: price, composition, work, weight, VAT."""
    facts = quoting.quote(quote_id, entity_id)
    case = of_quote(facts, lang, margin, line)
    counted = {li.id for li in facts.ordered}
    tops = _tops(case, lambda c, one: _of_quote(c, one, one.id in counted))
    label = _("What the amendment takes away, or charges in part")
    tops += _rest(facts.net_minor, tops, label if facts.amendment else _("Difference"))
    root = Node(
        "quote", _("Quote"), number=facts.ident, minor=facts.net_minor, thing=("quote", facts.id)
    )
    about = ("quote", facts.id, facts.ident, facts.state, facts.currency, facts.customer_id)
    return _exploded(about, root, tops, case, line)


def _exploded(
    about: tuple[str, UUID, str, str, str, UUID], root: Node, tops: list[Top], case: Case, line: str
) -> Exploded:
    """All of the document, or one line of it: then it is the root itself."""
    whole = replace(root, adds=(MONEY,), below=tuple(top.node for top in tops))
    if not line:
        return Exploded(*about, whole, tuple(tops), None, case)
    for top in tops:
        if line in (top.key, FIRST) or (line.isdecimal() and int(line) in top.ids):
            return Exploded(*about, top.node, tuple(tops), top, case)
    if line == FIRST:
        return Exploded(*about, whole, (), None, case)
    raise UnknownLine(field="line", found=line[:60])


def _rest(net_minor: int, tops: Sequence[Top], label: str) -> list[Top]:
    """What of the document's net is on none of its lines."""
    rest = net_minor - sum(top.node.minor or 0 for top in tops)
    return [Top("rest", frozenset(), Node("rest", label, minor=rest))] if rest else []


def _tops(case: Case, make: Make) -> list[Top]:
    """What the customer sees, in the order of the document; only what is wanted opens."""
    by_id = {li.id: li for li in case.lines}
    placed = {li.outline_id: li for li in case.lines if li.outline_id}

    return [
        Top(
            one.key, one.named,
            _block(case, one.outline, placed, make)
            if one.outline else make(case, by_id[min(one.lines)]),
        )
        for one in case.blocks
    ]  # fmt: skip


def _block(case: Case, block: Sequence[Outline], placed: Mapping[int, Sold], make: Make) -> Node:
    """A bundle or a ramp with what stands under it; a line without any."""
    head = block[0]
    if not head.block:
        return make(case, placed[head.id])
    rows: list[Node] = []
    at = 1
    while at < len(block):
        inner = block[at : end(block, at)]
        if any(one.id in placed for one in inner):
            rows.append(_block(case, inner, placed, make))
        at += len(inner)
    known = [one.minor for one in rows if one.minor is not None]
    return Node(
        head.block, head.description, _BLOCKS[head.block](len(rows)), quantity=head.quantity,
        unit=head.unit, minor=sum(known) if known else None, adds=(MONEY,) if known else (),
        below=tuple(rows),
    )  # fmt: skip


_BLOCKS: Mapping[str, Callable[[int], str]] = {
    "bundle": lambda n: ngettext("bundle of %(n)s line", "bundle of %(n)s lines", n) % {"n": n},
    "ramp": lambda n: ngettext("ramp of %(n)s segment", "ramp of %(n)s segments", n) % {"n": n},
}


def _of_order(case: Case, line: Sold) -> Node:
    if not case.opens(line):
        return _line(case, line, ())
    return _line(case, line, (*sold.branches(case, line), *became.branches(case, line)))


def _of_quote(case: Case, line: Sold, counted: bool) -> Node:
    node = _line(case, line, tuple(sold.branches(case, line)) if case.opens(line) else ())
    if counted:
        return node
    note = _("an option, or part of another alternative: in no total")
    return replace(node, minor=None, note=note, state="optional")


def _line(case: Case, line: Sold, below: tuple[Node, ...]) -> Node:
    product = case.products.get(line.product_id)
    return Node(
        "line", line.description, number=product.sku if product else "", quantity=line.quantity,
        unit=product.unit if product else "", minor=line.worth_minor,
        thing=("product", line.product_id), below=below,
    )  # fmt: skip
