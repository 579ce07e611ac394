"""The PDF: in both languages, the same bytes ever after."""

from __future__ import annotations

import hashlib

import pikepdf
import pytest

from comptoir.platform.models import File
from comptoir.stages.invoicing import actions, documents, queries
from tests import world
from tests.stages.invoicing.bills import D, OrderLineIn, bill, deliver, direct, draft
from tests.stages.invoicing.bills import shop as make_shop

pytestmark = pytest.mark.django_db


def test_the_pdf_of_an_issued_invoice_is_kept_and_never_changes():
    shop = make_shop()
    order = direct(shop, OrderLineIn(sku="PUMP", quantity=D(2)), deposit_percent=D(30))
    actions.draft_deposit(world.do_as(shop.entity), order_id=order.id)
    made = bill(shop, order)
    first = documents.keep_pdf(made.id)
    assert first.name == "Facture_F-2026-0002_Menuiserie-Chabert.pdf"
    assert hashlib.sha256(bytes(first.content)).hexdigest() == first.sha256
    assert bytes(documents.keep_pdf(made.id).content) == bytes(first.content)
    english = documents.keep_pdf(made.id, "en")
    assert english.name.startswith("Invoice_F-2026-0002")
    assert File.objects.filter(subject_id=made.id).count() == 2


def test_a_copy_in_english_says_the_mentions_in_english():
    shop = make_shop()
    made = bill(shop, direct(shop, OrderLineIn(sku="PUMP", quantity=D(1))))
    in_french, in_english = (documents.document(made, lang).mentions for lang in ("fr", "en"))
    assert [m.text for m in in_french] == [m["text"] for m in made.mentions]
    assert [m.key for m in in_english] == [m.key for m in in_french]
    by_key = {m.key: (f.text, m.text) for f, m in zip(in_french, in_english, strict=True)}
    assert by_key["discount"] == (
        "Pas d’escompte pour paiement anticipé",
        "No discount for early payment",
    )
    assert not {text for both in by_key.values() for text in both[1:]} & {m.text for m in in_french}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_draft_and_a_credit_note_can_be_printed(lang, tmp_path):
    shop = make_shop()
    order = direct(shop)
    deliver(shop, order)
    one = draft(shop, order)
    with pytest.raises(queries.NotIssued):
        documents.keep_pdf(one.id)
    content, _ = documents.pdf(one, lang)
    issued = actions.issue_invoice(world.do_as(shop.entity), invoice_id=one.id)
    note = actions.credit_note(
        world.do_as(shop.entity), invoice_id=issued.invoice_id, reason="came back",
        reason_code="return",
    )  # fmt: skip
    credit, name = documents.pdf(queries.invoice(note.invoice_id), lang)
    (tmp_path / "a.pdf").write_bytes(content)
    assert len(pikepdf.open(tmp_path / "a.pdf").pages) == 1
    assert credit.startswith(b"%PDF")
    assert "A-2026-0001" in name
