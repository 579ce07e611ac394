"""How recurring revenue is said."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comptoir.pages.desk.core.recurring import Kind
from comptoir.pages.desk.recurring import Detail, Moved
from comptoir.platform.web import language

KINDS = {
    Kind.NEW: pgettext_lazy("recurring revenue", "New"),
    Kind.REACTIVATION: _("Reactivation"),
    Kind.EXPANSION: _("Expansion"),
    Kind.PRICE: _("Price change"),
    Kind.CONTRACTION: _("Contraction"),
    Kind.CHURN: _("Churn"),
}
BY = {
    "product": _("By product"),
    "customer": pgettext_lazy("recurring revenue", "By customer"),
    "channel": _("By channel"),
}


def product(named: Detail | Moved) -> str:
    """The product's name in the reader's language."""
    return named.name_fr if language() == "fr" else named.name_en
