"""The table of features: what each gives, what it needs, which pages are its own; the rest is core.

A page is named as the URL resolver names it, `room:*` for all pages of a room; the exact name goes before
the room. Whatever leads to a page of a feature that is off — menu, tab, entry of "Go to, find", card,
button with its key — is not shown; the page itself still opens by its address, and the API knows none.
`tests/architecture/test_features.py` proves the table.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Feature:
    """name, gives: the reader's words;  needs: codes;  figures: key and label, on the first page."""

    code: str
    name: Any
    gives: Any
    pages: tuple[str, ...]
    needs: tuple[str, ...] = ()
    figures: tuple[tuple[str, Any], ...] = ()


FEATURES = (
    Feature(
        "pipeline", _("Opportunities and forecast"),
        _("Deals before there is a quote: their board, and what they are expected to bring."),
        ("prospecting:*", "desk:prospects", "desk:opportunity_quotes"),
    ),
    Feature(
        "quote_design", _("Templates and alternatives of quotes"),
        _("Quotes from templates, offers to choose from in one quote, the blocks of its document."),
        ("quoting:templates", "quoting:template", "quoting:save_template", "quoting:blocks",
         "quoting:alternatives", "quoting:compare_alternatives"),
    ),
    Feature(
        "approvals", _("Approvals and deal desk"),
        _("Policies that say who must say yes to which quote, and the desk where they decide."),
        ("approvals:*", "desk:decision_times", "quoting:submit"),
    ),
    Feature(
        "rooms", _("Buyer's room"),
        _("A page of each negotiation where invited buyers ask, propose and read."),
        ("room:*",),
    ),
    Feature(
        "partners", _("Partners"),
        _("Resellers and referrers who bring deals."),
        ("parties:partners", "parties:partner"),
    ),
    Feature(
        "contracts", _("Contracts and obligations"),
        _("Contracts from clauses and a playbook, their negotiation, amendments, dates and obligations."),
        ("contracting:*", "quoting:amend", "quoting:amend_preview", "quoting:amend_change",
         "quoting:amend_rebase"),
    ),
    Feature(
        "signature", _("Electronic signature"),
        _("Signatures asked for by link, with proof, seal and a trust service."),
        ("contracting:signing", "contracting:signing_new", "contracting:signing_send",
         "contracting:signing_void", "contracting:signing_pdf", "contracting:signing_proof",
         "contracting:signing_ask", "contracting:signing_rehearse", "contracting:signer_remind",
         "contracting:signer_renew", "contracting:seal", "contracting:seal_make",
         "contracting:seal_certificate"),
        needs=("contracts",),
    ),
    Feature(
        "renewals", _("Renewals"),
        _("Contracts that come to their end, quoted again before their notice."),
        ("renewing:*",), needs=("contracts",),
    ),
    Feature(
        "credit", _("Credit desk"),
        _("A limit for each customer, and the orders that it holds."),
        ("credit:*",),
    ),
    Feature(
        "subscriptions", _("Subscriptions"),
        _("The services that run and are billed period by period."),
        ("subscribing:*", "shop:running"),
    ),
    Feature(
        "usage", _("Usage metering"),
        _("What is billed by use: records, rating, months."),
        ("metering:*",), needs=("subscriptions",),
    ),
    Feature(
        "recurring", _("Recurring revenue figures"),
        _("MRR, churn and what moved them, by month and by customer."),
        ("desk:recurring", "desk:recurring_moves", "desk:recurring_services"),
        needs=("subscriptions",), figures=(("mrr", _("MRR")),),
    ),
    Feature(
        "reminders", _("Reminders"),
        _("Letters to customers who pay late, by a plan of levels."),
        ("collecting:reminders", "collecting:reminders_run", "collecting:reminder_plan",
         "collecting:remind", "collecting:reminders_pause", "collecting:reminders_resume"),
    ),
    Feature(
        "revenue", _("Revenue recognition"),
        _("Revenue by period under IFRS 15: waterfall, deferred revenue, reconciliation."),
        ("recognizing:*",), figures=(("recognized", _("Recognized this month")),),
    ),
    Feature(
        "ramps", _("Ramps over several years"),
        _("How the revenue of lines sold in yearly steps is spread over their term."),
        ("recognizing:ramps", "recognizing:ramp", "recognizing:choose_spread"),
        needs=("revenue", "subscriptions"),
    ),
    Feature(
        "configurator", _("Configurator and product models"),
        _("Products put together under rules, by sellers and by visitors of the website."),
        ("configuring:*", "shop:*", "public:*"),
    ),
    Feature(
        "agreements", _("Customer prices"),
        _("Prices agreed with one customer, found before any price book."),
        ("pricing:agreements", "pricing:end_agreement", "desk:agreement_history"),
    ),
    Feature(
        "promotions", _("Promotions and coupons"),
        _("Reductions by rule or by code, with their limits and how they add up."),
        ("pricing:promotions",),
    ),
    Feature(
        "price_changes", _("Price changes"),
        _("Many list prices changed together from a day on, with what they would have brought."),
        ("pricing:changes", "pricing:derive", "pricing:derive_rate", "pricing:change",
         "pricing:move_change", "desk:price_impact"),
    ),
    Feature(
        "price_models", _("Price models and indexes"),
        _("What each way of pricing brings, what-if, and the indexes that prices follow at renewal."),
        ("desk:price_models", "desk:what_if", "pricing:indexes"),
    ),
    Feature(
        "commissions", _("Commissions"),
        _("What sellers earn on what they sell."),
        ("pricing:commissions", "pricing:end_commission"),
    ),
    Feature(
        "recommendations", _("Recommendations"),
        _("What else to offer, learned from sales and set by rule."),
        ("recommending:*", "desk:take_offer", "desk:beside_quote", "desk:take_quote_offer"),
    ),
    Feature(
        "currencies", _("Several currencies"),
        _("Exchange rates by day and source."),
        ("currencies:*",),
    ),
    Feature(
        "imports", _("Imports"),
        _("Customers, products, orders and lines of quotes from files."),
        ("imports:*",),
    ),
    Feature(
        "connections", _("Connections"),
        _("A CRM, an online shop or an ERP that exchanges customers, deals and documents with Comptoir."),
        ("integrating:*",),
    ),
)  # fmt: skip
# Pages of a room with a feature that are core all the same, and those that menus name.
CORE = (
    "contracting:terms", "contracting:publish", "contracting:one_terms",
    "desk:home", "quoting:list", "parties:list", "ordering:list", "fulfilling:to_deliver",
    "fulfilling:list", "invoicing:list", "invoicing:to_invoice", "invoicing:sending", "taxes:list",
    "collecting:list", "collecting:payments", "collecting:aging", "catalog:list", "pricing:list",
    "ledger:journal", "ledger:list", "desk:data", "desk:audit", "desk:work", "desk:settings",
    "desk:users", "desk:keys", "api_docs", "desk:numbering", "desk:health", "desk:account", "desk:help",
    "parties:company", "features:page",
)  # fmt: skip

