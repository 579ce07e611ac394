"""Writes of approvals: rules, decisions, what time does."""

from __future__ import annotations

from comptoir.records.approvals.actions.deciding import (
    BadFigure,
    ChangedMeanwhile,
    NotYourTurn,
    OwnDeal,
    approve,
    approve_many,
    counter,
    reject,
)
from comptoir.records.approvals.actions.delegating import (
    CannotDecide,
    NothingHandedOver,
    hand_over,
    take_back,
)
from comptoir.records.approvals.actions.hours import BadWorkHours, set_work_hours
from comptoir.records.approvals.actions.linked import (
    LinkTooOld,
    LinkUsed,
    NothingSaid,
    decide_by_link,
)
from comptoir.records.approvals.actions.policies import end_policy, write_policy
from comptoir.records.approvals.actions.running import (
    end_substitute,
    escalate_overdue,
    make_link,
    mark_mailed,
    name_substitute,
    remind_approver,
)
from comptoir.records.approvals.actions.talking import (
    NotTheSeller,
    answer_approver,
    ask_seller,
    withdraw_request,
)
from comptoir.records.approvals.core.checks import ConditionIn

__all__ = [
    "BadFigure",
    "BadWorkHours",
    "CannotDecide",
    "ChangedMeanwhile",
    "ConditionIn",
    "LinkTooOld",
    "LinkUsed",
    "NotTheSeller",
    "NotYourTurn",
    "NothingHandedOver",
    "NothingSaid",
    "OwnDeal",
    "answer_approver",
    "approve",
    "approve_many",
    "ask_seller",
    "counter",
    "decide_by_link",
    "end_policy",
    "end_substitute",
    "escalate_overdue",
    "hand_over",
    "make_link",
    "mark_mailed",
    "name_substitute",
    "reject",
    "remind_approver",
    "set_work_hours",
    "take_back",
    "withdraw_request",
    "write_policy",
]
