from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Allocation',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('amount_minor', models.BigIntegerField()),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'collecting_allocation',
            },
        ),
        migrations.CreateModel(
            name='BankLine',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('fingerprint', models.CharField(max_length=64)),
                ('occurrence', models.PositiveSmallIntegerField()),
                ('booked_on', models.DateField()),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('text', models.CharField(max_length=400)),
                ('payer', models.CharField(blank=True, default='', max_length=160)),
                ('payer_iban', models.CharField(blank=True, default='', max_length=34)),
            ],
            options={
                'db_table': 'collecting_bank_line',
            },
        ),
    ]
