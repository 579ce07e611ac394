from __future__ import annotations

import pytest
from django.urls import reverse

from comptoir.platform.roles import Role
from comptoir.records.parties import actions, queries
from tests.world import LYON, do_as, make_customer, make_entity, make_user

pytestmark = pytest.mark.django_db
BILLING = {f"billing_{k}": v for k, v in LYON.items()}
MINIMUM = {
    "name": "Menuiserie Chabert",
    "kind": "company",
    "country": "FR",
    "language": "fr",
    "currency": "EUR",
    "terms_days": "30",
    "terms_kind": "net_days",
    "active": "on",
}


@pytest.fixture
def eid(client):
    entity_id = make_entity()
    client.force_login(make_user(entity_id))
    return entity_id


def shown(response):
    return response.content.decode()


def form_data(response):
    """What a browser would send back: every field as the page showed it."""
    form = response.context["form"]
    data = {}
    for bound in form:
        value = bound.value()
        value = "" if value is None else "on" if value is True else value
        if value is not False:
            data[bound.name] = str(value)
        if bound.field.show_hidden_initial and value not in (False, ""):
            data[bound.html_initial_name] = str(value)
    return data


def test_an_empty_list_says_what_to_do(client, eid):
    page = shown(client.get(reverse("parties:list")))
    assert "No customer yet." in page
    assert reverse("parties:create") in page


def test_a_customer_typed_on_the_form_is_created_and_shown(client, eid):
    answer = client.post(reverse("parties:create"), {**MINIMUM, **BILLING, "siren": "732 829 320"})
    facts = queries.find_customers(eid, "chabert")[0]
    assert answer.status_code == 302
    assert (facts.siren, facts.billing.town) == ("732829320", "Lyon")
    page = shown(client.get(answer.url))
    assert "732829320" in page
    assert "3 quai Rambaud" in page


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"siren": "123456789"}, "siren", "The SIREN number is not valid."),
        ({"terms_days": "75"}, "terms_days", "The payment terms exceed the legal limit."),
        ({"billing_town": ""}, "billing_town", "An address needs a town"),
        ({"iban": "FR00"}, "iban", "The IBAN is not valid."),
        ({"parent": "C-1"}, "parent", "No customer has this number."),
        ({"name": ""}, "name", "This field is required."),
    ],
)
def test_a_fault_stands_at_its_field_and_the_rest_stays_typed(client, eid, typed, field, words):
    data = {**MINIMUM, **BILLING, "segment": "wood", **typed}
    answer = client.post(reverse("parties:create"), data)
    assert answer.status_code == 422
    assert words in answer.context["form"].errors[field][0]
    assert 'value="wood"' in shown(answer)
    assert queries.count_customers(eid) == 0


def test_every_wrong_number_and_address_is_marked_at_once(client, eid):
    wrong = {"siren": "1", "iban": "FR00", "email": "nobody", "delivery_town": "Lyon"}
    answer = client.post(reverse("parties:create"), {**MINIMUM, **BILLING, **wrong})
    assert sorted(answer.context["form"].errors) == ["delivery_country", "email", "iban", "siren"]
    assert queries.count_customers(eid) == 0


def test_two_browsers_that_change_different_fields_both_win(client, eid):
    pk = make_customer(eid)
    url = reverse("parties:change", args=[pk])
    first, second = form_data(client.get(url)), form_data(client.get(url))
    client.post(url, {**first, "segment": "wood"})
    client.post(url, {**second, "phone": "+33 4 72 00 00 00"})
    facts = queries.customer(pk)
    assert (facts.segment, facts.phone, facts.revision) == ("wood", "+33 4 72 00 00 00", 3)


