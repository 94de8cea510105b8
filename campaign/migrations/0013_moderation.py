import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    RemoveIndexConcurrently,
    ValidateConstraint,
)
from django.db import migrations, models
from django.db.models import Q

REASONS = [
    ("spam", "Spam"),
    ("insult", "Insult or threat"),
    ("personal", "Personal data"),
    ("not-theirs", "Not their own name"),
    ("impersonation", "Pretends to be somebody else"),
    ("advertising", "Advertising"),
    ("other", "Another reason"),
]
STANDINGS = [("shown", "Shown"), ("waiting", "Waiting"), ("hidden", "Hidden")]
STANDS = Q(("held_at", None), ("state", "confirmed"))


def any_words(standing):
    return Q(
        Q(~Q(public_name=""), ("name_standing", standing)),
        Q(~Q(comment=""), ("comment_standing", standing)),
        _connector=Q.OR,
    )


class Migration(migrations.Migration):
    """Names and comments that wait or are hidden, signatures that are held.

    For a table that people are signing into. The columns have constant defaults, which PostgreSQL
    keeps in its catalogue: no row is written. Indexes are made CONCURRENTLY and constraints checked
    afterwards, so signing goes on meanwhile; between the old `signature_shown` and the new one,
    seconds for a million rows, the public page reads the table. Hence not atomic: should it stop
    half-way, undo by hand what `sqlmigrate campaign 0013 --backwards` lists, then start again.
    """

    atomic = False

    dependencies = [("campaign", "0012_source_links")]

    operations = [
        migrations.AddField(
            "campaign", "comments_wait", models.BooleanField(db_default=True, default=True)
        ),
        migrations.AddField(
            "campaign", "names_wait", models.BooleanField(db_default=False, default=False)
        ),
        migrations.AddField(
            "signature",
            "name_standing",
            models.CharField(
                choices=STANDINGS, db_default="shown", default="shown", max_length=8
            ),
        ),
        migrations.AddField(
            "signature",
            "comment_standing",
            models.CharField(
                choices=STANDINGS, db_default="waiting", default="waiting", max_length=8
            ),
        ),
        migrations.AddField(
            "signature",
            "name_hidden_for",
            models.CharField(
                blank=True, choices=REASONS, db_default="", default="", max_length=15
            ),
        ),
        migrations.AddField(
            "signature",
            "comment_hidden_for",
            models.CharField(
                blank=True, choices=REASONS, db_default="", default="", max_length=15
            ),
        ),
        migrations.AddField(
            "signature",
            "noticed",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=25), null=True, size=None
            ),
        ),
        migrations.AddField(
            "signature", "is_flagged", models.BooleanField(db_default=False, default=False)
        ),
        migrations.AddField("signature", "held_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "signature", "is_refused", models.BooleanField(db_default=False, default=False)
        ),
        AddConstraintNotValid(
            "signature",
            models.CheckConstraint(
                condition=Q(("held_at", None), ("counted_at", None), _connector=Q.OR),
                name="held_is_not_counted",
            ),
        ),
        AddConstraintNotValid(
            "signature",
            models.CheckConstraint(
                condition=Q(("is_refused", False), ("held_at__isnull", False), _connector=Q.OR),
                name="refused_is_held",
            ),
        ),
        ValidateConstraint("signature", "held_is_not_counted"),
        ValidateConstraint("signature", "refused_is_held"),
        migrations.CreateModel(
            name="ModerationBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("approved", "Approved"),
                            ("hidden", "Hidden"),
                            ("restored", "Put back"),
                            ("held", "Held"),
                            ("released", "Released"),
                            ("refused", "Left out"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, choices=REASONS, max_length=15)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="campaign.campaign",
                    ),
                ),
            ],
            options={"verbose_name_plural": "moderation batches"},
        ),
        migrations.CreateModel(
            name="ModeratedSignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name_standing", models.CharField(max_length=8)),
                ("comment_standing", models.CharField(max_length=8)),
                ("name_hidden_for", models.CharField(blank=True, max_length=15)),
                ("comment_hidden_for", models.CharField(blank=True, max_length=15)),
                ("held_at", models.DateTimeField(null=True)),
                ("is_refused", models.BooleanField()),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="campaign.moderationbatch",
                    ),
                ),
                (
                    "signature",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moderations",
                        to="campaign.signature",
                    ),
                ),
            ],
        ),
        RemoveIndexConcurrently("signature", "signature_uncounted"),
        AddIndexConcurrently(
            "signature",
            models.Index(
                condition=Q(counted_at=None) & STANDS,
                fields=["campaign"],
                name="signature_uncounted",
            ),
        ),
        RemoveIndexConcurrently("signature", "signature_shown"),
        AddIndexConcurrently(
            "signature",
            models.Index(
                condition=STANDS & any_words("shown"),
                fields=["campaign", "-confirmed_at", "-id"],
                name="signature_shown",
            ),
        ),
        AddIndexConcurrently(
            "signature",
            models.Index(
                condition=STANDS & any_words("waiting"),
                fields=["campaign", "-is_flagged", "-confirmed_at", "-id"],
                name="signature_waiting",
            ),
        ),
        AddIndexConcurrently(
            "signature",
            models.Index(
                condition=STANDS & any_words("hidden"),
                fields=["campaign", "-confirmed_at", "-id"],
                name="signature_hidden",
            ),
        ),
        AddIndexConcurrently(
            "signature",
            models.Index(
                condition=Q(("held_at__isnull", False), ("state", "confirmed")),
                fields=["campaign", "is_refused", "-confirmed_at", "-id"],
                name="signature_held",
            ),
        ),
    ]
