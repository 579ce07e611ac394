"""What the printed documents promise: exact text, archive format, same input same bytes."""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from comptoir.platform import documents
from comptoir.platform.documents import Kind, Lang, Unprintable, file_name, preview, render
from comptoir.platform.documents.contract import (
    QUOTE_BLOCKS,
    AlternativeBlock,
    Brand,
    Document,
    Mention,
    PartyBlock,
    PaymentBlock,
    Section,
    SignatureBlock,
)
from comptoir.platform.documents.names import slug
from comptoir.platform.documents.sepa_qr import MOST_BYTES, payload, sepa_qr_svg
from tests.platform import document_samples as samples
from tests.platform.qr import scan

ALL: list[tuple[Kind, Document, Lang]] = [
    (kind, make(lang), lang)
    for lang in ("fr", "en")
    for kind, make in (
        (Kind.QUOTE, samples.quote),
        (Kind.CONTRACT, samples.contract),
        (Kind.DELIVERY_NOTE, samples.delivery),
        (Kind.RETURN_NOTE, samples.delivery),
        (Kind.INVOICE, samples.invoice),
        (Kind.DEPOSIT_INVOICE, samples.invoice),
        (Kind.CREDIT_NOTE, samples.invoice),
        (Kind.STATEMENT, samples.statement),
    )
]
LABELS = json.loads((Path(documents.__file__).parent / "labels.json").read_text(encoding="utf-8"))
each_document = pytest.mark.parametrize(
    ("kind", "data", "lang"), ALL, ids=[f"{kind}-{lang}" for kind, _, lang in ALL]
)


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def fonts(pdf: pikepdf.Pdf) -> Iterator[tuple[str, pikepdf.Object]]:
    for page in pdf.pages:
        for font in page.Resources.get("/Font", {}).values():
            yield str(font.BaseFont), font


def letters(font: pikepdf.Object) -> dict[int, str]:
    """Glyph number → text, from the font's ToUnicode map."""
    text = font.ToUnicode.read_bytes().decode("latin-1")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        for code, chars in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block):
            found[int(code, 16)] = bytes.fromhex(chars).decode("utf-16-be")
    return found


def text_of(pdf: bytes) -> str:
    """The words of the pages, as a reader that copies or searches gets them."""
    pages = []
    for page in opened(pdf).pages:
        maps = {name: letters(font) for name, font in page.Resources.Font.items()}
        using: dict[int, str] = {}
        for step in pikepdf.parse_content_stream(page):
            operands = step.operands
            match str(step.operator):
                case "Tf":
                    using = maps[str(operands[0])]
                case "Tj" | "TJ":
                    pages.append(_shown(operands[0], using))
                case "ET":
                    pages.append("\n")
    return "".join(pages)


def _shown(operand: pikepdf.Object, using: dict[int, str]) -> str:
    runs = operand if isinstance(operand, pikepdf.Array) else [operand]
    out = []
    for run in runs:
        if isinstance(run, pikepdf.String):
            raw = bytes(run)
            codes = (int.from_bytes(raw[i : i + 2], "big") for i in range(0, len(raw), 2))
            out.append("".join(using.get(c, "") for c in codes))
    return "".join(out)


@each_document
def test_every_document_is_a_tagged_archive_in_its_language(
    kind: Kind, data: Document, lang: Lang
) -> None:
    pdf = opened(render(kind, data, lang))
    assert str(pdf.Root.Lang) == {"fr": "fr-FR", "en": "en-GB"}[lang]
    assert pdf.Root.MarkInfo.Marked
    assert len(pdf.Root.OutputIntents) == 1
    with pdf.open_metadata() as meta:
        assert meta.pdfa_status == "3B"
        assert meta["dc:title"].endswith(data.number)


@each_document
def test_every_document_carries_its_fonts_and_only_inter(
    kind: Kind, data: Document, lang: Lang
) -> None:
    pdf = opened(render(kind, data, lang))
    found = list(fonts(pdf))
    assert {name.split("+")[-1].split("-Identity")[0] for name, _ in found} == {
        "Inter-Regular",
        "Inter-SemiBold",
    }
    for _, font in found:
        described = font.DescendantFonts[0].FontDescriptor
        assert any(key in described for key in ("/FontFile", "/FontFile2", "/FontFile3"))


