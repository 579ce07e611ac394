"""Pricing a draft again at the prices of today, from its page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comptoir.kernel.errors import DomainError
from comptoir.platform.problem import problem
from comptoir.platform.web import do_for, entity_of, language
from comptoir.shell import format as fmt
from comptoir.shell.problems import problem_of
from comptoir.stages.quoting import actions, queries
from comptoir.stages.quoting.actions.pricing_lines import LinesRefused


@require_POST
def price_again(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """All lines at the prices of today; says what the quote comes to before and after, without VAT."""
    before = queries.head(quote_id, entity_of(request))
    try:
        event = actions.price_again(do_for(request), quote_id=quote_id, undoable=True)
    except LinesRefused as error:
        told = dict.fromkeys(problem(one)["detail"] for one in error.errors.values())
        messages.error(request, " ".join((_("Nothing was priced."), *told)))
        return redirect("quoting:edit", quote_id)
    except DomainError as error:
        messages.error(request, f"{_('Nothing was priced.')} {problem_of(error).title}")
        return redirect("quoting:edit", quote_id)
    lang = language()
    if event.net_minor == before.net_minor:
        messages.success(request, _("Priced again: it comes to the same."))
    else:
        now, was = (
            fmt.amount_minor(minor, before.currency, lang)
            for minor in (event.net_minor, before.net_minor)
        )
        said = _("Priced again: %(now)s instead of %(was)s, without VAT.")
        messages.success(request, said % {"now": now, "was": was})
    return redirect("quoting:edit", quote_id)
