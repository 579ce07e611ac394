import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contracting', '0001_initial'),
        ('parties', '0001_initial'),
        ('quoting', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='contract',
            name='quote',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quoting.quote'),
        ),
        migrations.AddField(
            model_name='generalterms',
            name='entity',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity'),
        ),
        migrations.AddField(
            model_name='contract',
            name='terms',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contracting.generalterms'),
        ),
        migrations.AddConstraint(
            model_name='generalterms',
            constraint=models.UniqueConstraint(fields=('entity', 'version'), name='terms_version_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='generalterms',
            trigger=pgtrigger.compiler.Trigger(name='terms_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ef8738c20e71fac540abfb2462373b3f252a0b62', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE OR DELETE', pgid='pgtrigger_terms_frozen_92821', table='contracting_general_terms', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='contract',
            index=models.Index(fields=['entity', 'renewal_on'], name='contract_renewal'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.UniqueConstraint(fields=('entity', 'number'), name='contract_number_once'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['active', 'ended', 'terminated', 'renewed'])), name='contract_state_known'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='contract_dates'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contract',
            trigger=pgtrigger.compiler.Trigger(name='contract_is_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."currency" IS DISTINCT FROM (NEW."currency") OR OLD."customer_id" IS DISTINCT FROM (NEW."customer_id") OR OLD."entity_id" IS DISTINCT FROM (NEW."entity_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."net_minor" IS DISTINCT FROM (NEW."net_minor") OR OLD."notice_days" IS DISTINCT FROM (NEW."notice_days") OR OLD."notice_on" IS DISTINCT FROM (NEW."notice_on") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."quote_id" IS DISTINCT FROM (NEW."quote_id") OR OLD."renewal_on" IS DISTINCT FROM (NEW."renewal_on") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."signed_by" IS DISTINCT FROM (NEW."signed_by") OR OLD."signed_on" IS DISTINCT FROM (NEW."signed_on") OR OLD."signed_role" IS DISTINCT FROM (NEW."signed_role") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on") OR OLD."terms_id" IS DISTINCT FROM (NEW."terms_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='5202265538342335a092b173bc849bbff75668e1', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE', pgid='pgtrigger_contract_is_frozen_c8226', table='contracting_contract', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contract',
            trigger=pgtrigger.compiler.Trigger(name='contract_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='315e46585557ecdbb88ddd0b1d449229b6f78aa6', ignore_func_name='_pgtrigger_should_ignore', operation='DELETE', pgid='pgtrigger_contract_is_kept_85868', table='contracting_contract', when='BEFORE')),
        ),
    ]
