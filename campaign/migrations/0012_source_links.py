import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Named links, the words that are passed on with a link, and the picture beside it."""

    dependencies = [
        ("campaign", "0011_figures"),
    ]

    operations = [
        migrations.CreateModel(
            name="ShareText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("en", "English"),
                            ("my", "မြန်မာ"),
                            ("id", "Bahasa Indonesia"),
                            ("ms", "Bahasa Melayu"),
                            ("th", "ไทย"),
                            ("vi", "Tiếng Việt"),
                            ("km", "ខ្មែរ"),
                            ("lo", "ລາວ"),
                            ("fil", "Filipino"),
                            ("zh-hans", "简体中文"),
                            ("ta", "தமிழ்"),
                            ("pt", "Português"),
                            ("tet", "Tetun"),
                        ],
                        max_length=10,
                    ),
                ),
                ("channel", models.CharField(blank=True, max_length=20)),
                ("words", models.CharField(max_length=1000)),
                (
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="share_texts",
                        to="campaign.campaign",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "language", "channel"),
                        name="one_share_text_per_channel",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="share_text_says_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SocialPicture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("en", "English"),
                            ("my", "မြန်မာ"),
                            ("id", "Bahasa Indonesia"),
                            ("ms", "Bahasa Melayu"),
                            ("th", "ไทย"),
                            ("vi", "Tiếng Việt"),
                            ("km", "ខ្មែរ"),
                            ("lo", "ລາວ"),
                            ("fil", "Filipino"),
                            ("zh-hans", "简体中文"),
                            ("ta", "தமிழ்"),
                            ("pt", "Português"),
                            ("tet", "Tetun"),
                        ],
                        max_length=10,
                    ),
                ),
                ("png", models.BinaryField()),
                ("version", models.CharField(max_length=16)),
                ("drawn_from", models.CharField(max_length=64)),
                ("shown_count", models.PositiveIntegerField()),
                ("drawn_at", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="social_pictures",
                        to="campaign.campaign",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "language"), name="one_social_picture_per_language"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SourceLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=32,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*\\Z",
                                "Use small letters a to z, digits, and single hyphens between them.",
                            )
                        ],
                        verbose_name="code",
                    ),
                ),
                ("label", models.CharField(max_length=60, verbose_name="name")),
                ("created_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="source_links",
                        to="campaign.campaign",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "code"), name="one_link_per_code")
                ],
            },
        ),
    ]
