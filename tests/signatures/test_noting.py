"""What happens becomes figures: each thing once, in its hour, its day there, and in all."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.mail import delivery
from campaign.mail.delivery import Outcome
from campaign.mail.hooks import batch_done
from campaign.pages.models import Campaign
from campaign.signatures import actions, counting, noting, tasks
from campaign.signatures.counted_models import Figure, Tally
from campaign.signatures.models import Signature
from tests import factories
from tests.mail.outbox import deliver, let_pass

pytestmark = pytest.mark.django_db

# 01:30 on the 2nd in Jakarta, still the 1st in UTC.
NIGHT = datetime(2026, 6, 1, 18, 30, tzinfo=UTC)
HOUR = datetime(2026, 6, 1, 18, tzinfo=UTC)
THERE = datetime(2026, 6, 2, tzinfo=UTC)
A_WHILE = timedelta(minutes=1)


def figures(campaign: Campaign, *about: str) -> dict[tuple[str, str, datetime], int]:
    """Number by (what, value, when); what is not asked for is left out, and so are zeros."""
    return {
        (each.about, each.value, each.at): each.number
        for each in Figure.objects.filter(campaign=campaign, number__gt=0)
        if each.about in about
    }


def ever(campaign: Campaign) -> dict[str, int]:
    return {
        each.value or each.about: each.number
        for each in Figure.objects.filter(campaign=campaign, span="ever", number__gt=0)
    }


def test_a_confirmed_signature_is_in_its_hour_in_its_day_there_and_in_all():
    campaign = factories.campaign(time_zone="Asia/Jakarta")

    factories.confirmed(campaign, country="TH", language="my", source="line", now=NIGHT)

    assert figures(campaign, "confirmed", "country", "language", "source") == {
        (about, value, at): 1
        for about, value in (
            *(("confirmed", ""), ("country", "TH")),
            *(("language", "my"), ("source", "line")),
        )
        for at in (HOUR, THERE, Figure.EVER)
    }


def test_figures_add_up_over_batches_and_campaigns(monkeypatch):
    monkeypatch.setattr(counting, "BATCH", 2)
    one, other = factories.campaign("one"), factories.campaign("other")
    for number, country in enumerate(["MM", "MM", "TH", "MM", "LA"]):
        factories.confirmed(one, f"{number}@example.org", country=country, counted=False)
    factories.confirmed(other, country="LA", counted=False)

    counting.fold_confirmed(now=timezone.now())

    assert ever(one) == {"confirmed": 5, "MM": 3, "TH": 1, "LA": 1, "en": 5, "source": 5}
    assert ever(other) == {"confirmed": 1, "LA": 1, "en": 1, "source": 1}


def test_who_withdraws_is_taken_out_of_where_they_were_and_counted_when_they_left():
    campaign = factories.campaign(time_zone="Asia/Jakarta")
    stays = factories.confirmed(campaign, "a@example.org", country="TH", now=NIGHT)
    leaves = factories.confirmed(campaign, "b@example.org", country="TH", now=NIGHT)
    later = NIGHT + timedelta(days=2)

    actions.withdraw(signature_id=leaves.id, now=later)
    actions.withdraw(signature_id=leaves.id, now=later)

    assert figures(campaign, "country", "confirmed", "withdrawn") == {
        **{("country", "TH", at): 1 for at in (HOUR, THERE, Figure.EVER)},
        **{("confirmed", "", at): 2 for at in (HOUR, THERE, Figure.EVER)},
        **{
            ("withdrawn", "", at): 1
            for at in (HOUR + timedelta(days=2), THERE + timedelta(days=2), Figure.EVER)
        },
    }
    assert Signature.objects.get(id=stays.id).is_confirmed


def test_who_was_never_counted_leaves_no_trace_in_figures():
    campaign = factories.campaign()
    pending = factories.sign(campaign)

    actions.withdraw(signature_id=pending.id, now=timezone.now())

    assert not Figure.objects.exists()


def test_a_zone_that_the_database_does_not_know_counts_in_utc_and_stops_nobody():
    strange = factories.campaign("strange", time_zone="Atlantis/Poseidonis")
    other = factories.campaign("other")

    for campaign in (strange, other):
        factories.confirmed(campaign, now=NIGHT, counted=False)
    counting.fold_confirmed(now=NIGHT)

    assert ("confirmed", "", datetime(2026, 6, 1, tzinfo=UTC)) in figures(strange, "confirmed")
    assert ever(other)["confirmed"] == 1


# --- Signed ---------------------------------------------------------------------------------


def sign_at(campaign: Campaign, email: str = "ann@example.org", *, now: datetime) -> None:
    """Sign, with an id of that time: ids are made by the clock, whatever `now` a test says."""
    signature = factories.sign(campaign, email, now=now)
    then = UUID(int=noting.first_id(now).int + signature.id.int % 2**80)
    Signature.objects.filter(id=signature.id).update(id=then)


def test_each_address_that_signs_is_counted_once_however_often_it_tries():
    campaign = factories.campaign()
    now = timezone.now()
    sign_at(campaign, now=now - timedelta(minutes=40))
    noting.fold_signed(now=now - timedelta(minutes=30))

    sign_at(campaign, now=now - timedelta(minutes=20))  # replaces the row, id and all
    sign_at(campaign, "b@example.org", now=now - timedelta(minutes=20))
    noting.fold_signed(now=now)
    noting.fold_signed(now=now)

    assert ever(campaign)["signed"] == 2


def test_who_tried_twice_while_nobody_counted_is_counted_once():
    campaign = factories.campaign()
    now = timezone.now()
    noting.fold_signed(now=now - timedelta(hours=2))
    for minutes in (100, 60, 20):
        sign_at(campaign, now=now - timedelta(minutes=minutes))

    noting.fold_signed(now=now)

    assert ever(campaign)["signed"] == 1


def test_a_form_of_this_very_moment_is_counted_a_moment_later():
    campaign = factories.campaign()
    now = timezone.now()
    sign_at(campaign, now=now)

    noting.fold_signed(now=now)
    assert ever(campaign) == {}
    noting.fold_signed(now=now + A_WHILE)

    assert ever(campaign)["signed"] == 1


def test_who_signed_stays_counted_when_unconfirmed_rows_are_forgotten():
    campaign = factories.campaign()
    sign_at(campaign, now=timezone.now() - timedelta(days=8))

    tasks.purge_unconfirmed()
    tasks.count_confirmed()

    assert not Signature.objects.exists()
    assert ever(campaign)["signed"] == 1


def test_counting_forms_costs_the_same_for_one_and_for_three_campaigns():
    costs = []
    for campaigns in (1, 3):
        for number in range(campaigns):
            sign_at(factories.campaign(f"c-{campaigns}-{number}"), now=timezone.now())
        with CaptureQueriesContext(connection) as queries:
            noting.fold_signed(now=timezone.now() + campaigns * A_WHILE)
        costs.append(len(queries))

    assert costs[1] <= costs[0]  # the first time there is no bookmark yet


# --- Mail -----------------------------------------------------------------------------------


def test_mail_that_the_server_took_and_mail_that_it_refused_are_counted(mail_server):
    campaign = factories.campaign()
    mail_server.answers("RCPT", "refused@example.org", "550 no such mailbox")
    for name in ("a", "b", "refused"):
        factories.sign(campaign, f"{name}@example.org")

    deliver()

    assert ever(campaign) == {"mailed": 2, "refused": 1}


def test_mail_that_is_put_off_counts_once_it_went(mail_server):
    campaign = factories.campaign()
    mail_server.answers("RCPT", "a@example.org", "451 later")
    factories.sign(campaign, "a@example.org")

    deliver()
    assert ever(campaign) == {}
    let_pass(delivery.WAITS[0])
    deliver()

    assert ever(campaign) == {"mailed": 1}


def test_counting_mail_takes_one_statement_for_a_whole_batch(mail_server):
    costs = []
    for mails in (1, 3):
        campaign = factories.campaign(f"c-{mails}")
        for number in range(mails):
            factories.sign(campaign, f"{number}@example.org")
        with CaptureQueriesContext(connection) as queries:
            deliver()
        costs.append(sum("campaign_figure" in query["sql"] for query in queries))

    assert costs == [1, 1]


def test_mail_goes_on_when_somebody_who_counts_it_fails(mail_server, caplog):
    campaign = factories.campaign()
    factories.sign(campaign)

    def fails(**_said: object) -> None:
        raise ValueError("a broken counter")

    batch_done.connect(fails)
    try:
        outcome = deliver()
    finally:
        batch_done.disconnect(fails)

    assert outcome == Outcome(sent=1)
    assert ever(campaign) == {"mailed": 1}
    assert "was not counted" in caplog.text


# --- Anew -----------------------------------------------------------------------------------


def test_figures_are_made_anew_from_what_they_were_made_of():
    campaign = factories.campaign(time_zone="Asia/Jakarta")
    for number, country in enumerate(["MM", "MM", "TH"]):
        factories.confirmed(campaign, f"{number}@example.org", country=country, now=NIGHT)
    leaves = factories.confirmed(campaign, "left@example.org", country="LA", now=NIGHT)
    actions.withdraw(signature_id=leaves.id, now=NIGHT + timedelta(days=3))
    noting.fold_signed(now=timezone.now() + A_WHILE)
    before = sorted(Figure.objects.filter(number__gt=0).values_list("span", "about", "at", "value"))
    numbers = ever(campaign)
    Figure.objects.filter(span="ever").update(number=99)

    noting.make_anew([campaign.id])

    assert ever(campaign) == numbers
    assert before == sorted(
        Figure.objects.filter(number__gt=0).values_list("span", "about", "at", "value")
    )


def test_another_time_zone_moves_the_days():
    campaign = factories.campaign(time_zone="Asia/Jakarta")
    factories.confirmed(campaign, now=NIGHT)
    Campaign.objects.update(time_zone="America/Bogota")

    noting.make_anew([campaign.id])

    assert set(figures(campaign, "confirmed")) == {
        ("confirmed", "", at) for at in (HOUR, datetime(2026, 6, 1, tzinfo=UTC), Figure.EVER)
    }


def test_reconciling_makes_wrong_figures_anew_and_leaves_right_ones_alone(caplog):
    campaign = factories.campaign()
    factories.confirmed(campaign)
    tasks.reconcile_counts()
    assert caplog.text == ""
    Figure.objects.filter(about="confirmed").update(number=40)

    tasks.reconcile_counts()

    assert ever(campaign)["confirmed"] == 1 == Tally.objects.get().confirmed
    assert "The figures of river were not its tallies'; made anew" in caplog.text


def test_hours_are_forgotten_by_country_and_kept_in_all():
    campaign = factories.campaign()
    now = timezone.now()
    factories.confirmed(campaign, "old@example.org", country="MM", now=now - timedelta(days=4))
    factories.confirmed(campaign, "new@example.org", country="TH", now=now)

    tasks.forget_hours()

    hours = Figure.objects.filter(span="hour")
    assert sorted(hours.filter(about="country").values_list("value", flat=True)) == ["TH"]
    assert hours.filter(about="confirmed").count() == 2
    assert ever(campaign)["MM"] == 1
