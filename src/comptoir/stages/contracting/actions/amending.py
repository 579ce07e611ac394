"""From an accepted amendment to the contract's next version."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from comptoir.kernel.errors import NothingDue, Refused
from comptoir.kernel.states import step
from comptoir.platform.actions import Change, Do, action
from comptoir.stages.contracting import queries, versions
from comptoir.stages.contracting.actions.contracts import NotAccepted, locked, signed_on
from comptoir.stages.contracting.core.digest import contract_digest
from comptoir.stages.contracting.core.states import CONTRACT_MOVES, ContractState
from comptoir.stages.contracting.core.versions import end_of
from comptoir.stages.contracting.events import ContractAmended
from comptoir.stages.contracting.models import Contract, ContractVersion
from comptoir.stages.quoting import amendments
from comptoir.stages.quoting import queries as quoting


class VersionPassed(Refused):
    """The contract was amended meanwhile: make this amendment again on its newest version."""

    code = "contract_version_passed"


@action(may="contracting.write")
def amend_contract(do: Do, *, quote_id: UUID, contract_id: UUID) -> ContractAmended:
    """Give a contract the version that an accepted amendment describes, once.

    The new end, notice and renewal dates follow from the lines; a cancellation terminates the contract.
    """
    row = locked(do, contract_id)
    quote = quoting.quote(quote_id, do.entity_id)
    if quote.state != "accepted" or quote.amends_contract != contract_id:
        raise NotAccepted(field="quote_id", found=quote.state, expected="accepted")
    if ContractVersion.objects.filter(quote=quote_id).exists():
        raise NothingDue(contract=row.number)
    if row.version != quote.contract_version:
        raise VersionPassed(field="version", found=quote.contract_version, expected=row.version)
    made = _version(do, row, quote)
    changed = _follow(row, made, quote.amendment)
    made.ends_after = row.ends_on
    made.save(force_insert=True)
    row.save(
        update_fields=["version", "ends_on", "notice_on", "renewal_on", "state", "ended_reason"]
    )
    return do.record(
        ContractAmended(
            entity_id=do.entity_id, contract_id=row.id, quote_id=quote.id,
            customer_id=row.customer_id, version=made.number, starts_on=made.effective_on,
            ends_on=made.adds_until, changes=bool(made.steps), adds=bool(quote.lines),
        ),
        changed,
    )  # fmt: skip


def _version(do: Do, row: Contract, quote: quoting.QuoteFacts) -> ContractVersion:
    asked = quote.amendment
    assert asked, "what amends a contract says what changes"
    return ContractVersion(
        contract=row,
        number=row.version + 1,
        quote_id=quote.id,
        effective_on=asked.effective_on,
        known_on=signed_on(do, quote.id),
        signed_by=quote.accepted_name,
        steps=[amendments.dump_step(step) for step in asked.steps],
        changes=list(asked.changes),
        effect=asked.effect,
        adds_until=asked.adds_until,
        ends_before=row.ends_on,
        sha256=contract_digest(quote.accepted_digest, row.sha256),
    )


def _follow(
    row: Contract, made: ContractVersion, asked: amendments.AmendmentFacts | None
) -> Change:
    """The dates and the state that the lines now say."""
    lines = versions.lines(queries.facts(row), more=versions.facts(made))
    ends_on = end_of({line.id: line.stretches for line in lines})
    changed: Change = {"version": (row.version, made.number)}
    row.version = made.number
    if row.state == ContractState.TERMINATED and ends_on and row.ends_on:
        ends_on = min(ends_on, row.ends_on)  # it was terminated between the yes and this version
    if ends_on is not None and ends_on != row.ends_on:
        ends_on = max(ends_on, row.starts_on + timedelta(days=1))
        changed["ends_on"] = (row.ends_on, ends_on)
        row.ends_on = row.renewal_on = ends_on
        row.notice_on = max(ends_on - timedelta(days=row.notice_days), row.starts_on)
    if asked and any(c["kind"] == amendments.Kind.CANCEL for c in asked.changes):
        before = row.state
        row.state = step(CONTRACT_MOVES, "terminate", ContractState(before))
        row.ended_reason = f"{row.number} v{row.version}"
        changed["state"] = (before, str(row.state))
    if row.state == ContractState.TERMINATED:
        row.notice_on = row.renewal_on = None
    return changed
