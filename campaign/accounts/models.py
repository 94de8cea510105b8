"""Users, organisations, memberships and sealing keys."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from campaign.lib import sealing


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


class Organisation(models.Model):
    """Who speaks: the group whose statement a campaign carries."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)
    website = models.URLField(blank=True)
    # What carried letters are sent from: an address of its own that the site's mail server may use.
    letters_from = models.EmailField(_("address that letters are sent from"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    members = models.ManyToManyField(User, through="Membership", related_name="organisations")

    def __str__(self) -> str:
        return self.name

    def active_key(self) -> "SealingKey | None":
        """The key that new campaigns seal signatures to: the newest that is not retired."""
        return self.sealing_keys.filter(retired_at=None).last()


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


class SealingKeyManager(models.Manager["SealingKey"]):
    def create_for_server(self, organisation: Organisation) -> "SealingKey":
        """A new pair whose private half the server keeps, wrapped by SEALING_KEY."""
        public, private = sealing.new_keypair()
        return self.create(
            organisation=organisation,
            custody=SealingKey.Custody.SERVER,
            public_key=public,
            wrapped_private_key=sealing.wrap(private, purpose=SealingKey.purpose(public)),
        )


class SealingKey(models.Model):
    """The pair of keys that an organisation's signatures are sealed to.

    Under server custody we hold the private half too, wrapped by a key that is not in the
    database. Under offline custody it never reaches us.
    """

    class Custody(models.TextChoices):
        SERVER = "server", _("On this server")
        OFFLINE = "offline", _("Offline, with the organisation")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="sealing_keys")
    custody = models.CharField(max_length=10, choices=Custody)
    public_key = models.BinaryField(max_length=32, unique=True)
    wrapped_private_key = models.BinaryField(null=True)  # NULL under offline custody
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)  # NULL while it seals

    objects = SealingKeyManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(custody="server", wrapped_private_key__isnull=False)
                | Q(custody="offline", wrapped_private_key=None),
                name="private_key_only_in_server_custody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_custody_display()})"

    @staticmethod
    def purpose(public_key: bytes) -> str:
        return f"sealing-key:{bytes(public_key).hex()}"

    @property
    def is_active(self) -> bool:
        return self.retired_at is None

    def private_key(self) -> bytes | None:
        """32 bytes, or None where the organisation alone holds it. Raises CannotOpen."""
        if self.wrapped_private_key is None:
            return None
        return sealing.unwrap(self.wrapped_private_key, purpose=self.purpose(self.public_key))
