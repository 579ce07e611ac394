import comptoir.platform.ids
import comptoir.stages.subscribing.core.states
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalog', '0001_initial'),
        ('ordering', '0001_initial'),
        ('parties', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('state', models.CharField(default=comptoir.stages.subscribing.core.states.ServiceState['ACTIVE'], max_length=8)),
                ('charge_kind', models.CharField(max_length=9)),
                ('quantity', models.DecimalField(decimal_places=6, max_digits=20)),
                ('period_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('billing_months', models.PositiveSmallIntegerField()),
                ('billing_timing', models.CharField(max_length=7)),
                ('anchor_on', models.DateField()),
                ('ends_on', models.DateField(null=True)),
                ('ended_reason', models.CharField(blank=True, default='', max_length=200)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.customer')),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ordering.order')),
                ('order_line', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ordering.orderline')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.product')),
            ],
            options={
                'db_table': 'subscribing_service',
                'indexes': [models.Index(fields=['customer'], name='service_customer')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['active', 'ended'])), name='service_state_known'), models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('anchor_on')), _connector='OR'), name='service_dates'), models.CheckConstraint(condition=models.Q(('billing_months__gt', 0)), name='service_months')],
            },
        ),
        migrations.CreateModel(
            name='Charge',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('bill_on', models.DateField()),
                ('net_minor', models.BigIntegerField()),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='charges', to='subscribing.service')),
            ],
            options={
                'db_table': 'subscribing_charge',
                'constraints': [models.UniqueConstraint(fields=('service', 'number'), name='charge_period_once'), models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='charge_dates')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='charge',
            trigger=pgtrigger.compiler.Trigger(name='charge_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0a35767f4fd29d4d4d6b2b27c8fe21c55175998f', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE OR DELETE', pgid='pgtrigger_charge_append_only_b1146', table='subscribing_charge', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='charge',
            trigger=pgtrigger.compiler.Trigger(name='charge_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='1b260992ff626150971661725ea863c5d00424be', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_charge_no_truncate_62fd2', table='subscribing_charge', when='BEFORE')),
        ),
    ]
