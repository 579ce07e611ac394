"""Documents of a deal, written straight into their tables: what recognizing reads, and no more.

The rooms that really write them have their own tests; here the order of the documents is what is
turned upside down, a thousand times.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from django.db import transaction

from comptoir.platform.actions import Do
from comptoir.platform.ids import new_id
from comptoir.records.ledger import parts as ledger
from comptoir.records.taxes.models import Decision
from comptoir.stages.fulfilling.models import Delivery, DeliveryLine
from comptoir.stages.invoicing.models import Invoice, InvoiceLine, InvoiceVat
from comptoir.stages.metering.models import Usage, UsageCharge
from comptoir.stages.ordering.models import Order, OrderLine
from comptoir.stages.recognizing import actions
from comptoir.stages.recognizing.models import Obligation, Recognition
from comptoir.stages.subscribing.models import Charge, Service
from tests.world import (
    TODAY,
    do_as,
    make_customer,
    make_entity,
    make_product,
    make_subscription,
    move_to,
)

_numbers = count(1)


@dataclass
class Deal:
    """One customer of one company on 2026-12-31, with goods, a service and a VAT decision."""

    entity: UUID
    customer: UUID
    goods: UUID
    care: UUID
    decision: UUID

    def do(self, **more: Any) -> Do:
        return do_as(self.entity, **more)

    def order(self, *lines: tuple[int | str, int], **over: Any) -> list[OrderLine]:
        """An open order of goods: (quantity, net in cents) per line; its obligations are open."""
        made = self.bare_order(*lines, **over)
        actions.open_obligations(self.do(), order_id=made[0].order_id)
        return made

    def bare_order(
        self, *lines: tuple[int | str, int], on: date = TODAY, product: UUID | None = None,
        state: str = "open", **over: Any,
    ) -> list[OrderLine]:  # fmt: skip
        net = sum(minor for _, minor in lines)
        order = Order.objects.create(
            entity_id=self.entity, number=f"SO-{next(_numbers)}", customer_id=self.customer,
            state=state, language="fr", currency=over.pop("currency", "EUR"), placed_on=on,
            terms_kind="net_days", terms_days=30, net_minor=net, vat_minor=0, gross_minor=net,
            hold_reason="credit" if state == "held" else "",
        )  # fmt: skip
        return [
            OrderLine.objects.create(
                order=order, position=n, product_id=product or self.goods, description="Pump",
                quantity=Decimal(q), unit_net=Decimal(minor) / 100 / Decimal(q), net_minor=minor,
                decision_id=self.decision, vat_rate=20, **over,
            )
            for n, (q, minor) in enumerate(lines, start=1)
        ]  # fmt: skip

    def move(
        self, *lines: tuple[OrderLine, int | str], back: bool = False, on: date = TODAY
    ) -> UUID:
        """A delivery, or a return, without its reaction."""
        made = Delivery.objects.create(
            entity_id=self.entity, number=f"BL-{next(_numbers)}", order=lines[0][0].order,
            customer_id=self.customer, is_return=back, delivered_on=on,
            reason="broken" if back else "",
        )  # fmt: skip
        DeliveryLine.objects.bulk_create(
            DeliveryLine(delivery=made, order_line=line, quantity=Decimal(q), is_return=back)
            for line, q in lines
        )
        return made.id

    def deliver(self, *lines: tuple[OrderLine, int | str], on: date = TODAY) -> UUID:
        delivery_id = self.move(*lines, on=on)
        actions.recognize_delivery(self.do(), delivery_id=delivery_id)
        return delivery_id

    def take_back(self, *lines: tuple[OrderLine, int | str], on: date = TODAY) -> UUID:
        delivery_id = self.move(*lines, back=True, on=on)
        actions.recognize_delivery(self.do(), delivery_id=delivery_id)
        return delivery_id

    def bill(
        self, *lines: dict[str, Any], kind: str = "invoice", on: date = TODAY,
        order_id: UUID | None = None,
    ) -> UUID:  # fmt: skip
        """An issued invoice or credit note, posted: Dr receivable / Cr deferred.

        order_id  the one order that it bills; None: it may stand over several
        """
        net = sum(line["net_minor"] for line in lines)
        row = Invoice.objects.create(
            entity_id=self.entity, kind=kind, customer_id=self.customer, currency="EUR", order_id=order_id,
            language="fr", terms_kind="net_days", terms_days=30, net_minor=net, vat_minor=0,
            gross_minor=net, prepared_by="test", reason="because" if kind == "credit" else "",
        )  # fmt: skip
        for n, line in enumerate(lines, start=1):
            fields = {"quantity": Decimal(1), "unit_net": Decimal(0), **line}
            InvoiceLine.objects.create(
                invoice=row,
                position=n,
                description="x",
                decision_id=self.decision,
                vat_rate=0,
                **fields,
            )
        InvoiceVat.objects.create(
            invoice=row, decision_id=self.decision, rate=0, base_minor=net, vat_minor=0
        )
        row.state, row.number = "issued", f"{kind}-{next(_numbers)}"
        row.issued_on = row.due_on = on
        row.save()
        own = sum(li["net_minor"] for li in lines if li.get("kind") not in ("deposit", "deduction"))
        self._post(row, own, net - own)
        return row.id

    def _post(self, row: Invoice, own: int, deposits: int) -> None:
        with transaction.atomic():
            ledger.post(
                self.do(),
                [
                    ledger.EntryDraft(
                        "VE", row.issued_on, "x", "invoice", row.id, row.number,
                        (
                            ledger.LineDraft("receivable", own + deposits, "EUR", self.customer),
                            ledger.LineDraft("deferred", -own, "EUR"),
                            ledger.LineDraft("deposits", -deposits, "EUR"),
                        ),
                    )
                ],
            )  # fmt: skip

    def service(self, net: int, start: date, end: date) -> Charge:
        """A charged period of a service."""
        (line,) = self.bare_order(
            (1, net), on=start, product=self.care, charge_kind="recurring", billing_months=1,
            starts_on=start, ends_on=end,
        )  # fmt: skip
        service = self._service(line, "recurring", start)
        return Charge.objects.create(
            service=service, number=0, starts_on=start, ends_on=end, bill_on=start, net_minor=net
        )

    def used(self, net: int, start: date, end: date, *uses: tuple[date, str]) -> UsageCharge:
        """A rated use of a metered service."""
        (line,) = self.bare_order((1, net), on=start, product=self.care, charge_kind="usage")
        service = self._service(line, "usage", start)
        for on, quantity in uses:
            Usage.objects.create(
                entity_id=self.entity, service=service, key=str(next(_numbers)), used_on=on,
                quantity=Decimal(quantity),
            )  # fmt: skip
        return UsageCharge.objects.create(
            service=service, starts_on=start, ends_on=end, bill_on=end, quantity=1, net_minor=net
        )

    def _service(self, line: OrderLine, kind: str, start: date) -> Service:
        return Service.objects.create(
            entity_id=self.entity, customer_id=self.customer, order_line=line, order=line.order,
            product_id=self.care, charge_kind=kind, quantity=1, period_minor=line.net_minor,
            currency="EUR", billing_months=1, billing_timing="advance", anchor_on=start,
        )  # fmt: skip


def item(line: OrderLine, quantity: int | str, net: int, **more: Any) -> dict[str, Any]:
    """A line of an invoice for `quantity` of an order line."""
    return {"order_line": line, "quantity": Decimal(quantity), "net_minor": net, **more}


def make_deal(on: date = date(2026, 12, 31)) -> Deal:
    """A company whose books are open from January 2026."""
    entity = make_entity()
    if on > TODAY:
        move_to(entity, on)
    decision = Decision.objects.create(
        entity_id=entity, digest=str(new_id()), category="S", rate=20, country="FR", rule="test",
        version=1, reason_fr="x", reason_en="x", facts={},
    )  # fmt: skip
    return Deal(
        entity, make_customer(entity), make_product(entity), make_subscription(entity), decision.id
    )


def recognized(*lines: OrderLine) -> list[int]:
    """Σ recognized per order line."""
    return [
        sum(r.amount_minor for r in Recognition.objects.filter(obligation__order_line=line))
        for line in lines
    ]


def total(line: OrderLine) -> int:
    """The total of a line's obligation."""
    return Obligation.objects.get(order_line=line, charge=None, usage=None).total_minor
