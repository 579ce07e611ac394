"""Writes of product models: create, save a draft, publish, retire, offer on the website; configurations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Max

from comptoir.kernel.errors import Invalid, Refused
from comptoir.kernel.states import step
from comptoir.platform.actions import Do, action
from comptoir.records.catalog import queries as catalog
from comptoir.stages.configuring import editing, engine, queries, telling
from comptoir.stages.configuring.core.editing import Edit
from comptoir.stages.configuring.core.model import Choice, Model
from comptoir.stages.configuring.core.states import VERSION_MOVES, VersionState
from comptoir.stages.configuring.events import (
    ConfigurationSaved,
    ModelCreated,
    ModelDraftSaved,
    ModelOffered,
    ModelPublished,
    ModelRetired,
)
from comptoir.stages.configuring.models import Configuration, ModelVersion, ProductModel

MOST_SECONDS = 86_400  # a configurator left open over night measures nothing


class ModelCodeTaken(Refused):
    """Another product model already bears this code."""

    code = "model_code_taken"


class BadModelCode(Invalid):
    """The code of a model has 1 to 40 letters, digits, dots, dashes or underscores."""

    code = "bad_model_code"


class ProductModeled(Refused):
    """Another model already configures this product."""

    code = "product_modeled"


class CodeChanged(Invalid):
    """A new version keeps the code of its model."""

    code = "model_code_changed"


class DraftChanged(Refused):
    """Someone else saved this draft in the meantime."""

    code = "draft_changed"


class NoDraft(Refused):
    """This model has no open draft."""

    code = "no_draft"


class NothingToUndo(Refused):
    """Nothing was changed in this draft yet."""

    code = "nothing_to_undo"


class ProductMissing(Refused):
    """The catalog has no product with the reference that this model configures."""

    code = "model_product_missing"


class ModelFaulty(Refused):
    """The model has faults; correct them before it is published."""

    code = "model_faulty"

    def __init__(self, findings: Sequence[engine.Finding]) -> None:
        """`findings`: every fault of the lint and every failing test, with where and what."""
        self.findings = findings
        first = findings[0]
        super().__init__(
            field=first.at, found=first.text, findings=[[f.kind, f.at, f.text] for f in findings]
        )


class StartsTooEarly(Invalid):
    """A version starts today or later, after the versions before it."""

    code = "starts_too_early"


class NotPublic(Refused):
    """This product is not configured on the website."""

    code = "model_not_public"


@action(may="catalog.write")
def create_model(do: Do, *, source: str) -> ModelCreated:
    """Begin a product model with its first draft. `source`: the model in YAML."""
    read = engine.load(source)
    code = _code(read.model)
    if ProductModel.objects.filter(entity_id=do.entity_id, code=code).exists():
        raise ModelCodeTaken(field="code", found=code)
    product_id = _product(do, read.model)
    _alone(product_id, None)
    model = ProductModel.objects.create(entity_id=do.entity_id, code=code, product_id=product_id)
    version = ModelVersion.objects.create(
        model=model, number=1, source=source, sha256=engine.digest(source)
    )
    return do.record(ModelCreated(entity_id=do.entity_id, model_id=model.id, version_id=version.id))


@action(may="catalog.write")
def save_draft(do: Do, *, model_id: UUID, source: str, seen: str = "") -> ModelDraftSaved:
    """Write the open draft of a model, or open the next one.

    seen  SHA-256 of the text that its author looked at; another draft in the meantime is refused
    """
    return _saved(do, _locked(do, model_id), source, seen)


def _saved(do: Do, model: ProductModel, source: str, seen: str = "") -> ModelDraftSaved:
    read = engine.load(source)
    if _code(read.model) != model.code:
        raise CodeChanged(field="code", found=read.model.code[:60], expected=model.code)
    product_id = _product(do, read.model)
    _alone(product_id, model.id)
    versions = ModelVersion.objects.filter(model=model)
    draft = versions.filter(state=VersionState.DRAFT).first()
    if draft and seen and draft.sha256 not in (seen, engine.digest(source)):
        raise DraftChanged(field="source", fix="load the draft again")
    if draft is None:
        last = versions.order_by("-number").first()
        old = last.source if last else ""
        draft = ModelVersion(model=model, number=last.number + 1 if last else 1, source=old)
    was = draft.sha256
    if draft.source != source:
        draft.before = draft.source
    draft.source, draft.sha256 = source, engine.digest(source)
    draft.save()
    if model.product_id != product_id and product_id:
        model.product_id = product_id
        model.save(update_fields=["product"])
    event = ModelDraftSaved(
        entity_id=do.entity_id, model_id=model.id, version_id=draft.id, sha256=draft.sha256
    )
    return do.record(event, changed={"sha256": (was or None, draft.sha256)})


@action(may="catalog.write")
def edit_draft(do: Do, *, model_id: UUID, edit: Edit, seen: str = "") -> ModelDraftSaved:
    """Add, change, move or remove one row of the draft; of the newest version where there is none."""
    model = _locked(do, model_id)
    newest = ModelVersion.objects.filter(model=model).order_by("-number")[0]
    return _saved(do, model, editing.edited(newest.source, edit), seen)


@action(may="catalog.write")
def undo_draft(do: Do, *, model_id: UUID) -> ModelDraftSaved:
    """Give the open draft the text that it had before it was saved last; once more, and it is back."""
    model = _locked(do, model_id)
    draft = ModelVersion.objects.filter(model=model, state=VersionState.DRAFT).first()
    if draft is None:
        raise NoDraft(field="model_id", found=model.code)
    if not draft.before:
        raise NothingToUndo(field="model_id", found=model.code)
    return _saved(do, model, draft.before)


@action(may="catalog.write")
def publish_model(
    do: Do, *, model_id: UUID, starts_on: date | None = None, history: bool = False
) -> ModelPublished:
    """Publish the open draft from a day on, today if none is said; it is frozen from now on.

    history  brought in for a company without any deal: it may have begun before today
    Refused with every fault of the lint and every failing test, each with where and what.
    """
    model = _locked(do, model_id)
    draft = ModelVersion.objects.filter(model=model, state=VersionState.DRAFT).first()
    if draft is None:
        raise NoDraft(field="model_id", found=model.code)
    on = starts_on or do.today
    _check_start(do.today, model, on, history)
    read = engine.load(draft.source)
    if model.product_id is None:
        model.product_id = _product(do, read.model)
        if model.product_id is None:
            raise ProductMissing(field="sku", found=read.model.sku or "—", fix="create the product")
        model.save(update_fields=["product"])
    lang = do.actor.language
    found = (*telling.findings(read, lang), *telling.failing(read, lang))
    faults = [f for f in found if f.stops]
    if faults:
        raise ModelFaulty(faults)
    draft.state = step(VERSION_MOVES, "publish", VersionState(draft.state))
    draft.starts_on, draft.published_at, draft.before = on, do.now, ""
    draft.save(update_fields=["state", "starts_on", "published_at", "before"])
    return do.record(
        ModelPublished(
            entity_id=do.entity_id, model_id=model.id, version_id=draft.id, number=draft.number,
            starts_on=on,
        )
    )  # fmt: skip


@action(may="catalog.write")
def retire_version(do: Do, *, version_id: UUID) -> ModelRetired:
    """Offer a published version to nobody from now on; quotes that hold it keep it."""
    row = ModelVersion.objects.select_for_update().filter(
        pk=version_id, model__entity_id=do.entity_id
    )
    version = row.first()
    if version is None:
        raise queries.UnknownVersion(field="version_id", found=str(version_id))
    version.state = step(VERSION_MOVES, "retire", VersionState(version.state))
    version.save(update_fields=["state"])
    return do.record(
        ModelRetired(
            entity_id=do.entity_id, model_id=version.model_id, version_id=version.id,
            number=version.number,
        )
    )  # fmt: skip


@action(may="catalog.write")
def offer_model(do: Do, *, model_id: UUID, public: bool) -> ModelOffered:
    """Open the page on which whoever has the link configures this product, or close it."""
    model = _locked(do, model_id)
    was, model.public = model.public, public
    model.save(update_fields=["public"])
    event = ModelOffered(entity_id=do.entity_id, model_id=model.id, public=public)
    return do.record(event, changed={"public": (was, public)})


@action(may="quoting.write")
def save_configuration(
    do: Do,
    *,
    model_id: UUID,
    choices: Sequence[Choice],
    replaces: UUID | None = None,
    seconds: int | None = None,
    answers: Mapping[str, Sequence[str]] | None = None,
) -> ConfigurationSaved:
    """Keep what was put together, if it is valid and complete in the version in force today.

    replaces  the configuration that this one takes the place of: its version is kept
    seconds   from opening the configurator to saving
    answers   to the model's questions; what they demand holds
    """
    version = _version(do, queries.model(model_id, do.entity_id), replaces)
    return _save(do, version, choices, seconds, answers or {})


@action(may="customer")
def configure_publicly(
    do: Do,
    *,
    model_id: UUID,
    choices: Sequence[Choice],
    seconds: int | None = None,
    answers: Mapping[str, Sequence[str]] | None = None,
) -> ConfigurationSaved:
    """Keep what a visitor of the website put together, by the same rules."""
    model = queries.model(model_id, do.entity_id)
    if not model.public:
        raise NotPublic(field="model_id", found=model.code)
    return _save(do, _version(do, model, None), choices, seconds, answers or {})


Offered = tuple[queries.VersionFacts, UUID]  # with the product


def _version(do: Do, model: queries.ModelFacts, replaces: UUID | None) -> Offered:
    assert model.product_id
    return queries.offered(model, do.today, replaces), model.product_id


def _save(
    do: Do,
    offered: Offered,
    choices: Sequence[Choice],
    seconds: int | None,
    answers: Mapping[str, Sequence[str]],
) -> ConfigurationSaved:
    version, product_id = offered
    done = queries.answered(version, answers).finished(choices)
    row = Configuration.objects.create(
        entity_id=do.entity_id,
        version_id=version.id,
        choices=engine.dump_choices(choices),
        chosen=done.rows,
        answers={question: list(given) for question, given in answers.items() if given},
        currency=done.currency,
        price=done.price,
        cost=done.cost,
        weight=done.weight,
        lead_days=done.lead_days,
        seconds=seconds if seconds is not None and 0 <= seconds <= MOST_SECONDS else None,
    )
    event = ConfigurationSaved(
        entity_id=do.entity_id, configuration_id=row.id, version_id=version.id,
        product_id=product_id, seconds=row.seconds,
    )  # fmt: skip
    return do.record(event)


def _code(model: Model) -> str:
    code = model.code
    good = code.isascii() and code.replace("-", "").replace("_", "").replace(".", "").isalnum()
    if not good or len(code) > editing.LONGEST_CODE:
        raise BadModelCode(field="code", found=code[:60])
    return code


def _product(do: Do, model: Model) -> UUID | None:
    found = catalog.by_sku(do.entity_id, [model.sku]).get(model.sku) if model.sku else None
    return found.id if found else None


def _alone(product_id: UUID | None, model_id: UUID | None) -> None:
    if product_id is None:
        return
    others = ProductModel.objects.filter(product_id=product_id)
    found = next((m for m in others if m.id != model_id), None)
    if found:
        raise ProductModeled(field="sku", found=found.code)


def _check_start(today: date, model: ProductModel, on: date, history: bool) -> None:
    published = ModelVersion.objects.filter(model=model, state=VersionState.PUBLISHED)
    last = published.aggregate(last=Max("starts_on"))["last"]
    if (on < today and not history) or (last and on <= last):
        expected = max(filter(None, (today, last)))
        raise StartsTooEarly(field="starts_on", found=str(on), expected=f"after {expected}")


def _locked(do: Do, model_id: UUID) -> ProductModel:
    rows = ProductModel.objects.select_for_update(of=("self",))
    row = rows.filter(pk=model_id, entity_id=do.entity_id).first()
    if row is None:
        raise queries.UnknownModel(field="model_id", found=str(model_id))
    return row
