"""What a file of a product may be is read from its first bytes."""

from __future__ import annotations

import pytest

from comptoir.records.catalog.core.media import LARGEST, BadMedium, check, media_type


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7", "application/pdf"),
        (b"RIFF\x00\x00\x00\x00WAVE", ""),
        (b"<svg onload='x'/>", ""),
        (b"", ""),
    ],
)
def test_the_kind_of_a_file_is_its_signature(content: bytes, found: str) -> None:
    assert media_type(content) == found


def test_a_title_is_the_name_where_none_is_given_and_both_are_one_line() -> None:
    made = check(" front\n view.pdf\x00", "", b"%PDF-1.7")
    assert (made.name, made.title, made.media_type) == (
        "front view.pdf", "front view.pdf", "application/pdf",
    )  # fmt: skip
    assert check("", "Sheet", b"%PDF-1.7").name == "file"


@pytest.mark.parametrize("content", [b"", b"MZ", b"%PDF-" + bytes(LARGEST)])
def test_what_is_no_picture_or_too_long_is_refused_by_name_and_size(content: bytes) -> None:
    with pytest.raises(BadMedium) as refusal:
        check("a.exe", "", content)
    assert refusal.value.facts["found"] == f"a.exe, {len(content)} B"
