"""The pages of letters, as a browser has them."""

import html
import re
from typing import Any

from django.test import Client

from campaign.letters.models import LetterVersion
from campaign.lib import tokens
from campaign.pages.models import Campaign
from campaign.signatures.models import Signature
from tests.letters import carried

LETTERS = "/en/c/river/letters/"
THAILAND = f"{LETTERS}tha/"
BODY = (
    "{{ salutation }},\n\n{{ personal_line }}\n\nPlease act, {{ state }}.\n\n"
    "{{ signer_name }}\n{{ signer_place }}"
)
WRITER = {"name": "Ann Example", "place": "Yangon", "personal_line": "I was born there."}


def campaign_with_letters() -> Campaign:
    made = carried.campaign()
    LetterVersion.objects.update(body=BODY)
    return made


def my_letters(signature: Signature, recipient: str = "") -> str:
    path = f"/en/my/{tokens.for_signature(tokens.MY, signature.id)}/letters/"
    return f"{path}{recipient}/" if recipient else path


def compose(browser: Client, path: str = LETTERS, status: int = 200, **typed: Any) -> str:
    response = browser.post(path, {"do": "show", "recipient": "tha"} | WRITER | typed)
    assert response.status_code == status
    return response.content.decode()


def value_of(name: str, page: str) -> str:
    """Of the field called so, as a browser would send it."""
    if area := re.search(rf'<textarea[^>]* name="{name}"[^>]*>\n(.*?)</textarea>', page, re.DOTALL):
        return html.unescape(area[1])
    tag = re.search(rf'<input[^>]* name="{name}"[^>]*>', page)[0]
    return html.unescape(re.search(r'value="(.*?)"', tag, re.DOTALL)[1])


def composed(browser: Client, path: str = LETTERS, **typed: Any) -> dict[str, Any]:
    """What the page of letters would send with the next button."""
    page = compose(browser, path, **typed)
    hidden = ("composition", "language-tha", "subject-tha", "body-tha")
    return WRITER | typed | {"recipient": "tha"} | {name: value_of(name, page) for name in hidden}
