"""The features of a request's company, as the shell asks for them: at most one statement, when one asks."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from comptoir.kernel.errors import DomainError
from comptoir.pages.features import actions, queries, table
from comptoir.platform.models import Clock, User
from comptoir.platform.web import actor_of, entity_of


@dataclass(frozen=True, slots=True)
class Offer:
    """What a company has switched on; `may`: whether this reader may switch the rest on."""

    on: frozenset[str]
    may: bool = False

    @property
    def off(self) -> frozenset[str]:
        return frozenset(table.BY_CODE) - self.on

    def part(self, page: str) -> str:
        """The feature that is off and has this page."""
        code = table.feature_of(page)
        return code if code and code not in self.on else ""

    def note(self, page: str) -> tuple[str, str] | None:
        """The quiet line of a page whose feature is off."""
        code = self.part(page)
        if not code:
            return None
        said = _("The feature “%(name)s” is off for your company. What was made with it stays.")
        url = f"{reverse('features:page')}#{code}" if self.may else ""
        return said % {"name": table.BY_CODE[code].name}, url


def clock_of(entity_id: UUID, request: HttpRequest) -> Clock | None:
    """The clock of a company, and what it has switched on beside it, in one statement."""
    rows = Clock.objects.filter(pk=entity_id).annotate(features=queries.newest(entity_id))
    row = rows.first()
    if row is not None:
        request.features = queries.read(row.features)  # type: ignore[attr-defined]
    return row


def features_of(request: HttpRequest) -> frozenset[str]:
    """The features of the company that the request is about; everything before there is one."""
    known: frozenset[str] | None = getattr(request, "features", None)
    if known is None:
        known = _read(request)
        request.features = known  # type: ignore[attr-defined]
    return known


def _read(request: HttpRequest) -> frozenset[str]:
    if not isinstance(request.user, User):
        return queries.EVERYTHING.on  # who holds a private link has no menu
    try:
        return queries.on(entity_of(request))
    except DomainError:
        return queries.EVERYTHING.on


def offer(request: HttpRequest) -> Offer:
    """For the shell: settings.COMPTOIR_OFFER."""
    on = features_of(request)
    may = on != queries.EVERYTHING.on and actor_of(request).may(actions.PERMISSION)
    return Offer(on, may)
