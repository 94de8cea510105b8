"""Everybody a statement names, in order, so that "she", "Krahulcova" and "the group" find someone."""

from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from campaign.statements import words
from campaign.statements.attribution import reporting_speaker
from campaign.statements.marks import marked_in, outside
from campaign.statements.people import (
    EDGES,
    TOKEN_EDGES,
    Speaker,
    gender_of,
    is_organisation,
    is_person,
    name_run,
    same_person,
    speaker_in,
)
from campaign.statements.sentences import sentence_spans

LONGEST_SENTENCE = 1500
MOST_MENTIONS = 4000


@dataclass(frozen=True)
class Mention:
    """A named speaker at (paragraph, position). `strong`: it was the subject or spoke there."""

    place: tuple[int, int]
    speaker: Speaker
    strong: bool


class Mentions:
    """All mentions of a text's paragraphs; `resolve` completes what a phrase leaves open."""

    def __init__(self, paragraphs: list[str], organisation: str | None = None) -> None:
        self.organisation = organisation
        self.found: list[Mention] = []
        self.spelling: dict[str, Counter] = defaultdict(Counter)
        self._by_word: dict[str, list[Mention]] = defaultdict(list)
        self._strong: list[Mention] = []
        for index, text in enumerate(paragraphs):
            if len(self.found) < MOST_MENTIONS:
                self._scan(index, text)
        self.found.sort(key=lambda mention: mention.place)
        for mention in self.found:
            self._index(mention)

    def add(self, place: tuple[int, int], speaker: Speaker) -> None:
        """Remember who was found to speak at a place; later pronouns look there."""
        if speaker.kind in ("person", "organisation") and len(self.found) < MOST_MENTIONS:
            mention = Mention(place, speaker, strong=True)
            position = bisect_left(self._strong, place, key=lambda m: m.place)
            self._strong.insert(position, mention)

    def resolve(self, speaker: Speaker, place: tuple[int, int]) -> Speaker | None:
        """The person or organisation meant, as named in full elsewhere; None if nobody fits."""
        if speaker.kind == "pronoun":
            return self._pronoun(speaker.name, place)
        if speaker.kind == "generic":
            return self._generic(speaker, place)
        if speaker.kind == "organisation":
            return replace(speaker, name=self._usual_spelling(speaker.name))
        return self._person(speaker, place)

    def latest_subject(self, paragraph: int) -> Speaker | None:
        """Who the given paragraph is about, if its first sentence opens with a name."""
        for mention in reversed(self._before((paragraph + 1, 0))):
            if mention.place[0] != paragraph:
                return None
            if mention.speaker.kind == "person":
                return self.resolve(mention.speaker, mention.place)
        return None

    def _person(self, speaker: Speaker, place: tuple[int, int]) -> Speaker:
        bare = [t.strip(TOKEN_EDGES) for t in speaker.name.split()]
        named = [t for t in bare if t.lower().rstrip(".") not in words.HONORIFICS]
        if not named:
            return speaker
        known = [m for m in self._by_word.get(named[-1].lower(), []) if m.speaker.kind == "person"]
        known = [m for m in known[:200] if same_person(speaker.name, m.speaker.name)]
        longer = [m for m in known if len(m.speaker.name.split()) > len(bare)]
        if len(named) == 1 or speaker.role is None:
            before = [m for m in longer if m.place <= place] or longer
            if before:
                fullest = before[-1].speaker
                speaker = replace(speaker, name=fullest.name, role=speaker.role or fullest.role)
        if speaker.role is None:
            roles = [m.speaker.role for m in known if m.speaker.role]
            speaker = replace(speaker, role=roles[0] if roles else None)
        return speaker

    def _pronoun(self, pronoun: str, place: tuple[int, int]) -> Speaker | None:
        kind = words.PRONOUNS[pronoun]
        if kind == "self":
            return Speaker("organisation", self.organisation) if self.organisation else None
        if kind == "org":
            return self._latest(place, "organisation")
        if pronoun == "they":
            return self._latest(place, "person", "organisation")
        return self._latest(place, "person", gender=kind)

    def _generic(self, speaker: Speaker, place: tuple[int, int]) -> Speaker | None:
        phrase = speaker.name.lower().split()
        noun = phrase[-1].strip(EDGES)
        simple = phrase[0] == "the" and not any(t in ("of", "for", "at", "from") for t in phrase)
        if not simple and phrase[0] in ("the", "our", "this", "their", "its"):
            head = [t for t in phrase[1:] if t not in ("of", "for", "at", "from")][:1]
            noun = head[0] if head else noun
        if noun in words.DOCUMENTS or (simple and noun in words.GENERIC_ORGANISATIONS):
            latest = self._latest(place, "organisation", containing=noun)
            return latest or self._latest(place, "organisation") or self._own() or speaker
        if simple and noun in words.ROLES:
            for mention in reversed(self._before(place)):
                role = (mention.speaker.role or "").lower()
                if mention.speaker.kind == "person" and noun in role:
                    return mention.speaker
        return speaker

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
        spellings = self.spelling.get(name.lower())
        return spellings.most_common(1)[0][0] if spellings else name

    def _index(self, mention: Mention) -> None:
        if mention.strong:
            self._strong.append(mention)
        for token in mention.speaker.name.split():
            self._by_word[token.strip(TOKEN_EDGES).lower()].append(mention)

    def _scan(self, index: int, text: str) -> None:
        running = outside(text, marked_in(text))
        for start, end in sentence_spans(running):
            sentence = running[start:end]
            if "\u0000" not in sentence and len(sentence) < LONGEST_SENTENCE:
                speaker = reporting_speaker(sentence)
                if speaker and speaker.kind in ("person", "organisation"):
                    self._note((index, start), speaker, strong=True)
            self._scan_names(index, start, sentence)

    def _scan_names(self, index: int, offset: int, sentence: str) -> None:
        tokens = sentence.replace("\u0000", " ")[:20_000].split()
        at = 0
        while at < len(tokens):
            if not tokens[at][:1].isupper():
                at += 1
                continue
            run = name_run(tokens[at : at + 8])
            name = " ".join(tokens[at : at + run]).strip(EDGES)
            if run >= 2 and is_person(name) and not name.lower().endswith(("’s", "'s")):
                follows = " ".join(tokens[at + run - 1 : at + run + 16])
                apposition = follows.partition(",")[2] if tokens[at + run - 1].endswith(",") else ""
                role = None
                if apposition:
                    named = speaker_in(f"{name}, {apposition.split(',')[0]}")
                    role = named.role if named and _is_office(named.role) else None
                elif at and tokens[at - 1].lower() in words.ROLES:
                    role = None
                self._note((index, offset), Speaker("person", name, role), strong=at == 0)
            elif run and is_organisation(name):
                self.spelling[name.lower()][name] += 1
            at += max(run, 1)

    def _note(self, place: tuple[int, int], speaker: Speaker, *, strong: bool) -> None:
        if speaker.kind == "organisation":
            self.spelling[speaker.name.lower()][speaker.name] += 1
        if len(self.found) < MOST_MENTIONS:
            self.found.append(Mention(place, speaker, strong))


def _is_office(role: str | None) -> bool:
    """An apposition that tells who somebody is, not the next clause of the sentence."""
    if not role:
        return False
    tokens = [token.strip(TOKEN_EDGES).lower() for token in role.split()]
    return tokens[0] in ("a", "an", "the") or any(t in words.ROLES for t in tokens)
