"""The demo is removed wholly, what its customers negotiate included."""

from __future__ import annotations

from datetime import date

import pytest

from comptoir.demo import abroad, negotiation, playing
from comptoir.platform import sandbox
from comptoir.platform.models import EventRow
from comptoir.stages.contracting.mail_models import DraftMail


@pytest.mark.django_db(transaction=True)
def test_a_company_that_negotiates_sells_abroad_and_rents_is_removed_wholly() -> None:
    entity_id, _book = playing.found("GONE", "Gone", date(2026, 1, 1))
    negotiation.play(entity_id)
    abroad.rented(entity_id, playing.customer(entity_id, 4))
    abroad.fill(entity_id)
    assert DraftMail.objects.exists()
    assert sandbox.erase(entity_id) > 100
    assert not DraftMail.objects.exists()
    assert not EventRow.objects.filter(entity_id=entity_id).exists()
