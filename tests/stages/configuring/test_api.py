"""Models and the configurator as another program asks them."""

from __future__ import annotations

from decimal import Decimal as D
from typing import Any

import pytest

from comptoir.kernel.ids import show_id
from comptoir.platform.roles import Role
from comptoir.stages.quoting import queries as quotes
from comptoir.stages.quoting.actions import LineIn
from tests.api.driving import call, make_key, row_counts
from tests.stages.configuring.workshop import BIKE, Workshop, make_quote, make_workshop

pytestmark = pytest.mark.django_db


class Api:
    def __init__(self, shop: Workshop, *roles: Role) -> None:
        self.key = make_key(shop.entity, *roles)
        self.at = f"/models/{show_id('mod', shop.model)}"

    def post(self, path: str, body: Any) -> Any:
        return call("POST", path, body, key=self.key)

    def get(self, path: str) -> Any:
        return call("GET", path, key=self.key)


@pytest.fixture
def shop() -> Workshop:
    return make_workshop()


@pytest.fixture
def api(shop) -> Api:
    return Api(shop)


MOTOR = [{"id": "motor", "value": True}]


def test_look_why_and_complete_answer_and_write_nothing(api) -> None:
    before = row_counts()
    state = api.post(f"{api.at}/look", {"choices": [*MOTOR, {"id": "height", "value": "180"}]}).body
    assert (state["valid"], state["complete"], state["version"]) == (True, False, 1)
    named = {n: state["statuses"][n] for n in ("motor", "w28", "w26", "carbon", "bell")}
    assert named == {
        "motor": "chosen", "w28": "forced", "w26": "impossible", "carbon": "impossible",
        "bell": "free",
    }  # fmt: skip
    assert state["bounds"]["height"]["value"] == "180"
    assert state["counts"]["bag"] == [0, 2]
    why = api.post(f"{api.at}/why", {"choices": MOTOR, "name": "carbon"}).body
    assert why["rules"] == ["light"]
    assert why["said"][0] == "A carbon frame carries no motor."
    assert why["repairs"][0]["withdraw"] == MOTOR
    both = [{"id": "w26", "value": True}, {"id": "steel", "value": True}]
    ways = api.post(f"{api.at}/why", {"choices": both, "name": "motor", "keep": "latest"}).body
    assert ways["repairs"][0]["withdraw"] == both[:1]
    forced = api.post(f"{api.at}/why", {"choices": MOTOR, "name": "w28", "value": False}).body
    assert "big_wheels" in forced["rules"]
    done = api.post(f"{api.at}/complete", {"choices": MOTOR, "goal": "cheapest"}).body
    assert {"id": "b400", "value": True} in done["choices"]
    assert D(done["figures"]["price"]) == D(730)
    wrong = [*MOTOR, {"id": "carbon", "value": True}]
    assert api.post(f"{api.at}/complete", {"choices": wrong}).body["choices"] is None
    assert api.post(f"{api.at}/look", {"choices": wrong}).body["conflict"]
    assert row_counts() == before


def test_one_more_choice_is_refused_repaired_or_noted_as_the_mode_says(api) -> None:
    def picked(mode: str) -> Any:
        body = {"choices": MOTOR, "pick": {"id": "carbon", "value": True}, "mode": mode}
        return api.post(f"{api.at}/look", body).body

    refused, mended, noted = map(picked, ("always_correct", "guided", "free"))
    assert (refused["reaction"], refused["choices"]) == ("refuse", MOTOR)
    carbon = {"id": "carbon", "value": True}
    assert (mended["reaction"], mended["choices"], mended["valid"]) == ("repair", [carbon], True)
    assert mended["repaired"]["withdraw"] == MOTOR
    assert (noted["reaction"], noted["choices"]) == ("note", [*MOTOR, carbon])
    assert (noted["valid"], noted["statuses"]["carbon"]) == (False, "impossible")
    against = noted["violations"][0]
    assert against["choice"] == carbon and against["repairs"][0]["withdraw"] == MOTOR
    assert "A carbon frame carries no motor." in against["said"]


def test_a_line_takes_a_configuration_and_nothing_less(shop, api) -> None:
    quote = make_quote(shop, LineIn(sku="PUMP"))
    lines = f"/quotes/{show_id('quo', quote.id)}/lines"
    bare = api.post(lines, {"lines": [{"sku": "BIKE"}]})
    assert (bare.status_code, bare.body["code"]) == (422, "lines_refused")
    made = api.post(f"{api.at}/configurations", {"choices": MOTOR, "complete": "default"}).body
    assert D(made["price"]) == D("739.9")
    added = api.post(lines, {"lines": [{"sku": "BIKE", "configuration_id": made["id"]}]})
    assert added.body["lines"][1]["configuration_id"] == made["id"]
    assert quotes.quote(quote.id).lines[1].unit_net == D("1239.90")
    assert api.get(f"/configurations/{made['id']}").body["chosen"][1]["en"].startswith("Height")
    assert [c["id"] for c in api.get("/configurations").body["items"]] == [made["id"]]
    built = api.get(f"/configurations/{made['id']}/explosion").body
    needed = {m["sku"]: (D(m["quantity"]), m["causes"][0]["because"]) for m in built["materials"]}
    assert needed["SPOKE"] == (36, "Bike") and needed["CABLE"] == (D("1.2"), "Bike (Motor)")
    assert [(o["work_center"], D(o["run_minutes"])) for o in built["operations"]] == [("BENCH", 45)]
    assert "SPOKE" in built["uncosted"]


@pytest.mark.parametrize(
    ("choices", "status"),
    [
        ([{"id": "motor", "value": True}, {"id": "carbon", "value": True}], 409),
        ([{"id": "motor", "value": True}], 409),
        ([{"id": "wings", "value": True}], 422),
        ([{"id": "height", "value": "tall"}], 422),
        ([{"id": "height", "value": "1e99"}], 422),
        ([{"id": "bag", "value": "3"}], 409),
        ([{"id": "motor", "value": 1}], 422),
        ([{"id": "motor"}], 422),
        ([], 422),
    ],
)
def test_what_is_no_whole_valid_product_is_not_kept(api, choices: Any, status: int) -> None:
    answer = api.post(f"{api.at}/configurations", {"choices": choices})
    assert answer.status_code == status, answer.body
    assert api.get("/configurations").body["items"] == []


def test_a_model_through_the_api_from_draft_to_the_next_version(shop, api) -> None:
    draft = call(
        "PUT", f"{api.at}/draft", {"source": BIKE.replace("price: 900", "price: 990")}, key=api.key
    )
    assert (draft.body["in_force"], draft.body["draft"]) == (1, 2)
    assert api.get(f"{api.at}/findings").body["items"] == []
    assert api.get(f"{api.at}/impact").body["quotes"] == 0
    published = api.post(f"{api.at}/publish", {"starts_on": "2026-01-06"}).body
    assert (published["in_force"], published["draft"]) == (1, None)
    versions = api.get(f"{api.at}/versions").body["items"]
    assert [(v["number"], v["state"]) for v in versions] == [(2, "published"), (1, "published")]
    assert "price: 990" in api.get(f"/model-versions/{versions[0]['id']}").body["source"]
    bad = call("PUT", f"{api.at}/draft", {"source": "model: [", "kind": "yaml"}, key=api.key)
    assert bad.status_code == 422
    assert bad.body["facts"]["line"]


def test_who_may_write_models_by_the_api(shop) -> None:
    sales = Api(shop, Role.SALES)
    refused = call("PUT", f"{sales.at}/draft", {"source": BIKE}, key=sales.key)
    assert refused.status_code == 403
