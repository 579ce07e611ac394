"""The cards of Settings and Data: icon, label, what it holds, name of its page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

Card = tuple[str, Any, Any, str]
# icon, label, what it holds, name of its page; a page that does not exist is left out
CARDS: tuple[Card, ...] = (
    (
        "building",
        _("Company"),
        _("Identity, address, VAT, bank account, logo"),
        "parties:company",
    ),
    ("users", _("People and roles"), _("Who may log in, and what they may do"), "desk:users"),
    (
        "database",
        _("API keys"),
        _("Other programs: scopes, expiry, last use"),
        "desk:keys",
    ),
    ("link", _("Connections"), _("CRM, online shop, ERP"), "integrating:list"),
    (
        "file-text",
        _("General terms"),
        _("Versions of our terms of sale"),
        "contracting:terms",
    ),
    (
        "file-text",
        _("Document of a quote"),
        _("Which blocks it shows, and in which order"),
        "quoting:blocks",
    ),
    (
        "file-check",
        _("Seal"),
        _("The certificate that closes signed documents"),
        "contracting:seal",
    ),
    (
        "badge-check",
        _("Approval policies"),
        _("Who must say yes to which quote"),
        "approvals:policies",
    ),
    (
        "clock",
        _("Working hours"),
        _("Working days, hours, holidays: what the hours of policies count"),
        "approvals:hours",
    ),
    (
        "list-filter",
        _("Features"),
        _("What this company sees of Comptoir: Starter, Team or Full, all free of charge"),
        "features:page",
    ),
    (
        "list-checks",
        _("Numbering"),
        _("The last number of each series"),
        "desk:numbering",
    ),
    ("tag", _("Price books"), _("Prices by currency and date"), "pricing:list"),
    (
        "banknote",
        _("Exchange rates"),
        _("What a currency costs, by day and source"),
        "currencies:list",
    ),
    (
        "scale",
        _("VAT decisions"),
        _("Which rate, why, under which rule"),
        "taxes:list",
    ),
    (
        "book-open",
        _("Chart of accounts"),
        _("Accounts and what posts to them"),
        "ledger:list",
    ),
    (
        "life-buoy",
        _("Health"),
        _("Database, worker, disk, clock, and what to do"),
        "desk:health",
    ),
    (
        "refresh-cw",
        _("Long work"),
        _("Imports and runs, with their progress"),
        "desk:work",
    ),
    (
        "user",
        _("My account"),
        _("Password, authenticator app, passkeys"),
        "desk:account",
    ),
)
DATA_CARDS: tuple[Card, ...] = (
    (
        "upload",
        _("Import"),
        _("Customers, products, orders, sales history: map, check, preview, commit"),
        "imports:list",
    ),
    ("users", _("Customers"), _("Companies and people who buy"), "parties:list"),
    (
        "book-open",
        _("Ledger"),
        _("Journal, accounts, trial balance, proof of the chain"),
        "ledger:list",
    ),
    (
        "eye",
        _("Audit log"),
        _("Who did what, when"),
        "desk:audit",
    ),
    (
        "refresh-cw",
        _("Long work"),
        _("Imports and runs, with their progress"),
        "desk:work",
    ),
    (
        "file-text",
        _("API reference"),
        _("Every call, with its answers"),
        "api_docs",
    ),
)
