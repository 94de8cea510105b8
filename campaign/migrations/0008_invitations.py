import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Who is asked to join an organisation; the address goes as soon as it is over."""

    dependencies = [
        ("campaign", "0007_door"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("owner", "Owner"),
                            ("editor", "Editor"),
                            ("staff", "Staff, may export"),
                            ("viewer", "Viewer"),
                        ],
                        max_length=10,
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
                ("sealed_address", models.BinaryField(null=True)),
                ("address_hash", models.BinaryField(max_length=16)),
                ("created_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField()),
                ("sends", models.PositiveSmallIntegerField(default=1)),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="campaign.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("sealed_address__isnull", False)),
                        fields=("organisation", "address_hash"),
                        name="one_invitation_per_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at", None), ("revoked_at", None)),
                            ("sealed_address", None),
                            _connector="OR",
                        ),
                        name="no_address_in_finished_invitations",
                    ),
                ],
            },
        ),
    ]
