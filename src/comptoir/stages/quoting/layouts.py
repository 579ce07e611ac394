"""The layout of a company's quotes, as facts and in words."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _l

from comptoir.stages.quoting.core.layout import FIXED, USUAL, Layout, Part, checked, moved
from comptoir.stages.quoting.layout_models import QuoteLayout

__all__ = ["FIXED", "LABELS", "Layout", "Part", "layout", "moved"]
# block → what it is called, and what stands in it
LABELS: Mapping[Part, tuple[str | Promise, str | Promise]] = {
    Part.INTRO: (_l("Introduction"), _l("Subject, the offer in one sentence, note")),
    Part.LINES: (_l("Lines"), _l("What is offered; of alternatives each with its totals")),
    Part.TOTALS: (_l("Totals and VAT"), _l("VAT per rate, total excluding and including VAT")),
    Part.RECURRING: (_l("Recurring"), _l("Amounts each period, per year, and year by year")),
    Part.ALTERNATIVES: (_l("Alternatives"), _l("All alternatives side by side")),
    Part.SCHEDULE: (_l("Payment schedule"), _l("Deposit or installments, with their dates")),
    Part.CONDITIONS: (_l("Conditions"), _l("Validity, payment, duration, deliveries")),
    Part.TERMS: (_l("General terms"), _l("Which version applies to this offer")),
    Part.SIGNATURE: (_l("Signature"), _l("Name, role, date and place to sign")),
}


def layout(entity_id: UUID) -> Layout:
    """How the quotes of this company are laid out; the usual way unless it says so."""
    row = QuoteLayout.objects.filter(entity_id=entity_id).first()
    return checked(row.order, row.off) if row else USUAL
