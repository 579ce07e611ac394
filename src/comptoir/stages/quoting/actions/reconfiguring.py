"""A running line that gets other options: what it then costs, and what differs, said once for everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Refused
from comptoir.kernel.money import EXACT, exponent
from comptoir.platform.actions import Do
from comptoir.stages.configuring import differing, doors
from comptoir.stages.configuring import queries as configuring
from comptoir.stages.quoting import ports
from comptoir.stages.quoting.core import amending as core
from comptoir.stages.quoting.core import stretches
from comptoir.stages.quoting.core.amending import ChangeIn, Kind
from comptoir.stages.quoting.models import QuoteLine

HUNDRED = Decimal(100)


class NotConfigured(Refused):
    """This line was not put together from options, so it has none to change."""

    code = "line_not_configured"


@dataclass(frozen=True, slots=True)
class Reconfigured:
    """asked  the changes, with the product of the lines that get other options
    wished   the same, with the quantity and price they then have
    later    place of a change → the segments of a ramp that follow, each with its days, quantity and price
    differs  place of a change and line → what differs of the product, as `_shown` tells it
    """

    asked: tuple[ChangeIn, ...]
    wished: tuple[ChangeIn, ...]
    later: Mapping[int, tuple[ChangeIn, ...]] = field(default_factory=dict)
    differs: Mapping[tuple[int, int], dict[str, Any]] = field(default_factory=dict)

    def adds(self, day: date) -> list[ChangeIn]:
        """What the amendment adds, in order; one of several segments ends where the next begins."""
        found: list[ChangeIn] = []
        for n, c in enumerate(self.wished):
            if c.kind not in core.ADDS:
                continue
            following = self.later.get(n, ())
            own = replace(c, on=c.on or day)
            found.append(replace(own, ends_on=following[0].on) if following else own)
            found += following
        return found


def reconfigured(
    do: Do, standing: ports.Standing, changes: Sequence[ChangeIn], day: date
) -> Reconfigured:
    """Fill in what follows from the running line; its price changes by what the options change it by.

    A price that was said stays. A ramp keeps its segments: each of those that follow gets the other options
    at its own quantity and price. Changes that cannot be were refused before (`core.steps`).
    """
    places = [n for n, c in enumerate(changes) if c.kind == Kind.OPTIONS]
    if not places:
        return Reconfigured(tuple(changes), tuple(changes))
    lines = {line.id: line for line in standing.lines}
    running = {
        li.id: core.Running(li.id, li.charge_kind, li.stretches, li.sku) for li in standing.lines
    }
    sold = QuoteLine.objects.select_related("quote").in_bulk(lines)
    ids = {changes[n].configuration_id for n in places}
    ids |= {sold[line_id].configuration_id for n in places if (line_id := changes[n].line_id)}
    made = configuring.configurations({pk for pk in ids if pk})
    asked, wished = list(changes), list(changes)
    later: dict[int, tuple[ChangeIn, ...]] = {}
    differs: dict[tuple[int, int], dict[str, Any]] = {}
    for n in places:
        line_id = changes[n].line_id
        assert line_id is not None, "a line that does not run was refused"
        line = lines[line_id]
        asked[n] = replace(changes[n], sku=line.sku)
        told = _difference(do, sold[line_id], changes[n], made, f"changes.{n}")
        apart = told | {"options": []}
        wished[n] = _wished(asked[n], line, sold[line_id], told, day)
        differs[n, line_id] = _told(told, wished[n], sold[line_id])
        found = []
        for x in core.following(running[line_id], running):
            own = replace(asked[n], on=x.first, ends_on=None, quantity=None, unit_net=None)
            one = _wished(own, lines[x.id], sold[x.id], told, day)
            found.append(replace(one, ends_on=x.end))
            differs[n, x.id] = _told(apart, one, sold[x.id])
        later[n] = _until_the_end(found, standing.ends_on)
    return Reconfigured(tuple(asked), tuple(wished), later, differs)


def _until_the_end(found: Sequence[ChangeIn], ends_on: date | None) -> tuple[ChangeIn, ...]:
    """The last segment ends with the contract, as what is added does."""
    return tuple(replace(c, ends_on=None) if c.ends_on == ends_on else c for c in found)


def _told(told: dict[str, Any], c: ChangeIn, first: QuoteLine) -> dict[str, Any]:
    off = _header(first)
    return {"options": told, "becomes": _becomes(c)} | (
        {"off": f"{off.normalize():f}"} if off else {}
    )


def _header(first: QuoteLine) -> Decimal:
    """The discount in percent on the whole quote that a line was sold with."""
    quote = first.quote
    return quote.discount_value if quote.discount_kind == "percent" else Decimal(0)


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
    c: ChangeIn, line: ports.RunningLine, first: QuoteLine, told: Mapping[str, Any], day: date
) -> ChangeIn:
    """The line that takes its place: as many, at what a unit costs now and what the options differ by.

    A discount in percent on the whole quote is in what a unit costs now, and is taken off the difference too.
    """
    held = stretches.on(line.stretches, c.on or day) or line.stretches[-1]
    share = core.kept_share(
        first.discount_kind, first.discount_value, first.unit_net, first.list_price
    )
    left = EXACT.divide(HUNDRED - _header(first), HUNDRED)
    paid = core.paid(held, exponent(first.quote.currency))
    price = core.repriced(paid, Decimal(told["price"]), EXACT.multiply(share, left))
    return replace(
        c, unit_net=price if c.unit_net is None else c.unit_net,
        quantity=held.quantity if c.quantity is None else c.quantity,
    )  # fmt: skip


def _becomes(c: ChangeIn) -> dict[str, str]:
    assert c.quantity is not None and c.unit_net is not None, "both follow from the running line"
    return {"quantity": f"{c.quantity.normalize():f}", "unit_net": f"{c.unit_net.normalize():f}"}
