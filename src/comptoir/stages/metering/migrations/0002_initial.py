import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('metering', '0001_initial'),
        ('subscribing', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='usage',
            name='service',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='subscribing.service'),
        ),
        migrations.AddField(
            model_name='usagecharge',
            name='service',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='subscribing.service'),
        ),
        migrations.AddIndex(
            model_name='usage',
            index=models.Index(fields=['service', 'used_on'], name='usage_service_day'),
        ),
        migrations.AddConstraint(
            model_name='usage',
            constraint=models.UniqueConstraint(fields=('entity', 'key'), name='usage_key_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='usage',
            trigger=pgtrigger.compiler.Trigger(name='usage_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d295b79c924bd2f9365e724922e48f80ee591920', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE OR DELETE', pgid='pgtrigger_usage_append_only_f7002', table='metering_usage', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='usage',
            trigger=pgtrigger.compiler.Trigger(name='usage_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='4cf736dde6c629894a38801b12d869a65b6ec9be', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_usage_no_truncate_b923a', table='metering_usage', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='usagecharge',
            constraint=models.UniqueConstraint(fields=('service', 'starts_on'), name='usage_charge_once'),
        ),
        migrations.AddConstraint(
            model_name='usagecharge',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='usage_dates'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='usagecharge',
            trigger=pgtrigger.compiler.Trigger(name='usage_charge_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4f15457283957c0bc74f1beb964dac36eb50fe8c', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE OR DELETE', pgid='pgtrigger_usage_charge_append_only_30d47', table='metering_usage_charge', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='usagecharge',
            trigger=pgtrigger.compiler.Trigger(name='usage_charge_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='c3a20630694530ef7269c1783dddc561d2783210', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_usage_charge_no_truncate_69acc', table='metering_usage_charge', when='BEFORE')),
        ),
    ]
