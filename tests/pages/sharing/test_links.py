"""Named links: made, retired, brought back."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from campaign.accounts.models import AuditEvent
from campaign.pages.sharing import links as source_links
from campaign.pages.sharing.channels import BUILT_IN_CODES
from campaign.pages.sharing.links import bring_back_link, make_link, proposed_code, retire_link
from campaign.pages.sharing.models import SourceLink
from tests import factories
from tests.organiser.people import account

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(campaign):
    return account("editor", campaign.organisation)


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("Flyer Jakarta", "flyer-jakarta"),
        ("Été à Đà Nẵng", "ete-a-a-nang"),
        ("မြန်မာ", "link"),
        ("a_b", "a-b"),
        ("x" * 50, "x" * 32),
        ("<script>alert(1)</script>", "scriptalert1script"),
        ("WhatsApp", "whatsapp-2"),
    ],
)
def test_a_code_is_made_from_the_name(campaign, editor, label, code):
    made = make_link(campaign=campaign, label=label, now=timezone.now(), by=editor)

    assert made.code == code


def test_a_proposed_code_is_free_and_no_longer_than_a_code_can_be():
    taken = {"x" * 32} | {f"{'x' * 30}-{number}" for number in range(2, 10)}

    assert proposed_code("x" * 60, taken) == f"{'x' * 29}-10"


@pytest.mark.parametrize("code", ["flyer", "whatsapp"])
def test_a_taken_code_is_refused_and_nothing_is_made(campaign, editor, code):
    make_link(campaign=campaign, label="Flyer", now=timezone.now(), by=editor)

    with pytest.raises(ValidationError) as refused:
        make_link(campaign=campaign, label="Other", code=code, now=timezone.now(), by=editor)

    assert list(refused.value.error_dict) == ["code"]
    assert SourceLink.objects.count() == AuditEvent.objects.count() == 1


@pytest.mark.parametrize("code", ["a b", "á", "-a", "a--b", "A", "a" * 33, "<b>", "a\n"])
def test_a_code_that_is_none_is_refused(campaign, editor, code):
    with pytest.raises(ValidationError) as refused:
        make_link(campaign=campaign, label="Flyer", code=code, now=timezone.now(), by=editor)

    assert list(refused.value.error_dict) == ["code"]
    assert not SourceLink.objects.exists()


def test_two_campaigns_may_have_the_same_code(campaign, editor):
    other = factories.campaign("hills", organisation=campaign.organisation)

    for each in (campaign, other):
        make_link(campaign=each, label="Flyer", now=timezone.now(), by=editor)

    assert SourceLink.objects.filter(code="flyer").count() == 2


def test_there_is_room_for_so_many_and_no_more(campaign, editor, monkeypatch):
    monkeypatch.setattr(source_links, "MOST_LINKS", 2)
    first = make_link(campaign=campaign, label="A", now=timezone.now(), by=editor)
    make_link(campaign=campaign, label="B", now=timezone.now(), by=editor)
    retire_link(link=first, now=timezone.now(), by=editor)  # makes no room: its code still counts

    with pytest.raises(ValidationError, match="room for 2 links"):
        make_link(campaign=campaign, label="C", now=timezone.now(), by=editor)

    assert SourceLink.objects.count() == 2


def test_who_did_what_is_on_record_once(campaign, editor):
    now = timezone.now()
    link = make_link(campaign=campaign, label="Flyer", now=now, by=editor)

    for _twice in range(2):
        retire_link(link=link, now=now, by=editor)
    assert SourceLink.objects.get().retired_at == now
    for _twice in range(2):
        bring_back_link(link=link, now=now, by=editor)
    assert SourceLink.objects.get().retired_at is None

    assert list(AuditEvent.objects.order_by("id").values_list("action", "details")) == [
        ("link-made", {"code": "flyer", "label": "Flyer"}),
        ("link-retired", {"code": "flyer"}),
        ("link-brought-back", {"code": "flyer"}),
    ]


def test_built_in_codes_fit_where_signatures_keep_them():
    assert {code for code in BUILT_IN_CODES if len(code) > 32 or code != code.lower()} == set()