def test_two_browsers_that_change_one_field_see_the_conflict_at_that_field(client, eid):
    pk = make_customer(eid)
    url = reverse("parties:change", args=[pk])
    first, second = form_data(client.get(url)), form_data(client.get(url))
    client.post(url, {**first, "segment": "wood"})
    answer = client.post(url, {**second, "segment": "steel", "phone": "1"})
    assert answer.status_code == 422
    assert "now: wood" in answer.context["form"].errors["segment"][0]
    assert 'value="steel"' in shown(answer)
    assert queries.customer(pk).segment == "wood"
    again = client.post(url, {**second, "segment": "steel", "phone": "1", "revision": "2"})
    assert again.status_code == 302
    assert (queries.customer(pk).segment, queries.customer(pk).phone) == ("steel", "1")


def test_saving_an_unchanged_form_changes_nothing(client, eid):
    pk = make_customer(eid)
    url = reverse("parties:change", args=[pk])
    assert client.post(url, form_data(client.get(url))).status_code == 302
    assert queries.customer(pk).revision == 1


def test_hostile_text_is_shown_as_text(client, eid):
    pk = make_customer(eid, name="<script>alert(1)</script>")
    for url in (reverse("parties:list"), reverse("parties:show", args=[pk])):
        page = shown(client.get(url))
        assert "<script>alert(1)</script>" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def names(response) -> list[str]:
    return [row["name"] for row in response.context["table"].data]


def test_the_list_is_searched_filtered_and_paged(client, eid):
    for i in range(52):
        make_customer(eid, name=f"Firm {i:02}", billing=None)
    make_customer(eid, name="Zoé", kind="person")
    url = reverse("parties:list")
    first = client.get(url)
    assert len(names(first)) == 50
    rest = client.get(url, {"cursor": first.context["table"].following})
    assert names(rest) == ["Firm 50", "Firm 51", "Zoé"]
    assert names(client.get(url, {"kind": "person"})) == ["Zoé"]
    assert names(client.get(url, {"q": "firm 07"})) == ["Firm 07"]
    assert names(client.get(url, {"q": "\x00%"})) == []
    assert client.get(url, {"cursor": "junk"}).status_code == 422


def test_a_contact_is_added_and_removed(client, eid):
    pk = make_customer(eid)
    url = reverse("parties:add_contact", args=[pk])
    bad = client.post(url, {"name": "Anne", "email": "nowhere", "language": "fr"})
    assert bad.status_code == 422
    assert "This is not an e-mail address." in shown(bad)
    client.post(url, {"name": "Anne", "email": "a@b.example", "language": "fr", "roles": "payer"})
    person = queries.customer(pk).contacts[0]
    assert (person.name, person.roles) == ("Anne", ("payer",))
    client.post(reverse("parties:remove_contact", args=[pk, person.id]))
    assert queries.customer(pk).contacts == ()


def test_the_company_page_saves_what_was_typed_and_refuses_by_field(client, eid):
    url = reverse("parties:company")
    data = form_data(client.get(url))
    bad = client.post(url, {**data, "vat_number": "FR00732829320"})
    assert bad.status_code == 422
    assert "The VAT number is not valid." in bad.context["form"].errors["vat_number"][0]
    good = client.post(url, {**data, "capital": "150 000,50", "vat_on_debits": "on"})
    assert good.status_code == 302
    facts = queries.entity(eid)
    assert (facts.capital_minor, facts.vat_on_debits) == (15_000_050, True)


def test_a_sandbox_moves_its_day_forward_only(client, eid):
    url = reverse("parties:clock")
    assert client.post(url, {"on": "2026-02-01"}).status_code == 302
    back = client.post(url, {"on": "2026-01-31"})
    assert back.status_code == 422
    assert "only moves forward" in back.context["clock_form"].errors["on"][0]
    assert do_as(eid).today.isoformat() == "2026-02-01"


