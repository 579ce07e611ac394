"""The commands that check, test, bring in and take out product models."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from comptoir.cli_command import DONE, FAILED, Outcome, Say
from comptoir.cli_data import company_of

if TYPE_CHECKING:
    from comptoir.stages.configuring.engine import Loaded

MODEL = """Product models as files (YAML, UVL, COOM): lint, run their tests, bring in, take out.

examples:
  comptoir model check cabinet.yaml             faults and remarks, each with its place
  comptoir model test cabinet.yaml              the tests that stand in the model
  comptoir model import cabinet.uvl --company LUMEN   a new model, or the next draft of a known one
  comptoir model export CABINET cabinet.yaml --company LUMEN"""


def model_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", metavar="check|test|import|export", required=True)
    check = verbs.add_parser("check", help="lint a model; the exit code is 1 when it has faults")
    test = verbs.add_parser("test", help="run the tests of a model; 1 when one fails")
    bring = verbs.add_parser("import", help="keep a model as a draft")
    take = verbs.add_parser("export", help="write a version as YAML or UVL")
    for verb in (check, test, bring):
        verb.add_argument("file", type=Path, metavar="FILE", help=".yaml .uvl .coom")
    take.add_argument("code", metavar="CODE")
    take.add_argument("file", type=Path, metavar="FILE", help=".yaml .uvl")
    take.add_argument("--version", type=int, metavar="N", help="the newest unless said")
    for verb in (bring, take):
        verb.add_argument("--company", metavar="CODE", help="needed when there are several")


def model(args: argparse.Namespace, say: Say) -> Outcome:
    """One of the four verbs."""
    verb = {"check": _check, "test": _test, "import": _import, "export": _export}[args.verb]
    return verb(args, say)


def _source(file: Path) -> str:
    from comptoir.stages.configuring import editing

    return editing.to_yaml(file.name, file.read_bytes())


def _loaded(args: argparse.Namespace) -> Loaded:
    import django

    django.setup()
    from comptoir.stages.configuring import engine

    return engine.load(_source(args.file))


def _check(args: argparse.Namespace, say: Say) -> Outcome:
    """What the lint finds; no database is needed."""
    loaded = _loaded(args)
    from comptoir.stages.configuring import telling

    found = telling.findings(loaded, "en")
    for finding in found:
        say(
            f"{'fault ' if finding.stops else 'remark'}  {finding.kind:<12} {finding.at}: {finding.text}"
        )
    faults = sum(f.stops for f in found)
    model = loaded.model
    say(
        f"{model.code}: {len(loaded.tree.options):,} options, {len(model.rules):,} rules,"
        f" {faults} faults, {len(found) - faults} remarks"
    )
    facts = {
        "code": model.code, "options": len(loaded.tree.options), "rules": len(model.rules),
        "findings": [{"kind": f.kind, "at": f.at, "text": f.text, "stops": f.stops} for f in found],
    }  # fmt: skip
    return Outcome(facts, FAILED if faults else DONE)


def _test(args: argparse.Namespace, say: Say) -> Outcome:
    """Each test that fails, with what is not as expected."""
    loaded = _loaded(args)
    from comptoir.stages.configuring import telling

    failing = telling.failing(loaded, "en")
    for finding in failing:
        say(f"fails   {finding.at}: {finding.text}")
    count = len(loaded.model.tests)
    say(f"{loaded.model.code}: {count - len(failing)} of {count} tests pass")
    facts = {
        "code": loaded.model.code, "tests": count,
        "failing": [{"test": f.at, "text": f.text} for f in failing],
    }  # fmt: skip
    return Outcome(facts, FAILED if failing else DONE)


def _import(args: argparse.Namespace, say: Say) -> Outcome:
    """Create the model, or save its next draft."""
    from comptoir.cli_ops import ready

    ready(say)
    from comptoir.platform.actions import begin
    from comptoir.platform.roles import SYSTEM
    from comptoir.stages.configuring import actions, engine, queries

    entity_id, company = company_of(args.company)
    source = _source(args.file)
    code = engine.load(source).model.code
    try:
        known = queries.model_of_code(entity_id, code)
    except queries.UnknownModel:
        model_id = actions.create_model(begin(SYSTEM, entity_id), source=source).model_id
    else:
        model_id = known.id
        actions.save_draft(begin(SYSTEM, entity_id), model_id=model_id, source=source)
    draft = queries.model(model_id).newest
    say(f"{code} v{draft.number} of {company}: kept as a draft, {draft.sha256[:12]}")
    return Outcome({"code": code, "version": draft.number, "sha256": draft.sha256})


def _export(args: argparse.Namespace, say: Say) -> Outcome:
    """Write a version as it was written."""
    import django

    django.setup()
    from comptoir.stages.configuring import editing, queries

    entity_id, _company = company_of(args.company)
    found = queries.model_of_code(entity_id, args.code)
    versions = [v for v in found.versions if args.version in (None, v.number)]
    if not versions:
        raise queries.UnknownVersion(field="version", found=args.version)
    version = versions[0]
    text = editing.exported(queries.source(version.id), args.file.suffix.lstrip(".").lower())
    args.file.write_text(text, encoding="utf-8")
    say(f"{found.code} v{version.number} ({version.state}) in {args.file}")
    return Outcome({"code": found.code, "version": version.number, "file": str(args.file)})
