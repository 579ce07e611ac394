"""The API at /api/v1: one edge for every room — keys, problems, idempotency, dry runs."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser
from ninja.security import HttpBearer
from ninja.security.base import AuthBase

from comptoir.integrating.api import router as connections_router
from comptoir.kernel.errors import DomainError
from comptoir.kernel.ids import show_id
from comptoir.pages import relations
from comptoir.pages.desk.api import router as desk_router
from comptoir.pages.desk.decision_times_api import router as decision_times_router
from comptoir.pages.desk.exploding.api import router as exploding_router
from comptoir.pages.desk.figures_api import router as figures_router
from comptoir.pages.desk.history_api import router as history_router
from comptoir.pages.desk.price_impact_api import router as price_impact_router
from comptoir.pages.desk.price_models_api import router as price_models_router
from comptoir.pages.desk.quote_offers_api import router as quote_offers_router
from comptoir.pages.desk.recurring_api import router as recurring_router
from comptoir.pages.desk.staff_api import router as staff_router
from comptoir.pages.desk.training_api import router as training_router
from comptoir.pages.features.api import router as features_router
from comptoir.pages.imports.api import router as imports_router
from comptoir.pages.imports.line_api import router as lines_router
from comptoir.pages.keys import actor_of_key
from comptoir.pages.portal.api import router as portal_router
from comptoir.pages.portal.offers_api import router as offers_router
from comptoir.pages.shop.api import router as shop_router
from comptoir.platform.expanding import describe
from comptoir.platform.problem import MEDIA_TYPE, problem
from comptoir.platform.roles import Actor
from comptoir.platform.schemas import Problem
from comptoir.platform.web import NotYourEntity, actor_of

PREFIX = "/api/v1/"  # as in urls.py, which reads this module only when the API is called
VERSION = "1.0.0"
DESCRIPTION = """Quote-to-cash over HTTP. Every list pages by `cursor`; every POST takes an
`Idempotency-Key`; everything that moves money takes `dry_run=true`: the deed is done whole, answered, and
undone. Its status, refusal and every amount, date, state and legal number are those the deed would give at
that moment. Only what is made for one deed may differ: new ids (and links built from them), instants,
secrets (a private link, a key: null or absent on a dry run) and digests over those. A dry run keeps no
idempotency key, sends and prints nothing; a number it shows may be taken by the next deed.
Money is a decimal string with its ISO 4217 currency; ids carry a prefix that says what they name.
Refusals are `application/problem+json` (RFC 9457)."""
_REFUSALS = {
    "400": "Unreadable",
    "401": "No key",
    "403": "Role",
    "404": "Unknown",
    "409": "Refused",
}


class Key(HttpBearer):
    """`Authorization: Bearer ck_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        found = actor_of_key(token)
        if found is None:
            return None
        actor, entity_id = found
        asked = request.headers.get("X-Entity")
        if (
            asked
            and entity_id is not None
            and asked not in (str(entity_id), show_id("ent", entity_id))
        ):
            raise NotYourEntity(field="X-Entity", found=asked[:60])
        request.actor = actor  # type: ignore[attr-defined]
        if entity_id is not None:
            request.entity_id = entity_id  # type: ignore[attr-defined]
        return actor


class Session(AuthBase):
    """The log-in of the browser; writing needs the CSRF token."""

    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Actor | None:
        if not request.user.is_authenticated:
            return None
        refused = CsrfViewMiddleware(lambda r: HttpResponse()).process_view(
            request, lambda r: HttpResponse(), (), {}
        )
        return None if refused else actor_of(request)


class Text(Parser):
    """JSON and queries without the NUL character, which PostgreSQL cannot store."""

    def parse_body(self, request: HttpRequest) -> Any:
        body = super().parse_body(request)
        if b"\\u0000" in request.body and _has_nul(body):
            raise ValueError("NUL")
        return body

    def parse_querydict(self, data: Any, list_fields: list[str], request: HttpRequest) -> Any:
        if any(_has_nul(texts) for _name, texts in data.lists()):
            raise HttpError(400, _("Text must not contain the NUL character."))
        return super().parse_querydict(data, list_fields, request)


def _has_nul(value: object) -> bool:
    if isinstance(value, dict):
        return any(_has_nul(v) for pair in value.items() for v in pair)
    if isinstance(value, list):
        return any(map(_has_nul, value))
    return isinstance(value, str) and "\x00" in value


class Api(NinjaAPI):
    """NinjaAPI whose schema tells of problems, idempotency keys, dry runs and relations."""

    document: Any = None

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        """The document, built once; whoever reads it leaves it as it is."""
        if self.document is None:
            self.document = self._built(super().get_openapi_schema(path_prefix=PREFIX))
        return self.document

    def _built(self, schema: Any) -> Any:
        known = schema["components"]["schemas"]
        known["Problem"] = Problem.model_json_schema()
        for path in schema["paths"].values():
            for method, operation in path.items():
                _document(method, operation)
                describe(operation, known)
        return schema


def _document(method: str, operation: dict[str, Any]) -> None:
    body = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for code, text in {**_REFUSALS, "422": "Invalid", "415": "Not JSON"}.items():
        operation["responses"].setdefault(code, {"description": text, "content": body})
    if method == "get":
        return
    known = operation.setdefault("parameters", [])
    known.append(
        {
            "in": "header",
            "name": "Idempotency-Key",
            "required": False,
            "schema": {"type": "string", "minLength": 1, "maxLength": 120, "pattern": "^[!-~]+$"},
            "description": "Same key and content: same answer. Same key, other content: 409.",
        }
    )
    known.append(
        {
            "in": "query",
            "name": "dry_run",
            "required": False,
            "schema": {"type": "boolean", "default": False},
            "description": "Answer as if it were done; write nothing.",
        }
    )


api = Api(
    title="Comptoir",
    version=VERSION,
    description=DESCRIPTION,
    auth=[Key(), Session()],
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
    parser=Text(),
)


@cache
def _document_bytes() -> tuple[bytes, str]:
    body = json.dumps(api.get_openapi_schema(), separators=(",", ":")).encode()
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'


@api.get("/openapi.json", include_in_schema=False, auth=None, url_name="openapi-json")
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document; who has it already (`If-None-Match`) gets 304."""
    body, etag = _document_bytes()
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    if etag in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(body, content_type="application/json", headers=headers)


api.add_router("", staff_router)
api.add_router("", desk_router)
api.add_router("", history_router)
api.add_router("", training_router)
api.add_router("", figures_router)
api.add_router("", recurring_router)
api.add_router("", exploding_router)
api.add_router("", decision_times_router)
api.add_router("", price_impact_router)
api.add_router("", price_models_router)
api.add_router("", quote_offers_router)
api.add_router("", features_router)
api.add_router("", imports_router)
api.add_router("", lines_router)
api.add_router("", portal_router)
api.add_router("", offers_router)
api.add_router("", shop_router)
api.add_router("", connections_router)
for _floor, _names in (
    ("records", settings.RECORDS),
    ("stages", settings.STAGES),
    ("insight", settings.INSIGHT),
):
    for _name in _names:
        if find_spec(f"comptoir.{_floor}.{_name}.api"):
            api.add_router("", import_module(f"comptoir.{_floor}.{_name}.api").router)

relations.wire()


def _answer(request: HttpRequest, body: dict[str, Any]) -> HttpResponse:
    response = api.create_response(request, body, status=body["status"])
    response["Content-Type"] = MEDIA_TYPE
    return response


@api.exception_handler(DomainError)
def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    return _answer(request, problem(error, request.path))


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [
        {
            "field": ".".join(str(p) for p in e["loc"] if p not in ("body", "data", "payload")),
            "expected": e["msg"],
        }
        for e in error.errors
    ]
    said = "; ".join(f"{e['field']}: {e['expected']}" for e in errors)
    return _answer(
        request, _plain(request, (422, "invalid", _("The request is not valid.")), said, errors)
    )


@api.exception_handler(AuthenticationError)
def stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    fix = _("Send `Authorization: Bearer ck_…` with a key neither expired nor revoked, or log in.")
    answer = _answer(request, _plain(request, (401, "no_key", _("Who are you?")), fix))
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(Http404)
def unknown(request: HttpRequest, error: Http404) -> HttpResponse:
    return _answer(request, _plain(request, (404, "not_found", _("There is no such record."))))


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _answer(request, _plain(request, (error.status_code, "unreadable", str(error))))


def _plain(
    request: HttpRequest, what: tuple[int, str, str], detail: str = "",
    errors: list[dict[str, str]] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """A problem that no domain error stands behind; `what` is status, code, title."""
    status, code, title = what
    return {
        "type": f"/docs/errors#{code}", "title": title, "status": status, "code": code,
        "detail": detail or title, "instance": request.path, "errors": errors or [],
    }  # fmt: skip
