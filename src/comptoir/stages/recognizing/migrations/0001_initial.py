import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('fulfilling', '0002_initial'),
        ('invoicing', '0002_initial'),
        ('metering', '0002_initial'),
        ('ordering', '0001_initial'),
        ('parties', '0001_initial'),
        ('subscribing', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Obligation',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pattern', models.CharField(max_length=13)),
                ('currency', models.CharField(max_length=3)),
                ('total_minor', models.BigIntegerField()),
                ('account_role', models.CharField(max_length=30)),
                ('booked_on', models.DateField()),
                ('starts_on', models.DateField(null=True)),
                ('ends_on', models.DateField(null=True)),
                ('charge', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='subscribing.charge')),
                ('customer', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.customer')),
                ('entity', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity')),
                ('order_line', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ordering.orderline')),
                ('usage', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='metering.usagecharge')),
            ],
            options={
                'db_table': 'recognizing_obligation',
                'indexes': [models.Index(fields=['order_line'], name='obligation_line'), models.Index(condition=models.Q(('pattern', 'straight_line')), fields=['entity', 'starts_on'], name='obligation_time')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('charge', None), ('usage', None)), fields=('order_line',), name='obligation_once'), models.CheckConstraint(condition=models.Q(('pattern__in', ['on_delivery', 'straight_line', 'as_billed'])), name='obligation_pattern_known'), models.CheckConstraint(condition=models.Q(models.Q(('pattern', 'straight_line'), _negated=True), models.Q(('ends_on__gt', models.F('starts_on')), ('starts_on__isnull', False)), _connector='OR'), name='obligation_time_has_term')],
            },
        ),
        migrations.CreateModel(
            name='Recognition',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('cause', models.CharField(max_length=8)),
                ('month', models.DateField()),
                ('recognized_on', models.DateField()),
                ('amount_minor', models.BigIntegerField()),
                ('delivery_line', models.OneToOneField(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='fulfilling.deliveryline')),
                ('invoice_line', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='invoicing.invoiceline')),
                ('obligation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='recognizing.obligation')),
            ],
            options={
                'db_table': 'recognizing_recognition',
                'indexes': [models.Index(fields=['obligation'], name='recognition_obligation')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('cause', 'time')), fields=('obligation', 'month'), name='recognized_month_once'), models.CheckConstraint(condition=models.Q(models.Q(('cause', 'delivery'), ('delivery_line__isnull', False)), ('cause', 'time'), models.Q(('cause__in', ['billing', 'credit']), ('invoice_line__isnull', False)), _connector='OR'), name='recognition_has_cause')],
            },
        ),
        migrations.CreateModel(
            name='MonthTotal',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('currency', models.CharField(max_length=3)),
                ('booked_month', models.DateField()),
                ('month', models.DateField()),
                ('amount_minor', models.BigIntegerField()),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.customer')),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity')),
            ],
            options={
                'db_table': 'recognizing_month',
                'constraints': [models.UniqueConstraint(fields=('entity', 'customer', 'currency', 'booked_month', 'month'), name='month_total_once'), models.CheckConstraint(condition=models.Q(('booked_month__day', 1), ('month__day', 1)), name='month_total_first_day')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='obligation',
            trigger=pgtrigger.compiler.Trigger(name='obligation_references', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nDECLARE missing record;\nBEGIN\nSELECT * INTO missing FROM (SELECT 'order_line_id' AS name, n.order_line_id::text AS value FROM (SELECT DISTINCT order_line_id FROM new_rows WHERE order_line_id IS NOT NULL) n LEFT JOIN ordering_line p ON p.id = n.order_line_id WHERE p.id IS NULL UNION ALL SELECT 'customer_id' AS name, n.customer_id::text AS value FROM (SELECT DISTINCT customer_id FROM new_rows WHERE customer_id IS NOT NULL) n LEFT JOIN parties_customer p ON p.id = n.customer_id WHERE p.id IS NULL UNION ALL SELECT 'entity_id' AS name, n.entity_id::text AS value FROM (SELECT DISTINCT entity_id FROM new_rows WHERE entity_id IS NOT NULL) n LEFT JOIN parties_entity p ON p.id = n.entity_id WHERE p.id IS NULL) m LIMIT 1;\nIF FOUND THEN\n    RAISE EXCEPTION '% % does not exist', missing.name, missing.value\n        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'obligation_references';\nEND IF;\nRETURN NULL;\nEND;\n", hash='5c6f65152dbcbe554473367c1192aa9a1e1515d5', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='INSERT', pgid='pgtrigger_obligation_references_6d0af', referencing='REFERENCING NEW TABLE AS new_rows ', table='recognizing_obligation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='obligation',
            trigger=pgtrigger.compiler.Trigger(name='obligation_references_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nDECLARE missing record;\nBEGIN\nSELECT * INTO missing FROM (SELECT 'order_line_id' AS name, n.order_line_id::text AS value FROM (SELECT DISTINCT order_line_id FROM new_rows WHERE order_line_id IS NOT NULL) n LEFT JOIN ordering_line p ON p.id = n.order_line_id WHERE p.id IS NULL UNION ALL SELECT 'customer_id' AS name, n.customer_id::text AS value FROM (SELECT DISTINCT customer_id FROM new_rows WHERE customer_id IS NOT NULL) n LEFT JOIN parties_customer p ON p.id = n.customer_id WHERE p.id IS NULL UNION ALL SELECT 'entity_id' AS name, n.entity_id::text AS value FROM (SELECT DISTINCT entity_id FROM new_rows WHERE entity_id IS NOT NULL) n LEFT JOIN parties_entity p ON p.id = n.entity_id WHERE p.id IS NULL) m LIMIT 1;\nIF FOUND THEN\n    RAISE EXCEPTION '% % does not exist', missing.name, missing.value\n        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'obligation_references';\nEND IF;\nRETURN NULL;\nEND;\n", hash='a9c5c6db418729c28e73897448f2794dd9f12cd5', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_obligation_references_changed_ce110', referencing='REFERENCING NEW TABLE AS new_rows ', table='recognizing_obligation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recognition',
            trigger=pgtrigger.compiler.Trigger(name='recognition_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='55db41c32d420bf8d049439e715d9dbeb018294c', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE OR DELETE', pgid='pgtrigger_recognition_append_only_f49fb', table='recognizing_recognition', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recognition',
            trigger=pgtrigger.compiler.Trigger(name='recognition_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='c798076bf66508ad54f3d9b3ba22951ba9081b38', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_recognition_no_truncate_16e9a', table='recognizing_recognition', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recognition',
            trigger=pgtrigger.compiler.Trigger(name='recognition_references', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nDECLARE missing record;\nBEGIN\nSELECT * INTO missing FROM (SELECT 'delivery_line_id' AS name, n.delivery_line_id::text AS value FROM (SELECT DISTINCT delivery_line_id FROM new_rows WHERE delivery_line_id IS NOT NULL) n LEFT JOIN fulfilling_line p ON p.id = n.delivery_line_id WHERE p.id IS NULL) m LIMIT 1;\nIF FOUND THEN\n    RAISE EXCEPTION '% % does not exist', missing.name, missing.value\n        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'recognition_references';\nEND IF;\nRETURN NULL;\nEND;\n", hash='0a2b3e2cd555562b2cbf710a91c1067fdd44b199', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='INSERT', pgid='pgtrigger_recognition_references_91a44', referencing='REFERENCING NEW TABLE AS new_rows ', table='recognizing_recognition', when='AFTER')),
        ),
    ]
