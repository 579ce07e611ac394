"""Headers and language of every page."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

Handler = Callable[[HttpRequest], HttpResponse]

CSP = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "object-src 'none'",
    )
)


def content_security(get_response: Handler) -> Handler:
    """Only our own scripts, styles and fonts run; nothing inline, nobody frames us."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CSP)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=()"
        )
        return response

    return middleware


def reader_language(get_response: Handler) -> Handler:
    """Speak the reader's language: the one chosen here, else the user's, else the browser's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = language_of(request)
        with translation.override(chosen):
            request.LANGUAGE_CODE = chosen
            response = get_response(request)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        response.headers.setdefault("Content-Language", chosen)
        return response

    return middleware


def language_of(request: HttpRequest) -> str:
    """A language we have: "fr" or "en"."""
    known = {code for code, _ in settings.LANGUAGES}
    saved = getattr(getattr(request, "user", None), "language", "") or ""
    for wish in (request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""), saved):
        if wish in known:
            return wish
    return translation.get_language_from_request(request)
