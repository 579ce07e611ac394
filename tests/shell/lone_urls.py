"""Addresses of the shell alone: the style guide, and an empty page per group of the rail."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

GROUPS = ("contracts", "orders", "bill", "collect", "revenue", "data", "catalog", "settings")


def counts(request: HttpRequest) -> Mapping[str, int]:
    return {"home": 6, "sell": 14, "contracts": 2, "orders": 9, "collect": 21}


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "404.html", status=404)


urlpatterns = [
    path("shell/", include("comptoir.shell.urls")),
    path("", page, name="home"),
    *(path(f"{group}/", page, name=group) for group in GROUPS),
]
