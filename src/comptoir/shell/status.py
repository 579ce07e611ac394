"""How a state looks: kind (color), icon and word. Color never stands alone.

Stages and records name their states in code; this table only says how the words of the whole house
look, so that "overdue" is red with the same sign on every page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Kind = Literal["", "ok", "warn", "bad", "info"]


@dataclass(frozen=True, slots=True)
class Status:
    """kind  "" gray, ok, warn, bad, info    icon  a name in icons.json    label  the word"""

    kind: str
    icon: str
    label: str | Promise


def _s(kind: Kind, icon: str, label: str | Promise) -> Status:
    return Status(kind, icon, label)


STATUSES: dict[str, Status] = {
    "draft": _s("", "pencil", _("Draft")),
    "open": _s("info", "circle-dot", pgettext_lazy("status", "Open")),
    "new": _s("info", "circle", _("New")),
    "planned": _s("", "calendar", _("Planned")),
    "scheduled": _s("", "calendar", _("Scheduled")),
    "pending": _s("warn", "hourglass", _("Pending")),
    "waiting": _s("warn", "hourglass", _("Waiting")),
    "in_approval": _s("warn", "flag", _("In approval")),
    "requested": _s("warn", "flag", _("Requested")),
    "to_approve": _s("warn", "flag", _("To approve")),
    "approved": _s("ok", "badge-check", _("Approved")),
    "rejected": _s("bad", "circle-x", _("Rejected")),
    "sent": _s("info", "send", _("Sent")),
    "viewed": _s("info", "eye", _("Viewed")),
    "accepted": _s("ok", "circle-check", _("Accepted")),
    "refused": _s("bad", "circle-x", _("Refused")),
    "declined": _s("bad", "circle-x", _("Declined")),
    "expired": _s("warn", "clock", _("Expired")),
    "superseded": _s("", "archive", _("Superseded")),
    "discarded": _s("", "ban", _("Discarded")),
    "quoted": _s("info", "send", _("Quoted")),
    "void": _s("", "ban", _("Void")),
    "opened": _s("info", "eye", _("Opened")),
    "sealed": _s("ok", "badge-check", _("Signed and sealed")),
    "signed": _s("ok", "signature", _("Signed")),
    "in_force": _s("ok", "file-check", _("In force")),
    "negotiating": _s("info", "file-pen", _("In negotiation")),
    "preparing": _s("", "pencil", _("In preparation")),
    "shared": _s("info", "link", _("Shared")),
    "partly": _s("warn", "circle-dashed", _("Partly accepted")),
    "countered": _s("", "undo-2", _("Answered with other words")),
    "withdrawn": _s("", "ban", _("Withdrawn")),
    "lapsed": _s("", "clock", _("Lapsed")),
    "terminated": _s("", "file-x", _("Terminated")),
    "won": _s("ok", "circle-check", _("Won")),
    "lost": _s("bad", "circle-x", _("Lost")),
    "placed": _s("info", "inbox", _("Placed")),
    "confirmed": _s("info", "check", _("Confirmed")),
    "held": _s("bad", "circle-pause", _("Held")),
    "on_hold": _s("bad", "circle-pause", _("On hold")),
    "blocked": _s("bad", "ban", _("Blocked")),
    "released": _s("ok", "lock-open", _("Released")),
    "reserved": _s("info", "archive", _("Reserved")),
    "backordered": _s("warn", "hourglass", _("Backordered")),
    "in_delivery": _s("info", "truck", _("In delivery")),
    "in_progress": _s("info", "circle-dot", _("In progress")),
    "picked": _s("info", "package", _("Picked")),
    "shipped": _s("info", "truck", _("Shipped")),
    "delivered": _s("ok", "package", _("Delivered")),
    "fulfilled": _s("ok", "package", _("Fulfilled")),
    "installed": _s("ok", "hammer", _("Installed")),
    "at_risk": _s("warn", "triangle-alert", _("At risk")),
    "late": _s("bad", "triangle-alert", _("Late")),
    "returned": _s("warn", "undo-2", _("Returned")),
    "received": _s("ok", "inbox", _("Received")),
    "active": _s("ok", "circle-play", _("Active")),
    "trial": _s("info", "sparkles", _("Trial")),
    "paused": _s("warn", "circle-pause", _("Paused")),
    "suspended": _s("bad", "circle-pause", _("Suspended")),
    "cancelled": _s("", "ban", _("Canceled")),
    "canceled": _s("", "ban", _("Canceled")),
    "ended": _s("", "circle-minus", _("Ended")),
    "renewed": _s("ok", "refresh-cw", _("Renewed")),
    "issued": _s("info", "receipt", _("Issued")),
    "finalized": _s("info", "receipt", _("Finalized")),
    "due": _s("info", "calendar", _("Not due")),
    "overdue": _s("bad", "triangle-alert", _("Overdue")),
    "part_paid": _s("warn", "circle-dashed", _("Partly paid")),
    "partly_paid": _s("warn", "circle-dashed", _("Partly paid")),
    "paid": _s("ok", "circle-check", _("Paid")),
    "credited": _s("", "undo-2", _("Credited")),
    "refunded": _s("", "undo-2", _("Refunded")),
    "disputed": _s("bad", "scale", _("Disputed")),
    "written_off": _s("", "archive", _("Written off")),
    "matched": _s("ok", "link", _("Matched")),
    "unmatched": _s("warn", "circle-dashed", _("Unmatched")),
    "promised": _s("info", "hand-coins", pgettext_lazy("status", "Promised")),
    "broken": _s("bad", "circle-x", _("Broken")),
    "kept": _s("ok", "circle-check", _("Kept")),
    "failed": _s("bad", "circle-x", _("Failed")),
    "succeeded": _s("ok", "circle-check", _("Succeeded")),
    "running": _s("info", "refresh-cw", _("Running")),
    "queued": _s("", "clock", _("Queued")),
    "done": _s("ok", "check", _("Done")),
    "closed": _s("", "lock", _("Closed")),
    "posted": _s("ok", "book-open", _("Posted")),
    "rolled_back": _s("", "undo-2", _("Rolled back")),
    "published": _s("ok", "circle-check", _("Published")),
    "retired": _s("", "archive", _("Retired")),
    "archived": _s("", "archive", _("Archived")),
    "optional": _s("", "plus", _("Optional")),
}


def status(state: str) -> Status:
    """The look of `state`; an unknown one is gray and shows its own word."""
    return STATUSES.get(state.lower()) or _s("", "circle", state.replace("_", " ").capitalize())
