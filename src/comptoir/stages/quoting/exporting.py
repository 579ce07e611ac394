"""A quote as a workbook and as JSON, each price with the steps that led to it."""

from __future__ import annotations

from collections.abc import Iterator
from json import dumps

from django.utils.translation import gettext as _
from ninja.responses import NinjaJSONEncoder

from comptoir.kernel.margin import Margin
from comptoir.kernel.money import Money
from comptoir.platform.web import language
from comptoir.records.parties import queries as parties
from comptoir.shell.sheets import Cell, Sheet, xlsx_book
from comptoir.stages.pricing.explaining import step_label
from comptoir.stages.quoting import answer_schemas, margins, words
from comptoir.stages.quoting.queries import QuoteFacts

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def xlsx(quote: QuoteFacts, margin: bool) -> bytes:
    """The offer with its totals, its alternatives if any, its lines, the steps of each price: a sheet each.

    margin  whether the reader may see cost and margin
    """
    sides = [_alternatives(quote, margin)] if quote.alternatives else []
    return xlsx_book(
        [
            Sheet(_("Quote"), (_("Field"), _("Value")), _head(quote, margin)),
            *sides,
            Sheet(_("Lines"), _columns(margin), _lines(quote, margin)),
            Sheet(_("Price steps"), _step_columns(), _steps(quote)),
        ]
    )


def buyers_xlsx(quote: QuoteFacts) -> bytes:
    """What its buyer may keep: the offer with its totals, and its lines."""
    return xlsx_book(
        [
            Sheet(_("Quote"), (_("Field"), _("Value")), _head(quote, False)),
            Sheet(_("Lines"), _columns(False), _lines(quote, False)),
        ]
    )


def json(quote: QuoteFacts, margin: bool) -> str:
    """The same document that the API answers, waterfalls included."""
    told = answer_schemas.QuoteDetail.model_validate(answer_schemas.detailed(quote, margin))
    return dumps(told.model_dump(), cls=NinjaJSONEncoder, ensure_ascii=False, indent=1)


def file_name(quote: QuoteFacts, ending: str) -> str:
    """`Q-2027-0118-v2.xlsx`."""
    return f"{quote.number}-v{quote.version}.{ending}"


def _head(quote: QuoteFacts, margin: bool) -> Iterator[tuple[Cell, ...]]:
    def money(minor: int) -> Money:
        return Money(minor, quote.currency)

    yield _("Number"), quote.ident
    yield _("Customer"), parties.customer(quote.customer_id).name
    yield _("Subject"), quote.title
    yield _("Valid until"), quote.valid_until
    yield _("Start"), quote.starts_on
    yield _("Term in months"), quote.term_months
    yield _("Payment terms"), words.terms(quote.terms_kind, quote.terms_days)
    yield _("Currency"), quote.currency
    yield _("One-time"), money(quote.one_off_minor)
    yield _("MRR"), money(quote.mrr_minor)
    yield _("Total excl. VAT"), money(quote.net_minor)
    yield _("VAT"), money(quote.vat_minor)
    yield _("Total incl. VAT"), money(quote.gross_minor)
    if margin:
        yield _("Margin"), _margin(margins.of_quote(quote), quote.currency)


def _margin(found: Margin, currency: str) -> Cell:
    """An amount, or why it is unknown."""
    if found.minor is None:
        return margins.said(found, currency, language())
    return Money(found.minor, currency)


def _alternatives(quote: QuoteFacts, margin: bool) -> Sheet:
    """What each alternative costs, common lines included."""
    names = (
        _("Alternative"), _("Name"), _("Recommended"), _("One-time"), _("MRR"), _("Total excl. VAT"),
        _("VAT"), _("Total incl. VAT"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    earned = margins.of_alternatives(quote) if margin else {}
    for a in quote.alternatives:
        amounts = [a.one_off_minor, a.mrr_minor, a.net_minor, a.vat_minor, a.gross_minor]
        said = _("yes") if a.key == quote.recommended else ""
        row: list[Cell] = [a.key, a.name, said]
        row += [Money(minor, quote.currency) for minor in amounts]
        row += [_margin(earned[a.key], quote.currency)] if margin else []
        rows.append(tuple(row))
    return Sheet(_("Alternatives"), (*names, _("Margin")) if margin else names, iter(rows))


def _columns(margin: bool) -> tuple[str, ...]:
    names = (
        _("Position"), _("Section"), _("Ref."), _("Description"), _("Quantity"), _("Unit"),
        _("List price"), _("Discount"), _("Unit net"), _("Net per period"), _("Periods"),
        _("Amount excl. VAT"), _("VAT %"), _("Term in months"), _("Delivery date"), _("Option"),
        _("Alternative"),
    )  # fmt: skip
    return (*names, _("Unit cost")) if margin else names


def _lines(quote: QuoteFacts, margin: bool) -> Iterator[tuple[Cell, ...]]:
    for li in quote.lines:
        off = words.discount(li.discount_kind, li.discount_value, quote.currency, quote.language)
        row: tuple[Cell, ...] = (
            li.position, li.section, li.sku, li.description, li.quantity, words.unit(li.unit),
            li.list_price, off, li.unit_net, Money(li.net_minor, quote.currency), li.periods,
            Money(li.total_minor, quote.currency), li.vat_rate, li.term_months, li.deliver_on,
            _("yes") if li.optional else "", li.alternative,
        )  # fmt: skip
        yield (*row, li.cost) if margin else row


def _step_columns() -> tuple[str, ...]:
    return (
        _("Position"), _("Ref."), _("Step"), _("Before"), _("Operation"), _("Value"), _("After"),
        _("Rule"), _("Version"), _("Rounding"),
    )  # fmt: skip


def _steps(quote: QuoteFacts) -> Iterator[tuple[Cell, ...]]:
    for li in quote.lines:
        for step in li.steps:
            yield (
                li.position, li.sku, step_label(step.label_code), step.base, step.operation,
                step.value, step.result, step.rule_id, step.rule_version, step.rounding,
            )  # fmt: skip