@each_document
def test_the_same_facts_give_the_same_bytes(kind: Kind, data: Document, lang: Lang) -> None:
    first = render(kind, data, lang)
    render(Kind.INVOICE, samples.invoice("en", 2), "en")
    assert render(kind, data, lang) == first


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("n", [1, 60])
def test_an_invoice_says_every_amount_number_and_mention(lang: Lang, n: int) -> None:
    said, text = samples.said(lang), text_of(render(Kind.INVOICE, samples.invoice(lang, n), lang))
    for key in ("net", "vat", "gross", "deposit", "due", "price", "line", "day", "later"):
        assert said[key] in text, key
    for word in ("F-2027-0001", "FA-2027-0003", "BC-88121", "O-2027-0044", "C-2027-0007"):
        assert word in text
    assert text.count(said["line"]) == n
    flat = " ".join(text.split())
    for mention in samples.mentions(lang):
        if mention.key != "operation":  # stated in the head, as a field
            assert " ".join(mention.text.split()) in flat, mention.key
    assert samples.invoice(lang).operation in text


def test_a_long_invoice_repeats_its_head_and_keeps_lines_with_the_totals() -> None:
    pdf = render(Kind.INVOICE, samples.invoice("fr", 60), "fr")
    pages = opened(pdf).pages
    assert len(pages) == 3
    assert text_of(pdf).count("Désignation") == 3
    for n in range(1, 70):
        last = text_of(_last_page(render(Kind.INVOICE, samples.invoice("fr", n), "fr")))
        if samples.said("fr")["due"] in last:
            assert samples.said("fr")["line"] in last, f"{n} lines: the totals stand alone"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_page_of_a_quote_holds_its_signature_alone(lang: Lang) -> None:
    offer = samples.quote(lang)
    words = LABELS[lang]
    for n in range(1, 30, 3):
        section = Section(title="", rows=samples.rows(n, lang))
        pdf = render(Kind.QUOTE, replace(offer, sections=(section,)), lang)
        last = text_of(_last_page(pdf))
        assert words["agreed"] in last, n
        assert offer.conditions[0] in " ".join(last.split()), (
            f"{n} lines: the signature stands alone"
        )


def test_a_quote_is_signed_below_its_total_and_no_sheet_is_spent_on_a_few_lines() -> None:
    offer, words = samples.quote("fr"), LABELS["fr"]
    pages = {}
    for n in (5, 6, 12, 32):
        section = Section(title="", rows=samples.rows(n, "fr"))
        pdf = render(Kind.QUOTE, replace(offer, sections=(section,)), "fr")
        pages[n] = len(opened(pdf).pages)
        last = text_of(_last_page(pdf))
        assert words["agreed"] in last and samples.said("fr")["gross"] in last, n
    assert pages == {5: 1, 6: 1, 12: 2, 32: 2}


def test_the_blocks_of_a_quote_stand_in_the_order_that_is_asked_for() -> None:
    words = LABELS["fr"]
    plain = samples.quote("fr")
    two = tuple(
        AlternativeBlock(
            key=key, name=key, sections=plain.sections, vat=plain.vat, totals=plain.totals,
            recurring=plain.recurring,
        )
        for key in ("A", "B")
    )  # fmt: skip
    for offer in (plain, replace(plain, alternatives=two)):
        for n in range(len(QUOTE_BLOCKS)):
            blocks = QUOTE_BLOCKS[n:] + QUOTE_BLOCKS[:n]
            said = text_of(render(Kind.QUOTE, replace(offer, blocks=blocks), "fr"))
            assert samples.said("fr")["gross"] in said and words["agreed"] in said
            first = said.index(words["agreed"]) < said.index(words["sku"])
            assert first == (blocks.index("signature") < blocks.index("lines"))
        fewer = tuple(b for b in QUOTE_BLOCKS if b in ("lines", "totals"))
        said = text_of(render(Kind.QUOTE, replace(offer, blocks=fewer), "fr"))
        assert words["agreed"] not in said and words["schedule"] not in said
        assert offer.seller.name in said and samples.said("fr")["gross"] in said


def test_a_contract_is_signed_below_its_last_clause() -> None:
    made = samples.contract("fr")
    for n in range(1, 30, 3):
        section = Section(title="", rows=samples.rows(n, "fr"))
        pdf = render(Kind.CONTRACT, replace(made, sections=(section,), terms=None), "fr")
        last = " ".join(text_of(_last_page(pdf)).split())
        assert LABELS["fr"]["signatures"] in last
        assert made.clauses[-1].title in last, f"{n} lines: the signatures stand alone"


def test_a_return_note_says_what_came_back() -> None:
    text = text_of(render(Kind.RETURN_NOTE, samples.delivery("fr"), "fr"))
    assert "Bon de retour" in text and "Retourné" in text
    assert "Bon de livraison" not in text and "Reçu par le client" not in text


