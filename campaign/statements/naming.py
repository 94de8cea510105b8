"""What a text shows its names to be: an organisation's, whatever their shape, or a second name."""

import re

from campaign.statements import words

# No word of a name is longer; "A-A-A-…" would otherwise be tried from each of its letters.
WORD = r"[A-Z][\w’'-]{0,50}"
NAME = rf"(?P<name>{WORD}(?:\s(?:for|of|and|the|de)(?=\s[A-Z])|\s{WORD}){{0,6}})"
HOUSES = words.GENERIC_ORGANISATIONS - words.DOCUMENTS
SHOWN_ORGANISATION = (
    re.compile(rf"\b(?:{'|'.join(sorted(words.GENERIC_ORGANISATIONS))})\s{NAME}\b"),
    re.compile(
        rf"\b{NAME},\san?\s(?:(?!who\b|of\b|for\b|at\b|in\b|from\b|the\b)[\w-]+\s){{0,4}}?"
        rf"(?:firm|insurer|lender|maker|{'|'.join(sorted(HOUSES))})"
        r"(?=[,.;]|\s(?:of|that|which|with|based|in|for|from|founded|run)\b)"
    ),
    re.compile(rf"\b{NAME}\s\([A-Z][A-Za-z]{{1,9}}\)"),
    re.compile(
        r"\b(?:[Dd]irector|[Cc]hair|[Cc]oordinator|[Ss]pokes(?:person|man|woman)|[Cc]ampaigner|"
        rf"[Oo]rgani[sz]er|[Rr]esearcher|[Oo]fficer|[Pp]resident)\s(?:of|at|for|with)\s(?:the\s)?{NAME}\b"
    ),
    re.compile(
        rf"\b{NAME}\s(?:spokes(?:person|man|woman)|director|chair|campaigner|coordinator)\b"
    ),
)
AFTER_NOUN = re.compile(rf"\b[Tt]he\s(?:[a-z][\w-]*\s){{0,3}}?(?P<noun>[a-z][\w-]*)\s{NAME}")
ALIAS_OF = re.compile(
    rf"\b{NAME},?\s(?:(?:also|better|widely|popularly|commonly|simply)\s)*"
    rf"(?:known|nicknamed)(?:\s(?:simply|online|to \w+ \w+))?\sas\s(?P<alias>{WORD}(?:\s{WORD})?)"
)


def organisations_in(paragraphs: list[str]) -> frozenset[str]:
    """Names that something in the text shows to be no person's: "the watchdog Open Harbour",
    "director of Open Harbour", "Open Harbour (OH)", "the Open Harbour"."""
    return frozenset(
        match["name"]
        for text in paragraphs
        for pattern in SHOWN_ORGANISATION
        for match in pattern.finditer(text)
    )


def named_by_noun(paragraphs: list[str]) -> dict[str, str]:
    """ "The ferry line Northwater": whom "the line" means, unless several are called that."""
    named: dict[str, set[str]] = {}
    for text in paragraphs:
        for match in AFTER_NOUN.finditer(text):
            named.setdefault(match["noun"], set()).add(match["name"])
    return {noun: next(iter(names)) for noun, names in named.items() if len(names) == 1}


def aliases_in(paragraphs: list[str]) -> dict[str, str]:
    """ "Ana Ruiz, known as Tern,": the full name for the other."""
    return {
        match["alias"]: match["name"] for text in paragraphs for match in ALIAS_OF.finditer(text)
    }
