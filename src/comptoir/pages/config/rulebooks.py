"""Product models, approval policies, clauses and the playbook in a configuration file.

They begin on the day on which they are brought in, for none of them may change the past: the file says
no days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.kernel.money import Money, money
from comptoir.pages.config.core.differences import FIELDS, BadConfig, Difference, Entry
from comptoir.pages.config.reading import decimal, pages, plain, whole
from comptoir.platform.actions import Do
from comptoir.platform.models import User
from comptoir.records.approvals import actions as approvals
from comptoir.records.approvals import queries as policies
from comptoir.records.approvals import views
from comptoir.records.approvals.actions import ConditionIn
from comptoir.records.parties import queries as parties
from comptoir.stages.configuring import actions as modeling
from comptoir.stages.configuring import queries as models
from comptoir.stages.contracting import actions as contracting
from comptoir.stages.contracting import library

Begin = Callable[[], Do]


def config(entity_id: UUID) -> dict[str, list[Entry]]:
    """What the company has, each in its newest version; what has ended is left out."""
    return {
        "models": [
            _model(m) for m in pages(lambda c: models.models_page(entity_id, cursor=c))
            if any(v.state != "retired" for v in m.versions)
        ],
        "approval_policies": list(_policies(entity_id)),
        "clauses": [
            plain({n: getattr(one, n) for n in FIELDS["clauses"]})
            for one in _clauses(entity_id).values()
        ],
        "playbook": [
            plain({n: getattr(one, n) for n in FIELDS["playbook"]})
            for one in sorted(library.rules(entity_id), key=_position) if one.ends_on is None
        ],
    }  # fmt: skip


def _position(one: library.RuleFacts) -> tuple[str, str, int]:
    return one.topic, one.comparison, one.value


def _model(one: models.ModelFacts) -> Entry:
    """Its published text of the newest version, and the draft that is being written."""
    live = next((v for v in one.versions if v.state == "published"), None)
    texts = {"published": live, "draft": one.draft}
    told = {n: models.source(v.id) if v else None for n, v in texts.items()}
    return plain({"code": one.code, "public": one.public, **told})


def _policies(entity_id: UUID) -> Iterator[Entry]:
    open_ones = [p for p in policies.policies(entity_id) if p.ends_on is None]
    ids = {pk for p in open_ones for pk in (p.person_id, p.escalate_person_id) if pk}
    emails: dict[UUID | None, str] = dict(
        User.objects.filter(pk__in=ids).values_list("pk", "email")
    )
    currency = parties.entity(entity_id).currency
    for one in sorted(open_ones, key=lambda p: (p.stage, p.name)):
        bulk = Money(one.bulk_minor, currency).major if one.bulk_minor else None
        yield plain({
            "name": one.name, "stage": one.stage, "role": one.role, "hours": one.hours,
            "conditions": [plain(dict(c)) for c in views.condition_texts(one.conditions)],
            "person": emails.get(one.person_id), "escalate_role": one.escalate_role,
            "escalate_person": emails.get(one.escalate_person_id), "bulk_up_to": bulk,
        })  # fmt: skip


def _clauses(entity_id: UUID) -> dict[tuple[str, str], library.ClauseFacts]:
    found = pages(lambda c: library.clauses_page(entity_id, cursor=c))
    newest = [one for one in found if one.ends_on is None]
    newest.sort(key=lambda one: (one.place, one.category, one.title_en))
    return {(one.category, one.title_en): one for one in newest}


def bring_model(begin: Begin, each: Difference) -> None:
    """A model with its published text, published today; then the draft that follows it."""
    do, row = begin(), each.entry
    texts = _texts(each)
    if each.kind == "add":
        if not texts:
            raise BadConfig(field="published", expected="published, draft")
        model_id = modeling.create_model(do, source=texts[0][1]).model_id
    else:
        model_id = models.model_of_code(do.entity_id, each.key[0]).id
    code = models.model(model_id).code
    if code != each.key[0]:
        raise BadConfig(field="code", found=each.key[0][:40], expected=code)
    for number, (name, text) in enumerate(texts):
        if each.kind != "add" or number:
            modeling.save_draft(begin(), model_id=model_id, source=text)
        if name == "published":
            modeling.publish_model(begin(), model_id=model_id)
    if bool(row.get("public")) != models.model(model_id).public:
        modeling.offer_model(begin(), model_id=model_id, public=bool(row.get("public")))


def _texts(each: Difference) -> list[tuple[str, str]]:
    """The texts to bring in, the published one first."""
    fresh = {"published", "draft"} if each.kind == "add" else {*each.changed}
    if "published" in fresh:  # which takes the place of the draft that is open
        fresh.add("draft")
    return [
        (n, str(each.entry[n])) for n in ("published", "draft") if n in fresh and each.entry.get(n)
    ]


def bring_policy(begin: Begin, each: Difference) -> None:
    """A policy, or its next version."""
    do, row = begin(), each.entry
    named = [
        p for p in policies.policies(do.entity_id)
        if p.ends_on is None and p.name == each.key[0]
    ]  # fmt: skip
    currency = parties.entity(do.entity_id).currency
    bulk = decimal("bulk_up_to", row.get("bulk_up_to")) or Decimal(0)
    approvals.write_policy(
        do, name=str(row["name"]), conditions=_conditions(row.get("conditions")),
        stage=whole("stage", row.get("stage"), 1), role=str(row.get("role") or ""),
        person_id=_person("person", row.get("person")), hours=whole("hours", row.get("hours"), 0),
        escalate_role=str(row.get("escalate_role") or ""),
        escalate_person_id=_person("escalate_person", row.get("escalate_person")),
        bulk_minor=money(bulk, currency).minor, lineage=named[0].lineage if named else None,
    )  # fmt: skip


def _conditions(rows: Any) -> list[ConditionIn]:
    if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
        raise BadConfig(
            field="conditions", found=str(rows)[:40], expected="measure, comparison, value"
        )
    names = ("measure", "comparison", "value")
    return [ConditionIn(*(_said(r.get(n)) for n in names)) for r in rows]


def _said(value: Any) -> str:
    return "" if value is None else str(value)


def _person(field: str, email: Any) -> UUID | None:
    if not email:
        return None
    found = User.objects.filter(email=str(email).strip().lower()).first()
    if found is None:
        raise BadConfig(field=field, found=str(email)[:40], expected="the email of a person")
    return found.pk


def bring_clause(begin: Begin, each: Difference) -> None:
    """A clause, or its next version."""
    do, row = begin(), each.entry
    known = _clauses(do.entity_id).get((each.key[0], each.key[1]))
    numbers = {"place": 50, "duty_days": 0, "duty_months": 0}
    told: dict[str, Any] = {n: whole(n, row.get(n), usual) for n, usual in numbers.items()}
    words: dict[str, Any] = {
        n: _said(row.get(n)) for n in FIELDS["clauses"]
        if n not in ("fallbacks", "always", *numbers) and (n in row or n[:4] in ("titl", "text"))
    }  # fmt: skip
    contracting.write_clause(
        do, lineage=known.lineage if known else None, always=bool(row.get("always")),
        fallbacks=_fallbacks(row.get("fallbacks") or []), **told, **words,
    )  # fmt: skip


def _fallbacks(rows: Any) -> list[Mapping[str, str]]:
    if not isinstance(rows, list) or not all(
        isinstance(r, dict) and {"fr", "en"} <= set(r) for r in rows
    ):
        raise BadConfig(field="fallbacks", found=str(rows)[:40], expected="fr, en")
    return [{lang: str(r[lang]) for lang in ("fr", "en")} for r in rows]


def bring_rule(begin: Begin, each: Difference) -> None:
    """A position of the playbook; one that changes ends, and the next begins."""
    do, row = begin(), each.entry
    if each.kind == "change":
        key = tuple(str(k) for k in each.key)
        for one in library.rules(do.entity_id):
            if one.ends_on is None and (one.topic, one.comparison, str(one.value)) == key:
                contracting.end_rule(begin(), rule_id=one.id)
    contracting.write_rule(
        do, topic=str(row["topic"]), comparison=str(row["comparison"]),
        value=whole("value", row["value"], 0), position=_said(row.get("position")),
        source=_said(row.get("source")),
    )  # fmt: skip


DEEDS: Mapping[str, Callable[[Begin, Difference], None]] = {
    "models": bring_model,
    "approval_policies": bring_policy,
    "clauses": bring_clause,
    "playbook": bring_rule,
}