def _last_page(pdf: bytes) -> bytes:
    whole, single = opened(pdf), pikepdf.new()
    single.pages.append(whole.pages[-1])
    out = io.BytesIO()
    single.save(out)
    return out.getvalue()


def test_each_kind_of_invoice_has_its_own_title() -> None:
    for kind, title in (
        (Kind.INVOICE, "Facture"),
        (Kind.DEPOSIT_INVOICE, "Facture d’acompte"),
        (Kind.CREDIT_NOTE, "Avoir"),
    ):
        text = text_of(render(kind, samples.invoice(), "fr"))
        assert f"{title}\n" in text
        assert ("NET À PAYER" in text) == (kind is not Kind.CREDIT_NOTE)
        assert ("NET À CRÉDITER" in text) == (kind is Kind.CREDIT_NOTE)


def test_a_draft_says_so() -> None:
    text = text_of(render(Kind.INVOICE, samples.invoice(number=""), "fr"))
    assert "BROUILLON" in text
    assert (
        "F-2027-0001\n" not in text.replace("pay.morvan.example/F-2027-0001", "").split("IBAN")[0]
    )


HOSTILE = '#import "look.typ": * $x$ *bold* _it_ <tag> \\ #panic() ] } // /* `raw` @ref = 1'


def test_no_text_is_ever_read_as_markup() -> None:
    quote, contract = samples.quote(), samples.contract()
    party = PartyBlock(name=HOSTILE, address=(HOSTILE,), contact=HOSTILE, website=HOSTILE)
    row = replace(quote.sections[0].rows[0], description=HOSTILE, sku=HOSTILE[:12], period=HOSTILE)
    section = replace(quote.sections[0], rows=(row,), title=HOSTILE)
    data = replace(
        quote, buyer=party, subject=HOSTILE, note=HOSTILE, sections=(section,),
        conditions=(HOSTILE,), terms_link=HOSTILE,
        signature=SignatureBlock(party=HOSTILE, name=HOSTILE),
        mentions=(Mention(key="identity", text=HOSTILE), Mention(key="x", text=HOSTILE)),
    )  # fmt: skip
    flat = "".join(text_of(render(Kind.QUOTE, data, "fr")).split())
    assert flat.count("".join(HOSTILE.split())) >= 12
    signed = replace(contract, title=HOSTILE, precedence=(HOSTILE,))
    assert "#panic()" in text_of(render(Kind.CONTRACT, signed, "en"))


def test_only_web_links_become_links() -> None:
    def links(url: str) -> list[str]:
        pay = replace(samples.PAYMENT, link=url)
        pdf = opened(render(Kind.INVOICE, samples.invoice(payment=pay), "fr"))
        return [str(a.A.URI) for page in pdf.pages for a in page.get("/Annots", [])]

    assert links("https://pay.example/1") == ["https://pay.example/1"]
    assert links("javascript:alert(1)") == []


def test_invisible_marks_cannot_turn_an_amount_around() -> None:
    evil = samples.invoice(subject="Total \u202e00,001\u202c €\x00\x1b")
    assert "Total 00,001 €\n" in text_of(render(Kind.INVOICE, evil, "fr"))


def test_letters_the_font_lacks_are_refused_by_name() -> None:
    with pytest.raises(Unprintable) as refusal:
        render(Kind.INVOICE, samples.invoice(subject="請求書"), "fr")
    assert "請" in str(refusal.value.facts["found"])
    assert render(Kind.INVOICE, samples.invoice(subject="Ελλάς Łódź Київ ‰ №"), "fr")


@pytest.mark.parametrize("color", ["red", "#12345", "#GGGGGG", '#000000"'])
def test_a_brand_color_is_six_hexadecimal_digits(color: str) -> None:
    with pytest.raises(Unprintable) as refusal:
        render(Kind.INVOICE, samples.invoice(brand=Brand(color=color)), "fr")
    assert refusal.value.field == "brand.color"


def test_a_logo_is_drawn_and_a_broken_one_refused() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"\tviewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
    plain = render(Kind.INVOICE, samples.invoice(), "fr")
    drawn = render(Kind.INVOICE, samples.invoice(brand=Brand(logo_svg=svg)), "fr")
    assert drawn != plain
    with pytest.raises(Unprintable):
        render(Kind.INVOICE, samples.invoice(brand=Brand(logo_svg="<svg")), "fr")


def test_the_invoice_xml_is_attached_byte_for_byte() -> None:
    xml = '<?xml version="1.0"?>\r\n<a>\té\u202e</a>'
    pdf = opened(render(Kind.INVOICE, samples.invoice(facturx_xml=xml), "fr"))
    assert pdf.attachments["factur-x.xml"].get_file().read_bytes() == xml.encode()
    assert str(pdf.Root.AF[0].AFRelationship) == "/Alternative"


