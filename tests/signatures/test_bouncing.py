"""Mail that came back: from the report to the reader who gets no more; what cannot be forged."""

import io
import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from campaign.lib import tokens
from campaign.lib.return_paths import return_path, subject_of
from campaign.mail.models import OutgoingMail
from campaign.signatures import bounce_mail
from campaign.signatures.followers import followers
from campaign.signatures.mailing_models import BounceTally, MailingCopy, Undeliverable
from tests import factories
from tests.mail.outbox import deliver
from tests.signatures.news import folded, follower, news_item, start

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _bounces_come_back(settings):
    settings.BOUNCE_ADDRESS = "bounces@sign.example"


def report(to: str, *, status: str = "5.1.1", action: str = "failed", gone: str = "ann") -> bytes:
    """As Postfix writes one (RFC 3464), the whole mail at its end."""
    return f"""\
Return-Path: <>
Delivered-To: {to}
From: MAILER-DAEMON@mx.example
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

<{gone}@example.org>: unknown user

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {gone}@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} unknown

--b
Content-Type: message/rfc822

From: news@sign.example
To: {gone}@example.org
Subject: The minister answered

She will come.
--b--
""".replace("\n", "\r\n").encode()


def read(content: bytes, *, to: str = "") -> bounce_mail.Read:
    return bounce_mail.read_pipe(io.BytesIO(content), to=to, now=timezone.now())


def mailed(campaign, mailoutbox, *names: str):
    """(mailing, what each was sent from) once news has gone out to them."""
    for name in names:
        follower(campaign, name)
    OutgoingMail.objects.all().delete()
    mailing = start(news_item(campaign))
    deliver()
    return mailing, {mail.to[0].partition("@")[0]: mail.from_email for mail in mailoutbox}


# --- The way back ---------------------------------------------------------------------------


def test_every_message_about_a_signature_has_a_way_back_of_its_own(campaign, mailoutbox):
    factories.sign(campaign, "new@example.org")
    deliver()
    [confirmation] = mailoutbox
    mailoutbox.clear()

    _mailing, sent_from = mailed(campaign, mailoutbox, "ann", "bo")

    paths = [confirmation.from_email, *sent_from.values()]
    assert len(set(paths)) == 3
    for path in paths:
        local, domain = path.rsplit("@", 1)
        assert domain == "sign.example"
        assert len(local) <= 64
        assert local == local.lower()
    # What readers see is who wrote.
    assert mailoutbox[0].extra_headers["From"] == "River Watch <no-reply@testserver>"


def test_without_an_address_for_bounces_mail_is_sent_as_ever(campaign, mailoutbox, settings):
    settings.BOUNCE_ADDRESS = ""

    _mailing, sent_from = mailed(campaign, mailoutbox, "ann")

    assert sent_from == {"ann": "River Watch <no-reply@testserver>"}


def test_only_we_can_make_a_way_back(settings):
    path = return_path(tokens.BOUNCE, b"sixteen bytes 16")
    assert subject_of(path) == (tokens.BOUNCE, b"sixteen bytes 16")
    assert subject_of(path.upper()) == (tokens.BOUNCE, b"sixteen bytes 16")

    token = path.partition("+")[2].partition("@")[0]
    spoilt = ("b" if token[0] != "b" else "c") + token[1:]
    for forged in (spoilt, token[:-1], token + "a", "", "a" * 42, "ü" * 42):
        assert subject_of(f"bounces+{forged}@sign.example") is None
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new key"
    assert subject_of(path) == (tokens.BOUNCE, b"sixteen bytes 16")


# --- What follows ---------------------------------------------------------------------------


def test_a_mailbox_that_is_gone_gets_no_more_news(campaign, mailoutbox):
    mailing, sent_from = mailed(campaign, mailoutbox, "ann", "bo")

    for _twice in range(2):
        assert read(report(sent_from["ann"])).reports == 1

    assert [each.id for each in followers(campaign)] == [
        factories.signature_of(campaign, "bo@example.org").id
    ]
    mailing = folded(mailing)
    assert (mailing.sent, mailing.bounced) == (2, 1)
    ann = factories.signature_of(campaign, "ann@example.org")
    assert ann.is_confirmed
    assert ann.wants_updates
    assert list(BounceTally.objects.values_list("message", "hard", "soft")) == [("news", 1, 0)]


def test_a_mailbox_that_is_full_three_times_gets_no_more_news(campaign, mailoutbox, settings):
    settings.MAILINGS_A_DAY = 9
    follower(campaign, "ann")
    OutgoingMail.objects.all().delete()

    for times in range(3):
        assert followers(campaign).count() == 1, times
        mailoutbox.clear()
        start(news_item(campaign))
        deliver()
        read(report(mailoutbox[0].from_email, status="5.2.2"))

    assert followers(campaign).count() == 0
    assert list(BounceTally.objects.values_list("hard", "soft")) == [(0, 3)]


def test_a_confirmation_that_comes_back_is_counted(campaign, mailoutbox):
    ann = factories.sign(campaign, "ann@example.org")
    deliver()

    for _twice in range(2):
        read(report(mailoutbox[0].from_email))

    assert list(BounceTally.objects.values_list("message", "hard")) == [("confirmation", 1)]
    assert Undeliverable.objects.get().signature_id == ann.id


