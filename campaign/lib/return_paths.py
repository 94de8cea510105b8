"""Where mail that cannot be delivered comes back to: an address of its own for each message.

`bounces+<token>@example.org`, made from settings.BOUNCE_ADDRESS. The token says what the message
was about, and only we can make one, so nobody can say of somebody else's mail that it came back.
"""

from django.conf import settings

from campaign.lib import tokens


def return_path(purpose: str, subject: bytes) -> str:
    """The address for `subject` (16 bytes); "" where this site takes no bounces."""
    if not settings.BOUNCE_ADDRESS:
        return ""
    local, domain = settings.BOUNCE_ADDRESS.rsplit("@", 1)
    return f"{local}+{tokens.make_caseless(purpose, subject)}@{domain}"


def subject_of(address: str) -> tuple[str, bytes] | None:
    """(purpose, subject) of an address that `return_path` made, else None."""
    token = address.strip().strip("<>").rpartition("@")[0].rpartition("+")[2]
    for purpose in (tokens.BOUNCE, tokens.BOUNCE_OF_NEWS):
        if subject := tokens.read_caseless(purpose, token):
            return purpose, subject
    return None
