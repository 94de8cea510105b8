"""What the public, and each signer, sees of names and comments."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.lib import tokens
from campaign.pages.at_hand import forget_campaigns
from campaign.pages.models import Campaign
from campaign.public.kept import forget_pages
from campaign.signatures import moderation
from campaign.signatures.models import Reason, Signature
from tests import factories
from tests.mail.outbox import deliver, sign_as
from tests.organiser.people import account, words
from tests.signatures.moderated import comment, commented, held, name

pytestmark = pytest.mark.django_db

PAGE, RULES = "/en/c/river/", "/en/c/river/what-is-shown/"


@pytest.fixture
def press(campaign: Campaign) -> dict:
    by = account("editor", campaign.organisation)
    return {"campaign": campaign, "by": by, "now": timezone.now()}


def mine(signature: Signature) -> str:
    return f"/en/my/{tokens.for_signature(tokens.MY, signature.id)}/"


def confirming(signature: Signature) -> str:
    return f"/en/confirm/{tokens.for_signature(tokens.CONFIRM, signature.id)}/"


def said(browser: Client, path: str) -> str:
    forget_pages()
    forget_campaigns()
    return words(browser.get(path))


def test_a_comment_stands_on_the_page_once_it_is_approved(browser, campaign, press):
    ann = commented(campaign, comment="It runs past <b>my</b> door.")
    assert "runs past" not in said(browser, PAGE)

    moderation.approve(words=comment(ann), **press)

    forget_pages()
    assert "It runs past &lt;b&gt;my&lt;/b&gt; door." in browser.get(PAGE).content.decode()


def test_hidden_words_are_nowhere_on_the_page_and_the_rest_stays(browser, campaign, press):
    ann = commented(campaign)
    moderation.approve(words=comment(ann), **press)
    moderation.hide(words=name(ann), reason=Reason.NOT_THEIRS, **press)

    page = said(browser, PAGE)

    assert "Ann Example" not in page
    assert "Somebody who signed" in page
    assert "Because." in page


def test_a_held_signature_is_nowhere_on_the_page(browser, campaign):
    held(campaign, name="Bot Example", show_name=True, comment="Because.")

    assert "Bot Example" not in said(browser, PAGE)


def test_the_page_asks_the_database_no_more_for_comments(
    browser, campaign, press, django_assert_num_queries
):
    commented(campaign)
    with CaptureQueriesContext(connection) as one:
        browser.get(PAGE)
    for number in range(3):
        moderation.approve(words=comment(commented(campaign, f"{number}@example.org")), **press)
    forget_pages()

    with django_assert_num_queries(len(one)):
        browser.get(PAGE)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (Reason.SPAM, "sent many times over"),
        (Reason.INSULT, "insult or a threat"),
        (Reason.PERSONAL, "personal data"),
        (Reason.NOT_THEIRS, "not your own"),
        (Reason.IMPERSONATION, "of an office"),
        (Reason.ADVERTISING, "advertising"),
        (Reason.OTHER, "decided not to show it"),
    ],
)
def test_its_owner_is_told_what_is_hidden_and_why(browser, campaign, press, reason, told):
    ann = commented(campaign)
    moderation.hide(words=comment(ann), reason=reason, note="a note for colleagues", **press)

    page = said(browser, mine(ann))

    assert "Your comment is not shown" in page
    assert told in page
    assert "counts all the same" in page
    assert "a note for colleagues" not in page


def test_what_waits_is_said_to_wait(browser, campaign):
    assert "Your comment appears once the organisers have read it" in said(
        browser, mine(commented(campaign))
    )


def test_the_owner_of_a_held_signature_is_told_the_truth(browser, campaign, press):
    signature = held(campaign, comment="Because.")

    page = said(browser, mine(signature))
    assert "before they count, and yours is among them" in page
    assert "does not wait" not in page
    moderation.refuse(signature_ids=[signature.id], reason=Reason.SPAM, **press)
    assert "left it out of the count" in said(browser, mine(signature))
    moderation.release(signature_ids=[signature.id], **press)
    page = said(browser, mine(signature))
    assert "before they count" not in page
    assert "out of the count" not in page


def test_a_held_signer_is_answered_like_any_other_until_confirmed(browser, campaign, mail_server):
    """By mail and at the button: a program that cannot read mail learns nothing."""
    bot, ann = sign_as(campaign, "bot", "ann")
    Signature.objects.filter(id=bot.id).update(held_at=bot.created_at, noticed=["disposable"])

    deliver()

    pages = [browser.get(confirming(each)).content.decode() for each in (bot, ann)]
    mails = [mail.text for mail in mail_server.received]
    for one, other in (pages, mails):
        bare = [
            re.sub(r"/(my|confirm|unsubscribe)/[^/]+/", "/TOKEN/", each) for each in (one, other)
        ]
        assert bare[0] == bare[1]
        assert "signature counts" not in bare[0]


def test_a_held_signer_is_thanked_and_not_told_that_it_counts(browser, campaign, press):
    bot, ann = held(campaign), factories.confirmed(campaign)

    assert "your signature counts" in said(browser, confirming(ann))
    page = said(browser, confirming(bot))
    assert "Thank you: your signature is confirmed" in page
    assert "before they count, and yours is among them" in page
    assert "your signature counts" not in page
    assert not re.search("program|address|domain|throwaway|disposable", page)
    moderation.release(signature_ids=[bot.id], **press)
    assert "your signature counts" in said(browser, confirming(bot))


def test_ones_comment_can_be_changed_and_waits_again(browser, campaign, press):
    ann = commented(campaign)
    moderation.hide(words=comment(ann), reason=Reason.INSULT, **press)

    browser.post(mine(ann), {"show_name": "on", "comment": "Kinder words."})

    assert "Your comment appears once the organisers have read it" in said(browser, mine(ann))
    assert "Kinder words." not in said(browser, PAGE)


def test_what_is_too_long_comes_back_and_nothing_is_changed(browser, campaign, press):
    ann = commented(campaign)
    moderation.hide(words=name(ann), reason=Reason.NOT_THEIRS, **press)
    before = Signature.objects.values().get()

    answer = browser.post(
        mine(ann), {"show_name": "on", "comment": "x" * 501, "new_name": "see www.example.org"}
    )

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Up to 500 characters fit" in page
    assert "A name has no links" in page
    assert "x" * 501 in page
    assert 'value="see www.example.org"' in page
    assert Signature.objects.values().get() == before


def test_a_form_without_a_place_for_a_comment_leaves_it(browser, campaign):
    ann = commented(campaign)

    browser.post(mine(ann), {"show_name": "on", "updates": "on"})

    ann.refresh_from_db()
    assert (ann.comment, ann.wants_updates) == ("Because.", True)


def test_the_rules_are_public_with_how_much_was_hidden(browser, campaign, press):
    assert "So far nothing was hidden." in said(browser, RULES)
    moderation.hide(words=comment(commented(campaign)), reason=Reason.SPAM, **press)

    page = said(browser, RULES)

    assert "So far 1 was hidden." in page
    assert "Comments appear once the organisers have read them." in page
    assert browser.get("/en/c/no-such/what-is-shown/").status_code == 404
