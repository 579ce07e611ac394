import comptoir.platform.ids
import comptoir.stages.renewing.core.states
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contracting', '0001_initial'),
        ('parties', '0001_initial'),
        ('quoting', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Renewal',
            fields=[
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('state', models.CharField(default=comptoir.stages.renewing.core.states.RenewalState['OPEN'], max_length=7)),
                ('due_on', models.DateField()),
                ('notice_on', models.DateField(null=True)),
                ('opened_on', models.DateField()),
                ('lost_reason', models.CharField(blank=True, default='', max_length=200)),
                ('contract', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contracting.contract')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.customer')),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity')),
                ('quote', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quoting.quote')),
            ],
            options={
                'db_table': 'renewing_renewal',
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['open', 'quoted', 'renewed', 'lost'])), name='renewal_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'lost'), _negated=True), models.Q(('lost_reason', ''), _negated=True), _connector='OR'), name='renewal_lost_has_reason')],
            },
        ),
    ]
