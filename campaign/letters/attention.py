"""What of a campaign's letters needs somebody's attention, before signers send them."""

from dataclasses import dataclass
from datetime import date

from campaign.letters import addressing, versions
from campaign.letters.models import Addressee, Fact, LetterVersion
from campaign.letters.writing import Letters

# What letters bear, and what decides how they are addressed.
ON_LETTERS = {
    *(Fact.Name.NAME_ASEAN_STYLE, Fact.Name.NAME_SHORT, Fact.Name.NAME_LONG, Fact.Name.TITLE),
    *(Fact.Name.MINISTRY, Fact.Name.FORM_OF_ADDRESS, Fact.Name.SALUTATION),
    Fact.Name.POSTAL_ADDRESS,
}


@dataclass(frozen=True)
class Doubts:
    """Of one addressee: what is on its letters and should be looked at again."""

    addressee: Addressee
    stale: list[Fact]
    unverified: list[Fact]


@dataclass(frozen=True)
class Attention:
    # Their rule fits nobody this campaign writes to. One for those who get a copy for information
    # may wait until somebody does.
    idle: list[LetterVersion]
    shadowed: list[LetterVersion]  # others above them are used instead
    without_letter: list[Addressee]
    without_address: list[Addressee]  # no postal address that a letter may bear
    # Carried letters are to be mailed to them; the office or the organisation lacks an address.
    unmailable: list[Addressee]
    doubts: list[Doubts]

    @property
    def stale(self) -> list[Doubts]:
        return [each for each in self.doubts if each.stale]

    @property
    def unverified(self) -> list[Doubts]:
        return [each for each in self.doubts if each.unverified]

    @property
    def is_needed(self) -> bool:
        return any(
            [
                *(self.idle, self.shadowed, self.without_letter, self.without_address),
                *(self.unmailable, self.doubts),
            ]
        )


def attention(letters: Letters) -> Attention:
    addressed = letters.addressed
    recipients = [each.recipient for each in addressed]
    readers = versions.readers(letters.versions, recipients, chair=letters.chair)
    unused = [version for version in letters.versions if not readers[version.id]]
    idle = [version for version in unused if not _fits_any(version, letters)]
    waiting = [version for version in idle if version.group == LetterVersion.Group.INFORMED]
    return Attention(
        idle=[version for version in idle if version not in waiting],
        shadowed=[version for version in unused if version not in idle],
        without_letter=[each for each in addressed if not letters.languages(each)],
        without_address=[each for each in addressed if not addressing.has_address(each.desk)],
        unmailable=[
            each
            for each in addressed
            if each.is_mailed
            and not (each.desk.sending_address and letters.campaign.organisation.letters_from)
        ],
        doubts=[
            doubts
            for each in addressed
            if (doubts := _doubts(each, letters.today)) and (doubts.stale or doubts.unverified)
        ],
    )


def needs_checking(fact: Fact, today: date) -> bool:
    """Nobody has looked at it for long, or nobody has ever vouched for it."""
    return bool(fact.value) and (fact.is_stale(today) or is_unverified(fact))


def is_unverified(fact: Fact) -> bool:
    """Known, and not well enough for a letter."""
    return bool(fact.value) and not fact.is_usable


def _fits_any(version: LetterVersion, letters: Letters) -> bool:
    return any(
        versions.fits(version, each.recipient, chair=letters.chair) for each in letters.addressed
    )


def _doubts(addressee: Addressee, today: date) -> Doubts:
    facts = [
        fact
        for fact in [*addressee.recipient.known.values(), *addressee.desk.known.values()]
        if fact.name in ON_LETTERS
    ]
    return Doubts(
        addressee,
        stale=[fact for fact in facts if fact.is_usable and fact.is_stale(today)],
        unverified=[fact for fact in facts if is_unverified(fact)],
    )
