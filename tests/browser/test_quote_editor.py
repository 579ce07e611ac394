"""A seller writes a quote by keyboard, the customer accepts it without an account or JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal as D
from typing import Any
from uuid import UUID

import pytest

from comptoir.stages.quoting import actions, queries
from comptoir.stages.quoting.actions import LineIn
from tests import world
from tests.browser.driving import axe, overflow, person
from tests.stages.quoting.deal import Shop, make_quote, make_shop, send

Visit = Callable[..., Any]


@pytest.fixture
def visit(visit: Visit) -> Iterator[Visit]:
    """The same, and no request is still running when the database is emptied."""
    pages = []

    def open_page(*args: Any, **kwargs: Any) -> Any:
        pages.append(visit(*args, **kwargs))
        return pages[-1]

    yield open_page
    for page in pages:
        page.wait_for_load_state("networkidle")


@pytest.fixture
def shop(company: UUID) -> Shop:
    return make_shop(company, name="Ateliers Morvan SAS")


def lines(quote_id: UUID) -> list[tuple[str, str, str]]:
    found = queries.quote(quote_id).lines
    return [
        (x.sku, f"{x.quantity.normalize():f}", f"{x.discount_value.normalize():f}") for x in found
    ]


def empty(shop: Shop) -> UUID:
    do = world.do_as(shop.entity)
    return actions.draft_quote(do, customer_id=shop.customer).quote_id


def settled(page: Any) -> None:
    """Every edit is answered and drawn."""
    page.wait_for_selector("#saved[data-state=saved]")


def fresh(page: Any) -> None:
    page.evaluate("document.querySelector('#saved').dataset.state = ''")


def test_a_line_is_typed_with_the_keyboard_alone(visit: Visit, shop: Shop) -> None:
    quote_id = empty(shop)
    user = person()
    user.language = "fr"
    user.save()
    page = visit(f"/quoting/{quote_id}/edit", user=user)
    page.keyboard.type("pum")
    page.wait_for_selector("#suggest li")
    page.keyboard.press("Tab")
    page.keyboard.type("=5/2")
    page.keyboard.press("Tab")
    page.keyboard.type("10 %")
    page.keyboard.press("Enter")
    settled(page)
    assert lines(quote_id) == [("PUMP", "2.5", "10")]
    assert page.input_value("tr.line [data-cell=amount]").replace("\u202f", " ") == "6 637,50\xa0€"
    assert "7\u202f965,00" in page.inner_text("#panel .total")
    assert page.evaluate("document.activeElement.dataset.new") == "sku"
    assert page.errors == []


def paste(page: Any, text: str) -> None:
    """As a spreadsheet does it, into the cell that has the focus."""
    page.evaluate(
        """text => { const data = new DataTransfer(); data.setData("text/plain", text);
        document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }""",
        text,
    )


def test_lines_pasted_from_a_spreadsheet_keep_what_is_wrong(visit: Visit, shop: Shop) -> None:
    quote_id = empty(shop)
    page = visit(f"/quoting/{quote_id}/edit", user=person())
    paste(page, 'PUMP\t2\t10 %\t2027-03-18\r\nNOPE\t7\t\r\n"BOOK"\t"40"\t-2\r\n')
    page.wait_for_selector("tr.fault")
    assert lines(quote_id) == [("PUMP", "2", "10"), ("BOOK", "40", "2")]
    assert queries.quote(quote_id).lines[0].deliver_on == date(2027, 3, 18)
    stray = page.locator("tr.stray")
    assert stray.locator("[data-new=sku]").input_value() == "NOPE"
    assert stray.locator("[data-new=quantity]").input_value() == "7"
    assert "No product has this reference" in page.inner_text("tr.fault")
    stray.locator("[data-new=sku]").fill("CARE")
    page.keyboard.press("Enter")
    page.wait_for_selector("tr.stray", state="detached")
    settled(page)
    assert lines(quote_id)[2:] == [("CARE", "7", "0")]


def test_rows_are_duplicated_moved_and_deleted_by_key(visit: Visit, shop: Shop) -> None:
    quote = make_quote(shop)
    page = visit(f"/quoting/{quote.id}/edit", user=person())
    page.locator("[data-cell=quantity]").first.focus()
    page.keyboard.press("Shift+Enter")
    settled(page)
    assert [x[0] for x in lines(quote.id)] == ["PUMP", "PUMP", "CARE"]
    fresh(page)
    page.keyboard.press("Alt+ArrowDown")
    settled(page)
    assert [x[0] for x in lines(quote.id)] == ["PUMP", "CARE", "PUMP"]
    fresh(page)
    page.keyboard.press("Control+Delete")
    settled(page)
    assert [x[0] for x in lines(quote.id)] == ["PUMP", "CARE"]
    page.locator("[data-cell=discount]").nth(1).focus()
    page.keyboard.press("w")
    page.wait_for_selector("#why table")
    assert "32.40" in page.inner_text("#why")
    assert page.errors == []


def test_ctrl_z_takes_back_and_says_what(visit: Visit, shop: Shop) -> None:
    quote = make_quote(shop)
    page = visit(f"/quoting/{quote.id}/edit", user=person())
    assert page.is_disabled("#undo")
    cell = page.locator("[data-cell=quantity]").first
    cell.fill("6")
    page.keyboard.press("Enter")
    settled(page)
    fresh(page)
    page.locator("[data-cell=deliver_on]").first.fill("18/03/2027")
    page.keyboard.press("Enter")
    settled(page)
    assert queries.quote(quote.id).lines[0].deliver_on == date(2027, 3, 18)
    assert page.locator("[data-cell=deliver_on]").first.input_value() == "18\xa0Mar\xa02027"
    fresh(page)
    page.locator("[data-cell=discount]").nth(1).fill("-6")  # an amount off a monthly price
    page.keyboard.press("Enter")
    settled(page)
    assert page.inner_text("tr.line >> nth=1 >> [data-show=unit_net]") == "30.00"
    for said in ("discount 6 → 10", "delivery date 18 Mar 2027 → —", "quantity 6 → 2"):
        page.keyboard.press("Control+z")
        page.wait_for_selector(f"#saved:has-text('Undone: {said}.')")
    assert lines(quote.id) == [("PUMP", "2", "0"), ("CARE", "40", "10")]
    assert page.is_disabled("#undo")
    fresh(page)
    page.keyboard.press("Control+Shift+z")
    settled(page)
    assert lines(quote.id)[0] == ("PUMP", "6", "0")
    assert cell.input_value() == "6"
    fresh(page)
    page.click("#redo")
    settled(page)
    assert queries.quote(quote.id).lines[0].deliver_on == date(2027, 3, 18)
    page.locator("[data-why-line]").first.click()  # by mouse too
    page.wait_for_selector("#why table")
    fresh(page)
    page.locator("[data-cell=optional]").nth(1).click()
    settled(page)
    assert [line.optional for line in queries.quote(quote.id).lines] == [False, True]
    assert page.errors == []


def test_a_wrong_quantity_stays_in_its_cell_with_the_reason_below(visit: Visit, shop: Shop) -> None:
    quote = make_quote(shop)
    page = visit(f"/quoting/{quote.id}/edit", user=person())
    cell = page.locator("[data-cell=quantity]").first
    cell.fill("two")
    page.keyboard.press("Tab")
    page.wait_for_selector("tr.fault")
    assert cell.input_value() == "two"
    assert "not a number" in page.inner_text("tr.fault")
    assert page.inner_text("#saved") == "not saved"
    assert lines(quote.id)[0] == ("PUMP", "2", "0")


def test_what_is_saved_or_taken_back_moves_nothing_under_the_cursor(
    visit: Visit, shop: Shop
) -> None:
    """At 1,280 pixels and in French the buttons of the page leave no room beside them."""
    quote, user = make_quote(shop), person()
    user.language = "fr"
    user.save()
    page = visit(f"/quoting/{quote.id}/edit", user=user, width=1280)
    cell = page.locator("[data-cell=quantity]").first
    stands = cell.bounding_box()
    cell.fill("6")
    page.keyboard.press("Enter")
    settled(page)
    assert cell.bounding_box() == stands
    page.keyboard.press("Alt+s")
    page.wait_for_selector("[data-section-of]:focus")
    page.keyboard.press("Control+z")
    page.wait_for_selector("#saved:has-text('Annulé')")
    assert cell.bounding_box() == stands


def test_a_line_that_is_not_taken_is_not_called_saved_nor_by_another_name(
    visit: Visit, shop: Shop
) -> None:
    quote_id = empty(shop)
    page = visit(f"/quoting/{quote_id}/edit", user=person())
    prompt = page.inner_text("#new [data-new-name]")
    page.keyboard.type("pum")
    page.wait_for_selector("#suggest li")
    page.keyboard.press("Tab")
    assert page.inner_text("#new [data-new-name]") != prompt
    page.keyboard.press("Enter")
    settled(page)
    assert page.inner_text("#new [data-new-name]") == prompt
    page.keyboard.type("NOPE")
    page.keyboard.press("Enter")
    page.wait_for_selector("tr.fault")
    assert page.inner_text("#new [data-new-name]") == ""
    assert page.inner_text("#saved") == "not saved"
    assert lines(quote_id) == [("PUMP", "1", "0")]


def test_an_edit_looks_for_no_row_nor_heading_of_hundreds_one_by_one(
    visit: Visit, shop: Shop
) -> None:
    """Looked up each on its own, four thousand headings took a quarter of a minute an edit."""
    rows = [LineIn(sku="PUMP", quantity=D(n % 9 + 1), section=f"Lot {n % 3}") for n in range(1000)]
    quote = make_quote(shop, *rows)
    page = visit(f"/quoting/{quote.id}/edit", user=person())
    page.evaluate(
        """() => { window.looked = 0; const find = Element.prototype.querySelector;
        Element.prototype.querySelector = function (q) { looked += 1; return find.call(this, q); }; }"""
    )
    page.locator("[data-cell=quantity]").first.fill("77")
    page.keyboard.press("Enter")
    settled(page)
    assert lines(quote.id)[0][1] == "77"
    assert page.evaluate("looked") < 100
    last = page.locator("[data-grip]").last
    last.focus()
    assert last.inner_text() == "1000"
    assert last.evaluate("e => e.scrollWidth <= e.clientWidth && e.offsetHeight < 30")
    styled = restyled(page, lambda: change(page, 5, "78"))
    assert lines(quote.id)[5][1] == "78"
    # a rule for the whole page, as `main:has(…)`, makes it four for each row
    assert styled and max(styled) < 1000


def change(page: Any, row: int, quantity: str) -> None:
    page.locator("[data-cell=quantity]").nth(row).fill(quantity)
    page.keyboard.press("Enter")
    settled(page)


def restyled(page: Any, deed: Callable[[], None]) -> list[int]:
    """How many elements got their style worked out anew, each time that the browser did so."""
    protocol, seen, over = page.context.new_cdp_session(page), [], []
    protocol.on("Tracing.dataCollected", lambda told: seen.extend(told["value"]))
    protocol.on("Tracing.tracingComplete", lambda _told: over.append(True))
    asked = {"traceConfig": {"includedCategories": ["devtools.timeline"]}}
    protocol.send("Tracing.start", {**asked, "transferMode": "ReportEvents"})
    deed()
    protocol.send("Tracing.end")
    while not over:
        page.wait_for_timeout(50)
    return [e["args"]["elementCount"] for e in seen if "elementCount" in e.get("args", {})]


def test_two_browsers_on_one_line_show_who_changed_what(visit: Visit, shop: Shop) -> None:
    quote = make_quote(shop)
    anna, boris = person(name="Anna"), person(email="b@lumen.example", name="Boris")
    first = visit(f"/quoting/{quote.id}/edit", user=anna)
    second = visit(f"/quoting/{quote.id}/edit", user=boris)
    first.locator("[data-cell=quantity]").first.fill("6")
    first.keyboard.press("Enter")
    settled(first)
    second.locator("[data-cell=quantity]").first.fill("9")
    second.keyboard.press("Enter")
    second.wait_for_selector("tr.fault")
    told = second.inner_text("tr.fault")
    assert "Someone else changed this in the meantime" in told
    assert "by Anna" in told
    assert second.locator("[data-cell=quantity]").first.input_value() == "9"
    assert lines(quote.id)[0][1] == "6"


def test_the_other_editor_is_seen_and_what_one_types_is_kept(visit: Visit, shop: Shop) -> None:
    quote = make_quote(shop)
    first = visit(f"/quoting/{quote.id}/edit", user=person(name="Anna Petit"))
    second = visit(f"/quoting/{quote.id}/edit", user=person(email="b@lumen.example", name="Boris"))
    first.locator("[data-cell=quantity]").first.focus()
    first.wait_for_selector("#people .who")
    second.wait_for_selector("tr.line[data-who='Anna Petit is editing line 1'] .who")
    assert second.inner_text("#people .who") == "AP"
    second.locator("[data-cell=description]").nth(1).fill("half a wo")
    first.locator("[data-cell=quantity]").first.fill("6")
    first.locator("[data-cell=description]").nth(1).fill("theirs")
    first.keyboard.press("Enter")
    second.wait_for_selector("[data-cell=quantity][data-was='6']")
    second.wait_for_selector("[data-cell=description][data-was=theirs]")
    assert second.locator("[data-cell=quantity]").first.input_value() == "6"
    typed = second.locator("[data-cell=description]").nth(1)
    assert typed.input_value() == "half a wo"  # the same cell meets the other's when it is saved
    second.keyboard.press("Enter")
    second.wait_for_selector("tr.fault")
    assert "by Anna Petit" in second.inner_text("tr.fault")
    assert typed.input_value() == "half a wo"
    assert queries.quote(quote.id).lines[1].description == "theirs"


def test_the_customer_chooses_options_and_accepts_on_a_phone(visit: Visit, shop: Shop) -> None:
    options = (LineIn(sku="PUMP"), LineIn(sku="BOOK", quantity=D(10), optional=True),
               LineIn(sku="CARE", quantity=D(3), optional=True))  # fmt: skip
    quote = make_quote(shop, *options, deposit_percent=D(30))
    token = send(shop, quote.id)
    page = visit(f"/q/{token}/", locale="fr", width=360, bypass_csp=True)
    assert axe(page) == []
    assert overflow(page) <= 0
    assert total(page) == "3 540,00 €"
    page.locator("[name=option]").first.focus()
    page.keyboard.press("Space")
    page.wait_for_selector("[data-announce]", state="attached")
    assert total(page) == "3 772,10 €"  # 220,00 at 5,5 %
    assert page.evaluate("document.activeElement.id") == f"option-{quote.lines[1].id}"
    assert "avec les options Manuel, pour 3 772,10 €" in clean(
        page.inner_text("label[for=id_consent]")
    )
    assert axe(page) == []
    page.fill("#id_name", "Anna Petit")
    page.fill("#id_role", "Directrice")
    page.locator("#accept form button").first.click()
    page.wait_for_selector("[data-problem]")
    assert page.input_value("#id_name") == "Anna Petit"
    assert page.is_checked(f"#option-{quote.lines[1].id}")
    page.check("#id_consent")
    page.locator("#accept form button").first.click()
    page.wait_for_selector(".msg.ok")
    found = queries.quote(quote.id)
    assert (found.state, found.accepted_role) == ("accepted", "Directrice")
    assert (found.chosen, found.gross_minor) == ((quote.lines[1].id,), 377_210)
    assert "Option, commandée." in page.inner_text(".cards")
    assert axe(page) == []


def test_the_customer_takes_the_alternative_that_is_not_the_recommended_one(
    visit: Visit, shop: Shop
) -> None:
    lines = (LineIn(sku="PUMP"), LineIn(sku="BOOK", quantity=D(10)))
    quote = make_quote(shop, *lines)
    for name in ("Essential", "Complete"):
        actions.add_alternative(world.do_as(shop.entity), quote_id=quote.id, name=name)
    book = queries.quote(quote.id).lines[1]
    actions.change_line(
        world.do_as(shop.entity), quote_id=quote.id, line_id=book.id, revision=book.revision,
        changes={"alternative": "B"},
    )  # fmt: skip
    page = visit(f"/q/{send(shop, quote.id)}/", locale="fr")
    assert total(page) == "3 540,00 €"
    page.locator("[name=alternative]").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("[data-announce]", state="attached")
    assert total(page) == "3 772,10 €"
    assert page.is_checked("#way-B")
    page.fill("#id_name", "Anna Petit")
    page.fill("#id_role", "Directrice")
    page.check("#id_consent")
    page.locator("#accept form button").first.click()
    page.wait_for_selector(".msg.ok")
    found = queries.quote(quote.id)
    assert (found.state, found.alternative, found.gross_minor) == ("accepted", "B", 377_210)


def total(page: Any) -> str:
    return clean(page.inner_text("#offer .big"))


def clean(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")
