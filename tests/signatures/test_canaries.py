"""Canary signers, searched for in every store of the real servers as whoever seized it would:
before they confirm, once they have, and after they are erased. docs/surrender.md says the same in
words; where this test has to change, so has that page.
"""

import base64
import json
import logging
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from campaign.lib import tokens
from campaign.lib.logs import WithoutTokens
from campaign.mail import delivery
from campaign.mail.models import OutgoingMail
from campaign.pages.models import Campaign
from campaign.signatures import actions, erasing, moderation
from campaign.signatures.models import Signature
from campaign.signatures.moderation import Words
from campaign.signatures.noticing import COMMENT
from tests import factories
from tests.letters import carried
from tests.signatures.news import owner_of
from tests.signatures.one_signer import files_of
from tests.signatures.stores import Places, found, near, plain, rewritten

pytestmark = pytest.mark.django_db(transaction=True)

ON_DISK = {"tables on disk", "write-ahead log"}
IN_CLEAR = {"pg_dump", *ON_DISK}


MARK = "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _letter in range(9))


def odd_word() -> str:
    """Which nothing else here has in it, in letters that every spelling keeps apart. All begin with
    MARK."""
    return MARK + "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _letter in range(9))


@dataclass
class Canary:
    """Somebody whose every word is unlike any other."""

    shows_name: bool
    name: str = field(default_factory=odd_word)
    mailbox: str = field(default_factory=odd_word)
    affiliation: str = field(default_factory=odd_word)
    comment: str = field(default_factory=odd_word)
    letter: str = field(default_factory=odd_word)

    @property
    def address(self) -> str:
        return f"{self.mailbox}@example.org"

    @property
    def sealed(self) -> list[str]:
        """What only a key opens: all, but what they chose to show."""
        words = [self.mailbox, self.affiliation, self.letter]
        return words if self.shows_name else [self.name, *words]

    @property
    def in_clear(self) -> list[str]:
        return [self.comment, *([self.name] if self.shows_name else [])]

    def sign(self, slug: str) -> None:
        """With the form, as anybody does."""
        typed = {
            "name": f"Sir {self.name} Bird",
            "email": self.address,
            "country": "LA",
            "affiliation": f"House of {self.affiliation}",
            "comment": f"I think {self.comment}.",
        }
        if self.shows_name:
            typed["show_name"] = "on"
        answer = Client().post(
            f"/en/c/{slug}/sign/", typed, headers={"sec-fetch-site": "same-origin"}
        )
        assert answer.status_code == 303


def links_of(signature: Signature) -> list[str]:
    return [tokens.for_signature(purpose, signature.id) for purpose in (tokens.CONFIRM, tokens.MY)]


@pytest.fixture
def places(
    tmp_path: Path, redis: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Places]:
    there = Places(tmp_path, redis)
    for name, folder in there.folders.items():
        folder.mkdir()
        if name != "tmp":
            setting = {"mail": "EMAIL_FILE_PATH"}.get(name, f"{name[:-1].upper()}_DIR")
            setattr(settings, setting, folder)
    settings.EMAIL_BACKEND = "campaign.mail.backends.EmlFolder"
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    handler = logging.FileHandler(there.log)
    handler.addFilter(WithoutTokens())  # as every handler of ours has it
    loggers = [logging.getLogger(name) for name in (None, "campaign", "django")]
    for logger in loggers:
        logger.addHandler(handler)
    yield there
    for logger in loggers:
        logger.removeHandler(handler)
    handler.close()


def send_mail(places: Places) -> bytes:
    """What waits goes out; the folder that stands in for the mail server, emptied afterwards."""
    delivery.deliver_due(until=timezone.now() + timedelta(seconds=10))
    sent = b""
    for path in places.folders["mail"].iterdir():
        sent += path.read_bytes()
        path.unlink()
    return sent


def confirm(canary: Canary, campaign: Campaign) -> Signature:
    signature = factories.signature_of(campaign, canary.address)
    link = f"/en/confirm/{tokens.for_signature(tokens.CONFIRM, signature.id)}/"
    Client().post(link, headers={"sec-fetch-site": "same-origin"})
    Client().get(link.replace("/confirm/", "/no-such-page/"))  # into the log
    signature = factories.confirm(signature)
    assert signature.is_confirmed
    return signature


