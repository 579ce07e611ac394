"""A company says which blocks its quotes show and in which order: the drafts follow, what was sent stays."""

from __future__ import annotations

import pytest
from django.test import Client

from comptoir.platform.documents.contract import QUOTE_BLOCKS
from comptoir.platform.roles import Role
from comptoir.stages.quoting import documents, queries
from comptoir.stages.quoting.actions import LineIn
from comptoir.stages.quoting.core.layout import Part
from tests import world
from tests.api.driving import call, make_key
from tests.platform.test_documents import text_of
from tests.stages.quoting.deal import make_quote, make_shop, send

pytestmark = pytest.mark.django_db
PAGE = "/quoting/blocks"


def printed(quote_id) -> str:
    return text_of(documents.pdf(queries.quote(quote_id))[0])


def test_the_blocks_of_a_quote_are_ordered_and_left_out_and_what_was_sent_keeps_its_own() -> None:
    assert tuple(part.value for part in Part) == QUOTE_BLOCKS
    shop = make_shop()
    draft = make_quote(shop, LineIn(sku="PUMP"), language="en")
    sent = make_quote(shop, LineIn(sku="PUMP"), language="en").id
    send(shop, sent)
    kept = documents.keep_pdf(sent)
    usual = printed(draft.id)
    assert usual.index("Total incl. VAT") < usual.index("This offer is valid until")
    assert "Agreed" in usual

    boss, reader = Client(headers={"Accept-Language": "en"}), Client()
    boss.force_login(world.make_user(shop.entity, Role.ADMIN))
    reader.force_login(world.make_user(shop.entity, Role.SALES, email="bob@lumen.example"))
    order = [part.value for part in Part]
    shown = [name for name in order if name not in ("signature", "lines", "totals")]
    key = make_key(shop.entity)
    given = {"order": order, "shown": shown, "move": "up:conditions"}
    assert reader.post(PAGE, given).status_code == 422
    for _ in range(5):
        order = call("GET", "/quote-layout", key=key).body["order"]
        assert boss.post(PAGE, {**given, "order": order}).status_code == 302
    page = boss.get(PAGE).content.decode()
    assert page.index('value="conditions"') < page.index('value="lines"')
    fresh = printed(draft.id)
    assert fresh.index("This offer is valid until") < fresh.index("Total incl. VAT")
    assert "Agreed" not in fresh and documents.keep_pdf(sent) == kept

    wrong = call("PUT", "/quote-layout", {"order": list(QUOTE_BLOCKS), "off": ["lines"]}, key=key)
    assert (wrong.status_code, wrong.body["code"]) == (422, "block_fixed")
    assert "signature" in call("GET", "/quote-layout", key=key).body["off"]
