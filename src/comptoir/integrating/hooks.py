"""Where other systems tell us what happened: signed messages, kept at once and applied by the worker."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from comptoir.integrating import jobs, ports, queries, taking
from comptoir.integrating.actions import UnknownConnection
from comptoir.kernel.errors import DomainError, Invalid
from comptoir.platform.problem import MEDIA_TYPE, problem

app_name = "hooks"
LARGEST = 1024 * 1024  # bytes of one message


class MessageTooLarge(Invalid):
    """This message is larger than a message of another system may be."""

    code = "message_too_large"


@csrf_exempt
@require_POST
def hook(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """Keep a signed message. Told twice is kept once; forged is 401 and nothing is kept."""
    row = queries.owner(connection_id)
    if row is None:
        return _refused(UnknownConnection(field="connection_id", found=str(connection_id)), 404)
    if int(request.headers.get("Content-Length") or 0) > LARGEST or len(request.body) > LARGEST:
        return _refused(MessageTooLarge(expected=f"<= {LARGEST} bytes"), 413)
    headers = {name.lower(): value for name, value in request.headers.items()}
    headers["comptoir-url"] = request.build_absolute_uri()
    try:
        new = taking.heard(row, headers, request.body)
    except ports.ForgedSignal as error:
        return _refused(error, 401)
    except DomainError as error:
        return _refused(error, error.status)
    if new:
        jobs.queue("take", row.pk)
    return JsonResponse({"kept": new})


def _refused(error: DomainError, status: int) -> HttpResponse:
    told = {**problem(error), "status": status}
    return JsonResponse(told, status=status, content_type=MEDIA_TYPE)


urlpatterns = [path("<uuid:connection_id>", hook, name="hook")]
