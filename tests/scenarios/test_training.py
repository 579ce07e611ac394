"""Sales, marketing and finance learn their steps where the work is done, in both languages."""

from __future__ import annotations

import pytest

from comptoir.pages.desk.training_words import COURSES, STAGES
from comptoir.pages.desk.words import WORDS
from comptoir.platform.roles import Role
from tests.scenarios.doors import program, says, show_id, someone

PAGE = "/help/training"


@pytest.mark.capability("S2-43", screen=PAGE, api="GET /api/v1/training")
def test_whoever_learns_sees_their_steps_and_ticks_them_by_doing_them(company):
    seller = someone(company, Role.SALES)
    says(seller.page("/help/"), "Training")
    page = seller.page(PAGE)
    says(page, "Note a customer's wish", "0 of 8 done.", "This company is for trying out")
    customer = company.customer()
    wish = {"title": "A seventh cabinet", "amount": "4000", "close_on": "2026-03-31"}
    seller.sends(f"/prospecting/new?customer={customer}", **wish)
    says(seller.page(PAGE), "1 of 8 done.", "done on 1 Jan 2026")
    says(someone(company, Role.SALES).page(PAGE), "0 of 8 done.")  # everybody ticks their own

    for course, lead in (("marketing", "What is sold"), ("finance", "From the delivery to cash")):
        says(seller.page(PAGE, course=course), lead)
    says(
        seller.page(PAGE, course="juggling"), "Note a customer's wish"
    )  # no such course: the first

    over_api = program(company, Role.SALES)
    body = {
        "customer_id": show_id("cus", customer),
        "title": "Sheds",
        "amount": "1.00",
        "currency": "EUR",
    }
    over_api.post("/opportunities", {**body, "close_on": "2026-03-31"})
    (sales, *_others) = over_api.get("/training")["courses"]
    assert (sales["key"], sales["done"], sales["practical"]) == ("sales", 1, 8)
    assert sales["steps"][0]["done_on"] == "2026-01-01"
    assert sales["steps"][0]["page"] == "/prospecting/new"


def test_what_the_company_does_not_use_is_not_taught(company):
    boss, key = someone(company), program(company)
    key.put("/company/features", {"tier": "starter"})
    page = boss.page(PAGE)
    assert "Note a customer's wish" not in page and "Write a quote" in page
    (sales, *_others) = key.get("/training")["courses"]
    assert [s["key"] for s in sales["steps"]] == ["quote", "why", "send"]
    assert sales["practical"] == len([s for s in sales["steps"] if s["practical"]])
    says(page, f"0 of {sales['practical']} done.")
    key.put("/company/features", {"tier": "full"})
    says(boss.page(PAGE), "Note a customer's wish")


def test_each_step_leads_to_a_page_and_counts_events_that_exist(company):
    reader = someone(company)
    for step in (s for course in COURSES for s in course.steps):
        assert step.stage in STAGES
        assert set(step.events) <= set(WORDS), step.key
    for course in program(company).get("/training")["courses"]:
        assert len({s["key"] for s in course["steps"]}) == len(course["steps"])
        for step in course["steps"]:
            assert reader.client.get(step["page"]).status_code == 200, step["page"]


def test_the_course_is_there_in_french(company):
    reader = someone(company, Role.BILLING)
    reader.sends("/shell/preferences/", language="fr")
    says(reader.page(PAGE, course="finance"), "Facturer ce qui est dû", "0 sur 8 faites")
