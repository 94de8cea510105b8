"""Partners of a campaign, and the words with which signers agree to hear from each."""

from typing import NamedTuple, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaign.pages.models import Campaign

LONGEST_WORDING = 300  # characters


class PartnerQuerySet(models.QuerySet["Partner"]):
    def asking(self) -> Self:
        """Those whom signers are asked about."""
        return self.filter(retired_at=None)


class Partner(models.Model):
    """A group that may get the addresses of those, and only those, who agree to it by name."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="partners")
    name = models.CharField(_("name"), max_length=100)
    privacy_url = models.URLField(_("what it does with addresses"), max_length=300)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)  # not NULL: signers are not asked any more

    objects = PartnerQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "name"], name="one_partner_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name

    def wording_in(self, language: str) -> "ConsentWording":
        """What a reader of `language` is asked now. Reads `wordings`: prefetch those in use."""
        in_use = {each.language: each for each in self.wordings.all() if each.is_in_use}
        return in_use.get(language) or in_use[self.campaign.main_language]

    def words(self) -> dict[str, str]:
        """What is asked now, by language."""
        return {each.language: each.words for each in self.wordings.all() if each.is_in_use}


class ConsentWording(models.Model):
    """The words that a signer agreed to, once for all who did.

    A signature holds the numbers of its wordings (Signature.agreed_to). So one is never changed,
    and never deleted while its partner is there: other words are another row.
    """

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="wordings")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    words = models.CharField(max_length=LONGEST_WORDING)
    first_used_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)  # NULL: signers are asked with it

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "language"],
                condition=Q(replaced_at=None),
                name="one_wording_in_use",
            ),
            models.UniqueConstraint(
                fields=["partner", "language", "words"], name="a_wording_is_stored_once"
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def is_in_use(self) -> bool:
        return self.replaced_at is None


class Asked(NamedTuple):
    """One box on the form: what it says, and whose it is."""

    partner: Partner
    wording: ConsentWording


def asked_in(campaign: Campaign, language: str) -> list[Asked]:
    """The boxes of the form in `language`, in one query and one for all their words."""
    in_use = ConsentWording.objects.filter(replaced_at=None)
    partners = campaign.partners.asking().prefetch_related(models.Prefetch("wordings", in_use))
    boxes = []
    for partner in partners:
        partner.campaign = campaign
        boxes.append(Asked(partner, partner.wording_in(language)))
    return boxes
