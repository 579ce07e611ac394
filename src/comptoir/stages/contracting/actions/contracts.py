"""Writes of contracts and general terms."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from comptoir.kernel.errors import Invalid, NothingDue, Refused
from comptoir.kernel.states import step
from comptoir.platform import history, numbering, sql
from comptoir.platform.actions import Change, Do, action
from comptoir.stages.contracting import queries
from comptoir.stages.contracting.actions.drafts import signed_wording
from comptoir.stages.contracting.actions.duties import owe
from comptoir.stages.contracting.clause_models import DraftVersion
from comptoir.stages.contracting.core.dates import term
from comptoir.stages.contracting.core.digest import contract_digest, terms_digest
from comptoir.stages.contracting.core.states import CONTRACT_MOVES, ContractState
from comptoir.stages.contracting.events import ContractEnded, ContractMade, GeneralTermsPublished
from comptoir.stages.contracting.models import Contract, GeneralTerms
from comptoir.stages.quoting import queries as quoting

NOTICE_DAYS = 90


class TermsEmpty(Invalid):
    """General terms need a title and a text in both languages."""

    code = "terms_empty"


class TermsUnchanged(Refused):
    """These words are already the general terms in force."""

    code = "terms_unchanged"


class TermsBackdated(Invalid):
    """New general terms start today or later, and not before the version they follow."""

    code = "terms_backdated"


class NotAccepted(Refused):
    """Only an accepted quote becomes a contract."""

    code = "not_accepted"


class ContractExists(Refused):
    """This quote already became a contract."""

    code = "contract_exists"


class EndReasonMissing(Invalid):
    """Say why the contract ends."""

    code = "end_reason_missing"


class EndBeforeStart(Invalid):
    """A contract ends after it starts, and not before today."""

    code = "end_before_start"


@action(may="contracting.write")
def publish_terms(
    do: Do,
    *,
    title_fr: str,
    title_en: str,
    text_fr: str,
    text_en: str,
    starts_on: date | None = None,
) -> GeneralTermsPublished:
    """Put a new version of the general terms in force, from today or a later day on."""
    words = {"title_fr": title_fr, "title_en": title_en, "text_fr": text_fr, "text_en": text_en}
    clean = {name: text.replace("\r\n", "\n").strip() for name, text in words.items()}
    for name, text in clean.items():
        if not text:
            raise TermsEmpty(field=name)
    on = starts_on or do.today
    last = GeneralTerms.objects.filter(entity_id=do.entity_id).order_by("-version").first()
    earliest = max(do.today, last.starts_on) if last else None  # the first may cover the past
    if earliest and on < earliest:
        raise TermsBackdated(field="starts_on", found=on.isoformat(), expected=f"≥ {earliest}")
    sha256 = terms_digest(clean["title_fr"], clean["text_fr"], clean["title_en"], clean["text_en"])
    if last and last.sha256 == sha256:
        raise TermsUnchanged(field="text_fr", found=f"v{last.version}")
    made = GeneralTerms.objects.create(
        entity_id=do.entity_id,
        version=last.version + 1 if last else 1,
        starts_on=on,
        sha256=sha256,
        **clean,
    )
    return do.record(
        GeneralTermsPublished(entity_id=do.entity_id, terms_id=made.id, version=made.version)
    )


@action(may="contracting.write")
def make_contract(do: Do, *, quote_id: UUID) -> ContractMade:
    """Turn an accepted quote into the contract, under the general terms that it was sent with.

    NothingDue for an amendment: it changes a contract (`amend_contract`).
    """
    quote = quoting.quote(quote_id, do.entity_id)
    if quote.state != "accepted":
        raise NotAccepted(field="quote_id", found=quote.state, expected="accepted")
    if quote.amends_contract:
        raise NothingDue(quote=quote.ident)
    signed = signed_on(do, quote_id)
    starts_on = quote.starts_on or signed
    ends = [li.runs(starts_on).end for li in quote.ordered if li.charge_kind == "recurring"]
    runs = term(starts_on, ends, NOTICE_DAYS)
    terms, draft_id = queries.binding(do.entity_id, _terms_id(quote), quote.series)
    wording = signed_wording(do, quote, draft_id) if draft_id else None
    made = Contract(
        entity_id=do.entity_id, number=numbering.next_number(do, "contract", do.today),
        quote_id=quote.id, customer_id=quote.customer_id,
        terms_id=terms.id if terms else None,
        language=quote.language,
        currency=quote.currency,
        net_minor=quote.net_minor,
        signed_on=signed,
        signed_by=quote.accepted_name,
        signed_role=quote.accepted_role,
        starts_on=runs.starts_on, ends_on=runs.ends_on,
        notice_days=NOTICE_DAYS, notice_on=runs.notice_on, renewal_on=runs.renewal_on,
        sha256=_digest(quote, terms, wording), clauses_id=wording.pk if wording else None,
        uplift=quote.uplift,
    )  # fmt: skip
    if not sql.add(made, once=True):
        known = queries.contract_of_quote(quote_id)
        assert known, "only a contract of the same quote is in the way"
        raise ContractExists(field="quote_id", found=known.number, contract_id=known.id)
    if wording:
        owe(do, made, wording)
    return do.record(
        ContractMade(
            entity_id=do.entity_id,
            contract_id=made.id,
            quote_id=quote.id,
            customer_id=quote.customer_id,
            starts_on=runs.starts_on,
            ends_on=runs.ends_on,
            renewal_on=runs.renewal_on,
            renews_contract=quote.renews_contract,
        )
    )


def _terms_id(quote: quoting.QuoteFacts) -> UUID | None:
    """What the offer keeps; of one that was sent before offers kept it, what was in force on that day."""
    sent = None if quote.offered else history.first_day(quote.id, "QuoteSent")
    if sent is None:
        return quote.general_terms_id
    then = queries.terms_in_force(quote.entity_id, sent)
    return then.id if then else None


def _digest(
    quote: quoting.QuoteFacts, terms: queries.TermsFacts | None, wording: DraftVersion | None
) -> str:
    agreed = (terms.sha256 if terms else "", wording.sha256 if wording else "")
    return contract_digest(quote.accepted_digest, *agreed)


@action(may="contracting.write")
def end_contract(
    do: Do, *, contract_id: UUID, reason: str, ends_on: date | None = None
) -> ContractEnded:
    """Terminate a contract early; `ends_on` is the first day that is no longer covered, and from it on its
    services end (process.py)."""
    row = locked(do, contract_id)
    if not reason.strip():
        raise EndReasonMissing(field="reason")
    last = ends_on or max(do.today, row.starts_on + timedelta(days=1))
    _check_end(row, last, do.today)
    changed = _move(row, "terminate")
    changed["ends_on"] = (row.ends_on, last)
    row.ends_on, row.ended_reason = last, reason.strip()[:200]
    row.notice_on = row.renewal_on = None  # there is nothing left to give notice of, or to renew
    row.save(update_fields=["state", "ends_on", "ended_reason", "notice_on", "renewal_on"])
    return do.record(_ended(row), changed)


@action(may="contracting.write")
def end_contracts(do: Do, *, on: date | None = None) -> ContractEnded:
    """End every contract whose term is over; NothingDue when there is none."""
    day = on or do.today
    due = Contract.objects.select_for_update().filter(
        entity_id=do.entity_id, state=ContractState.ACTIVE, ends_on__lte=day
    )
    last: ContractEnded | None = None
    for row in due.order_by("number"):
        changed = _move(row, "end")
        row.save(update_fields=["state"])
        last = do.record(_ended(row), changed)
    if last is None:
        raise NothingDue(on=day)
    return last


@action(may="contracting.write")
def mark_renewed(do: Do, *, contract_id: UUID) -> ContractEnded:
    """A newer contract takes over; NothingDue when that is already known."""
    row = locked(do, contract_id)
    if row.state == ContractState.RENEWED:
        raise NothingDue(contract=row.number)
    changed = _move(row, "renew")
    row.save(update_fields=["state"])
    return do.record(_ended(row), changed)


def signed_on(do: Do, quote_id: UUID) -> date:
    """The business day of the acceptance: this one, when the deed answers it at once."""
    if do.cause and do.cause.on:
        return do.cause.on
    return history.first_day(quote_id, "QuoteAccepted") or do.today


def locked(do: Do, contract_id: UUID) -> Contract:
    """The row, locked until the open action ends; for this room's actions."""
    rows = Contract.objects.select_for_update().filter(pk=contract_id, entity_id=do.entity_id)
    row = rows.first()
    if row is None:
        raise queries.UnknownContract(field="contract_id", found=str(contract_id))
    return row


def _check_end(row: Contract, last: date, today: date) -> None:
    earliest = max(today, row.starts_on + timedelta(days=1))
    if last < earliest or (row.ends_on and last > max(row.ends_on, earliest)):
        until = f" … {row.ends_on}" if row.ends_on else ""
        raise EndBeforeStart(field="ends_on", found=last.isoformat(), expected=f"{earliest}{until}")


def _move(row: Contract, verb: str) -> Change:
    before = row.state
    row.state = step(CONTRACT_MOVES, verb, ContractState(before))
    return {"state": (before, str(row.state))}


def _ended(row: Contract) -> ContractEnded:
    return ContractEnded(entity_id=row.entity_id, contract_id=row.id, state=str(row.state))
