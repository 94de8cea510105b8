import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# An application that was broken into can still write, but not rewrite what it has written. Old
# events go after campaign.accounts.auditing.forget_old, never before a year is over.
KEEP = """
CREATE FUNCTION campaign_keep_audit_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '365 days' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'audit events are never changed, and kept for a year'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER audit_event_is_kept BEFORE UPDATE OR DELETE ON campaign_auditevent
FOR EACH ROW EXECUTE FUNCTION campaign_keep_audit_event();

CREATE TRIGGER audit_events_are_not_emptied BEFORE TRUNCATE ON campaign_auditevent
FOR EACH STATEMENT EXECUTE FUNCTION campaign_keep_audit_event();
"""

LET_GO = """
DROP TRIGGER audit_events_are_not_emptied ON campaign_auditevent;
DROP TRIGGER audit_event_is_kept ON campaign_auditevent;
DROP FUNCTION campaign_keep_audit_event();
"""


class Migration(migrations.Migration):
    """The record of who did what, which the database itself protects."""

    dependencies = [("campaign", "0005_reserved_slugs")]

    operations = [
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("action", models.CharField(max_length=40)),
                ("campaign_slug", models.CharField(blank=True, max_length=80)),
                ("actor_email", models.EmailField(blank=True, max_length=254)),
                ("details", models.JSONField(default=dict)),
                (
                    "actor",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit_events",
                        to="campaign.campaign",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audit_events",
                        to="campaign.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation", "-at"], name="audit_of_organisation"),
                    models.Index(fields=["campaign", "-at"], name="audit_of_campaign"),
                    models.Index(fields=["at"], name="audit_by_age"),
                ],
            },
        ),
        migrations.RunSQL(KEEP, LET_GO),
    ]
