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
            name='Book',
            fields=[
                ('entity', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='parties.entity')),
                ('closed_through', models.DateField(null=True)),
                ('batches', models.BigIntegerField(default=0)),
                ('head', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
                ('entries', models.BigIntegerField(default=0)),
            ],
            options={
                'db_table': 'ledger_book',
            },
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12)),
                ('name_fr', models.CharField(max_length=120)),
                ('name_en', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=9)),
                ('role', models.CharField(max_length=30, null=True)),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity')),
            ],
            options={
                'db_table': 'ledger_account',
                'constraints': [models.UniqueConstraint(fields=('entity', 'code'), name='account_code_once'), models.UniqueConstraint(condition=models.Q(('role__isnull', False)), fields=('entity', 'role'), name='account_role_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['asset', 'liability', 'equity', 'income', 'expense'])), name='account_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('seq', models.BigIntegerField()),
                ('entries', models.PositiveIntegerField()),
                ('root', models.CharField(max_length=64)),
                ('previous', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity')),
            ],
            options={
                'db_table': 'ledger_batch',
                'constraints': [models.UniqueConstraint(fields=('entity', 'seq'), name='batch_seq_once')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('number', models.BigIntegerField()),
                ('journal', models.CharField(max_length=4)),
                ('booked_on', models.DateField()),
                ('label', models.CharField(max_length=160)),
                ('source_kind', models.CharField(max_length=20)),
                ('source_id', models.UUIDField()),
                ('source_number', models.CharField(blank=True, default='', max_length=40)),
                ('at', models.DateTimeField()),
                ('digest', models.CharField(max_length=64)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.batch')),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity')),
                ('reverses', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.entry')),
            ],
            options={
                'db_table': 'ledger_entry',
                'indexes': [models.Index(fields=['source_id'], name='entry_source'), models.Index(fields=['entity', 'booked_on'], name='entry_day')],
                'constraints': [models.UniqueConstraint(fields=('entity', 'number'), name='entry_number_once'), models.CheckConstraint(condition=models.Q(('journal__in', ['VE', 'BQ', 'OD', 'AN'])), name='entry_journal_known')],
            },
        ),
        migrations.CreateModel(
            name='Line',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('booked_on', models.DateField()),
                ('party_id', models.UUIDField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.account')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='ledger.entry')),
            ],
            options={
                'db_table': 'ledger_line',
                'indexes': [models.Index(fields=['account', 'booked_on'], name='line_account_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount_minor', 0), _negated=True), name='line_not_zero')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='batch',
            trigger=pgtrigger.compiler.Trigger(name='batch_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c85c3f9d07ba5c56d394f577d48cf444bd13b222', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE OR DELETE', pgid='pgtrigger_batch_append_only_58e80', table='ledger_batch', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='batch',
            trigger=pgtrigger.compiler.Trigger(name='batch_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='298840870c93ac04c5e890e068f8927e63a590bc', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_batch_no_truncate_8b7b0', table='ledger_batch', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entry',
            trigger=pgtrigger.compiler.Trigger(name='entry_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7f3e2624dcad4b5adb0f22b3f9a5bb9a83666255', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE OR DELETE', pgid='pgtrigger_entry_append_only_cb569', table='ledger_entry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entry',
            trigger=pgtrigger.compiler.Trigger(name='entry_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='c15341f363d06204b29de4a104b13fab6b242673', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_entry_no_truncate_57f08', table='ledger_entry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entry',
            trigger=pgtrigger.compiler.Trigger(name='entry_period_open', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF EXISTS (\n    SELECT 1 FROM new_entries e JOIN ledger_book b ON b.entity_id = e.entity_id\n    WHERE b.closed_through >= e.booked_on\n) THEN\n    RAISE EXCEPTION 'the period is closed'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'period_is_open';\nEND IF;\nRETURN NULL;\n", hash='99f72bc6ce5e66ab9e2c976f7534aed50fe63235', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='INSERT', pgid='pgtrigger_entry_period_open_e5696', referencing='REFERENCING NEW TABLE AS new_entries ', table='ledger_entry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='line',
            trigger=pgtrigger.compiler.Trigger(name='line_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b2d92c17eba1f2b6630b6d0a726229121eb05bc9', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE OR DELETE', pgid='pgtrigger_line_append_only_5f055', table='ledger_line', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='line',
            trigger=pgtrigger.compiler.Trigger(name='line_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='8eab9bc1b32bd8350762f11d661f6784c8ca3848', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_line_no_truncate_ac70e', table='ledger_line', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='line',
            trigger=pgtrigger.compiler.Trigger(name='entry_balances', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF EXISTS (\n    SELECT 1 FROM new_lines GROUP BY entry_id, currency HAVING sum(amount_minor) <> 0\n) THEN\n    RAISE EXCEPTION 'ledger entry out of balance: %', (\n        SELECT string_agg(format('entry %s %s %s', entry_id, currency, off), ', ')\n        FROM (SELECT entry_id, currency, sum(amount_minor) AS off FROM new_lines\n              GROUP BY entry_id, currency HAVING sum(amount_minor) <> 0 LIMIT 3) t\n    ) USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_balances';\nEND IF;\nIF EXISTS (\n    SELECT 1 FROM (SELECT entry_id, count(*) AS n FROM new_lines GROUP BY entry_id) m\n    JOIN LATERAL (SELECT count(*) AS n FROM ledger_line l WHERE l.entry_id = m.entry_id) a\n        ON a.n <> m.n\n) THEN\n    RAISE EXCEPTION 'all lines of an entry are written by one statement'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_is_whole';\nEND IF;\nRETURN NULL;\n", hash='2baaf23c4076c2aed9c328eb6b5757ba03d8570c', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='INSERT', pgid='pgtrigger_entry_balances_6f1b3', referencing='REFERENCING NEW TABLE AS new_lines ', table='ledger_line', when='AFTER')),
        ),
    ]
