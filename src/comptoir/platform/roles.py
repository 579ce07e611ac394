"""Who may do what: one table. A permission is named `<room>.<deed>`; an action states the one it needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from comptoir.kernel.errors import Forbidden


class Role(StrEnum):
    SALES = "sales"
    SALES_MANAGER = "sales_manager"
    FINANCE_APPROVER = "finance_approver"
    LEGAL = "legal"
    ORDER = "order"
    WAREHOUSE = "warehouse"
    BILLING = "billing"
    COLLECTOR = "collector"
    CONTROLLER = "controller"
    REVENUE = "revenue"
    INTEGRATION = "integration"
    AUDITOR = "auditor"
    ADMIN = "admin"


_SELL = {"parties.write", "prospecting.write", "quoting.write", "quoting.send", "approvals.decide"}
_SELL |= {"contracting.sign"}  # ask for signatures
_SAY = {"approvals.decide"}  # a policy says who; this only lets somebody be asked

PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.SALES: frozenset(_SELL | {"ordering.write"}),
    Role.SALES_MANAGER: frozenset(
        _SELL
        | {"quoting.margin", "ordering.write", "pricing.write", "catalog.write"}
        | {"renewing.write"}
    ),
    Role.FINANCE_APPROVER: frozenset(
        {"quoting.margin", "credit.write", "ordering.release", "invoicing.approve"} | _SAY
    ),
    Role.LEGAL: frozenset({"contracting.write", "contracting.sign", "parties.write"} | _SAY),
    Role.ORDER: frozenset({"ordering.write", "fulfilling.write", "parties.write"} | _SAY),
    Role.WAREHOUSE: frozenset({"fulfilling.write"} | _SAY),
    Role.BILLING: frozenset(
        {"invoicing.write", "subscribing.write", "metering.write", "parties.write"} | _SAY
    ),
    Role.COLLECTOR: frozenset({"collecting.write", "parties.write"} | _SAY),
    Role.CONTROLLER: frozenset(
        {"ledger.write", "ledger.close", "quoting.margin", "invoicing.approve", "credit.write"}
        | {"recognizing.write", "collecting.write", "collecting.plan", "approvals.write"}
        | {"currencies.write"}
        | _SAY
    ),
    Role.REVENUE: frozenset({"recognizing.write", "quoting.margin"} | _SAY),
    Role.INTEGRATION: frozenset(
        {"platform.import", "parties.write", "catalog.write", "metering.write", "currencies.write"}
        | {"integrating.write"}
    ),
    Role.AUDITOR: frozenset({"quoting.margin", "platform.audit"}),
    Role.ADMIN: frozenset({"*"}),
}
READ = "read"  # every role, and every key with this scope, may look


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person, an API key, a customer behind a private link, or the system itself.

    name         what the audit trail keeps: `user:<id>`, `key:<prefix>`, `customer`, `system`
    permissions  what may be done; "*" is everything
    everywhere   an administrator of all companies, not of one
    """

    name: str
    kind: str
    permissions: frozenset[str]
    roles: frozenset[Role] = frozenset()
    language: str = "en"
    everywhere: bool = False

    def may(self, permission: str) -> bool:
        return "*" in self.permissions or permission in self.permissions


SYSTEM = Actor("system", "system", frozenset({"*"}), everywhere=True)
CUSTOMER = Actor("customer", "customer", frozenset({"customer"}))
ANYONE = "customer"  # the permission of whoever holds the private link; staff have it too


class RoleForbids(Forbidden):
    """Your role does not allow this."""

    code = "role_forbids"


def require(actor: Actor, permission: str) -> None:
    """Refuse an actor without the permission, naming the roles that have it."""
    if actor.may(permission) or (permission == ANYONE and actor.kind in ("user", "key")):
        return
    able = sorted(r.value for r, can in PERMISSIONS.items() if permission in can or "*" in can)
    raise RoleForbids(needed=permission, expected=" | ".join(able), actor=actor.name)


def permissions_of(roles: frozenset[Role]) -> frozenset[str]:
    """What a person with these roles may do."""
    return frozenset({READ}.union(*(PERMISSIONS[r] for r in roles)))
