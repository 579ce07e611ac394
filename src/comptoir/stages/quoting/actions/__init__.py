"""Writes of quotes: drafting and its lines, sending, the customer's answer."""

from __future__ import annotations

from comptoir.stages.quoting.actions.alternatives import (
    add_alternative,
    assign_lines,
    change_alternative,
    remove_alternative,
)
from comptoir.stages.quoting.actions.amended import ContractMoved, ContractNotActive
from comptoir.stages.quoting.actions.amending import (
    NoAmendment,
    change_amendment,
    draft_amendment,
)
from comptoir.stages.quoting.actions.answering import (
    ConsentMissing,
    LinkExpired,
    NameMissing,
    TotalChanged,
    accept_quote,
    ask_link,
    expire_quotes,
    open_quote,
    refuse_quote,
)
from comptoir.stages.quoting.actions.bounds import set_bounds
from comptoir.stages.quoting.actions.copying import (
    NameMissingOnTemplate,
    NameTaken,
    clone_quote,
    draft_from_template,
    remove_template,
    rename_template,
    save_template,
)
from comptoir.stages.quoting.actions.counters import revise_to
from comptoir.stages.quoting.actions.drafting import (
    DepositTwice,
    NoIndexValue,
    change_quote,
    draft_quote,
)
from comptoir.stages.quoting.actions.expanding import (
    BundlePriceWithoutPart,
    DerivedPart,
    NoRampHere,
)
from comptoir.stages.quoting.actions.goals import (
    DiscountInTheWay,
    NothingToMove,
    UnknownGoal,
    WhichAlternative,
    reach_goal,
)
from comptoir.stages.quoting.actions.grid import (
    add_line,
    add_lines,
    change_line,
    move_line,
    price_again,
    remove_line,
    set_lines,
    set_section,
)
from comptoir.stages.quoting.actions.layout import set_quote_layout
from comptoir.stages.quoting.actions.offering import OfferGone, take_offer
from comptoir.stages.quoting.actions.outline import PartOfBundle, RowOfRamp, SegmentsDecide
from comptoir.stages.quoting.actions.picking import PricesMoved
from comptoir.stages.quoting.actions.pricing_lines import LinesRefused, NoPrice, NotSold, UnknownSku
from comptoir.stages.quoting.actions.renewals import draft_renewal
from comptoir.stages.quoting.actions.sending import (
    EmptyQuote,
    renew_link,
    revise_quote,
    send_quote,
    submit_quote,
    void_quote,
)
from comptoir.stages.quoting.actions.stale import LineGone, StaleEdit
from comptoir.stages.quoting.actions.undo import (
    NothingToRedo,
    NothingToUndo,
    redo_edit,
    undo_edit,
)
from comptoir.stages.quoting.amendments import ChangeIn, RampStep
from comptoir.stages.quoting.core.lines import LineIn

__all__ = [
    "BundlePriceWithoutPart",
    "ChangeIn",
    "ConsentMissing",
    "ContractMoved",
    "ContractNotActive",
    "DepositTwice",
    "DerivedPart",
    "DiscountInTheWay",
    "EmptyQuote",
    "LineGone",
    "LineIn",
    "LinesRefused",
    "LinkExpired",
    "NameMissing",
    "NameMissingOnTemplate",
    "NameTaken",
    "NoAmendment",
    "NoIndexValue",
    "NoPrice",
    "NoRampHere",
    "NotSold",
    "NothingToMove",
    "NothingToRedo",
    "NothingToUndo",
    "OfferGone",
    "PartOfBundle",
    "PricesMoved",
    "RampStep",
    "RowOfRamp",
    "SegmentsDecide",
    "StaleEdit",
    "TotalChanged",
    "UnknownGoal",
    "UnknownSku",
    "WhichAlternative",
    "accept_quote",
    "add_alternative",
    "add_line",
    "add_lines",
    "ask_link",
    "assign_lines",
    "change_alternative",
    "change_amendment",
    "change_line",
    "change_quote",
    "clone_quote",
    "draft_amendment",
    "draft_from_template",
    "draft_quote",
    "draft_renewal",
    "expire_quotes",
    "move_line",
    "open_quote",
    "price_again",
    "reach_goal",
    "redo_edit",
    "refuse_quote",
    "remove_alternative",
    "remove_line",
    "remove_template",
    "rename_template",
    "renew_link",
    "revise_quote",
    "revise_to",
    "save_template",
    "send_quote",
    "set_bounds",
    "set_lines",
    "set_quote_layout",
    "set_section",
    "submit_quote",
    "take_offer",
    "undo_edit",
    "void_quote",
]
