import comptoir.platform.ids
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
            name='Product',
            fields=[
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('sku', models.CharField(max_length=40)),
                ('name_en', models.CharField(max_length=200)),
                ('name_fr', models.CharField(max_length=200)),
                ('description_en', models.TextField(blank=True, default='')),
                ('description_fr', models.TextField(blank=True, default='')),
                ('nature', models.CharField(default='goods', max_length=8)),
                ('charge_kind', models.CharField(default='one_off', max_length=9)),
                ('unit', models.CharField(default='C62', max_length=3)),
                ('tax_class', models.CharField(default='standard', max_length=14)),
                ('cost', models.DecimalField(decimal_places=12, max_digits=24, null=True)),
                ('currency', models.CharField(max_length=3)),
                ('revenue_pattern', models.CharField(default='on_delivery', max_length=13)),
                ('billing_months', models.PositiveSmallIntegerField(null=True)),
                ('billing_timing', models.CharField(default='advance', max_length=7)),
                ('image_svg', models.TextField(blank=True, default='')),
                ('starts_on', models.DateField(null=True)),
                ('ends_on', models.DateField(null=True)),
                ('active', models.BooleanField(default=True)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity')),
            ],
            options={
                'db_table': 'catalog_product',
                'constraints': [models.UniqueConstraint(fields=('entity', 'sku'), name='product_sku_once'), models.CheckConstraint(condition=models.Q(('nature__in', ['goods', 'service', 'digital'])), name='product_nature_known'), models.CheckConstraint(condition=models.Q(models.Q(('billing_months__gt', 0), ('charge_kind', 'recurring')), models.Q(('charge_kind__in', ['one_off', 'usage']), ('billing_months', None)), models.Q(('billing_months__gt', 0), ('charge_kind', 'usage')), _connector='OR'), name='product_period_fits_kind'), models.CheckConstraint(condition=models.Q(('billing_timing__in', ['advance', 'arrears'])), name='product_timing_known'), models.CheckConstraint(condition=models.Q(('revenue_pattern__in', ['on_delivery', 'straight_line', 'as_billed'])), name='product_pattern_known'), models.CheckConstraint(condition=models.Q(('starts_on', None), ('ends_on', None), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='product_dates_ordered')],
            },
        ),
        migrations.CreateModel(
            name='BundlePart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.DecimalField(decimal_places=6, max_digits=20)),
                ('bundle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='catalog.product')),
                ('part', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.product')),
            ],
            options={
                'db_table': 'catalog_bundle_part',
                'constraints': [models.UniqueConstraint(fields=('bundle', 'part'), name='bundle_part_once'), models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='bundle_part_quantity'), models.CheckConstraint(condition=models.Q(('bundle', models.F('part')), _negated=True), name='bundle_not_in_itself')],
            },
        ),
    ]
