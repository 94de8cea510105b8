"""The admin site: superusers look, nobody touches, nobody else comes in."""

import uuid
from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from campaign import models
from campaign.accounts.invitations import invite
from campaign.letters.demo import load_demo_letters
from campaign.lib import sealing
from campaign.lib.addresses import Address
from campaign.pages.demo import load_demo
from tests.organiser.people import at_the_desk

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
# Words that would tell who signed or was written to, planted where the admin site could leak them.
CANARY = "canary"

LISTED = [
    models.User,
    models.Organisation,
    models.Membership,
    models.SealingKey,
    models.OutgoingMail,
    models.Suppression,
    models.Campaign,
    models.CampaignText,
    models.Signature,
    models.Tally,
    models.Mailing,
    models.BounceTally,
    models.CarriedLetter,
    models.Dossier,
    models.RecordEntry,
    models.Invitation,
    models.AuditEvent,
]


@pytest.fixture
def rows() -> dict[type[Model], Model]:
    """One row of every model, with an organiser Alice."""
    campaign, _ = load_demo(NOW)
    # Without passwords: hashing one for each test would take longer than the test.
    alice = models.User.objects.create_user("alice@example.org")
    models.Membership.objects.create(
        organisation=campaign.organisation, user=alice, role=models.Membership.Role.OWNER
    )
    key = campaign.sealing_key
    signature_id, mail_id = uuid.uuid4(), uuid.uuid4()
    signature = models.Signature.objects.create(
        id=signature_id,
        campaign=campaign,
        sealing_key=key,
        sealed=sealing.seal(
            key.public_key, campaign=campaign.id, signature=signature_id, fields={"name": CANARY}
        ),
        fingerprint=CANARY.encode(),
        public_name=f"{CANARY} name",
        comment=f"{CANARY} comment",
        country="ID",
        language="en",
        created_at=NOW,
        mailed_at=[NOW],
    )
    mail = models.OutgoingMail.objects.create(
        id=mail_id,
        message="confirm_signature",
        language="en",
        about=signature_id,
        content=models.OutgoingMail.seal_content(mail_id, to=f"{CANARY}@example.org"),
        due_at=NOW,
    )
    tally = models.Tally.objects.create(campaign=campaign, hour=NOW, language="en", confirmed=1)
    suppression = models.Suppression.objects.create(
        address_hash=b"canary-canary-xx", created_at=NOW
    )
    load_demo_letters(campaign, now=NOW)
    recipient = campaign.addressees.addressed().first().recipient
    letter = models.CarriedLetter(
        campaign=campaign,
        recipient=recipient,
        signature=signature,
        sealing_key=key,
        language="en",
        created_at=NOW,
    )
    letter.sealed = sealing.seal(
        key.public_key,
        campaign=campaign.id,
        signature=signature_id,
        part=letter.part,
        fields={"name": CANARY},
    )
    letter.save()
    dossier = models.Dossier.objects.create(
        campaign=campaign,
        recipient=recipient,
        language="en",
        requested_at=NOW,
        wrapped_key=b"canary",
    )
    entry = models.RecordEntry.objects.create(
        campaign=campaign,
        recipient=recipient,
        event="answered",
        on=NOW.date(),
        document=b"canary",
        recorded_at=NOW,
    )
    news = models.NewsItem.objects.create(campaign=campaign, on=NOW.date(), created_at=NOW)
    mailing = models.Mailing.objects.create(
        campaign=campaign, news=news, started_at=NOW, next_at=NOW
    )
    bounces = models.BounceTally.objects.create(campaign=campaign, day=NOW.date(), message="news")
    invitation = invite(
        organisation=campaign.organisation,
        address=Address.parse(f"{CANARY}@example.org"),
        role=models.Membership.Role.VIEWER,
        language="en",
        by=alice,
        now=NOW,
    )
    models.OutgoingMail.objects.filter(about=invitation.id).delete()
    there = [
        mailing,
        bounces,
        invitation,
        models.AuditEvent.objects.last(),
        letter,
        dossier,
        entry,
        alice,
        campaign.organisation,
        alice.memberships.get(),
        key,
        mail,
        suppression,
        campaign,
        campaign.text_in("en"),
        signature,
        tally,
    ]
    return {type(row): row for row in there}


@pytest.fixture
def superuser() -> Client:
    return at_the_desk(models.User.objects.create_superuser("root@example.org"))


