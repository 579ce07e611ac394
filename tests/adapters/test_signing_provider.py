"""What every trust service must do, whoever implements the port; here: the fake in the box."""

from __future__ import annotations

import json

import pytest

from comptoir.adapters.fake_signing import HEADER, FakeSigning, NotNow, stamp
from comptoir.stages.contracting.ports import (
    AdvancedSigning,
    ForgedNotice,
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


@pytest.fixture(params=["memory", "folder"])
def service(request, tmp_path) -> FakeSigning:
    return FakeSigning(folder=tmp_path / "box" if request.param == "folder" else None)


def test_an_order_is_signed_step_by_step_and_handed_back(service):
    port: AdvancedSigning = service
    reference = port.start(ORDER)
    assert port.status(reference) == ProviderStatus(ProviderState.OPEN)
    for asked in (port.signed_pdf, port.evidence):
        with pytest.raises(ProviderNotDone):
            asked(reference)
    with pytest.raises(NotNow):
        service.act(reference, "sign", ADA.email)
    service.act(reference, "view", ANNE.email)
    assert port.status(reference).viewed == (ANNE.email,)
    service.act(reference, "sign", ANNE.email)
    assert port.status(reference).signed == (ANNE.email,)
    service.act(reference, "sign", ADA.email)
    assert port.status(reference).state == ProviderState.SIGNED
    assert port.signed_pdf(reference).startswith(ORDER.pdf)
    assert json.loads(port.evidence(reference))["signed"] == [ANNE.email, ADA.email]
    port.cancel(reference)
    assert port.status(reference).state == ProviderState.SIGNED


@pytest.mark.parametrize("after", [False, True])
def test_an_answer_that_is_lost_makes_no_second_order(service, after):
    service.failures, service.after = 1, after
    with pytest.raises(ProviderDown):
        service.start(ORDER)
    assert service.start(ORDER) == service.start(ORDER)


def test_declining_canceling_and_time_close_an_order(service):
    reference = service.start(ORDER)
    service.act(reference, "decline", ANNE.email)
    told = service.status(reference)
    assert (told.state, told.declined_by) == (ProviderState.DECLINED, ANNE.email)
    for n, state in ((2, ProviderState.CANCELED), (3, ProviderState.EXPIRED)):
        other = service.start(ProviderOrder(f"sig_{n}", "Contract", b"%PDF", (ANNE,)))
        if state == ProviderState.EXPIRED:
            service.act(other, "expire", "")
        service.cancel(other)
        service.cancel(other)
        assert service.status(other).state == state


def test_an_unknown_reference_is_refused(service):
    for call in (service.status, service.signed_pdf, service.evidence, service.cancel):
        with pytest.raises(UnknownProviderOrder):
            call("nothing")


def test_only_a_message_of_the_service_is_one(service):
    assert service.notice({HEADER: stamp(b"box-1")}, b"box-1") == "box-1"
    for headers, body in (({}, b"box-1"), ({HEADER: stamp(b"box-1")}, b"box-2")):
        with pytest.raises(ForgedNotice):
            service.notice(headers, body)
