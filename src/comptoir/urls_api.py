"""Every address, the API's included. Apart from urls.py: reading the API's hundreds of schemas takes longer
than all the rest of a start, so it waits for the first call (`pages/faults.py` sends it here)."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from comptoir import urls
from comptoir.pages.api import api

handler404 = urls.handler404

urlpatterns: list[URLPattern | URLResolver] = [*urls.urlpatterns, path("api/v1/", api.urls)]
