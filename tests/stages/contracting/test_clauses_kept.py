"""What the database refuses of clauses, drafts, changes and obligations, whoever asks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import Error, IntegrityError, connection, transaction

from comptoir.platform.actions import begin
from comptoir.platform.ids import new_id
from comptoir.platform.roles import CUSTOMER
from comptoir.stages.contracting import actions, drafts
from comptoir.stages.contracting import clause_models as tables
from comptoir.stages.quoting import actions as quoting
from tests import world
from tests.stages.ordering.sale import accepted, make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    """One row of every table, made by the actions: table → row."""
    shop = make_shop()
    do = lambda: world.do_as(shop.entity)  # noqa: E731
    actions.load_standard_clauses(do())
    event = quoting.draft_quote(do(), customer_id=shop.customer, lines=[quoting.LineIn(sku="CARE")])
    started = actions.start_draft(do(), quote_id=event.quote_id)
    upload = actions.Upload("a.pdf", "application/pdf", b"%PDF")
    actions.add_annex(do(), draft_id=started.draft_id, title="A", upload=upload)
    quoting.send_quote(do(), quote_id=event.quote_id)
    actions.share_draft(do(), draft_id=started.draft_id)
    key = drafts.version(started.draft_id).clauses[0].key
    who = {"draft_id": started.draft_id, "link": 1, "key": key, "text": "Other.", "name": "Anne"}
    actions.customer_proposes(begin(CUSTOMER, shop.entity), **who)
    actions.customer_comments(begin(CUSTOMER, shop.entity), **who)
    contract = actions.make_contract(do(), quote_id=accepted(shop).id)
    duty = actions.write_duty(
        do(), contract_id=contract.contract_id, side="us", what="Report", first_on=do().today
    )
    actions.finish_duty(do(), duty_id=duty.duty_id, due_on=do().today)
    return {m: m.objects.order_by("pk").first() for m in (
        tables.Clause, tables.PlaybookRule, tables.Draft, tables.DraftVersion, tables.DraftClause,
        tables.Annex, tables.ClauseChange, tables.ClauseComment, tables.Duty, tables.DutyMark,
    )}  # fmt: skip


PAST = date(2000, 1, 1)
THEN = datetime(2000, 1, 1, tzinfo=UTC)
BAD = [
    (tables.Clause, {"lineage": new_id(), "category": "x"}, "clause_category_known"),
    (tables.Clause, {"lineage": new_id(), "risk": "x"}, "clause_risk_known"),
    (tables.Clause, {"lineage": new_id(), "ends_on": PAST}, "clause_dates"),
    (tables.Clause, {"version": 2}, "clause_one_open_version"),
    (tables.Clause, {"ends_on": date(2099, 1, 1)}, "clause_version_once"),
    (tables.PlaybookRule, {"topic": "x"}, "playbook_topic_known"),
    (tables.PlaybookRule, {"position": "x"}, "playbook_position_known"),
    (tables.PlaybookRule, {"comparison": "x"}, "playbook_comparison_known"),
    (tables.PlaybookRule, {"source": ""}, "playbook_names_its_source"),
    (tables.PlaybookRule, {"ends_on": PAST}, "playbook_dates"),
    (tables.Draft, {}, "one_draft_of_a_negotiation"),
    (tables.Draft, {"series": new_id(), "state": "x"}, "draft_state_known"),
    (tables.Draft, {"series": new_id(), "shared_on": None}, "draft_shared_has_day"),
    (tables.DraftVersion, {}, "draft_version_once"),
    (tables.DraftVersion, {"n": 99, "sha256": "x"}, "draft_version_is_hashed"),
    (tables.DraftClause, {"place": 99}, "draft_clause_once"),
    (tables.DraftClause, {"key": new_id()}, "draft_clause_place_once"),
    (tables.DraftClause, {"place": 99, "key": new_id(), "choice": "x"}, "draft_choice_known"),
    (tables.Annex, {}, "annex_place_once"),
    (tables.ClauseChange, {}, "one_open_change_of_a_clause"),
    (tables.ClauseChange, {"key": new_id(), "side": "x"}, "change_side_known"),
    (tables.ClauseChange, {"key": new_id(), "state": "x", "decided_at": THEN}, "change_state_known"),
    (tables.ClauseChange, {"key": new_id(), "text": "a", "base": "a"}, "change_changes_something"),
    (tables.ClauseChange, {"key": new_id(), "state": "accepted"}, "decided_change_has_time"),
    (tables.ClauseComment, {"side": "x"}, "comment_side_known"),
    (tables.ClauseComment, {"text": ""}, "comment_says_something"),
    (tables.Duty, {"side": "x"}, "duty_side_known"),
    (tables.Duty, {"what": ""}, "duty_says_what"),
    (tables.Duty, {"ends_on": PAST}, "duty_dates"),
    (tables.DutyMark, {}, "duty_marked_once"),
    (tables.DutyMark, {"kind": "x"}, "mark_known"),
]  # fmt: skip


def test_what_no_row_may_say_is_refused_by_name(rows):
    for model, changes, name in BAD:
        row = model.objects.get(pk=rows[model].pk)
        for field, value in changes.items():
            setattr(row, field, value)
        row.pk = new_id() if hasattr(row, "created_at") else None
        row._state.adding = True
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            row.save(force_insert=True)
        assert name in str(refused.value), name


def test_nothing_that_was_written_is_rewritten_removed_or_emptied(rows):
    frozen = {
        tables.Clause: {"text_fr": "x"}, tables.PlaybookRule: {"value": 99},
        tables.DraftVersion: {"reason": "x"}, tables.DraftClause: {"text": "x"},
        tables.Annex: {"title": "x"}, tables.ClauseChange: {"text": "x"},
        tables.ClauseComment: {"text": "x"}, tables.Duty: {"what": "x"}, tables.DutyMark: {"note": "x"},
    }  # fmt: skip
    for model, row in rows.items():
        for change in [frozen[model]] if model in frozen else []:
            with pytest.raises(Error, match="Cannot update"), transaction.atomic():
                model.objects.filter(pk=row.pk).update(**change)
        with pytest.raises(Error, match="Cannot"), transaction.atomic():
            model.objects.filter(pk=row.pk).delete()
        with pytest.raises(Error, match="truncate"), transaction.atomic():
            _empty(model)


def _empty(model):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else it waits for keys to be checked
        cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")


def test_what_is_decided_or_signed_stays_so(rows):
    change, draft = rows[tables.ClauseChange], rows[tables.Draft]
    later = change.made_at + timedelta(hours=1)
    mine = tables.ClauseChange.objects.filter(pk=change.pk)
    mine.update(state="rejected", decided_at=later)
    with pytest.raises(Error, match="Cannot update"), transaction.atomic():
        mine.update(answer="after all")
    tables.Draft.objects.filter(pk=draft.pk).update(state="signed")
    with pytest.raises(Error, match="Cannot update"), transaction.atomic():
        tables.Draft.objects.filter(pk=draft.pk).update(last=9)
    clause, duty = rows[tables.Clause], rows[tables.Duty]
    tables.Duty.objects.create(**_copy(duty, clause=clause))
    with pytest.raises(IntegrityError, match="one_duty_of_a_clause"), transaction.atomic():
        tables.Duty.objects.create(**_copy(duty, clause=clause))


def _copy(row, **changes):
    told = {f.name: getattr(row, f.name) for f in row._meta.concrete_fields}
    return {k: v for k, v in told.items() if k not in ("id", "created_at")} | changes
