"""The names of a clause as people read them: a label in the language of the words, set apart from them."""

from __future__ import annotations

import re

from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from comptoir.stages.contracting.core import templates

LABELS = {
    "seller": pgettext_lazy("placeholder", "our name"),
    "seller_siren": pgettext_lazy("placeholder", "our SIREN"),
    "customer": pgettext_lazy("placeholder", "name of the customer"),
    "customer_siren": pgettext_lazy("placeholder", "SIREN of the customer"),
    "quote_number": pgettext_lazy("placeholder", "number of the offer"),
    "title": pgettext_lazy("placeholder", "title of the offer"),
    "currency": pgettext_lazy("placeholder", "currency"),
    "net_total": pgettext_lazy("placeholder", "total excl. VAT"),
    "gross_total": pgettext_lazy("placeholder", "total incl. VAT"),
    "monthly_total": pgettext_lazy("placeholder", "amount per month"),
    "deposit": pgettext_lazy("placeholder", "deposit"),
    "payment_terms": pgettext_lazy("placeholder", "payment terms"),
    "term": pgettext_lazy("placeholder", "term"),
    "starts_on": pgettext_lazy("placeholder", "start date"),
    "notice": pgettext_lazy("placeholder", "notice period"),
}
# a name in double braces, or what a cut excerpt leaves of one
_NAMES = re.compile(r"(\{\{[^{}]*\}\}|^[^{}]*\}\}|\{\{[^{}]*$)")
_FOUND = re.compile(r"«(\S[^«»]*?)»")


def label(name: str) -> str:
    """What a name is called in the language that is spoken now."""
    return str(LABELS.get(name, name))


def read(text: str, lang: str) -> SafeString:
    """The words of a clause, escaped, with its names as marked labels in the language of the words."""
    with translation.override(lang):
        return format_html_join("", "{}", ((_piece(*part),) for part in templates.pieces(text)))


def _piece(kind: str, value: str) -> str | SafeString:
    if not kind:
        return value
    if kind == "/":
        return format_html('<span class="slot part"><span class="sr">{}</span></span>', _("[end]"))
    said = label(value)
    if kind == "#":
        said = _("only where there is: %(name)s") % {"name": said}
    look = "slot part" if kind == "#" else "slot"
    return format_html('<span class="{}" data-name="{}">{}</span>', look, value, said)


def marked(excerpt: str) -> list[tuple[str, str]]:
    """An excerpt as people read it: its parts; "hit" what was searched for, "slot" a name's label."""
    parts: list[tuple[str, str]] = []
    for text in _NAMES.split(excerpt):
        if _NAMES.fullmatch(text):
            parts.append(_slot(text))
        else:
            parts += ((t, "hit" if n % 2 else "") for n, t in enumerate(_FOUND.split(text)))
    return [part for part in parts if part[0]]


def _slot(text: str) -> tuple[str, str]:
    """A whole name as its label; the mark of a part, and what is cut, as an ellipsis."""
    found = templates.pieces(text.replace("«", "").replace("»", ""))
    if len(found) == 1 and found[0][0] == "name":
        return label(found[0][1]), "slot"
    return "…", ""
