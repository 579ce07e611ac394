"""Product models, the configurator and configurations over HTTP."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from comptoir.platform import clock
from comptoir.platform.paging import after
from comptoir.platform.schemas import (
    ConfigurationId,
    ModelId,
    Page,
    Paged,
    VersionId,
)
from comptoir.platform.web import entity_of, language, perform
from comptoir.stages.configuring import (
    actions,
    editing,
    engine,
    impact,
    making,
    queries,
    schemas,
    telling,
)
from comptoir.stages.configuring.core.editing import Deed, Edit
from comptoir.stages.configuring.core.model import AttributeKind, Choice
from comptoir.stages.configuring.engine import Loaded

router = Router(tags=["Configuring"])


@router.get("/models", response=Page[schemas.ProductModelOut])
def list_models(request: HttpRequest, filters: Query[schemas.ModelFilter]) -> dict[str, Any]:
    """Product models by code."""
    entity_id = entity_of(request)
    page, following = queries.models_page(
        entity_id, text=filters.q, cursor=filters.cursor, limit=filters.limit
    )
    return {"items": [_model(m) for m in page], "next": following}


@router.post("/models", response=schemas.ProductModelOut)
def create_model(request: HttpRequest, body: schemas.ModelSource) -> dict[str, Any]:
    """Begin a product model with its first draft."""
    source = editing.translated(body.source, body.kind)
    return perform(request, actions.create_model, _told, source=source)


@router.get("/models/{model_id}", response=schemas.ProductModelOut)
def show_model(request: HttpRequest, model_id: ModelId) -> dict[str, Any]:
    """One product model."""
    return _model(queries.model(model_id, entity_of(request)))


@router.get(
    "/models/{model_id}/usage", response=schemas.ModelUsageOut, summary="How a model is used"
)
def model_usage(request: HttpRequest, model_id: ModelId) -> queries.Usage:
    """How often it was configured, and how long that took."""
    return queries.usage(queries.model(model_id, entity_of(request)).id)


@router.put("/models/{model_id}/draft", response=schemas.ProductModelOut)
def save_draft(
    request: HttpRequest, model_id: ModelId, body: schemas.DraftSource
) -> dict[str, Any]:
    """Write the open draft, or open the next one."""
    source = editing.translated(body.source, body.kind)
    return perform(
        request, actions.save_draft, _told, model_id=model_id, source=source, seen=body.seen
    )


@router.post("/models/{model_id}/draft/edit", response=schemas.ProductModelOut)
def edit_draft(request: HttpRequest, model_id: ModelId, body: schemas.DraftEdit) -> dict[str, Any]:
    """Add, change, move or remove one row of the draft; what names it follows, or refuses."""
    edit = Edit(Deed(body.deed), body.kind, body.at, body.fields, body.along)
    return perform(request, actions.edit_draft, _told, model_id=model_id, edit=edit, seen=body.seen)


@router.post("/models/{model_id}/draft/undo", response=schemas.ProductModelOut)
def undo_draft(request: HttpRequest, model_id: ModelId) -> dict[str, Any]:
    """Take the last edit of the draft back."""
    return perform(request, actions.undo_draft, _told, model_id=model_id)


@router.post("/models/{model_id}/publish", response=schemas.ProductModelOut)
def publish_model(
    request: HttpRequest, model_id: ModelId, body: schemas.PublishIn
) -> dict[str, Any]:
    """Publish the open draft from a day on; refused with every fault and every failing test."""
    return perform(
        request, actions.publish_model, _told, model_id=model_id, starts_on=body.starts_on
    )


@router.post("/models/{model_id}/offer", response=schemas.ProductModelOut)
def offer_model(
    request: HttpRequest, model_id: ModelId, body: schemas.OfferModelIn
) -> dict[str, Any]:
    """Open the page on the website that configures this product, or close it."""
    return perform(request, actions.offer_model, _told, model_id=model_id, public=body.public)


@router.get("/models/{model_id}/versions", response=Page[schemas.ModelVersionOut])
def list_model_versions(
    request: HttpRequest, model_id: ModelId, paging: Query[Paged]
) -> dict[str, Any]:
    """The versions of a model, newest first."""
    model = queries.model(model_id, entity_of(request))
    rows, following = after(model.versions, lambda v: (-v.number,), paging.cursor, paging.limit)
    return {"items": rows, "next": following}


@router.get("/models/{model_id}/findings", response=Page[schemas.FindingOut])
def list_findings(request: HttpRequest, model_id: ModelId, paging: Query[Paged]) -> dict[str, Any]:
    """What the lint finds in the newest version, and the tests in it that fail."""
    model = queries.model(model_id, entity_of(request))
    loaded = queries.loaded(model.newest)
    lang = language()
    every = (*telling.findings(loaded, lang), *telling.failing(loaded, lang))
    found = list(enumerate(every))
    rows, following = after(found, lambda pair: (pair[0],), paging.cursor, paging.limit)
    return {"items": [finding for _n, finding in rows], "next": following}


@router.get("/models/{model_id}/impact", response=schemas.ImpactOut)
def show_impact(request: HttpRequest, model_id: ModelId) -> dict[str, Any]:
    """What publishing the open draft would mean for the open quotes."""
    model = queries.model(model_id, entity_of(request))
    if model.draft is None:
        raise actions.NoDraft(field="model_id", found=model.code)
    report = impact.impact(model.id, queries.loaded(model.draft), language())
    lines = [
        {
            "quote_id": e.standing.quote_id, "quote": e.standing.number,
            "customer": e.standing.customer, "sku": e.standing.sku, "kind": e.kind,
            "reasons": list(e.reasons), "change": e.change,
        }
        for e in report.effects
    ]  # fmt: skip
    return {
        "quotes": report.quotes, "invalid": report.count("invalid"),
        "price": report.count("price"), "lines": lines,
    }  # fmt: skip


@router.get("/model-versions/{version_id}", response=schemas.ModelSourceOut)
def show_model_version(request: HttpRequest, version_id: VersionId) -> dict[str, Any]:
    """One version with its YAML."""
    found = queries.version(version_id, entity_of(request))
    own = {n: getattr(found, n) for n in schemas.ModelVersionOut.model_fields}
    return {**own, "source": queries.source(found.id)}


@router.post("/model-versions/{version_id}/retire", response=schemas.ProductModelOut)
def retire_version(request: HttpRequest, version_id: VersionId) -> dict[str, Any]:
    """Offer a version to nobody from now on; quotes that hold it keep it."""
    return perform(request, actions.retire_version, _told, version_id=version_id)


@router.post("/models/{model_id}/look", response=schemas.StateOut)
def look(request: HttpRequest, model_id: ModelId, body: schemas.LookIn) -> dict[str, Any]:
    """How every option stands after these choices, in whatever order they were made, and after one more,
    `pick`, which the mode takes, repairs, notes or refuses. Writes nothing."""
    version, loaded = _asked(request, model_id, body.version)
    choices = _choices(loaded, body.choices)
    mode, done = engine.Mode(body.mode), None
    if body.pick:
        done = loaded.decided(choices, _choice(loaded, body.pick), mode)
        choices = done.choices
    held = loaded.held(choices) if mode is engine.Mode.FREE else engine.Held(choices)
    state = loaded.look(held.kept, body.visible)
    conflict = telling.reasons(loaded, state.conflict, language()) if state.conflict else ()
    return {
        "version": version.number,
        "valid": state.valid and not held.against,
        "complete": state.complete and not held.against,
        "statuses": {n: s.value for n, s in state.statuses.items()},
        "bounds": {
            n: {"least": b.least, "most": b.most, "value": _plain(b.value)}
            for n, b in state.bounds.items()
        },
        "counts": {n: list(pair) for n, pair in state.counts.items()},
        "figures": loaded.engine.figures(held.kept) if state.valid else None,
        "conflict": list(conflict),
        "choices": [_shown(c) for c in choices],
        "reaction": done.reaction.value if done else None,
        "repaired": _way(loaded, done.repair, 0) if done and done.repair else None,
        "violations": [_violation(loaded, held, c) for c in held.against],
    }


@router.post("/models/{model_id}/why", response=schemas.ReasonOut)
def why(request: HttpRequest, model_id: ModelId, body: schemas.WhyIn) -> dict[str, Any]:
    """Why an option cannot be had, or why it must be: a smallest set of choices and rules, in words, and
    the ways to have it. Writes nothing."""
    _version, loaded = _asked(request, model_id, body.version)
    choices = _choices(loaded, body.choices)
    reason = loaded.why(choices, body.name, body.value)
    ways = loaded.repairs(choices, body.name, body.value, body.keep)
    return {
        "choices": [_shown(c) for c in reason.choices],
        "rules": list(reason.rules),
        "said": list(telling.reasons(loaded, reason, language())),
        "repairs": [_way(loaded, r, n) for n, r in enumerate(ways)],
    }


@router.post("/models/{model_id}/complete", response=schemas.CompletionOut)
def complete(request: HttpRequest, model_id: ModelId, body: schemas.CompleteIn) -> dict[str, Any]:
    """A whole product with these choices, the best for a goal. Writes nothing."""
    _version, loaded = _asked(request, model_id, body.version)
    done = loaded.complete(_choices(loaded, body.choices), body.goal)
    if done is None:
        return {"choices": None, "figures": None}
    return {"choices": [_shown(c) for c in done], "figures": loaded.engine.figures(done)}


@router.post("/models/{model_id}/configurations", response=schemas.ConfigurationOut)
def save_configuration(
    request: HttpRequest, model_id: ModelId, body: schemas.ConfigurationIn
) -> dict[str, Any]:
    """Keep a valid and whole product; a line of a quote takes its id. `complete`: propose the rest."""
    model = queries.model(model_id, entity_of(request))
    version = queries.offered(model, clock.today(model.entity_id), body.replaces)
    loaded = queries.answered(version, body.answers)
    choices = loaded.settled(_choices(loaded, body.choices), body.complete)
    return perform(
        request, actions.save_configuration, _configured, model_id=model_id, choices=choices,
        replaces=body.replaces, seconds=body.seconds, answers=body.answers,
    )  # fmt: skip


@router.get("/configurations", response=Page[schemas.ConfigurationOut])
def list_configurations(
    request: HttpRequest, filters: Query[schemas.ConfigurationFilter]
) -> dict[str, Any]:
    """What was configured, newest first."""
    page, following = queries.configurations_page(
        entity_of(request), model_id=filters.model_id, cursor=filters.cursor, limit=filters.limit
    )
    return {"items": [_configuration(c) for c in page], "next": following}


@router.get("/configurations/{configuration_id}", response=schemas.ConfigurationOut)
def show_configuration(request: HttpRequest, configuration_id: ConfigurationId) -> dict[str, Any]:
    """One configuration."""
    return _configuration(queries.configuration(configuration_id, entity_of(request)))


@router.get("/configurations/{configuration_id}/explosion", response=schemas.ExplosionOut)
def show_explosion(request: HttpRequest, configuration_id: ConfigurationId) -> dict[str, Any]:
    """Bill of materials and routing of one unit: each quantity with what put it there."""
    made = queries.configuration(configuration_id, entity_of(request))
    loaded, found = making.explosion(made)
    lang = language()

    def because(place: str, when: Any) -> str:
        return telling.cause(loaded, place, when, lang)

    return {
        "configuration_id": made.id, "currency": made.currency, "cost": found.cost,
        "uncosted": list(found.uncosted),
        "materials": [
            {
                "sku": n.sku, "name": n.name.told(lang) or n.sku, "unit": n.unit,
                "quantity": n.quantity, "cost": n.cost,
                "causes": [
                    {"place": c.place, "quantity": c.quantity, "because": because(c.place, c.when)}
                    for c in n.causes
                ],
            }
            for n in found.needed
        ],
        "operations": [
            {
                "id": s.id, "work_center": s.work_center, "name": s.name.told(lang) or s.id,
                "setup_minutes": s.setup_minutes, "run_minutes": s.run_minutes,
                "because": because(s.place, s.when),
            }
            for s in found.routing
        ],
    }  # fmt: skip


def _told(event: Any) -> dict[str, Any]:
    return _model(queries.model(event.model_id))


def _configured(event: Any) -> dict[str, Any]:
    return _configuration(queries.configuration(event.configuration_id))


def _model(model: queries.ModelFacts) -> dict[str, Any]:
    live = model.in_force(clock.today(model.entity_id))
    return {
        "id": model.id, "code": model.code, "product_id": model.product_id,
        "public": model.public, "created_at": model.created_at,
        "in_force": live.number if live else None,
        "draft": model.draft.number if model.draft else None,
    }  # fmt: skip


def _configuration(made: queries.ConfigurationFacts) -> dict[str, Any]:
    own = (
        "id", "model_id", "version_id", "product_id", "currency", "price", "cost", "weight",
        "lead_days", "seconds", "created_at",
    )  # fmt: skip
    return {
        **{name: getattr(made, name) for name in own},
        "version": made.number,
        "answers": {question: list(given) for question, given in made.answers.items()},
        "choices": [_shown(c) for c in engine.load_choices(made.choices)],
        "chosen": [
            {**row, "price": Decimal(row["price"]), "cost": Decimal(row["cost"])}
            for row in made.chosen
        ],
    }


def _asked(
    request: HttpRequest, model_id: UUID, number: int | None
) -> tuple[queries.VersionFacts, Loaded]:
    """The version that is asked for, read and compiled."""
    model = queries.model(model_id, entity_of(request))
    if number is None:
        version = queries.offered(model, clock.today(model.entity_id), None)
    else:
        found = [v for v in model.versions if v.number == number]
        if not found:
            raise queries.UnknownVersion(field="version", found=number)
        version = found[0]
    return version, queries.loaded(version)


def _choices(loaded: Loaded, bodies: list[schemas.ChoiceBody]) -> tuple[Choice, ...]:
    """Choices as the engine takes them: text is a number where the model says so."""
    return tuple(_choice(loaded, body) for body in bodies)


def _choice(loaded: Loaded, body: schemas.ChoiceBody) -> Choice:
    if isinstance(body.value, bool):
        return Choice(body.id, body.value)
    place = loaded.tree.attributes.get(body.id)
    if place and place.attribute.kind is AttributeKind.TEXT:
        return Choice(body.id, body.value)
    return engine.load_choices([{"id": body.id, "number": body.value}])[0]


def _violation(loaded: Loaded, held: engine.Held, choice: Choice) -> dict[str, Any]:
    reason = loaded.why(held.kept, choice.id, choice.value)
    ways = loaded.repairs(held.kept, choice.id, choice.value)
    return {
        "choice": _shown(choice),
        "said": list(telling.reasons(loaded, reason, language())),
        "repairs": [_way(loaded, r, n) for n, r in enumerate(ways)],
    }


def _way(loaded: Loaded, repair: engine.Repair, n: int) -> dict[str, Any]:
    return {
        "withdraw": [_shown(c) for c in repair.withdraw],
        "swaps": [_shown(c) for c in repair.swaps],
        "text": telling.way(loaded, repair, n, language()).text,
        "price_delta": repair.price_delta,
        "lead_days_delta": repair.lead_days_delta,
    }


def _shown(made: Choice) -> dict[str, Any]:
    return {"id": made.id, "value": _plain(made.value)}


def _plain(value: Any) -> Any:
    return (
        format(value.normalize() if value else value, "f") if isinstance(value, Decimal) else value
    )
