"""Payment terms for the stages that come after: parties/core/terms.py in one import. Pure."""

from __future__ import annotations

from comptoir.records.parties.core.terms import (
    BadTerms,
    Terms,
    TermsKind,
    TermsTooLong,
    check_terms,
    due_date,
    read_terms,
)

__all__ = [
    "BadTerms",
    "Terms",
    "TermsKind",
    "TermsTooLong",
    "check_terms",
    "due_date",
    "read_terms",
]
