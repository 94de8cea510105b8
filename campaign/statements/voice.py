"""Whether the one who calls for something is the statement's own voice, or somebody it reports."""

import re
from dataclasses import dataclass

from campaign.statements import words
from campaign.statements.names import is_organisation, is_person

THIS_HOUSE = re.compile(r"(?:that )?this (?:house|assembly|congress|conference|council|union)\b")
OURS = re.compile(r"\b(?:we|us|our|ours|signatories|undersigned|letter|statement|petition)\b")
GOES_ON = re.compile(r"(?:He|She)\s|[^,]{2,80},\s(?:he|she)\s(?:said|says|added)\b")
TOLD_OF = re.compile(r"\b(?:who|which)(?:\s(?:has|have|had|also|\w+ly))*$")
OF_OTHERS = re.compile(
    r"\b(?:un|united nations|government|court|police|minister|parliamentary|senate|committee|"
    r"opposition)(?:[’']s)?\s(?:\w+\s){0,2}(?:report|paper|letter|resolution|motion|statement|ruling)$"
)
NEXT_CLAUSE = re.compile(r"[;:]|\s[–—]\s|\b(?:while|although|whereas|because)\b")
FINITE_VERB = re.compile(r"\b(?:said|says|told|tells|\w{3,}ed|was|were|is|are|have|has|had|will)\b")
A_NAME = re.compile(r"(?:[A-Z][\w’'-]+\s){1,5}(?:(?:of|for)\s(?:[A-Z][\w’'-]+\s?){1,3})?")
DEFINITE = words.listed("the these this our all both it they he she more over a today together")
OPENED = re.compile(r"(?i)(?:in|at|on|from|ahead|following|today|together|speaking|as)\s")
PERFECT = re.compile(r"\b(?:have|has|had|were|was|been)\b(?:\s\w+)?$")
NO_NAME = words.listed("a an the on in at one two")
COUNTED_VOICES = words.listed("organisations organizations groups ngos unions experts")
COUNTED = re.compile(
    r"(?:(?:over|more than|some|nearly|about)\s)?(?:\d|(?:twen|thir|for|fif|six|seven|eigh|"
    r"nine)ty|two\b|three\b|four\b|"
    r"five\b|six\b|seven\b|eight\b|nine\b|ten\b|eleven\b|twelve\b|\w+teen\b|hundreds|dozens)"
)
UN_EXPERT = re.compile(
    r"(?:the )?(?:un|united nations) .{0,40}(?:experts?|rapporteurs?|commissioner)\b"
)
HAS_ASKED = re.compile(r"\b(?:have|has)(?:\s(?:also|again|today|now|jointly|\w+ly))*$")
OPENERS = words.listed(
    "in at on from ahead following after before amid amidst since as speaking despite today with "
    "responding during"
)
# "the country's federation of labour" is somebody else.
SOMEBODYS = re.compile(
    r"[’']s (?:\w+ )?(?:federation|union|association|coalition|network|alliance|council)\b"
)
OTHERS = re.compile(
    r"(?i)^(?:(?:[\w-]+\s){0,3}?)?(?:rights groups|human rights groups|rights organi[sz]ations|"
    r"others|critics|activists|"
    r"analysts|observers|opposition|protest(?:e|o)rs|demonstrators|many|several|some|various|"
    r"numerous|countries|"
    r"governments|leaders|lawmakers|the un|un experts|united nations|the european union|the eu|"
    r"police|prosecutors|"
    r"opponents|supporters|residents had|officials|the (?:minister|government|president|court|"
    r"junta|military|authorities|police))\b"
)


@dataclass(frozen=True)
class Voice:
    """Who speaks in a statement.

    names: the names it goes by, lowercased; none where the text does not say
    says_we: it speaks in the first person throughout
    """

    names: frozenset[str] = frozenset()
    says_we: bool = False

    def is_named_in(self, text: str) -> bool:
        lowered = text.lower()
        return any(name and name in lowered for name in self.names)

    def asks(
        self, before: str, *, lede: bool, participle: bool = False, continued: bool = False
    ) -> bool:
        """Whether it is this voice that calls for something.

        before: what stands before the verb of asking in its sentence
        lede: in the opening paragraph
        participle: "urging", not "urges"
        continued: another call of this voice stands before it in the sentence
        """
        clause = NEXT_CLAUSE.split(before)[-1].strip(" ,")
        lowered = clause.lower()
        tokens = re.findall(r"[\w’'-]+", lowered)
        if not tokens or self._tells_of_others(clause, lede=lede, participle=participle):
            return False
        if "we" in tokens[-10:] or "our" in tokens[-3:] or THIS_HOUSE.match(lowered):
            return True
        if tokens[-1] in ("and", "also") and continued:
            return True
        if self.is_named_in(clause):
            return not re.search(r"\b(?:asked|told) (?:by|to)\b", lowered[-30:])
        return _asks_for_itself(
            clause, tokens, named=bool(self.names), lede=lede, participle=participle
        )

    def is_anothers(self, sentence: str) -> bool:
        """ "Housing minister Theo Brandvold said on television that …": who is in power speaks."""
        lowered = sentence.lower()
        subject = FINITE_VERB.split(lowered)[0]
        if len(subject.split()) > 14 or self.is_named_in(subject):
            return False
        rules = words.RULERS.intersection(re.findall(r"\w+", subject))
        return bool(OTHERS.match(lowered) or rules)

    def _tells_of_others(self, clause: str, *, lede: bool, participle: bool) -> bool:
        lowered = clause.lower()
        if TOLD_OF.search(lowered) and not self.is_named_in(clause):
            return True  # "Ma Khin, a cook who asked for her passport"
        if participle and (OF_OTHERS.search(lowered) or self.is_anothers(_subject_of(clause))):
            return True  # "the release of a UN report calling for a treaty"
        # "We are not opposed to trade. … The Youth League demands …"
        known = self.says_we or self.names
        return bool(known) and not lede and self._names_others(clause)

    def _names_others(self, clause: str) -> bool:
        """ "The Sorvaya Youth League", where the statement is "we" or goes by another name."""
        if OURS.search(clause.lower()) or self.is_named_in(clause):
            return False
        names = [name.strip() for name in A_NAME.findall(f"{clause} ")]
        return any(is_organisation(name) and len(name.split()) > 1 for name in names)


