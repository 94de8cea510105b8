"""Everybody a statement names, so that "she", a surname and "the group" find their speaker."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from campaign.statements import words
from campaign.statements.apposition import apposition, office_before
from campaign.statements.attribution import reporting_speaker
from campaign.statements.marks import marked_in, outside
from campaign.statements.names import (
    EDGES,
    WORD_EDGES,
    is_honoured,
    is_organisation,
    is_person,
    name_run,
    same_person,
    without_honorifics,
)
from campaign.statements.naming import aliases_in, named_by_noun, organisations_in
from campaign.statements.people import DETERMINERS, Speaker, gender_of
from campaign.statements.salutation import addressee_of
from campaign.statements.sentences import sentence_spans
from campaign.statements.subjects import (
    PEOPLE,
    introduced,
    named_subject,
    office_subject,
    organisation_subject,
    subject_of,
)

PLACING = ("in", "at", "of", "from", "near", "to", "outside", "around")
LONGEST_SENTENCE = 1500
MOST_MENTIONS = 4000
MOST_SENTENCES = 5000
COMPANIES = ("company", "firm", "business", "employer", "manufacturer", "operator", "developer")
AGE = re.compile(r"\d{1,2}[,.]$")


@dataclass(frozen=True)
class Mention:
    """A named speaker at (paragraph, position). `strong`: it was the subject or spoke there."""

    place: tuple[int, int]
    speaker: Speaker
    strong: bool


class Mentions:
    """All mentions of a text's paragraphs; `resolve` completes what a phrase leaves open."""

    def __init__(
        self, paragraphs: list[str], organisation: str | None = None, header: Sequence[str] = ()
    ) -> None:
        self.organisation = organisation
        self.paragraphs = paragraphs
        self.addressee = addressee_of(header, paragraphs)
        self.found: list[Mention] = []
        self._read = 0  # sentences
        self._outside: dict[int, str] = {}  # paragraphs without their quotes
        self.spelling: dict[str, Counter] = defaultdict(Counter)
        self._by_word: dict[str, list[Mention]] = defaultdict(list)
        self._strong: list[Mention] = []
        self._indexed: set[tuple[str, str | None]] = set()
        self._known_words: set[str] = set()
        self._not_places: set[str] = set()
        self._organisations = organisations_in(paragraphs)
        self._aliases = aliases_in(paragraphs)
        self._by_noun = named_by_noun(paragraphs)
        for index, text in enumerate(paragraphs):
            if len(self.found) < MOST_MENTIONS and self._read < MOST_SENTENCES:
                self._scan(index, text)
        self.found = [mention for mention in self.found if not self._is_doubtful(mention.speaker)]
        self.found.sort(key=lambda mention: mention.place)
        for mention in self.found:
            self._index(mention)

    def _as_known(self, speaker: Speaker) -> Speaker:
        """What looks like a person's name is an organisation where the text says so elsewhere."""
        known = speaker.kind == "person" and (
            speaker.name in self._organisations or speaker.name == self.organisation
        )
        return Speaker("organisation", speaker.name) if known else speaker

    def _is_doubtful(self, speaker: Speaker) -> bool:
        """Whether one bare word at a sentence's head ("Rain fell") names nobody known in full."""
        bare = len(speaker.name.split()) == 1 and speaker.role is None
        bare = bare and speaker.name.lower() not in DETERMINERS  # "Another told us"
        return bare and speaker.kind == "person" and speaker.name not in self._known_words

    def add(self, place: tuple[int, int], speaker: Speaker) -> None:
        """Remember who was found to speak at a place; later pronouns look there."""
        several = speaker.kind == "generic" and speaker.name.endswith("s")
        known = speaker.kind in ("person", "organisation") or several
        if known and len(self.found) < MOST_MENTIONS:
            mention = Mention(place, speaker, strong=True)
            position = bisect_left(self._strong, place, key=lambda m: m.place)
            self._strong.insert(position, mention)
            self._remember(mention)

    def resolve(self, speaker: Speaker, place: tuple[int, int]) -> Speaker | None:
        """The person or organisation meant, as named in full elsewhere; None if nobody fits."""
        speaker = self._as_known(speaker)
        if speaker.kind == "pronoun":
            return self._pronoun(speaker.name, place)
        if speaker.kind == "generic":
            return self._generic(speaker, place)
        if speaker.kind == "organisation":
            return replace(speaker, name=self._usual_spelling(speaker.name))
        return self._person(speaker, place)

    def subject_of(self, paragraph: int, before: int | None = None) -> Speaker | None:
        """Who a paragraph is about, up to `before`: the subject of its latest sentence that has
        one, else the only person it names."""
        text = self._running(paragraph)[:before]
        for start, end in reversed(sentence_spans(text)[-4:]):
            subject = subject_of(text[start:end])
            if subject and (found := self.resolve(subject, (paragraph, start))):
                return found
        here = [m for m in self._before((paragraph + 1, 0)) if m.place[0] == paragraph]
        people = [m for m in here if m.speaker.kind == "person"]
        if not people:
            named = [m for m in self.found if m.place[0] == paragraph]
            alone = len({m.speaker.name for m in named}) == 1
            people = named if alone and _is_surely_person(named[0].speaker) else []
        if before is not None:
            people = [m for m in people if m.place[1] < before]
        return self.resolve(people[-1].speaker, people[-1].place) if people else None

    def _running(self, paragraph: int) -> str:
        if paragraph not in self._outside:
            text = self.paragraphs[paragraph]
            self._outside[paragraph] = outside(text, marked_in(text))
        return self._outside[paragraph]

    def _person(self, speaker: Speaker, place: tuple[int, int]) -> Speaker:
        if speaker.name in self._aliases:
            speaker = replace(speaker, name=self._aliases[speaker.name])
        named = without_honorifics(speaker.name)
        if not named:
            return speaker
        known = [m for m in self._by_word.get(named[-1].lower(), []) if m.speaker.kind == "person"]
        known = [m for m in known[:200] if same_person(speaker.name, m.speaker.name)]
        longer = [m for m in known if _length(m.speaker.name) > len(named)]
        if len(named) == 1 or speaker.role is None:
            before = [m for m in longer if m.place <= place] or longer
            if before:
                fullest = next((m for m in reversed(before) if m.strong), before[-1]).speaker
                speaker = replace(speaker, name=fullest.name, role=speaker.role or fullest.role)
        if speaker.role is None:
            roles = [m.speaker.role for m in known if m.speaker.role]
            speaker = replace(speaker, role=roles[0] if roles else None)
        return speaker

    def _pronoun(self, pronoun: str, place: tuple[int, int]) -> Speaker | None:
        kind = words.PRONOUNS[pronoun]
        if kind == "addressee":
            return self.addressee
        if kind == "self":
            return Speaker("organisation", self.organisation) if self.organisation else None
        if kind == "org":
            return self._house_before(place) or self._latest(place, "organisation")
        if pronoun == "they":
            return self._latest(place, "person", "organisation", "generic")
        about = self._running(place[0]).startswith(("For ", "But for ", "And for "))
        if about and (alone := self._only_person(place, kind, since=place[0])):
            return alone
        if (holder := self._holder_before(place)) and gender_of(holder) in ("", kind):
            return holder
        latest = self._latest(place, "person", gender=kind)
        return (
            latest
            or self._only_person(place, kind, since=place[0])
            or self._only_person(place, kind, since=place[0] - 1)
        )

    def _house_before(self, place: tuple[int, int]) -> Speaker | None:
        """The organisation that the sentence before "it told us" is about."""
        before = self._running(place[0])[max(0, place[1] - LONGEST_SENTENCE) : place[1]]
        spans = sentence_spans(before)[-3:-1]
        found = [organisation_subject(before[a:b], local=True) for a, b in reversed(spans)]
        return next(filter(None, found), None)

    def _holder_before(self, place: tuple[int, int]) -> Speaker | None:
        """ "The port’s spokesman denied it. “…,” he said": whom the sentence before is about."""
        before = self._running(place[0])[max(0, place[1] - LONGEST_SENTENCE) : place[1]]
        spans = sentence_spans(before)[-1:]
        sentence = before[spans[0][0] : spans[0][1]] if spans else ""
        office = office_subject(sentence)
        held = office and office.name.split()[-1] in PEOPLE
        return self._generic(office, place) if held else None

    def _only_person(self, place: tuple[int, int], gender: str, *, since: int) -> Speaker | None:
        """Who alone is named nearby, though never as the subject: "For Ana Ruiz, it is …"."""
        if self._running(since).lstrip().lower().startswith(("he ", "she ", "his ", "her ")):
            return None
        first = bisect_left(self.found, (since, 0), key=lambda m: m.place)
        last = bisect_left(self.found, place, key=lambda m: m.place)
        near = [
            mention.speaker
            for mention in self.found[max(first, last - 60) : last]
            if mention.speaker.kind == "person"
            and gender_of(mention.speaker) in ("", gender)
            and mention.speaker.name in self._not_places
        ]
        return near[0] if len({speaker.name for speaker in near}) == 1 else None

    def _generic(self, speaker: Speaker, place: tuple[int, int]) -> Speaker | None:
        phrase = speaker.name.lower().split()
        noun = phrase[-1].strip(EDGES)
        simple = phrase[0] == "the" and not any(t in ("of", "for", "at", "from") for t in phrase)
        if not simple and phrase[0] in ("the", "our", "this", "their", "its"):
            head = [t for t in phrase[1:] if t not in ("of", "for", "at", "from")][:1]
            noun = head[0] if head else noun
        if simple and noun in words.LETTERS and (author := self._author(noun, place)):
            return author
        if noun in words.DOCUMENTS or (simple and noun in words.GENERIC_ORGANISATIONS):
            latest = self._latest(place, "organisation", containing=noun)
            if simple and noun.endswith("s") and noun not in words.DOCUMENTS:
                return latest or speaker  # "the experts" are several, not whoever spoke last
            if latest or noun in words.RULERS - {"company"} or self._is_another(speaker.name):
                return latest or speaker  # "the mines ministry" is not whoever spoke last
            house = self._house_before(place) if noun in COMPANIES else None
            return house or self._latest(place, "organisation") or self._own() or speaker
        if simple and noun in words.ROLES | {"expert", "official"}:
            people = [m.speaker for m in self._before(place) if m.speaker.kind == "person"]
            alone = len({person.name for person in people}) == 1
            # "The ministry’s own data protection officer" is not the union's president.
            owned = "’s" in speaker.name or "'s" in speaker.name
            role = people[-1].role if people else None
            if alone and not (owned and role and noun not in role.lower()):
                return self._latest(place, "person")
            for mention in reversed(self._before(place)):
                told = f"{mention.speaker.role or ''} {mention.speaker.name}".lower()
                if mention.speaker.kind == "person" and noun in told:
                    return mention.speaker
            holders = {m.speaker.name: m.speaker for m in self.found if _holds(m.speaker, noun)}
            if len(holders) == 1:
                return self.resolve(next(iter(holders.values())), place)
        elif simple and len(phrase) == 2 and noun in self._by_noun:
            return Speaker("organisation", self._by_noun[noun])
        return speaker

    def _is_another(self, phrase: str) -> bool:
        """Whether a name of its own says that "the Treasury’s office" is not the one known."""
        names = [token for token in phrase.split()[1:] if token[:1].isupper()]
        known = " ".join([*self.spelling, (self.organisation or "").lower()])
        return bool(names) and names[0].lower() not in known

    def _author(self, noun: str, place: tuple[int, int]) -> Speaker | None:
        """Whose letter it is when "the letter said": "In a letter, its director Ana Ruiz …"."""
        text = self._running(place[0])[: place[1]]
        for start, end in reversed(sentence_spans(text)[-3:]):
            if re.search(rf"\ba\s(?:\w+\s){{0,3}}{noun}\b", text[start:end]):
                subject = named_subject(text[start:end])
                return self.resolve(subject, (place[0], start)) if subject else None
        return None

    def _own(self) -> Speaker | None:
        return Speaker("organisation", self.organisation) if self.organisation else None

    def _latest(
        self, place: tuple[int, int], *kinds: str, gender: str = "", containing: str = ""
    ) -> Speaker | None:
        for mention in reversed(self._before(place)):
            speaker = mention.speaker
            if speaker.kind not in kinds:
                continue
            if gender and gender_of(speaker) not in ("", gender):
                continue
            if containing and containing not in speaker.name.lower():
                continue
            return (
                self.resolve(speaker, mention.place)
                if speaker.kind == "person"
                else replace(speaker, name=self._usual_spelling(speaker.name))
            )
        return None

    def _before(self, place: tuple[int, int]) -> list[Mention]:
        end = bisect_left(self._strong, place, key=lambda m: m.place)
        return self._strong[max(0, end - 60) : end]

    def _usual_spelling(self, name: str) -> str:
        if self.organisation and name.lower() == self.organisation.lower():
            return self.organisation
        spellings = self.spelling.get(name.lower())
        return spellings.most_common(1)[0][0] if spellings else name

    def _index(self, mention: Mention) -> None:
        if mention.strong:
            self._strong.append(mention)
        self._remember(mention)

    def _remember(self, mention: Mention) -> None:
        """File a mention under each word of its name, each spelling once."""
        speaker = (mention.speaker.name, mention.speaker.role)
        if speaker in self._indexed:
            return
        self._indexed.add(speaker)
        for token in mention.speaker.name.split():
            self._by_word[token.strip(WORD_EDGES).lower()].append(mention)

    def _scan(self, index: int, text: str) -> None:
        running = outside(text, marked_in(text), stops=True)
        for start, end in sentence_spans(running):
            self._read += 1
            if len(self.found) >= MOST_MENTIONS or self._read > MOST_SENTENCES:
                return
            sentence = running[start:end]
            subject = speaker = None
            if len(sentence) < LONGEST_SENTENCE:
                subject = named_subject(sentence) or organisation_subject(sentence)
                subject = subject or introduced(sentence)
                speaker = reporting_speaker(sentence)
            if subject:
                self._note((index, start), subject, strong=True)
            self._scan_names(index, start, sentence)
            # Last of all: "she" after "Ana Ruiz is ill, Hla Win said" is Hla Win.
            if speaker and speaker.kind in ("person", "organisation"):
                self._known_words.add(speaker.name)
                self._note((index, start), speaker, strong=True)

    def _scan_names(self, index: int, offset: int, sentence: str) -> None:
        tokens = sentence.replace("\u0000", " ")[:20_000].split()
        at = 0
        while at < len(tokens):
            if not tokens[at][:1].isupper():
                at += 1
                continue
            run = name_run(tokens[at : at + 8])
            owners = [n for n in range(run) if tokens[at + n].endswith(("’s", "'s"))]
            if owners and owners[-1] + 1 < run:
                at += owners[-1] + 1  # "Westpac's Ana Ruiz" names Ana Ruiz
                run -= owners[-1] + 1
            name = " ".join(tokens[at : at + run]).strip(EDGES)
            own = self.organisation is not None and name in self.organisation
            # "At the Golden Ladle, a noodle shop": no article stands before a person's name.
            article = at > 0 and tokens[at - 1].lower() == "the"
            own = own or article and run > 1 and not is_honoured(name)
            if run and is_person(name) and not own and not name.endswith(("’s", "'s")):
                aged = tokens[at + run - 1].endswith(",") and AGE.match(
                    " ".join(tokens[at + run :][:1])
                )
                role = apposition(name, tokens, at + run)
                before = office_before(tokens, at) if run >= 2 else None
                if not at or tokens[at - 1].lower() not in PLACING:
                    self._not_places.add(name)
                placed = at > 0 and tokens[at - 1].lower() in PLACING
                if run >= 2 or aged or role and not placed:  # "a clerk at Noord, who spoke to us"
                    speaker = Speaker("person", name, before or role)
                    strong = at == 0 or bool(role or before or aged)
                    self._known_words.update([name] if aged else [])
                    self._note((index, offset), speaker, strong=strong)
            elif run and is_organisation(name):
                self.spelling[name.lower()][name] += 1
            at += max(run, 1)

    def _note(self, place: tuple[int, int], speaker: Speaker, *, strong: bool) -> None:
        speaker = self._as_known(speaker)
        *first, surname = speaker.name.split()
        if first and speaker.kind == "person":
            self._known_words.add(surname.strip(WORD_EDGES))
        if speaker.kind == "organisation":
            self.spelling[speaker.name.lower()][speaker.name] += 1
        if len(self.found) < MOST_MENTIONS:
            self.found.append(Mention(place, speaker, strong))


def _length(name: str) -> int:
    """How many words a name has beside its honorifics: "Mr Paris" is shorter than "Ana Paris"."""
    return len(without_honorifics(name))


def _holds(speaker: Speaker, office: str) -> bool:
    return speaker.kind == "person" and office in (speaker.role or "").lower().split()[:6]


def _is_surely_person(speaker: Speaker) -> bool:
    return is_honoured(speaker.name) or speaker.role is not None
