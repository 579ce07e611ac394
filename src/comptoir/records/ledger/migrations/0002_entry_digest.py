from django.db import migrations, models


class Migration(migrations.Migration):
    """The leaf of each entry and the count of entries, so that a verifier can name an altered row."""

    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.AddField("book", "entries", models.BigIntegerField(default=0)),
        migrations.AddField(
            "entry", "digest", models.CharField(max_length=64, default=""), preserve_default=False
        ),
    ]
