"""Verbs about a campaign's letters."""

from django.db import transaction
from django.utils.translation import gettext as _

from campaign.letters.models import Addressee, Recipient, Register
from campaign.pages.models import Campaign


@transaction.atomic
def address_register(campaign: Campaign, register: Register) -> None:
    """Address every recipient of the register that is one by default, and leave the others out,
    with the reason the register gives. Those the campaign has decided on already stay as they
    are; who gets copies for information is for an organiser to say."""
    recipients = (
        register.recipients.exclude(kind=Recipient.Kind.INFORMED)
        .exclude(id__in=campaign.addressees.values("recipient_id"))
        .prefetch_related("offices")
    )
    Addressee.objects.bulk_create(
        Addressee(
            campaign=campaign,
            recipient=recipient,
            office=offices[0],
            is_addressed=recipient.is_default,
            why_not=""
            if recipient.is_default
            else recipient.why_not or _("This campaign does not write there."),
        )
        for recipient in recipients
        if (offices := recipient.offices.all())
    )
