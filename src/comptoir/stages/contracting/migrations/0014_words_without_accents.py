"""Clauses are found by words whose accents are missing, in the text or in the question.

A word counts in two forms: the stem of its plain letters and its stem in plain letters (*pénalités*: penalit, penal).
What a question leaves out (`-word`) is asked for in the first form only, which every text has. No extension is
needed. The bodies are bound when they are made, so that a restored dump finds all that they call."""

from django.db import migrations

LANGUAGES = (("fr", "french"), ("en", "english"))
ACCENTED = "àâäáãåçéèêëíìîïñóòôöõúùûüýÿÀÂÄÁÃÅÇÉÈÊËÍÌÎÏÑÓÒÔÖÕÚÙÛÜÝŸ’"
PLAIN = "aaaaaaceeeeiiiinooooouuuuyyAAAAAACEEEEIIIINOOOOOUUUUYY''"

FUNCTIONS = f"""
CREATE FUNCTION contracting_plain(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(words, '{ACCENTED}', '{PLAIN}');

CREATE FUNCTION contracting_words(config regconfig, words text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN to_tsvector(config, contracting_plain(words))
    || contracting_plain(to_tsvector(config, replace(words, '’', ''''))::text)::tsvector;

CREATE FUNCTION contracting_asked(config regconfig, words text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN words ~ '(^|[[:space:]])-' THEN websearch_to_tsquery(config, contracting_plain(words))
    ELSE websearch_to_tsquery(config, contracting_plain(words))
        || contracting_plain(websearch_to_tsquery(config, replace(words, '’', ''''))::text)::tsquery
    END;
"""
DROPPED = """
DROP FUNCTION contracting_asked(regconfig, text);
DROP FUNCTION contracting_words(regconfig, text);
DROP FUNCTION contracting_plain(text);
"""


def _index(lang, words):
    return (
        f"DROP INDEX draft_clause_text_{lang};"
        f"CREATE INDEX draft_clause_text_{lang} ON contracting_draft_clause"
        f" USING gin ({words}) WHERE language = '{lang}'"
    )


class Migration(migrations.Migration):

    dependencies = [
        ('contracting', '0013_words_after_an_apostrophe'),
    ]

    operations = [
        migrations.RunSQL(FUNCTIONS, DROPPED),
        *(
            migrations.RunSQL(
                _index(lang, f"contracting_words('{config}', title || ' ' || text)"),
                _index(lang, f"to_tsvector('{config}', replace(title || ' ' || text, '’', ''''))"),
            )
            for lang, config in LANGUAGES
        ),
    ]
