"""Verbs about partners: whom signers may let have their address, and in which words."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import User
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign
from campaign.pages.partner_models import ConsentWording, Partner

# Each is one more box on the form that people sign on a phone.
MOST_ASKED = 5


@transaction.atomic
def add_partner(
    *,
    campaign: Campaign,
    name: str,
    privacy_url: str,
    words: Mapping[str, str],
    by: User,
    now: datetime,
) -> Partner:
    """Ask signers about this partner from now on. words: by language, the main one among them.

    Raises ValidationError, by field.
    """
    _lock(campaign)
    _check_room(campaign)
    partner = Partner(campaign=campaign, name=name, privacy_url=privacy_url, created_at=now)
    _store(partner, words, now=now)
    record(Action.PARTNER_ADDED, actor=by, now=now, campaign=campaign, partner=name)
    return partner


@transaction.atomic
def change_partner(
    partner: Partner,
    *,
    name: str,
    privacy_url: str,
    words: Mapping[str, str],
    by: User,
    now: datetime,
) -> None:
    """Other words from now on; who agreed before has agreed to those of before. Nobody has agreed
    to another name, so on a public page it stays. Raises ValidationError, by field."""
    _lock(partner.campaign)
    if name.casefold() != partner.name.casefold() and partner.campaign.state != State.DRAFT:
        raise ValidationError(
            {
                "name": _(
                    "Signers have agreed to it by this name. Retire it, and add the other one as a "
                    "partner of its own."
                )
            }
        )
    partner.name, partner.privacy_url = name, privacy_url
    _store(partner, words, now=now)
    record(Action.PARTNER_CHANGED, actor=by, now=now, campaign=partner.campaign, partner=name)


@transaction.atomic
def retire_partner(partner: Partner, *, by: User, now: datetime) -> None:
    """Ask nobody about it any more. Who agreed has agreed: its list can still be taken out. Twice
    is once."""
    if Partner.objects.filter(id=partner.id, retired_at=None).update(retired_at=now):
        campaign = partner.campaign
        record(Action.PARTNER_RETIRED, actor=by, now=now, campaign=campaign, partner=partner.name)


@transaction.atomic
def bring_back_partner(partner: Partner, *, by: User, now: datetime) -> None:
    """Ask about it again. Twice is once. Raises ValidationError where enough are asked about."""
    campaign = partner.campaign
    _lock(campaign)
    retired = Partner.objects.filter(id=partner.id, retired_at__isnull=False)
    if not retired.exists():
        return
    _check_room(campaign)
    retired.update(retired_at=None)
    record(Action.PARTNER_BROUGHT_BACK, actor=by, now=now, campaign=campaign, partner=partner.name)


def _lock(campaign: Campaign) -> None:
    """Two who press at once must not both be the last."""
    Campaign.objects.select_for_update(no_key=True).get(id=campaign.id)


def _check_room(campaign: Campaign) -> None:
    if not campaign.rules.has_followers:
        raise ValidationError(
            _("This is a high-risk campaign: nobody but you ever gets its signers’ addresses.")
        )
    if campaign.partners.asking().count() >= MOST_ASKED:
        raise ValidationError(
            _(
                "Signers are asked about %(most)d partners already. More boxes, and nobody reads "
                "them: retire one first."
            )
            % {"most": MOST_ASKED}
        )


def _store(partner: Partner, words: Mapping[str, str], *, now: datetime) -> None:
    others = partner.campaign.partners.exclude(id=partner.id)
    if others.filter(name__iexact=partner.name).exists():
        raise ValidationError({"name": _("There is a partner of this name already.")})
    partner.full_clean(exclude=["campaign", "retired_at"])
    partner.save()
    wanted = {language: said for language, said in words.items() if said}
    in_use = {each.language: each for each in partner.wordings.filter(replaced_at=None)}
    for language, wording in in_use.items():
        if wanted.get(language) != wording.words:
            wording.replaced_at = now
            wording.save(update_fields=["replaced_at"])
    for language, said in wanted.items():
        # Words that were in use once are the same row again.
        ConsentWording.objects.update_or_create(
            partner=partner,
            language=language,
            words=said,
            defaults={"replaced_at": None},
            create_defaults={"first_used_at": now},
        )
