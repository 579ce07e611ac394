import comptoir.platform.ids
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='File',
            fields=[
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('entity_id', models.UUIDField()),
                ('subject_id', models.UUIDField()),
                ('kind', models.CharField(max_length=30)),
                ('name', models.CharField(max_length=200)),
                ('media_type', models.CharField(max_length=80)),
                ('sha256', models.CharField(max_length=64)),
                ('content', models.BinaryField()),
            ],
            options={
                'db_table': 'platform_file',
                'indexes': [models.Index(fields=['subject_id', 'kind'], name='file_subject')],
            },
        ),
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('worker', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('started_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'platform_heartbeat',
            },
        ),
        migrations.CreateModel(
            name='Progress',
            fields=[
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('entity_id', models.UUIDField(null=True)),
                ('kind', models.CharField(max_length=40)),
                ('label', models.CharField(max_length=200)),
                ('actor', models.CharField(max_length=80)),
                ('state', models.CharField(default='running', max_length=8)),
                ('done', models.BigIntegerField(default=0)),
                ('total', models.BigIntegerField(null=True)),
                ('message', models.TextField(blank=True, default='')),
                ('result', models.JSONField(default=dict)),
                ('updated_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'platform_progress',
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['running', 'done', 'failed'])), name='progress_state_known')],
            },
        ),
        migrations.CreateModel(
            name='UserRole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('sales', 'sales'), ('sales_manager', 'sales_manager'), ('finance_approver', 'finance_approver'), ('legal', 'legal'), ('order', 'order'), ('warehouse', 'warehouse'), ('billing', 'billing'), ('collector', 'collector'), ('controller', 'controller'), ('revenue', 'revenue'), ('integration', 'integration'), ('auditor', 'auditor'), ('admin', 'admin')], max_length=20)),
                ('entity_id', models.UUIDField(null=True)),
            ],
            options={
                'db_table': 'platform_user_role',
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('language', models.CharField(default='en', max_length=2)),
                ('theme', models.CharField(default='system', max_length=6)),
                ('shortcuts', models.BooleanField(default=True)),
                ('entity_id', models.UUIDField(null=True)),
                ('is_staff', models.BooleanField(default=False)),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'db_table': 'platform_user',
            },
        ),
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('name', models.CharField(max_length=80)),
                ('prefix', models.CharField(max_length=16, unique=True)),
                ('digest', models.CharField(max_length=64)),
                ('scopes', models.JSONField(default=list)),
                ('entity_id', models.UUIDField(null=True)),
                ('last_used_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'platform_api_key',
            },
        ),
        migrations.CreateModel(
            name='Clock',
            fields=[
                ('entity_id', models.UUIDField(primary_key=True, serialize=False)),
                ('zone', models.CharField(default='Europe/Paris', max_length=40)),
                ('sandbox', models.BooleanField(default=False)),
                ('today', models.DateField(null=True)),
            ],
            options={
                'db_table': 'platform_clock',
                'constraints': [models.CheckConstraint(condition=models.Q(('today', None), ('sandbox', True), _connector='OR'), name='only_a_sandbox_moves_its_clock')],
            },
        ),
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entity_id', models.UUIDField()),
                ('series', models.CharField(max_length=20)),
                ('year', models.PositiveIntegerField()),
                ('last', models.PositiveIntegerField()),
                ('last_on', models.DateField()),
            ],
            options={
                'db_table': 'platform_counter',
                'constraints': [models.UniqueConstraint(fields=('entity_id', 'series', 'year'), name='counter_once')],
            },
        ),
        migrations.CreateModel(
            name='EventRow',
            fields=[
                ('seq', models.BigAutoField(primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('entity_id', models.UUIDField()),
                ('subject_id', models.UUIDField()),
                ('facts', models.JSONField()),
                ('changed', models.JSONField(null=True)),
                ('actor', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('business_on', models.DateField()),
                ('key', models.CharField(max_length=120, null=True)),
                ('body_hash', models.CharField(max_length=64, null=True)),
                ('cause_seq', models.BigIntegerField(null=True)),
                ('delivered_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'platform_event',
                'indexes': [models.Index(fields=['subject_id', 'seq'], name='event_subject'), models.Index(fields=['entity_id', 'seq'], name='event_entity'), models.Index(condition=models.Q(('delivered_at', None)), fields=['seq'], name='event_undelivered')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('key__isnull', False)), fields=('actor', 'key'), name='event_key_once')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('handler', models.CharField(max_length=80)),
                ('done_at', models.DateTimeField(null=True)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('next_at', models.DateTimeField(null=True)),
                ('error', models.TextField(blank=True, default='')),
                ('event', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.eventrow')),
            ],
            options={
                'db_table': 'platform_delivery',
                'constraints': [models.UniqueConstraint(fields=('event', 'handler'), name='delivery_once')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='eventrow',
            trigger=pgtrigger.compiler.Trigger(name='event_is_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."actor" IS DISTINCT FROM (NEW."actor") OR OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."body_hash" IS DISTINCT FROM (NEW."body_hash") OR OLD."business_on" IS DISTINCT FROM (NEW."business_on") OR OLD."cause_seq" IS DISTINCT FROM (NEW."cause_seq") OR OLD."changed" IS DISTINCT FROM (NEW."changed") OR OLD."entity_id" IS DISTINCT FROM (NEW."entity_id") OR OLD."facts" IS DISTINCT FROM (NEW."facts") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."seq" IS DISTINCT FROM (NEW."seq") OR OLD."subject_id" IS DISTINCT FROM (NEW."subject_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='da1ada26b5d84a99009a96ae45249bc37211ae08', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE', pgid='pgtrigger_event_is_frozen_38bcc', table='platform_event', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='eventrow',
            trigger=pgtrigger.compiler.Trigger(name='event_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='a99677994bc842c64ca39f5e797e6f6824abba03', ignore_func_name='_pgtrigger_should_ignore', operation='DELETE', pgid='pgtrigger_event_is_kept_90bca', table='platform_event', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='eventrow',
            trigger=pgtrigger.compiler.Trigger(name='event_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='1234b1bf73b78a3a714a1baebc3547d55939e026', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_event_no_truncate_d2f73', table='platform_event', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='file',
            trigger=pgtrigger.compiler.Trigger(name='file_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ec96fa175ab5ebdc046ecb78296d73f00afd7f87', ignore_func_name='_pgtrigger_should_ignore', operation='UPDATE OR DELETE', pgid='pgtrigger_file_append_only_80b1d', table='platform_file', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='file',
            trigger=pgtrigger.compiler.Trigger(name='file_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='d9f4911802cf6833b0f0bcbe497649231be47085', ignore_func_name='_pgtrigger_should_ignore', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_file_no_truncate_47783', table='platform_file', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='userrole',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='userrole',
            constraint=models.UniqueConstraint(fields=('user', 'role', 'entity_id'), name='user_role_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='userrole',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['sales', 'sales_manager', 'finance_approver', 'legal', 'order', 'warehouse', 'billing', 'collector', 'controller', 'revenue', 'integration', 'auditor', 'admin'])), name='user_role_known'),
        ),
    ]
