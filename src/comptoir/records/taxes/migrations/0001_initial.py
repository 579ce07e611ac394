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
            name='Decision',
            fields=[
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('digest', models.CharField(max_length=64)),
                ('category', models.CharField(max_length=2)),
                ('rate', models.DecimalField(decimal_places=2, max_digits=5)),
                ('country', models.CharField(max_length=2)),
                ('vatex', models.CharField(blank=True, default='', max_length=40)),
                ('rule', models.CharField(max_length=60)),
                ('version', models.PositiveSmallIntegerField()),
                ('mention_fr', models.TextField(blank=True, default='')),
                ('mention_en', models.TextField(blank=True, default='')),
                ('reason_fr', models.TextField()),
                ('reason_en', models.TextField()),
                ('facts', models.JSONField()),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity')),
            ],
            options={
                'db_table': 'taxes_decision',
                'constraints': [models.UniqueConstraint(fields=('entity', 'digest'), name='decision_once'), models.CheckConstraint(condition=models.Q(('rate__gte', 0), ('rate__lte', 100)), name='decision_rate'), models.CheckConstraint(condition=models.Q(('category__in', ['S', 'E', 'AE', 'K', 'G', 'O', 'Z'])), name='decision_category_known')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='decision',
            trigger=pgtrigger.compiler.Trigger(name='decision_is_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e66a232a6b6cb151dbfd43e35b90137e4fb426f7', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE OR DELETE', pgid='pgtrigger_decision_is_frozen_a3d15', table='taxes_decision', when='BEFORE')),
        ),
    ]
