"""Verbs about an organisation's own keys: made, checked, retired; a change of keys stopped.

A key is stored once somebody has shown that its private half was saved: we seal a word to it, and
whoever opens the saved file can tell us that word (`challenge`, `is_answer`). Until then nothing is
stored, so whoever closes the page leaves nothing half-made.

Campaigns are not known here: which of them seal to which key is campaign/signatures/custody/.
"""

import base64
import hashlib
import hmac
import re
import secrets
from datetime import datetime
from typing import Any

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from nacl.exceptions import CryptoError
from nacl.public import PublicKey, SealedBox

from campaign.accounts import key_emails
from campaign.accounts.auditing import Action, record
from campaign.accounts.models import KeyChange, Organisation, SealingKey, User
from campaign.lib.key_files import CHECK_LETTERS, CHECK_PREFIX, LETTERS, PUBLIC_PREFIX

CHALLENGE_LASTS = 24 * 60 * 60  # seconds: an offline machine may be in another room
SALT = "campaign.accounts.keys.challenge"


class CannotUseKey(Exception):
    """Its text is a sentence for whoever gives us a public key, in their language."""


class Stale(Exception):
    """The word to tell was sealed too long ago, or to another key."""


# --- A public key, and proof that somebody holds the private one -----------------------------


def public_key_from(typed: str) -> bytes:
    """32 bytes, from a line that somebody pasted. Raises CannotUseKey."""
    written = typed.strip().removeprefix(PUBLIC_PREFIX).strip()
    try:
        public = base64.b64decode(written, validate=True)
    except ValueError:
        public = b""
    if len(public) != PublicKey.SIZE or not _can_seal(public):
        raise CannotUseKey(
            _(
                "This is not a public key. It is one line that begins with "
                "“undersigned-public-key:”; copy all of it."
            )
        )
    return public


def _can_seal(public: bytes) -> bool:
    """A few keys are no keys: what is sealed to them opens to everybody, and libsodium refuses."""
    try:
        SealedBox(PublicKey(public)).encrypt(b"x")
    except CryptoError:
        return False
    return True


def challenge(organisation: Organisation, public_key: bytes) -> tuple[str, str]:
    """(a word sealed to the key, in base64; what to give back with the word to `is_answer`)"""
    word = "".join(secrets.choice(LETTERS) for _each in range(CHECK_LETTERS))
    sealed = SealedBox(PublicKey(public_key)).encrypt((CHECK_PREFIX + word).encode())
    token = signing.dumps([*_bound_to(organisation, public_key), _digest(word)], salt=SALT)
    return base64.b64encode(sealed).decode(), token


def is_answer(organisation: Organisation, public_key: bytes, *, token: str, word: str) -> bool:
    """Is this the word that was sealed to it? Raises Stale."""
    try:
        *bound_to, digest = signing.loads(token, salt=SALT, max_age=CHALLENGE_LASTS)
    except (signing.BadSignature, ValueError) as error:
        raise Stale from error
    if bound_to != _bound_to(organisation, public_key):
        raise Stale
    typed = re.sub(r"[\s\-]", "", word).upper()
    return hmac.compare_digest(_digest(typed), digest)


def _bound_to(organisation: Organisation, public_key: bytes) -> list[Any]:
    return [organisation.id, public_key.hex()]


def _digest(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()


# --- Keys -----------------------------------------------------------------------------------


@transaction.atomic
def add_key(
    *, organisation: Organisation, public_key: bytes, by: User | None, now: datetime
) -> SealingKey:
    """Take in a key whose private half somebody has shown to have saved; one that is there already
    counts as checked from now on. Owners are told. Raises CannotUseKey."""
    _locked(organisation)
    if there := SealingKey.objects.filter(public_key=public_key).first():
        return _check(there, organisation, by=by, now=now)
    try:
        with transaction.atomic():
            key = SealingKey.objects.create(
                organisation=organisation,
                custody=SealingKey.Custody.OFFLINE,
                public_key=public_key,
                made_by=by,
                checked_at=now,
            )
    except IntegrityError as error:  # another organisation's, in this very moment
        raise CannotUseKey(_not_yours()) from error
    _tell(Action.KEY_MADE, key, by=by, now=now)
    return key


def _check(
    key: SealingKey, organisation: Organisation, *, by: User | None, now: datetime
) -> SealingKey:
    if key.organisation_id != organisation.id or not key.is_offline:
        raise CannotUseKey(_not_yours())
    if key.retired_at:
        raise CannotUseKey(_("This key was retired. Make a new one."))
    if key.checked_at is None:
        key.checked_at = now
        key.save(update_fields=["checked_at"])
        _tell(Action.KEY_CHECKED, key, by=by, now=now)
    return key


def _not_yours() -> str:
    return _("This key cannot be used here. Make a new one for this organisation.")


@transaction.atomic
def retire_key(*, key: SealingKey, by: User | None, now: datetime) -> bool:
    """Nothing is sealed to it any more, whatever comes; whether it was not so before.

    Campaigns that seal to it lose it: that is for whoever knows campaigns to do, in the same
    transaction (campaign/signatures/custody/changing.py).
    """
    organisation = _locked(key.organisation)
    retired = SealingKey.objects.filter(id=key.id, retired_at=None).update(retired_at=now)
    if not retired:
        return False
    key.refresh_from_db()
    for change in organisation.key_changes.open().filter(new_key=key):
        stop_change(change=change, by=by, now=now)
    _tell(Action.KEY_RETIRED, key, by=by, now=now)
    return True


def _tell(action: Action, key: SealingKey, *, by: User | None, now: datetime) -> None:
    record(action, actor=by, now=now, organisation=key.organisation, key=key.fingerprint)
    key_emails.tell_owners(key.organisation, action, key=key, by=by, now=now)


def _locked(organisation: Organisation) -> Organisation:
    return Organisation.objects.select_for_update(no_key=True).get(id=organisation.id)


# --- A change of keys -----------------------------------------------------------------------


@transaction.atomic
def stop_change(*, change: KeyChange, by: User | None, now: datetime) -> bool:
    """All stays as it is; whether there was still something to stop."""
    stopped = KeyChange.objects.open().filter(id=change.id)
    if not stopped.update(state=KeyChange.State.STOPPED, ended_at=now, ended_by=by):
        return False
    tell_of_change(Action.KEY_CHANGE_STOPPED, change, by=by, now=now)
    return True


def stop_changes_of(
    *, organisation: Organisation, member: User, by: User | None, now: datetime
) -> None:
    """Whoever is no owner any more has no word in what key names are sealed to."""
    for change in organisation.key_changes.open():
        if member.id in {change.proposed_by_id, change.approved_by_id}:
            stop_change(change=change, by=by, now=now)


def tell_of_change(action: Action, change: KeyChange, *, by: User | None, now: datetime) -> None:
    """Record it, and write to all owners."""
    campaigns = list(change.campaigns.order_by("slug").values_list("slug", flat=True))
    record(
        action,
        actor=by,
        now=now,
        organisation=change.organisation,
        key=change.new_key.fingerprint,
        campaigns=", ".join(campaigns),
    )
    key_emails.tell_owners(
        change.organisation,
        action,
        key=change.new_key,
        by=by,
        now=now,
        campaigns=campaigns,
        due_at=change.due_at,
        language=change.language,
    )
