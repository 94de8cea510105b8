import campaign.pages.models
from django.db import migrations, models


class Migration(migrations.Migration):
    """Some addresses below /organiser/ are the site's own. Touches no row."""

    dependencies = [("campaign", "0004_check_chairs")]

    operations = [
        migrations.AlterField(
            model_name="campaign",
            name="slug",
            field=models.SlugField(
                max_length=80,
                unique=True,
                validators=[campaign.pages.models.check_slug],
                verbose_name="address of the page",
            ),
        ),
    ]
