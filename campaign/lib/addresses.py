"""Is this an e-mail address, and whose is it?"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from email_validator import EmailNotValidError, validate_email

# Providers whose addresses reach the same person with or without dots in them.
DOTLESS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}


@dataclass(frozen=True, slots=True)
class Address:
    """An address that mail can be sent to."""

    typed: str  # where mail goes, white space around it aside
    # One spelling for all the spellings of one person's address; only ever hashed, never shown.
    # Case, a Unicode domain against its punycode, a `+tag`, dots where the provider ignores them.
    normalised: str

    @classmethod
    def parse(cls, typed: str) -> "Address":
        """Raises ValidationError with a sentence for the person who typed it.

        Nothing is looked up: a name server's answer would be slow, and would tell it who signs.
        A local part outside ASCII is refused: most mail servers still cannot take one.
        """
        typed = typed.strip()
        try:
            found = validate_email(
                typed, check_deliverability=False, allow_smtputf8=False, strict=True
            )
        except EmailNotValidError:
            raise ValidationError(
                _("This does not look like an e-mail address. One reads like name@example.org."),
                code="invalid",
            ) from None
        local = found.local_part.lower()
        local = local.partition("+")[0] or local
        domain = found.ascii_domain.lower()
        if domain in DOTLESS:
            local, domain = local.replace(".", ""), DOTLESS[domain]
        return cls(typed, f"{local}@{domain}")

    @property
    def masked(self) -> str:
        """Enough for its owner to recognise it: `a…@example.org`."""
        return f"{self.typed[:1]}…@{self.typed.rpartition('@')[2]}"

    def __repr__(self) -> str:
        return "<Address>"  # never in a log or a traceback
