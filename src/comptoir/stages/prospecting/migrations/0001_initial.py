import comptoir.platform.ids
import comptoir.stages.prospecting.core.states
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('parties', '0001_initial'),
        ('platform', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Opportunity',
            fields=[
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('number', models.CharField(max_length=30)),
                ('title', models.CharField(max_length=160)),
                ('stage', models.CharField(default=comptoir.stages.prospecting.core.states.Stage['QUALIFY'], max_length=9)),
                ('probability', models.PositiveSmallIntegerField(default=20)),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('close_on', models.DateField()),
                ('next_step', models.CharField(blank=True, default='', max_length=200)),
                ('lost_reason', models.CharField(blank=True, default='', max_length=200)),
                ('won_at', models.DateTimeField(null=True)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.customer')),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.partner')),
            ],
            options={
                'db_table': 'prospecting_opportunity',
                'constraints': [models.UniqueConstraint(fields=('entity', 'number'), name='opportunity_number_once'), models.CheckConstraint(condition=models.Q(('stage__in', ['qualify', 'propose', 'negotiate', 'won', 'lost'])), name='opportunity_stage_known'), models.CheckConstraint(condition=models.Q(('probability__lte', 100)), name='opportunity_probability'), models.CheckConstraint(condition=models.Q(models.Q(('probability', 100), ('stage', 'won'), ('won_at__isnull', False)), models.Q(models.Q(('stage', 'won'), _negated=True), ('won_at', None)), _connector='OR'), name='opportunity_won_has_time'), models.CheckConstraint(condition=models.Q(models.Q(('stage', 'lost'), _negated=True), models.Q(('lost_reason', ''), _negated=True), _connector='OR'), name='opportunity_lost_has_reason'), models.CheckConstraint(condition=models.Q(('amount_minor__gte', 0)), name='opportunity_amount')],
            },
        ),
    ]