def _asks_for_itself(
    clause: str, tokens: list[str], *, named: bool, lede: bool, participle: bool
) -> bool:
    """By what the subject looks like, where it is neither "we" nor a name of the statement's."""
    opened = _by_its_opening(clause, tokens, named=named, lede=lede)
    if opened is not None:
        return opened
    spoken = bool(words.OWN_VOICE.intersection(tokens[:14]))
    definite = tokens[0] in DEFINITE or OPENED.match(clause) or COUNTED.match(clause.lower())
    perfect = PERFECT.search(clause.lower())
    if participle and perfect is None and not clause.lower().endswith(("was", "were", "are", "is")):
        return spoken or clause[:1].isupper()
    if perfect:
        return _has_asked(clause, tokens, spoken=spoken, definite=bool(definite) or lede)
    if spoken and not definite and _is_plain_plural(clause):
        return lede  # "Trade union federations abroad urged …": others, unless the text opens so
    if spoken and (definite or clause[:1].isupper()):
        return True
    return _is_a_name_told_before(clause, tokens, named=named, lede=lede)


def _by_its_opening(clause: str, tokens: list[str], *, named: bool, lede: bool) -> bool | None:
    """None where the first words do not decide."""
    lowered = clause.lower()
    if lede and UN_EXPERT.match(lowered):
        return True  # who opens a release of the United Nations issues it
    if tokens[0] in ("signatories", "undersigned"):
        return True
    if tokens[0] in OPENERS:
        subject = _subject_of(clause)
        if not named and is_person(" ".join(clause.split()[-2:])):
            # "In Kalvess, opposition lawmaker Dana Prell demanded …": a report without a voice of
            # its own has only those whom it names.
            return "," in clause and not _is_authority(subject)
        if subject != clause and _is_name(subject):
            # "As reporters gather in Port Alto, the Harbour Committee calls for …"
            return not _is_authority(subject) and not OTHERS.match(subject)
    if OTHERS.match(lowered) or SOMEBODYS.search(clause):
        return False
    return None


def _has_asked(clause: str, tokens: list[str], *, spoken: bool, definite: bool) -> bool:
    """ "The Network has called on …" asks now; "A group had called on …" is told of."""
    if (asked := HAS_ASKED.search(clause)) and _is_name(
        subject := _subject_of(clause[: asked.start()])
    ):
        return not _is_authority(subject)
    if COUNTED.match(clause.lower()):
        return not COUNTED_VOICES.isdisjoint(tokens[:14])
    told = tokens[0] in ("a", "more") or "previously" in tokens
    return spoken and definite and not told


def _is_a_name_told_before(clause: str, tokens: list[str], *, named: bool, lede: bool) -> bool:
    if not named and tokens[0] == "the" and len(tokens) <= 6:
        # "The agitators urged …", where the text has no voice of its own.
        return not set(tokens) & (words.RULERS | {"authorities", "officials"})
    second = clause.split()[1] if tokens[0] == "the" and len(clause.split()) > 1 else ""
    if second.lower() in words.ORGANISATION_WORDS - words.AUTHORITIES - words.REPORTED_OTHERS:
        # "The Trust and its partner call on …": a name cut short is one that was told before.
        return second[:1].isupper()
    if second[:1].isupper() and second.lower() not in words.AUTHORITIES | words.REPORTED_OTHERS:
        return lede or not named  # "The European bloc called for …": a proper name, but whose?
    return clause[:1].isupper() and tokens[0] not in NO_NAME and len(tokens) <= 22


def goes_on(sentence: str) -> bool:
    """ "He urged landlords …", "The port, she said, should …": by whoever spoke before."""
    return bool(GOES_ON.match(sentence))


def _subject_of(clause: str) -> str:
    """ "Following the vote, the Law Centre and Open Harbour have" is about the last two."""
    pieces = clause.split(",")
    while len(pieces) > 1 and (
        pieces[0].strip()[:4].isdigit()
        or pieces[0].split()[:1]
        and pieces[0].split()[0].lower() in OPENERS
    ):
        pieces.pop(0)  # "On April 29, 2020, the …"
    return ",".join(pieces).strip().removeprefix("the ")


def _is_name(subject: str) -> bool:
    """ "Law Centre and Open Harbour", not "Friends groups in nine towns"."""
    tokens = subject.split()
    proper = all(token[:1].isupper() or token in words.LINKING for token in tokens)
    return bool(tokens) and proper and is_organisation(subject)


def _is_authority(subject: str) -> bool:
    return bool({t.lower().strip(",’'s") for t in subject.split()} & words.RULERS)


def _is_plain_plural(clause: str) -> bool:
    """ "Trade union federations in Meridia": many of a kind, with no name among them."""
    head = re.split(r"\b(?:in|from|of|across|at)\b", clause)[0].split()
    return (
        bool(head)
        and all(token.islower() for token in head[1:])
        and any(token.endswith("s") for token in head[:4])
    )
