"""The exclusion constraint on prices compares ids with `=` inside GiST; the extension is a trusted one."""

from __future__ import annotations

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = []  # type: ignore[var-annotated]
    operations = [BtreeGistExtension()]
