"""News to many: how long it takes to take down who gets it, in how much memory, and how fast the
site's own sender then sends it. The functions run in helpers."""

import os
import resource
import time
from dataclasses import dataclass

from tests.bench.mail import Sent, send

BATCH = 2_000  # rows of a statement, which takes 65,535 values


@dataclass(frozen=True)
class Prepared:
    seconds: float
    copies: int
    memory: int  # bytes: the most that the process ever held


def fill(slug: str, readers: int) -> int:
    """So many people who confirmed and asked for news, and a piece of it on the page; its id.
    What waits in the outbox goes, so that only the mailing is measured."""
    import django

    django.setup()

    import uuid_utils.compat
    from django.db import connection
    from django.utils import timezone

    from campaign.accounts.models import User
    from campaign.lib import sealing
    from campaign.mail.models import OutgoingMail
    from campaign.pages import news
    from campaign.pages.models import Campaign
    from campaign.pages.news import Words
    from campaign.signatures.models import Signature

    OutgoingMail.objects.all().delete()
    Signature.objects.update(wants_updates=False)
    campaign = Campaign.objects.select_related("sealing_key").get(slug=slug)
    key, now = bytes(campaign.sealing_key.public_key), timezone.now()
    for start in range(0, readers, BATCH):
        batch = []
        for number in range(start, min(start + BATCH, readers)):
            signature_id = uuid_utils.compat.uuid7()
            fields = {
                "name": f"Reader {number}",
                "email": f"reader{number}@example.org",
                "affiliation": "",
            }
            sealed = sealing.seal(key, campaign=campaign.id, signature=signature_id, fields=fields)
            batch.append(
                Signature(
                    id=signature_id,
                    campaign=campaign,
                    sealing_key=campaign.sealing_key,
                    state=Signature.State.CONFIRMED,
                    sealed=sealed,
                    fingerprint=os.urandom(32),
                    country="TH",
                    language=("en", "my", "th")[number % 3],
                    wants_updates=True,
                    created_at=now,
                    confirmed_at=now,
                    counted_at=now,
                    mailed_at=[now],
                )
            )
        Signature.objects.bulk_create(batch)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) campaign_signature")
        cursor.execute("CHECKPOINT")
    by = User.objects.create_user("bench@example.org")
    words = {
        "en": Words("The minister answered", "She **will** come.\n\n" * 10),
        "my": Words("ဝန်ကြီး ဖြေကြားသည်", "လာမည်။\n\n" * 10),
    }
    item = news.write(campaign=campaign, on=now.date(), words=words, now=now)
    news.publish(item=item, by=by, now=now)
    return item.id


def prepare(item_id: int) -> Prepared:
    """From pressing the button to the moment when the first copy can go."""
    import django

    django.setup()

    from django.utils import timezone

    from campaign.accounts.models import User
    from campaign.pages.news_models import NewsItem
    from campaign.signatures import feeding, mailings

    item = NewsItem.objects.select_related("campaign__sealing_key").get(id=item_id)
    by = User.objects.get(email="bench@example.org")
    begun = time.perf_counter()
    mailing = mailings.start(item=item, per_hour=None, is_neutral=False, by=by, now=timezone.now())
    feeding.prepare(mailing.id)
    seconds = time.perf_counter() - begun
    return Prepared(seconds, mailing.copies.count(), _most_memory())


def send_some(seconds: float) -> tuple[Sent, int]:
    """What the sender did, and the most bytes it held."""
    return send(seconds), _most_memory()


def _most_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
