import comptoir.pages.imports.core.states
import comptoir.platform.ids
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('parties', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('name', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('path', models.CharField(blank=True, default='', max_length=300)),
                ('state', models.CharField(default=comptoir.pages.imports.core.states.ImportState['UPLOADED'], max_length=8)),
                ('mapping', models.JSONField(default=dict)),
                ('totals', models.JSONField(default=dict)),
                ('proof', models.JSONField(default=dict)),
                ('progress_id', models.UUIDField(null=True)),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity')),
            ],
            options={
                'db_table': 'imports_import',
                'constraints': [models.UniqueConstraint(fields=('entity', 'sha256'), name='import_once'), models.CheckConstraint(condition=models.Q(('state__in', ['uploaded', 'checked', 'writing', 'done'])), name='import_state_known')],
            },
        ),
        migrations.CreateModel(
            name='ListedLine',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('row', models.PositiveIntegerField()),
                ('document', models.CharField(max_length=64)),
                ('kind', models.CharField(max_length=11)),
                ('rule', models.CharField(max_length=20)),
                ('day', models.DateField()),
                ('customer_ref', models.CharField(max_length=80)),
                ('sku', models.CharField(max_length=40)),
                ('description', models.CharField(blank=True, default='', max_length=300)),
                ('quantity', models.DecimalField(decimal_places=6, max_digits=20)),
                ('unit_price', models.DecimalField(decimal_places=12, max_digits=24)),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='imports.import')),
            ],
            options={
                'db_table': 'imports_listed',
                'indexes': [models.Index(fields=['entity', 'rule'], name='listed_rule')],
                'constraints': [models.UniqueConstraint(fields=('entity', 'document', 'row'), name='listed_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['invoice', 'credit_note', 'adjustment', 'stock'])), name='listed_kind_known')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='listedline',
            trigger=pgtrigger.compiler.Trigger(name='listed_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='16f5f4a21183cdf82f48aedd0b512184f048545e', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE OR DELETE', pgid='pgtrigger_listed_append_only_b4b49', table='imports_listed', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='listedline',
            trigger=pgtrigger.compiler.Trigger(name='listed_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='1ad014ebec8864f32ccc943549a743e1d8e9f70c', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_listed_no_truncate_31a30', table='imports_listed', when='BEFORE')),
        ),
    ]
