import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('fulfilling', '0001_initial'),
        ('ordering', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='delivery',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ordering.order'),
        ),
        migrations.AddField(
            model_name='deliveryline',
            name='delivery',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='fulfilling.delivery'),
        ),
        migrations.AddField(
            model_name='deliveryline',
            name='order_line',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ordering.orderline'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['order'], name='delivery_order'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['entity', '-delivered_on'], name='delivery_day'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('entity', 'number'), name='delivery_number_once'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('is_return', False), models.Q(('reason', ''), _negated=True), _connector='OR'), name='return_has_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='delivery',
            trigger=pgtrigger.compiler.Trigger(name='delivery_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0ffa4c3ce6d8ac859e738f6cd9484a021106c339', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE OR DELETE', pgid='pgtrigger_delivery_append_only_67b94', table='fulfilling_delivery', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='delivery',
            trigger=pgtrigger.compiler.Trigger(name='delivery_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='6a22b26315a23a8f7d95d237a93a280866039e89', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_delivery_no_truncate_7c4b5', table='fulfilling_delivery', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='deliveryline',
            constraint=models.UniqueConstraint(fields=('delivery', 'order_line'), name='delivery_line_once'),
        ),
        migrations.AddConstraint(
            model_name='deliveryline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity', 0), _negated=True), name='delivery_line_quantity'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deliveryline',
            trigger=pgtrigger.compiler.Trigger(name='delivery_line_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='68fcf9374c5c53a74b4b8d917e813b5c416aa18f', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE OR DELETE', pgid='pgtrigger_delivery_line_append_only_f2ad2', table='fulfilling_line', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deliveryline',
            trigger=pgtrigger.compiler.Trigger(name='delivery_line_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='e59a5968b3f8ae9380088505db8de752d688acac', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_delivery_line_no_truncate_56911', table='fulfilling_line', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deliveryline',
            trigger=pgtrigger.compiler.Trigger(name='delivery_line_references', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nDECLARE missing record;\nBEGIN\nSELECT * INTO missing FROM (SELECT 'delivery_id' AS name, n.delivery_id::text AS value FROM (SELECT DISTINCT delivery_id FROM new_rows WHERE delivery_id IS NOT NULL) n LEFT JOIN fulfilling_delivery p ON p.id = n.delivery_id WHERE p.id IS NULL UNION ALL SELECT 'order_line_id' AS name, n.order_line_id::text AS value FROM (SELECT DISTINCT order_line_id FROM new_rows WHERE order_line_id IS NOT NULL) n LEFT JOIN ordering_line p ON p.id = n.order_line_id WHERE p.id IS NULL) m LIMIT 1;\nIF FOUND THEN\n    RAISE EXCEPTION '% % does not exist', missing.name, missing.value\n        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'delivery_line_references';\nEND IF;\nRETURN NULL;\nEND;\n", hash='33afd376ff9947ea28a04ff76aa53d4d7fc1469f', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='INSERT', pgid='pgtrigger_delivery_line_references_51be8', referencing='REFERENCING NEW TABLE AS new_rows ', table='fulfilling_line', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deliveryline',
            trigger=pgtrigger.compiler.Trigger(name='delivery_within_order', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF EXISTS (\n    SELECT 1\n    FROM (SELECT DISTINCT order_line_id FROM new_lines) n\n    JOIN ordering_line o ON o.id = n.order_line_id\n    JOIN LATERAL (\n        SELECT sum(quantity) FILTER (WHERE NOT is_return) AS delivered,\n               sum(quantity) FILTER (WHERE is_return) AS returned\n        FROM fulfilling_line f WHERE f.order_line_id = n.order_line_id\n    ) s ON true\n    WHERE abs(coalesce(s.delivered, 0)) > abs(o.quantity)\n       OR abs(coalesce(s.returned, 0)) > abs(coalesce(s.delivered, 0))\n) THEN\n    RAISE EXCEPTION 'more delivered than ordered, or more returned than delivered'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'delivery_within_order';\nEND IF;\nRETURN NULL;\n", hash='e5f1c960ebfd1715ec7311aceffaafd81ad022c4', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='INSERT', pgid='pgtrigger_delivery_within_order_4211d', referencing='REFERENCING NEW TABLE AS new_lines ', table='fulfilling_line', when='AFTER')),
        ),
    ]
