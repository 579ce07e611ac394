"""Words whose accents are missing, in the text or in the question; on any server, with an index."""

from __future__ import annotations

import pytest
from django.db import connection

from comptoir.platform import sql
from comptoir.stages.contracting import excerpts
from comptoir.stages.contracting.core.accents import ACCENTED, plain


@pytest.mark.django_db
def test_the_server_folds_as_the_program_does() -> None:
    asked = ACCENTED + "cœur l’été"
    assert sql.one("SELECT contracting_plain(%s)", [asked]) == (plain(asked),)


@pytest.mark.django_db
@pytest.mark.parametrize(("config", "text", "question"), [
    ("french", "La résiliation du contrat", "resiliation"),
    ("french", "La resiliation du contrat", "résiliation"),
    ("french", "La RÉSILIATION", "Resiliation"),
    ("french", "Les pénalités de retard", "penalite"),
    ("french", "Les penalites de retard", "pénalités"),
    ("french", "Les pénalités de retard", "pénalité"),
    ("french", "une clause résiliée", "resiliation"),
    ("french", "l’indemnité", "l'indemnite"),
    ("french", "le préavis de résiliation", '"preavis de resiliation"'),
    ("french", "à défaut, les données", "donnees"),
    ("english", "a clause of the café", "cafe"),
    ("english", "a clause of the cafe", "cafés"),
])  # fmt: skip
def test_a_missing_accent_is_forgiven(config: str, text: str, question: str) -> None:
    asked = "SELECT contracting_words(%s::regconfig, %s) @@ contracting_asked(%s::regconfig, %s)"
    assert sql.one(asked, [config, text, config, question]) == (True,)
    assert sql.one(asked, [config, text, config, "fromage"]) == (False,)
    assert sql.one(asked, [config, text, config, f"-{question}"]) == (False,)


@pytest.mark.django_db
def test_the_search_of_contracts_stands_on_its_index() -> None:
    asked = (
        "EXPLAIN SELECT id FROM contracting_draft_clause c WHERE c.language = 'fr' AND"
        " contracting_words('french', c.title || ' ' || c.text) @@ contracting_asked('french', %s)"
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(asked, ["resiliation"])
        told = "\n".join(row[0] for row in cursor.fetchall())
    assert "draft_clause_text_fr" in told and "Index Cond" in told, told


@pytest.mark.django_db
def test_an_excerpt_shows_the_accents_and_the_quotes_of_the_text() -> None:
    text = "Le « préavis » de résiliation est de trois mois."
    cutting = excerpts.cutting("'french'", "%s", "contracting_asked('french', %s)", 1)
    (cut,) = sql.one(f"SELECT {cutting}", [text, "resiliation"])
    assert excerpts.excerpt(text, cut) == "préavis » de «résiliation» est de trois mois"
