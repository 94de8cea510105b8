"""What tests of publishing start from: words being written, and a small picture in every format."""

from typing import Any

from campaign.lib.redrawing import Rendition, renditions
from campaign.pages.models import Campaign
from campaign.pages.working_copies import WorkingCopy
from tests.lib.test_redrawing import picture


def write(campaign: Campaign, language: str = "en", **words: Any) -> WorkingCopy:
    """As an editor does: in the working copy, which nobody sees."""
    copy = WorkingCopy.objects.for_language(campaign, language)
    copy.content |= words
    copy.save()
    return copy


def pictures(color: str = "teal") -> list[Rendition]:
    return renditions(picture("JPEG", size=(700, 500), color=color))