def address(model: type[Model], view: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


def test_every_model_a_superuser_may_see_is_known_here() -> None:
    assert set(admin.site._registry) == set(LISTED)


@pytest.mark.parametrize("model", LISTED)
def test_a_superuser_opens_every_list_and_every_row(
    rows: dict[type[Model], Model], superuser: Client, model: type[Model]
) -> None:
    assert superuser.get("/admin/").status_code == 200
    assert superuser.get(address(model, "changelist")).status_code == 200
    assert superuser.get(address(model, "change", rows[model].pk)).status_code == 200


@pytest.mark.parametrize("model", LISTED)
def test_not_even_a_superuser_adds_changes_or_deletes(
    rows: dict[type[Model], Model], superuser: Client, model: type[Model]
) -> None:
    row = rows[model]

    assert superuser.get(address(model, "add")).status_code == 403
    assert superuser.post(address(model, "change", row.pk), {}).status_code == 403
    assert superuser.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    superuser.post(
        address(model, "changelist"),
        {"action": "delete_selected", "_selected_action": str(row.pk), "post": "yes"},
    )
    assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", LISTED)
def test_no_page_shows_who_signed_or_any_sealed_value(
    rows: dict[type[Model], Model], superuser: Client, model: type[Model]
) -> None:
    seen = superuser.get(address(model, "changelist")).text
    seen += superuser.get(address(model, "change", rows[model].pk)).text

    assert CANARY not in seen
    assert "sealed" not in seen.lower().replace("sealing", "")
    assert "wrapped" not in seen.lower()
    assert "pbkdf2" not in seen


@pytest.mark.parametrize("model", LISTED)
def test_nothing_personal_can_be_searched_for(model: type[Model]) -> None:
    searchable = admin.site._registry[model].search_fields

    assert list(searchable) == (["slug"] if model is models.Campaign else [])


def test_no_value_that_is_left_out_can_be_guessed_at_through_an_address(rows, superuser) -> None:
    for model, query in (
        (models.User, "password__startswith=pbkdf2"),
        (models.User, "password__gt=!"),
        (models.Membership, "user__password__startswith=pbkdf2"),
        (models.Signature, "public_name__startswith=c"),
        (models.Signature, "campaign__wrapped_fingerprint_secret__isnull=0"),
        (models.Invitation, "organisation__sealing_keys__wrapped_private_key__isnull=0"),
    ):
        assert superuser.get(f"{address(model, 'changelist')}?{query}").status_code == 400, query

    campaign = rows[models.Campaign]
    for model, query in (
        (models.Signature, f"campaign__id__exact={campaign.pk}"),
        (models.Signature, "state__exact=confirmed"),
        (models.User, "is_active__exact=1"),
    ):
        assert superuser.get(f"{address(model, 'changelist')}?{query}").status_code == 200


@pytest.mark.parametrize("model", LISTED)
def test_an_organiser_and_a_stranger_are_kept_out(
    rows: dict[type[Model], Model], model: type[Model]
) -> None:
    organiser = at_the_desk(rows[models.User])

    for client in (organiser, Client()):
        for page in (
            "/admin/",
            address(model, "changelist"),
            address(model, "add"),
            address(model, "change", rows[model].pk),
            address(model, "delete", rows[model].pk),
        ):
            answer = client.get(page)
            assert answer.status_code in {302, 403}, page
            assert CANARY not in answer.text


@pytest.mark.parametrize("model", LISTED)
def test_staff_who_are_no_superusers_see_nothing(
    rows: dict[type[Model], Model], model: type[Model]
) -> None:
    client = at_the_desk(models.User.objects.create_user("staff@example.org", is_staff=True))

    assert client.get(address(model, "changelist")).status_code == 403
    assert client.get(address(model, "change", rows[model].pk)).status_code == 403
    assert model._meta.verbose_name_plural.capitalize() not in client.get("/admin/").text


@pytest.mark.django_db
def test_the_admin_site_has_no_door_of_its_own():
    response = Client().post("/admin/login/", {"username": "root@example.org", "password": "guess"})

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/")


def test_a_password_is_changed_in_one_place_only(superuser):
    changed = {"old_password": "x", "new_password1": "mountain", "new_password2": "mountain"}

    for answer in (
        superuser.get("/admin/password_change/"),
        superuser.post("/admin/password_change/", changed),
    ):
        assert answer.status_code == 302
        assert answer.headers["Location"] == "/accounts/password/change/"