def test_canaries_are_found_where_they_chose_to_be_seen_and_nowhere_else(places, caplog):
    caplog.set_level(logging.INFO)
    campaign = carried.campaign()
    quiet, loud = canaries = Canary(shows_name=False), Canary(shows_name=True)

    # Before they confirm: a comment and a name to be shown are in clear, though nobody sees them.
    for canary in canaries:
        canary.sign(campaign.slug)
    signatures = [factories.signature_of(campaign, canary.address) for canary in canaries]
    links = [link for signature in signatures for link in links_of(signature)]
    pending = places.read()
    assert found(links, pending, plain) == {}
    pending = near(MARK, pending)
    assert found([*quiet.sealed, *loud.sealed], pending) == {}
    for word in [*quiet.in_clear, *loud.in_clear]:
        assert found([word], pending)[word] <= IN_CLEAR
        assert "pg_dump" in found([word], pending)[word]

    # The mail itself holds address and link: it is the one thing that leaves.
    sent = send_mail(places)
    assert set(found([quiet.mailbox, links[0]], {"mail": sent})) == {quiet.mailbox, links[0]}
    assert found([quiet.name, quiet.affiliation, quiet.comment], {"mail": sent}) == {}

    # Once they have: with a letter, a list and a dossier that are ready, a comment that was hidden.
    signatures = [confirm(canary, campaign) for canary in canaries]
    links = [link for signature in signatures for link in links_of(signature)]
    for canary, signature in zip(canaries, signatures, strict=True):
        carried.carry(signature, name=canary.name, body=f"Yours, {canary.letter} {canary.name}")
    files_of(campaign)
    moderation.hide(
        campaign=campaign,
        words=[Words(signatures[0].id, COMMENT)],
        reason="personal",
        by=owner_of(campaign),
        now=timezone.now(),
    )
    confirmed = places.read()
    assert found(links, confirmed, plain) == {}
    assert confirmed["exports"]
    assert confirmed["dossiers"]
    confirmed = near(MARK, confirmed)
    assert found([*quiet.sealed, *loud.sealed], confirmed) == {}
    for word in [*quiet.in_clear, *loud.in_clear]:
        assert "pg_dump" in found([word], confirmed)[word]
        assert found([word], confirmed)[word] <= IN_CLEAR

    # Erased: not in a copy of the database. On its disk what was in clear lies about for a while.
    for signature in signatures:
        actions.withdraw(signature_id=signature.id, now=timezone.now())
    erasing.vacuum()
    erased = places.read()
    assert found(links, erased, plain) == {}
    erased = near(MARK, erased)
    assert found([*quiet.sealed, *loud.sealed], erased) == {}
    in_clear = [*quiet.in_clear, *loud.in_clear]
    assert set().union(*found(in_clear, erased).values()) <= ON_DISK
    assert found(in_clear, erased), "nothing lies about any more: docs/surrender.md says it does"

    # Written anew, its tables are clean, too.
    rewritten()
    anew = near(MARK, places.read())
    assert set().union(*found(in_clear, anew).values()) <= {"write-ahead log"}


HIDDEN_WORD = odd_word()
WAYS_TO_WRITE = {
    "as it is": HIDDEN_WORD.encode(),
    "in capitals": HIDDEN_WORD.upper().encode(),
    "UTF-16": HIDDEN_WORD.encode("utf-16-le"),
    "hexadecimal": HIDDEN_WORD.encode().hex().encode(),
    "base64": base64.b64encode(b"to: " + HIDDEN_WORD.encode() + b"@example.org"),
    "in an address": quote(f"{HIDDEN_WORD}@example.org", safe="").encode(),
    "JSON": json.dumps({"to": HIDDEN_WORD}).encode(),
}


@pytest.mark.parametrize("written", WAYS_TO_WRITE.values(), ids=WAYS_TO_WRITE)
def test_the_search_knows_how_programs_write_words_down(written):
    assert found([HIDDEN_WORD], {"there": b"x" * 100 + written + b"y" * 100})
    assert not found([odd_word()], {"there": written})


def test_burmese_is_found_as_json_and_links_write_it():
    name = "မြန်မာအမည်"

    assert found([name], {"json": json.dumps(name).encode()})
    assert found([name], {"link": quote(name).encode()})


def test_a_canary_that_flies_free_is_found_in_each_place(places):
    """One word planted in clear in every store: were one not searched, this fails."""
    word = odd_word()
    OutgoingMail.objects.create(
        message="x", language="en", content=word.encode(), due_at=timezone.now()
    )
    places.redis.set("planted", word)
    for folder in places.folders.values():
        (folder / "planted").write_text(word)
    logging.getLogger("campaign").warning("planted %s", word)

    everywhere = places.read()

    assert found([word], everywhere) == {word: set(everywhere)}
    assert len(everywhere) == 9


def test_a_token_and_an_address_do_not_come_into_the_log(places):
    token = tokens.for_signature(tokens.CONFIRM, factories.sign(factories.campaign()).id)
    logging.getLogger("django").warning("Not Found: /en/confirm/%s/ of ann@example.org", token)

    log = places.log.read_text()

    assert "Not Found: /en/confirm/<token>/ of <address>" in log
