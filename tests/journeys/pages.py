"""Every page that the public can meet, in each of its states."""

from datetime import timedelta

from django.utils import timezone

from campaign.lib import sealing, tokens
from campaign.lib.addresses import Address
from campaign.pages.demo import load_demo
from campaign.pages.lifecycle import State
from campaign.pages.models import CampaignText
from campaign.signatures import actions
from campaign.signatures.models import Signature
from config.run import DEMO
from tests import factories

BURMESE = "မြန်မာစစ်အုပ်စုသည်ပြည်သူကိုကိုယ်စားမပြုကြောင်းကျွန်ုပ်တို့ကြေညာသည်"


def every_public_page() -> dict[str, str]:
    """Paths by name. Made once for a module: rows stay."""
    now = timezone.now()
    demo, _is_new = load_demo(now)
    shown = factories.confirmed(
        demo,
        "shown@example.org",
        name="Ann Example",
        affiliation="River Watch",
        comment="It runs past\nmy door.",
        show_name=True,
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
        "check your mail": f"/en/c/{DEMO}/check-your-mail/",
        "confirm": f"/en/confirm/{token(tokens.CONFIRM, pending)}/",
        "thank you": f"/en/confirm/{token(tokens.CONFIRM, shown)}/",
        "my signature": f"/en/my/{token(tokens.MY, shown)}/",
        "my signature, not confirmed": f"/en/my/{token(tokens.MY, pending)}/",
        "withdraw": f"/en/my/{token(tokens.MY, shown)}/withdraw/",
        "withdrawn": f"/en/my/{token(tokens.MY, gone)}/",
        "unsubscribe": f"/en/unsubscribe/{tokens.make(tokens.UNSUBSCRIBE, address)}/",
        "link unusable": "/en/confirm/nonsense/",
        "not found": "/en/c/no-such-campaign/",
    }


def token(purpose: str, signature: Signature) -> str:
    return tokens.for_signature(purpose, signature.id)