def test_whoever_asks_for_news_anew_gets_it(campaign, mailoutbox, client):
    _mailing, sent_from = mailed(campaign, mailoutbox, "ann")
    read(report(sent_from["ann"]))
    ann = factories.signature_of(campaign, "ann@example.org")
    page = f"/en/my/{tokens.for_signature(tokens.MY, ann.id)}/"

    client.post(page, {}, headers={"sec-fetch-site": "same-origin"})
    client.post(page, {"updates": "on"}, headers={"sec-fetch-site": "same-origin"})

    assert followers(campaign).count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"action": "delayed", "status": "4.4.1"},
        {"action": "delivered", "status": "2.0.0"},
        {"status": "nonsense"},
        {"status": ""},
    ],
)
def test_what_is_no_final_report_changes_nothing(campaign, mailoutbox, change):
    _mailing, sent_from = mailed(campaign, mailoutbox, "ann")

    assert read(report(sent_from["ann"], **change)).others == 1

    assert not Undeliverable.objects.exists()


def test_a_holiday_notice_changes_nothing(campaign, mailoutbox):
    _mailing, sent_from = mailed(campaign, mailoutbox, "ann")
    notice = EmailMessage()
    notice["To"], notice["Subject"] = sent_from["ann"], "Out of office"
    notice["Auto-Submitted"] = "auto-replied"
    notice.set_content("Back on Monday. 5.1.1")

    assert read(notice.as_bytes()).others == 1

    assert not Undeliverable.objects.exists()


def test_a_forged_report_reaches_nobody(campaign, mailoutbox):
    """Whoever knows an address, or even a signature's number, cannot stop somebody else's news."""
    _mailing, sent_from = mailed(campaign, mailoutbox, "ann", "bo")
    copy = MailingCopy.objects.first()
    mine = sent_from["ann"].partition("+")[2]
    for forged in (
        "bounces@sign.example",
        "ann@example.org",
        f"bounces+{copy.id.hex}@sign.example",
        f"bounces+{tokens.for_signature(tokens.MY, copy.signature_id)}@sign.example",
        f"bounces+{'a' * 26}{mine[26:]}",
    ):
        assert read(report(forged)).others == 1

    assert not Undeliverable.objects.exists()
    assert not BounceTally.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe not a mail",
        b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: "
        b"message/delivery-status\r\n\r\n\xff\r\n--b",
        b"To: \xff\xfe@\xff\r\nContent-Type: message/delivery-status\r\n\r\nStatus: 5.1.1",
        b"To: " + b"a@b.example, " * 50_000,
        b"".join(
            b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(999)
        ),
        b"Content-Type: message/rfc822\n\n" * 999,
        b"Content-Type: multipart/report; boundary*=a\x00b''b\n\n--b\n",
        b"Content-Type: multipart/report; boundary*=a; boundary*1=b\n\n--b\n",
    ],
    ids=range(9),
)
def test_broken_mail_is_taken_for_something_else(content):
    assert read(content).others == 1


def test_mail_that_no_parser_reads_does_not_keep_reports_waiting(campaign, mailoutbox, tmp_path):
    _mailing, sent_from = mailed(campaign, mailoutbox, "ann")
    box = mailbox.Maildir(tmp_path / "bounces", create=True)
    box.add(b"Content-Type: message/rfc822\n\n" * 999)
    box.add(report(sent_from["ann"]))
    box.add(b"Content-Type: message/rfc822\n\n" * 999)

    found = bounce_mail.read_maildir(str(tmp_path / "bounces"), now=timezone.now())

    assert (found.reports, found.others) == (1, 2)
    assert len(box) == 0


# --- Where it is read from ------------------------------------------------------------------


def test_a_maildir_is_read_and_emptied(campaign, mailoutbox, tmp_path, settings):
    from campaign.signatures.tasks import read_bounces

    _mailing, sent_from = mailed(campaign, mailoutbox, "ann", "bo")
    box = mailbox.Maildir(tmp_path / "bounces", create=True)
    box.add(report(sent_from["ann"]))
    box.add(b"Subject: Buy now\r\n\r\nCheap.")
    settings.BOUNCE_MAILDIR = str(tmp_path / "bounces")

    read_bounces()

    assert len(box) == 0
    assert followers(campaign).count() == 1


def test_an_mbox_is_read_and_emptied(campaign, mailoutbox, tmp_path, capsys):
    _mailing, sent_from = mailed(campaign, mailoutbox, "ann")
    path = tmp_path / "bounces.mbox"
    box = mailbox.mbox(path)
    box.add(report(sent_from["ann"]))
    box.add(b"Subject: Buy now\r\n\r\nCheap.")
    box.close()

    call_command("process_bounces", mbox=str(path))

    assert capsys.readouterr().out == "1 came back, 1 other messages.\n"
    assert Path(path).read_bytes() == b""
    assert followers(campaign).count() == 0


def test_a_pipe_may_say_whom_it_was_for(campaign, mailoutbox):
    _mailing, sent_from = mailed(campaign, mailoutbox, "ann")

    assert read(report("undisclosed@mx.example"), to=sent_from["ann"]).reports == 1


def test_where_nothing_can_be_read_the_mail_server_is_asked_to_keep_it(tmp_path):
    with pytest.raises(CommandError) as refused:
        call_command("process_bounces", maildir=str(tmp_path / "nowhere"))

    assert refused.value.returncode == 75


def test_nothing_of_a_report_is_stored_or_logged(campaign, mailoutbox, caplog, capsys):
    _mailing, sent_from = mailed(campaign, mailoutbox, "canary")

    read(report(sent_from["canary"], gone="canary"))

    assert "canary" not in caplog.text + "".join(capsys.readouterr())
    with connection.cursor() as cursor:
        for table in ("undeliverable", "bouncetally", "mailingcopy", "mailing", "auditevent"):
            cursor.execute(f"SELECT row_to_json(t)::text FROM campaign_{table} t")
            assert "canary" not in str(cursor.fetchall())