def test_a_second_company_is_created_on_its_page(client, eid):
    data = {"code": "LTD", "name": "Atelier Ltd", "currency": "GBP", "zone": "Europe/London"}
    place = {"address_town": "London", "address_postcode": "EC2R 8EJ", "address_country": "GB"}
    rest = {"language": "en", "vat_regime": "normal", "brand_color": "#102030"}
    answer = client.post(reverse("parties:new_company"), {**data, **place, **rest})
    assert answer.status_code == 302
    assert sorted(e.code for e in queries.entities()) == ["ATELIER", "LTD"]
    assert client.get(answer.url).context["entity"].code == "LTD", (
        "the page shows the one just made"
    )


def test_partners_are_listed_and_created_once(client, eid):
    url = reverse("parties:partners")
    data = {"name": "Revente SA", "kind": "reseller", "country": "BE"}
    assert client.post(url, data).status_code == 302
    twice = client.post(url, data)
    assert twice.status_code == 422
    assert "already a partner" in twice.context["form"].errors["name"][0]
    assert [p.name for p in queries.partners(eid)] == ["Revente SA"]


def test_a_page_in_french_speaks_french(client, eid):
    make_customer(eid)
    page = shown(client.get(reverse("parties:list"), HTTP_ACCEPT_LANGUAGE="fr"))
    assert 'lang="fr"' in page


def test_a_warehouse_worker_reads_but_does_not_write(client):
    eid = make_entity()
    client.force_login(make_user(eid, Role.WAREHOUSE))
    pk = make_customer(eid)
    assert client.get(reverse("parties:show", args=[pk])).status_code == 200
    answer = client.post(reverse("parties:create"), {**MINIMUM, "name": "Other"})
    assert answer.status_code == 422
    assert "Your role does not allow this." in shown(answer)
    assert [c.name for c in queries.find_customers(eid, "")] == ["Menuiserie Chabert"]


def test_the_logo_is_served_so_that_it_cannot_run(client, eid):
    actions.change_entity(do_as(eid), changes={"logo_svg": "<svg xmlns='x'></svg>"})
    answer = client.get(reverse("parties:logo"))
    assert answer["Content-Type"] == "image/svg+xml"
    assert "sandbox" in answer["Content-Security-Policy"]
    with pytest.raises(actions.company.BadLogo):
        actions.change_entity(do_as(eid), changes={"logo_svg": "<svg onload='x()'></svg>"})


def test_a_partner_is_changed_on_its_page_which_tells_its_history(client, eid):
    made = actions.create_partner(do_as(eid), name="Revente SA", country="BE").partner_id
    actions.create_partner(do_as(eid), name="Apport SARL", country="FR")
    here = reverse("parties:partner", args=[made])
    assert here in shown(client.get(reverse("parties:partners")))
    asked = {"name": "Revente NV", "kind": "referrer", "country": "BE", "active": "on"}
    assert client.post(here, asked).url == here
    assert (queries.partner(made).name, queries.partner(made).kind) == ("Revente NV", "referrer")
    page = shown(client.get(here))
    assert "Partner changed" in page
    assert "Partner created" in page

    taken = client.post(here, {**asked, "name": "Apport SARL"})
    assert taken.status_code == 422
    assert "There is already a partner of this name." in shown(taken)
    assert client.post(here, asked).url == here  # nothing to change
    assert queries.partner(made).name == "Revente NV"


def test_whom_to_ask_is_named_at_log_in_and_on_the_help_page(client, eid):
    page = shown(client.get(reverse("desk:help")))
    assert reverse("desk:help") in page
    actions.change_entity(
        do_as(eid), changes={"help_name": "Zoé", "help_email": "aide@lumen.example"}
    )
    for where in (reverse("desk:help"), "/nowhere"):
        assert reverse("desk:help") in shown(client.get(where)), where
    assert "aide@lumen.example" in shown(client.get(reverse("desk:help")))
    client.logout()
    said = shown(client.get(reverse("account_login")))
    assert "Zoé" in said
    assert 'href="mailto:aide@lumen.example"' in said
    client.force_login(make_user(eid, email="paul@lumen.example"))
    bad = client.post(reverse("parties:company"), {"help_email": "nobody"})
    assert bad.status_code == 422
