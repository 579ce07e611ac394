"""Settings › Features: tiers, switches, what appears and disappears, and the way back."""

from __future__ import annotations

from django.urls import path

from comptoir.pages.features import pages

app_name = "features"
urlpatterns = [path("", pages.page, name="page")]
