"""Users, organisations, and who may do what in which."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from campaign.accounts.models.keys import SealingKey


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email=(email or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who runs campaigns. The e-mail address is the name to sign in with."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=100, blank=True)
    is_staff = models.BooleanField(_("may open the admin site"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="address_in_small_letters",  # so that unique means one account per person
                violation_error_message=_("Please write the address in small letters."),
            )
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def shown_name(self) -> str:
        """To colleagues."""
        return self.name or self.email


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def of_member(self, user: User, roles: Iterable[str]) -> Self:
        """Those in which `user` has one of `roles`."""
        return self.filter(memberships__user=user, memberships__role__in=roles)


class Organisation(models.Model):
    """Who speaks: the group whose statement a campaign carries."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)
    website = models.URLField(blank=True)
    # What carried letters are sent from: an address of its own that the site's mail server may use.
    letters_from = models.EmailField(_("address that letters are sent from"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    members = models.ManyToManyField(User, through="Membership", related_name="organisations")

    objects = OrganisationQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def active_key(self) -> "SealingKey | None":
        """The key that new campaigns seal signatures to: the newest that the server keeps, which
        can do everything, or else the newest of the organisation's own."""
        keys = self.sealing_keys.usable()
        return keys.filter(custody="server").last() or keys.last()

    def active_owners(self) -> models.QuerySet[User]:
        """Who may decide for it now."""
        return User.objects.filter(
            memberships__organisation=self,
            memberships__role__in=Membership.OWNING,
            is_active=True,
        ).order_by("id")


class Membership(models.Model):
    """What one person may do in one organisation."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        EDITOR = "editor", _("Editor")
        STAFF = "staff", _("Staff, may export")
        VIEWER = "viewer", _("Viewer")

    # Who changes campaigns and their letters; who opens names and letters, and checks facts.
    EDITING = (Role.OWNER, Role.EDITOR)
    ENTRUSTED = (Role.OWNER, Role.STAFF)
    # Who sees it at all; who invites, removes, and reads the record of who did what.
    SEEING = tuple(Role)
    OWNING = (Role.OWNER,)

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user"], name="one_role_per_member")
        ]

    def __str__(self) -> str:
        return f"{self.user} as {self.get_role_display()}"
