"""Documents as they were sent: bytes and SHA-256, never changed."""

from __future__ import annotations

import hashlib
from uuid import UUID

from comptoir.platform.models import File


def keep(
    entity_id: UUID, subject_id: UUID, kind: str, name: str, content: bytes,
    *, media_type: str = "application/pdf",
) -> File:  # fmt: skip
    """Store a document once: the same bytes for the same subject and kind are the same row."""
    digest = hashlib.sha256(content).hexdigest()
    known = File.objects.filter(subject_id=subject_id, kind=kind, sha256=digest).first()
    return known or File.objects.create(
        entity_id=entity_id,
        subject_id=subject_id,
        kind=kind,
        name=name,
        content=content,
        media_type=media_type,
        sha256=digest,
    )


def latest(subject_id: UUID, kind: str) -> File | None:
    """The newest stored document of a subject and kind."""
    return File.objects.filter(subject_id=subject_id, kind=kind).order_by("-created_at").first()
