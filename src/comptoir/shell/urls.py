"""Addresses of the shell: include under `shell/`."""

from __future__ import annotations

from django.urls import path

from comptoir.shell import web

app_name = "shell"
urlpatterns = [
    path("", web.styleguide, name="styleguide"),
    path("preferences/", web.preferences, name="preferences"),
    path("views/", web.views, name="views"),
    path("public/", web.public_sample, name="public_sample"),
    path("progress-sample/", web.progress_sample, name="progress_sample"),
]
