import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('parties', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='UsageCharge',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('bill_on', models.DateField()),
                ('quantity', models.DecimalField(decimal_places=6, max_digits=20)),
                ('net_minor', models.BigIntegerField()),
                ('waterfall', models.JSONField(default=list)),
            ],
            options={
                'db_table': 'metering_usage_charge',
            },
        ),
        migrations.CreateModel(
            name='Usage',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=120)),
                ('used_on', models.DateField()),
                ('quantity', models.DecimalField(decimal_places=6, max_digits=20)),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.entity')),
            ],
            options={
                'db_table': 'metering_usage',
            },
        ),
    ]
