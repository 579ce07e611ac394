"""What sets an amendment apart from other quotes: its totals, its digest, the version it stands on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import zip_longest
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Invalid, Refused
from comptoir.records.catalog import queries as catalog
from comptoir.stages.quoting import ports
from comptoir.stages.quoting.amendments import AmendmentFacts, Stretch, dump, load
from comptoir.stages.quoting.core.amending import TAKES_PLACE
from comptoir.stages.quoting.models import Quote, QuoteLine


class ContractMoved(Refused):
    """The contract was amended meanwhile: make this amendment again on its newest version."""

    code = "contract_moved"


class ContractNotActive(Refused):
    """Only a contract that runs can be amended."""

    code = "contract_not_active"


class StartsOutside(Invalid):
    """What a change of a contract adds starts on the day of the change or later, before the contract ends."""

    code = "starts_outside_the_change"


def check_version(quote: Quote) -> None:
    """Refuse an amendment of a version that another one has changed; the contract stays locked."""
    if not quote.amends_contract:
        return
    standing = ports.contract_standing(quote.amends_contract, quote.entity_id, lock=True)
    if not standing.active:
        raise ContractNotActive(field="contract_id", found=standing.number)
    passed = Quote.objects.filter(
        amends_contract=quote.amends_contract, contract_version=quote.contract_version,
        state="accepted",
    ).exclude(pk=quote.id).exists()  # fmt: skip
    if passed or standing.version != quote.contract_version:
        raise ContractMoved(
            field="contract_version",
            found=f"{standing.number} v{quote.contract_version}",
            expected=f"v{standing.version + (passed and standing.version == quote.contract_version)}",
            fix="rebase",
        )


def added(quote: Quote, lines: Sequence[QuoteLine], made: AmendmentFacts) -> list[ports.Added]:
    """The lines of the quote as what the contract gets more; one that is offered only is not counted."""
    timing = catalog.products({li.product_id for li in lines}) if lines else {}
    places = [c.line_id if c.kind in TAKES_PLACE else None for c in made.asked if c.sku]
    return [
        ports.Added(
            li.product_id, li.sku, li.description, li.charge_kind, li.billing_months,
            Stretch(*_runs(made, li), li.quantity, li.unit_net, li.net_minor),
            li.decision_id, li.vat_rate, timing[li.product_id].billing_timing, place,
        )
        for li, place in zip_longest(lines, _placed(lines, places))
        if not li.optional and not li.block
    ]  # fmt: skip


def _runs(made: AmendmentFacts, li: QuoteLine) -> tuple[date, date | None]:
    if not li.billing_months:
        return made.effective_on, made.adds_until
    start, end = made.runs(li)
    if start < made.effective_on or (end and start >= end):
        until = f" … {end}" if end else ""
        raise StartsOutside(
            field="deliver_on", found=start.isoformat(), expected=f"{made.effective_on}{until}"
        )
    return start, end


def _placed(lines: Sequence[QuoteLine], places: Sequence[int | None]) -> list[int | None]:
    """The place of each row; parts stand where their bundle does."""
    left, found = list(places), list[int | None]()
    for line in lines:
        found.append(found[-1] if line.level else left.pop(0) if left else None)
    return found


def figure(quote: Quote, lines: Sequence[QuoteLine], categories: Mapping[UUID, str]) -> None:
    """Set the totals of an amendment to what it changes: from its effect, worked out now."""
    assert quote.amends_contract and quote.amendment, "an amendment says what changes"
    made = load(quote.amendment)
    effect = ports.amendment_effect(quote.amends_contract, made.steps, added(quote, lines, made))
    quote.amendment = dump(replace(made, effect=effect))
    quote.net_minor, quote.mrr_minor = effect["net_minor"], effect["mrr"]["delta"]
    quote.recurring_minor = quote.net_minor - quote.one_off_minor
    quote.vat_lines = effect["vat"]
    quote.vat_minor = sum(row["vat_minor"] for row in effect["vat"])
    quote.gross_minor = quote.net_minor + quote.vat_minor


def seen(quote: Quote) -> dict[str, Any]:
    """What the customer sees of the changes; nothing for any other quote."""
    if not quote.amends_contract or not quote.amendment:
        return {}
    told = {k: quote.amendment[k] for k in ("effective_on", "changes", "effect", "adds_until")}
    told |= {k: quote.amendment[k] for k in ("ends",) if k in quote.amendment}
    return {"amends": str(quote.amends_contract), "from": quote.contract_version, "amendment": told}
