"""Product models, approval policies, clauses and the playbook in a configuration file, with their days.

None of them may change the past: what has begun stays as it is, and what is brought in begins today or later.
Only a company without any deal takes versions that began before, as it has no past that they could change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Refused
from comptoir.kernel.money import Money, money
from comptoir.pages.config.core.dated import FIRST, Version, entries, open_version
from comptoir.pages.config.core.differences import FIELDS, BadConfig, Difference, Entry
from comptoir.pages.config.reading import day, decimal, pages, plain, whole
from comptoir.platform.actions import Do
from comptoir.platform.models import User
from comptoir.records.approvals import actions as approvals
from comptoir.records.approvals import queries as policies
from comptoir.records.approvals import views
from comptoir.records.approvals.actions import ConditionIn
from comptoir.records.approvals.facts import PolicyFacts
from comptoir.records.parties import queries as parties
from comptoir.stages.configuring import actions as modeling
from comptoir.stages.configuring import queries as models
from comptoir.stages.contracting import actions as contracting
from comptoir.stages.contracting import library
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.ordering import queries as orders
from comptoir.stages.quoting import queries as quotes

Begin = Callable[[], Do]
DAYS = ("nth", "starts_on", "ends_on")  # where and when, not what


class VersionStays(Refused):
    """What has begun stays as it is, and so does an end: give the next version a day of its own, or none."""

    code = "config_version_stays"


def config(entity_id: UUID) -> dict[str, list[Entry]]:
    """What the company has, every version that held or will hold; of models without what is retired."""
    known = [
        m for m in pages(lambda c: models.models_page(entity_id, cursor=c))
        if any(v.state != "retired" for v in m.versions)
    ]  # fmt: skip
    known.sort(key=lambda m: m.code)
    return {
        "model_versions": [row for m in known for row in _model_versions(m)],
        "models": [_model(m) for m in known],
        "approval_policies": entries(_policies(entity_id)),
        "clauses": entries(_clauses(entity_id)),
        "playbook": entries(_rules(entity_id)),
    }


def _model_versions(one: models.ModelFacts) -> list[Entry]:
    live = [v for v in one.versions if v.state == "published"]
    return [
        plain({"code": one.code, "starts_on": v.starts_on, "published": models.source(v.id)})
        for v in sorted(live, key=lambda v: v.number)
    ]


def _model(one: models.ModelFacts) -> Entry:
    """Its published text of the newest version, and the draft that is being written."""
    live = next((v for v in one.versions if v.state == "published"), None)
    texts = {"published": live, "draft": one.draft}
    told = {n: models.source(v.id) if v else None for n, v in texts.items()}
    return plain({"code": one.code, "public": one.public, **told})


def _policies(entity_id: UUID) -> list[Version]:
    found = sorted(policies.policies(entity_id), key=lambda p: (p.lineage, p.version))
    ids = {pk for p in found for pk in (p.person_id, p.escalate_person_id) if pk}
    emails: dict[UUID | None, str] = dict(
        User.objects.filter(pk__in=ids).values_list("pk", "email")
    )
    currency = parties.entity(entity_id).currency
    return [
        Version((p.name,), p.lineage, p.starts_on, p.ends_on, _policy(p, emails, currency))
        for p in found
    ]


def _policy(one: PolicyFacts, emails: Mapping[UUID | None, str], currency: str) -> Entry:
    bulk = Money(one.bulk_minor, currency).major if one.bulk_minor else None
    return plain({
        "name": one.name, "stage": one.stage, "role": one.role, "hours": one.hours,
        "conditions": [plain(dict(c)) for c in views.condition_texts(one.conditions)],
        "person": emails.get(one.person_id), "escalate_role": one.escalate_role,
        "escalate_person": emails.get(one.escalate_person_id), "bulk_up_to": bulk,
    })  # fmt: skip


def _clauses(entity_id: UUID) -> list[Version]:
    found = pages(lambda c: library.clauses_page(entity_id, cursor=c))
    return [
        Version(
            (one.category, one.title_en), one.lineage, one.starts_on, one.ends_on,
            _said_of(one, "clauses"),
        )
        for one in sorted(found, key=lambda c: (c.lineage, c.version))
    ]  # fmt: skip


def _rules(entity_id: UUID) -> list[Version]:
    return [
        Version(
            (one.topic, one.comparison, str(one.value)), one.id, one.starts_on, one.ends_on,
            _said_of(one, "playbook"),
        )
        for one in library.rules(entity_id)
    ]  # fmt: skip


def _said_of(one: Any, section: str) -> Entry:
    return plain({n: getattr(one, n) for n in FIELDS[section] if n not in DAYS})


def bring_model_version(begin: Begin, each: Difference) -> None:
    """A version of a model from its day on; a draft that is being written goes on after it."""
    do, row, code = begin(), each.entry, each.key[0]
    text = _said(row.get("published"))
    if not text.strip():
        raise BadConfig(field="published", expected="a value")
    _refuse_begun(do, each)
    known = _model_of(do.entity_id, code)
    model_id = known.id if known else _created(do, text, code)
    draft = models.source(known.draft.id) if known and known.draft else ""
    if known:
        modeling.save_draft(begin(), model_id=model_id, source=text)
    modeling.publish_model(
        begin(), model_id=model_id, starts_on=day("starts_on", row.get("starts_on")),
        history=untraded(do.entity_id),
    )  # fmt: skip
    if draft:
        modeling.save_draft(begin(), model_id=model_id, source=draft)


def _model_of(entity_id: UUID, code: str) -> models.ModelFacts | None:
    try:
        return models.model_of_code(entity_id, code)
    except models.UnknownModel:
        return None


def _created(do: Do, text: str, code: str) -> UUID:
    model_id = modeling.create_model(do, source=text).model_id
    own = models.model(model_id).code
    if own != code:
        raise BadConfig(field="code", found=code[:40], expected=own)
    return model_id


def bring_model(begin: Begin, each: Difference) -> None:
    """Whether a model is public, its draft; and its published text, published today where the file says no
    versions of it."""
    do, row, code = begin(), each.entry, each.key[0]
    texts, known = _texts(each), _model_of(do.entity_id, code)
    if known is None and not texts:
        raise BadConfig(field="published", expected="published, draft")
    model_id = known.id if known else _created(do, texts[0][1], code)
    for number, (name, text) in enumerate(texts):
        if known or number:
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


def untraded(entity_id: UUID) -> bool:
    """Whether the company has no deal yet, and so no past."""
    deals = (quotes.quotes_page, orders.orders_page, contracts.contracts_page)
    return not any(page(entity_id, limit=1)[0] for page in deals)


def _refuse_begun(do: Do, each: Difference) -> None:
    """Refuse to change what a version says that has begun."""
    starts = day("starts_on", each.entry.get("starts_on"))
    if each.kind == "change" and starts and starts < do.today:
        field = next(iter(each.changed))
        raise VersionStays(field=field, found=starts.isoformat(), expected=f"{do.today} or later")


def _id(known: Version) -> UUID:
    assert isinstance(known.lineage, UUID)
    return known.lineage


def _number(each: Difference) -> int:
    return whole("nth", each.entry.get("nth"), FIRST)


def _ended(each: Difference) -> date | None:
    """The day on which a version ends, where that is all that the file changes; an end stays."""
    if set(each.changed) != {"ends_on"}:
        return None
    now, wanted = each.changed["ends_on"]
    if now or not wanted:
        raise VersionStays(field="ends_on", found=_said(wanted), expected=_said(now))
    return day("ends_on", wanted)


def _days(do: Do, each: Difference) -> dict[str, Any]:
    days = {name: day(name, each.entry.get(name)) for name in ("starts_on", "ends_on")}
    return {**days, "history": untraded(do.entity_id)}


def bring_policy(begin: Begin, each: Difference) -> None:
    """A policy, its next version, or its end."""
    do, row = begin(), each.entry
    known = open_version(_policies(do.entity_id), (str(row["name"]),), _number(each))
    if (ends_on := _ended(each)) and known:
        approvals.end_policy(do, lineage=_id(known), ends_on=ends_on)
        return
    _refuse_begun(do, each)
    currency = parties.entity(do.entity_id).currency
    bulk = decimal("bulk_up_to", row.get("bulk_up_to")) or Decimal(0)
    approvals.write_policy(
        do, name=str(row["name"]), conditions=_conditions(row.get("conditions")),
        stage=whole("stage", row.get("stage"), 1), role=str(row.get("role") or ""),
        person_id=_person("person", row.get("person")), hours=whole("hours", row.get("hours"), 0),
        escalate_role=str(row.get("escalate_role") or ""),
        escalate_person_id=_person("escalate_person", row.get("escalate_person")),
        bulk_minor=money(bulk, currency).minor, lineage=_id(known) if known else None,
        **_days(do, each),
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
    """A clause, its next version, or its end."""
    do, row = begin(), each.entry
    name = (str(row["category"]), str(row["title_en"]))
    known = open_version(_clauses(do.entity_id), name, _number(each))
    if (ends_on := _ended(each)) and known:
        newest = library.versions(_id(known), do.entity_id)[0]
        contracting.end_clause(do, clause_id=newest.id, ends_on=ends_on)
        return
    _refuse_begun(do, each)
    numbers = {"place": 50, "duty_days": 0, "duty_months": 0}
    told: dict[str, Any] = {n: whole(n, row.get(n), usual) for n, usual in numbers.items()}
    apart = ("fallbacks", "always", *numbers, *DAYS)
    words: dict[str, Any] = {
        n: _said(row.get(n)) for n in FIELDS["clauses"]
        if n not in apart and (n in row or n[:4] in ("titl", "text"))
    }  # fmt: skip
    contracting.write_clause(
        do, lineage=_id(known) if known else None, always=bool(row.get("always")),
        fallbacks=_fallbacks(row.get("fallbacks") or []), **told, **words, **_days(do, each),
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
    name = (str(row["topic"]), str(row["comparison"]), str(row["value"]))
    known = open_version(_rules(do.entity_id), name, _number(each))
    if (ends_on := _ended(each)) and known:
        contracting.end_rule(do, rule_id=_id(known), ends_on=ends_on)
        return
    _refuse_begun(do, each)
    days = _days(do, each)
    contracting.write_rule(
        do, topic=str(row["topic"]), comparison=str(row["comparison"]),
        value=whole("value", row["value"], 0), position=_said(row.get("position")),
        source=_said(row.get("source")), **days,
    )  # fmt: skip
    if known:  # it ends where the next begins
        contracting.end_rule(
            begin(), rule_id=_id(known), ends_on=days["starts_on"], history=days["history"]
        )


DEEDS: Mapping[str, Callable[[Begin, Difference], None]] = {
    "model_versions": bring_model_version,
    "models": bring_model,
    "approval_policies": bring_policy,
    "clauses": bring_clause,
    "playbook": bring_rule,
}
