"""The demonstration campaign: what its words promise, and that loading it is safe to repeat."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from campaign.accounts.models import Organisation, SealingKey
from campaign.pages import demo
from campaign.pages.models import Campaign, CampaignText

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SHARED = settings.BASE_DIR.parent / "shared"
REPORT = SHARED / "statements" / "00-asean-russia-coordinator.txt"
FACTS = SHARED / "facts"

URL = re.compile(r"https?://[^\s\")\]]+")


def all_words(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from all_words(part)
    elif isinstance(value, list):
        for part in value:
            yield from all_words(part)
    else:
        yield str(value)


def runs_of_eight(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.lower().replace("’", "").replace("'", ""))
    return {tuple(words[start : start + 8]) for start in range(len(words) - 7)}


# --- What the file says ---------------------------------------------------------------------


def test_it_makes_exactly_four_demands() -> None:
    demands = demo.read()["text"]["demands"]

    assert len(demands) == 4
    assert all(demand.strip().endswith(".") for demand in demands)


@pytest.mark.parametrize("kind", ["facts", "timeline"])
def test_every_fact_and_event_names_its_source_and_links_to_it(kind: str) -> None:
    for entry in demo.read()[kind]:
        assert entry["source_name"], entry
        assert URL.fullmatch(entry["source_url"]), entry


def test_the_timeline_runs_forward_from_the_coup() -> None:
    dates = [entry["iso"] for entry in demo.read()["timeline"]]

    assert dates[0] == "2021-02-01"
    # "2021", the start of the role with China, came later in that year than the Consensus.
    assert [date for date in dates if len(date) == 10] == sorted(
        date for date in dates if len(date) == 10
    )


def test_the_body_is_short_enough_to_be_read_to_its_end() -> None:
    body = re.sub(r"\]\([^)]*\)", "]", demo.read()["text"]["body"])

    assert 350 <= len(body.split()) <= 500
    assert body.count("## ") >= 4


def test_the_summary_has_at_most_three_sentences() -> None:
    assert len(re.findall(r"[.!?](?:\s|$)", demo.read()["text"]["summary"].strip())) <= 3


def test_there_are_at_most_two_quotes_and_both_are_short_and_attributed() -> None:
    quotes = demo.read()["quotes"]

    assert len(quotes) <= 2
    for quote in quotes:
        assert len(quote["words"].split()) < 8
        assert quote["speaker"]
        assert quote["role"]


def test_it_says_that_justice_for_myanmar_does_not_run_it() -> None:
    said = demo.read()

    assert said["organisation"]["name"] == "Undersigned demonstration"
    assert "demonstration of the Undersigned software" in said["text"]["body"]
    assert "neither runs it" in said["text"]["body"]


def test_the_report_of_arms_is_never_called_the_uns_own() -> None:
    words = " ".join(" ".join(all_words(demo.read())).split())

    for mention in re.finditer(r"\bUN\b", words):
        assert words[mention.end() :].startswith(" Special Rapporteur")


@pytest.mark.skipif(not REPORT.exists(), reason="the newspaper's report is not part of this clone")
def test_no_eight_words_in_a_row_come_from_the_newspapers_report() -> None:
    ours = set().union(*map(runs_of_eight, all_words(demo.read())))

    assert ours & runs_of_eight(REPORT.read_text(encoding="utf-8")) == set()


@pytest.mark.skipif(not FACTS.exists(), reason="the collected facts are not part of this clone")
def test_every_link_stands_in_the_collected_facts() -> None:
    checked = "".join(file.read_text(encoding="utf-8") for file in sorted(FACTS.iterdir()))
    links = {link for words in all_words(demo.read()) for link in URL.findall(words)}

    assert links
    assert {link for link in links if link not in checked} == set()


# --- Loading it -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_it_opens_at_once_sealed_to_a_key_that_this_server_keeps() -> None:
    campaign, is_new = demo.load_demo(NOW)

    assert is_new
    assert campaign.is_open(NOW)
    assert campaign.sealing_key.custody == SealingKey.Custody.SERVER
    assert campaign.sealing_key.is_active


@pytest.mark.django_db
def test_every_part_of_the_page_is_there_and_keeps_the_pages_rules() -> None:
    campaign, _ = demo.load_demo(NOW)

    text = CampaignText.objects.get(campaign=campaign)
    text.full_clean()
    for parts in (text.demands, text.facts, text.quotes, text.timeline):
        assert parts.exists()
        for part in parts.all():
            part.full_clean()
    assert text.changed_since_on.isoformat() == "2026-11-23"
    assert "<h2>" in text.body_html
    assert "<li>" in text.changed_since_html
    assert campaign.statement == ""  # the newspaper's words are not ours to publish


@pytest.mark.django_db
def test_wrapped_lines_in_the_file_are_one_line_on_the_page() -> None:
    campaign, _ = demo.load_demo(NOW)

    text = campaign.text_in("en")
    assert "\n" not in text.summary
    assert all("\n" not in demand.sentence for demand in text.demands.all())


@pytest.mark.django_db
def test_loading_twice_leaves_what_somebody_changed_as_it_is() -> None:
    campaign, _ = demo.load_demo(NOW)
    CampaignText.objects.filter(campaign=campaign).update(title="Changed by an organiser")
    before = Campaign.objects.values().get()

    again, is_new = demo.load_demo(NOW)

    assert not is_new
    assert again == campaign
    assert Campaign.objects.values().get() == before
    assert CampaignText.objects.get().title == "Changed by an organiser"
    assert Organisation.objects.count() == SealingKey.objects.count() == 1


@pytest.mark.django_db
def test_a_broken_file_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = demo.read()
    broken["timeline"][-1]["source_url"] = "not an address"
    monkeypatch.setattr(demo, "read", lambda: broken)

    with pytest.raises(Exception, match="web address"):
        demo.load_demo(NOW)

    assert not Campaign.objects.exists()
    assert not Organisation.objects.exists()


@pytest.mark.django_db
def test_the_command_prints_one_line_with_the_address(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_demo")
    call_command("load_demo")

    address = f"{settings.SITE_URL}/en/c/asean-russia-coordinator/"
    assert capsys.readouterr().out.splitlines() == [
        f"The demonstration campaign is open: {address}",
        f"The demonstration campaign is there already: {address}",
    ]
