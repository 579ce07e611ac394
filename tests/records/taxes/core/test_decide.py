"""Every kind of sale gets its VAT category, rate, country, mention and reason."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.errors import Invalid
from comptoir.platform.documents.mention_words import EXEMPTIONS
from comptoir.records.taxes.core.decide import (
    CLASSES,
    NATURES,
    Decision,
    RegistrationNeeded,
    Sale,
    SchemeMisplaced,
    SellerNotCovered,
    SellerVatMissing,
    UnknownChoice,
    decide,
)
from comptoir.records.taxes.core.rates import RATES, UnknownRate, rate_on
from comptoir.records.taxes.core.rules import RULES
from comptoir.records.taxes.core.territory import in_union

D = Decimal
HOME_SALE = Sale(
    seller_country="FR",
    seller_vat="FR40303265045",
    buyer_country="FR",
    buyer_kind="business",
    buyer_vat_valid=True,
    ship_to_country="FR",
    nature="goods",
    tax_class="standard",
    on=date(2026, 11, 22),
)


def sale(to: str = "FR", **changes: object) -> Sale:
    facts: dict[str, Any] = {"buyer_country": to, "ship_to_country": to}
    return replace(HOME_SALE, **(facts | changes))


def consumer(to: str, **changes: object) -> Sale:
    return sale(to, **({"buyer_kind": "consumer", "buyer_vat_valid": False} | changes))


GB: dict[str, object] = {"seller_country": "GB", "seller_vat": "GB980780684"}


def margin(scheme: str, to: str = "FR", **changes: object) -> Sale:
    nature = "service" if scheme == "travel" else "goods"
    return sale(to, **({"nature": nature, "margin_scheme": scheme} | changes))


# reference accounting §2.5, row by row, then the edges
CASES: list[tuple[str, Sale, str, str, str, str]] = [
    ("FR to FR", sale(), "S", "20", "FR", "domestic"),
    ("FR to FR, 10 %", sale(tax_class="intermediate"), "S", "10", "FR", "domestic"),
    ("FR to FR, 5.5 %", sale(tax_class="reduced"), "S", "5.5", "FR", "domestic"),
    ("FR to FR, 2.1 %", sale(tax_class="super_reduced"), "S", "2.1", "FR", "domestic"),
    ("FR to Monaco", sale("MC"), "S", "20", "FR", "domestic"),
    ("FR to EU business, goods", sale("DE"), "K", "0", "DE", "intra_community_goods"),
    (
        "FR to EU business, service",
        sale("DE", nature="service"),
        "AE",
        "0",
        "DE",
        "intra_community_services",
    ),
    (
        "FR to EU business, digital",
        sale("DE", nature="digital"),
        "AE",
        "0",
        "DE",
        "intra_community_services",
    ),
    (
        "FR to EU business without valid number, goods",
        sale("DE", buyer_vat_valid=False),
        "S",
        "20",
        "FR",
        "consumer_at_origin",
    ),
    (
        "FR to EU consumer, goods, below",
        consumer("DE"),
        "S",
        "20",
        "FR",
        "consumer_at_origin",
    ),
    (
        "FR to EU consumer, goods, OSS",
        consumer("DE", oss=True),
        "S",
        "19",
        "DE",
        "consumer_goods_at_destination",
    ),
    (
        "FR to EU consumer, digital, OSS",
        consumer("FI", oss=True, nature="digital"),
        "S",
        "25.5",
        "FI",
        "consumer_digital_at_destination",
    ),
    (
        "FR to EU consumer, digital, below",
        consumer("FI", nature="digital"),
        "S",
        "20",
        "FR",
        "consumer_at_origin",
    ),
    (
        "FR to EU consumer, digital, before 2015",
        consumer("FI", nature="digital", oss=True, on=date(2014, 12, 31)),
        "S",
        "20",
        "FR",
        "consumer_at_origin",
    ),
    (
        "FR to EU consumer, service",
        consumer("FI", nature="service", oss=True),
        "S",
        "20",
        "FR",
        "consumer_at_origin",
    ),
    ("export of goods", sale("US"), "G", "0", "US", "export_goods"),
    ("export of goods to a consumer", consumer("CH"), "G", "0", "CH", "export_goods"),
    ("goods to Réunion", sale("RE"), "G", "0", "RE", "export_goods"),
    (
        "service in Réunion",
        sale("RE", nature="service"),
        "S",
        "8.5",
        "RE",
        "overseas_services",
    ),
    (
        "service to non-EU business",
        sale("US", nature="service"),
        "O",
        "0",
        "US",
        "foreign_business_services",
    ),
    (
        "digital to non-EU consumer",
        consumer("US", nature="digital"),
        "O",
        "0",
        "US",
        "foreign_consumer_digital",
    ),
    (
        "service to non-EU consumer",
        consumer("US", nature="service"),
        "S",
        "20",
        "FR",
        "consumer_at_origin",
    ),
    ("franchise at home", sale(regime="franchise"), "E", "0", "FR", "franchise"),
    ("franchise, goods to EU", sale("DE", regime="franchise"), "E", "0", "FR", "franchise"),
    ("franchise, export", sale("US", regime="franchise"), "E", "0", "FR", "franchise"),
    ("franchise, EU consumer", consumer("DE", regime="franchise"), "E", "0", "FR", "franchise"),
    (
        "franchise, EU business service",
        sale("DE", regime="franchise", nature="service"),
        "AE",
        "0",
        "DE",
        "intra_community_services",
    ),
    (
        "building subcontracting",
        sale(nature="service", building_subcontract=True),
        "AE",
        "0",
        "FR",
        "subcontracting",
    ),
    (
        "building for a consumer is not subcontracting",
        consumer("FR", nature="service", building_subcontract=True),
        "S",
        "20",
        "FR",
        "domestic",
    ),
    ("exempt by nature", sale("DE", tax_class="exempt"), "E", "0", "FR", "exempt"),
    ("out of scope", sale(tax_class="out_of_scope"), "O", "0", "FR", "out_of_scope"),
    (
        "to Croatia before it joined",
        sale("HR", on=date(2013, 6, 30)),
        "G",
        "0",
        "HR",
        "export_goods",
    ),
    (
        "to Croatia once a member",
        sale("HR", on=date(2013, 7, 1)),
        "K",
        "0",
        "HR",
        "intra_community_goods",
    ),
    (
        "to the UK on the last day of the transition",
        sale("GB", on=date(2020, 12, 31)),
        "K",
        "0",
        "GB",
        "intra_community_goods",
    ),
    ("to the UK after it", sale("GB", on=date(2021, 1, 1)), "G", "0", "GB", "export_goods"),
    ("goods to Northern Ireland", sale("XI"), "K", "0", "XI", "intra_community_goods"),
    (
        "service to Northern Ireland",
        sale("XI", nature="service"),
        "O",
        "0",
        "XI",
        "foreign_business_services",
    ),
    (
        "UK at home, January 2011",
        sale("GB", **GB, on=date(2011, 1, 3)),
        "S",
        "17.5",
        "GB",
        "domestic",
    ),
    (
        "UK at home, the day after",
        sale("GB", **GB, on=date(2011, 1, 4)),
        "S",
        "20",
        "GB",
        "domestic",
    ),
    (
        "UK books",
        sale("GB", **GB, tax_class="super_reduced"),
        "Z",
        "0",
        "GB",
        "domestic_zero",
    ),
    (
        "UK books to a consumer in France in 2011",
        consumer("FR", **GB, on=date(2011, 5, 5), tax_class="super_reduced"),
        "Z",
        "0",
        "GB",
        "domestic_zero",
    ),
    ("UK to Isle of Man", sale("IM", **GB), "S", "20", "GB", "domestic"),
    (
        "UK to EU business in 2011",
        sale("FR", **GB, on=date(2011, 5, 5)),
        "K",
        "0",
        "FR",
        "intra_community_goods",
    ),
    (
        "UK to EU consumer in 2011",
        consumer("FR", **GB, on=date(2011, 5, 5)),
        "S",
        "20",
        "GB",
        "consumer_at_origin",
    ),
    ("UK to EU after leaving", consumer("FR", **GB), "G", "0", "FR", "export_goods"),
    (
        "UK digital to EU consumer with OSS",
        consumer("FR", **GB, nature="digital", oss=True),
        "S",
        "20",
        "FR",
        "consumer_digital_at_destination",
    ),
    (
        "Germany to France",
        sale("FR", seller_country="DE", seller_vat="DE136695976"),
        "K",
        "0",
        "FR",
        "intra_community_goods",
    ),
    ("antique at home", margin("antiques"), "E", "0", "FR", "margin_antiques"),
    ("picture to a consumer", consumer("FR", margin_scheme="art"), "E", "0", "FR", "margin_art"),
    ("used goods to an EU business", margin("second_hand", "DE"), "E", "0", "FR", "margin_second_hand"),
    (
        "used goods to an EU consumer with OSS",
        consumer("DE", margin_scheme="second_hand", oss=True),
        "E", "0", "FR", "margin_second_hand",
    ),
    ("travel sold to a US business", margin("travel", "US"), "E", "0", "FR", "margin_travel"),
    ("antique to the United States", margin("antiques", "US"), "G", "0", "US", "margin_export"),
    ("picture to Réunion", margin("art", "RE"), "G", "0", "RE", "margin_export"),
    ("UK dealer to France", margin("art", "FR", **GB), "G", "0", "FR", "margin_export"),
    ("antique in a small business", margin("antiques", regime="franchise"), "E", "0", "FR", "franchise"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "category", "rate", "country", "rule"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_the_decision(facts: Sale, category: str, rate: str, country: str, rule: str) -> None:
    found = decide(facts)
    assert (found.category, found.rate, found.country, found.rule) == (
        category,
        D(rate),
        country,
        rule,
    )
    assert found.version == RULES[rule].version
    for text in (found.reason_fr, found.reason_en):
        assert "{" not in text and text.endswith(".")


def test_every_rule_is_reached_by_a_case() -> None:
    assert {case[5] for case in CASES} == set(RULES)


@pytest.mark.parametrize(
    ("facts", "vatex", "mention_fr", "mention_en"),
    [
        (sale(), "", "", ""),
        (
            sale("DE"),
            "VATEX-EU-IC",
            "Exonération de TVA, CGI art. 262 ter I",
            "Intra-Community supply, exempt from VAT, CGI art. 262 ter I",
        ),
        (sale("DE", nature="service"), "VATEX-EU-AE", "Autoliquidation", "Reverse charge"),
        (
            sale("US"),
            "VATEX-EU-G",
            "Exonération de TVA, CGI art. 262 I",
            "Export, exempt from VAT, CGI art. 262 I",
        ),
        (
            sale(regime="franchise"),
            "VATEX-FR-FRANCHISE",
            "TVA non applicable, art. 293 B du CGI",
            "VAT not applicable, small business scheme (CGI art. 293 B)",
        ),
        (
            sale("US", **GB),
            "VATEX-EU-G",
            "Exonération de TVA, VATA 1994 s. 30(6)",
            "Export, exempt from VAT, VATA 1994 s. 30(6)",
        ),
    ],
)
def test_the_mention_on_the_document(
    facts: Sale, vatex: str, mention_fr: str, mention_en: str
) -> None:
    found = decide(facts)
    assert (found.vatex, found.mention_fr, found.mention_en) == (vatex, mention_fr, mention_en)


def test_a_french_exemption_code_is_not_given_to_another_seller() -> None:
    german = sale("DE", seller_country="DE", regime="franchise")
    assert decide(german).vatex == ""
    assert "Directive 2006/112/EC art. 284" in decide(german).reason_en


def test_the_reason_names_rate_and_article_in_both_languages() -> None:
    found = decide(sale(tax_class="reduced"))
    assert found.reason_fr == "Taxable en FR : TVA de 5,5 % (CGI art. 256, 258, 259, 278 s.)."
    assert found.reason_en == "Taxable in FR: VAT at 5.5 % (CGI art. 256, 258, 259, 278 s.)."


@pytest.mark.parametrize(
    ("facts", "refusal", "field"),
    [
        (sale("DE", seller_vat=""), SellerVatMissing, "seller_vat"),
        (sale(seller_country="US"), SellerNotCovered, "seller_country"),
        (consumer("FR", **GB, nature="digital"), RegistrationNeeded, "oss"),
        (sale(nature="transport"), UnknownChoice, "nature"),
        (sale(buyer_kind="robot"), UnknownChoice, "buyer_kind"),
        (sale(tax_class="parking"), UnknownChoice, "tax_class"),
        (sale(regime="margin"), UnknownChoice, "regime"),
        (consumer("DK", oss=True, tax_class="reduced"), UnknownRate, "tax_class"),
        (sale(on=date(1970, 1, 1)), UnknownRate, "tax_class"),
    ],
)
def test_what_has_no_rule_is_refused_by_field(
    facts: Sale, refusal: type[Invalid], field: str
) -> None:
    with pytest.raises(refusal) as said:
        decide(facts)
    assert said.value.field == field


def test_a_missing_rate_names_country_class_and_date() -> None:
    with pytest.raises(UnknownRate) as said:
        rate_on("RO", "super_reduced", date(2025, 8, 1))
    assert said.value.facts["found"] == "RO super_reduced on 2025-08-01"
    assert rate_on("RO", "super_reduced", date(2025, 7, 31)) == D(5)


@pytest.mark.parametrize(
    ("country", "tax_class", "on", "rate"),
    [
        ("FR", "standard", "2013-12-31", "19.6"),
        ("FR", "standard", "2014-01-01", "20"),
        ("FR", "intermediate", "2013-12-31", "7"),
        ("GB", "standard", "2009-12-31", "15"),
        ("DE", "standard", "2020-12-31", "16"),
        ("DE", "reduced", "2021-01-01", "7"),
        ("EE", "standard", "2025-07-01", "24"),
        ("SK", "reduced", "2025-01-01", "5"),
        ("XI", "standard", "2026-01-01", "20"),
    ],
)
def test_a_rate_holds_from_its_day(country: str, tax_class: str, on: str, rate: str) -> None:
    assert rate_on(country, tax_class, date.fromisoformat(on)) == D(rate)


def test_each_rate_table_runs_forward_in_time() -> None:
    for classes in RATES.values():
        for rows in classes.values():
            days = [day for day, _ in rows]
            assert days == sorted(set(days))


def test_every_member_has_a_standard_rate_from_2011() -> None:
    members = [c for c in RATES if in_union(c, date(2026, 1, 1), goods=True)]
    assert len(members) == 27
    for country in members:
        assert 15 <= rate_on(country, "standard", date(2011, 1, 1)) <= 27


countries = st.sampled_from([*RATES, "US", "CH", "MC", "XI", "IM", "RE", "NC"])


@given(
    st.builds(
        Sale,
        seller_country=st.sampled_from([*RATES]),
        seller_vat=st.just("X1"),
        buyer_country=countries,
        buyer_kind=st.sampled_from(["business", "consumer"]),
        buyer_vat_valid=st.booleans(),
        ship_to_country=countries,
        nature=st.sampled_from(NATURES),
        tax_class=st.sampled_from(CLASSES),
        on=st.dates(date(2005, 5, 1), date(2030, 1, 1)),
        regime=st.sampled_from(["normal", "franchise"]),
        oss=st.booleans(),
        building_subcontract=st.booleans(),
    )
)
def test_any_sale_is_decided_whole_or_refused_by_field(facts: Sale) -> None:
    try:
        found: Decision = decide(facts)
    except Invalid as refusal:
        assert refusal.field and refusal.facts["found"]
        return
    assert (found.category == "S") == (found.rate > 0)
    assert bool(found.mention_en) == (found.category != "S")
    assert found == decide(facts)


def test_the_policy_page_lists_every_rule() -> None:
    page = (Path(os.path.abspath(__file__)).parents[4] / "docs/policy/vat.md").read_text("utf-8")
    for name, rule in RULES.items():
        row = next(line for line in page.splitlines() if line.startswith(f"| `{name}`"))
        assert f"| {rule.category} |" in row and rule.law_fr in row and rule.law_eu in row


MARGIN_CASES = [case[1] for case in CASES if case[1].margin_scheme]


@pytest.mark.parametrize("facts", MARGIN_CASES)
def test_only_a_sale_that_bears_vat_on_its_margin_says_the_rate_of_it(facts: Sale) -> None:
    found = decide(facts)
    assert (found.margin_rate is not None) == found.rule.removeprefix("margin_").startswith(
        facts.margin_scheme
    )
    assert found.margin_rate in (None, D(20))


@pytest.mark.parametrize(
    ("scheme", "vatex", "words"),
    [
        ("travel", "VATEX-EU-D", "Agences de voyages"),
        ("second_hand", "VATEX-EU-F", "Biens d’occasion"),
        ("art", "VATEX-EU-I", "Objets d’art"),
        ("antiques", "VATEX-EU-J", "Objets de collection et d’antiquité"),
    ],
)
def test_a_margin_scheme_prints_its_words_and_the_invoice_the_same(
    scheme: str, vatex: str, words: str
) -> None:
    found = decide(margin(scheme, tax_class="intermediate"))
    assert (found.vatex, found.mention_fr) == (vatex, f"Régime particulier – {words}")
    assert found.mention_fr == EXEMPTIONS[vatex][0]
    assert found.mention_en == EXEMPTIONS[vatex][1]
    assert found.margin_rate == D(10)
    assert "TVA de 10 % dans la marge" in found.reason_fr


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (margin("travel", nature="goods"), "nature"),
        (margin("art", nature="service"), "nature"),
        (margin("art", nature="digital"), "nature"),
    ],
)
def test_a_margin_scheme_for_what_it_does_not_cover_is_refused(facts: Sale, field: str) -> None:
    with pytest.raises(SchemeMisplaced) as refused:
        decide(facts)
    assert refused.value.field == field
    with pytest.raises(UnknownChoice):
        decide(replace(facts, margin_scheme="x"))


def test_what_is_exempt_stays_exempt_and_has_no_margin_scheme() -> None:
    with pytest.raises(SchemeMisplaced):
        decide(margin("art", tax_class="exempt"))
