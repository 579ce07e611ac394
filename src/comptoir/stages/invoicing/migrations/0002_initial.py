import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('invoicing', '0001_initial'),
        ('metering', '0001_initial'),
        ('ordering', '0001_initial'),
        ('subscribing', '0001_initial'),
        ('taxes', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='invoice',
            name='order',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ordering.order'),
        ),
        migrations.AddField(
            model_name='invoiceline',
            name='charge',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='subscribing.charge'),
        ),
        migrations.AddField(
            model_name='invoiceline',
            name='credits',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='invoicing.invoiceline'),
        ),
        migrations.AddField(
            model_name='invoiceline',
            name='decision',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='taxes.decision'),
        ),
        migrations.AddField(
            model_name='invoiceline',
            name='deposit',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='invoicing.invoice'),
        ),
        migrations.AddField(
            model_name='invoiceline',
            name='invoice',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='invoicing.invoice'),
        ),
        migrations.AddField(
            model_name='invoiceline',
            name='order_line',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ordering.orderline'),
        ),
        migrations.AddField(
            model_name='invoiceline',
            name='usage',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='metering.usagecharge'),
        ),
        migrations.AddField(
            model_name='invoicevat',
            name='decision',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='taxes.decision'),
        ),
        migrations.AddField(
            model_name='invoicevat',
            name='invoice',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='vat_rows', to='invoicing.invoice'),
        ),
        migrations.AddIndex(
            model_name='invoice',
            index=models.Index(fields=['customer', '-issued_on'], name='invoice_customer'),
        ),
        migrations.AddIndex(
            model_name='invoice',
            index=models.Index(fields=['entity', '-issued_on', '-number'], name='invoice_day'),
        ),
        migrations.AddIndex(
            model_name='invoice',
            index=models.Index(fields=['entity', '-gross_minor'], name='invoice_amount'),
        ),
        migrations.AddIndex(
            model_name='invoice',
            index=models.Index(fields=['order'], name='invoice_order'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.UniqueConstraint(fields=('entity', 'number'), name='invoice_number_once'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'deposit'), models.Q(('state', 'discarded'), _negated=True)), fields=('order',), name='invoice_one_deposit'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'to_approve', 'issued', 'discarded'])), name='invoice_state_known'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['invoice', 'deposit', 'credit'])), name='invoice_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('due_on__isnull', False), ('issued_on__isnull', False), ('number__isnull', False), ('state', 'issued')), models.Q(models.Q(('state', 'issued'), _negated=True), ('number', None)), _connector='OR'), name='invoice_issued_has_number'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('gross_minor', django.db.models.expressions.CombinedExpression(models.F('net_minor'), '+', models.F('vat_minor')))), name='invoice_gross_adds_up'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'credit'), _negated=True), models.Q(('gross_minor__lte', 0), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='credit_note_is_negative'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invoice',
            trigger=pgtrigger.compiler.Trigger(name='invoice_issued_is_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" = \'issued\')', func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9ba761dbe61a15592e60d472e6df4223f1bfd540', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE OR DELETE', pgid='pgtrigger_invoice_issued_is_frozen_366e4', table='invoicing_invoice', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invoice',
            trigger=pgtrigger.compiler.Trigger(name='invoice_adds_up', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" = \'issued\')', func="\nIF (SELECT coalesce(sum(net_minor), 0) FROM invoicing_line WHERE invoice_id = NEW.id) <> NEW.net_minor\n   OR (SELECT coalesce(sum(vat_minor), 0) FROM invoicing_vat WHERE invoice_id = NEW.id) <> NEW.vat_minor\n   OR (SELECT coalesce(sum(base_minor), 0) FROM invoicing_vat WHERE invoice_id = NEW.id) <> NEW.net_minor\nTHEN\n    RAISE EXCEPTION 'the lines of invoice % do not add up to its totals', NEW.id\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_adds_up';\nEND IF;\nRETURN NEW;\n", hash='9fe69e1e9e219837eeccdf179fb02032640f846e', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE', pgid='pgtrigger_invoice_adds_up_3c930', table='invoicing_invoice', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='invoiceline',
            index=models.Index(condition=models.Q(('charge__isnull', False)), fields=['charge'], name='line_charge'),
        ),
        migrations.AddIndex(
            model_name='invoiceline',
            index=models.Index(condition=models.Q(('usage__isnull', False)), fields=['usage'], name='line_usage'),
        ),
        migrations.AddIndex(
            model_name='invoiceline',
            index=models.Index(condition=models.Q(('deposit__isnull', False)), fields=['deposit'], name='line_deposit'),
        ),
        migrations.AddIndex(
            model_name='invoiceline',
            index=models.Index(condition=models.Q(('credits__isnull', False)), fields=['credits'], name='line_credits'),
        ),
        migrations.AddConstraint(
            model_name='invoiceline',
            constraint=models.UniqueConstraint(fields=('invoice', 'position'), name='invoice_line_once'),
        ),
        migrations.AddConstraint(
            model_name='invoiceline',
            constraint=models.UniqueConstraint(condition=models.Q(('charge__isnull', False), ('credits', None)), fields=('charge',), name='charge_invoiced_once'),
        ),
        migrations.AddConstraint(
            model_name='invoiceline',
            constraint=models.UniqueConstraint(condition=models.Q(('credits', None), ('usage__isnull', False)), fields=('usage',), name='usage_invoiced_once'),
        ),
        migrations.AddConstraint(
            model_name='invoiceline',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['goods', 'service', 'recurring', 'usage', 'deposit', 'deduction'])), name='invoice_line_kind_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invoiceline',
            trigger=pgtrigger.compiler.Trigger(name='invoice_line_references', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nDECLARE missing record;\nBEGIN\nSELECT * INTO missing FROM (SELECT 'order_line_id' AS name, n.order_line_id::text AS value FROM (SELECT DISTINCT order_line_id FROM new_rows WHERE order_line_id IS NOT NULL) n LEFT JOIN ordering_line p ON p.id = n.order_line_id WHERE p.id IS NULL UNION ALL SELECT 'decision_id' AS name, n.decision_id::text AS value FROM (SELECT DISTINCT decision_id FROM new_rows WHERE decision_id IS NOT NULL) n LEFT JOIN taxes_decision p ON p.id = n.decision_id WHERE p.id IS NULL) m LIMIT 1;\nIF FOUND THEN\n    RAISE EXCEPTION '% % does not exist', missing.name, missing.value\n        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'invoice_line_references';\nEND IF;\nRETURN NULL;\nEND;\n", hash='6735e2ac7cd2d583dbf90518108f39f987b7fda1', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='INSERT', pgid='pgtrigger_invoice_line_references_debfa', referencing='REFERENCING NEW TABLE AS new_rows ', table='invoicing_line', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invoiceline',
            trigger=pgtrigger.compiler.Trigger(name='invoice_line_references_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nDECLARE missing record;\nBEGIN\nSELECT * INTO missing FROM (SELECT 'order_line_id' AS name, n.order_line_id::text AS value FROM (SELECT DISTINCT order_line_id FROM new_rows WHERE order_line_id IS NOT NULL) n LEFT JOIN ordering_line p ON p.id = n.order_line_id WHERE p.id IS NULL UNION ALL SELECT 'decision_id' AS name, n.decision_id::text AS value FROM (SELECT DISTINCT decision_id FROM new_rows WHERE decision_id IS NOT NULL) n LEFT JOIN taxes_decision p ON p.id = n.decision_id WHERE p.id IS NULL) m LIMIT 1;\nIF FOUND THEN\n    RAISE EXCEPTION '% % does not exist', missing.name, missing.value\n        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'invoice_line_references';\nEND IF;\nRETURN NULL;\nEND;\n", hash='77f565e9274f6e2c4dab1def4fbf0e0ad04dae92', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_invoice_line_references_changed_d0835', referencing='REFERENCING NEW TABLE AS new_rows ', table='invoicing_line', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invoiceline',
            trigger=pgtrigger.compiler.Trigger(name='invoice_lines_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF EXISTS (\n    SELECT 1 FROM invoicing_invoice i\n    WHERE i.id = CASE WHEN TG_OP = 'INSERT' THEN NEW.invoice_id ELSE OLD.invoice_id END\n      AND i.state = 'issued'\n) THEN\n    RAISE EXCEPTION 'the lines of an issued invoice are frozen'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_lines_frozen';\nEND IF;\nIF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\nRETURN NEW;\n", hash='5c16712f36e8aeaf488615cbd51db3c76d1d5dbd', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE OR DELETE', pgid='pgtrigger_invoice_lines_frozen_c5f2b', table='invoicing_line', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invoiceline',
            trigger=pgtrigger.compiler.Trigger(name='invoice_within_order', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF EXISTS (\n    SELECT 1\n    FROM (SELECT DISTINCT order_line_id FROM new_lines\n          WHERE order_line_id IS NOT NULL AND charge_id IS NULL AND usage_id IS NULL) n\n    JOIN ordering_line o ON o.id = n.order_line_id AND o.charge_kind = 'one_off'\n    JOIN LATERAL (\n        SELECT sum(l.quantity) FILTER (WHERE i.kind = 'invoice') AS invoiced,\n               sum(l.quantity) FILTER (WHERE i.kind = 'credit' AND l.restores_quantity) AS credited\n        FROM invoicing_line l JOIN invoicing_invoice i ON i.id = l.invoice_id\n        WHERE l.order_line_id = n.order_line_id AND i.state <> 'discarded'\n    ) s ON true\n    WHERE abs(coalesce(s.invoiced, 0) + coalesce(s.credited, 0)) > abs(o.quantity)\n       OR (coalesce(s.invoiced, 0) <> 0\n           AND abs(coalesce(s.credited, 0)) > abs(s.invoiced))\n) THEN\n    RAISE EXCEPTION 'more invoiced than ordered, or more credited than invoiced'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_within_order';\nEND IF;\nRETURN NULL;\n", hash='f5b650fe1d4b9fbfd272923f842be6464cdb5d18', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='INSERT', pgid='pgtrigger_invoice_within_order_f9bf3', referencing='REFERENCING NEW TABLE AS new_lines ', table='invoicing_line', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invoiceline',
            trigger=pgtrigger.compiler.Trigger(name='invoice_lines_whole', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF EXISTS (\n    SELECT 1\n    FROM (SELECT invoice_id, count(*) AS lines, sum(net_minor) AS net\n          FROM new_lines GROUP BY invoice_id) n\n    JOIN invoicing_invoice i ON i.id = n.invoice_id AND i.state = 'issued'\n    WHERE n.net <> i.net_minor\n       OR n.lines <> (SELECT count(*) FROM invoicing_line l WHERE l.invoice_id = i.id)\n) THEN\n    RAISE EXCEPTION 'the lines of an issued invoice come at once and add up to it'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_lines_whole';\nEND IF;\nRETURN NULL;\n", hash='34895f29b58dd93f7012024a15c4e4ec370e9c6d', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='INSERT', pgid='pgtrigger_invoice_lines_whole_2eea8', referencing='REFERENCING NEW TABLE AS new_lines ', table='invoicing_line', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='invoicevat',
            constraint=models.UniqueConstraint(fields=('invoice', 'decision'), name='invoice_vat_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invoicevat',
            trigger=pgtrigger.compiler.Trigger(name='invoice_vat_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF EXISTS (\n    SELECT 1 FROM invoicing_invoice i\n    WHERE i.id = CASE WHEN TG_OP = 'INSERT' THEN NEW.invoice_id ELSE OLD.invoice_id END\n      AND i.state = 'issued'\n) THEN\n    RAISE EXCEPTION 'the lines of an issued invoice are frozen'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_lines_frozen';\nEND IF;\nIF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\nRETURN NEW;\n", hash='a2fd25ad52c506b06ba6d2aae049598d58ea5d36', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE OR DELETE', pgid='pgtrigger_invoice_vat_frozen_241aa', table='invoicing_vat', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invoicevat',
            trigger=pgtrigger.compiler.Trigger(name='invoice_vat_whole', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF EXISTS (\n    SELECT 1\n    FROM (SELECT invoice_id, count(*) AS rows, sum(base_minor) AS base, sum(vat_minor) AS vat\n          FROM new_rows GROUP BY invoice_id) n\n    JOIN invoicing_invoice i ON i.id = n.invoice_id AND i.state = 'issued'\n    WHERE n.base <> i.net_minor OR n.vat <> i.vat_minor\n       OR n.rows <> (SELECT count(*) FROM invoicing_vat v WHERE v.invoice_id = i.id)\n) THEN\n    RAISE EXCEPTION 'the VAT rows of an issued invoice come at once and add up to it'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_vat_whole';\nEND IF;\nRETURN NULL;\n", hash='5a6ed2a11e237634c7ee70b038240d09c2774d83', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='INSERT', pgid='pgtrigger_invoice_vat_whole_3a818', referencing='REFERENCING NEW TABLE AS new_rows ', table='invoicing_vat', when='AFTER')),
        ),
    ]
