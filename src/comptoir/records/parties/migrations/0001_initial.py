import comptoir.platform.ids
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('number', models.CharField(max_length=30)),
                ('kind', models.CharField(default='company', max_length=8)),
                ('name', models.CharField(max_length=160)),
                ('country', models.CharField(max_length=2)),
                ('language', models.CharField(default='fr', max_length=2)),
                ('currency', models.CharField(max_length=3)),
                ('siren', models.CharField(blank=True, default='', max_length=9)),
                ('siret', models.CharField(blank=True, default='', max_length=14)),
                ('vat_number', models.CharField(blank=True, default='', max_length=20)),
                ('iban', models.CharField(blank=True, default='', max_length=34)),
                ('email', models.EmailField(blank=True, default='', max_length=254)),
                ('phone', models.CharField(blank=True, default='', max_length=30)),
                ('segment', models.CharField(blank=True, default='', max_length=40)),
                ('terms_kind', models.CharField(default='net_days', max_length=24)),
                ('terms_days', models.PositiveSmallIntegerField(default=30)),
                ('external_ref', models.CharField(max_length=80, null=True)),
                ('active', models.BooleanField(default=True)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='parties.customer')),
            ],
            options={
                'db_table': 'parties_customer',
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('name', models.CharField(max_length=120)),
                ('email', models.EmailField(blank=True, default='', max_length=254)),
                ('phone', models.CharField(blank=True, default='', max_length=30)),
                ('language', models.CharField(default='fr', max_length=2)),
                ('roles', models.JSONField(default=list)),
                ('active', models.BooleanField(default=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='parties.customer')),
            ],
            options={
                'db_table': 'parties_contact',
            },
        ),
        migrations.CreateModel(
            name='Entity',
            fields=[
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('street_number', models.CharField(blank=True, default='', max_length=12)),
                ('street', models.CharField(blank=True, default='', max_length=120)),
                ('complement', models.CharField(blank=True, default='', max_length=120)),
                ('postcode', models.CharField(blank=True, default='', max_length=12)),
                ('town', models.CharField(blank=True, default='', max_length=80)),
                ('region', models.CharField(blank=True, default='', max_length=80)),
                ('country', models.CharField(max_length=2)),
                ('code', models.CharField(max_length=20, unique=True)),
                ('name', models.CharField(max_length=160)),
                ('legal_form', models.CharField(blank=True, default='', max_length=40)),
                ('capital_minor', models.BigIntegerField(null=True)),
                ('currency', models.CharField(max_length=3)),
                ('siren', models.CharField(blank=True, default='', max_length=9)),
                ('siret', models.CharField(blank=True, default='', max_length=14)),
                ('vat_number', models.CharField(blank=True, default='', max_length=20)),
                ('rcs_town', models.CharField(blank=True, default='', max_length=80)),
                ('email', models.EmailField(blank=True, default='', max_length=254)),
                ('phone', models.CharField(blank=True, default='', max_length=30)),
                ('iban', models.CharField(blank=True, default='', max_length=34)),
                ('bic', models.CharField(blank=True, default='', max_length=11)),
                ('zone', models.CharField(default='Europe/Paris', max_length=40)),
                ('language', models.CharField(default='fr', max_length=2)),
                ('vat_regime', models.CharField(default='normal', max_length=10)),
                ('vat_on_debits', models.BooleanField(default=False)),
                ('late_rate', models.DecimalField(decimal_places=3, max_digits=6, null=True)),
                ('logo_svg', models.TextField(blank=True, default='')),
                ('brand_color', models.CharField(default='#1f4fd8', max_length=7)),
                ('sandbox', models.BooleanField(default=False)),
            ],
            options={
                'db_table': 'parties_entity',
                'constraints': [models.CheckConstraint(condition=models.Q(('vat_regime__in', ['normal', 'franchise'])), name='entity_vat_regime_known')],
            },
        ),
        migrations.AddField(
            model_name='customer',
            name='entity',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity'),
        ),
        migrations.CreateModel(
            name='Partner',
            fields=[
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('name', models.CharField(max_length=160)),
                ('kind', models.CharField(default='reseller', max_length=20)),
                ('country', models.CharField(max_length=2)),
                ('email', models.EmailField(blank=True, default='', max_length=254)),
                ('vat_number', models.CharField(blank=True, default='', max_length=20)),
                ('active', models.BooleanField(default=True)),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity')),
            ],
            options={
                'db_table': 'parties_partner',
                'constraints': [models.UniqueConstraint(fields=('entity', 'name'), name='partner_name_once')],
            },
        ),
        migrations.CreateModel(
            name='Address',
            fields=[
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('street_number', models.CharField(blank=True, default='', max_length=12)),
                ('street', models.CharField(blank=True, default='', max_length=120)),
                ('complement', models.CharField(blank=True, default='', max_length=120)),
                ('postcode', models.CharField(blank=True, default='', max_length=12)),
                ('town', models.CharField(blank=True, default='', max_length=80)),
                ('region', models.CharField(blank=True, default='', max_length=80)),
                ('country', models.CharField(max_length=2)),
                ('kind', models.CharField(max_length=8)),
                ('label', models.CharField(blank=True, default='', max_length=80)),
                ('is_default', models.BooleanField(default=True)),
                ('active', models.BooleanField(default=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='addresses', to='parties.customer')),
            ],
            options={
                'db_table': 'parties_address',
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['billing', 'delivery'])), name='address_kind_known'), models.UniqueConstraint(condition=models.Q(('active', True), ('is_default', True)), fields=('customer', 'kind'), name='address_one_default')],
            },
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['entity', 'name'], name='customer_name'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.UniqueConstraint(fields=('entity', 'number'), name='customer_number_once'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.UniqueConstraint(condition=models.Q(('external_ref__isnull', False)), fields=('entity', 'external_ref'), name='customer_external_ref_once'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['company', 'person'])), name='customer_kind_known'),
        ),
    ]
