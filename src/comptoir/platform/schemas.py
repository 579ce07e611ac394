"""What every answer of the API is made of: money as decimal string and currency, prefixed ids, pages."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from ninja import Schema
from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)

from comptoir.kernel.errors import DomainError
from comptoir.kernel.ids import read_id, show_id
from comptoir.kernel.money import Money
from comptoir.platform.paging import MAX_LIMIT

T = TypeVar("T")
# What an operation says that answers with a file instead of JSON.
PDF: dict[str, Any] = {"responses": {200: {"content": {"application/pdf": {}}}}}
XLSX: dict[str, Any] = {
    "responses": {
        200: {"content": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {}}}
    }
}
JSON_FILE: dict[str, Any] = {"responses": {200: {"content": {"application/json": {}}}}}
JSON_LINES: dict[str, Any] = {"responses": {200: {"content": {"application/jsonl": {}}}}}
PREFIXES = {
    "entity": "ent", "customer": "cus", "address": "adr", "contact": "con", "partner": "par",
    "product": "prd", "decision": "vat", "opportunity": "opp", "price_book": "pbk", "quote": "quo",
    "contract": "ctr", "terms": "gts", "order": "ord", "delivery": "dlv", "service": "svc",
    "invoice": "inv", "payment": "pay", "statement": "bst", "renewal": "ren", "event": "evt",
    "model": "mod", "version": "mdv", "configuration": "cfg",
    "key": "key", "file": "fil", "import": "imp", "progress": "prg", "batch": "bat", "user": "usr",
    "customer_price": "cpr", "promotion": "pro", "commission": "com", "price_change": "chg",
    "approval": "apr", "approval_policy": "apl", "substitute": "sub",
    "quote_template": "qtp",
    "signing": "sig", "signer": "sgr", "seal_key": "sek",
    "clause": "cls", "playbook_rule": "pbr", "contract_draft": "drf", "draft_clause": "dcl",
    "annex": "anx", "clause_change": "cch", "contract_obligation": "cob",
    "buyer": "byr", "message": "msg", "counter": "cof",
    "medium": "med", "reminder": "rmd", "reminder_pause": "rmp", "reminder_plan": "rpl",
    "self_billing": "sbm", "connection": "cnx", "payer_message": "pym", "payment_return": "prt",
}  # fmt: skip


def _reader(prefix: str) -> Any:
    def read(value: object) -> UUID:
        if isinstance(value, UUID):
            return value
        try:
            return read_id(prefix, str(value))
        except DomainError as error:
            raise ValueError(str(error)) from None  # pydantic names the field

    return BeforeValidator(read)


def _id(noun: str) -> Any:
    prefix = PREFIXES[noun]
    schema = {
        "type": "string",
        "pattern": f"^{prefix}_[0-9a-hjkmnp-tv-z]{{26}}$",
        "examples": [show_id(prefix, UUID(int=0x01890A5D_AC96_774B_BCCE_B302099A8057))],
    }
    return Annotated[
        UUID,
        _reader(prefix),
        PlainSerializer(lambda v: show_id(prefix, v), return_type=str),
        WithJsonSchema(schema),
    ]


EntityId = _id("entity")
CustomerId = _id("customer")
AddressId = _id("address")
ContactId = _id("contact")
PartnerId = _id("partner")
ProductId = _id("product")
MediumId = _id("medium")
DecisionId = _id("decision")
OpportunityId = _id("opportunity")
PriceBookId = _id("price_book")
CustomerPriceId = _id("customer_price")
PromotionId = _id("promotion")
CommissionId = _id("commission")
PriceChangeId = _id("price_change")
QuoteId = _id("quote")
TemplateId = _id("quote_template")
ContractId = _id("contract")
TermsId = _id("terms")
OrderId = _id("order")
DeliveryId = _id("delivery")
ServiceId = _id("service")
InvoiceId = _id("invoice")
PaymentId = _id("payment")
StatementId = _id("statement")
RenewalId = _id("renewal")
EventId = _id("event")
ModelId = _id("model")
VersionId = _id("version")
ConfigurationId = _id("configuration")
KeyId = _id("key")
FileId = _id("file")
ImportId = _id("import")
ProgressId = _id("progress")
UserId = _id("user")
ApprovalId = _id("approval")
ApprovalPolicyId = _id("approval_policy")
SubstituteId = _id("substitute")
SigningId = _id("signing")
SignerId = _id("signer")
SealKeyId = _id("seal_key")
ClauseId = _id("clause")
PlaybookRuleId = _id("playbook_rule")
DraftId = _id("contract_draft")
DraftClauseId = _id("draft_clause")
AnnexId = _id("annex")
ClauseChangeId = _id("clause_change")
DutyId = _id("contract_obligation")
BuyerId = _id("buyer")
MessageId = _id("message")
CounterId = _id("counter")
ReminderId = _id("reminder")
ConnectionId = _id("connection")
ReminderPauseId = _id("reminder_pause")
ReminderPlanId = _id("reminder_plan")
SelfBillingId = _id("self_billing")
BatchId = _id("batch")
PayerMessageId = _id("payer_message")
PaymentReturnId = _id("payment_return")

_PLAIN = r"^-?[0-9]{1,12}(\.[0-9]{1,12})?$"


def _storable(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise ValueError("a finite decimal number is expected")
    return value


def _decimal(value: object) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str) and re.fullmatch(_PLAIN, value):
        return Decimal(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**12:
        return Decimal(value)  # whole and exact
    raise ValueError('send decimals as text: "12.50"')


# A decimal number as text, so that no cent is lost on the way.
DecimalText = Annotated[
    Decimal,
    BeforeValidator(_decimal),
    AfterValidator(_storable),
    Field(max_digits=24, decimal_places=12),
    PlainSerializer(lambda v: format(v.normalize() if v else Decimal(0), "f"), return_type=str),
    WithJsonSchema({"type": "string", "pattern": _PLAIN, "examples": ["12.50"]}),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": _PLAIN},
                {"type": "integer", "minimum": -(10**12) + 1, "maximum": 10**12 - 1},
            ],
            "examples": ["12.50"],
        },
        mode="validation",
    ),
]


FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2200, 12, 31)


def _day(value: object) -> date:
    """A day as the schema promises it; pydantic alone also reads seconds since 1970."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("a date such as 2026-11-30 is expected")
    found = date.fromisoformat(value)
    if not FIRST_DAY <= found <= LAST_DAY:
        raise ValueError(f"a date from {FIRST_DAY} to {LAST_DAY} is expected")
    return found


# A business day that a caller sends.
Day = Annotated[date, BeforeValidator(_day)]


class In(Schema):
    """A body. Unknown fields and values of another type ("1" for 1) are refused, not guessed at."""

    model_config = ConfigDict(extra="forbid", strict=True)


def example(**body: Any) -> ConfigDict:
    """A body as the document shows it: `model_config = example(name="Menuiserie Chabert")`."""
    return ConfigDict(json_schema_extra={"examples": [body]})


class MoneyOut(Schema):
    """An amount: decimal string in major units, and its ISO 4217 currency."""

    amount: str = Field(pattern=r"^-?\d+(\.\d+)?$", examples=["1234.50"])
    currency: str = Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])

    @classmethod
    def of(cls, minor: int, currency: str) -> MoneyOut:
        return cls(amount=str(Money(minor, currency).major), currency=currency)


class Page(Schema, Generic[T]):
    """One page of a list; send `cursor=next` for the following one."""

    items: list[T]
    next: str | None = None


class Paged(Schema):
    """What every list takes: the `next` of the page before, and how many rows at most."""

    cursor: Annotated[str, Field(max_length=400)] | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 50


class Problem(Schema):
    """A refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    instance: str | None = None
    errors: list[dict[str, Any]] = Field(default_factory=list)
