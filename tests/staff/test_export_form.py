"""Asking for an export: what can be chosen, what is said about it, and that it is counted first."""

import pytest
from django.test import Client

from campaign.accounts.models import SealingKey
from campaign.exports import building
from campaign.exports.emails import export_notice
from campaign.exports.models import ExportJob
from campaign.lib import sealing
from campaign.mail.models import OutgoingMail
from campaign.organiser.audit_sentences import sentence_of
from tests import factories
from tests.exports.signers import content, signer, table
from tests.organiser.people import account, signed_in, words
from tests.organiser.walking import (
    FINE,
)
from tests.signatures.test_agreeing import partner
from tests.staff.exporting import EXPORTS, TYPED, stamp_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(campaign) -> Client:
    return signed_in("staff", campaign.organisation)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"purpose": ""}, "Please say what it is for."),
        ({"since": "2026-02-02", "until": "2026-02-01"}, "The last day is before the first one."),
        ({"preset": "mailing", "consent": "no"}, "holds only people who agreed"),
        ({"group": "held"}, "Only signatures that count are handed over."),
        ({"since": "yesterday"}, "This is not a date."),
        ({"preset": "everything"}, "everything"),
        ({"countries": "XX"}, "XX"),
        ({"preset": "own"}, "Choose one column at least."),
        ({"preset": "own", "columns": "shoes"}, "shoes"),
        ({"preset": "own", "columns": "email", "consent": "no"}, "want no mail"),
        ({"preset": "full", "name_display": "initials"}, "gives away the name"),
        ({"preset": "full", "format": "pdf"}, "addresses are not"),
        ({"preset": "own", "columns": ["name", "comment"], "format": "pdf"}, "A PDF holds names"),
        ({"format": "pdf", "handed_to": "x" * 201}, "200"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_typed_is_lost(
    campaign, client, typed, says
):
    signer(campaign, "Ann")

    answer = client.post(f"{EXPORTS}new/", TYPED | {"purpose": "Kept words"} | typed)

    assert answer.status_code == 422
    assert says in words(answer)
    assert "purpose" in typed or "Kept words" in answer.text
    assert not ExportJob.objects.exists()


def test_columns_of_ones_own_go_out_and_into_the_record_and_the_owners_mail(campaign, client):
    owner = account("owner", campaign.organisation)
    factories.confirmed(campaign, name="Canary Zwitscher", email="canary@example.org")
    typed = {"preset": "own", "columns": ["country", "email"]}
    stamp = stamp_of(client, **typed)

    client.post(f"{EXPORTS}new/", TYPED | typed | {"counted": stamp})
    building.build_next()

    job = ExportJob.objects.get()
    assert table(content(job), "csv") == [["Email", "Country"], ["canary@example.org", "Thailand"]]
    event = campaign.audit_events.get(action="export-requested")
    assert "Columns of your own: Email, Country; CSV" in sentence_of(event)
    assert "Columns of your own: Email, Country" in words(client.get(EXPORTS))
    mails = OutgoingMail.objects.filter(message="export_notice")
    said = export_notice([*mails])
    assert {context["job"].columns_in_words for context in said.values()} == {"Email, Country"}
    assert owner.is_active


def test_other_columns_than_were_counted_are_counted_again(campaign, client):
    factories.confirmed(campaign)
    stamp = stamp_of(client, preset="own", columns=["name"])

    client.post(
        f"{EXPORTS}new/",
        TYPED | {"preset": "own", "columns": ["name", "email"], "counted": stamp},
    )

    assert not ExportJob.objects.exists()


def test_columns_left_ticked_beside_a_preset_are_not_what_goes_out(campaign, client):
    factories.confirmed(campaign)
    stamp = stamp_of(client, columns=["email"])

    client.post(f"{EXPORTS}new/", TYPED | {"columns": ["email"], "counted": stamp})

    assert ExportJob.objects.get().columns == ["name", "country"]


def test_whom_it_is_handed_to_is_of_no_concern_to_other_formats(campaign, client):
    factories.confirmed(campaign)
    typed = {"handed_to": "Ministry of Water"}

    client.post(f"{EXPORTS}new/", TYPED | typed | {"counted": stamp_of(client, **typed)})

    assert ExportJob.objects.get().handed_to == ""


def test_what_narrows_it_is_folded_away_until_something_is_said_there(campaign, client):
    factories.confirmed(campaign)

    def is_open(**typed: str) -> bool:
        answer = client.post(f"{EXPORTS}new/", TYPED | {"with_mark": "on"} | typed)
        return '<details class="box" open>' in answer.text

    assert not is_open()
    assert not is_open(purpose="")
    assert is_open(group="held")
    assert is_open(since="yesterday")
    assert '<details class="box">' in client.get(f"{EXPORTS}new/").text
    by_link = client.get(f"{EXPORTS}new/?preset=partner&partner={partner(campaign).id}")
    assert '<details class="box" open>' in by_link.text


def test_all_that_is_to_be_looked_at_is_said_at_once(campaign, client):
    answer = client.post(f"{EXPORTS}new/", TYPED | {"preset": "own", "purpose": ""})

    assert {*answer.context["form"].errors} == {"purpose", "columns"}


def test_nobody_to_export_is_said_before_it_is_begun(campaign, client):
    answer = client.post(f"{EXPORTS}new/", TYPED)

    assert "There is nobody to export." in words(answer)
    assert ">Begin<" not in answer.text
    begun = client.post(f"{EXPORTS}new/", TYPED | {"counted": answer.context["form"].stamp()})
    assert (begun.status_code, ExportJob.objects.count()) == (422, 0)


def test_under_offline_custody_the_way_out_is_said_and_a_sealed_bundle_goes_out(campaign, client):
    public, _private = sealing.new_keypair()
    campaign.sealing_key = SealingKey.objects.create(
        organisation=campaign.organisation, custody="offline", public_key=public
    )
    campaign.save()
    signer(campaign, "Canary Zwitscher")

    refused = client.post(f"{EXPORTS}new/", TYPED)
    assert refused.status_code == 422
    assert "Choose a sealed bundle" in words(refused)
    stamp = stamp_of(client, format="sealed")
    client.post(f"{EXPORTS}new/", TYPED | {"format": "sealed", "counted": stamp})
    building.build_next()
    job = ExportJob.objects.get()
    response = client.post(f"{EXPORTS}{job.id}/download/")
    content = b"".join(response.streaming_content)

    assert b'"undersigned":"bundle"' in content
    assert b"Canary" not in content
    assert response.headers["Content-Disposition"].endswith('.sealed"')


NO_FILE = "none of you has a key file to open a sealed bundle with"


@pytest.mark.parametrize("page", [f"{EXPORTS}new/", "/staff/river/schedules/new/"])
def test_whose_key_the_website_keeps_hears_that_they_could_not_open_a_bundle(campaign, page):
    said = {
        role: words(signed_in(role, campaign.organisation).get(page)) for role in ("owner", "staff")
    }

    assert all(NO_FILE in each for each in said.values())
    assert "To your organisation’s keys" in said["owner"]
    assert "An owner can make a key of your own." in said["staff"]


def test_under_offline_custody_a_sealed_bundle_is_chosen_already(campaign, client):
    campaign.sealing_key, _private = factories.offline_key(campaign.organisation)
    campaign.save()

    page = client.get(f"{EXPORTS}new/")

    assert page.context["form"]["format"].value() == "sealed"
    assert page.text.count(" checked") == 3  # what, as, and the mark for Excel
    assert NO_FILE not in words(page)


def test_statistics_that_should_be_sealed_are_a_mistake_beside_the_field(campaign, client):
    signer(campaign, "Ann")

    answer = client.post(f"{EXPORTS}new/", TYPED | {"format": "sealed", "preset": "statistics"})

    assert answer.status_code == 422
    assert [*answer.context["form"].errors] == ["preset"]


def test_what_was_changed_after_counting_is_counted_again(campaign, client):
    factories.confirmed(campaign)
    stamp = stamp_of(client)

    answer = client.post(f"{EXPORTS}new/", TYPED | {"preset": "full", "counted": stamp})

    assert answer.status_code == FINE
    assert "That is 1 signature." in words(answer)
    assert not ExportJob.objects.exists()


def test_the_filters_offered_are_those_there_are_signatures_for(campaign, client):
    factories.confirmed(campaign, country="LA", language="th")

    form = client.get(f"{EXPORTS}new/").context["form"]

    assert form.fields["countries"].choices == [("LA", "Laos")]
    assert form.fields["languages"].choices == [("th", "Thai")]
