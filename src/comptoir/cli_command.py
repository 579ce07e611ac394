"""What a command of `comptoir` is; the parser and the completion made from a table of them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version

DONE, FAILED, USAGE, REFUSED = 0, 1, 2, 3

Say = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What a command found or did; `facts` is what --json prints."""

    facts: Mapping[str, object] = field(default_factory=dict)
    code: int = DONE


@dataclass(frozen=True)
class Command:
    """A row of the table. `help` ends where the examples begin: after the first empty line."""

    name: str
    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Say], Outcome]


def build(commands: Sequence[Command]) -> argparse.ArgumentParser:
    """The whole command line, from its table."""
    root = argparse.ArgumentParser(
        prog="comptoir", description="Quote to cash, whole and exact to the cent.", epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    root.add_argument("--version", action="version", version=f"comptoir {version('comptoir')}")
    verbs = root.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command in commands:
        summary, _, examples = command.help.partition("\n\n")
        sub = verbs.add_parser(
            command.name, help=summary, description=summary, epilog=examples or None,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )  # fmt: skip
        command.arguments(sub)
        sub.set_defaults(run=command.run)
    for leaf in leaves(root):
        leaf.add_argument("--json", action="store_true", help="print one JSON object")
    return root


def children(of: argparse.ArgumentParser) -> Mapping[str, argparse.ArgumentParser]:
    """The sub-commands of a parser, by name."""
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def leaves(of: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    """The parsers that have no sub-command."""
    below = children(of)
    return [leaf for child in below.values() for leaf in leaves(child)] if below else [of]


EPILOG = """examples:
  comptoir up                    start everything at http://127.0.0.1:8000
  comptoir doctor                what is wrong, and what to do about it
  comptoir backup today.dump     the whole database in one file
  comptoir COMMAND --help        teaches that command

exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused by a rule
data lives in .comptoir/ (COMPTOIR_HOME) unless DATABASE_URL names a PostgreSQL 15 or later"""


# ── completion ──────────────────────────────────────────────────────────────────────────────────


def script(shell: str, root: argparse.ArgumentParser) -> str:
    """What makes `shell` (bash, zsh, fish) complete the commands and options of `root`."""
    paths = list(_paths(root, ()))
    return {"bash": _bash, "zsh": _zsh, "fish": _fish}[shell](paths)


def _paths(
    at: argparse.ArgumentParser, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Each command path with the words that may follow it; the longest paths first."""
    below = children(at)
    for name, child in below.items():
        yield from _paths(child, (*path, name))
    options = [o for action in at._actions for o in action.option_strings if o.startswith("--")]
    values = [
        str(c) for a in at._actions if not a.option_strings and not below for c in a.choices or ()
    ]
    yield path, [*below, *values, *options]


def _cases(paths: Sequence[tuple[tuple[str, ...], list[str]]]) -> str:
    return "\n".join(
        f"    '{' '.join(p)} '*) next='{' '.join(words)}' ;;" for p, words in paths if p
    )


def _bash(paths: Sequence[tuple[tuple[str, ...], list[str]]]) -> str:
    return f"""# comptoir completion bash >> ~/.bash_completion
_comptoir() {{
  local typed="${{COMP_WORDS[*]:1:COMP_CWORD-1}} " next='{" ".join(paths[-1][1])}'
  case "$typed" in
{_cases(paths)}
  esac
  COMPREPLY=($(compgen -W "$next" -- "${{COMP_WORDS[COMP_CWORD]}}"))
}}
complete -o default -F _comptoir comptoir"""


def _zsh(paths: Sequence[tuple[tuple[str, ...], list[str]]]) -> str:
    return f"""#compdef comptoir
# comptoir completion zsh > a directory of $fpath/_comptoir
_comptoir() {{
  local typed="${{(j: :)words[2,CURRENT-1]}} " next='{" ".join(paths[-1][1])}'
  case "$typed" in
{_cases(paths)}
  esac
  compadd -- ${{=next}} || _files
}}
compdef _comptoir comptoir"""


def _fish(paths: Sequence[tuple[tuple[str, ...], list[str]]]) -> str:
    lines = ["# comptoir completion fish > ~/.config/fish/completions/comptoir.fish"]
    for path, words in paths:
        seen = " ".join(f"; and __fish_seen_subcommand_from {name}" for name in path)[6:]
        when = seen or "__fish_use_subcommand"
        lines += [f"complete -c comptoir -n '{when}' -a '{word}'" for word in words]
    return "\n".join(lines)
