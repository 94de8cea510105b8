import django.db.models.deletion
from django.db import migrations, models

# The day it is at `moment` in `zone`, as that date at midnight in UTC. A zone that this PostgreSQL
# does not know (Python may have newer ones) must not stop the counting of everybody's signatures.
DAY_OF = """
CREATE FUNCTION campaign_day_of(moment timestamptz, zone text) RETURNS timestamptz
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN date_trunc('day', moment AT TIME ZONE zone) AT TIME ZONE 'UTC';
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN date_trunc('day', moment AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
END $$;
"""

# What has been counted before there were figures.
FROM_TALLIES = """
INSERT INTO campaign_figure (campaign_id, span, about, at, value, number)
SELECT c.id, span, about, at, value, sum(number)
FROM campaign_tally AS t JOIN campaign_campaign AS c ON c.id = t.campaign_id
CROSS JOIN LATERAL (VALUES
    ('hour', t.hour), ('day', campaign_day_of(t.hour, c.time_zone)),
    ('ever', timestamptz 'epoch')
) AS spans (span, at)
CROSS JOIN LATERAL (VALUES
    ('confirmed', '', t.confirmed), ('withdrawn', '', t.withdrawn),
    ('country', t.country, t.confirmed - t.withdrawn),
    ('language', t.language, t.confirmed - t.withdrawn),
    ('source', t.source, t.confirmed - t.withdrawn)
) AS things (about, value, number)
GROUP BY 1, 2, 3, 4, 5;
"""


class Migration(migrations.Migration):
    """Numbers for the organisers' desk, added up as they happen."""


    dependencies = [
        ('campaign', '0010_publishing'),
    ]

    operations = [
        migrations.CreateModel(
            name='Bookmark',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('until', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Figure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('span', models.CharField(choices=[('hour', 'Hour'), ('day', 'Day'), ('ever', 'Ever')], max_length=4)),
                ('about', models.CharField(choices=[('seen', 'Seen'), ('signed', 'Signed'), ('mailed', 'Mailed'), ('refused', 'Refused'), ('confirmed', 'Confirmed'), ('withdrawn', 'Withdrawn'), ('country', 'Country'), ('language', 'Language'), ('source', 'Source')], max_length=9)),
                ('at', models.DateTimeField()),
                ('value', models.CharField(blank=True, max_length=32)),
                ('number', models.IntegerField(default=0)),
                ('campaign', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='campaign.campaign')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('campaign', 'span', 'about', 'at', 'value'), name='one_figure_of_each')],
            },
        ),
        migrations.RunSQL(DAY_OF, "DROP FUNCTION campaign_day_of(timestamptz, text)"),
        migrations.RunSQL(FROM_TALLIES, migrations.RunSQL.noop),
    ]
