"""The redline of two wordings on paper."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comptoir.platform import documents
from comptoir.platform.documents.contract import (
    Brand,
    Fact,
    PartyBlock,
)
from comptoir.platform.documents.redline import RedlineClause, RedlineDoc, RedlineRun
from comptoir.records.parties import queries as parties
from comptoir.shell import format as fmt
from comptoir.stages.contracting import drafts, redline_views
from comptoir.stages.contracting.core.redline import Piece
from comptoir.stages.contracting.drafts import DraftFacts

NOTES = {
    "added": gettext_lazy("Clause added"),
    "left out": gettext_lazy("Clause left out"),
}


def served(draft: DraftFacts, a: int, b: int) -> HttpResponse:
    """The PDF of what changed from one wording to another."""
    name, content = printed(draft, a, b)
    where = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=where)


def printed(draft: DraftFacts, a: int, b: int) -> tuple[str, bytes]:
    """The file's name and bytes."""
    lang: documents.Lang = "fr" if draft.language == "fr" else "en"
    quote = drafts.offer(draft.series)
    with translation.override(lang):
        doc = document(draft, min(max(a, 1), draft.last), min(max(b, 1), draft.last), lang)
    content = documents.render(documents.Kind.REDLINE, doc, lang)
    party = doc.buyer.name
    return documents.file_name(
        documents.Kind.REDLINE, quote.number, draft.last, party, lang=lang
    ), content


def document(draft: DraftFacts, a: int, b: int, lang: str) -> RedlineDoc:
    """What the PDF says; the active language must be the draft's."""
    seller, buyer = parties.entity(draft.entity_id), parties.customer(draft.customer_id)
    old, new = drafts.version(draft.id, a), drafts.version(draft.id, b)
    quote = drafts.offer(draft.series)
    return RedlineDoc(
        number=f"{quote.number} · v{a} → v{b}",
        dated=new.at.date(),
        issued_on=fmt.date_doc(new.at.date(), lang),
        title=quote.title or _("Contract"),
        seller=PartyBlock(name=seller.name, address=seller.address.lines(lang)),
        buyer=PartyBlock(name=buyer.name),
        facts=(
            Fact(label=_("Version %(n)d (SHA-256)") % {"n": a}, value=old.sha256),
            Fact(label=_("Version %(n)d (SHA-256)") % {"n": b}, value=new.sha256),
        ),
        clauses=tuple(
            RedlineClause(
                number=str(n), title=row["title"], note=str(NOTES.get(row["kind"], "")),
                runs=tuple(run for p in row["pieces"] for run in _runs(p)),
            )
            for n, row in enumerate(redline_views.compared(old, new), start=1)
        ),
        brand=Brand(color=seller.brand_color),
    )  # fmt: skip


def _runs(piece: Piece) -> list[RedlineRun]:
    if not piece.n:
        return [RedlineRun(text=piece.old)]
    found = [RedlineRun(text=piece.old, mark="del")] if piece.old else []
    return found + ([RedlineRun(text=piece.new, mark="ins")] if piece.new else [])
