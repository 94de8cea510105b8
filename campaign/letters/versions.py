"""Which text goes to whom: the first version whose rule fits."""

from collections.abc import Iterable, Sequence

from campaign.letters.models import LetterVersion, Recipient

Group = LetterVersion.Group

_KINDS = {
    Group.MEMBER_STATES: Recipient.Kind.MEMBER_STATE,
    Group.BODIES: Recipient.Kind.BODY,
    Group.INFORMED: Recipient.Kind.INFORMED,
}


def version_for(
    versions: Iterable[LetterVersion],
    recipient: Recipient,
    *,
    chair: Recipient | None,
    languages: Sequence[str],
) -> LetterVersion | None:
    """The first that fits in the first of `languages` that has one; None where none has.

    `versions` in their order, each with its `recipients` at hand (prefetched for many).
    """
    fitting = [version for version in versions if fits(version, recipient, chair=chair)]
    for language in languages:
        for version in fitting:
            if version.language == language:
                return version
    return None


def languages_for(
    versions: Iterable[LetterVersion], recipient: Recipient, *, chair: Recipient | None
) -> list[str]:
    """The languages in which there is a letter for it: the recipient's own choice first."""
    there = dict.fromkeys(
        version.language for version in versions if fits(version, recipient, chair=chair)
    )
    preferred = [language for language in recipient.letter_languages if language in there]
    return list(dict.fromkeys([*preferred, *there]))


def fits(version: LetterVersion, recipient: Recipient, *, chair: Recipient | None) -> bool:
    chosen = version.recipients.all()
    if chosen and recipient not in chosen:
        return False
    if version.group == Group.CHAIR:
        return recipient == chair
    if version.group == Group.ALL:
        return True
    return recipient.kind == _KINDS[Group(version.group)]
