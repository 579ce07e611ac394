"""What the API of quotes takes; what it gives stands in `answer_schemas.py`."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from comptoir.platform.schemas import (
    ConfigurationId,
    ContactId,
    CustomerId,
    Day,
    DecimalText,
    In,
    OpportunityId,
    example,
)
from comptoir.stages.quoting.core import uplift as rules
from comptoir.stages.quoting.planning_schemas import InstallmentIn
from comptoir.stages.quoting.ramp_schemas import LineMoveIn as LineMoveIn
from comptoir.stages.quoting.ramp_schemas import (
    Months,
    Quantity,
    SegmentBody,
    Value,
)

NO_NUL = r"^[^\x00]*$"
Text = Annotated[str, Field(max_length=160, pattern=NO_NUL)]
Revision = Annotated[int, Field(ge=1, le=2**31 - 1)]
Percent = Annotated[DecimalText, Field(ge=0, le=100, decimal_places=2)]
Language = Literal["fr", "en"]
LineKey = Annotated[int, Field(ge=1, le=2**62)]
Key = Annotated[str, Field(pattern=r"^[A-E]?$")]  # of an alternative; "": common to all
Coupon = Annotated[str, Field(max_length=40, pattern=NO_NUL)]


class LineBody(In):
    """discount_value: percent, or major units; `net` states the unit net price itself;
    least, most: between which the buyer may choose the quantity, both or neither;
    segments: of a ramp; parts_hidden: the customer sees a bundle without its parts
    """

    sku: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00]+$")]
    quantity: Quantity = Decimal(1)
    discount_kind: Literal["none", "percent", "amount", "net", "total"] = "none"
    discount_value: Value = Decimal(0)
    section: Annotated[str, Field(max_length=80, pattern=NO_NUL)] = ""
    description: Annotated[str, Field(max_length=300, pattern=NO_NUL)] = ""
    optional: bool = False
    term_months: Months | None = None
    deliver_on: Day | None = None
    configuration_id: ConfigurationId | None = None
    least: Quantity | None = None
    most: Quantity | None = None
    alternative: Key = ""
    segments: Annotated[list[SegmentBody], Field(max_length=240)] = Field(default_factory=list)
    parts_hidden: bool = False


class GridLine(LineBody):
    """id, revision: of the line that this replaces, as you read it; left out for a new line."""

    id: LineKey | None = None
    revision: Revision | None = None


class LinesIn(In):
    model_config = example(
        lines=[{"sku": "PUMP-100", "quantity": "3"}, {"sku": "CARE-M", "term_months": 12}]
    )

    lines: Annotated[list[LineBody], Field(min_length=1, max_length=5_000)]
    after: LineKey | None = None


class GridIn(In):
    revision: Revision
    lines: Annotated[list[GridLine], Field(max_length=5_000)]


class LineChanges(In):
    revision: Revision
    sku: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00]+$")] | None = None
    quantity: Quantity | None = None
    discount_kind: Literal["none", "percent", "amount", "net", "total"] | None = None
    discount_value: Value | None = None
    section: Annotated[str, Field(max_length=80, pattern=NO_NUL)] | None = None
    description: Annotated[str, Field(max_length=300, pattern=NO_NUL)] | None = None
    optional: bool | None = None
    term_months: Months | None = None
    deliver_on: Day | None = None
    configuration_id: ConfigurationId | None = None
    alternative: Key | None = None
    segments: Annotated[list[SegmentBody], Field(max_length=240)] | None = None
    parts_hidden: bool | None = None


class GoalIn(In):
    """goal: net over the whole term without VAT, percent off the list prices, or margin in percent;
    line_ids: the lines that move; none is the whole quote, whose own discount then goes
    """

    goal: Literal["net", "percent", "margin"]
    value: Value
    line_ids: Annotated[list[LineKey], Field(max_length=5_000)] = Field(default_factory=list)
    revision: Revision | None = None


class QuoteIn(In):
    model_config = example(
        customer_id="cus_01h455vb4pex5vsknk084sn02q", title="Workshop pumps", valid_days=30
    )

    customer_id: CustomerId
    opportunity_id: OpportunityId | None = None
    contact_id: ContactId | None = None
    title: Text = ""
    valid_days: Annotated[int, Field(ge=0, le=3650)] = 30
    term_months: Months = 12
    starts_on: Day | None = None
    deposit_percent: Percent = Decimal(0)
    language: Language | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])] | None = None
    note: Annotated[str, Field(max_length=4_000, pattern=NO_NUL)] = ""
    channel: Annotated[str, Field(max_length=40, pattern=NO_NUL)] = ""


class UpliftIn(In):
    """The price of what repeats at each renewal: percent, or index with the most that it changes (cap)."""

    percent: DecimalText | None = None
    index: Annotated[str, Field(max_length=20, pattern=NO_NUL)] = ""
    cap: DecimalText | None = None

    def stored(self) -> dict[str, Any]:
        """As the quote keeps it."""
        kind = rules.UpliftKind.INDEX if self.index else rules.UpliftKind.PERCENT
        if (self.percent is not None) == bool(self.index):
            raise rules.BadUplift(
                field="uplift", found=self.index or "", expected="percent | index"
            )
        rule = rules.Uplift(kind, self.percent or Decimal(0), self.index.upper(), self.cap)
        rules.check(rule)
        return rules.dump(rule)


class QuoteChanges(In):
    """revision: the one you read; what others changed since stays unless it is the same field."""

    revision: Revision
    title: Text | None = None
    valid_until: Day | None = None
    term_months: Months | None = None
    starts_on: Day | None = None
    deposit_percent: Percent | None = None
    schedule: Annotated[list[InstallmentIn], Field(max_length=12)] | None = None
    uplift: UpliftIn | None = None
    discount_kind: Literal["none", "percent", "amount"] | None = None
    discount_value: Annotated[DecimalText, Field(ge=0, le=10**11, decimal_places=6)] | None = None
    language: Language | None = None
    contact_id: ContactId | None = None
    note: Annotated[str, Field(max_length=4_000, pattern=NO_NUL)] | None = None
    coupons: Annotated[list[Coupon], Field(max_length=20)] | None = None
    terms_kind: Literal["net_days", "end_of_month_days", "end_of_month_plus"] | None = None
    terms_days: Annotated[int, Field(ge=0, le=365)] | None = None


class PickIn(In):
    line_id: LineKey
    quantity: Quantity


class BoundsIn(In):
    """least, most: both left out fixes the quantity."""

    line_id: LineKey
    least: Quantity | None = None
    most: Quantity | None = None


class LineBoundsIn(In):
    """Lines that are not named stay as they are."""

    model_config = example(lines=[{"line_id": 1, "least": "5", "most": "50"}])

    lines: Annotated[list[BoundsIn], Field(min_length=1, max_length=5_000)]


class AcceptIn(In):
    """consent: the words that were agreed to; options: ids of the optional lines ordered with it;
    quantities: of lines whose quantity the seller lets the buyer choose; alternative: the key of the one
    that is taken, of an offer with alternatives; seen_total: the total incl. VAT that the customer saw
    with them, another one is refused (409)."""

    model_config = example(name="Anne Roux", role="Director", consent="I accept quote and terms.")

    name: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00]+$")]
    role: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00]+$")]
    consent: Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"^[^\x00]+$")]
    options: Annotated[list[LineKey], Field(default_factory=list, max_length=500)]
    quantities: Annotated[list[PickIn], Field(default_factory=list, max_length=500)]
    alternative: Key = ""
    seen_total: DecimalText | None = None


class RefuseIn(In):
    reason: Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"^[^\x00]+$")]
