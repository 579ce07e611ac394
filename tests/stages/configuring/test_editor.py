"""A model is written without a line of YAML: row by row on its page, from nothing to published."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from comptoir.platform.roles import Role
from comptoir.stages.configuring import actions, editing, queries
from comptoir.stages.configuring.core import yaml_models
from comptoir.stages.configuring.core.editing import found
from comptoir.stages.configuring.models import ProductModel
from tests import world
from tests.browser.driving import person
from tests.stages.configuring.workshop import BIKE, make_workshop

pytestmark = pytest.mark.django_db


def client(lang: str = "en") -> Client:
    browser = Client()
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = lang
    browser.force_login(
        person(Role.ADMIN, email="catalog@lumen.example"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return browser


class Rows:
    """The edit page as a browser without scripts sends its forms."""

    def __init__(self, browser: Client, model: Any) -> None:
        self.browser, self.model = browser, model
        self.url = f"/configuring/{model.id}/edit"

    def post(self, status: int = 302, **data: str) -> str:
        model = queries.model(self.model.id)
        seen = model.draft.sha256 if model.draft else ""
        answer = self.browser.post(self.url, {"seen": seen, **data})
        page = unescape(answer.content.decode())
        assert answer.status_code == status, page
        return page

    def row(self, deed: str, kind: str, at: str = "", /, *, status: int = 302, **texts: str) -> str:
        flags = {"along": texts.pop("along")} if "along" in texts else {}
        typed = {k if k.startswith("c-") else f"f-{k}": v for k, v in texts.items()}
        return self.post(status, deed=deed, kind=kind, at=at, **flags, **typed)

    def page(self, ask: str = "") -> str:
        answer = self.browser.get(self.url + ask)
        assert answer.status_code == 200
        return unescape(answer.content.decode())

    @property
    def now(self) -> Any:
        version = queries.model(self.model.id).newest
        return yaml_models.read(queries.source(version.id))


def test_a_model_begins_empty_is_written_in_rows_and_published() -> None:
    entity = world.make_entity()
    world.make_product(entity, sku="LAMP", name_en="Lamp", name_fr="Lampe")
    browser = client()
    begun = {"code": "LAMP", "sku": "LAMP", "en": "Lamp", "fr": "Lampe"}
    assert browser.post("/configuring/new", begun).status_code == 302
    rows = Rows(browser, ProductModel.objects.get())
    assert "No rule: everything goes with everything." in rows.page()
    assert "First options" in rows.page("?add=group:lamp")
    rows.row(
        "add",
        "group",
        "lamp",
        id="shade",
        en="Shade",
        fr="Abat-jour",
        options="glass, linen",
        choose="one",
    )
    rows.row(
        "change",
        "option",
        "glass",
        id="glass",
        en="Glass",
        fr="Verre",
        price="1,200.50",
        default="true",
    )
    rows.row("add", "option", "shade", id="paper", en="Paper", fr="Papier", price="9.90")
    rows.row(
        "add",
        "group",
        "lamp",
        id="bulb",
        en="Bulb",
        fr="Ampoule",
        options="led, halogen",
        choose="one",
    )
    rows.row(
        "add",
        "attribute",
        "lamp",
        id="cord",
        en="Cord",
        fr="Fil",
        kind="integer",
        **{"from": "1", "to": "5"},
    )
    rows.row("add", "part", "lamp", id="arms", each="arm", en="Arms", fr="Bras", times="0..3")
    assert 'value="up group bulb"' in rows.page() and 'value="down group bulb"' not in rows.page()
    rows.post(move="up option paper")
    assert [o.id for o in found(rows.now, "group", "shade").options] == ["glass", "paper", "linen"]
    page = rows.row("add", "rule", status=422, id="cool", rule="paper excludes rocket")
    assert "expected: an option" in page and 'value="paper excludes rocket"' in page
    rows.row(
        "add",
        "rule",
        id="cool",
        rule="paper excludes halogen",
        en="Paper burns.",
        fr="Le papier brûle.",
    )
    rows.row("add", "rule", id="fits", rule="table(shade, bulb: [glass, *], [linen, led])")
    opened = rows.page("?open=rule:fits")
    assert 'name="c-1-0" value="linen"' in opened and 'name="c-2-1" value=""' in opened
    grid = {
        "c-0-0": "glass",
        "c-0-1": "*",
        "c-1-0": "linen | paper",
        "c-1-1": "led",
        "c-2-0": "",
        "c-2-1": "",
    }
    rows.row("change", "rule", "fits", id="fits", **grid)
    rows.row("add", "material", sku="WIRE", quantity="cord * 2", unit="MTR")
    rows.row("add", "operation", id="wire", work_center="BENCH", run_minutes="15")
    rows.row("add", "test", id="no_fire", choices="paper, halogen", rule="cool")
    rows.row("change", "option", "halogen", id="hot", en="Halogen", fr="Halogène")
    model = rows.now
    assert model.rules[0].source == "paper excludes hot"
    assert [c.id for c in model.tests[0].choices] == ["paper", "hot"]
    page = rows.row("remove", "option", "hot", status=422)
    assert "rule cool" in page and "test no_fire" in page
    done = browser.post(f"/configuring/{rows.model.id}/publish", {"starts_on": "2026-01-05"})
    published = queries.model(rows.model.id).newest
    assert (done.status_code, published.state) == (302, "published"), done.content.decode()


def test_the_last_edit_is_taken_back_and_brought_back_and_a_french_price_has_a_comma() -> None:
    shop = make_workshop()
    rows = Rows(client("fr"), queries.model(shop.model))
    assert 'name="undo"' not in rows.page()
    assert re.search(r'name="f-price" value="9,90"', rows.page("?open=option:bell"))
    rows.row(
        "change",
        "option",
        "bell",
        id="bell",
        en="Bell",
        fr="Sonnette",
        price="12,40",
        default="true",
    )
    bell = found(rows.now, "option", "bell")
    assert (str(bell.price), str(bell.cost), bell.default) == ("12.40", "2", True)
    assert 'name="undo"' in rows.page()
    rows.post(undo="yes")
    assert rows.now == yaml_models.read(BIKE)
    rows.post(undo="yes")
    assert found(rows.now, "option", "bell") == bell
    page = rows.row("change", "option", "bell", status=422, id="bell", price="cher")
    assert 'aria-invalid="true"' in page and 'value="cher"' in page
    rows.row("remove", "option", "motor", along="yes")
    assert [r.id for r in rows.now.rules] == ["tall"] and rows.now.tests == ()
    gone = rows.row("change", "option", "motor", status=422, id="motor")
    assert "motor" in gone and 'role="alert"' in gone
    actions.publish_model(shop.do(), model_id=shop.model, starts_on=world.TODAY + timedelta(days=1))
    with pytest.raises(actions.NoDraft):
        actions.undo_draft(shop.do(), model_id=shop.model)


@pytest.mark.capability(
    "S2-67", screen="/configuring/{model_id}/edit",
    api="POST /api/v1/models/{model_id}/draft/edit",
)  # fmt: skip
def test_questions_further_words_and_layers_are_rows_and_an_option_goes_to_another_group() -> None:
    shop = make_workshop()
    rows = Rows(client(), queries.model(shop.model))
    assert 'name="f-answers"' in rows.page("?add=question:")
    rows.row("add", "question", id="load", en="What do you carry?", answers="little, much")
    assert 'value="up answer load#much"' in rows.page()
    rows.post(move="up answer load#much")
    page = rows.row(
        "change", "answer", "load#much", status=422, id="much", en="Much", prefers="rocket = 3"
    )
    assert 'aria-invalid="true"' in page and 'value="rocket = 3"' in page
    rows.row("change", "answer", "load#much", id="lots", en="Much", prefers="steel = 3")
    question = rows.now.questions[-1]
    assert [(a.id, dict(a.prefers)) for a in question.answers] == [
        ("lots", {"steel": 3}), ("little", {}),
    ]  # fmt: skip
    assert "no French" in rows.page()
    rows.row("add", "text", option="carbon", id="RAL", text="9005")
    rows.row("add", "layer", option="carbon", svg='<circle cx="9" cy="9" r="4"/>')
    page = rows.page("?open=layer:carbon")
    assert '<textarea id="f-svg"' in page and 'src="data:image/svg+xml;base64,' in page
    assert "up layer" not in page, "layers lie in the order of the options"
    carbon = found(rows.now, "option", "carbon")
    assert (carbon.texts, carbon.layer[:7]) == ({"RAL": "9005"}, "<circle")
    opened = rows.page("?open=option:bell")
    assert '<option value="frame">' in opened and 'value="extras" selected' in opened
    page = rows.row("change", "option", "motor", status=422, id="motor", under="battery")
    assert "nothing below itself" in page
    rows.row("change", "option", "bell", id="gong", en="Gong", under="frame", default="true")
    assert [o.id for o in found(rows.now, "group", "frame").options][-1] == "gong"
    rows.post(undo="yes")
    assert [o.id for o in found(rows.now, "group", "extras").options] == ["motor", "bell"]
    assert rows.now.questions[-1] == question


def test_a_file_that_names_no_model_is_called_as_the_file_and_blanks_make_no_code() -> None:
    coom = "product{ Color color }\nenumeration Color{ Red Blue }\n"
    assert "model: tiny-pc" in editing.to_yaml("tiny-pc.coom", coom.encode())
    uvl = 'features\n    "PC SHOP F"\n        mandatory\n            Disk\n'
    assert "model: PC-SHOP-F" in editing.to_yaml("shop.uvl", uvl.encode())


def test_what_changed_between_versions_is_told_by_the_names_of_things() -> None:
    shop = make_workshop()
    dearer = BIKE.replace("price: 900", "price: 990")
    actions.save_draft(shop.do(), model_id=shop.model, source=dearer)
    browser = client("fr")
    browser.force_login(world.make_user(shop.entity))
    page = browser.get(f"/configuring/{shop.model}/versions").content.decode()
    assert "option Carbone (carbon)\u00a0: prix 900 → 990" in page
