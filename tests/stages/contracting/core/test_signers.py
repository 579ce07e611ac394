"""Who signs and in which order; and what counts as a mark."""

from __future__ import annotations

import struct
import zlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.contracting.core import marks
from comptoir.stages.contracting.core.signers import (
    Fault,
    SignerIn,
    arranged,
    fault,
    next_step,
    reminder_due,
)
from comptoir.stages.contracting.core.states import ServiceState, heard

ANNE = SignerIn("Anne Roux", "anne@roux.example", "Gérante")
PAUL = SignerIn("Paul Petit", "paul@roux.example")
US = SignerIn("Ada Martin", "ada@us.example", side="us", step=2)


def test_steps_are_counted_from_one_and_texts_trimmed():
    found = arranged([SignerIn("  Ada  Martin ", " a@us.example ", side="us", step=9), ANNE])
    assert found == [ANNE, SignerIn("Ada Martin", "a@us.example", "", "us", 2)]


@pytest.mark.parametrize(
    ("signers", "field"),
    [
        ([], "signers"),
        ([ANNE] * 11, "signers"),
        ([SignerIn("A", "a@b.example")], "signers.0.name"),
        ([ANNE, SignerIn("Paul", "nobody")], "signers.1.email"),
        ([SignerIn("Paul", "p@b.example", "x" * 121)], "signers.0.role"),
        ([SignerIn("Paul", "p@b.example", side="them")], "signers.0.side"),
        ([ANNE, SignerIn("Anne", "ANNE@roux.example")], "signers"),
        ([US], "signers"),
        ([ANNE, SignerIn("Ada", "ada@us.example", side="us", step=1)], "signers"),
    ],
)
def test_a_list_that_is_not_in_order_names_the_field(signers, field):
    found = fault(signers)
    assert isinstance(found, Fault) and found.field == field


def test_customers_alone_and_customers_before_us_are_in_order():
    assert fault([ANNE, PAUL]) is None
    assert fault([ANNE, PAUL, US]) is None


@given(st.lists(st.tuples(st.integers(1, 4), st.booleans()), min_size=1, max_size=8))
def test_the_next_step_is_the_lowest_that_is_not_signed(rows):
    told = [(step, "signed" if done else "waiting") for step, done in rows]
    left = [step for step, done in rows if not done]
    assert next_step(told) == (min(left) if left else None)


def test_reminders_come_every_few_days_since_the_last_one():
    asked = date(2026, 3, 1)
    assert not reminder_due(asked, None, 3, asked + timedelta(2))
    assert reminder_due(asked, None, 3, asked + timedelta(3))
    assert not reminder_due(asked, asked + timedelta(3), 3, asked + timedelta(5))
    assert not reminder_due(asked, None, 0, asked + timedelta(99))


@pytest.mark.parametrize(
    ("path", "good"),
    [
        ("M10 10L60 60", True),
        ("M10 10L20 20M100 100L150 150", True),
        ("M10 10L11 11", False),  # a dot is no mark
        ("M10 10", False),
        ("M10 10L601 60", False),
        ("M10 10L60 201", False),
        ('M10 10L60 60"/><script>', False),
        ("", False),
        ("M10 10" + "L60 60" * 4000, False),
    ],
)
def test_a_drawing_is_strokes_inside_its_field(path, good):
    assert marks.drawn(path) is good


@given(st.text(max_size=60))
def test_no_other_text_is_a_drawing(text):
    assert not marks.drawn(text) or set(text) <= set("ML 0123456789")


@pytest.mark.parametrize(
    ("text", "good"),
    [("Anne Roux", True), ("A", False), ("12", False), ("A\nB", False), ("x" * 121, False)],
)
def test_a_typed_name_shows(text, good):
    assert marks.typed(text) is good


def png(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunk = b"IHDR" + head
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    )


def jpeg(width: int, height: int) -> bytes:
    app = b"\xff\xe0\x00\x04ab"
    return b"\xff\xd8" + app + b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + b"\x03"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (png(300, 100), "png"),
        (jpeg(300, 100), "jpeg"),
        (png(3001, 100), None),
        (png(0, 100), None),
        (jpeg(300, 3001), None),
        (png(3, 1)[:20], None),
        (b"\xff\xd8\xff\xe0\x00\x00" + b"\xff" * 40, None),
        (b"\xff\xd8\xff\xe0\xff\xff" + b"\x00" * 40, None),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, None),
        (b"GIF89a" + b"\0" * 40, None),
        (b"", None),
        (png(3, 1) + b"\0" * 200_000, None),
    ],
)
def test_a_picture_is_known_by_its_own_bytes_and_bounded(content, kind):
    assert marks.picture(content) == kind


@given(st.binary(max_size=300))
def test_any_bytes_are_read_without_an_error(content):
    assert marks.picture(content) in (None, "png", "jpeg")
    assert marks.picture(b"\xff\xd8\xff" + content) in (None, "jpeg")


def test_marks_are_printed_as_pictures():
    assert 'd="M1 1L9 9"' in marks.svg_of_path("M1 1L9 9")
    assert "data:image/png;base64,AAE=" in marks.svg_of_picture(b"\0\1", "png")


def test_an_old_word_of_a_trust_service_changes_nothing():
    assert heard(ServiceState.SENT, ServiceState.VIEWED) == ServiceState.VIEWED
    assert heard(ServiceState.VIEWED, ServiceState.SIGNED) == ServiceState.SIGNED
    assert heard(ServiceState.SIGNED, ServiceState.VIEWED) == ServiceState.SIGNED
    assert heard(ServiceState.DECLINED, ServiceState.SIGNED) == ServiceState.DECLINED
