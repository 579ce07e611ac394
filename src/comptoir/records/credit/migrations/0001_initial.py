import comptoir.platform.ids
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
            name='CreditAccount',
            fields=[
                ('id', models.UUIDField(default=comptoir.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('currency', models.CharField(max_length=3)),
                ('limit_minor', models.BigIntegerField(null=True)),
                ('orders_minor', models.BigIntegerField(default=0)),
                ('invoices_minor', models.BigIntegerField(default=0)),
                ('deposits_minor', models.BigIntegerField(default=0)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.customer')),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity')),
            ],
            options={
                'db_table': 'credit_account',
                'constraints': [models.UniqueConstraint(fields=('customer', 'currency'), name='credit_account_once'), models.CheckConstraint(condition=models.Q(('limit_minor', None), ('limit_minor__gte', 0), _connector='OR'), name='credit_limit_positive'), models.CheckConstraint(condition=models.Q(('orders_minor__gte', 0)), name='credit_orders_positive'), models.CheckConstraint(condition=models.Q(('deposits_minor__gte', 0)), name='credit_deposits_positive')],
            },
        ),
    ]
