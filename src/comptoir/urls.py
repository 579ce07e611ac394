"""Every address of the application but the API's (urls_api.py)."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from comptoir.pages.reference import reference


def health(request: HttpRequest) -> HttpResponse:
    """For a load balancer: the process answers."""
    return HttpResponse("ok", content_type="text/plain")


def rooms() -> list[URLPattern | URLResolver]:
    """The pages of every record, stage and measure that has some, under its own name."""
    homes = [("records", name) for name in settings.RECORDS]
    homes += [("stages", name) for name in settings.STAGES]
    homes += [("insight", name) for name in settings.INSIGHT]
    return [
        path(f"{name}/", include(f"comptoir.{floor}.{name}.web"))
        for floor, name in homes
        if find_spec(f"comptoir.{floor}.{name}.web")
    ]


def desks() -> list[URLPattern | URLResolver]:
    """The staff's pages over several stages, and the customer's page behind a private link."""
    found: list[URLPattern | URLResolver] = [
        path("", include("comptoir.pages.desk.web")),
        path("settings/features/", include("comptoir.pages.features.web")),
        path("imports/", include("comptoir.pages.imports.web")),
        path("shop/", include("comptoir.pages.shop.web")),
        path("c/", include("comptoir.pages.shop.public")),
        path("try/", include("comptoir.pages.trying.web")),
        path("connections/", include("comptoir.integrating.web")),
        path("hooks/", include("comptoir.integrating.hooks")),
    ]
    if find_spec("comptoir.pages.portal.urls"):
        found.append(path("q/", include("comptoir.pages.portal.urls")))
        found.append(path("i/", include("comptoir.pages.portal.pay_web")))
        found.append(path("room/", include("comptoir.pages.portal.seller_web")))
    return found


handler404 = "comptoir.pages.faults.not_found"

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health, name="health"),
    # an administrator keeps the address that somebody logs in with, not allauth's own page of addresses
    path("accounts/email/", RedirectView.as_view(pattern_name="desk:account")),
    path("accounts/", include("allauth.urls")),
    path("shell/", include("comptoir.shell.urls")),
    path("api/v1/docs", reference, name="api_docs"),
    *rooms(),
    *desks(),
]
