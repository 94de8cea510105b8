"""Every page that the public can meet, in each of its states."""

from datetime import datetime, timedelta

from django.utils import timezone

from campaign.letters import carrying
from campaign.letters.demo import load_demo_letters
from campaign.letters.models import DeliveryTally, Recipient, RecordEntry
from campaign.lib import sealing, tokens
from campaign.lib.addresses import Address
from campaign.pages.demo import load_demo
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign, CampaignText
from campaign.pages.pictures import set_picture
from campaign.signatures import actions
from campaign.signatures.links import token_for
from campaign.signatures.models import Signature
from config.run import DEMO
from tests import factories
from tests.pages.writing import pictures
from tests.signatures.news import news_item, owner_of

BURMESE = "မြန်မာစစ်အုပ်စုသည်ပြည်သူကိုကိုယ်စားမပြုကြောင်းကျွန်ုပ်တို့ကြေညာသည်"


def every_public_page() -> dict[str, str]:
    """Paths by name. Made once for a module: rows stay."""
    now = timezone.now()
    demo, _is_new = load_demo(now)
    load_demo_letters(demo, now=timezone.now())
    record(demo, now)
    shown = factories.confirmed(
        demo,
        "shown@example.org",
        name="Ann Example",
        affiliation="River Watch",
        comment="It runs past\nmy door.",
        show_name=True,
    )
    carrying.carry(
        signature=shown,
        recipient=Recipient.objects.get(slug="tha"),
        language="en",
        name="Ann Example",
        place="Chiang Mai",
        subject="A request",
        body="Your Excellency,\n\nplease act.",
        now=now,
    )
    gone = factories.confirmed(demo, "gone@example.org")
    pending = factories.sign(demo, "pending@example.org", name="Kim Example", show_name=True)
    actions.withdraw(signature_id=gone.id, now=now)
    owner = demo.organisation
    for slug, fields in {
        "not-opened": {"state": State.SCHEDULED, "opens_at": now + timedelta(days=2)},
        "closed": {"state": State.CLOSED, "closes_at": now},
        "archived": {"state": State.ARCHIVED},
        "paused": {"paused_at": now},
        "without-a-signature": {},
    }.items():
        factories.campaign(slug, title="Keep the river free", organisation=owner, **fields)
    in_burmese = factories.campaign("in-burmese", organisation=owner, main_language="my")
    CampaignText.objects.create(
        campaign=in_burmese, language="my", title=BURMESE, summary=BURMESE * 3, body=BURMESE * 20
    )
    on_top_of_it(demo, now)
    Campaign.objects.filter(slug="closed").update(final_words={"en": "We hand it over on Friday."})
    following = factories.confirmed(demo, "following@example.org", wants_updates=True)
    news = news_item(demo)
    at_risk = factories.confirmed(factories.high_risk("high-risk", organisation=owner))

    def dated(purpose: str) -> str:
        return token_for(purpose, at_risk.id, at_risk.campaign.rules, now=now)

    address = sealing.address_hash(Address.parse("ann@example.org").normalised)
    return {
        "home": "/en/",
        "home in Burmese": "/my/",
        "open": f"/en/c/{DEMO}/",
        "open in Burmese": "/my/c/in-burmese/",
        "not opened yet": "/en/c/not-opened/",
        "closed": "/en/c/closed/",
        "archived": "/en/c/archived/",
        "paused": "/en/c/paused/",
        "without a signature": "/en/c/without-a-signature/",
        "the form by itself": f"/en/c/{DEMO}/sign/",
        "no form any more": "/en/c/closed/sign/",
        "what is shown": f"/en/c/{DEMO}/what-is-shown/",
        "news": f"/en/c/{DEMO}/news/",
        "one piece of news": f"/en/c/{DEMO}/news/{news.id}/",
        "no news yet": "/en/c/without-a-signature/news/",
        "no more news?": f"/en/no-more-news/{token(tokens.STOP_NEWS, following)}/",
        "no more news": f"/en/no-more-news/{token(tokens.STOP_NEWS, shown)}/",
        "letters": f"/en/c/{DEMO}/letters/",
        "one letter": f"/en/c/{DEMO}/letters/tha/",
        "letters, too late": f"/en/c/{letters_too_late(demo, now)}/letters/",
        "a signer's letters": f"/en/my/{token(tokens.MY, shown)}/letters/",
        "a signer's letter": f"/en/my/{token(tokens.MY, shown)}/letters/idn/",
        "check your mail": f"/en/c/{DEMO}/check-your-mail/",
        "confirm": f"/en/confirm/{token(tokens.CONFIRM, pending)}/",
        "thank you": f"/en/confirm/{token(tokens.CONFIRM, shown)}/",
        "my signature": f"/en/my/{token(tokens.MY, shown)}/",
        "my signature, not confirmed": f"/en/my/{token(tokens.MY, pending)}/",
        "withdraw": f"/en/my/{token(tokens.MY, shown)}/withdraw/",
        "withdrawn": f"/en/my/{token(tokens.MY, gone)}/",
        "high-risk": "/en/c/high-risk/",
        "high-risk, the form by itself": "/en/c/high-risk/sign/",
        "high-risk, check your mail": "/en/c/high-risk/check-your-mail/",
        "high-risk, thank you": f"/en/confirm/{dated(tokens.CONFIRM)}/",
        "high-risk, my signature": f"/en/my/{dated(tokens.MY)}/",
        "unsubscribe": f"/en/unsubscribe/{tokens.make(tokens.UNSUBSCRIBE, address)}/",
        "link unusable": "/en/confirm/nonsense/",
        "not found": "/en/c/no-such-campaign/",
    }


def on_top_of_it(demo: Campaign, now: datetime) -> None:
    """A picture, and a banner above the page."""
    alt = {"en": "A boat on a wide river."}
    set_picture(
        demo, renditions=pictures(), alt=alt, credit="Ann Example", by=owner_of(demo), now=now
    )
    Campaign.objects.filter(id=demo.id).update(banner={"en": "We hand it over on Friday."})


def record(demo: Campaign, now: datetime) -> None:
    """One recipient has answered, one refused, one got a stack of letters, others are silent."""
    for days, slug in enumerate(("tha", "idn", "phl", "sgp")):
        recipient = Recipient.objects.get(slug=slug)
        DeliveryTally.objects.create(
            campaign=demo,
            recipient=recipient,
            channel="pdf",
            letters=1200 * days + 1,
            hour=now - timedelta(days=days),
        )
    for slug, event in {"idn": "answered", "phl": "refused", "sgp": "handed_over"}.items():
        RecordEntry.objects.create(
            campaign=demo,
            recipient=Recipient.objects.get(slug=slug),
            event=event,
            on=now.date(),
            note="An invented note.\n\nOf two paragraphs.",
            document_type="application/pdf",
            document=b"%PDF-1.7",
            is_published=True,
            recorded_at=now,
        )


def letters_too_late(demo: Campaign, now: datetime) -> str:
    """The address of a campaign that had letters and is over."""
    over = factories.campaign("letters-too-late", organisation=demo.organisation)
    load_demo_letters(over, now=timezone.now())
    over.state = State.CLOSED
    over.save()
    return over.slug


def token(purpose: str, signature: Signature) -> str:
    return tokens.for_signature(purpose, signature.id)
