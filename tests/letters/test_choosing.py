"""Whom a campaign writes to, and its versions: all of it or nothing, in the right order."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from campaign.accounts.models import AuditEvent, User
from campaign.letters import actions
from campaign.letters.actions import Choice, LastBaseLetter
from campaign.letters.models import LetterVersion, Recipient
from campaign.letters.versions import in_words, readers, stamp
from campaign.lib.stamps import ChangedMeanwhile
from campaign.pages.models import Campaign
from tests.letters.desk import campaign_with_letters, letters_of, names, version
from tests.organiser.people import account

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    account(None)
    return campaign_with_letters()


def done(verb: Callable[..., None], **what: Any) -> None:
    """By the organiser, now."""
    verb(**what, by=User.objects.get(), now=timezone.now())


def happened() -> list[tuple[str, dict[str, Any]]]:
    return list(AuditEvent.objects.order_by("id").values_list("action", "details"))


def choice(slug: str, *, is_addressed: bool = True, role: str = "", **fields: object) -> Choice:
    recipient = Recipient.objects.get(slug=slug)
    office = recipient.offices.filter(**({"role": role} if role else {})).first()
    return Choice(recipient=recipient, office=office, is_addressed=is_addressed, **fields)


def standing(campaign: Campaign) -> dict[str, tuple[bool, str]]:
    return {
        each.recipient.slug: (each.is_addressed, each.why_not)
        for each in campaign.addressees.select_related("recipient")
    }


# --- Recipients -----------------------------------------------------------------------------


def test_a_recipient_is_left_out_with_a_reason_and_others_stay_as_they_are(campaign):
    done(
        actions.choose_addressees,
        campaign=campaign,
        choices=[
            choice("sgp", is_addressed=False, why_not="It has acted already."),
            choice("tha", role="permanent_representative", is_mailed=True, mails_an_hour=5),
        ],
    )

    assert standing(campaign) == {
        "tha": (True, ""),
        "sgp": (False, "It has acted already."),
        "mmr": (False, "It would be read as recognition."),
        "sec": (True, ""),
    }
    thailand = campaign.addressees.get(recipient__slug="tha")
    assert thailand.office.role == "permanent_representative"
    assert (thailand.is_mailed, thailand.mails_an_hour) == (True, 5)


def test_who_is_left_out_is_not_mailed_and_who_is_addressed_has_no_reason_against_it(campaign):
    done(
        actions.choose_addressees,
        campaign=campaign,
        choices=[
            choice("sgp", is_addressed=False, why_not="No.", is_mailed=True),
            choice("mmr", why_not="Left from before."),
        ],
    )

    assert not campaign.addressees.get(recipient__slug="sgp").is_mailed
    assert standing(campaign)["mmr"] == (True, "")


def test_copies_for_information_come_and_go(campaign):
    done(actions.choose_addressees, campaign=campaign, choices=[choice("mmr-copy")])
    assert standing(campaign)["mmr-copy"] == (True, "")

    done(
        actions.choose_addressees,
        campaign=campaign,
        choices=[choice("mmr-copy", is_addressed=False)],
    )
    assert "mmr-copy" not in standing(campaign)


def test_nothing_is_stored_where_one_of_them_cannot_be(campaign):
    before = standing(campaign)

    with pytest.raises(IntegrityError), transaction.atomic():
        done(
            actions.choose_addressees,
            campaign=campaign,
            choices=[choice("tha", is_addressed=False, why_not="x"), choice("sgp", is_addressed=0)],
            letters_from="letters@example.org",
        )

    assert standing(campaign) == before
    campaign.organisation.refresh_from_db()
    assert campaign.organisation.letters_from == ""


def test_the_senders_address_is_the_organisations(campaign):
    done(
        actions.choose_addressees, campaign=campaign, choices=[], letters_from="letters@example.org"
    )

    campaign.organisation.refresh_from_db()
    assert campaign.organisation.letters_from == "letters@example.org"


# --- Versions -------------------------------------------------------------------------------


def written(campaign: Campaign, name: str, **fields: object) -> LetterVersion:
    return LetterVersion(campaign=campaign, name=name, subject="s", body="b", **fields)


def add(campaign: Campaign, name: str, *, chosen: tuple[str, ...] = (), **fields: object) -> None:
    done(
        actions.add_version,
        version=written(campaign, name, **fields),
        chosen=list(Recipient.objects.filter(slug__in=chosen)),
    )


def test_a_new_version_stands_above_those_whose_rule_is_wider(campaign):
    add(campaign, "In Thai", language="th")
    add(campaign, "States", group="member_states")
    add(campaign, "Chair", group="chair")
    add(campaign, "Singapore", chosen=("sgp",))
    add(campaign, "Thailand", chosen=("tha",))

    assert names(campaign) == ["Singapore", "Thailand", "Chair", "States", "Base", "In Thai"]


def test_versions_move_up_and_down_and_stop_at_the_ends(campaign):
    add(campaign, "B", group="member_states")
    add(campaign, "A", chosen=("sgp",))
    a, base = campaign.letter_versions.get(name="A"), campaign.letter_versions.get(name="Base")

    done(actions.move_version, version=a, up=True)
    assert names(campaign) == ["A", "B", "Base"]
    done(actions.move_version, version=a, up=False)
    assert names(campaign) == ["B", "A", "Base"]
    done(actions.move_version, version=base, up=False)
    assert names(campaign) == ["B", "A", "Base"]


def test_a_version_is_changed_where_it_stands(campaign):
    add(campaign, "States", group="member_states")
    stored = campaign.letter_versions.get(name="States")

    done(
        actions.change_version,
        version=written(campaign, "Thailand", id=stored.id),
        chosen=[Recipient.objects.get(slug="tha")],
        was=stamp(stored),
    )

    stored.refresh_from_db()
    assert (stored.name, stored.group, stored.position) == ("Thailand", "", 0)
    assert [each.slug for each in stored.recipients.all()] == ["tha"]


def test_who_saves_second_does_not_overwrite_the_first(campaign):
    stored = campaign.letter_versions.get()
    seen = stamp(stored)
    done(
        actions.change_version,
        version=written(campaign, "Theirs", id=stored.id),
        chosen=[],
        was=seen,
    )

    with pytest.raises(ChangedMeanwhile):
        done(
            actions.change_version,
            version=written(campaign, "Mine", id=stored.id),
            chosen=[],
            was=seen,
        )

    assert names(campaign) == ["Theirs"]


def test_a_change_of_whom_it_is_for_is_a_change(campaign):
    made = version(campaign, "Two", recipients=("sgp", "tha"))
    before = stamp(made)

    made.recipients.remove(Recipient.objects.get(slug="tha"))

    assert stamp(made) != before


def test_the_last_letter_that_fits_everybody_stays(campaign):
    base = campaign.letter_versions.get()

    with pytest.raises(LastBaseLetter):
        done(actions.delete_version, version=base)
    with pytest.raises(LastBaseLetter):
        done(
            actions.change_version,
            version=written(campaign, "States", id=base.id, group="member_states"),
            chosen=[],
            was=stamp(base),
        )

    assert names(campaign) == ["Base"]


def test_one_of_two_base_letters_may_go(campaign):
    add(campaign, "In Thai", language="th")
    base = campaign.letter_versions.get(name="Base")

    done(actions.delete_version, version=base)
    done(actions.delete_version, version=base)  # twice is once

    assert names(campaign) == ["In Thai"]


def test_what_is_done_to_letters_is_recorded_and_what_changes_nothing_is_not(campaign):
    add(campaign, "In Thai", language="th")
    stored = campaign.letter_versions.get(name="In Thai")
    again = written(campaign, "Thai", id=stored.id, language="th")
    done(actions.change_version, version=again, chosen=[], was=stamp(stored))
    done(actions.move_version, version=again, up=True)
    done(actions.move_version, version=again, up=True)  # it is the first already
    done(actions.delete_version, version=again)
    done(actions.delete_version, version=again)

    assert happened() == [
        ("letter-added", {"letter": "In Thai"}),
        ("letter-changed", {"letter": "Thai"}),
        ("letter-moved", {"letter": "Thai", "place": 1}),
        ("letter-deleted", {"letter": "Thai"}),
    ]


def test_whom_it_writes_to_is_recorded_and_the_sending_address_where_it_changed(campaign):
    address = {"letters_from": "letters@example.org"}
    done(actions.choose_addressees, campaign=campaign, choices=[], **address)
    done(actions.choose_addressees, campaign=campaign, choices=[], **address)

    assert happened() == [
        ("recipients-chosen", {"addressed": 3}),
        ("sender-changed", {"address": "letters@example.org"}),
        ("recipients-chosen", {"addressed": 3}),
    ]


# --- Who gets which -------------------------------------------------------------------------


def test_who_gets_which_is_computed_in_every_language(campaign):
    version(campaign, "Thailand", position=1, recipients=("tha",))
    version(campaign, "States", position=2, group="member_states", language="th")
    letters = letters_of(campaign)
    by_name = {each.name: each.id for each in letters.versions}

    gets = readers(
        letters.versions, [each.recipient for each in letters.addressees], chair=letters.chair
    )

    assert {name: [each.slug for each in gets[by_name[name]]] for name in by_name} == {
        "Thailand": ["tha"],
        "States": ["tha", "sgp"],
        "Base": ["sgp", "sec"],
    }


def test_a_rule_is_said_in_words(campaign):
    made = [
        version(campaign, "a", recipients=("sgp",)),
        version(campaign, "b", recipients=("sgp", "tha")),
        version(campaign, "c", group="member_states", language="th"),
        version(campaign, "d"),
    ]
    called = {each.id: each.slug.upper() for each in Recipient.objects.all()}

    assert [in_words(each, called, main_language="en") for each in made] == [
        "SGP",
        "THA and SGP",
        "All member states, in Thai",
        "Everybody",
    ]
