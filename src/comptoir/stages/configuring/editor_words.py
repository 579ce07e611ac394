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
    "answer": _("Answer"),
    "text": _("Further word"),
    "layer": _("Picture layer"),
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
    "question": _("The question is added; the next one can follow."),
    "answer": _("The answer is added; the next one can follow."),
    "text": _("The further word is added; the next one can follow."),
    "layer": _("The layer is added; the next one can follow."),
    "test": _("The test is added; the next one can follow."),
}
# Title, and what stands there while there is none.
SECTIONS: Mapping[str, tuple[Any, Any]] = {
    "rule": (_("Rules"), _("No rule: everything goes with everything.")),
    "material": (_("Bill of materials"), _("No material: the product is made of nothing yet.")),
    "operation": (_("Routing"), _("No operation: nothing is to be done yet.")),
    "question": (_("Questions"), _("No question: nobody is guided to this product yet.")),
    "text": (_("Further words"), _("No further word: options say their names alone.")),
    "layer": (_("Picture"), _("No layer: the configurator shows no picture.")),
    "test": (_("Tests"), _("No test: nothing is expected of the rules yet.")),
}
HELP: Mapping[str, Any] = {
    "question": _("An answer gives points to options, or demands what must then hold."),
    "text": _("For people and for exchange, such as RAL = 3020. Rules do not read them."),
    "layer": _(
        "Layers lie in the order of the options above, the first one at the bottom, on 200 × 300."
    ),
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
    "under": _("Stands in"),
    "answers": _("First answers: ids, with commas"),
    "several": _("More than one answer may be given"),
    "prefers": _("Fits: motor = 5, alu = -2"),
    "demands": _("Demands"),
    "option": _("Option"),
    "text": _("What it says"),
    "svg": _("SVG"),
    "work_center": _("Work center"),
    "setup_minutes": _("Set-up, minutes"),
    "run_minutes": _("Run, minutes each"),
    "choices": _("Choices: carbon, !motor, height = 180"),
    "valid": _("Can be chosen together"),
    "forced": _("Then forced"),
    "impossible": _("Then impossible"),
}
SPECIAL: Mapping[tuple[str, str], Any] = {
    ("text", "id"): _("Name, such as RAL"),
    ("question", "en"): _("Question, English"),
    ("question", "fr"): _("Question, French"),
    ("answer", "en"): _("Answer, English"),
    ("answer", "fr"): _("Answer, French"),
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
