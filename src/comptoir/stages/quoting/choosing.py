"""The offer with the alternative and the options that the customer chooses: what it then costs, line by line
as shown.

An option is ordered at the price that stands beside it: it bears no share of the discount on the
whole, which was given for the rest. The totals are computed as those of any quote.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from comptoir.kernel.errors import Invalid
from comptoir.records.taxes import queries as decisions
from comptoir.stages.quoting.core import alternatives as which
from comptoir.stages.quoting.core import figures as core
from comptoir.stages.quoting.core.alternatives import UnknownAlternative
from comptoir.stages.quoting.queries import QuoteFacts, QuoteLineFacts, VatFacts, vat_facts

__all__ = ["UnknownAlternative", "UnknownOption", "with_alternative", "with_options"]


class UnknownOption(Invalid):
    """This is no option of the offer."""

    code = "unknown_option"


def with_alternative(quote: QuoteFacts, key: str) -> QuoteFacts:
    """The offer as if this alternative alone were offered: its lines and the common ones, its figures.

    Without a key the recommended one; an offer without alternatives, or whose one is taken, as it is.
    """
    if not quote.alternatives or quote.alternative:
        return quote
    wanted = which.check_key([{"key": a.key} for a in quote.alternatives], key or quote.recommended)
    its = next(a for a in quote.alternatives if a.key == wanted)
    lines = tuple(which.within(line, wanted) for line in which.members(quote.lines, wanted))
    amounts = {name: getattr(its, name) for name in which.MONEY}
    return replace(quote, lines=lines, alternative=wanted, vat=vat_facts(its.vat_lines), **amounts)


def with_options(quote: QuoteFacts, chosen: Collection[int]) -> QuoteFacts:
    """The offer with these options (ids of lines) ordered, in the order of the offer."""
    options = {line.id for line in quote.lines if line.optional and not line.level}
    unknown = sorted(set(chosen) - options)
    if unknown:
        raise UnknownOption(field="options", found=unknown[0])
    if not chosen:
        return quote
    chosen = _with_rows(quote, chosen)
    lines = tuple(replace(li, optional=li.optional and li.id not in chosen) for li in quote.lines)
    found = decisions.decisions({line.decision_id for line in lines})
    done = core.figures([_figures(li, found[li.decision_id].category) for li in lines])
    vat = tuple(
        VatFacts(v.rate, v.category, v.base_minor, v.vat_minor, v.decision) for v in done.vat
    )
    return replace(
        quote, lines=lines, vat=vat, chosen=tuple(li.id for li in lines if li.id in chosen),
        net_minor=done.net_minor, vat_minor=done.vat_minor, gross_minor=done.gross_minor,
        one_off_minor=done.one_off_minor, recurring_minor=done.recurring_minor,
        mrr_minor=done.mrr_minor,
    )  # fmt: skip


def _with_rows(quote: QuoteFacts, chosen: Collection[int]) -> set[int]:
    """A bundle or a ramp is ordered with its rows."""
    found: set[int] = set()
    taken = False
    for line in quote.lines:
        taken = taken if line.level else line.id in chosen
        if taken:
            found.add(line.id)
    return found


def _figures(line: QuoteLineFacts, category: str) -> core.LineFigures:
    """The line at its price as shown, shares of the discount already taken."""
    return core.LineFigures(
        line.net_minor, line.charge_kind, line.billing_months, line.term_months,
        line.optional or bool(line.block), category, line.vat_rate, line.decision_id,
        starts_month=line.starts_month,
    )  # fmt: skip
