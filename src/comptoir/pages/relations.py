"""What each record of the API may be expanded by: noun → name → relation, each read in one go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from ninja import Schema

from comptoir.platform.expanding import RELATIONS, Relation
from comptoir.records.catalog import api as catalog_api
from comptoir.records.catalog import queries as catalog
from comptoir.records.credit import api as credit_api
from comptoir.records.credit import queries as credit
from comptoir.records.ledger import api as ledger_api
from comptoir.records.ledger import queries as ledger
from comptoir.records.parties import queries as parties
from comptoir.records.parties import schemas as parties_api
from comptoir.records.taxes import api as taxes_api
from comptoir.records.taxes import queries as taxes
from comptoir.stages.collecting import api as collecting_api
from comptoir.stages.collecting import queries as collecting
from comptoir.stages.collecting import schemas as collecting_schemas
from comptoir.stages.contracting import api as contracting_api
from comptoir.stages.contracting import queries as contracting
from comptoir.stages.fulfilling import api as fulfilling_api
from comptoir.stages.fulfilling import queries as fulfilling
from comptoir.stages.invoicing import api as invoicing_api
from comptoir.stages.invoicing import queries as invoicing
from comptoir.stages.invoicing.schemas import InvoiceOut
from comptoir.stages.ordering import api as ordering_api
from comptoir.stages.ordering import queries as ordering
from comptoir.stages.pricing import api as pricing_api
from comptoir.stages.pricing import queries as pricing
from comptoir.stages.prospecting import api as prospecting_api
from comptoir.stages.prospecting import queries as prospecting
from comptoir.stages.quoting import answer_schemas as quoting_api
from comptoir.stages.quoting import queries as quoting
from comptoir.stages.recognizing import api as recognizing_api
from comptoir.stages.renewing import api as renewing_api
from comptoir.stages.renewing import queries as renewing
from comptoir.stages.subscribing import api as subscribing_api
from comptoir.stages.subscribing import queries as subscribing

Load = Callable[[list[Any]], Mapping[Any, Any]]


def each(load: Load, show: Callable[[Any], Any]) -> Load:
    """One record per key, as the API shows it."""
    return lambda keys: {key: show(value) for key, value in load(keys).items()}


def lists(load: Load, show: Callable[[Any], Any]) -> Load:
    """A list of records per key, as the API shows them."""
    return lambda keys: {key: [show(v) for v in values] for key, values in load(keys).items()}


def by_one(read: Callable[[Any], Any]) -> Load:
    """What is computed record by record."""
    return lambda keys: {key: read(key) for key in keys}


def _customer(key: str = "customer_id") -> Relation:
    return Relation(key, parties_api.CustomerOut, parties.customers)


def _product() -> Relation:
    return Relation("product_id", catalog_api.ProductOut, catalog.products)


def _order(key: str = "order_id") -> Relation:
    return Relation(key, ordering_api.OrderOut, each(ordering.orders, ordering_api.shown))


def _quote() -> Relation:
    return Relation("quote_id", quoting_api.QuoteOut, each(quoting.quotes, quoting_api.head))


def _contract() -> Relation:
    load = each(contracting.contracts, contracting_api.shown)
    return Relation("contract_id", contracting_api.ContractOut, load)


def _invoice(key: str) -> Relation:
    return Relation(key, InvoiceOut, each(invoicing.heads, invoicing_api.shown))


def _many(schema: type[Schema], load: Load, key: str = "id", *, alone: bool = False) -> Relation:
    return Relation(key, schema, load, many=True, alone=alone)


def _documents(field: str) -> Load:
    """Invoices and credit notes by order, or by the invoice they correct."""
    return lists(lambda keys: invoicing.heads_by(field, keys), invoicing_api.shown)


def _settled(name: str) -> Load:
    """Allocations by invoice, payment or credit note."""

    def load(keys: list[UUID]) -> dict[UUID, list[Any]]:
        found: dict[UUID, list[Any]] = {}
        for fact in collecting.settlements(keys):
            found.setdefault(getattr(fact, name), []).append(collecting_api.allocation_shown(fact))
        return found

    return load


def _payments(keys: list[UUID]) -> dict[UUID, list[Any]]:
    """The payments that settle each of several invoices."""
    pairs = dict.fromkeys(
        (a.invoice_id, a.payment_id)
        for a in collecting.settlements(keys)
        if a.payment_id and not a.undone
    )
    known = collecting.payments([payment_id for _invoice_id, payment_id in pairs])
    found: dict[UUID, list[Any]] = {}
    for invoice_id, payment_id in pairs:
        found.setdefault(invoice_id, []).append(collecting_api.payment_shown(known[payment_id]))
    return found


def _decisions(keys: list[UUID]) -> dict[UUID, list[Any]]:
    """The VAT decisions of each of several invoices."""
    found = invoicing.decisions_of(keys)
    known = taxes.decisions(one for ids in found.values() for one in ids)
    return {key: [known[one] for one in ids] for key, ids in found.items()}


def _candidates(keys: list[tuple[UUID, ...]]) -> dict[tuple[UUID, ...], list[Any]]:
    """The open items that each of several bank lines may pay, in the order of the line's candidates."""
    known = collecting.items({one for key in keys for one in key})
    return {
        key: [collecting_api.item_shown(known[one]) for one in key if one in known] for key in keys
    }


