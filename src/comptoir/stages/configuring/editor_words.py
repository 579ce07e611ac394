"""What the rows of a model and their fields are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

KINDS: Mapping[str, Any] = {
    "model": _("Product"),
    "option": _("Option"),
    "group": _("Group"),
    "attribute": _("Attribute"),
    "part": _("Sub-product"),
    "rule": _("Rule"),
    "material": _("Material"),
    "operation": _("Operation"),
    "question": _("Question"),
    "test": _("Test"),
}
ADDED: Mapping[str, Any] = {
    "option": _("The option is added; the next one can follow."),
    "group": _("The group is added; the next one can follow."),
    "attribute": _("The attribute is added; the next one can follow."),
    "part": _("The sub-product is added; the next one can follow."),
    "rule": _("The rule is added; the next one can follow."),
    "material": _("The material is added; the next one can follow."),
    "operation": _("The operation is added; the next one can follow."),
    "test": _("The test is added; the next one can follow."),
}
# Title, and what stands there while there is none.
SECTIONS: Mapping[str, tuple[Any, Any]] = {
    "rule": (_("Rules"), _("No rule: everything goes with everything.")),
    "material": (_("Bill of materials"), _("No material: the product is made of nothing yet.")),
    "operation": (_("Routing"), _("No operation: nothing is to be done yet.")),
    "test": (_("Tests"), _("No test: nothing is expected of the rules yet.")),
}
LABELS: Mapping[str, Any] = {
    "id": _("Id"),
    "en": _("Name, English"),
    "fr": _("Name, French"),
    "sku": _("Ref."),
    "currency": _("Currency"),
    "price": _("Price"),
    "cost": _("Cost"),
    "weight": _("Weight, kg"),
    "lead_days": _("Lead time, working days"),
    "default": _("Default"),
    "hidden": _("Hidden: for the rules alone"),
    "values": _("Further figures: size = 28, volume = 3"),
    "options": _("First options: ids, with commas"),
    "choose": _("Choose: one, any, some, optional, all, 1..3"),
    "kind": _("Kind"),
    "from": _("From"),
    "to": _("To"),
    "step": _("Step"),
    "unit": _("Unit"),
    "longest": _("Most characters"),
    "times": _("How many: 2 or 0..3"),
    "each": _("Id of what each one is"),
    "rule": _("Rule"),
    "within": _("For each"),
    "quantity": _("Quantity"),
    "when": _("Where this holds"),
    "work_center": _("Work center"),
    "setup_minutes": _("Set-up, minutes"),
    "run_minutes": _("Run, minutes each"),
    "choices": _("Choices: carbon, !motor, height = 180"),
    "valid": _("Can be chosen together"),
    "forced": _("Then forced"),
    "impossible": _("Then impossible"),
}
SPECIAL: Mapping[tuple[str, str], Any] = {
    ("rule", "en"): _("In words, English"),
    ("rule", "fr"): _("In words, French"),
    ("rule", "rule"): _("Rule, or table(group, group: [option, option])"),
    ("test", "rule"): _("Refused by"),
    ("option", "default"): _("Proposed"),
}
# What a row that is added begins with, where that is not what the file leaves out.
BEGIN: Mapping[str, Mapping[str, str]] = {"part": {"times": "0..1"}}
CHOOSE = (
    ("one", _("one")),
    ("any", _("any number")),
    ("some", _("one or more")),
    ("optional", _("none or one")),
    ("all", _("all of them")),
)


def label(kind: str, name: str) -> str:
    """What a field is called in a row of this kind."""
    return str(SPECIAL.get((kind, name), LABELS[name]))
