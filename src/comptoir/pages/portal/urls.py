"""Addresses of the customer's page behind a private link: /q/<token>/."""

from __future__ import annotations

from django.urls import path

from comptoir.pages.portal import web

app_name = "portal"
urlpatterns = [
    path("<str:token>/", web.offer, name="offer"),
    path("<str:token>/options", web.choose, name="choose"),
    path("<str:token>/accept", web.accept, name="accept"),
    path("<str:token>/refuse", web.refuse, name="refuse"),
    path("<str:token>/ask", web.ask, name="ask"),
    path("<str:token>/pdf", web.pdf, name="pdf"),
]
