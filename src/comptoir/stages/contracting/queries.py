"""Reads of contracts and general terms."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet

from comptoir.kernel.errors import NotFound
from comptoir.platform import sql
from comptoir.platform.paging import Sorts, arranged, folded, keyset, missing_last, ranked
from comptoir.records.parties import queries as parties
from comptoir.stages.contracting import drafts
from comptoir.stages.contracting.core.clauses import TermsClause, clauses
from comptoir.stages.contracting.core.digest import contract_digest, terms_digest
from comptoir.stages.contracting.core.states import ContractState
from comptoir.stages.contracting.models import Contract, GeneralTerms
from comptoir.stages.quoting import queries as quoting


class UnknownContract(NotFound):
    """There is no such contract."""

    code = "unknown_contract"


class UnknownTerms(NotFound):
    """There are no such general terms."""

    code = "unknown_terms"


@dataclass(frozen=True, slots=True)
class TermsFacts:
    """One version of our general terms of sale, in force from `starts_on` until the next one."""

    id: UUID
    entity_id: UUID
    version: int
    title_fr: str
    title_en: str
    text_fr: str
    text_en: str
    starts_on: date
    sha256: str

    def title(self, lang: str) -> str:
        return self.title_fr if lang.startswith("fr") else self.title_en

    def text(self, lang: str) -> str:
        return self.text_fr if lang.startswith("fr") else self.text_en

    def clauses(self, lang: str) -> list[TermsClause]:
        """The text cut at its numbered headings."""
        return clauses(self.text(lang))


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """What both sides agreed; the words of the dates are explained on the model."""

    id: UUID
    entity_id: UUID
    number: str
    quote_id: UUID
    customer_id: UUID
    terms_id: UUID | None
    state: str
    language: str
    currency: str
    net_minor: int
    signed_on: date
    signed_by: str
    signed_role: str
    starts_on: date
    ends_on: date | None
    notice_days: int
    notice_on: date | None
    renewal_on: date | None
    sha256: str
    ended_reason: str
    version: int = 1
    clauses_id: int | None = None
    uplift: dict[str, Any] | None = None

    @property
    def runs(self) -> bool:
        """Whether something in it repeats until a day."""
        return self.ends_on is not None


@dataclass(frozen=True, slots=True)
class Proof:
    """The contract's hash, computed again from what is stored now.

    content, terms, clauses  the digests that went in;  intact  whether the result is what was signed
    """

    content: str
    terms: str
    found: str
    intact: bool
    clauses: str = ""


TERMINATED = ContractState.TERMINATED
_TERMS = tuple(TermsFacts.__dataclass_fields__)
_CONTRACT = tuple(ContractFacts.__dataclass_fields__)


def contract(contract_id: UUID, entity_id: UUID | None = None) -> ContractFacts:
    """One contract; with `entity_id`, only if it is that company's."""
    row = sql.first(Contract, "id = %s", [contract_id])
    if row is None or entity_id not in (None, row.entity_id):
        raise UnknownContract(field="contract_id", found=str(contract_id))
    return facts(row)


def locked_contract(contract_id: UUID, entity_id: UUID) -> ContractFacts:
    """`contract`, its row locked until the open action commits."""
    assert connection.in_atomic_block, "a lock needs an open action"
    asked = "id = %s AND entity_id = %s FOR UPDATE"
    row = sql.first(Contract, asked, [contract_id, entity_id])
    if row is None:
        raise UnknownContract(field="contract_id", found=str(contract_id))
    return facts(row)


def contract_of_quote(quote_id: UUID) -> ContractFacts | None:
    """The contract that an accepted quote became."""
    row = sql.first(Contract, "quote_id = %s", [quote_id])
    return facts(row) if row else None


def contracts(ids: Collection[UUID]) -> dict[UUID, ContractFacts]:
    """Several contracts by id; an unknown id is left out."""
    return {row.id: facts(row) for row in Contract.objects.filter(pk__in=ids)}


def contracts_of_quotes(ids: Collection[UUID]) -> dict[UUID, ContractFacts]:
    """The contracts that several accepted quotes became."""
    return {row.quote_id: facts(row) for row in Contract.objects.filter(quote_id__in=ids)}


def contracts_of_customer(customer_id: UUID) -> list[ContractFacts]:
    """A customer's contracts, newest first."""
    rows = Contract.objects.filter(customer_id=customer_id).order_by("-signed_on", "-id")
    return [facts(row) for row in rows]


SORTS: Sorts = {
    "number": "number", "customer": folded("customer__name"),
    "state": ranked("state", ContractState), "signed_on": "signed_on", "starts_on": "starts_on",
    "ends_on": missing_last("ends_on"), "notice_on": missing_last("notice_on"), "net": "net_minor",
}  # fmt: skip


