"""The editor’s page, as a browser has it."""

import re
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client

from campaign.pages.content import write_content
from campaign.pages.models import Campaign
from campaign.pages.working_copies import WorkingCopy
from tests import factories

PAGE = "/organiser/river/page/en/"
DEMANDS = [{"sentence": "Stop the dam."}, {"sentence": "Publish the licence."}]


def with_demands() -> Campaign:
    made = factories.campaign(statement="Stop the dam.\nWe said so.")
    text = made.texts.get()
    write_content(text, {"title": text.title, "summary": text.summary, "demands": DEMANDS})
    made.refresh_from_db()
    return made


def copy_of(campaign: Campaign, language: str = "en") -> WorkingCopy:
    return WorkingCopy.objects.for_language(campaign, language)


def form_of(response: HttpResponse) -> dict[str, Any]:
    """What a browser would send of the draft's form, no button pressed."""
    page = response.content.decode().split("data-editor", 1)[1].split("</form>", 1)[0]
    typed: dict[str, Any] = {}

    def add(name: str, value: str) -> None:
        typed.setdefault(name, []).append(unescape(value))

    for tag in re.findall(r"<input\b[^>]*>", page):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        is_off = attributes.get("type") == "checkbox" and " checked" not in tag
        if "name" in attributes and not is_off:
            add(attributes["name"], attributes.get("value", ""))
    for name, value in re.findall(
        r'<textarea[^>]* name="([^"]*)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL
    ):
        add(name, value)
    return typed


def opened(client: Client, address: str = PAGE) -> dict[str, Any]:
    response = client.get(address)
    assert response.status_code == 200
    return form_of(response)


def demand_ids(campaign: Campaign) -> list[str]:
    return [part["id"] for part in copy_of(campaign).content["demands"]]


def autosaved(client: Client, typed: dict[str, Any]) -> HttpResponse:
    return client.post(PAGE, typed, headers={"Accept": "application/json"})
