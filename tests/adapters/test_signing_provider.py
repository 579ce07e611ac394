"""What every trust service must do, whoever implements the port; here: the fake in the box."""

from __future__ import annotations

import pytest

from comptoir.adapters.fake_signing import FakeSigning
from comptoir.stages.contracting.ports import (
    AdvancedSigning,
    ProviderDown,
    ProviderNotDone,
    ProviderOrder,
    ProviderSigner,
    ProviderState,
    ProviderStatus,
    UnknownProviderOrder,
)

ANNE = ProviderSigner("Anne Roux", "anne@roux.example")
ADA = ProviderSigner("Ada Martin", "ada@us.example", 2)
ORDER = ProviderOrder("sig_1", "Contract", b"%PDF-1.7 contract", (ANNE, ADA))


@pytest.fixture
def service() -> FakeSigning:
    return FakeSigning()


def test_an_order_is_signed_step_by_step_and_handed_back(service):
    port: AdvancedSigning = service
    reference = port.start(ORDER)
    assert port.status(reference) == ProviderStatus(ProviderState.OPEN)
    with pytest.raises(ProviderNotDone):
        port.signed_pdf(reference)
    service.sign(reference, ANNE.email)
    assert port.status(reference) == ProviderStatus(ProviderState.OPEN, (ANNE.email,))
    service.sign(reference, ADA.email)
    assert port.status(reference).state == ProviderState.SIGNED
    assert port.signed_pdf(reference).startswith(ORDER.pdf)
    port.cancel(reference)
    assert port.status(reference).state == ProviderState.SIGNED


@pytest.mark.parametrize("after", [False, True])
def test_an_answer_that_is_lost_makes_no_second_order(service, after):
    service.failures, service.after = 1, after
    with pytest.raises(ProviderDown):
        service.start(ORDER)
    assert service.start(ORDER) == service.start(ORDER) == "fake-1"


def test_declining_and_canceling_close_an_order(service):
    reference = service.start(ORDER)
    service.decline(reference, "too late")
    assert service.status(reference) == ProviderStatus(ProviderState.DECLINED, (), "too late")
    other = service.start(ProviderOrder("sig_2", "Contract", b"%PDF", (ANNE,)))
    service.cancel(other)
    service.cancel(other)
    assert service.status(other).state == ProviderState.CANCELED


def test_an_unknown_reference_is_refused(service):
    for call in (service.status, service.signed_pdf, service.cancel):
        with pytest.raises(UnknownProviderOrder):
            call("nothing")