BY_CODE: Mapping[str, Feature] = {f.code: f for f in FEATURES}
NEEDS: Mapping[str, tuple[str, ...]] = {f.code: f.needs for f in FEATURES}
_EVERYDAY = {
    "pipeline", "quote_design", "approvals", "rooms", "contracts", "signature", "renewals", "credit",
    "subscriptions", "recurring", "reminders", "agreements", "promotions", "price_changes", "imports",
}  # fmt: skip
# Presets, nothing more: every one is free of charge, and every feature can be switched on its own.
TIERS: Mapping[str, frozenset[str]] = {
    "starter": frozenset({"imports"}),
    "team": frozenset(_EVERYDAY),
    "full": frozenset(BY_CODE),
}
FULL = "full"  # what a company has that never chose
TIER_NAMES = {"starter": _("Starter"), "team": _("Team"), "full": _("Full")}
TIER_NOTES = {
    "starter": _("Quote, order, invoice, collect."),
    "team": _("With approvals, contracts, subscriptions, promotions and reminders."),
    "full": _("Everything there is."),
}
_ROOMS = {p.removesuffix("*"): f.code for f in FEATURES for p in f.pages if p.endswith(":*")}
_PAGES = {p: f.code for f in FEATURES for p in f.pages if not p.endswith(":*")}
_PAGES |= dict.fromkeys(CORE, "")


def figures_off(on: Collection[str]) -> frozenset[str]:
    """Keys of the figures that belong to a feature that is off."""
    return frozenset(key for f in FEATURES if f.code not in on for key, _label in f.figures)


def feature_of(page: str) -> str:
    """The feature that a page belongs to; "" for the core."""
    known = _PAGES.get(page)
    return _ROOMS.get(page.partition(":")[0] + ":", "") if known is None else known
