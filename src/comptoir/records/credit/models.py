"""How much a customer may owe us, and how much of it is in use."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from comptoir.platform.models import Record


class CreditAccount(Record):
    """Limit and exposure of one customer in one currency.

    limit_minor     None: no limit is watched
    orders_minor    ordered, not yet invoiced (incl. VAT)
    invoices_minor  invoiced, not yet paid (incl. VAT)
    deposits_minor  deposits paid, not yet consumed
    exposure = orders + invoices − deposits; changed only inside the transaction that causes it
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    limit_minor = models.BigIntegerField(null=True)
    orders_minor = models.BigIntegerField(default=0)
    invoices_minor = models.BigIntegerField(default=0)
    deposits_minor = models.BigIntegerField(default=0)

    class Meta:
        db_table = "credit_account"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "currency"], name="credit_account_once"),
            models.CheckConstraint(
                condition=Q(limit_minor=None) | Q(limit_minor__gte=0), name="credit_limit_positive"
            ),
            models.CheckConstraint(condition=Q(orders_minor__gte=0), name="credit_orders_positive"),
            models.CheckConstraint(
                condition=Q(deposits_minor__gte=0), name="credit_deposits_positive"
            ),
        ]
