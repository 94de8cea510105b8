"""What organisers did with signatures, and how each stood before."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.accounts.models import User
from campaign.pages.models import Campaign
from campaign.signatures.models import Reason, Signature


class ModerationBatch(models.Model):
    """What somebody did with some signatures in one go, so that it can be undone in one go."""

    class Kind(models.TextChoices):
        APPROVED = "approved", _("Approved")
        HIDDEN = "hidden", _("Hidden")
        RESTORED = "restored", _("Put back")
        HELD = "held", _("Held")
        RELEASED = "released", _("Released")
        REFUSED = "refused", _("Left out")
        # Before a list is handed over (weeding/); undone there.
        WEEDED = "weeded", _("Left out before handing over")
        KEPT = "kept", _("Kept")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    reason = models.CharField(max_length=15, choices=Reason, blank=True)
    note = models.CharField(max_length=200, blank=True)  # for colleagues; may speak of a signer
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "moderation batches"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"


class ModeratedSignature(models.Model):
    """One signature of a batch, as it stood before. Goes with the signature."""

    BEFORE = (
        *("name_standing", "comment_standing", "name_hidden_for", "comment_hidden_for"),
        *("held_at", "is_refused"),
    )

    batch = models.ForeignKey(ModerationBatch, models.CASCADE, related_name="items")
    signature = models.ForeignKey(Signature, models.CASCADE, related_name="moderations")
    name_standing = models.CharField(max_length=8)
    comment_standing = models.CharField(max_length=8)
    name_hidden_for = models.CharField(max_length=15, blank=True)
    comment_hidden_for = models.CharField(max_length=15, blank=True)
    held_at = models.DateTimeField(null=True)
    is_refused = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.signature_id} before {self.batch}"
