"""A quote made like another one, or from a template: the wishes are taken over, the prices decided anew.

Policy: the copy stays in the currency of its source, so that amounts keep their sense; days that have passed
are dropped; what is no longer sold or has no price is named line by line, and left out only when asked to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Invalid, NotFound, Refused
from comptoir.kernel.events import plain
from comptoir.platform.actions import Do, action
from comptoir.platform.ids import new_id
from comptoir.records.catalog import queries as catalog
from comptoir.records.parties import parts as buyers
from comptoir.records.parties import queries as parties
from comptoir.stages.pricing import queries as pricing
from comptoir.stages.quoting.actions import drafting, rows
from comptoir.stages.quoting.actions.pricing_lines import (
    Categories,
    LinesRefused,
    draft_of,
    price_lines,
)
from comptoir.stages.quoting.core.alternatives import names
from comptoir.stages.quoting.core.lines import LineIn
from comptoir.stages.quoting.events import (
    QuoteDrafted,
    TemplateRemoved,
    TemplateRenamed,
    TemplateSaved,
)
from comptoir.stages.quoting.models import Quote, QuoteLine, QuoteTemplate

HEAD = (
    "title", "term_months", "deposit_percent", "discount_kind", "discount_value", "note", "channel",
    "alternatives", "recommended", "schedule", "uplift",
)  # fmt: skip
LONGEST_NAME = 120
_FIELDS = {f.name: f for f in Quote._meta.concrete_fields}


class UnknownTemplate(NotFound):
    """There is no such template."""

    code = "unknown_template"


class NameTaken(Refused):
    """Another template has this name."""

    code = "name_taken"


class NameMissingOnTemplate(Invalid):
    """A template needs a name."""

    code = "template_name_missing"


@dataclass(frozen=True, slots=True)
class Source:
    """What a copy is made of; `id` of the quote or the template."""

    id: UUID
    currency: str
    head: Mapping[str, Any]
    wishes: Sequence[LineIn]


@action(may="quoting.write")
def clone_quote(
    do: Do,
    *,
    quote_id: UUID,
    customer_id: UUID | None = None,
    valid_days: int = 30,
    leave_out: bool = False,
) -> QuoteDrafted:
    """Open a draft like this quote, of whatever state, for the same or another customer.

    leave_out  leave out the lines that can no longer be sold, instead of refusing with their list
    """
    old = rows.locked(do, quote_id)
    head = {name: getattr(old, name) for name in HEAD} | {"alternatives": names(old.alternatives)}
    if customer_id in (None, old.customer_id):
        head |= {"contact_id": old.contact_id, "language": old.language}
    if old.starts_on and old.starts_on >= do.today:
        head["starts_on"] = old.starts_on
    source = Source(old.id, old.currency, head, _wishes(old))
    return _draft(do, source, customer_id or old.customer_id, valid_days, leave_out)


@action(may="quoting.write")
def draft_from_template(
    do: Do,
    *,
    template_id: UUID,
    customer_id: UUID,
    valid_days: int = 30,
    leave_out: bool = False,
) -> QuoteDrafted:
    """Open a draft from a template; prices, VAT and payment terms are the customer's of today."""
    kept = _template(do, template_id)
    head = {name: _FIELDS[name].to_python(kept.head[name]) for name in HEAD if name in kept.head}
    wishes = [_wish_of(row) for row in kept.lines]
    source = Source(kept.id, kept.currency, head, wishes)
    return _draft(do, source, customer_id, valid_days, leave_out)


@action(may="quoting.write")
def save_template(do: Do, *, quote_id: UUID, name: str) -> TemplateSaved:
    """Keep what a quote wishes for under a name: lines without prices, and the head without its days."""
    quote = rows.locked(do, quote_id)
    wishes = [replace(wish, deliver_on=None) for wish in _wishes(quote)]
    head = {n: getattr(quote, n) for n in HEAD} | {"alternatives": names(quote.alternatives)}
    kept = QuoteTemplate(
        entity_id=do.entity_id, name=_name(do, name), currency=quote.currency,
        head=plain(head), lines=plain([asdict(w) for w in wishes]),
    )  # fmt: skip
    kept.save(force_insert=True)
    return do.record(
        TemplateSaved(entity_id=do.entity_id, template_id=kept.id, from_quote_id=quote.id)
    )


