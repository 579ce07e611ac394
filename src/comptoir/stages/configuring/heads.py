"""What the pages of one product model share: the version they show, title, tabs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from comptoir.platform import clock
from comptoir.platform.web import actor_of, language
from comptoir.records.catalog import queries as catalog
from comptoir.shell.parts import Tab
from comptoir.stages.configuring import queries

WRITE = "catalog.write"


def version_of(request: HttpRequest, model: queries.ModelFacts) -> queries.VersionFacts:
    """The version that the address names; else the draft, else the newest."""
    asked = request.GET.get("version", "")
    for version in model.versions:
        if str(version.number) == asked:
            return version
    return model.draft or model.newest


def head(
    request: HttpRequest, model: queries.ModelFacts, page: str, version: queries.VersionFacts
) -> dict[str, Any]:
    """What every page of a model begins with."""
    request.rail_group = "catalog"  # type: ignore[attr-defined]
    may = actor_of(request).may(WRITE)
    pages = [("show", _("Model")), ("try", _("Try it")), ("versions", _("Versions"))]
    if may:
        pages.insert(1, ("edit", _("Edit")))
    product = catalog.product(model.product_id) if model.product_id else None
    return {
        "title": product.name(language()) if product else model.code,
        "ident": f"{model.code} · v{version.number}",
        "crumbs": [(_("Product models"), reverse("configuring:list"))],
        "tabs": [
            Tab(label, reverse(f"configuring:{name}", args=[model.id]), name == page)
            for name, label in pages
        ],
        "model": model,
        "product": product,
        "version": version,
        "live": model.in_force(clock.today(model.entity_id)),
        "may_write": may,
    }
