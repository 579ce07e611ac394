import comptoir.platform.ids
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalog', '0001_initial'),
        ('parties', '0001_initial'),
        ('pricing', '0001_btree_gist'),
    ]

    operations = [
        migrations.CreateModel(
            name='PriceBook',
            fields=[
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('code', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=120)),
                ('currency', models.CharField(max_length=3)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(null=True)),
                ('is_default', models.BooleanField(default=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('active', models.BooleanField(default=True)),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity')),
            ],
            options={
                'db_table': 'pricing_price_book',
                'constraints': [models.UniqueConstraint(fields=('entity', 'code'), name='price_book_code_once'), models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='price_book_dates')],
            },
        ),
        migrations.CreateModel(
            name='Price',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(default='per_unit', max_length=9)),
                ('unit_price', models.DecimalField(decimal_places=12, max_digits=24)),
                ('tiers', models.JSONField(default=list)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.product')),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='prices', to='pricing.pricebook')),
            ],
            options={
                'db_table': 'pricing_price',
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('book', '='), ('product', '='), (models.Func(models.F('starts_on'), models.F('ends_on'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='one_price_a_day'), models.CheckConstraint(condition=models.Q(('model__in', ['flat', 'per_unit', 'volume', 'graduated'])), name='price_model_known'), models.CheckConstraint(condition=models.Q(('unit_price__gte', 0)), name='price_not_negative')],
            },
        ),
    ]
