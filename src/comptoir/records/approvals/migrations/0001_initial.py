
import comptoir.platform.ids
import comptoir.records.approvals.core.states
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('parties', '0002_help_contact'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ApprovalRequest',
            fields=[
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('subject_id', models.UUIDField()),
                ('document_id', models.UUIDField()),
                ('number', models.CharField(max_length=50)),
                ('currency', models.CharField(max_length=3)),
                ('net_minor', models.BigIntegerField()),
                ('risk_minor', models.BigIntegerField()),
                ('margin_minor', models.BigIntegerField(null=True)),
                ('discount', models.CharField(blank=True, default='', max_length=40)),
                ('content', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('state', models.CharField(default=comptoir.records.approvals.core.states.RequestState['WAITING'], max_length=10)),
                ('asked_by', models.CharField(max_length=80)),
                ('owner', models.CharField(max_length=80)),
                ('asked_at', models.DateTimeField()),
                ('asked_on', models.DateField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('note', models.TextField(blank=True, default='')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.customer')),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity')),
            ],
            options={
                'db_table': 'approvals_request',
            },
        ),
        migrations.CreateModel(
            name='ApprovalLink',
            fields=[
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('nonce_digest', models.CharField(max_length=64, unique=True)),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.approvalrequest')),
            ],
            options={
                'db_table': 'approvals_link',
            },
        ),
        migrations.CreateModel(
            name='ApprovalStep',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('entity_id', models.UUIDField()),
                ('subject_id', models.UUIDField()),
                ('lineage', models.UUIDField()),
                ('stage', models.PositiveSmallIntegerField()),
                ('role', models.CharField(blank=True, default='', max_length=20)),
                ('state', models.CharField(max_length=10)),
                ('seen', models.JSONField()),
                ('figure', models.CharField(blank=True, default='', max_length=60)),
                ('started_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('due_on', models.DateField(null=True)),
                ('escalated_at', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.CharField(blank=True, default='', max_length=80)),
                ('on_behalf_of', models.CharField(blank=True, default='', max_length=80)),
                ('digest', models.CharField(blank=True, default='', max_length=64)),
                ('waited_seconds', models.BigIntegerField(null=True)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='approvals.approvalrequest')),
            ],
            options={
                'db_table': 'approvals_step',
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('entity_id', models.UUIDField()),
                ('kind', models.CharField(max_length=10)),
                ('text', models.TextField(blank=True, default='')),
                ('at', models.DateTimeField()),
                ('mailed_at', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('seen_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.approvalrequest')),
            ],
            options={
                'db_table': 'approvals_notice',
            },
        ),
        migrations.CreateModel(
            name='Policy',
            fields=[
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('lineage', models.UUIDField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('name', models.CharField(max_length=120)),
                ('conditions', models.JSONField()),
                ('stage', models.PositiveSmallIntegerField(default=1)),
                ('role', models.CharField(blank=True, default='', max_length=20)),
                ('hours', models.PositiveSmallIntegerField(default=0)),
                ('escalate_role', models.CharField(blank=True, default='', max_length=20)),
                ('bulk_minor', models.BigIntegerField(default=0)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(null=True)),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity')),
                ('escalate_person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'approvals_policy',
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('entity_id', models.UUIDField()),
                ('verb', models.CharField(max_length=10)),
                ('actor', models.CharField(max_length=80)),
                ('on_behalf_of', models.CharField(blank=True, default='', max_length=80)),
                ('at', models.DateTimeField()),
                ('on', models.DateField()),
                ('text', models.TextField(blank=True, default='')),
                ('figure', models.CharField(blank=True, default='', max_length=60)),
                ('seen', models.JSONField(null=True)),
                ('content', models.JSONField(null=True)),
                ('digest', models.CharField(max_length=64)),
                ('waited_seconds', models.BigIntegerField(null=True)),
                ('via', models.CharField(max_length=6)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='approvals.approvalrequest')),
                ('step', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.approvalstep')),
                ('policy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.policy')),
            ],
            options={
                'db_table': 'approvals_decision',
            },
        ),
        migrations.AddField(
            model_name='approvalstep',
            name='policy',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.policy'),
        ),
        migrations.CreateModel(
            name='Substitute',
            fields=[
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('absent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'approvals_substitute',
            },
        ),
        migrations.AddIndex(
            model_name='approvalrequest',
            index=models.Index(fields=['entity', 'state', '-asked_at'], name='request_queue'),
        ),
        migrations.AddIndex(
            model_name='approvalrequest',
            index=models.Index(fields=['subject_id'], name='request_subject'),
        ),
        migrations.AddConstraint(
            model_name='approvalrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('subject_id',), name='request_one_waiting'),
        ),
        migrations.AddConstraint(
            model_name='approvalrequest',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'approved', 'countered', 'rejected', 'withdrawn'])), name='request_state_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='approvalrequest',
            trigger=pgtrigger.compiler.Trigger(name='request_closed_is_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state <> 'waiting')", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='acef526f1c809b8ef4ad202a8e2b631688ac36d7', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE', pgid='pgtrigger_request_closed_is_frozen_177ff', table='approvals_request', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='approvalrequest',
            trigger=pgtrigger.compiler.Trigger(name='request_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='8e670016bdcfc9ae6bad273a1e9adb5126048219', ignore_func_name='_pgtrigger_should_ignore', operation='DELETE', pgid='pgtrigger_request_kept_e0ac3', table='approvals_request', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='approvalrequest',
            trigger=pgtrigger.compiler.Trigger(name='request_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='4cd9190faa394260e46bff90f3dd928f19f49dc4', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_request_no_truncate_a80c2', table='approvals_request', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='approvallink',
            trigger=pgtrigger.compiler.Trigger(name='link_is_used_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.used_at IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='961e5a9cc83df417dc33c0bcfbd03a5430562a1b', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE', pgid='pgtrigger_link_is_used_once_95c34', table='approvals_link', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='approvallink',
            trigger=pgtrigger.compiler.Trigger(name='link_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='2eb606fcaa05f809eb5123adb39095690c4a812b', ignore_func_name='_pgtrigger_should_ignore', operation='DELETE', pgid='pgtrigger_link_kept_ede2d', table='approvals_link', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='approvallink',
            trigger=pgtrigger.compiler.Trigger(name='link_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='4c5f5fa1530da850c7608dc9cec077cd72f43d95', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_link_no_truncate_57b4d', table='approvals_link', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('mailed_at', None)), fields=['id'], name='notice_to_mail'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['person', '-id'], name='notice_person'),
        ),
        migrations.AddIndex(
            model_name='policy',
            index=models.Index(fields=['entity', 'starts_on'], name='policy_in_force'),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=models.UniqueConstraint(fields=('lineage', 'version'), name='policy_version_once'),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('lineage',), name='policy_one_open_version'),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('role', ''), ('person__isnull', False)), models.Q(models.Q(('role', ''), _negated=True), ('person__isnull', True)), _connector='OR'), name='policy_one_approver'),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='policy_ends_later'),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=models.CheckConstraint(condition=models.Q(('stage__gte', 1), ('stage__lte', 9)), name='policy_stage'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policy',
            trigger=pgtrigger.compiler.Trigger(name='policy_is_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."bulk_minor" IS DISTINCT FROM (NEW."bulk_minor") OR OLD."conditions" IS DISTINCT FROM (NEW."conditions") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."entity_id" IS DISTINCT FROM (NEW."entity_id") OR OLD."escalate_person_id" IS DISTINCT FROM (NEW."escalate_person_id") OR OLD."escalate_role" IS DISTINCT FROM (NEW."escalate_role") OR OLD."hours" IS DISTINCT FROM (NEW."hours") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."lineage" IS DISTINCT FROM (NEW."lineage") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."stage" IS DISTINCT FROM (NEW."stage") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='4ce9ab9d9e5479017a983486c2940f0ad0b16e8b', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE', pgid='pgtrigger_policy_is_frozen_bc9dd', table='approvals_policy', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policy',
            trigger=pgtrigger.compiler.Trigger(name='policy_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='64c5d7a8cd652cef41bd8334cd6e09c038754805', ignore_func_name='_pgtrigger_should_ignore', operation='DELETE', pgid='pgtrigger_policy_kept_0a05f', table='approvals_policy', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policy',
            trigger=pgtrigger.compiler.Trigger(name='policy_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='10469620489945491df30be8a0b736a77000f49d', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_policy_no_truncate_4754a', table='approvals_policy', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(fields=['entity_id', '-id'], name='decision_recent'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='decision',
            trigger=pgtrigger.compiler.Trigger(name='decision_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='28842c51a0e7ff675f478186dc1f50f177d999aa', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE OR DELETE', pgid='pgtrigger_decision_append_only_6e059', table='approvals_decision', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='decision',
            trigger=pgtrigger.compiler.Trigger(name='decision_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='26a0a39e80a570a3c2e274b7f3297989568fdc90', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_decision_no_truncate_50603', table='approvals_decision', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='approvalstep',
            index=models.Index(fields=['subject_id'], name='step_subject'),
        ),
        migrations.AddIndex(
            model_name='approvalstep',
            index=models.Index(condition=models.Q(('escalated_at', None), ('state', 'waiting')), fields=['entity_id', 'due_at'], name='step_to_escalate'),
        ),
        migrations.AddConstraint(
            model_name='approvalstep',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'waiting', 'approved', 'countered', 'rejected', 'dropped', 'void'])), name='step_state_known'),
        ),
        migrations.AddConstraint(
            model_name='approvalstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'countered', 'rejected']), _negated=True), models.Q(('decided_at__isnull', False), models.Q(('decided_by', ''), _negated=True), models.Q(('digest', ''), _negated=True)), _connector='OR'), name='step_decided_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='approvalstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'countered'), _negated=True), models.Q(('figure', ''), _negated=True), _connector='OR'), name='step_counter_has_figure'),
        ),
        migrations.AddConstraint(
            model_name='approvalstep',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['pending', 'waiting'])), fields=('request', 'lineage'), name='step_once_open'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='approvalstep',
            trigger=pgtrigger.compiler.Trigger(name='step_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='69b7ee5d7a4cc4b1ce41f7224cbf2f6b3ef3f7a8', ignore_func_name='_pgtrigger_should_ignore', operation='DELETE', pgid='pgtrigger_step_kept_68510', table='approvals_step', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='approvalstep',
            trigger=pgtrigger.compiler.Trigger(name='step_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='5e70f5343f16100974d8a86b5400c25b2e1a43f7', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_step_no_truncate_c0de7', table='approvals_step', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='substitute',
            constraint=models.CheckConstraint(condition=models.Q(('absent', models.F('person')), _negated=True), name='substitute_is_another'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='substitute',
            trigger=pgtrigger.compiler.Trigger(name='substitute_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='aedebdad4c3535a5c3b1fc3e9c183babde5034c7', ignore_func_name='_pgtrigger_should_ignore', operation='DELETE', pgid='pgtrigger_substitute_kept_defc8', table='approvals_substitute', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='substitute',
            trigger=pgtrigger.compiler.Trigger(name='substitute_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='e46942e3e720b01a89dd0be112125c45ac56f729', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_substitute_no_truncate_ea7ad', table='approvals_substitute', when='BEFORE')),
        ),
    ]
