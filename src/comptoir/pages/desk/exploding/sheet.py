"""The tree as a workbook that calculates: a figure that is a sum is the formula of its parts."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from comptoir.kernel.money import Money
from comptoir.pages.desk.core.explosion import MONEY, QUANTITY, Node, walk
from comptoir.pages.desk.exploding.tree import Exploded
from comptoir.shell.sheets import Cell, Formula, Sheet, xlsx_book

MOST = 200  # terms of a sum that every spreadsheet takes


def workbook(found: Exploded) -> bytes:
    """One row per node, indented by its level."""
    head = (
        _("Level"), _("What it becomes"), _("Note"), _("Document"), _("Date"), _("Quantity"),
        _("Unit"), _("Amount"), _("Currency"),
    )  # fmt: skip
    nodes = list(walk(found.root))
    at = {id(node): n for n, (_level, node) in enumerate(nodes, start=2)}
    rows = [_row(level, node, at, found.currency) for level, node in nodes]
    return xlsx_book([Sheet(_("What it becomes")[:31], head, rows)])


def _row(level: int, node: Node, at: dict[int, int], currency: str) -> list[Cell]:
    money = None if node.minor is None else Money(node.minor, currency)
    amount: Cell = money
    if money is not None and MONEY in node.adds:
        cells = [f"H{at[id(one)]}" for one in node.below if one.minor is not None]
        amount = Formula(_sum(cells), money) if 0 < len(cells) <= MOST else money
    quantity: Cell = node.quantity
    if node.quantity is not None and QUANTITY in node.adds:
        cells = [f"F{at[id(one)]}" for one in node.below if one.quantity is not None]
        quantity = Formula(_sum(cells), node.quantity) if 0 < len(cells) <= MOST else node.quantity
    return [
        level, f"{'    ' * (level - 1)}{node.label}", node.note, node.number, node.on, quantity,
        node.unit, amount, currency if money is not None else "",
    ]  # fmt: skip


def _sum(cells: Sequence[str]) -> str:
    return f"=SUM({','.join(cells)})"
