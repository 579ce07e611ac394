"""Whom to ask for help, on pages that belong to no room: log-in, errors, the help page."""

from __future__ import annotations

from uuid import UUID

from django.db import Error
from django.http import HttpRequest

from comptoir.kernel.errors import DomainError
from comptoir.platform import clock
from comptoir.platform.web import entity_of
from comptoir.records.parties import queries as parties
from comptoir.records.parties.queries import HelpContact


def contact(request: HttpRequest) -> HelpContact | None:
    """The contact of the reader's company; before log-in, of the first company that names one."""
    try:
        companies = parties.entities()
        known = getattr(request, "user", None) and request.user.is_authenticated
        own = _own(request) if known else None
        if own:
            companies = [e for e in companies if e.id == own]
        else:  # a company that somebody tries speaks for nobody else
            tried = clock.tried()
            companies = [e for e in companies if e.id not in tried]
        found = (e.help_contact for e in companies)
        return next((c for c in found if c.email or c.phone), None)
    except Error:  # the page that says so needs no second failure
        return None


def _own(request: HttpRequest) -> UUID | None:
    try:
        return entity_of(request)
    except DomainError:  # their company is not there yet
        return None
