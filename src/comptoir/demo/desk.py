"""The deal desk of the demo: two policies; quotes that wait, one that was approved, one that was rejected."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from comptoir.platform.actions import Do, begin
from comptoir.platform.models import User
from comptoir.platform.roles import SYSTEM
from comptoir.platform.web import user_actor
from comptoir.records.approvals import actions as approvals
from comptoir.records.approvals import queries
from comptoir.records.approvals.actions import ConditionIn
from comptoir.records.parties import queries as parties
from comptoir.stages.quoting import actions as quoting

BULK = 300_000  # euro cents: a discount on less may be approved with others
# what it is about, percent off, SKU and quantity, what the seller tells the approvers
About = tuple[str, int, tuple[tuple[str, int], ...], str]
ASKED: tuple[About, ...] = (
    ("Armoires pour l'extension nord", 14, (("ARM-X", 8), ("CAB-50", 6), ("INST", 3)),
     "Contrat-cadre en vue : trois autres sites en 2027."),
    ("Capteurs, chambre froide", 12, (("SENS-T", 40), ("DOC", 4)), "Premier achat, essai sur un site."),
    ("Remplacement de deux armoires", 11, (("ARM-S", 2), ("VENT-2", 4)), "Alignement sur leur budget."),
    ("Supervision de la station de pompage", 35, (("ARM-X", 3), ("SUP-PRO", 10)), "Concurrent à 34 %."),
)  # fmt: skip


def fill(entity_id: UUID, seller: User, manager: User) -> None:
    """Two policies, and what happens under them: the seller asks, the manager answers."""
    _policies(entity_id)
    buyers = [c.id for c in parties.find_customers(entity_id, "", limit=4)]
    asked = [
        _asked(_as(seller, entity_id), buyers[n % len(buyers)], about)
        for n, about in enumerate(ASKED)
    ]
    for request, yes in ((asked[2], True), (asked[3], False)):
        digest = queries.request(request, entity_id).digest
        do = _as(manager, entity_id)
        if yes:
            approvals.approve(do, request_id=request, digest=digest, note="D'accord, cette fois.")
        else:
            why = "Trop bas : proposez 20 % et un contrat d'entretien."
            approvals.reject(do, request_id=request, digest=digest, reason=why)


def _as(user: User, entity_id: UUID) -> Do:
    return begin(user_actor(user, entity_id), entity_id)


def _policies(entity_id: UUID) -> None:
    approvals.write_policy(
        begin(SYSTEM, entity_id), name="Remises", role="sales_manager", hours=24, escalate_role="controller",
        conditions=[ConditionIn("discount", "above", "10")], bulk_minor=BULK,
    )  # fmt: skip
    approvals.write_policy(
        begin(SYSTEM, entity_id), name="Marge", role="controller", hours=48,
        conditions=[ConditionIn("margin", "below", "30")],
    )  # fmt: skip


def _asked(do: Do, customer_id: UUID, about: About) -> UUID:
    title, percent, skus, note = about
    lines = [
        quoting.LineIn(
            sku=sku, quantity=Decimal(n), discount_kind="percent", discount_value=Decimal(percent)
        )
        for sku, n in skus
    ]  # fmt: skip
    drafted = quoting.draft_quote(do, customer_id=customer_id, title=title, lines=lines)
    seller = begin(do.actor, do.entity_id)
    event = quoting.submit_quote(seller, quote_id=drafted.quote_id, note=note)
    assert event.request_id, "the demo's discounts are above its policy"
    return event.request_id
