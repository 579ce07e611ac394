"""Layout, components and middleware as a reader meets them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import RequestFactory, override_settings
from django.utils import translation

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import Money
from comptoir.shell import charts, middleware, problems, rail, specimens, status, tables, web, why

SHELL = Path(web.__file__).parent
LONE = override_settings(
    COMPTOIR_RAIL_COUNTS="", COMPTOIR_RAIL=(), COMPTOIR_RAIL_MORE=(), COMPTOIR_CONTACT=""
)


def request_for(path: str = "/shell/", **data: str) -> HttpRequest:
    request = RequestFactory().get(path, data)
    request.user = AnonymousUser()
    request.htmx = False
    return request


def page(lang: str, **data: str) -> str:
    with translation.override(lang), LONE:
        return web.styleguide(request_for(**data)).content.decode()


def draw(source: str, **context: object) -> str:
    """A component, compiled as in a template file."""
    from django_cotton.compiler_regex import CottonCompiler

    text = CottonCompiler().process("{% load shell %}" + source)
    return engines["django"].from_string(text).render(context)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_page_has_a_skip_link_one_h1_landmarks_and_a_live_region(lang: str) -> None:
    html = page(lang)
    assert html.count("<h1>") == 1
    assert '<a class="skip" href="#main">' in html
    assert '<main id="main"' in html
    assert 'aria-live="polite"' in html
    assert "<title>" in html


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_nothing_inline_that_the_policy_would_block(lang: str) -> None:
    html = page(lang)
    assert not re.search(r"<[^>]+\sstyle=", html)
    assert not re.search(r"<[^>]+\son[a-z]+=", html)
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert "<style" not in html


def test_the_page_speaks_the_readers_language() -> None:
    assert "Échéance" in page("fr")
    assert "12\u202f345,67\u00a0€" in page("fr")
    assert "Due date" in page("en")
    assert "€12,345.67" in page("en")


def test_a_list_states_its_sort_and_totals_each_currency_apart() -> None:
    html = page("en", sort="-due_on")
    assert 'aria-sort="descending"' in html
    assert "Total EUR" in html
    assert "Total USD" in html
    assert "1–8 of 12" in html


def test_a_state_is_always_an_icon_a_word_and_a_color() -> None:
    chip = draw('<c-chip state="overdue" />')
    assert 'class="chip bad"' in chip
    assert "<svg" in chip
    assert "Overdue" in chip
    assert status.status("half_done").label == "Half done"
    missing = {s.icon for s in status.STATUSES.values()} - set(specimens.icon_names())
    assert not missing


def test_a_disabled_button_says_why() -> None:
    button = draw('<c-btn why="An approval is missing">Send quote</c-btn>')
    assert 'aria-disabled="true"' in button
    assert '<span class="sr">: An approval is missing</span>' in button


def test_a_field_binds_its_help_and_its_error() -> None:
    form = specimens.SampleForm({"name": "", "quantity": "1.234", "terms": "30"})
    html = draw('<c-field :field="field" />', field=form["name"])
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_dash_stands_for_nothing() -> None:
    assert "—" in draw('<c-amount :value="none" />', none=None)
    assert "—" in draw('<c-date :value="none" />', none=None)
    assert 'datetime="2027-04-12"' in draw('<c-date :value="day" />', day=date(2027, 4, 12))


class TooMuch(Invalid):
    """The discount is above the limit."""

    code = "too_much"


def test_a_refusal_names_field_found_expected_and_fix() -> None:
    error = TooMuch(field="discount", found="12 %", expected="at most 10 %", fix="Ask the director")
    problem = problems.problem_of(error)
    assert problem.title == "The discount is above the limit."
    assert problem.items == (
        problems.ProblemItem(
            "", "Discount", "id_discount", "12 %", "at most 10 %", "Ask the director"
        ),
    )
    html = draw('<c-problem :problem="problem" />', problem=problem)
    assert 'href="#id_discount"' in html
    assert 'tabindex="-1"' in html


def test_a_refused_request_keeps_its_status_and_htmx_gets_the_summary_alone() -> None:
    with LONE:
        whole = problems.problem_page(request_for(), TooMuch(field="discount"))
        part_request = request_for()
        part_request.META["HTTP_HX_REQUEST"] = "true"
        part = problems.problem_page(part_request, TooMuch(field="discount"))
    assert whole.status_code == part.status_code == 422
    assert b"<html" in whole.content
    assert b"<html" not in part.content
    assert b"The discount is above the limit." in part.content


def test_the_waterfall_of_a_price_ends_at_its_net() -> None:
    drawn = specimens.price_steps("fr")
    assert drawn.net == "2\u202f466,20\u00a0€"
    assert [s.amount for s in drawn.steps] == [
        "2\u202f100,00",
        "+850,00",
        "−147,50",
        "−336,30",
        "2\u202f466,20",
    ]
    assert drawn.steps[1].x == "213.6"
    assert drawn.steps[1].width == "86.4"


def test_a_free_item_has_a_waterfall_without_width() -> None:
    drawn = why.why([why.Step("Net", Decimal(0), "net")], subject="", currency="EUR", lang="en")
    assert drawn.steps[0].width == "0.0"


def test_bars_start_at_zero_and_stand_in_a_table_too() -> None:
    drawn = charts.bars("Billed", ["Jan", "Feb"], [5, -3], str)
    assert 'role="img"' in drawn
    assert 'aria-label="Billed"' in drawn
    assert '<td class="n">-3</td>' in drawn
    assert charts.nice_top(0) == 1
    assert charts.nice_top(52) == 60
    assert charts.nice_top(Decimal("0.7")) == Decimal("0.8")


def test_bars_that_lie_leave_no_name_out() -> None:
    drawn = charts.lying_bars("Time", ["Summary", "Lines", "Conditions"], [60, 240, 0], str)
    for name, said in (("Summary", "60"), ("Lines", "240"), ("Conditions", "0")):
        assert drawn.count(f">{name}</text>") == 2 and f'<td class="n">{said}</td>' in drawn


def test_a_chart_of_nothing_still_draws() -> None:
    assert "<svg" in charts.lying_bars("Empty", [], [], str)
    assert "<svg" in charts.bars("Empty", [], [], str)
    assert charts.spark([1], "one") == ""
    assert "<svg" in charts.aging("Aging", [("Current", 0)], str)


def test_words_in_charts_are_escaped() -> None:
    drawn = charts.bars("<b>", ["<i>"], [1], str)
    assert "<b>" not in drawn
    assert "<i>" not in drawn


def test_sums_never_mix_currencies() -> None:
    sums = tables.totals_of([Money(100, "EUR"), Money(5, "USD"), Money(50, "EUR")])
    assert sums == {"EUR": Money(150, "EUR"), "USD": Money(5, "USD")}


def test_each_answer_carries_a_strict_policy() -> None:
    answer = middleware.content_security(lambda _: HttpResponse("x"))(request_for())
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "object-src 'none'" in policy


def test_the_cookie_then_the_user_then_the_browser_choose_the_language() -> None:
    request = request_for()
    request.META["HTTP_ACCEPT_LANGUAGE"] = "fr-FR,fr;q=0.9"
    assert middleware.language_of(request) == "fr"
    request.user = SimpleNamespace(language="en")  # type: ignore[assignment]
    assert middleware.language_of(request) == "en"
    request.COOKIES[web.settings.LANGUAGE_COOKIE_NAME] = "fr"
    assert middleware.language_of(request) == "fr"
    request.COOKIES[web.settings.LANGUAGE_COOKIE_NAME] = "xx"
    assert middleware.language_of(request) == "en"


def test_preferences_keep_known_values_only_and_return_home_from_elsewhere() -> None:
    post = RequestFactory().post(
        "/shell/preferences/", {"theme": "dark", "language": "xx", "next": "https://evil.example/"}
    )
    answer = web.preferences(post)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/"
    assert answer.cookies["theme"].value == "dark"
    assert set(answer.cookies) == {"theme"}


def test_the_rail_leaves_out_pages_that_do_not_exist() -> None:
    rows = (("sell", "Sell", "shell:styleguide"), ("orders", "Orders", "no:such"))
    with override_settings(COMPTOIR_RAIL_COUNTS=""):
        items = rail.rail_items(request_for(), rows)
    assert [(i.key, i.current) for i in items] == [("sell", True)]


@pytest.mark.parametrize("name", ["403.html", "404.html", "500.html", "shell/auth.html"])
def test_error_and_login_pages_draw_without_a_view(name: str) -> None:
    from django.template.loader import render_to_string

    with LONE:
        html = render_to_string(name, {"title": "X", "form": specimens.SampleForm()}, request_for())
    assert html.count("<h1>") == 1


def test_the_500_page_needs_no_request() -> None:
    from django.template.loader import render_to_string

    assert "Something broke" in render_to_string("500.html")


def test_the_style_sheets_use_tokens_only() -> None:
    for name in ("app.css", "parts.css"):
        css = (SHELL / "static/shell" / name).read_text("utf-8")
        css = re.sub(r"@media print\{.*?\n\}", "", css, flags=re.S)
        css = re.sub(r"dialog::backdrop\{[^}]*\}", "", css)
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", css), name


def test_the_script_neither_evaluates_nor_writes_markup() -> None:
    js = (SHELL / "static/shell/app.js").read_text("utf-8")
    assert not re.search(r"\beval\(|new Function|innerHTML|document\.write", js)


def test_vendored_fonts_are_what_they_were() -> None:
    import hashlib

    fonts = SHELL / "static/shell/fonts"
    for line in (fonts / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split()
        assert hashlib.sha256((fonts / name).read_bytes()).hexdigest() == digest, name


def test_every_word_of_the_shell_is_translated() -> None:
    from babel.messages.pofile import read_po

    with (SHELL / "locale/fr/LC_MESSAGES/django.po").open("rb") as file:
        catalog = read_po(file, locale="fr")
    assert not [m.id for m in catalog if m.id and not m.string]
    used = set()
    for path in (SHELL / "templates").rglob("*.html"):
        text = path.read_text("utf-8")
        used |= set(re.findall(r"""\{% translate ["'](.+?)["'](?: context .+?)? %\}""", text))
    known = {str(m.id).replace("%%", "%") for m in catalog}
    assert used - known == set()
