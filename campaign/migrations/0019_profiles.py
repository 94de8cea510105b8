"""A campaign's profile, and what a high-risk one needs beside it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("campaign", "0018_approval")]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="profile",
            field=models.CharField(
                choices=[("standard", "Standard"), ("high-risk", "High-risk")],
                db_default="standard",
                default="standard",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="campaign",
            name="blurring_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="campaign",
            name="steady_count",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="campaign",
            name="steady_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
