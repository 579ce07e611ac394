"""A ramp and a bundle through the doors: what the editor of a quote sends and shows."""

from __future__ import annotations

import json
import re

from comptoir.platform.roles import Role
from tests.scenarios.doors import someone
from tests.scenarios.house import line
from tests.scenarios.test_bundles_and_ramps import bundle, drafted


def test_the_editor_writes_segments_and_hides_parts_and_says_what_is_wrong(company):
    bundle(company, "KIT", "2800", ARM_X="1", DOC="2")
    quote = drafted(company, line("SUP-PRO", 10), line("KIT", 1), term_months=24)
    browser = someone(company, Role.ADMIN).client
    care, kit = quote.lines[0], quote.lines[1]

    def sends(**asked):
        return browser.post(
            f"/quoting/{quote.id}/grid", json.dumps(asked), content_type="application/json"
        )

    told = sends(op="ramp", id=care.id, value="12 × 10\n12 × 20 =30")
    assert told.status_code == 200, told.content[:400]
    assert [r["level"] for r in told.json()["rows"]] == [0, 1, 1, 0, 1, 1]
    assert sends(op="ramp", id=care.id, value="twelve months").status_code == 422
    assert sends(op="parts", id=kit.id, value="hide").status_code == 200
    now = company.quote(quote.id)
    assert now.net_minor == 36 * 10 * 12 * 100 + 30 * 20 * 12 * 100 + 280_000
    assert [li.parts_hidden for li in now.lines if li.block] == [False, True]
    for page in (
        f"/quoting/{quote.id}/edit",
        f"/quoting/{quote.id}/",
        f"/quoting/{quote.id}/why/{care.id}",
    ):
        text = re.sub(r"\s+", " ", browser.get(page).content.decode())
        assert "SUP-PRO" in text
    assert sends(op="ramp", id=care.id, value="").status_code == 200
    assert len(company.quote(quote.id).lines) == 4
