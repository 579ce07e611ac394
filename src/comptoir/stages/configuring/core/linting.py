"""What is wrong with a model before anybody is hurt by it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from pysat.solvers import Solver

from comptoir.stages.configuring.core.answers import Finding, Flaw, Reason
from comptoir.stages.configuring.core.clauses import Pick
from comptoir.stages.configuring.core.encoding import Encoding, is_number
from comptoir.stages.configuring.core.engine import Engine
from comptoir.stages.configuring.core.formulas import Formulas
from comptoir.stages.configuring.core.grids import grid
from comptoir.stages.configuring.core.model import Choice, Implies, Model, Rule
from comptoir.stages.configuring.core.places import GroupPlace, Place
from comptoir.stages.configuring.core.solving import SOLVER


def lint(model: Model) -> tuple[Finding, ...]:
    """Every flaw, in the order of the model; of a void model only that it is void."""
    engine = Engine(model)
    state = engine.look((), ())
    if not state.valid:
        return (Finding(Flaw.VOID, model.root.id, state.conflict),)
    return (
        *_dead(engine),
        *_false_optional(engine),
        *_bounds(engine),
        *_counts(engine),
        *_rules(model),
        *_defaults(engine),
    )


def _dead(engine: Engine) -> Iterator[Finding]:
    for name in engine.dead_options():
        yield Finding(Flaw.DEAD, name, engine.why((), name))


def _false_optional(engine: Engine) -> Iterator[Finding]:
    """In whenever what is above it is."""
    dead, var, oracle = engine.dead_options(), engine.encoding.var, engine.oracle
    for group in engine.tree.groups.values():
        above = var[group.owner.name]
        if group.group.least >= len(group.places) or group.owner.name in dead:
            continue
        with oracle.lock:
            can = oracle.possible([above], [-var[place.name] for place in group.places])
            for place in group.places:
                if not can[-var[place.name]]:
                    reason = _why_in(engine, group.owner, place)
                    yield Finding(Flaw.FALSE_OPTIONAL, place.name, reason)


def _why_in(engine: Engine, above: Place, place: Place) -> Reason:
    return engine.why((Choice(above.name, True),), place.name, False)


# ── cardinalities ──


def _bounds(engine: Engine) -> Iterator[Finding]:
    """Groups of which never so few, or never so many, are chosen as they allow."""
    dead = engine.dead_options()
    for group in engine.tree.groups.values():
        if len(group.places) > 1 and group.owner.name not in dead:
            declared = group.group.least, group.most
            found = _reached(engine, group)
            few = found[0] > declared[0] and group.group.least > 0
            many = found[1] < declared[1] and group.group.most is not None
            if few or many:
                yield Finding(Flaw.UNREACHABLE, group.name, reachable=found)


def _reached(engine: Engine, group: GroupPlace) -> tuple[int, int]:
    """The least and the most options that are chosen where the group is there."""
    encoding = engine.encoding
    clauses, before = encoding.clauses, len(encoding.clauses.clauses)
    picks = [Pick(((1, encoding.var[place.name]),)) for place in group.places]
    owner = encoding.var[group.owner.name]
    counts = [clauses.at_least(picks, k) for k in range(1, group.most + 1)]
    with engine.oracle.lock:
        engine.oracle.solver.append_formula(clauses.clauses[before:])
        least = sum(engine.oracle.witness([owner, -at_least]) is None for at_least in counts)
        most = sum(engine.oracle.witness([owner, at_least]) is not None for at_least in counts)
    return least, most


def _counts(engine: Engine) -> Iterator[Finding]:
    """Parts of which there are never so few, or never so many, as they allow."""
    dead = engine.dead_options()
    for part in engine.tree.parts.values():
        if part.owner.name not in dead:
            found = engine.look((Choice(part.owner.name, True),), (part.name,)).counts[part.name]
            if found != (part.part.least, part.part.most):
                yield Finding(Flaw.UNREACHABLE, part.name, reachable=found)


# ── rules ──


def _rules(model: Model) -> Iterator[Finding]:
    """Rules that say nothing new. One after the other from the last is left out where those that are left
    imply it, so all that are found can go together."""
    encoding = Encoding(model)
    encoding.plant()
    formulas = Formulas(encoding)
    for rule in model.rules:
        formulas.demand(rule)
    broken = {rule.id: _broken(formulas, rule) for rule in model.rules}
    met = {
        rule.id: _met(formulas, rule) for rule in model.rules if isinstance(rule.formula, Implies)
    }
    clauses = encoding.clauses
    ours = {encoding.tag(rule.id) for rule in model.rules}
    guarded = [
        [*clause, -(clauses.top + tag)] if tag in ours else clause
        for clause, tag in zip(clauses.clauses, clauses.tags, strict=True)
    ]
    found: dict[str, Finding] = {}
    with Solver(name=SOLVER, bootstrap_with=guarded) as solver:
        kept = {rule.id: clauses.top + encoding.tag(rule.id) for rule in model.rules}
        for id, literal in met.items():
            if not solver.solve(assumptions=[*kept.values(), literal]):
                found[id] = Finding(Flaw.SILENT, id)
        for rule in reversed(model.rules):
            others = [x for id, x in kept.items() if id != rule.id]
            if not solver.solve(assumptions=[*others, broken[rule.id]]):
                del kept[rule.id]
                found.setdefault(rule.id, Finding(Flaw.REDUNDANT, rule.id))
    yield from (found[rule.id] for rule in model.rules if rule.id in found)


def _broken(formulas: Formulas, rule: Rule) -> int:
    """The rule is violated somewhere."""
    clauses, tree = formulas.clauses, formulas.tree
    return clauses.disj(
        clauses.conj((_there(formulas, place), -formulas.literal(rule.formula, True, binding)))
        for binding, place in tree.rule_bindings(rule.within)
    )


def _met(formulas: Formulas, rule: Rule) -> int:
    """The condition of the rule is met somewhere."""
    clauses, tree = formulas.clauses, formulas.tree
    assert isinstance(rule.formula, Implies)
    return clauses.disj(
        clauses.conj(
            (_there(formulas, place), -formulas.literal(rule.formula.left, False, binding))
        )
        for binding, place in tree.rule_bindings(rule.within)
    )


def _there(formulas: Formulas, place: Place) -> int:
    return formulas.encoding.var[place.name]


# ── defaults ──


def _defaults(engine: Engine) -> Iterator[Finding]:
    """Defaults that are no possible value, too many in one group, or against each other."""
    tree = engine.tree
    for attribute in tree.attributes.values():
        default = attribute.attribute.default
        if (
            default is not None
            and is_number(attribute)
            and not _on_grid(engine, attribute.name, default)
        ):
            yield Finding(Flaw.DEFAULTS, attribute.name)
    crowded = False
    for group in tree.groups.values():
        if sum(place.option.default for place in group.places) > group.most:
            crowded = True
            yield Finding(Flaw.DEFAULTS, group.name)
    if not crowded:
        conflict = engine.look(_proposed(engine), ()).conflict
        if conflict:
            yield Finding(Flaw.DEFAULTS, conflict.choices[0].id, conflict)


def _on_grid(engine: Engine, name: str, text: str) -> bool:
    try:
        return grid(engine.tree.attributes[name].attribute).index(Decimal(text)) is not None
    except (InvalidOperation, ValueError, OverflowError):
        return False


def _proposed(engine: Engine) -> list[Choice]:
    """The default options whose place is sure to be there once the defaults above are in."""
    choices: list[Choice] = []
    inside = set(engine.core_options())
    for place in engine.tree.options.values():
        above = place.parent is None or place.parent.name in inside
        if above and place.option.default and place.group:
            inside.add(place.name)
            choices.append(Choice(place.name, True))
    return choices
