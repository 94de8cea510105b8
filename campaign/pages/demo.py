"""The demonstration campaign: a whole page, so that a fresh installation has something to show.

Its words and sources are in demo_campaign.toml, for people to read and correct.
"""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from campaign.accounts.actions import create_organisation
from campaign.pages.content import SOURCE, write_content
from campaign.pages.models import Campaign, CampaignText
from campaign.pages.publishing import publish_campaign

WRITTEN = Path(__file__).with_name("demo_campaign.toml")


def read() -> dict[str, Any]:
    """What the file says."""
    return tomllib.loads(WRITTEN.read_text(encoding="utf-8"))


@transaction.atomic
def load_demo(now: datetime) -> tuple[Campaign, bool]:
    """The demonstration campaign, open, and whether this call made it.

    A campaign that has its address already is left exactly as it is: somebody may have worked on
    it. Raises ValidationError where the file breaks a rule of the page.
    """
    demo = read()
    if existing := Campaign.objects.filter(slug=demo["slug"]).first():
        return existing, False

    organisation = create_organisation(name=organisation_name(), now=now)
    campaign = Campaign(
        slug=demo["slug"],
        organisation=organisation,
        main_language=demo["language"],
        time_zone=demo["time_zone"],
        accent=demo["accent"],
        sealing_key=organisation.active_key(),
    )
    campaign.full_clean(exclude=["sealing_key", "wrapped_fingerprint_secret"])
    campaign.save()
    _write_page(campaign, demo)
    publish_campaign(campaign, opens_at=None, by=None, now=now)
    return campaign, True


def organisation_name() -> str:
    return read()["organisation"]["name"]


def _write_page(campaign: Campaign, demo: dict[str, Any]) -> None:
    words = demo["text"]
    content = words | {
        "demands": [{"sentence": demand} for demand in words["demands"]],
        "changed_since_on": words["as_of"].isoformat(),
        **{kind: demo[kind] for kind in ("facts", "quotes", "timeline")},
        "source": {name: demo["statement"].get(name, "") for name in SOURCE},
    }
    write_content(CampaignText(campaign=campaign, language=demo["language"]), content)