def test_a_preview_shows_the_same_pages_as_pictures() -> None:
    pages = preview(Kind.INVOICE, samples.invoice("fr", 60), "fr")
    assert [page[:8] for page in pages] == [b"\x89PNG\r\n\x1a\n"] * 3


def test_a_page_of_ten_lines_prints_fast_once_warm() -> None:
    """The budget is 40 ms on an idle core; this limit only catches a lost order of magnitude."""
    spent = []
    for i in range(6):
        data = samples.invoice("fr", 10, number=f"F-2027-{i:04}")
        start = time.process_time()
        render(Kind.INVOICE, data, "fr")
        spent.append(time.process_time() - start)
    assert min(spent) < 0.4


@pytest.mark.parametrize(
    ("kind", "number", "version", "party", "lang", "name"),
    [
        (Kind.QUOTE, "Q-2027-0001", 2, "Hôtel Belvédère", "fr",
         "Devis_Q-2027-0001_v2_Hotel-Belvedere.pdf"),
        (Kind.QUOTE, "Q-2027-0001", 2, "Hôtel Belvédère", "en",
         "Quote_Q-2027-0001_v2_Hotel-Belvedere.pdf"),
        (Kind.INVOICE, "F/2027 0001", None, "L'Œuvre & Fils", "fr",
         "Facture_F-2027-0001_L-OEuvre-Fils.pdf"),
        (Kind.CREDIT_NOTE, "", None, "Straße Łódź", "fr", "Avoir_Brouillon_Strasse-Lodz.pdf"),
        (Kind.STATEMENT, "R-1", None, "日本", "en", "Statement_R-1.pdf"),
        (Kind.INVOICE, "../../etc", None, "a\r\nb\"c", "fr", "Facture_etc_a-b-c.pdf"),
    ],
)  # fmt: skip
def test_a_file_is_named_after_its_document(
    kind: Kind, number: str, version: int | None, party: str, lang: Lang, name: str
) -> None:
    assert file_name(kind, number, version, party, lang=lang) == name


def test_a_long_party_name_is_cut() -> None:
    assert len(file_name(Kind.QUOTE, "Q-1", 1, "x" * 300)) == len("Devis_Q-1_v1_.pdf") + 60
    assert slug("  ") == ""


def test_the_qr_says_what_the_transfer_needs() -> None:
    assert payload(samples.PAYMENT).splitlines() == [
        "BCD", "002", "1", "SCT", "AGRIFRPP", "Ateliers Morvan SAS",
        "FR7630006000011234567890189", "EUR14366.50", "", "", "F-2027-0001",
    ]  # fmt: skip
    structured = replace(samples.PAYMENT, reference="RF18 5390 0754 7034")
    assert payload(structured).splitlines()[-1] == "RF18539007547034"
    assert payload(structured).splitlines()[-2] == ""
    assert sepa_qr_svg(samples.PAYMENT).startswith("<svg")


def test_a_decoder_reads_the_qr_as_the_standard_wants_it() -> None:
    """EPC069-12: error level M, at most version 13 and 331 bytes, eleven lines."""
    read = scan(sepa_qr_svg(samples.PAYMENT))
    assert read.text == payload(samples.PAYMENT)
    assert (read.level, read.lines[:4]) == ("M", ["BCD", "002", "1", "SCT"])
    evil = replace(samples.PAYMENT, holder="A\nDE00\r\nEUR1.00", reference="F-1\nEUR2.00")
    lines = scan(sepa_qr_svg(evil)).lines
    assert (lines[5], lines[7], lines[10]) == ("A DE00 EUR1.00", "EUR14366.50", "F-1 EUR2.00")
    longest = replace(samples.PAYMENT, holder="é" * 90, reference="ü" * 150)
    read = scan(sepa_qr_svg(longest))
    assert read.version <= 13 and len(read.text.encode()) <= MOST_BYTES
    assert read.lines[5] == "é" * 70 and set(read.lines[10]) == {"ü"}
    wide = replace(samples.PAYMENT, holder="\U0001d49c" * 90, reference="")
    assert scan(sepa_qr_svg(wide)).lines[5].startswith("\U0001d49c" * 60)


def test_without_an_amount_there_is_no_qr() -> None:
    pay = PaymentBlock(iban="FR76", holder="M")
    text = text_of(render(Kind.INVOICE, samples.invoice(payment=pay), "fr"))
    assert "scannez" not in text
    assert "scannez" in text_of(render(Kind.INVOICE, samples.invoice(), "fr"))
