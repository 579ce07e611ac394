import comptoir.platform.ids
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('collecting', '0001_initial'),
        ('invoicing', '0001_initial'),
        ('parties', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='allocation',
            name='entity',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity'),
        ),
        migrations.AddField(
            model_name='allocation',
            name='reverses',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='collecting.allocation'),
        ),
        migrations.AddField(
            model_name='bankline',
            name='entity',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity'),
        ),
        migrations.CreateModel(
            name='OpenItem',
            fields=[
                ('invoice', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='invoicing.invoice')),
                ('number', models.CharField(max_length=30)),
                ('kind', models.CharField(max_length=7)),
                ('currency', models.CharField(max_length=3)),
                ('issued_on', models.DateField()),
                ('due_on', models.DateField()),
                ('gross_minor', models.BigIntegerField()),
                ('open_minor', models.BigIntegerField()),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.customer')),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity')),
            ],
            options={
                'db_table': 'collecting_open_item',
                'indexes': [models.Index(condition=models.Q(('open_minor', 0), _negated=True), fields=['entity', 'due_on'], name='open_item_due'), models.Index(fields=['customer'], name='open_item_customer')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('gross_minor__gte', 0), ('open_minor__gte', 0), ('open_minor__lte', models.F('gross_minor'))), models.Q(('gross_minor__lt', 0), ('open_minor__gte', models.F('gross_minor')), ('open_minor__lte', 0)), _connector='OR'), name='open_item_within_gross')],
            },
        ),
        migrations.AddField(
            model_name='allocation',
            name='credit_note',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='collecting.openitem'),
        ),
        migrations.AddField(
            model_name='allocation',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='collecting.openitem'),
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('number', models.CharField(max_length=30)),
                ('method', models.CharField(default='transfer', max_length=12)),
                ('received_on', models.DateField()),
                ('currency', models.CharField(max_length=3)),
                ('amount_minor', models.BigIntegerField()),
                ('unapplied_minor', models.BigIntegerField()),
                ('reference', models.CharField(blank=True, default='', max_length=140)),
                ('bank_line', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='collecting.bankline')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.customer')),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity')),
            ],
            options={
                'db_table': 'collecting_payment',
                'indexes': [models.Index(fields=['customer'], name='payment_customer')],
                'constraints': [models.UniqueConstraint(fields=('entity', 'number'), name='payment_number_once'), models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='payment_positive'), models.CheckConstraint(condition=models.Q(('unapplied_minor__gte', 0), ('unapplied_minor__lte', models.F('amount_minor'))), name='payment_unapplied_within')],
            },
        ),
        migrations.AddField(
            model_name='allocation',
            name='payment',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='collecting.payment'),
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('name', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('lines_read', models.PositiveIntegerField()),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity')),
            ],
            options={
                'db_table': 'collecting_statement',
                'constraints': [models.UniqueConstraint(fields=('entity', 'sha256'), name='statement_once')],
            },
        ),
        migrations.AddField(
            model_name='bankline',
            name='statement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='collecting.statement'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='payment',
            trigger=pgtrigger.compiler.Trigger(name='payment_is_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."amount_minor" IS DISTINCT FROM (NEW."amount_minor") OR OLD."bank_line_id" IS DISTINCT FROM (NEW."bank_line_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."currency" IS DISTINCT FROM (NEW."currency") OR OLD."customer_id" IS DISTINCT FROM (NEW."customer_id") OR OLD."entity_id" IS DISTINCT FROM (NEW."entity_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."method" IS DISTINCT FROM (NEW."method") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."received_on" IS DISTINCT FROM (NEW."received_on") OR OLD."reference" IS DISTINCT FROM (NEW."reference"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='8ba3bd01df1ad55d2e35b7a464cb440f5e08309a', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE', pgid='pgtrigger_payment_is_frozen_fd996', table='collecting_payment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='payment',
            trigger=pgtrigger.compiler.Trigger(name='payment_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='bd3e35bfce598320f59b154efc6278db790c8120', ignore_func_name='_pgtrigger_should_ignore', operation='DELETE', pgid='pgtrigger_payment_is_kept_38422', table='collecting_payment', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='allocation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('credit_note', None), ('payment__isnull', False)), models.Q(('credit_note__isnull', False), ('payment', None)), _connector='OR'), name='allocation_has_one_source'),
        ),
        migrations.AddConstraint(
            model_name='allocation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount_minor__gt', 0), ('reverses', None)), models.Q(('amount_minor__lt', 0), ('reverses__isnull', False)), _connector='OR'), name='allocation_sign'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='allocation',
            trigger=pgtrigger.compiler.Trigger(name='allocation_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='549244132947dd00064c6b02de2547e64ee47b43', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE OR DELETE', pgid='pgtrigger_allocation_append_only_7234d', table='collecting_allocation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='allocation',
            trigger=pgtrigger.compiler.Trigger(name='allocation_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='74e4d55ac1361c5f530772ec328cd62bd14f38e1', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_allocation_no_truncate_d1207', table='collecting_allocation', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='bankline',
            constraint=models.UniqueConstraint(fields=('entity', 'fingerprint', 'occurrence'), name='bank_line_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bankline',
            trigger=pgtrigger.compiler.Trigger(name='bank_line_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='79662fd510b547bf28b2dc911046b68e21b0a19d', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE OR DELETE', pgid='pgtrigger_bank_line_append_only_75f36', table='collecting_bank_line', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bankline',
            trigger=pgtrigger.compiler.Trigger(name='bank_line_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='5a8bec021be6a07295f581bc11ae8585d979a7f3', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_bank_line_no_truncate_4f784', table='collecting_bank_line', when='BEFORE')),
        ),
    ]
