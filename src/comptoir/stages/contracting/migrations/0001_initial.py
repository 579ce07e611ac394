import comptoir.platform.ids
import comptoir.stages.contracting.core.states
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
            name='GeneralTerms',
            fields=[
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('version', models.PositiveIntegerField()),
                ('title_fr', models.CharField(max_length=160)),
                ('title_en', models.CharField(max_length=160)),
                ('text_fr', models.TextField()),
                ('text_en', models.TextField()),
                ('starts_on', models.DateField()),
                ('sha256', models.CharField(max_length=64)),
            ],
            options={
                'db_table': 'contracting_general_terms',
            },
        ),
        migrations.CreateModel(
            name='Contract',
            fields=[
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('number', models.CharField(max_length=30)),
                ('state', models.CharField(default=comptoir.stages.contracting.core.states.ContractState['ACTIVE'], max_length=10)),
                ('language', models.CharField(max_length=2)),
                ('currency', models.CharField(max_length=3)),
                ('net_minor', models.BigIntegerField()),
                ('signed_on', models.DateField()),
                ('signed_by', models.CharField(max_length=120)),
                ('signed_role', models.CharField(blank=True, default='', max_length=120)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(null=True)),
                ('notice_days', models.PositiveSmallIntegerField(default=90)),
                ('notice_on', models.DateField(null=True)),
                ('renewal_on', models.DateField(null=True)),
                ('sha256', models.CharField(max_length=64)),
                ('ended_reason', models.CharField(blank=True, default='', max_length=200)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.customer')),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity')),
            ],
            options={
                'db_table': 'contracting_contract',
            },
        ),
    ]
