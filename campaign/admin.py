"""The roll-call of the admin site: what a superuser may look at when something is wrong.

To look at, not to work in. Nothing is added, changed or deleted here, since the rooms' verbs keep
promises that a form over one table would break. Sealed values, keys and hashes are left out, and
nothing about a person can be searched for.
"""

from typing import ClassVar

from allauth.account import admin as allauth_admin
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa import admin as factors_admin
from allauth.mfa.models import Authenticator
from allauth.usersessions import admin as sessions_admin
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.models import Group
from django.db.models import Model, URLField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from campaign import models

# These registered themselves on import, to be written to and searched. Accounts come from
# `create_organiser`, rights from memberships, factors and sessions from their owners.
registered = (allauth_admin, auth_admin, factors_admin, sessions_admin)
admin.site.unregister([EmailAddress, Group, Authenticator, UserSession])

# One door for everybody who signs in: limits on guessing and second factors are there.
admin.site.login = secure_admin_login(admin.site.login)


def password_change(request: HttpRequest, **_context: object) -> HttpResponse:
    """Where a factor is asked for, the change is recorded, and its owner is written to."""
    return redirect("account_change_password")


admin.site.password_change = password_change


class LookOnly:
    """Superusers may look; nobody may touch."""

    actions = None
    formfield_overrides: ClassVar = {URLField: {"assume_scheme": "https"}}  # Django 6's default
    show_full_result_count = False  # a second count of a table that may have millions of rows

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """What the filters beside a list ask, and nothing else. Django takes any field in an
        address, so that "?password__startswith=" would tell a hash letter by letter."""
        endings = ("", "__exact", "__id__exact", "__isnull")
        return lookup in {f"{name}{end}" for name in self.list_filter for end in endings}

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.is_active and request.user.is_superuser

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class LookOnlyAdmin(LookOnly, admin.ModelAdmin):
    pass


class PartsInline(LookOnly, admin.TabularInline):
    extra = 0


# --- accounts -------------------------------------------------------------------------------


class MembershipInline(PartsInline):
    model = models.Membership
    fields = ["organisation", "user", "role"]


@admin.register(models.User)
class UserAdmin(LookOnlyAdmin):
    list_display = ["email", "is_active", "is_superuser", "last_login"]
    list_filter = ["is_active", "is_superuser"]
    fields = ["email", "name", "is_active", "is_staff", "is_superuser", "last_login", "date_joined"]
    inlines = [MembershipInline]


@admin.register(models.Organisation)
class OrganisationAdmin(LookOnlyAdmin):
    list_display = ["name", "slug", "created_at"]
    fields = ["name", "slug", "website", "created_at"]
    inlines = [MembershipInline]


@admin.register(models.Membership)
class MembershipAdmin(LookOnlyAdmin):
    list_display = ["organisation", "user", "role"]
    list_filter = ["role"]
    list_select_related = ["organisation", "user"]
    fields = ["organisation", "user", "role", "created_at"]


@admin.register(models.Invitation)
class InvitationAdmin(LookOnlyAdmin):
    """That somebody was asked, as what, and what became of it; not who."""

    list_display = ["organisation", "role", "sent_at", "expires_at", "accepted_at", "revoked_at"]
    list_filter = ["role"]
    list_select_related = ["organisation"]
    fields = ["organisation", "role", "language", "invited_by", "sends", *list_display[2:]]


@admin.register(models.AuditEvent)
class AuditEventAdmin(LookOnlyAdmin):
    """Of all organisations, and of none."""

    list_display = ["at", "action", "organisation", "campaign_slug", "actor_email"]
    list_filter = ["action", "organisation"]
    list_select_related = ["organisation"]
    ordering = ["-at", "-id"]
    fields = [*list_display, "details"]


@admin.register(models.SealingKey)
class SealingKeyAdmin(LookOnlyAdmin):
    list_display = ["organisation", "custody", "created_at", "retired_at", "destroyed_at"]
    list_filter = ["custody"]
    list_select_related = ["organisation"]
    fields = [*list_display, "checked_at", "made_by"]


# --- mail -----------------------------------------------------------------------------------


@admin.register(models.OutgoingMail)
class OutgoingMailAdmin(LookOnlyAdmin):
    """How the queue is doing; neither who is written to nor what about."""

    list_display = ["id", "message", "due_at", "attempts", "failed_at", "failure"]
    list_filter = ["message", "failure"]
    fields = [
        *("id", "message", "language", "is_bulk", "due_at", "attempts", "handed_over_at"),
        *("failed_at", "failure"),
    ]
    ordering = ["due_at"]


