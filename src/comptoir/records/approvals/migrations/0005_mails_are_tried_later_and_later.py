from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0004_a_step_is_handed_over'),
    ]

    operations = [
        migrations.AddField(
            model_name='notice',
            name='tries',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='notice',
            name='try_at',
            field=models.DateTimeField(null=True),
        ),
        # what was given up stays so
        migrations.RunSQL(
            "UPDATE approvals_notice SET tries = attempts,"
            " mailed_at = CASE WHEN mailed_at IS NULL AND attempts >= 5 THEN at ELSE mailed_at END"
            " WHERE attempts > 0",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveField(
            model_name='notice',
            name='attempts',
        ),
    ]
