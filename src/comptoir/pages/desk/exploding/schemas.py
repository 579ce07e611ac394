"""The tree as a program reads it."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Schema
from pydantic import Field

from comptoir.kernel.ids import show_id
from comptoir.pages.desk.core.explosion import Node, unequal
from comptoir.pages.desk.exploding.tree import Exploded
from comptoir.platform.schemas import PREFIXES, CustomerId, DecimalText, MoneyOut

NOUNS = {"deposit": "invoice", "credit": "invoice"}


class NodeOut(Schema):
    """One thing that a line becomes, with what it becomes in turn.

    kind    line | bundle | ramp | price | step | made | part | work | vat | deliveries | invoices |
            payments | ledger | account | posting | revenue | obligation | …
    number  of its document, SKU, account or work center;  id: of the document that it stands for
    adds    which of its figures are the sums of those below: minor (the amount), quantity
    """

    kind: str
    label: str
    note: str
    number: str
    id: str | None
    on: date | None
    quantity: DecimalText | None
    unit: str
    amount: MoneyOut | None
    state: str
    adds: list[str]
    below: list[NodeOut] = Field(default_factory=list)

    @classmethod
    def of(cls, node: Node, currency: str) -> NodeOut:
        return cls(
            kind=node.kind, label=node.label, note=node.note, number=node.number, id=_id(node),
            on=node.on, quantity=node.quantity, unit=node.unit, state=node.state,
            amount=None if node.minor is None else MoneyOut.of(node.minor, currency),
            adds=list(node.adds), below=[cls.of(one, currency) for one in node.below],
        )  # fmt: skip


class ExplodedOut(Schema):
    """A quote or an order, or one line of it, with all that it becomes; labels in the reader's language.

    unequal  figures that are not the sum of those below them: always none
    """

    kind: str
    id: str
    number: str
    state: str
    currency: str
    customer_id: CustomerId
    tree: NodeOut
    unequal: list[str]

    @classmethod
    def of(cls, found: Exploded) -> ExplodedOut:
        return cls(
            kind=found.kind, id=show_id(PREFIXES[found.kind], found.id), number=found.number,
            state=found.state, currency=found.currency, customer_id=found.customer_id,
            tree=NodeOut.of(found.root, found.currency), unequal=unequal(found.root),
        )  # fmt: skip


def _id(node: Node) -> str | None:
    if node.thing is None:
        return None
    kind, thing_id = node.thing
    value: Any = thing_id
    return show_id(PREFIXES[NOUNS.get(kind, kind)], value)
