"""Is this an e-mail address, and whose is it?"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from email_validator import EmailNotValidError, validate_email

# Providers whose addresses reach the same person with or without dots in them.
DOTLESS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}


def checked(typed: str) -> str:
    """The address as typed, white space around it aside, if mail can be sent to it.

    Raises ValidationError with a sentence for the person who typed it. Nothing is looked up: a
    name server's answer would be slow, and would tell it who signs.
    """
    address = typed.strip()
    try:
        validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        raise ValidationError(
            _("This does not look like an e-mail address. It should read like name@example.org."),
            code="invalid",
        ) from None
    return address


def normalised(address: str) -> str:
    """One spelling for all the spellings of one person's address; only ever hashed, never shown.

    Case, a Unicode domain against its punycode, a `+tag`, and dots where the provider ignores
    them. `address` has passed `checked`.
    """
    checked_address = validate_email(address, check_deliverability=False)
    local = checked_address.local_part.casefold().partition("+")[0]
    domain = checked_address.ascii_domain.lower()
    if domain in DOTLESS:
        return f"{local.replace('.', '')}@{DOTLESS[domain]}"
    return f"{local}@{domain}"


def masked(address: str) -> str:
    """Enough for its owner to recognise it: `a…@example.org`."""
    local, _at, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"
