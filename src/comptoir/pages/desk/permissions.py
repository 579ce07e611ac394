"""What a permission lets somebody do, in words; a permission without words shows its name."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

WORDS = {
    "approvals.decide": _("decide what somebody asks approval for"),
    "approvals.write": _("say who approves what"),
    "catalog.write": _("keep the catalog"),
    "collecting.plan": _("set the reminder plan"),
    "collecting.write": _("book payments"),
    "contracting.write": _("keep contracts and terms"),
    "contracting.sign": _("ask for signatures"),
    "credit.write": _("set credit limits"),
    "currencies.write": _("set exchange rates"),
    "fulfilling.write": _("deliver and take back"),
    "invoicing.approve": _("approve credit notes"),
    "invoicing.write": _("invoice"),
    "ledger.close": _("close periods"),
    "ledger.write": _("post entries"),
    "metering.write": _("record usage"),
    "ordering.release": _("release held orders"),
    "ordering.write": _("enter orders"),
    "parties.write": _("keep customers and partners"),
    "platform.audit": _("read the audit log"),
    "platform.import": _("import"),
    "pricing.write": _("set prices"),
    "prospecting.write": _("keep opportunities"),
    "quoting.margin": _("see margins"),
    "quoting.send": _("send quotes"),
    "quoting.write": _("write quotes"),
    "recognizing.write": _("post revenue"),
    "renewing.write": _("decide renewals"),
    "subscribing.write": _("end services"),
}


def word(name: str) -> str:
    """`enter orders`; reading has no permission of its own, a key has it by this name."""
    return str(WORDS.get(name, _("read everything") if name == "read" else name))


def said(permissions: Iterable[str]) -> str:
    """`enter orders, send quotes`."""
    return ", ".join(sorted(str(WORDS.get(name, name)) for name in permissions))
