"""Amendments of running contracts over HTTP: one operation takes a list of changes; `dry_run` previews it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from comptoir.platform.schemas import (
    ConfigurationId,
    ContractId,
    Day,
    DecimalText,
    In,
    MoneyOut,
    QuoteId,
    example,
)
from comptoir.platform.web import entity_of, perform
from comptoir.stages.quoting import actions, queries
from comptoir.stages.quoting.amendments import ChangeIn, RampStep
from comptoir.stages.quoting.ramp_schemas import Quantity, Value
from comptoir.stages.quoting.schemas import NO_NUL, LineKey, Text, UpliftIn

router = Router(tags=["Amendments"])
Kinds = Literal[
    "add", "remove", "swap", "options", "quantity", "price", "dates", "ramp", "co_term", "renew", "cancel",
    "uplift",
]  # fmt: skip


class RampBody(In):
    on: Day
    quantity: Quantity | None = None
    unit_net: Value | None = None


class ChangeBody(In):
    """One change. line_id: of GET /contracts/{id}/lines; sku: of what is added or takes its place; unit_net:
    price of one unit and one billing period; ends_on: first day without it; months, percent: of a renewal,
    percent left out: what the contract says of it; line_ids: what a co-term moves, all if left out;
    configuration_id: of other options, as `POST /models/{model_id}/configurations` saved them; uplift: the
    price at renewal from that day on, null for none."""

    kind: Kinds
    line_id: LineKey | None = None
    on: Day | None = None
    sku: Annotated[str, Field(max_length=40, pattern=NO_NUL)] = ""
    quantity: Quantity | None = None
    unit_net: Value | None = None
    ends_on: Day | None = None
    steps: Annotated[list[RampBody], Field(max_length=60)] = Field(default_factory=list)
    line_ids: Annotated[list[LineKey], Field(max_length=5_000)] = Field(default_factory=list)
    months: Annotated[int, Field(ge=1, le=240)] | None = None
    percent: Annotated[DecimalText, Field(ge=-100, le=1000)] | None = None
    configuration_id: ConfigurationId | None = None
    uplift: UpliftIn | None = None

    def read(self) -> ChangeIn:
        given = {n: getattr(self, n) for n in type(self).model_fields}
        given["steps"] = tuple(RampStep(s.on, s.quantity, s.unit_net) for s in self.steps)
        given["line_ids"] = tuple(self.line_ids)
        given["uplift"] = self.uplift.stored() if self.uplift else None
        return ChangeIn(**given)


Changes = Annotated[list[ChangeBody], Field(min_length=1, max_length=500)]


class AmendmentIn(In):
    """effective_on: first day of changes that name none; version: of the contract, as you read it."""

    model_config = example(
        contract_id="ctr_01h455vb4pex5vsknk084sn02q", effective_on="2026-07-01",
        changes=[{"kind": "quantity", "line_id": 1, "quantity": "15"}],
    )  # fmt: skip

    contract_id: ContractId
    changes: Changes
    effective_on: Day | None = None
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    title: Text = ""
    note: Annotated[str, Field(max_length=2000, pattern=NO_NUL)] = ""
    valid_days: Annotated[int, Field(ge=0, le=3650)] = 30


class AmendmentChange(In):
    """changes: left out, the amendment is made again on the contract's newest version."""

    changes: Changes | None = None
    effective_on: Day | None = None


class BilledLineOut(Schema):
    """unused: given back, of the invoice `corrects`."""

    name: str
    start: date
    end: date
    net: MoneyOut
    unused: bool
    corrects: str | None


class BilledOut(Schema):
    """A document that the amendment makes."""

    kind: str
    on: date
    net: MoneyOut
    vat: MoneyOut
    gross: MoneyOut
    lines: list[BilledLineOut]


class ScheduledOut(Schema):
    """What is billed of the changed lines on a day: without the amendment, and with it."""

    on: date
    before: MoneyOut
    after: MoneyOut


class MrrChangeOut(Schema):
    """delta = new + expansion + contraction + churn."""

    before: MoneyOut
    after: MoneyOut
    delta: MoneyOut
    new: MoneyOut
    expansion: MoneyOut
    contraction: MoneyOut
    churn: MoneyOut


class AmendmentOut(Schema):
    """changes: each with the values before and after; net: what the contract's value changes by."""

    quote_id: QuoteId
    number: str
    state: str
    contract_id: ContractId
    contract_version: int
    effective_on: date
    changes: list[dict[str, Any]]
    documents: list[BilledOut]
    schedule: list[ScheduledOut]
    mrr: MrrChangeOut
    on_delivery: MoneyOut
    net: MoneyOut
    vat: MoneyOut
    gross: MoneyOut


def shown(quote: queries.QuoteFacts) -> dict[str, Any]:
    """An amendment as the API says it; 404 for any other quote."""
    made = quote.amendment
    if made is None:
        raise actions.NoAmendment(field="quote_id", found=quote.number)

    def money(minor: int) -> MoneyOut:
        return MoneyOut.of(minor, quote.currency)

    def line(row: dict[str, Any]) -> dict[str, Any]:
        return {**row, "net": money(row["net_minor"])}

    effect = made.effect
    documents = [
        {
            "kind": d["kind"], "on": d["on"], "lines": [line(li) for li in d["lines"]],
            **{n: money(d[f"{n}_minor"]) for n in ("net", "vat", "gross")},
        }
        for d in effect["documents"]
    ]  # fmt: skip
    schedule = [
        {"on": s["on"], "before": money(s["before"]), "after": money(s["after"])}
        for s in effect["schedule"]
    ]
    return {
        "quote_id": quote.id, "number": quote.ident, "state": quote.state,
        "contract_id": quote.amends_contract, "contract_version": quote.contract_version,
        "effective_on": made.effective_on, "changes": list(made.changes), "documents": documents,
        "schedule": schedule, "mrr": {k: money(v) for k, v in effect["mrr"].items()},
        "on_delivery": money(effect["on_delivery"]), "net": money(quote.net_minor),
        "vat": money(quote.vat_minor), "gross": money(quote.gross_minor),
    }  # fmt: skip


def _after(event: Any) -> dict[str, Any]:
    return shown(queries.quote(event.quote_id))


@router.post("/amendments", response=AmendmentOut)
def draft_amendment(request: HttpRequest, body: AmendmentIn) -> dict[str, Any]:
    """Offer changes of a running contract: a quote bound to the contract's version, with what it costs."""
    given = {n: getattr(body, n) for n in AmendmentIn.model_fields}
    given["changes"] = [change.read() for change in body.changes]
    return perform(request, actions.draft_amendment, _after, **given)


@router.put("/amendments/{quote_id}", response=AmendmentOut)
def change_amendment(
    request: HttpRequest, quote_id: QuoteId, body: AmendmentChange
) -> dict[str, Any]:
    """Say a draft's changes anew, or make them again on the contract's newest version."""
    changes = None if body.changes is None else [change.read() for change in body.changes]
    return perform(
        request, actions.change_amendment, _after, quote_id=quote_id, changes=changes,
        effective_on=body.effective_on,
    )  # fmt: skip


@router.get("/amendments/{quote_id}", response=AmendmentOut)
def show_amendment(request: HttpRequest, quote_id: QuoteId) -> dict[str, Any]:
    """What an amendment changes and costs."""
    return shown(queries.quote(quote_id, entity_of(request)))
