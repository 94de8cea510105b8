"""Which text goes to whom: the first version whose rule fits."""

from collections.abc import Iterable, Mapping, Sequence

from babel import Locale, UnknownLocaleError
from babel.lists import format_list
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from campaign.letters.models import LetterVersion, Recipient
from campaign.lib.stamps import stamp_of

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
    return rule_fits(version.group, version.recipients.all(), recipient, chair=chair)


def rule_fits(
    group: str, chosen: Sequence[Recipient], recipient: Recipient, *, chair: Recipient | None
) -> bool:
    if chosen and recipient not in chosen:
        return False
    if group == Group.CHAIR:
        return recipient == chair
    if group == Group.ALL:
        return True
    return recipient.kind == _KINDS[Group(group)]


def is_base(version: LetterVersion) -> bool:
    """Does it fit everybody?"""
    return version.group == Group.ALL and not version.recipients.all()


def readers(
    versions: Sequence[LetterVersion], recipients: Iterable[Recipient], *, chair: Recipient | None
) -> dict[int, list[Recipient]]:
    """Who gets which version, by its id; empty for one that nobody ever gets."""
    gets: dict[int, list[Recipient]] = {version.id: [] for version in versions}
    for recipient in recipients:
        for language in languages_for(versions, recipient, chair=chair):
            version = version_for(versions, recipient, chair=chair, languages=[language])
            gets[version.id].append(recipient)
    return gets


def in_words(version: LetterVersion, names: Mapping[int, str], *, main_language: str) -> str:
    """Whom it is for: "Singapore", "All member states, in Thai". `names`: recipients' by id."""
    chosen = [names[recipient.id] for recipient in version.recipients.all()]
    who = _listed(chosen) if chosen else Group(version.group).label
    if version.language == main_language:
        return str(who)
    language = get_language_info(version.language)["name_translated"]
    return _("%(who)s, in %(language)s") % {"who": who, "language": language}


def _listed(names: list[str]) -> str:
    try:
        return format_list(names, locale=Locale.parse(get_language() or "en", sep="-"))
    except (UnknownLocaleError, ValueError):
        return ", ".join(names)


def closeness(group: str, chosen: Sequence[Recipient]) -> int:
    """How narrow a rule is: a new version stands above those that are wider, so that it is used."""
    if chosen:
        return 0
    return {Group.CHAIR: 1, Group.ALL: 3}.get(Group(group), 2)


def stamp(version: LetterVersion) -> str:
    """Changes whenever what the version says or whom it is for does."""
    says = [version.name, version.language, version.group, version.subject, version.body]
    chosen = sorted(recipient.id for recipient in version.recipients.all())
    return stamp_of([says, chosen])