def _prices(keys: list[UUID]) -> dict[UUID, list[Any]]:
    """Every price of each of several products, oldest first."""
    found: dict[UUID, list[Any]] = {}
    for price in pricing.prices_of_products(keys):
        found.setdefault(price.product_id, []).append(price)
    return found


_TABLE: dict[str, dict[str, Relation]] = {
    "customer": {
        "parent": _customer("parent_id"),
        "children": _many(parties_api.CustomerOut, parties.children_of),
        "credit": _many(credit_api.ExposureOut, lists(credit.exposures_for, credit_api.shown)),
    },
    "product": {
        "bundles": _many(catalog_api.ProductOut, catalog.bundles_of),
        "prices": _many(pricing_api.PriceOut, _prices),
    },
    "partner": {
        "opportunities": _many(
            prospecting_api.OpportunityOut, prospecting.opportunities_of_partners
        ),
    },
    "price": {"product": _product()},
    "pricechange": {
        "price_book": Relation("book_id", pricing_api.PriceBookOut, pricing.books_by_id),
    },
    "exposure": {"customer": _customer()},
    "entry": {
        "reverses": Relation(
            "reverses_id", ledger_api.EntryOut, each(ledger.entries, ledger_api.shown)
        ),
        "reversed_by": Relation(
            "reversed_by_id", ledger_api.EntryOut, each(ledger.entries, ledger_api.shown)
        ),
    },
    "opportunity": {
        "customer": _customer(),
        "partner": Relation("partner_id", parties_api.PartnerOut, parties.partners_by_id),
        "quotes": _many(
            quoting_api.QuoteOut, lists(quoting.quotes_of_opportunities, quoting_api.head)
        ),
    },
    "quote": {
        "customer": _customer(),
        "opportunity": Relation(
            "opportunity_id", prospecting_api.OpportunityOut, prospecting.opportunities
        ),
        "price_book": Relation("book_id", pricing_api.PriceBookOut, pricing.books_by_id),
        "contract": Relation(
            "id", contracting_api.ContractOut,
            each(contracting.contracts_of_quotes, contracting_api.shown),
        ),
        "order": Relation(
            "id", ordering_api.OrderOut, each(ordering.orders_of_quotes, ordering_api.shown)
        ),
    },
    "contract": {
        "customer": _customer(),
        "quote": _quote(),
        "terms": Relation("terms_id", contracting_api.TermsOut, contracting.terms_by_id),
        "orders": _many(
            ordering_api.OrderOut, lists(ordering.orders_of_contracts, ordering_api.shown)
        ),
        "renewal": Relation(
            "id", renewing_api.RenewalOut, each(renewing.renewals_of, renewing_api.shown)
        ),
    },
    "order": {
        "customer": _customer(),
        "quote": _quote(),
        "contract": _contract(),
        "deliveries": _many(fulfilling_api.DeliveryOut, fulfilling.deliveries_of_orders),
        "services": _many(
            subscribing_api.ServiceOut,
            lists(subscribing.services_of_orders, subscribing_api.shown),
        ),
        "invoices": _many(InvoiceOut, _documents("order_id")),
    },
    "waiting": {"customer": _customer(), "order": _order()},
    "delivery": {"customer": _customer(), "order": _order()},
    "service": {
        "customer": _customer(),
        "order": _order(),
        "product": _product(),
        "charges": _many(
            subscribing_api.ChargeOut,
            lists(subscribing.charges_of_services, lambda c: subscribing_api.charge_shown(*c)),
        ),
    },
    "invoice": {
        "customer": _customer(),
        "order": _order(),
        "corrects": _invoice("corrects_id"),
        "credit_notes": _many(InvoiceOut, _documents("corrects_id")),
        "allocations": _many(collecting_schemas.AllocationOut, _settled("invoice_id")),
        "payments": _many(collecting_schemas.PaymentOut, _payments),
        "vat_decisions": _many(taxes_api.DecisionOut, _decisions),
    },
    "decision": {
        "invoices": _many(
            InvoiceOut, lists(invoicing.newest_bearing, invoicing_api.shown)
        ),
    },
    "bankline": {
        "statement": Relation(
            "statement_id", collecting_schemas.StatementOut, collecting.statement_files
        ),
        "candidates": _many(collecting_schemas.ItemOut, _candidates, "candidates"),
    },
    "item": {"customer": _customer(), "invoice": _invoice("invoice_id")},
    "aged": {"customer": _customer()},
    "payment": {
        "customer": _customer(),
        "allocations": _many(collecting_schemas.AllocationOut, _settled("payment_id")),
    },
    "obligation": {
        "customer": _customer(),
        "order": _order(),
        "contract": _contract(),
        "schedule": _many(
            recognizing_api.ScheduleOut, by_one(recognizing_api.schedule_of), alone=True
        ),
        "recognitions": _many(
            recognizing_api.RecognitionOut, by_one(recognizing_api.recognitions_of), alone=True
        ),
    },
    "renewal": {"customer": _customer(), "contract": _contract(), "quote": _quote()},
}  # fmt: skip


def wire() -> None:
    """Make the table known to the API; called once, when its rooms are read."""
    RELATIONS.update(_TABLE)
