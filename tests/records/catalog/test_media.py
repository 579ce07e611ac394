"""Pictures and data sheets of a product: on its page, in the API, and nothing that could run."""

from __future__ import annotations

import base64
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from comptoir.kernel.ids import show_id
from comptoir.platform.roles import Role
from comptoir.records.catalog import actions, media
from comptoir.records.catalog.core.media import LARGEST, BadMedium
from tests import world
from tests.api.driving import call, make_key

pytestmark = pytest.mark.django_db


def png(shade: int) -> bytes:
    """A picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes([0, shade]))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_pictures_and_data_sheets_are_put_in_ordered_and_taken_out_on_the_page() -> None:
    entity = world.make_entity()
    product = world.make_product(entity, sku="PUMP")
    client = Client()
    client.force_login(world.make_user(entity, Role.ADMIN))
    files = [
        SimpleUploadedFile("front.png", png(0)), SimpleUploadedFile("side.png", png(255)),
        SimpleUploadedFile("sheet.pdf", b"%PDF-1.7 data"),
        SimpleUploadedFile("evil.png", b"<script>alert(1)</script>"),
    ]  # fmt: skip
    answer = client.post(
        reverse("catalog:add_medium", args=[product]), {"files": files}, follow=True
    )
    said = answer.content.decode()
    front, side, sheet = media.of_product(product)
    assert [m.title for m in (front, side, sheet)] == ["front.png", "side.png", "sheet.pdf"]
    assert "evil.png" in said and reverse("catalog:medium", args=[front.id]) in said

    shown = client.get(reverse("catalog:medium", args=[sheet.id]))
    assert (shown.content, shown["Content-Type"]) == (b"%PDF-1.7 data", "application/pdf")
    assert "sandbox" in shown["Content-Security-Policy"]
    assert shown["X-Content-Type-Options"] == "nosniff"

    client.post(reverse("catalog:first_medium", args=[side.id]))
    assert [m.id for m in media.of_product(product)] == [side.id, front.id, sheet.id]
    client.post(reverse("catalog:remove_medium", args=[front.id]))
    assert [m.id for m in media.of_product(product)] == [side.id, sheet.id]

    other = world.make_entity(code="OTHER")
    stranger = Client()
    stranger.force_login(world.make_user(other, Role.ADMIN, email="eve@other.example"))
    assert stranger.get(reverse("catalog:medium", args=[side.id])).status_code == 404


def test_a_program_sends_a_picture_once_and_is_told_what_a_file_may_be() -> None:
    entity = world.make_entity()
    product = world.make_product(entity, sku="PUMP")
    key, at = make_key(entity), f"/products/{show_id('prd', product)}/media"
    picture = {"name": "front.png", "content": base64.b64encode(png(7)).decode()}
    made = call("POST", at, picture, key=key)
    assert made.body["media"][0]["media_type"] == "image/png"
    assert call("POST", at, picture, key=key).body["code"] == "nothing_changed"
    path = f"/media/{made.body['media'][0]['id']}/content"
    assert call("GET", path, key=key).headers["Content-Type"] == "image/png"
    svg = {"name": "a.svg", "content": base64.b64encode(b"<svg onload='x'/>").decode()}
    refused = call("POST", at, svg, key=key)
    assert (refused.status_code, refused.body["code"]) == (422, "bad_medium")
    assert call("POST", at, {**svg, "content": "?"}, key=key).body["code"] == "not_base64"
    with pytest.raises(BadMedium):
        actions.add_medium(
            world.do_as(entity), product_id=product, name="x", content=png(1) + bytes(LARGEST)
        )
