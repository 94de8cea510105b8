"""One signer who leaves a trace wherever one can be left, and where these are looked for."""

import base64
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import uuid_utils.compat
from django.conf import settings
from django.db import connection
from django.utils import timezone

from campaign.exports.models import ExportJob
from campaign.letters import building, dossiers
from campaign.letters.models import CarriedLetter, Dossier, RecordEntry
from campaign.lib import sealing
from campaign.mail.actions import suppress
from campaign.pages.models import Campaign
from campaign.signatures import bouncing, moderation
from campaign.signatures.mailing_models import BounceTally, MailingCopy
from campaign.signatures.models import Signature
from campaign.signatures.moderation import Words
from campaign.signatures.noticing import COMMENT, NAME
from campaign.signatures.paper.models import PaperBatch, PaperEntry
from campaign.signatures.weeding.models import Mark, Suspect, Sweep, Why
from tests import factories
from tests.exports import signers
from tests.letters import carried
from tests.signatures import news
from tests.signatures.news import owner_of
from tests.signatures.test_agreeing import partner

ADDRESS = "canary.zwitscher@aviary.example"
SIGNER = {
    "name": "Canary Zwitscher",
    "affiliation": "Aviary Nine",
    "comment": "tweet tweet, said the yellow one: see www.aviary.example",
    "country": "LA",
    "language": "en",
    "source": "facebook",
    "show_name": True,
    "wants_updates": True,
}
NOTE = "Zwitscher is a colleague of Budgie"
TRACES = ("Zwitscher", "canary.zw", "Aviary", "aviary", "yellow one", "Budgie", "Perch Lane")


def everywhere(campaign: Campaign) -> Signature:
    """Signs, confirms, and is then in every table, queue and folder in which signers can be."""
    now = timezone.now()
    agreed = [partner(campaign).wordings.get().id]
    signature = factories.confirmed(campaign, ADDRESS, agreed=agreed, **SIGNER)
    owner = owner_of(campaign)
    carried.carry(signature, name=SIGNER["name"], place="Perch Lane", body="Yours, C. Zwitscher")
    item = news.news_item(campaign)
    mailing = news.start(item)
    MailingCopy.objects.filter(mailing=mailing).update(state=MailingCopy.State.SENT)
    for is_hard in (False, True):
        message = BounceTally.Message.NEWS
        bouncing.note_trouble(signature.id, message=message, is_hard=is_hard, now=now)
    moderation.hide(
        campaign=campaign,
        words=[Words(signature.id, NAME), Words(signature.id, COMMENT)],
        reason="personal",
        note=NOTE,
        by=owner,
        now=now,
    )
    same = {"campaign": campaign, "signature_ids": [signature.id], "by": owner, "now": now}
    moderation.hold(**same, reason="spam")
    moderation.refuse(**same, reason="spam")
    moderation.release(**same)
    moderation.refuse(**same, reason="spam")
    Signature.objects.filter(id=signature.id).update(is_flagged=True)
    RecordEntry.objects.create(
        campaign=campaign,
        recipient=carried.recipient(),
        event=RecordEntry.Event.SENT,
        on=now.date(),
        recorded_at=now,
        announced_up_to=signature.id,
    )
    _suspected(signature, now=now)
    _waits_in_an_import(signature, now=now)
    suppress(address_hash=sealing.address_hash(ADDRESS), now=now)
    signature.refresh_from_db()
    return signature


def _suspected(signature: Signature, *, now: datetime) -> None:
    """By a search before handing over that is under way."""
    sweep = Sweep.objects.create(
        campaign=signature.campaign, requested_at=now, state=Sweep.State.LOOKING
    )
    same = {"signature": signature, "why": Why.SAME_NAME}
    Suspect.objects.create(campaign=signature.campaign, group=b"group", found_at=now, **same)
    Mark.objects.create(sweep=sweep, key=b"key", group=b"group", **same)


def _waits_in_an_import(signature: Signature, *, now: datetime) -> None:
    """Somebody had the address on a sheet, too; nobody has decided about the file yet."""
    batch = PaperBatch.objects.create(
        campaign=signature.campaign, kind="file", language="en", state="checked", requested_at=now
    )
    PaperEntry.objects.create(
        batch=batch,
        line=2,
        signature=uuid_utils.compat.uuid7(),
        sealed=b"a line, sealed",
        fingerprint=signature.fingerprint,
        likeness=b"a likeness",
        country="LA",
        wants_updates=True,
    )


def files_of(campaign: Campaign) -> tuple[ExportJob, Dossier]:
    """A list and a dossier, ready; ask for them while the signer counts."""
    export = signers.built(campaign)
    dossier = dossiers.request_dossier(
        campaign=campaign,
        recipient=carried.recipient(),
        contents=Dossier.Contents.LETTERS,
        by=owner_of(campaign),
        now=timezone.now() + timedelta(seconds=1),
    )
    assert building.build_next()
    dossier.refresh_from_db()
    return export, dossier


def traces_of(signature: Signature) -> list[bytes]:
    """What recognises them: their words, and what was sealed, hashed or numbered for them."""
    letters = CarriedLetter.objects.filter(signature=signature)
    exact = [bytes(signature.sealed), bytes(signature.fingerprint)]
    exact += [bytes(letter.sealed) for letter in letters]
    return [word.encode() for word in TRACES] + exact


def stored() -> bytes:
    """Every value of every row of every table: text as it is, bytes as they are."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                found += [_as_bytes(value) for value in row]
    return b"\n".join(found)


def _as_bytes(value: Any) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    if isinstance(value, dict | list):
        return json.dumps(value, default=str, ensure_ascii=False).encode()
    return str(value).encode()


def in_files(*folders: Path) -> bytes:
    paths = [path for folder in folders if folder.exists() for path in folder.rglob("*")]
    return b"\n".join(path.read_bytes() for path in paths if path.is_file())


def in_redis(client: Any) -> bytes:
    """Every key, and what it holds, as Redis itself would write it down."""
    keys = list(client.scan_iter())
    return b"\n".join([*keys, *(client.dump(key) or b"" for key in keys)])


def kept_folders() -> list[Path]:
    return [Path(settings.EXPORT_DIR), Path(settings.DOSSIER_DIR)]


def spellings(word: str) -> set[bytes]:
    """In which a word may lie about: as it is, folded, and as programs write it down."""
    found = set()
    for each in {word, word.lower(), word.upper()}:
        raw = each.encode()
        found |= {raw, each.encode("utf-16-le"), each.encode("utf-16-be"), raw.hex().encode()}
        found |= {quote(each, safe="").encode(), json.dumps(each)[1:-1].encode()}
        found.update(_in_base64(raw))
    return found


def _in_base64(raw: bytes) -> Iterable[bytes]:
    """Wherever in a longer text it stands: what its neighbours change is left out."""
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + raw)
        inner = encoded[(offset * 8 + 5) // 6 : (offset + len(raw)) * 8 // 6]
        if len(inner) >= 8:
            yield inner
            yield inner.translate(bytes.maketrans(b"+/", b"-_"))
