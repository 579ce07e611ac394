import comptoir.platform.ids
import comptoir.stages.quoting.core.states
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalog', '0001_initial'),
        ('parties', '0001_initial'),
        ('platform', '__first__'),
        ('pricing', '0002_initial'),
        ('prospecting', '0001_initial'),
        ('taxes', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Quote',
            fields=[
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('series', models.UUIDField()),
                ('number', models.CharField(max_length=30)),
                ('version', models.PositiveIntegerField(default=1)),
                ('title', models.CharField(blank=True, default='', max_length=160)),
                ('state', models.CharField(default=comptoir.stages.quoting.core.states.QuoteState['DRAFT'], max_length=10)),
                ('language', models.CharField(max_length=2)),
                ('currency', models.CharField(max_length=3)),
                ('starts_on', models.DateField(null=True)),
                ('term_months', models.PositiveSmallIntegerField(default=12)),
                ('valid_until', models.DateField()),
                ('terms_kind', models.CharField(max_length=24)),
                ('terms_days', models.PositiveSmallIntegerField()),
                ('deposit_percent', models.DecimalField(decimal_places=2, default=0, max_digits=5)),
                ('discount_kind', models.CharField(default='none', max_length=7)),
                ('discount_value', models.DecimalField(decimal_places=6, default=0, max_digits=20)),
                ('note', models.TextField(blank=True, default='')),
                ('net_minor', models.BigIntegerField(default=0)),
                ('vat_minor', models.BigIntegerField(default=0)),
                ('gross_minor', models.BigIntegerField(default=0)),
                ('one_off_minor', models.BigIntegerField(default=0)),
                ('recurring_minor', models.BigIntegerField(default=0)),
                ('mrr_minor', models.BigIntegerField(default=0)),
                ('cost_minor', models.BigIntegerField(default=0)),
                ('vat_lines', models.JSONField(default=list)),
                ('sent_at', models.DateTimeField(null=True)),
                ('accepted_at', models.DateTimeField(null=True)),
                ('accepted_name', models.CharField(blank=True, default='', max_length=120)),
                ('accepted_role', models.CharField(blank=True, default='', max_length=120)),
                ('consent', models.TextField(blank=True, default='')),
                ('refused_reason', models.TextField(blank=True, default='')),
                ('token_digest', models.CharField(blank=True, default='', max_length=64)),
                ('content_digest', models.CharField(blank=True, default='', max_length=64)),
                ('renews_contract', models.UUIDField(null=True)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pricing.pricebook')),
                ('contact', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.contact')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.customer')),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity')),
                ('opportunity', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='prospecting.opportunity')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'quoting_quote',
                'indexes': [models.Index(fields=['entity', '-created_at'], name='quote_recent'), models.Index(fields=['customer'], name='quote_customer')],
                'constraints': [models.UniqueConstraint(fields=('entity', 'number', 'version'), name='quote_number_once'), models.UniqueConstraint(fields=('series', 'version'), name='quote_version_once'), models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'sent'])), fields=('series',), name='quote_one_open_version'), models.UniqueConstraint(condition=models.Q(('state', 'accepted')), fields=('series',), name='quote_accepted_once'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'sent', 'accepted', 'refused', 'expired', 'superseded', 'void'])), name='quote_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', False), models.Q(('accepted_name', ''), _negated=True), models.Q(('consent', ''), _negated=True)), models.Q(('state', 'accepted'), _negated=True), _connector='OR'), name='quote_accepted_has_proof'), models.CheckConstraint(condition=models.Q(('sent_at__isnull', False), ('state__in', ['draft', 'void']), _connector='OR'), name='quote_sent_has_time'), models.CheckConstraint(condition=models.Q(('deposit_percent__gte', 0), ('deposit_percent__lte', 100)), name='quote_deposit_percent')],
            },
        ),
        migrations.CreateModel(
            name='QuoteLine',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('position', models.PositiveIntegerField()),
                ('section', models.CharField(blank=True, default='', max_length=80)),
                ('sku', models.CharField(max_length=40)),
                ('description', models.CharField(max_length=300)),
                ('quantity', models.DecimalField(decimal_places=6, max_digits=20)),
                ('unit', models.CharField(max_length=3)),
                ('charge_kind', models.CharField(max_length=9)),
                ('billing_months', models.PositiveSmallIntegerField(null=True)),
                ('term_months', models.PositiveSmallIntegerField(null=True)),
                ('deliver_on', models.DateField(null=True)),
                ('optional', models.BooleanField(default=False)),
                ('list_price', models.DecimalField(decimal_places=12, max_digits=24)),
                ('discount_kind', models.CharField(default='none', max_length=7)),
                ('discount_value', models.DecimalField(decimal_places=12, default=0, max_digits=24)),
                ('unit_net', models.DecimalField(decimal_places=12, max_digits=24)),
                ('share_minor', models.BigIntegerField(default=0)),
                ('net_minor', models.BigIntegerField()),
                ('cost', models.DecimalField(decimal_places=12, max_digits=24, null=True)),
                ('vat_rate', models.DecimalField(decimal_places=2, max_digits=5)),
                ('waterfall', models.JSONField(default=list)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='taxes.decision')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.product')),
                ('quote', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='quoting.quote')),
            ],
            options={
                'db_table': 'quoting_line',
                'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('quote', 'position'), name='quote_line_position_once'), models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='quote_line_quantity'), models.CheckConstraint(condition=models.Q(('discount_kind__in', ['none', 'percent', 'amount', 'net'])), name='quote_line_discount_kind'), models.CheckConstraint(condition=models.Q(models.Q(('charge_kind', 'recurring'), _negated=True), models.Q(('billing_months__gt', 0), ('term_months__gt', 0)), _connector='OR'), name='quote_line_recurring_has_term')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='quote',
            trigger=pgtrigger.compiler.Trigger(name='quote_accepted_is_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" = \'accepted\')', func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='abfc52f451e668bf342614945086066a05ab017a', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE OR DELETE', pgid='pgtrigger_quote_accepted_is_frozen_f6827', table='quoting_quote', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='quote',
            trigger=pgtrigger.compiler.Trigger(name='quote_sent_is_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state = 'sent' AND ROW(OLD.net_minor, OLD.vat_minor, OLD.gross_minor, OLD.customer_id, OLD.valid_until, OLD.content_digest, OLD.currency, OLD.discount_value, OLD.discount_kind) IS DISTINCT FROM ROW(NEW.net_minor, NEW.vat_minor, NEW.gross_minor, NEW.customer_id, NEW.valid_until, NEW.content_digest, NEW.currency, NEW.discount_value, NEW.discount_kind))", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='514e34febf6f4a17f49a6318dd0f86d34bb2589d', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE', pgid='pgtrigger_quote_sent_is_frozen_5a57b', table='quoting_quote', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='quoteline',
            trigger=pgtrigger.compiler.Trigger(name='quote_lines_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF EXISTS (\n    SELECT 1 FROM quoting_quote q\n    WHERE q.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.quote_id ELSE NEW.quote_id END\n      AND q.state <> 'draft'\n) THEN\n    RAISE EXCEPTION 'the lines of a sent quote are frozen'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'quote_lines_frozen';\nEND IF;\nIF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\nRETURN NEW;\n", hash='c373c29f2ede9f68c72f49996a441f3b2bec5964', ignore_func_name='_pgtrigger_should_ignore', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_quote_lines_frozen_58462', table='quoting_line', when='BEFORE')),
        ),
    ]
