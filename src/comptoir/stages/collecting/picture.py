"""The age of what is owed as a picture: one bar cut by days past due."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from comptoir.kernel.money import Money
from comptoir.platform.web import language
from comptoir.shell import charts
from comptoir.shell import format as fmt
from comptoir.stages.collecting.core.aging import labels_of
from comptoir.stages.collecting.words import BUCKETS


def ages(buckets_minor: Sequence[int], currency: str) -> SafeString:
    """The buckets of core/aging.py, drawn; nothing where nothing is owed."""
    if not any(minor > 0 for minor in buckets_minor):
        return charts.EMPTY
    lang = language()
    amounts = [Money(minor, currency) for minor in buckets_minor]
    said = {a.major: fmt.amount(a, lang) for a in amounts}
    buckets = [(str(BUCKETS[k]), a.major) for k, a in zip(labels_of(), amounts, strict=True)]
    return charts.aging(_("Age of what is owed"), buckets, lambda v: said[Decimal(v)])
