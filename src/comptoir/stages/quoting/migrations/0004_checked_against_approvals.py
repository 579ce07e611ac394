import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0001_initial'),
        ('quoting', '0003_what_pricing_needs'),
    ]

    operations = [
        migrations.AddField(
            model_name='quote',
            name='approval_asked',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='quote',
            name='cleared',
            field=models.JSONField(null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='quote',
            trigger=pgtrigger.compiler.Trigger(name='quote_sent_is_approved', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state = 'draft' AND NEW.state NOT IN ('draft', 'void'))", func="\nIF NEW.cleared IS NULL OR NEW.cleared->>'content' IS DISTINCT FROM NEW.content_digest\n   OR EXISTS (\n    SELECT 1 FROM approvals_step s\n    WHERE s.subject_id = NEW.series AND s.state IN ('pending', 'waiting'))\n   OR EXISTS (\n    SELECT 1 FROM jsonb_array_elements_text(NEW.cleared->'policies') AS wanted (id)\n    JOIN approvals_policy p ON p.id = wanted.id::uuid\n    WHERE NOT EXISTS (\n        SELECT 1 FROM approvals_step s\n        WHERE s.subject_id = NEW.series AND s.lineage = p.lineage AND s.state = 'approved'))\nTHEN\n    RAISE EXCEPTION 'this quote is not approved'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'quote_sent_is_approved';\nEND IF;\nRETURN NEW;\n", hash='49774f07d6e144e2d6faf23b2f1c47e50b273866', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE', pgid='pgtrigger_quote_sent_is_approved_79d2b', table='quoting_quote', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='quote',
            trigger=pgtrigger.compiler.Trigger(name='quote_new_is_approved', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.state NOT IN ('draft', 'void'))", func="\nIF NEW.cleared IS NULL OR NEW.cleared->>'content' IS DISTINCT FROM NEW.content_digest\n   OR EXISTS (\n    SELECT 1 FROM approvals_step s\n    WHERE s.subject_id = NEW.series AND s.state IN ('pending', 'waiting'))\n   OR EXISTS (\n    SELECT 1 FROM jsonb_array_elements_text(NEW.cleared->'policies') AS wanted (id)\n    JOIN approvals_policy p ON p.id = wanted.id::uuid\n    WHERE NOT EXISTS (\n        SELECT 1 FROM approvals_step s\n        WHERE s.subject_id = NEW.series AND s.lineage = p.lineage AND s.state = 'approved'))\nTHEN\n    RAISE EXCEPTION 'this quote is not approved'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'quote_sent_is_approved';\nEND IF;\nRETURN NEW;\n", hash='fcf7f034accea7177b7a4060b1407c5d0c2694ad', ignore_func_name='_pgtrigger_should_ignore', operation='INSERT', pgid='pgtrigger_quote_new_is_approved_d2738', table='quoting_quote', when='BEFORE')),
        ),
    ]
