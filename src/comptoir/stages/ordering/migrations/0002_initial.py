import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalog', '0001_initial'),
        ('ordering', '0001_initial'),
        ('quoting', '0001_initial'),
        ('taxes', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='order',
            name='quote',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quoting.quote'),
        ),
        migrations.AddField(
            model_name='orderline',
            name='decision',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='taxes.decision'),
        ),
        migrations.AddField(
            model_name='orderline',
            name='order',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='ordering.order'),
        ),
        migrations.AddField(
            model_name='orderline',
            name='product',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.product'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['customer', '-placed_on'], name='order_customer'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['entity', '-placed_on'], name='order_day'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.UniqueConstraint(fields=('entity', 'number'), name='order_number_once'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.UniqueConstraint(condition=models.Q(('external_ref__isnull', False)), fields=('entity', 'channel', 'external_ref'), name='order_external_ref_once'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['held', 'open', 'closed', 'canceled'])), name='order_state_known'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['quote', 'direct', 'import', 'storefront', 'marketplace', 'partner'])), name='order_channel_known'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'held'), _negated=True), models.Q(('hold_reason', ''), _negated=True), _connector='OR'), name='order_held_has_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='order',
            trigger=pgtrigger.compiler.Trigger(name='order_cancel_untouched', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" = \'canceled\')', func="\nIF EXISTS (SELECT 1 FROM fulfilling_delivery d WHERE d.order_id = NEW.id)\n   OR (SELECT coalesce(sum(i.gross_minor), 0) FROM invoicing_invoice i\n       WHERE i.order_id = NEW.id AND i.state = 'issued') <> 0\nTHEN\n    RAISE EXCEPTION 'order % was delivered or invoiced', NEW.number\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'order_cancel_untouched';\nEND IF;\nRETURN NEW;\n", hash='39da6e46d3fbd44b7de7edbd7d91d38d2ab256ed', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE OF "state"', pgid='pgtrigger_order_cancel_untouched_00ded', table='ordering_order', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.UniqueConstraint(fields=('order', 'position'), name='order_line_once'),
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity', 0), _negated=True), name='order_line_quantity'),
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('charge_kind', 'recurring'), _negated=True), models.Q(('billing_months__gt', 0), ('starts_on__isnull', False)), _connector='OR'), name='order_line_recurring_has_term'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='orderline',
            trigger=pgtrigger.compiler.Trigger(name='order_line_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1c2524aaad94f3db41b29847e7d943f721033e53', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE OR DELETE', pgid='pgtrigger_order_line_frozen_27c37', table='ordering_line', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='orderline',
            trigger=pgtrigger.compiler.Trigger(name='order_line_references', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nDECLARE missing record;\nBEGIN\nSELECT * INTO missing FROM (SELECT 'decision_id' AS name, n.decision_id::text AS value FROM (SELECT DISTINCT decision_id FROM new_rows WHERE decision_id IS NOT NULL) n LEFT JOIN taxes_decision p ON p.id = n.decision_id WHERE p.id IS NULL) m LIMIT 1;\nIF FOUND THEN\n    RAISE EXCEPTION '% % does not exist', missing.name, missing.value\n        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'order_line_references';\nEND IF;\nRETURN NULL;\nEND;\n", hash='d08af8b90e7d676ca58c9d7c3a2038e53e2d986f', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='INSERT', pgid='pgtrigger_order_line_references_3088a', referencing='REFERENCING NEW TABLE AS new_rows ', table='ordering_line', when='AFTER')),
        ),
    ]
