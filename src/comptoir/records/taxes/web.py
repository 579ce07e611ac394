"""Pages of the taxes: which VAT, and why."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from comptoir.platform.web import entity_of, language
from comptoir.records.taxes import queries

app_name = "taxes"
PER_PAGE = 50
CATEGORIES = [
    ("S", gettext_lazy("VAT due")),
    ("AE", gettext_lazy("Reverse charge")),
    ("K", gettext_lazy("Intra-Community")),
    ("G", gettext_lazy("Export")),
    ("E", gettext_lazy("Exempt")),
    ("O", gettext_lazy("Outside VAT")),
    ("Z", gettext_lazy("Zero rate")),
]


@require_GET
def decisions(request: HttpRequest) -> HttpResponse:
    """The VAT decisions taken so far, each with its reason."""
    request.rail_group = "bill"  # type: ignore[attr-defined]
    category = request.GET.get("category", "")
    page, following = queries.decisions_page(
        entity_of(request),
        category=category if category in dict(CATEGORIES) else "",
        cursor=request.GET.get("cursor"),
        limit=PER_PAGE,
    )
    lang = language()
    context = {
        "title": _("VAT decisions"),
        "rows": [(d, dict(CATEGORIES)[d.category], d.reason(lang), _sale(d.facts)) for d in page],
        "next": following,
        "first": not request.GET.get("cursor"),
        "category": category,
        "categories": CATEGORIES,
    }
    return render(request, "taxes/decisions.html", context)


@require_GET
def show(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Why this VAT: reason, law, mention on the document, and what was known."""
    request.rail_group = "bill"  # type: ignore[attr-defined]
    facts = queries.decision(decision_id, entity_of(request))
    lang = language()
    context = {
        "title": _("Why this VAT"),
        "crumbs": [(_("VAT decisions"), reverse("taxes:list"))],
        "decision": facts,
        "category": dict(CATEGORIES)[facts.category],
        "reason": facts.reason(lang),
        "mention": facts.mention(lang),
        "known": [(_fact(n), _value(facts.facts[n])) for n in _FACTS if n in facts.facts],
    }
    return render(request, "taxes/decision.html", context)


_FACTS = {
    "seller_country": gettext_lazy("Country of the seller"),
    "seller_vat": gettext_lazy("The seller has a VAT number"),
    "buyer_country": gettext_lazy("Country of the buyer"),
    "buyer_kind": gettext_lazy("The buyer is"),
    "buyer_vat_valid": gettext_lazy("The buyer has a valid VAT number"),
    "ship_to_country": gettext_lazy("Goods go to"),
    "nature": gettext_lazy("Nature"),
    "tax_class": gettext_lazy("VAT class"),
    "margin_scheme": gettext_lazy("Margin scheme"),
    "regime": gettext_lazy("VAT regime of the seller"),
}
_VALUES = {
    "business": gettext_lazy("a business"),
    "consumer": gettext_lazy("a consumer"),
    "goods": gettext_lazy("Goods"),
    "service": gettext_lazy("Service"),
    "digital": gettext_lazy("Digital service"),
    "standard": gettext_lazy("Standard rate"),
    "intermediate": gettext_lazy("Intermediate rate"),
    "reduced": gettext_lazy("Reduced rate"),
    "super_reduced": gettext_lazy("Super-reduced rate"),
    "exempt": gettext_lazy("Exempt"),
    "out_of_scope": gettext_lazy("Outside VAT"),
    "travel": gettext_lazy("Travel agents"),
    "second_hand": gettext_lazy("Second-hand goods"),
    "art": gettext_lazy("Works of art"),
    "antiques": gettext_lazy("Collectors' items and antiques"),
    "normal": gettext_lazy("Normal"),
    "franchise": gettext_lazy("Small business exemption (art. 293 B CGI)"),
}


def _fact(name: str) -> str:
    return str(_FACTS[name])


def _value(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(_VALUES.get(str(value), value))


def _sale(facts: dict[str, Any]) -> str:
    """The sale in few words: what, to whom, where to."""
    words = ("nature", "margin_scheme", "tax_class", "buyer_kind", "ship_to_country")
    return " · ".join(_value(facts[word]) for word in words if word in facts)


urlpatterns = [
    path("", decisions, name="list"),
    path("<uuid:decision_id>", show, name="show"),
]
