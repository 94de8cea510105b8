"""What stands between marks: somebody's words, or a term, a title, irony, a slogan on a wall."""

import re
from dataclasses import dataclass

from campaign.statements import words
from campaign.statements.marks import Marked
from campaign.statements.people import Speaker
from campaign.statements.sentences import first_sentence, last_sentence_start

SENTENCE_END = re.compile(r"[.!?…။][”\"’']?\s*$")
NAMED_EXACTLY = re.compile(
    r"(?i)\b(?:titled|entitled|named|dubbed|known as|headed|captioned|refers? to|defined as|the "
    r"terms?|hashtag)[\s,:]*$"
)
# "There is a saying in the valley: …", "the charter, which states that …": nobody says it here.
NOBODYS = re.compile(
    r"(?i)\b(?:an?|the|an? old|local|old)\s(?:saying|proverb|adage)\b[^.!?]*$"
    r"|\b(?:which|that)\s(?:states?|reads?|provides?|stipulates?|stated|says)(?:\s+that)?[,:]?\s*$"
)
# "She had been questioned about “who paid the boatman”": the words of whoever asked her.
ASKED_OF = re.compile(
    r"(?i)\b(?:was|were|been|being)\s(?:questioned|interrogated|grilled|quizzed|asked)"
    r"(?:\s(?:about|why|how|whether|on))?[\s,:]*$"
)
NAMING_WORDS = re.compile(
    r"(?i)\b(?:called|so-called|the words?|the phrase|report|book|song|film|documentary|study|"
    r"paper|article|slogan|"
    r"banners?|exhibition|headline|dataset|series|labelled as)[\s,:]*$"
)
# "called the fire “an act of God”" names a thing; it is hardly a statement of its own.
LABELLING = re.compile(
    r"(?i)\b(?:call|describ|dubb|label|brand|speak)\w*\b(?:\s\w+){0,8}(?:\s(?:as|of))?\s*$"
)
# "Ana Ruiz called the study “adventurous”" is her judgement all the same.
CALLED_IT = re.compile(
    r"\b(?:call(?:s|ed)|dubb(?:s|ed)|brand(?:s|ed)) (?:the|it|this|that|them|him|her|his|their|its)"
    r"(?:\s\w+){0,4}\s*$"
)
# "said that it was “restructuring”": a whole judgement, however short.
COMPLEMENT = re.compile(
    r"\b(?:is|are|was|were|been|being|as|be)(?: both| all| simply| merely)?\s*$"
)
DESCRIBED_AS = re.compile(
    r"\b(?:describ|dismiss|condemn|denounc|reject|prais)\w*\b[^,;]{1,80}\sas(?:\san?)?\s*$"
)
# "what the guild called “the first honest sentence in three years”": too long for a name.
LONG_JUDGEMENT = 5
LONG_PHRASE = 6
LONGEST_LEAD = 1500
DEFINING = re.compile(
    r"(?i)^\s*,?\s*(?:means?|refers? to|is defined|shall mean|includes?|denotes?)\b"
)
DETERMINER_BEFORE = re.compile(
    r"(?i)\b(?:the|a|an|its|their|his|her|this|these|those|of|so-called|such|any|as|for|own|by)\s*$"
)
PRINTED = re.compile(
    r"(?i)\b(?:brochure|handbook|leaflet|flyer|billboard|advert(?:isement)?|poster|placard|banner|"
    r"sticker|plaque|graffiti|slogan|motto|headline|signs?|cover|caption|t-shirt|wall)s?\b"
    r"[^.!?]*$|(?i:\b(?:newspaper|bulletin|gazette)s?\s)\w[^.,!?]*$"
)
LAW = re.compile(
    r"(?i)\b(?:act|law|constitution|article|section|clause|treaty|convention|covenant|statute|code|"
    r"bill|regulation|directive|ordinance|decree|rules?|chapter|paragraph|amendment|preamble|"
    r"anthem|song|proverb)(?:\s\d[\w.()/-]*)?$"
)
WRITTEN_THERE = re.compile(
    r"(?i)^(?:these words|(?:as )?[^.,]{0,60}\b(?:brochure|handbook|leaflet|poster|placard|banner|"
    r"headline|sign|slogan)s?\b)"
)


@dataclass(frozen=True)
class Fragment:
    """One stretch between marks in paragraph `paragraph`, with what is known of its speaker."""

    paragraph: int
    marked: Marked
    text: str
    speaker: Speaker | None = None
    direct: bool = False  # the attribution stands in the same sentence
    continues: bool = False  # the quote was opened in an earlier paragraph
    alone: bool = False  # nothing else stands in its paragraph
    told_first: bool = False  # a sentence of the narrator's opens its paragraph
    aside: bool = False  # it stands in brackets: the translation of another
    guess: Speaker | None = None  # whom the paragraph before is about: taken if nobody signs


