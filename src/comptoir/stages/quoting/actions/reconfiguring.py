"""A running line that gets other options: what it then costs, and what differs, said once for everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Refused
from comptoir.platform.actions import Do
from comptoir.stages.configuring import differing, doors
from comptoir.stages.configuring import queries as configuring
from comptoir.stages.quoting import ports
from comptoir.stages.quoting.core import amending as core
from comptoir.stages.quoting.core import stretches
from comptoir.stages.quoting.core.amending import ChangeIn, Kind
from comptoir.stages.quoting.models import QuoteLine


class NotConfigured(Refused):
    """This line was not put together from options, so it has none to change."""

    code = "line_not_configured"


@dataclass(frozen=True, slots=True)
class Reconfigured:
    """asked  the changes, with the product of the lines that get other options
    wished   the same, with the quantity and price they then have
    differs  place of a change → what differs of the product, as `_shown` tells it
    """

    asked: tuple[ChangeIn, ...]
    wished: tuple[ChangeIn, ...]
    differs: Mapping[int, dict[str, Any]] = field(default_factory=dict)


def reconfigured(
    do: Do, standing: ports.Standing, changes: Sequence[ChangeIn], day: date
) -> Reconfigured:
    """Fill in what follows from the running line; its price changes by what the options change it by.

    A price that was said stays. Changes that cannot be were refused before (`core.steps`).
    """
    places = [n for n, c in enumerate(changes) if c.kind == Kind.OPTIONS]
    if not places:
        return Reconfigured(tuple(changes), tuple(changes))
    lines = {line.id: line for line in standing.lines}
    sold = QuoteLine.objects.in_bulk([changes[n].line_id for n in places])
    ids = {changes[n].configuration_id for n in places}
    ids |= {line.configuration_id for line in sold.values()}
    made = configuring.configurations({pk for pk in ids if pk})
    asked, wished, differs = list(changes), list(changes), dict[int, dict[str, Any]]()
    for n in places:
        line_id = changes[n].line_id
        assert line_id is not None, "a line that does not run was refused"
        line = lines[line_id]
        asked[n] = replace(changes[n], sku=line.sku)
        told = _difference(do, sold[line_id], changes[n], made, f"changes.{n}")
        wished[n] = _wished(asked[n], line, sold[line_id], Decimal(told["price"]), day)
        differs[n] = {"options": told, "becomes": _becomes(wished[n])}
    return Reconfigured(tuple(asked), tuple(wished), differs)


def _difference(
    do: Do,
    first: QuoteLine,
    c: ChangeIn,
    made: Mapping[UUID, configuring.ConfigurationFacts],
    field: str,
) -> dict[str, Any]:
    """What differs of the product; refused where nothing does, or where there is nothing to differ from."""
    assert c.configuration_id is not None, "a change without one was refused"
    if first.configuration_id is None:
        raise NotConfigured(field=f"{field}.line_id", found=first.sku)
    after = made.get(c.configuration_id)
    if after is None or after.entity_id != do.entity_id:
        raise configuring.UnknownConfiguration(
            field=f"{field}.configuration_id", found=str(c.configuration_id)
        )
    before = made[first.configuration_id]
    if after.product_id != before.product_id:
        raise doors.OtherProduct(
            field=f"{field}.configuration_id", found=first.sku,
            expected=f"{before.code} v{before.number}",
        )  # fmt: skip
    told = differing.difference(before, after)
    if not told["options"]:
        raise core.NothingChanges(field=f"{field}.configuration_id", fix="choose other options")
    return told


def _wished(
    c: ChangeIn, line: ports.RunningLine, first: QuoteLine, difference: Decimal, day: date
) -> ChangeIn:
    """The line that takes its place: as many, at what a unit costs now and what the options differ by."""
    held = stretches.on(line.stretches, c.on or day) or line.stretches[-1]
    share = core.kept_share(
        first.discount_kind, first.discount_value, first.unit_net, first.list_price
    )
    price = core.repriced(held.unit_net, difference, share)
    return replace(
        c, unit_net=price if c.unit_net is None else c.unit_net,
        quantity=held.quantity if c.quantity is None else c.quantity,
    )  # fmt: skip


def _becomes(c: ChangeIn) -> dict[str, str]:
    assert c.quantity is not None and c.unit_net is not None, "both follow from the running line"
    return {"quantity": f"{c.quantity.normalize():f}", "unit_net": f"{c.unit_net.normalize():f}"}
