"""Is this an e-mail address, and whose is it?"""

import re
from dataclasses import dataclass
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from email_validator import EmailNotValidError, ValidatedEmail, validate_email

# Providers whose addresses reach the same person with or without dots in them.
DOTLESS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}

# What nearly all addresses look like. Nothing can be wrong with the part before such an @: letters
# and digits, single marks between them, 64 in all; 254 with the domain.
_COMMON = re.compile(
    r"(?=.{1,254}\Z)(?=[^@]{1,64}@)([A-Za-z0-9]+(?:[._+-][A-Za-z0-9]+)*)@([A-Za-z0-9.-]+)"
)


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
            local, domain = _parts(typed)
        except EmailNotValidError:
            raise ValidationError(
                _("This does not look like an e-mail address. One reads like name@example.org."),
                code="invalid",
            ) from None
        local = local.lower()
        local = local.partition("+")[0] or local
        if domain in DOTLESS:
            local, domain = local.replace(".", ""), DOTLESS[domain]
        return cls(typed, f"{local}@{domain}")

    @property
    def reachable(self) -> str:
        """As typed, a Unicode domain in the punycode of today's standard.

        Left to itself Django follows that of 2003: it takes some domains for others (straße.de for
        strasse.de, whose owner is somebody else) and stumbles over more. Headers want ASCII.
        """
        if self.typed.isascii():
            return self.typed
        local, domain = self.typed.rpartition("@")[0], self.normalised.rpartition("@")[2]
        return f"{local}@{domain}"

    @property
    def domain(self) -> str:
        """In small letters and ASCII."""
        return self.normalised.rpartition("@")[2]

    @property
    def masked(self) -> str:
        """Enough for its owner to recognise it: `a…@example.org`."""
        return f"{self.typed[:1]}…@{self.typed.rpartition('@')[2]}"

    def __repr__(self) -> str:
        return "<Address>"  # never in a log or a traceback


def _parts(typed: str) -> tuple[str, str]:
    """What stands before the @, and the domain in ASCII. Raises EmailNotValidError."""
    if common := _COMMON.fullmatch(typed):
        local, domain = common.groups()
        return local, _ascii(domain)
    found = _validated(typed)
    return found.local_part, found.ascii_domain.lower()


@lru_cache(maxsize=500)
def _ascii(domain: str) -> str:
    """A domain that can have addresses. Remembered, since most of a crowd is at a few, and the
    library takes longer over a domain than we over all the rest of a form."""
    return _validated(f"a@{domain}").ascii_domain.lower()


def _validated(typed: str) -> ValidatedEmail:
    return validate_email(typed, check_deliverability=False, allow_smtputf8=False, strict=True)
