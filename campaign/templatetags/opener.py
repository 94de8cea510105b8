"""The page that opens sealed bundles, offered wherever there is one."""

from django import template
from django.utils import translation

from campaign.public.opener_file import opener_file

register = template.Library()


@register.simple_tag
def opener_sha256() -> str:
    """Of the file that can be saved, in the language of the page; empty where its libraries were
    not fetched."""
    built = opener_file(translation.get_language())
    return built.sha256 if built.is_complete else ""
