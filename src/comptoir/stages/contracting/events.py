from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from comptoir.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneralTermsPublished(Event):
    subject: ClassVar[str] = "terms_id"
    terms_id: UUID
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractMade(Event):
    subject: ClassVar[str] = "contract_id"
    contract_id: UUID
    quote_id: UUID
    customer_id: UUID
    starts_on: date
    ends_on: date | None = None
    renewal_on: date | None = None
    renews_contract: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractAmended(Event):
    """A contract has a new version, from an accepted amendment.

    starts_on, ends_on  of the lines that it adds
    changes, adds       whether it changes running lines, and adds others
    """

    subject: ClassVar[str] = "contract_id"
    contract_id: UUID
    quote_id: UUID
    customer_id: UUID
    version: int
    starts_on: date
    ends_on: date | None
    changes: bool
    adds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractEnded(Event):
    subject: ClassVar[str] = "contract_id"
    contract_id: UUID
    state: str

    @property
    def terminated(self) -> bool:
        """Before its term; its services end with it. At its term they end by their own dates."""
        return self.state == "terminated"


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningDrafted(Event):
    subject: ClassVar[str] = "signing_id"
    signing_id: UUID
    contract_id: UUID | None = None
    quote_id: UUID | None = None
    document_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningSent(Event):
    subject: ClassVar[str] = "signing_id"
    signing_id: UUID
    expires_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningVoided(Event):
    subject: ClassVar[str] = "signing_id"
    signing_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerReminded(Event):
    subject: ClassVar[str] = "signing_id"
    signing_id: UUID
    signer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerLinkRenewed(Event):
    subject: ClassVar[str] = "signing_id"
    signing_id: UUID
    signer_id: UUID
    expires_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningHandedOver(Event):
    """A trust service has the request."""

    subject: ClassVar[str] = "signing_id"
    signing_id: UUID
    service: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningServiceMoved(Event):
    """What a trust service said of a request."""

    subject: ClassVar[str] = "signing_id"
    signing_id: UUID
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningServiceFailed(Event):
    """A trust service did not answer, or does not know the request; it is asked again at `tries`' time."""

    subject: ClassVar[str] = "signing_id"
    signing_id: UUID
    fault: str
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningServiceAsked(Event):
    """Somebody has the trust service asked again, now."""

    subject: ClassVar[str] = "signing_id"
    signing_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerLinkAsked(Event):
    subject: ClassVar[str] = "signing_id"
    signing_id: UUID
    signer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerOpened(Event):
    subject: ClassVar[str] = "signing_id"
    signing_id: UUID
    signer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerCodeMade(Event):
    subject: ClassVar[str] = "signing_id"
    signing_id: UUID
    signer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerCodeTried(Event):
    subject: ClassVar[str] = "signing_id"
    signing_id: UUID
    signer_id: UUID
    right: bool
    tries_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSigned(Event):
    """complete  this was the last signature of the request"""

    subject: ClassVar[str] = "signing_id"
    signing_id: UUID
    signer_id: UUID
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningDeclined(Event):
    subject: ClassVar[str] = "signing_id"
    signing_id: UUID
    signer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningSealed(Event):
    subject: ClassVar[str] = "signing_id"
    signing_id: UUID
    document_sha256: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SealKeySet(Event):
    subject: ClassVar[str] = "key_id"
    key_id: UUID
    certificate_sha256: str
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningMailSent(Event):
    subject: ClassVar[str] = "signing_id"
    signing_id: UUID
    mail_id: int
    failed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseWritten(Event):
    subject: ClassVar[str] = "clause_id"
    clause_id: UUID
    lineage: UUID
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseEnded(Event):
    subject: ClassVar[str] = "clause_id"
    clause_id: UUID
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybookRuleWritten(Event):
    subject: ClassVar[str] = "rule_id"
    rule_id: UUID
    topic: str
    position: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybookRuleEnded(Event):
    subject: ClassVar[str] = "rule_id"
    rule_id: UUID
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftStarted(Event):
    subject: ClassVar[str] = "draft_id"
    draft_id: UUID
    series: UUID
    customer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftChanged(Event):
    subject: ClassVar[str] = "draft_id"
    draft_id: UUID
    version: int
    reason: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftShared(Event):
    subject: ClassVar[str] = "draft_id"
    draft_id: UUID
    link: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRead(Event):
    """The customer says that this wording was read."""

    subject: ClassVar[str] = "draft_id"
    draft_id: UUID
    version: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSigned(Event):
    subject: ClassVar[str] = "draft_id"
    draft_id: UUID
    version: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseChangeProposed(Event):
    subject: ClassVar[str] = "draft_id"
    draft_id: UUID
    change_id: UUID
    side: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseChangeDecided(Event):
    subject: ClassVar[str] = "draft_id"
    draft_id: UUID
    change_id: UUID
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseCommented(Event):
    subject: ClassVar[str] = "draft_id"
    draft_id: UUID
    comment_id: int
    side: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftMailSent(Event):
    subject: ClassVar[str] = "draft_id"
    draft_id: UUID
    mail_id: int
    failed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyWritten(Event):
    subject: ClassVar[str] = "contract_id"
    contract_id: UUID
    duty_id: UUID
    first_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyEnded(Event):
    subject: ClassVar[str] = "contract_id"
    contract_id: UUID
    duty_id: UUID
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyDone(Event):
    subject: ClassVar[str] = "contract_id"
    contract_id: UUID
    duty_id: UUID
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyReminded(Event):
    subject: ClassVar[str] = "contract_id"
    contract_id: UUID
    duty_id: UUID
    due_on: date
