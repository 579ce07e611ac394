"""People who approve, and the policies they approve under, for the scenarios of the deal desk."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.platform.actions import Do, begin
from comptoir.platform.models import User
from comptoir.platform.roles import Role
from comptoir.platform.web import user_actor
from comptoir.records.approvals import actions as approvals
from comptoir.records.approvals import queries
from comptoir.records.approvals.actions import ConditionIn
from comptoir.stages.quoting import actions as quoting
from tests.scenarios.house import Company, line
from tests.world import make_user


@dataclass
class Person:
    """Somebody of the staff who acts under their own name."""

    company: Company
    user: User

    def do(self, **more: Any) -> Do:
        user = User.objects.get(pk=self.user.pk)
        return begin(user_actor(user, self.company.entity_id), self.company.entity_id, **more)

    def approves(self, request: UUID) -> Any:
        seen = queries.request(request, self.company.entity_id)
        return approvals.approve(self.do(), request_id=request, digest=seen.digest)

    def rejects(self, request: UUID, reason: str) -> Any:
        seen = queries.request(request, self.company.entity_id)
        return approvals.reject(self.do(), request_id=request, digest=seen.digest, reason=reason)

    def counters(self, request: UUID, figure: str, reason: str, **more: Any) -> Any:
        seen = queries.request(request, self.company.entity_id)
        return approvals.counter(
            self.do(), request_id=request, digest=seen.digest, figure=Decimal(figure),
            reason=reason, **more,
        )  # fmt: skip

    def queue(self) -> list[queries.RequestFacts]:
        do = self.do()
        return queries.queue(self.company.entity_id, do.actor, do.today)


def hire(company: Company, *roles: Role, name: str = "") -> Person:
    mail = (name or "+".join(roles)) + "@scene.example"
    return Person(company, make_user(company.entity_id, *roles, email=mail))


def rule(company: Company, *conditions: tuple[str, str, str], **more: Any) -> UUID:
    """A policy; by default the sales manager decides. Returns its lineage."""
    fields: dict[str, Any] = {
        "name": "Rule",
        "role": "" if "person_id" in more else "sales_manager",
    }
    event = approvals.write_policy(
        company.by(), conditions=[ConditionIn(*c) for c in conditions], **{**fields, **more}
    )
    return event.lineage


def drafts(rep: Person, customer_id: UUID, *lines: Any, **head: Any) -> UUID:
    """A draft of this rep; by default ten cabinets at 15 % off."""
    given = list(lines) or [line("ARM-X", 10, 15)]
    event = quoting.draft_quote(rep.do(), customer_id=customer_id, lines=given, **head)
    return event.quote_id


def submits(rep: Person, quote_id: UUID, note: str = "") -> UUID | None:
    """Ask for what is missing; the request, or None when nothing is."""
    return quoting.submit_quote(rep.do(), quote_id=quote_id, note=note).request_id


def changes(rep: Person, quote_id: UUID, at: int = 0, **values: Any) -> None:
    """Another value in one line of the grid."""
    row = rep.company.quote(quote_id).lines[at]
    quoting.change_line(
        rep.do(), quote_id=quote_id, line_id=row.id, revision=row.revision, changes=values,
        undoable=True,
    )  # fmt: skip


def sends(rep: Person, quote_id: UUID) -> str:
    do = rep.do()
    quoting.send_quote(do, quote_id=quote_id)
    rep.company.links[quote_id] = str(do.answer)
    return str(do.answer)
