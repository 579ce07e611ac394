"""The VAT inside the price of sales under a margin scheme, for who may see what things cost: no document, and
nobody else, is told (directive 2006/112/EC art. 325; CGI art. 297 E)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from comptoir.platform.roles import Actor
from comptoir.shell import format as fmt
from comptoir.stages.invoicing.queries import InvoiceLineFacts

MARGIN = "quoting.margin"


@dataclass(frozen=True, slots=True)
class MarginFacts:
    """Lines of one rate under a margin scheme, minor units: margin = price − purchase, VAT included.

    vat_minor  line by line: one sold at a loss lowers the margin and bears none
    """

    rate: Decimal
    price_minor: int
    purchase_minor: int
    vat_minor: int

    @property
    def margin_minor(self) -> int:
        return self.price_minor - self.purchase_minor


def margins(lines: Iterable[InvoiceLineFacts], actor: Actor) -> list[MarginFacts]:
    """Price, purchase and VAT per rate, highest first; none for who may not see what things cost."""
    sums: dict[Decimal, tuple[int, int, int]] = {}
    for line in lines if actor.may(MARGIN) else ():
        if line.margin_rate is not None and line.purchase_minor is not None:
            price, bought, vat = sums.get(line.margin_rate, (0, 0, 0))
            sums[line.margin_rate] = (
                price + line.net_minor, bought + line.purchase_minor, vat + line.margin_vat_minor,
            )  # fmt: skip
    return [MarginFacts(rate, *sums[rate]) for rate in sorted(sums, reverse=True)]


def why(line: InvoiceLineFacts, actor: Actor, currency: str, lang: str) -> str:
    """How the VAT inside a line came about; "" where there is none, or the reader may not see costs."""
    if line.margin_rate is None or not actor.may(MARGIN):
        return ""
    if line.purchase_minor is None:
        return _("Margin scheme: the purchase price is not known yet, so neither is the VAT.")

    def amount(minor: int) -> str:
        return fmt.amount_minor(minor, currency, lang)

    said = {
        "price": amount(line.net_minor),
        "purchase": amount(line.purchase_minor),
        "margin": amount(line.net_minor - line.purchase_minor),
        "rate": fmt.quantity(line.margin_rate, lang),
        "whole": fmt.quantity(line.margin_rate + 100, lang),
        "vat": amount(line.margin_vat_minor),
    }
    if line.credits_id or line.deposit_id:
        return (
            _(
                "Margin scheme: of the VAT that stands of what it corrects, %(vat)s. In the books, not on "
                "the document."
            )
            % said
        )
    if line.net_minor <= line.purchase_minor:
        return (
            _(
                "Margin scheme: %(price)s − %(purchase)s = %(margin)s, no margin and no VAT; no other "
                "sale is lowered by it."
            )
            % said
        )
    return (
        _(
            "Margin scheme: %(price)s − %(purchase)s = %(margin)s, × %(rate)s / %(whole)s = %(vat)s of VAT. "
            "In the price and in the books, not on the document."
        )
        % said
    )
