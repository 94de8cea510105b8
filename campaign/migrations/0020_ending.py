import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """How long names are kept, and the end of a campaign's list of names."""

    dependencies = [
        ('campaign', '0019_profiles'),
    ]

    operations = [
        migrations.CreateModel(
            name='Ending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('waiting', 'Waiting'), ('building', 'Being erased'), ('finished', 'Erased')], default='planned', max_length=10)),
                ('closed_for_good_at', models.DateTimeField(null=True)),
                ('warned_at', models.DateTimeField(null=True)),
                ('warned_again_at', models.DateTimeField(null=True)),
                ('requested_at', models.DateTimeField(null=True)),
                ('started_at', models.DateTimeField(null=True)),
                ('claimed_until', models.DateTimeField(null=True)),
                ('rows_total', models.PositiveIntegerField(default=0)),
                ('rows_done', models.PositiveIntegerField(default=0)),
                ('counted', models.PositiveIntegerField(default=0)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='campaign',
            name='keep_days',
            field=models.PositiveSmallIntegerField(db_default=180, default=180),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('wrapped_fingerprint_secret__isnull', False), ('state', 'archived'), _connector='OR'), name='closed_for_good_stays_closed'),
        ),
        migrations.AddField(
            model_name='ending',
            name='campaign',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='ending', to='campaign.campaign'),
        ),
    ]
