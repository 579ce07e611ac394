import comptoir.platform.ids
import comptoir.stages.ordering.core.states
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contracting', '0001_initial'),
        ('parties', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='OrderLine',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('position', models.PositiveIntegerField()),
                ('description', models.CharField(max_length=300)),
                ('quantity', models.DecimalField(decimal_places=6, max_digits=20)),
                ('unit_net', models.DecimalField(decimal_places=12, max_digits=24)),
                ('net_minor', models.BigIntegerField()),
                ('vat_rate', models.DecimalField(decimal_places=2, max_digits=5)),
                ('charge_kind', models.CharField(default='one_off', max_length=9)),
                ('billing_months', models.PositiveSmallIntegerField(null=True)),
                ('billing_timing', models.CharField(default='advance', max_length=7)),
                ('starts_on', models.DateField(null=True)),
                ('ends_on', models.DateField(null=True)),
                ('promised_on', models.DateField(null=True)),
                ('list_price', models.DecimalField(decimal_places=12, max_digits=24, null=True)),
                ('discount_percent', models.DecimalField(decimal_places=6, max_digits=9, null=True)),
                ('quote_line_id', models.BigIntegerField(null=True)),
                ('waterfall', models.JSONField(null=True)),
            ],
            options={
                'db_table': 'ordering_line',
            },
        ),
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('number', models.CharField(max_length=30)),
                ('channel', models.CharField(default=comptoir.stages.ordering.core.states.Channel['DIRECT'], max_length=12)),
                ('external_ref', models.CharField(max_length=80, null=True)),
                ('customer_ref', models.CharField(blank=True, default='', max_length=80)),
                ('state', models.CharField(default=comptoir.stages.ordering.core.states.OrderState['OPEN'], max_length=8)),
                ('hold_reason', models.CharField(blank=True, default='', max_length=40)),
                ('hold_minor', models.BigIntegerField(default=0)),
                ('language', models.CharField(max_length=2)),
                ('currency', models.CharField(max_length=3)),
                ('placed_on', models.DateField()),
                ('terms_kind', models.CharField(max_length=24)),
                ('terms_days', models.PositiveSmallIntegerField()),
                ('deposit_percent', models.DecimalField(decimal_places=2, default=0, max_digits=5)),
                ('net_minor', models.BigIntegerField()),
                ('vat_minor', models.BigIntegerField()),
                ('gross_minor', models.BigIntegerField()),
                ('contract', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contracting.contract')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.customer')),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity')),
            ],
            options={
                'db_table': 'ordering_order',
            },
        ),
    ]
