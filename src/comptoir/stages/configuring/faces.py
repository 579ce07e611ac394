"""What a page shows of each option, group, number and part of a configurator."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from comptoir.stages.configuring.telling import Why


@dataclass(frozen=True, slots=True)
class OptionView:
    """`mark`: chosen | forced | proposed | excluded | impossible | against | free; `button`: what is clicked;
    `did`: what was withdrawn for it by the click."""

    n: int
    label: str
    mark: str
    price: str
    button: str
    below: tuple[Any, ...] = ()
    why: Why | None = None
    did: str = ""
    kind: str = "option"


@dataclass(frozen=True, slots=True)
class Face:
    """What the button of an option looks like. `one`: of a group of one; `asks`: a click opens reasons."""

    n: int
    label: str
    mark: str
    price: str
    into: bool
    open: bool
    lang: str
    one: bool = False
    asks: bool = False


@lru_cache(maxsize=20_000)
def button(face: Face) -> SafeString:
    """An option's button. A page has hundreds, and after a click most look as before: each look is
    rendered once a process."""
    return mark_safe(get_template("configuring/pick.html").render({"o": face}))


@dataclass(frozen=True, slots=True)
class GroupView:
    n: int
    label: str
    note: str
    options: tuple[OptionView, ...]
    kind: str = "group"


@dataclass(frozen=True, slots=True)
class InputView:
    """A number or a text; `shown` is what the page compares what is typed with."""

    n: int
    label: str
    shown: str
    note: str
    unit: str
    number: bool
    longest: int
    fault: str = ""
    did: str = ""
    kind: str = "input"


@dataclass(frozen=True, slots=True)
class PartView:
    n: int
    field: InputView
    instances: tuple[OptionView, ...]
    kind: str = "part"
