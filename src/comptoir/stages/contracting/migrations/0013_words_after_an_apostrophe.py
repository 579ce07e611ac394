"""French elides: the indemnity of l’indemnité is found by its own name. The typographic apostrophe joins two
words in the server's eyes, the straight one parts them."""

from django.db import migrations

LANGUAGES = (("fr", "french"), ("en", "english"))


def _index(lang, config, text):
    return (
        f"DROP INDEX draft_clause_text_{lang};"
        f"CREATE INDEX draft_clause_text_{lang} ON contracting_draft_clause"
        f" USING gin (to_tsvector('{config}', {text})) WHERE language = '{lang}'"
    )


class Migration(migrations.Migration):

    dependencies = [
        ('contracting', '0012_terminated_renews_no_more'),
    ]

    operations = [
        migrations.RunSQL(
            _index(lang, config, "replace(title || ' ' || text, '’', '''')"),
            _index(lang, config, "title || ' ' || text"),
        )
        for lang, config in LANGUAGES
    ]
