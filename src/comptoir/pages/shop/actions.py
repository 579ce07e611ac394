"""The one deed of the website: a customer with an offer to make, both or neither."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comptoir.platform.actions import Do, action
from comptoir.records.parties import parts as parties
from comptoir.stages.quoting import parts as quoting
from comptoir.stages.quoting.events import QuoteDrafted


@action(may="quoting.write")
def ask_on_website(
    do: Do, *, customer: Mapping[str, Any], quote: Mapping[str, Any]
) -> QuoteDrafted:
    """Open a draft for a company that is new to us; where the offer cannot be made, nobody is kept.

    customer, quote  fields as of `create_customer` and `draft_quote`
    """
    customer_id = parties.new_customer(do, **customer)
    return quoting.draft(do, customer_id=customer_id, **quote)