@action(may="quoting.write")
def rename_template(do: Do, *, template_id: UUID, name: str) -> TemplateRenamed:
    """Give a template another name."""
    kept = _template(do, template_id)
    old, kept.name = kept.name, _name(do, name, but=kept.id)
    kept.save(update_fields=["name"])
    event = TemplateRenamed(entity_id=do.entity_id, template_id=kept.id)
    return do.record(event, changed={"name": (old, kept.name)})


@action(may="quoting.write")
def remove_template(do: Do, *, template_id: UUID) -> TemplateRemoved:
    """Take a template from the list; quotes made from it stay, and its name is free again."""
    kept = _template(do, template_id)
    kept.removed = True
    kept.save(update_fields=["removed"])
    return do.record(TemplateRemoved(entity_id=do.entity_id, template_id=kept.id))


def _draft(
    do: Do, source: Source, customer_id: UUID, valid_days: int, leave_out: bool
) -> QuoteDrafted:
    customer = buyers.customer(do, customer_id)
    quote = _quote(do, source, customer, valid_days)
    drafting.check_head(do, quote)
    wishes = [_in_future(wish, do.today) for wish in source.wishes]
    made, categories = _priced(do, quote, wishes, leave_out)
    return drafting.open_draft(do, quote, made, categories, copied_from=source.id)


def _quote(do: Do, source: Source, customer: parties.CustomerFacts, valid_days: int) -> Quote:
    """The head: the source's wishes, the customer's terms of today."""
    book = pricing.default_book(
        do.entity_id, source.currency, do.today, segment=customer.segment,
        channel=source.head["channel"],
    )  # fmt: skip
    given: dict[str, Any] = {"language": customer.language, **source.head}
    return Quote(
        entity_id=do.entity_id, series=new_id(), customer_id=customer.id, book_id=book.id,
        currency=source.currency, owner_id=drafting.owner_of(do),
        valid_until=do.today + timedelta(days=max(0, min(valid_days, 3650))),
        terms_kind=customer.terms_kind, terms_days=customer.terms_days, **given,
    )  # fmt: skip


def _priced(
    do: Do, quote: Quote, wishes: Sequence[LineIn], leave_out: bool
) -> tuple[list[QuoteLine], Categories]:
    """The rows at the prices of today; with `leave_out` without those that have none."""
    if not wishes:
        return [], {}
    try:
        return price_lines(do, quote, wishes, {})
    except LinesRefused as error:
        if not leave_out:
            raise
        good = [wish for at, wish in enumerate(wishes) if at not in error.errors]
    return price_lines(do, quote, good, {}) if good else ([], {})


def _wishes(quote: Quote) -> list[LineIn]:
    """What was asked for in its rows; a product's own name is said anew, in the language of the copy."""
    lines = rows.lines_of(quote)
    products = catalog.products({line.product_id for line in lines})
    named = {pk: product.name(quote.language)[:300] for pk, product in products.items()}
    said = {line.id: line.description for line in lines}
    return [
        draft_of(
            line, id=None, revision=None,
            description="" if said[line.id] == named[line.product_id] else said[line.id],
        )
        for line in lines
        if not line.level  # parts and segments come with their head
    ]  # fmt: skip


def _wish_of(row: Mapping[str, Any]) -> LineIn:
    """A row of a template as what is asked for."""
    given = dict(row)
    for name in ("quantity", "discount_value", "least", "most"):
        if given.get(name) is not None:
            given[name] = Decimal(given[name])
    if given.get("configuration_id"):
        given["configuration_id"] = UUID(given["configuration_id"])
    given["segments"] = tuple(given.get("segments") or ())
    return LineIn(**given)


def _in_future(wish: LineIn, today: date) -> LineIn:
    past = wish.deliver_on is not None and wish.deliver_on < today
    return replace(wish, deliver_on=None) if past else wish


def _template(do: Do, template_id: UUID) -> QuoteTemplate:
    kept = QuoteTemplate.objects.select_for_update().filter(
        pk=template_id, entity_id=do.entity_id, removed=False
    )
    found = kept.first()
    if found is None:
        raise UnknownTemplate(field="template_id", found=str(template_id))
    return found


def _name(do: Do, text: str, but: UUID | None = None) -> str:
    """A name that no other template of the company has."""
    name = " ".join(text.replace("\x00", "").split())[:LONGEST_NAME]
    if not name:
        raise NameMissingOnTemplate(field="name")
    taken = QuoteTemplate.objects.filter(entity_id=do.entity_id, removed=False, name__iexact=name)
    if (taken.exclude(pk=but) if but else taken).exists():
        raise NameTaken(field="name", found=name, fix="choose another name")
    return name