@admin.register(models.Suppression)
class SuppressionAdmin(LookOnlyAdmin):
    list_display = ["id", "created_at"]
    fields = ["created_at"]


# --- pages ----------------------------------------------------------------------------------


class CampaignTextInline(PartsInline):
    model = models.CampaignText
    fields = ["language", "title"]
    show_change_link = True


@admin.register(models.Campaign)
class CampaignAdmin(LookOnlyAdmin):
    list_display = ["slug", "organisation", "state", "signature_count", "opens_at", "closes_at"]
    list_filter = ["state", "organisation"]
    list_select_related = ["organisation"]
    search_fields = ["slug"]
    exclude = ["wrapped_fingerprint_secret"]
    inlines = [CampaignTextInline]


class DemandInline(PartsInline):
    model = models.Demand


class KeyFactInline(PartsInline):
    model = models.KeyFact


class QuoteInline(PartsInline):
    model = models.Quote


class TimelineInline(PartsInline):
    model = models.TimelineEntry


@admin.register(models.CampaignText)
class CampaignTextAdmin(LookOnlyAdmin):
    list_display = ["title", "campaign", "language"]
    list_filter = ["language"]
    list_select_related = ["campaign"]
    inlines = [DemandInline, KeyFactInline, QuoteInline, TimelineInline]


# --- signatures -----------------------------------------------------------------------------


@admin.register(models.Signature)
class SignatureAdmin(LookOnlyAdmin):
    """That somebody signed, when and how far it got; not who."""

    list_display = [
        "id",
        "campaign",
        "state",
        "country",
        "created_at",
        "confirmed_at",
        "counted_at",
    ]
    list_filter = ["state", "campaign"]
    list_select_related = ["campaign"]
    ordering = ["-id"]
    fields = [
        "id",
        "campaign",
        "state",
        "country",
        "language",
        "source",
        "created_at",
        "confirmed_at",
        "counted_at",
        "withdrawn_at",
    ]


@admin.register(models.Tally)
class TallyAdmin(LookOnlyAdmin):
    list_display = ["campaign", "hour", "country", "language", "source", "confirmed", "withdrawn"]
    list_filter = ["campaign"]
    list_select_related = ["campaign"]
    ordering = ["-hour", "id"]


@admin.register(models.Mailing)
class MailingAdmin(LookOnlyAdmin):
    """How far a mailing is; not who gets it."""

    list_display = ["id", "campaign", "state", "recipients", "sent", "refused", "started_at"]
    list_filter = ["state", "campaign"]
    list_select_related = ["campaign"]
    ordering = ["-id"]
    fields = [
        *("id", "campaign", "news", "state", "per_hour", "is_neutral", "started_by", "started_at"),
        *("finished_at", "next_at", "recipients", "languages", "sent", "refused", "dropped"),
        *("unclear", "bounced", "unsubscribed", "forgotten_at"),
    ]


@admin.register(models.BounceTally)
class BounceTallyAdmin(LookOnlyAdmin):
    list_display = ["campaign", "day", "message", "hard", "soft"]
    list_filter = ["message", "campaign"]
    list_select_related = ["campaign"]
    ordering = ["-day", "id"]


# --- letters --------------------------------------------------------------------------------


@admin.register(models.CarriedLetter)
class CarriedLetterAdmin(LookOnlyAdmin):
    """That a letter is carried, and whether it went; neither whose nor what it says."""

    list_display = ["id", "campaign", "recipient", "created_at", "mailed_at"]
    list_filter = ["campaign", "recipient"]
    list_select_related = ["campaign", "recipient"]
    ordering = ["-id"]
    fields = ["id", "campaign", "recipient", "language", "created_at", "mailed_at"]


@admin.register(models.Dossier)
class DossierAdmin(LookOnlyAdmin):
    list_display = ["id", "campaign", "recipient", "state", "requested_at", "expires_at"]
    list_filter = ["state", "campaign"]
    list_select_related = ["campaign", "recipient"]
    fields = [
        *("id", "campaign", "recipient", "contents", "language", "state", "failure"),
        *("requested_by", "requested_at", "claimed_until", "items_done", "items_total"),
        *("pages", "size", "sha256", "finished_at", "expires_at"),
    ]


@admin.register(models.RecordEntry)
class RecordEntryAdmin(LookOnlyAdmin):
    list_display = ["on", "campaign", "recipient", "event", "is_published"]
    list_filter = ["event", "campaign"]
    list_select_related = ["campaign", "recipient"]
    fields = [
        *("campaign", "recipient", "event", "how", "on", "letters", "note", "is_published"),
        *("document_type", "document_title", "dossier", "recorded_by", "recorded_at"),
        *("announce_at", "announced_at"),
    ]