def contracts_page(
    entity_id: UUID,
    *,
    state: str = "",
    customer_id: UUID | None = None,
    quote_id: UUID | None = None,
    currency: str = "",
    since: date | None = None,
    until: date | None = None,
    text: str = "",
    sort: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[list[ContractFacts], str | None]:
    """Contracts, newest first, after `cursor`; and the next cursor. `text`: number or customer.

    since, until  the day it was signed, both included
    """
    rows = Contract.objects.filter(entity_id=entity_id)
    wanted = {
        "state": state, "customer_id": customer_id, "quote_id": quote_id, "currency": currency,
        "signed_on__gte": since, "signed_on__lte": until,
    }  # fmt: skip
    rows = rows.filter(**{k: v for k, v in wanted.items() if v})
    words = text.replace("\x00", "").strip()
    if words:
        named = [c.id for c in parties.find_customers(entity_id, words, limit=200)]
        rows = rows.filter(Q(number__icontains=words) | Q(customer_id__in=named))
    found, following = keyset(*arranged(rows, sort, SORTS, ("-signed_on", "-id")), cursor, limit)
    return [facts(row) for row in found], following


def states(entity_id: UUID) -> dict[str, int]:
    """How many contracts are in each state."""
    rows = Contract.objects.filter(entity_id=entity_id).values_list("state").annotate(n=Count("id"))
    return dict(rows.order_by("state"))


def due_for_renewal(entity_id: UUID, on: date, days: int = 120) -> list[ContractFacts]:
    """Active contracts whose next term would start within `days` of `on`, the nearest first."""
    return [facts(row) for row in _due(entity_id, on, days).order_by("renewal_on", "number")]


def due_page(
    entity_id: UUID, on: date, days: int, *, cursor: str | None = None, limit: int = 50
) -> tuple[list[ContractFacts], str | None]:
    """`due_for_renewal` page by page."""
    found, following = keyset(_due(entity_id, on, days), ("renewal_on", "id"), cursor, limit)
    return [facts(row) for row in found], following


def _due(entity_id: UUID, on: date, days: int) -> QuerySet[Contract]:
    return Contract.objects.filter(
        entity_id=entity_id,
        state=ContractState.ACTIVE,
        renewal_on__isnull=False,
        renewal_on__lte=on + timedelta(days=days),
    )


def terms(terms_id: UUID, entity_id: UUID | None = None) -> TermsFacts:
    """One version of the general terms; with `entity_id`, only if it is that company's."""
    row = GeneralTerms.objects.filter(pk=terms_id).first()
    if row is None or entity_id not in (None, row.entity_id):
        raise UnknownTerms(field="terms_id", found=str(terms_id))
    return _terms(row)


def terms_by_id(ids: Collection[UUID]) -> dict[UUID, TermsFacts]:
    """Several versions of the general terms by id."""
    return {row.id: _terms(row) for row in GeneralTerms.objects.filter(pk__in=ids)}


def terms_in_force(entity_id: UUID, on: date) -> TermsFacts | None:
    """The general terms that bind what is signed on that day; None before the first version."""
    asked = "entity_id = %s AND starts_on <= %s ORDER BY starts_on DESC, version DESC LIMIT 1"
    row = sql.first(GeneralTerms, asked, [entity_id, on])
    return _terms(row) if row else None


_BINDING = f"""
SELECT (SELECT d.id FROM contracting_draft d WHERE d.series = %s), {", ".join(f"t.{n}" for n in _TERMS)}
FROM (SELECT 1) one LEFT JOIN LATERAL (
    SELECT * FROM contracting_general_terms WHERE entity_id = %s AND id = %s) t ON true
"""  # noqa: S608 — names from the code


def binding(
    entity_id: UUID, terms_id: UUID | None, series: UUID
) -> tuple[TermsFacts | None, UUID | None]:
    """What binds an accepted negotiation, in one statement: the general terms it was sent with, and the
    draft of its contract."""
    row = sql.one(_BINDING, [series, entity_id, terms_id])
    assert row is not None
    return TermsFacts(*row[1:]) if row[1] else None, row[0]


def terms_versions(entity_id: UUID) -> list[TermsFacts]:
    """Every version of the general terms, newest first."""
    rows = GeneralTerms.objects.filter(entity_id=entity_id).order_by("-version")
    return [_terms(row) for row in rows]


def terms_page(
    entity_id: UUID, *, cursor: str | None = None, limit: int = 50
) -> tuple[list[TermsFacts], str | None]:
    """The versions of the general terms, newest first, after `cursor`; and the next cursor."""
    rows = GeneralTerms.objects.filter(entity_id=entity_id)
    found, following = keyset(rows, ("-version",), cursor, limit)
    return [_terms(row) for row in found], following


def verify(contract_id: UUID, entity_id: UUID | None = None) -> Proof:
    """Compute the hash again, from the quote's fixed content and the text of the terms."""
    made = contract(contract_id, entity_id)
    content = quoting.quote(made.quote_id).accepted_digest
    digest = ""
    if made.terms_id:
        t = terms(made.terms_id)
        digest = terms_digest(t.title_fr, t.text_fr, t.title_en, t.text_en)
    wording = ""
    if made.clauses_id:
        kept = drafts.version_by_id(made.clauses_id)
        language, annexes = (
            drafts.draft(kept.draft_id).language,
            drafts.annexes(kept.draft_id, kept.n),
        )
        wording = drafts.digest(language, kept.clauses, annexes)
    found = contract_digest(content, digest, wording)
    return Proof(content, digest, found, found == made.sha256, wording)


def facts(row: Contract) -> ContractFacts:
    """A row as facts."""
    return ContractFacts(**{n: getattr(row, n) for n in _CONTRACT})


def _terms(row: GeneralTerms) -> TermsFacts:
    return TermsFacts(**{n: getattr(row, n) for n in _TERMS})
