"""What the database refuses of amended contracts, of their quotes and of their services, whoever asks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import Error, IntegrityError, connection, transaction

from comptoir.platform.ids import new_id
from comptoir.stages.contracting.models import ContractVersion
from comptoir.stages.invoicing.models import InvoiceLine
from comptoir.stages.quoting.amendments import ChangeIn
from comptoir.stages.quoting.models import Quote, QuoteLine
from comptoir.stages.subscribing.models import Charge, Service
from tests.scenarios.house import line
from tests.scenarios.test_amendments import amends, line_of, signs, sold
from tests.scenarios.test_bundles_and_ramps import bundle, drafted, ramp


@pytest.fixture
def rows(company):
    """Ten seats that became four in July; a draft with a bundle and a ramp: table → row."""
    contract = sold(company, line("CARE", 10))
    company.today("2026-07-01")
    fewer = ChangeIn(kind="quantity", line_id=line_of(contract, "CARE"), quantity=D(4))
    amended = amends(company, contract, fewer)
    signs(company, amended)
    bundle(company, "KIT", "2800", ARM_X="1", DOC="2")
    draft = drafted(
        company, line("KIT", 1), line("SUP-PRO", 1, segments=ramp((6, 1, "40"), (6, 2, "40")))
    )
    heads = {li.block: li.id for li in draft.lines}
    return {
        "amended": Quote.objects.get(pk=amended),
        "draft": Quote.objects.get(pk=draft.id),
        "bundle": QuoteLine.objects.get(pk=heads["bundle"]),
        "ramp": QuoteLine.objects.get(pk=heads["ramp"]),
        "line": QuoteLine.objects.get(pk=heads[""]),
        "version": ContractVersion.objects.get(contract_id=contract.id),
        "service": Service.objects.get(follows__isnull=False),
        "charge": Charge.objects.filter(part__gt=0).first() or Charge.objects.first(),
        "unused": InvoiceLine.objects.get(kind="unused"),
    }  # fmt: skip


def another(row):
    """Of a quote: of another negotiation, so that nothing but the change is in the way."""
    return {"series": new_id(), "number": "Q-OTHER"} if isinstance(row, Quote) else {}


COPIES = [  # a new row like this one, but for …
    ("amended", {"amendment": None}, "quote_amends_whole"),
    ("amended", {"contract_version": None}, "quote_amends_whole"),
    ("amended", {"amends_contract": None}, "quote_amends_whole"),
    ("amended", {"renews_contract": new_id()}, "quote_amends_whole"),
    ("draft", {"contract_version": 2}, "quote_amends_whole"),
    ("draft", {"schedule": [{"due": "signature"}], "deposit_percent": D(30)}, "quote_schedule_or_deposit"),
    ("draft", {"deposit_percent": D(101)}, "quote_deposit_percent"),
    ("amended", {}, "quote_amends_version_once"),
    ("version", {"number": 1, "quote": "draft"}, "contract_version_number"),
    ("version", {"quote": "draft"}, "contract_version_once"),
    ("version", {"number": 9}, "contracting_version_quote_id"),
    ("service", {}, "service_one_a_day"),
    ("service", {"anchor_on": date(2026, 6, 30)}, "service_one_a_day"),
    ("service", {"counted_from": date(2099, 1, 1)}, "service_counted_from"),
    ("service", {"billing_months": 0}, "service_months"),
    ("service", {"state": "x"}, "service_state_known"),
    ("service", {"ends_on": date(2000, 1, 1)}, "service_dates"),
    ("charge", {}, "charge_period_once"),
    ("charge", {"part": 99, "ends_on": date(2000, 1, 1)}, "charge_dates"),
    ("unused", {"position": 99, "kind": "x"}, "invoice_line_kind_known"),
    ("unused", {"position": 99}, "charge_given_back_once"),
    ("unused", {"kind": "service", "charge_id": None}, "invoice_line_once"),
]  # fmt: skip
CHANGES = [  # this very row, changed
    ("bundle", {"net_minor": 1}, "quote_line_head_costs_nothing"),
    ("bundle", {"share_minor": 1}, "quote_line_head_costs_nothing"),
    ("ramp", {"net_minor": -1}, "quote_line_head_costs_nothing"),
    ("line", {"block": "kit", "net_minor": 0}, "quote_line_head_costs_nothing"),
    ("line", {"quantity": D(0)}, "quote_line_quantity"),
    ("line", {"least": D(1)}, "quote_line_bounds"),
    ("line", {"most": D(99)}, "quote_line_bounds"),
    ("line", {"least": D(0), "most": D(99)}, "quote_line_bounds"),
    ("line", {"least": D(1), "most": D("0.5")}, "quote_line_bounds"),
    ("line", {"discount_kind": "x"}, "quote_line_discount_kind"),
    ("ramp", {"charge_kind": "recurring", "term_months": 0}, "quote_line_recurring_has_term"),
    ("draft", {"picked": {"1": {}}}, "quote_picked_on_acceptance"),
    ("draft", {"recommended": "A"}, "quote_recommends_one"),
    ("draft", {"alternative": "A"}, "quote_recommends_one"),
]


def test_no_row_says_what_is_refused_by_name_and_none_is_rewritten(rows):
    _no_other_row_like_it(rows)
    for told, changes, name in CHANGES:
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            type(rows[told]).objects.filter(pk=rows[told].pk).update(**changes)
        assert name in str(refused.value), (told, changes)
    _never_rewritten_removed_or_emptied(rows)


def _no_other_row_like_it(rows):
    for told, changes, name in COPIES:
        row = rows[told]
        copy = type(row)(**{f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields})
        for field, value in (another(row) | changes).items():
            setattr(copy, field, rows["draft"] if field == "quote" else value)
        copy.pk = new_id() if hasattr(row, "created_at") else None
        copy._state.adding = True
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            copy.save(force_insert=True)
        assert name in str(refused.value), (told, changes)


def _never_rewritten_removed_or_emptied(rows):
    frozen = {"version": {"signed_by": "Somebody"}, "charge": {"net_minor": 0}}
    for told, change in frozen.items():
        mine = type(rows[told]).objects.filter(pk=rows[told].pk)
        with pytest.raises(Error, match="Cannot update"), transaction.atomic():
            mine.update(**change)
        with pytest.raises(Error, match="Cannot"), transaction.atomic():
            mine._raw_delete("default")
        with pytest.raises(Error, match="truncate"), transaction.atomic():
            _empty(mine.model)
        assert mine.get() == rows[told]


def _empty(model):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else it waits for keys to be checked
        cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")