def is_quote(  # noqa: PLR0911, PLR0912 - the doubtful cases, surest first
    text: str,
    running: str,
    fragment: Fragment,
    *,
    kind: str,
    inherits: bool,
    alone: bool,
) -> bool:
    """Whether the stretch is something somebody said, rather than a term, a title or irony.

    kind: of the speaker whom the stretch's own sentence names (see `Speaker`), else "".
    """
    direct, named = kind != "", kind == "person"
    inner, marked = fragment.text, fragment.marked
    count = len(inner.split())
    if not inner or not any(character.isalpha() for character in inner):
        return False
    if fragment.continues:
        return True
    lead = running[max(0, marked.start - 80) : marked.start]
    after = running[marked.end : marked.end + 40]
    finished = inner[-1] in ".,!?…။" or SENTENCE_END.search(inner) is not None
    spoken_lead = not lead.strip() or re.search(r"[:,.!?]\s*$", lead) is not None
    if _is_term(inner, lead, after, finished=finished, kind=kind):
        return False
    if ASKED_OF.search(lead) or not named and _is_printed(running, marked):
        return False
    if not _has_spaces(inner):
        # Burmese, Thai, Khmer and Lao do not put blanks between words: count letters instead.
        count = max(count, len(inner) // 6)
    if direct:
        if finished and (spoken_lead or count >= 3):
            return True
        labelled = named and CALLED_IT.search(lead) is not None
        described = kind == "generic" and DESCRIBED_AS.search(lead)
        if described and "describ" in described.group() and count < 3:
            return False  # a label that officials use
        if COMPLEMENT.search(lead) or described:
            return True
        if count < (2 if labelled else 3) or (_looks_like_title(inner) and not spoken_lead):
            return False
        return not (count <= 5 and DETERMINER_BEFORE.search(lead))
    if inherits:
        if count <= 5 and (DETERMINER_BEFORE.search(lead) or not finished):
            return (
                count >= 3 and not DETERMINER_BEFORE.search(lead) and not _looks_like_title(inner)
            )
        return count >= 3 or finished
    if _looks_like_title(inner) and not finished:
        return False
    if finished and count >= 3 and lead.rstrip().endswith(":"):
        return True
    if alone or is_sentence(fragment, running):
        return count >= 3 or (alone and finished)
    return count >= 6 and (finished or count >= 12) and not DETERMINER_BEFORE.search(lead)


def _is_printed(running: str, marked: Marked) -> bool:
    """Whether a brochure, a banner or a wall says it: nobody's words, whatever the verb."""
    before = running[max(0, marked.start - 200) : marked.start]
    after = first_sentence(running[marked.end : marked.end + 160].lstrip(" .,\u0000"))
    lead = before[last_sentence_start(before) :]
    return PRINTED.search(lead) is not None or WRITTEN_THERE.search(after) is not None


def _is_term(inner: str, lead: str, after: str, *, finished: bool, kind: str) -> bool:
    """Whether the words around give the stretch away as a definition, a title or a label."""
    if DEFINING.match(after) or NAMED_EXACTLY.search(lead) or NOBODYS.search(lead):
        return True
    if kind == "person" and CALLED_IT.search(lead):
        return False
    if kind in ("person", "generic") and DESCRIBED_AS.search(lead):
        return False
    judged = kind != "" and len(inner.split()) >= LONG_JUDGEMENT
    if NAMING_WORDS.search(lead) and not SENTENCE_END.search(inner) and not judged:
        return True
    labelled = LABELLING.search(lead) is not None and not finished
    return labelled and len(inner.split()) <= LONG_PHRASE and not judged


def is_sentence(fragment: Fragment, running: str) -> bool:
    """Whether a quote stands between sentences as one of its own, without a verb of saying."""
    before = running[: fragment.marked.start].rstrip().rstrip("\u0000").rstrip()
    after = running[fragment.marked.end : fragment.marked.end + 3]
    ended = SENTENCE_END.search(fragment.text) or after.startswith(".")
    return bool(ended) and (not before or before[-1] in ".!?:…")


def is_whole(text: str) -> bool:
    """A whole sentence, which is somebody's even where nobody is named; a slogan is not."""
    return text[-1:] in ",—–" or ends_sentence(text) or len(text.split()) >= 12


def ends_sentence(text: str) -> bool:
    return SENTENCE_END.search(text) is not None


def _looks_like_title(text: str) -> bool:
    tokens = [t for t in text.split() if len(t) > 3]
    return len(tokens) >= 2 and all(t[0].isupper() or t[0].isdigit() for t in tokens)


def _has_spaces(text: str) -> bool:
    return not any(
        "\u0e00" <= character <= "\u109f" or "\u1780" <= character <= "\u17ff" for character in text
    )


def told_before(running: str) -> bool:
    """Whether the narrator tells something between two quotes; "He paused." tells nothing."""
    told = running[:LONGEST_LEAD]
    return len(told[: last_sentence_start(told)].split()) >= LONG_PHRASE


def is_law(speaker: Speaker) -> bool:
    """ "the Water Act", "Article 4 of the treaty": what nobody in particular says."""
    head = re.split(r"\s(?:of|on|for|in)\s", speaker.name)[0]
    return speaker.kind != "person" and LAW.search(head) is not None


def kind_of(speaker: Speaker) -> str:
    """ "the council’s president" is a person, though nobody says which."""
    offices = words.ROLES.intersection(speaker.name.split())
    return "person" if speaker.kind == "generic" and offices else speaker.kind
