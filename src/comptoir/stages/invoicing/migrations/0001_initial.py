import comptoir.platform.ids
import comptoir.stages.invoicing.core.states
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('parties', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='InvoiceLine',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('position', models.PositiveIntegerField()),
                ('kind', models.CharField(default='goods', max_length=9)),
                ('restores_quantity', models.BooleanField(default=False)),
                ('sku', models.CharField(blank=True, default='', max_length=40)),
                ('description', models.CharField(max_length=300)),
                ('quantity', models.DecimalField(decimal_places=6, max_digits=20)),
                ('unit', models.CharField(default='C62', max_length=3)),
                ('unit_net', models.DecimalField(decimal_places=12, max_digits=24)),
                ('list_price', models.DecimalField(decimal_places=12, max_digits=24, null=True)),
                ('discount_percent', models.DecimalField(decimal_places=6, max_digits=9, null=True)),
                ('net_minor', models.BigIntegerField()),
                ('vat_rate', models.DecimalField(decimal_places=2, max_digits=5)),
                ('service_start', models.DateField(null=True)),
                ('service_end', models.DateField(null=True)),
            ],
            options={
                'db_table': 'invoicing_line',
            },
        ),
        migrations.CreateModel(
            name='InvoiceVat',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('rate', models.DecimalField(decimal_places=2, max_digits=5)),
                ('base_minor', models.BigIntegerField()),
                ('vat_minor', models.BigIntegerField()),
            ],
            options={
                'db_table': 'invoicing_vat',
            },
        ),
        migrations.CreateModel(
            name='Invoice',
            fields=[
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('kind', models.CharField(default=comptoir.stages.invoicing.core.states.InvoiceKind['INVOICE'], max_length=7)),
                ('number', models.CharField(max_length=30, null=True)),
                ('state', models.CharField(default=comptoir.stages.invoicing.core.states.InvoiceState['DRAFT'], max_length=10)),
                ('currency', models.CharField(max_length=3)),
                ('language', models.CharField(max_length=2)),
                ('issued_on', models.DateField(null=True)),
                ('due_on', models.DateField(null=True)),
                ('supplied_on', models.DateField(null=True)),
                ('terms_kind', models.CharField(max_length=24)),
                ('terms_days', models.PositiveSmallIntegerField()),
                ('customer_ref', models.CharField(blank=True, default='', max_length=80)),
                ('reason', models.CharField(blank=True, default='', max_length=200)),
                ('reason_code', models.CharField(blank=True, default='', max_length=20)),
                ('net_minor', models.BigIntegerField()),
                ('vat_minor', models.BigIntegerField()),
                ('gross_minor', models.BigIntegerField()),
                ('seller', models.JSONField(default=dict)),
                ('buyer', models.JSONField(default=dict)),
                ('mentions', models.JSONField(default=list)),
                ('prepared_by', models.CharField(max_length=80)),
                ('approved_by', models.CharField(blank=True, default='', max_length=80)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('corrects', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='invoicing.invoice')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.customer')),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity')),
            ],
            options={
                'db_table': 'invoicing_invoice',
            },
        ),
    ]
