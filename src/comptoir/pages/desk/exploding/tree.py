"""One tree from what the customer sees to all that it becomes: of a quote, an order, or one line of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.kernel.errors import NotFound
from comptoir.pages.desk.core.explosion import MONEY, Node
from comptoir.pages.desk.exploding import became, sold
from comptoir.pages.desk.exploding.case import Case, Sold, of_order, of_quote
from comptoir.pages.desk.exploding.reads import Outline
from comptoir.stages.ordering import queries as ordering
from comptoir.stages.quoting import queries as quoting


class UnknownLine(NotFound):
    """This document has no such line."""

    code = "unknown_line"


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
    case = of_order(facts, lang, margin)
    tops = _tops(case, _of_order)
    rest = facts.net_minor - sum(top.node.minor or 0 for top in tops)
    if rest:
        label = _("Parts of billing periods, on no one line")
        tops.append(Top("rest", frozenset(), Node("rest", label, minor=rest)))
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
    case = of_quote(facts, lang, margin)
    counted = {li.id for li in facts.ordered}
    tops = _tops(case, lambda c, one: _of_quote(c, one, one.id in counted))
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
        if line == top.key or (line.isdecimal() and int(line) in top.ids):
            return Exploded(*about, top.node, tuple(tops), top, case)
    expected = ", ".join(top.key for top in tops)[:200]
    raise UnknownLine(field="line", found=line[:60], expected=expected)


def _tops(case: Case, make: Make) -> list[Top]:
    """Lines under no head, and heads with theirs, in the order of the document."""
    known = {one.id for one in case.outline}
    placed = {li.outline_id: li for li in case.lines if li.outline_id and li.outline_id in known}
    tops: list[Top] = []
    at = 0
    while at < len(case.outline):
        end = _end(case.outline, at)
        block = case.outline[at:end]
        lines = [placed[one.id] for one in block if one.id in placed]
        if lines:
            ids = frozenset(li.id for li in lines)
            node = _block(case, block, placed, make)
            named = frozenset(one.id for one in block) if case.offer else ids
            tops.append(Top(str(min(ids)), named, node))
        at = end
    loose = [li for li in case.lines if li.outline_id not in known]
    return tops + [Top(str(li.id), frozenset({li.id}), make(case, li)) for li in loose]


def _end(outline: Sequence[Outline], at: int) -> int:
    """Where the block that begins at a place ends."""
    end = at + 1
    while end < len(outline) and outline[end].level > outline[at].level:
        end += 1
    return end


def _block(case: Case, block: Sequence[Outline], placed: Mapping[int, Sold], make: Make) -> Node:
    """A bundle or a ramp with what stands under it; a line without any."""
    head = block[0]
    if not head.block:
        return make(case, placed[head.id])
    rows: list[Node] = []
    at = 1
    while at < len(block):
        inner = block[at : _end(block, at)]
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
    return _line(case, line, (*sold.branches(case, line), *became.branches(case, line)))


def _of_quote(case: Case, line: Sold, counted: bool) -> Node:
    node = _line(case, line, tuple(sold.branches(case, line)))
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


def opened(found: Exploded, top: Top) -> Exploded:
    """The same document with one of its lines as the root."""
    return replace(found, root=top.node, top=top)
