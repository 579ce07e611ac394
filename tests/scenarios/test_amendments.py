"""A running contract is changed as a difference: offered with its cost, accepted, booked as it was shown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from comptoir.demo import playing
from comptoir.insight.recommending import actions as recommending
from comptoir.pages.desk import offers
from comptoir.records.catalog import actions as catalog
from comptoir.records.credit import actions as credit
from comptoir.records.parties import queries as parties
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.contracting import versions
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.metering import actions as metering
from comptoir.stages.ordering import actions as ordering
from comptoir.stages.ordering import queries as orders
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting.amendments import ChangeIn
from comptoir.stages.quoting.models import Quote
from comptoir.stages.subscribing import amendments as amended
from comptoir.stages.subscribing import queries as services
from tests.scenarios.deals import priced
from tests.scenarios.doors import program, says, someone, text_of, words
from tests.scenarios.house import Company, eur, line


def sold(
    company: Company, *lines: quoting.LineIn, buyer: int = 0, **head: Any
) -> contracts.ContractFacts:
    """A contract that runs since today."""
    quote = company.quotes(company.customer(buyer), *lines, **head)
    company.accepts(quote)
    made = contracts.contract_of_quote(quote)
    assert made
    return made


def line_of(contract: contracts.ContractFacts, sku: str) -> int:
    return next(li.id for li in versions.lines(contract) if li.sku == sku)


def amends(
    company: Company, contract: contracts.ContractFacts, *changes: ChangeIn, **head: Any
) -> UUID:
    """The amendment as a draft."""
    return quoting.draft_amendment(
        company.by(), contract_id=contract.id, changes=changes, **head
    ).quote_id


def signs(company: Company, quote_id: UUID) -> None:
    """Sent, and accepted by the private link."""
    token = playing.sent(company.entity_id, quote_id)
    quoting.accept_quote(
        company.by(), token=token, name="C. Morvan", role="Gérante", consent=playing.CONSENT
    )


def shown(company: Company, quote_id: UUID) -> list[tuple[str, str, int, int]]:
    """The documents of the preview: day, kind, net, VAT."""
    made = company.quote(quote_id).amendment
    assert made
    return [(d["on"], d["kind"], d["net_minor"], d["vat_minor"]) for d in made.effect["documents"]]


def booked(company: Company, since: int) -> list[tuple[str, str, int, int]]:
    """The documents issued after the first `since`."""
    heads = sorted(company.issued(), key=lambda h: h.id)
    return [(str(h.issued_on), h.kind, h.net_minor, h.vat_minor) for h in heads[since:]]


def test_ten_seats_become_fifteen_in_july_and_the_preview_is_what_is_booked(company):
    contract = sold(company, line("CARE", 10))
    (first,) = company.issued()
    assert first.net_minor == eur("12600.00").minor
    company.today("2026-07-01")
    quote = amends(
        company,
        contract,
        ChangeIn(kind="quantity", line_id=line_of(contract, "CARE"), quantity=Decimal(15)),
    )
    company.events()
    # 15 × 1,260 × 184/365 charged, and the 184 unused days of 12,600 given back
    offer = company.quote(quote)
    assert offer.net_minor == eur("3175.89").minor
    assert offer.mrr_minor == eur("525.00").minor
    before = len(company.issued())
    signs(company, quote)
    company.expects(
        "QuoteSent", "QuoteAccepted", "ContractAmended", "ServicesAmended", "PeriodsCharged",
        "ObligationsOpened", "InvoiceIssued", "ItemOpened",
    )  # fmt: skip
    assert booked(company, before) == shown(company, quote)
    (bill,) = [invoices.invoice(h.id) for h in company.issued() if h.id != first.id]
    assert [(li.kind, li.net_minor) for li in bill.lines] == [
        ("recurring", eur("9527.67").minor), ("unused", -eur("6351.78").minor),
    ]  # fmt: skip
    assert first.number in bill.lines[1].description
    assert services.mrr(company.entity_id, date(2026, 7, 1)) == {"EUR": eur("1575.00").minor}
    company.holds()
    company.today("2027-01-01")
    company.holds()
    total = eur("12600.00") + eur("3175.89")
    assert company.revenue().recognized_minor == total.minor


def test_the_customer_reads_which_contract_changes_and_what_is_billed_today(company):
    """The page and the paper that are signed are no quote with an empty table."""
    contract = sold(company, line("CARE", 10))
    company.today("2026-07-01")
    more = ChangeIn(kind="quantity", line_id=line_of(contract, "CARE"), quantity=Decimal(15))
    quote = amends(company, contract, more)
    token = playing.sent(company.entity_id, quote)
    buyer = Client()
    buyer.cookies["comptoir_language"] = "en"
    page = words(buyer.get(f"/q/{token}/").content.decode())
    says(
        page, f"Amendment of contract {contract.number} v1", "What changes",
        "15 × €1,260.00 per year instead of 10 × €1,260.00", "Today €3,811.07",
        "€1,575.00 per month excl. VAT once all of it holds, instead of €1,050.00",
    )  # fmt: skip
    assert "What you get" not in page
    paper = buyer.get(f"/q/{token}/pdf")
    assert "Avenant_Q-2026-0002_v1_Ateliers-Morvan.pdf" in paper.headers["Content-Disposition"]
    said = " ".join(text_of(paper.content).split())
    says(
        said, "Avenant", f"au contrat {contract.number} v1", "Ce qui change", "Bon pour accord",
        "Variation de la valeur du contrat",
    )  # fmt: skip
    assert "Devis" not in said and "Une fois" not in said
    quoting.accept_quote(
        company.by(), token=token, name="C. Morvan", role="Gérante", consent=playing.CONSENT
    )
    (_first, bill) = sorted(company.issued(), key=lambda h: h.id)
    assert bill.gross_minor == eur("3811.07").minor  # as it was told
    says(
        someone(company).page(f"/contracting/{contract.id}"), "With its amendments",
        "€15,775.89", "Change excl. VAT",
    )  # fmt: skip


def test_fewer_seats_are_given_back_by_a_credit_note_that_names_the_invoice(company):
    contract = sold(company, line("CARE", 10))
    (first,) = company.issued()
    company.today("2026-07-01")
    fewer = ChangeIn(kind="quantity", line_id=line_of(contract, "CARE"), quantity=Decimal(4))
    quote = amends(company, contract, fewer)
    before = len(company.issued())
    signs(company, quote)
    # 4 × 1,260 × 184/365 = 2,540.71 charged, 6,351.78 given back: one credit note of the difference
    assert booked(company, before) == shown(company, quote)
    (note,) = [h for h in company.issued() if h.id != first.id]
    assert (note.kind, note.corrects_id) == ("credit", first.id)
    assert note.net_minor == company.quote(quote).net_minor == -eur("3811.07").minor
    company.holds()
    company.today("2027-01-01")
    kept = eur("12600.00") - eur("3811.07")
    assert company.revenue().recognized_minor == kept.minor
    company.holds()


def test_a_change_of_a_later_day_waits_for_it_and_is_booked_as_it_was_shown(company):
    contract = sold(company, line("SUP-PRO", 10), line("CARE"))
    seats = line_of(contract, "SUP-PRO")
    company.today("2026-02-10")
    ramp = ChangeIn(kind="ramp", line_id=seats, steps=(
        quoting.RampStep(date(2026, 3, 1), Decimal(20)),
        quoting.RampStep(date(2026, 4, 16), Decimal(30), Decimal(30)),
    ))  # fmt: skip
    quote = amends(company, contract, ramp)
    plan = shown(company, quote)
    before = len(company.issued())
    signs(company, quote)
    assert len(company.issued()) == before
    assert services.mrr(company.entity_id, date(2026, 2, 10)) == {"EUR": eur("465.00").minor}
    company.today("2026-03-01")
    company.today("2026-04-01")
    company.today("2026-04-16")
    company.today("2026-05-01")
    assert plan == [b for b in booked(company, before) if b[0] in {p[0] for p in plan}]
    assert services.mrr(company.entity_id, date(2026, 4, 16)) == {"EUR": eur("1005.00").minor}
    company.holds()


def test_the_page_says_several_dates_of_a_line_and_ends_only_the_chosen_ones(company):
    contract = sold(company, line("SUP-PRO", 10), line("CARE"))
    seats, care = (line_of(contract, sku) for sku in ("SUP-PRO", "CARE"))
    desk, at = someone(company), f"/quoting/amend/{contract.id}"
    says(desk.page(at), "Several dates for a line", "End only some of the lines on that day")
    wrong = desk.sends(at, **{f"ramp-{seats}": "soon × 20"})
    assert wrong.status_code == 422 and "soon × 20" in wrong.content.decode()
    wrong = desk.sends(at, **{f"quantity-{seats}": "many"}).content.decode()
    assert f'href="#id_quantity-{seats}"' in wrong and f'id="id_quantity-{seats}"' in wrong
    assert "New quantity of Supervision Pro" in wrong and f">quantity-{seats}<" not in wrong
    rows = {f"ramp-{seats}": "2026-03-01 × 20\r\n16 Apr 2026 × 30 =30", f"only-{care}": "1"}
    nowhere = desk.sends(at, **rows)
    assert nowhere.status_code == 422 and not Quote.objects.filter(amends_contract=contract.id)
    rows["co-term"] = "2026-10-01"
    says(words(desk.sends(f"{at}/preview", **rows).content.decode()), "MRR")
    desk.sends(at, **rows)
    (quote,) = Quote.objects.filter(amends_contract=contract.id)
    ramp, co_term = company.quote(quote.id).amendment.asked
    assert ramp.steps == (
        quoting.RampStep(date(2026, 3, 1), Decimal(20)),
        quoting.RampStep(date(2026, 4, 16), Decimal(30), Decimal(30)),
    )
    assert (co_term.ends_on, co_term.line_ids) == (date(2026, 10, 1), (care,))
    again = desk.raw(f"/quoting/{quote.id}/changes")
    assert "2026-03-01 × 20\n2026-04-16 × 30 =30" in again
    assert f'name="only-{care}" value="1" checked' in again
    signs(company, quote.id)
    ends = {li.sku: li.stretches[-1].end for li in versions.lines(contracts.contract(contract.id))}
    assert ends == {"SUP-PRO": date(2027, 1, 1), "CARE": date(2026, 10, 1)}


def test_a_swap_and_an_addition_end_with_the_contract_and_stand_on_one_invoice(company):
    contract = sold(company, line("CARE", 2))
    company.today("2026-04-01")
    swap = ChangeIn(
        kind="swap", line_id=line_of(contract, "CARE"), sku="SUP-PRO", quantity=Decimal(5)
    )
    more = ChangeIn(kind="add", sku="SUP-PRO", quantity=Decimal(3))
    quote = amends(company, contract, swap, more, effective_on=date(2026, 4, 11))
    plan = shown(company, quote)
    before = len(company.issued())
    signs(company, quote)
    order = orders.order_of_quote(quote)
    assert order and {(li.starts_on, li.ends_on) for li in order.lines} == {
        (date(2026, 4, 11), date(2027, 1, 1))
    }  # fmt: skip
    company.today("2026-04-11")
    # 20/30 of a month of eight seats lower the credit note for the 265 days of CARE not served
    assert booked(company, before) == plan[:1]
    note = invoices.invoice(next(h.id for h in company.issued() if h.kind == "credit"))
    assert [li.net_minor for li in note.lines] == [
        -eur("1829.59").minor, eur("120.00").minor, eur("72.00").minor,
    ]  # fmt: skip
    company.holds()
    made = company.quote(quote).amendment
    assert made and made.effect["mrr"]["new"] == eur("108.00").minor
    company.today("2027-01-01")
    company.holds()


def test_canceling_gives_back_what_is_not_served_and_ends_the_contract(company):
    contract = sold(company, line("CARE", 10), line("SUP-PRO", 5))
    company.today("2026-07-01")
    quote = amends(company, contract, ChangeIn(kind="cancel", on=date(2026, 7, 16)))
    signs(company, quote)
    assert contracts.contract(contract.id).state == "terminated"
    assert contracts.contract(contract.id).ends_on == date(2026, 7, 16)
    plan = shown(company, quote)
    before = len(company.issued())
    company.today("2026-07-16")
    assert sorted(booked(company, before)) == sorted(plan)  # made in one moment, in no order
    assert services.mrr(company.entity_id, date(2026, 7, 16)) == {}
    company.today("2027-02-01")
    assert len(booked(company, before)) == len(plan)
    company.holds()


def test_a_contract_whose_order_waits_is_not_changed_before_it_is_served(company):
    """Nobody could say what it costs: the offer would cost nothing, and its booking would never come."""
    buyer = company.customer()
    credit.set_limit(
        company.by(), customer_id=buyer, currency="EUR", limit_minor=eur("1000.00").minor
    )
    contract = sold(company, line("CARE", 10))
    order = orders.order_of_quote(contract.quote_id)
    assert order and order.state == "held"
    care = line_of(contract, "CARE")
    more = ChangeIn(kind="quantity", line_id=care, quantity=Decimal(15))
    with pytest.raises(amended.NotInService) as said:
        amends(company, contract, more)
    assert said.value.facts["found"].startswith("Contrat d'entretien")
    page = someone(company).sends(f"/quoting/amend/{contract.id}", **{f"quantity-{care}": "15"})
    assert page.status_code == 422 and "its order waits" in words(page.content.decode())
    assert not Quote.objects.filter(amends_contract=contract.id).exists()
    ordering.release_order(company.by(), order_id=order.id, reason="Paid in cash")
    signs(company, amends(company, contract, more))
    assert services.mrr(company.entity_id, date(2026, 1, 1)) == {"EUR": eur("1575.00").minor}
    company.holds()


def test_of_two_amendments_the_second_is_refused_in_clear_words_and_made_again(company):
    contract = sold(company, line("CARE", 10))
    care = line_of(contract, "CARE")
    company.today("2026-07-01")
    more = amends(company, contract, ChangeIn(kind="quantity", line_id=care, quantity=Decimal(15)))
    price = amends(company, contract, ChangeIn(kind="price", line_id=care, unit_net=Decimal(1000)))
    token = playing.sent(company.entity_id, price)
    signs(company, more)
    company.events()
    with pytest.raises(quoting.ContractMoved) as said:
        quoting.accept_quote(
            company.by(), token=token, name="C. Morvan", role="Gérante", consent=playing.CONSENT
        )
    assert said.value.facts["expected"] == "v2"
    assert company.events() == []
    fresh = quoting.revise_quote(company.by(), quote_id=price).quote_id
    quoting.change_amendment(company.by(), quote_id=fresh)
    signs(company, fresh)
    assert contracts.contract(contract.id).version == 3
    mine = services.services_of(customer_id=contract.customer_id)
    (now,) = [s for s in mine if s.ends_on == contract.ends_on]
    assert (now.quantity, now.unit_net) == (15, 1000)
    company.holds()


@pytest.mark.capability(
    "S1-80",
    screen="/contracting/{contract_id}", api="GET /api/v1/contracts/{contract_id}/lines",
)  # fmt: skip
def test_the_contract_is_read_as_of_any_day_and_as_it_was_known(company):
    contract = sold(company, line("CARE", 10))
    care = line_of(contract, "CARE")
    company.today("2026-03-01")
    signs(company, amends(
        company, contract, ChangeIn(kind="quantity", line_id=care, quantity=Decimal(15), on=date(2026, 7, 1))
    ))  # fmt: skip

    def quantity(day: str, known: str | None = None) -> Decimal | None:
        rows = versions.lines(contract, date.fromisoformat(known) if known else None)
        held = rows[0].on(date.fromisoformat(day)) if rows else None
        return held and held.quantity

    assert quantity("2026-06-30") == 10
    assert quantity("2026-07-01") == 15
    assert quantity("2026-07-01", known="2026-02-28") == 10
    assert quantity("2026-07-01", known="2025-12-31") is None
    assert quantity("2027-01-01") is None


def test_renewing_early_moves_the_end_and_raises_the_price_from_the_old_end_on(company):
    contract = sold(company, line("CARE", 10))
    company.today("2026-11-01")
    quote = amends(company, contract, ChangeIn(kind="renew", months=12, percent=Decimal(3)))
    signs(company, quote)
    made = contracts.contract(contract.id)
    assert (made.ends_on, made.renewal_on) == (date(2028, 1, 1), date(2028, 1, 1))
    before = len(company.issued())
    company.today("2027-01-01")
    assert booked(company, before) == [
        ("2027-01-01", "invoice", eur("12978.00").minor, eur("2595.60").minor)
    ]
    assert company.quote(quote).net_minor == eur("12978.00").minor
    company.holds()


@pytest.mark.capability("S1-51", screen="/customers/{customer_id}", api="POST /api/v1/amendments")
def test_an_upgrade_is_offered_with_its_evidence_and_taken_by_one_click(company):
    contract = sold(company, line("SUP-PRO", 10), line("API", 1000))
    products = {li.sku: li.product_id for li in versions.lines(contract)}
    better = catalog.create_product(
        company.by(), sku="SUP-MAX", name_en="Supervision Max", name_fr="Supervision Max",
        currency="EUR", nature="service", charge_kind="recurring", billing_months=1,
        revenue_pattern="straight_line", unit="MON",
    ).product_id  # fmt: skip
    priced(company, "SUP-MAX", unit_price=Decimal("45"))
    recommending.link_products(
        company.by(), product_id=products["SUP-PRO"], other_id=better, kind="upgrade"
    )
    (meter,) = [
        s
        for s in services.services_of(customer_id=contract.customer_id)
        if s.charge_kind == "usage"
    ]
    metering.record_usage(
        company.by(), rows=[metering.UsageIn(meter.id, "m-1", date(2026, 1, 1), Decimal(920))]
    )
    desk = someone(company)
    page = f"/customers/{contract.customer_id}"
    says(desk.page(page), "To offer", "Supervision Max", "92", "€90.00")
    (offer,) = offers.offers(parties.customer(contract.customer_id), date(2026, 1, 1))
    (told,) = program(company).get(f"/customers/{contract.customer_id}/offers")["items"]
    assert (told["kind"], told["sku"], told["line_id"]) == ("upgrade", "SUP-MAX", offer.line_id)
    assert told["difference"] == {"amount": "90.00", "currency": "EUR"}
    assert "92" in told["evidence"][0] and len(told["evidence"]) == 2
    desk.sends(f"{page}/offers", offer=offers.key(offer))
    quote = Quote.objects.get(amends_contract=contract.id)
    assert quote.mrr_minor == eur("90.00").minor
    signs(company, quote.id)
    assert services.mrr(company.entity_id, date(2026, 1, 1)) == {"EUR": eur("450.00").minor}
    company.holds()
