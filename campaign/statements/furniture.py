"""Lines that belong to a release rather than to its text: marks, dates, contacts, headings.

Each predicate looks at one line. Which part of the release a line opens is for `anatomy` to say.
"""

import re

from campaign.statements import words
from campaign.statements.dates import dates_in
from campaign.statements.names import is_organisation
from campaign.statements.redaction import REMOVED

RELEASE_MARK = re.compile(
    r"(?i)^\W*(?:for (?:immediate|urgent) (?:release|use|publication)|for release|immediate "
    r"release|"
    r"not for release before.*|(?:strictly )?(?:under )?embargo(?:ed)?\b.*|"
    r"(?:joint |public |urgent |open |oral |written |official )*"
    r"(?:press|media|news) (?:release|statement|advisory|alert|note|briefing|communiqu[ée]|"
    r"notice|kit)s?|"
    r"(?:joint |public |urgent |solidarity |position |civil society |official )*(?:statement|"
    r"communiqu[ée])|"
    r"(?:urgent )?(?:appeal|action|alert)|press|news|(?:news )?(?:brief|in brief)|"
    r"latest news|(?:joint |public )*open letter|media|"
    r"breaking(?: news)?|updated?|exclusive|check against delivery|draft|confidential|share|"
    r"print|tweet|"
    r"page \d+(?: of \d+)?|\d+ ?/ ?\d+)"
    r"(?:\s*,?\s*(?:no\.?|number|nr\.?|#)\s?\d[\d/.-]{0,12})?\W*$"
)
RELEASE_PREFIX = re.compile(
    r"(?i)^(?:for immediate release|(?:joint )?(?:press|media|news) (?:release|statement))\s*"
    r"(?:[:|–—-]|\(|(?=for\b)|(?=\d))\s*(?P<rest>.*?)\)?$"
)
# What a page or a mailing says about itself around the text: buttons, languages, lists of tags.
PAGE_LINE = re.compile(
    r"(?i)^\W*(?:(?:download|view|read|open|get|print|save|see) (?:as |the |a |this |it |in )*"
    r"(?:(?:full|original|printable|english|french|version|statement|release|report|text|page|"
    r"article|online|as|your|web|plain) )*(?:pdf|word|version|browser|web|here)\b.*|"
    r"(?:pdf|word|print(?:able)?) (?:version|download|file)\b.*|download\b(?: .{0,20})?|"
    r"share (?:this|on|via|with|by|to)\b.*|(?:tweet|print|e-?mail) this\b.*|follow us\b.*|"
    r"(?:un)?subscribe\b.*|sign up (?:for|to)\b.*|(?:to )?(?:stop|manage|"
    r"update) (?:receiving|your) .*|"
    r"you (?:are |have )?(?:receiv\w+|got|get) (?:this|our) .*|"
    r"(?:donate|support us|support our work|become a (?:member|supporter))(?: (?:now|here|"
    r"today|online))?|"
    r"(?:skip|jump) to\b.*|back to\b.{0,30}|(?:all|more|latest|previous|next) (?:news|posts?|"
    r"articles?|stories|statements|releases)|home|menu|search|read more|continue reading|"
    r"(?:photo|image|picture|photograph|foto)s?(?: credits?| by)?:.{0,100}|copyright\b.*|©.*|"
    r"all rights reserved\b.*|(?:posted|filed|published) (?:in|under)\b.{0,60})\W*$"
)
LANGUAGE = (
    r"(?:english|french|fran[çc]ais|spanish|espa[ñn]ol|german|deutsch|portugu[êe]se?|"
    r"italian|burmese|myanmar|"
    r"thai|lao|khmer|vietnamese|indonesian|bahasa \w+|malay|tagalog|filipino|chinese|japanese|"
    r"korean|arabic|russian|hindi|bengali|karen|shan|kachin|chin|mon|rakhine|rohingya|မြန်မာ\w*|"
    r"မြန်မာဘာသာ)"
)
LANGUAGES = re.compile(rf"(?i)^\W*{LANGUAGE}(?:\W+(?:and )?{LANGUAGE})+\W*$")
# Below these a page lists what else it has: nothing of the statement follows.
PAGE_END = re.compile(
    r"(?i)^\W*(?:tags?|categor(?:y|ies)|topics?|related(?: \w+){0,2}|share(?: this)?(?: \w+)?|"
    r"you (?:may|might) also like|comments?|leave a (?:reply|comment)|more from .{2,40}|"
    r"recent (?:posts|news|articles|statements))\s*:?$"
)
MONEY_LINE = re.compile(
    r"(?i)^\W*(?:bank )?(?:account(?: (?:name|no|number|details))?|bank|bank details|iban|"
    r"bic|swift|"
    r"sort code|paypal|reference)\s*:"
)
SOURCE = re.compile(r"(?i)^(?:source|url|link|retrieved from|original):\s+(\S.*)$")
END_MARK = re.compile(
    r"(?i)^\W{0,6}(?:ends?|end of (?:statement|release|text)|30|ends here|fin)\W{0,6}$|"
    r"^\s*#(?:\s?#){1,5}\s*$|^\s*-\s?30\s?-\s*$"
)
CONTACT = re.compile(
    r"(?i)^\W*(?:(?:for|to)\b.{0,60}\b(?:information|enquir(?:y|ies)|inquir(?:y|ies)|interviews?|"
    r"queries|comment)\b.{0,80}|"
    r"(?:media|press|news|general)?\s*(?:contacts?|enquir(?:y|ies)|inquir(?:y|ies))(?: "
    r"(?:details|person|persons|information|us))?)\s*(?::|$|,? (?:please )?contact)"
)
PRESS_DESK = re.compile(
    r"(?i)^\W*(?:press|media|contacts?|enquir(?:y|ies)|inquir(?:y|ies)|interviews?|ring|call|"
    r"write to|spokespersons?|issued by|replies|secretariat)\b"
)
CONTACT_FIELD = re.compile(
    r"(?i)^\W*(?:tel(?:ephone)?|phone|mobile|mob|cell|fax|e-?mail|signal|whatsapp|website|web|"
    r"twitter|x|facebook|address|telegram|instagram|bluesky|mastodon)\b\s*(?:[.:]|\()"
)
NOTES = re.compile(
    r"(?i)^\W*(?:notes?(?: (?:to|for) (?:the )?(?:editors?|media|journalists?|press))?|"
    r"editors?[’'] notes?|background(?: (?:information|notes?|and context))?|footnotes?|"
    r"references|sources|endnotes?|(?:further|more) (?:information|reading)|additional information|"
    r"(?:helpful |useful |related |further |more )?(?:links|resources)|see also|"
    r"context)\W*$"
)
NOTES_PREFIX = re.compile(
    r"(?i)^\W*(?:notes? (?:to|for) (?:the )?(?:editors?|media|journalists?|press)|editors?[’'] "
    r"notes?)\b"
)
ABOUT = re.compile(r"(?i)^\W*(?:about (?:us|(?:the )?[A-Z“\"].{1,90}|.{2,60}:))")
SIGNATORIES = re.compile(
    r"(?i)^\W*(?:signator(?:y|ies)(?:\s\([^()]{2,60}\))?|"
    r"signed(?:,| by| on behalf.*)?|(?:the )?undersigned(?: "
    r"organi[sz]ations| groups)?|endorsed by|"
    r"endors(?:ing|ement).{0,40}|signing organi[sz]ations|list of (?:signatories|"
    r"organi[sz]ations|endorse).{0,40}|"
    r"supporting organi[sz]ations|co-?signed(?: by)?|(?:this|the) .{0,60}(?:signed|endorsed|"
    r"supported) by[^“”\"]{0,60})\s*(?:\(\d+\)|\[\d+\])?\s*:?\W*$"
)
# How a letter ends, before its names: "Yours sincerely,", "With love and stubbornness,".
VALEDICTION = re.compile(
    r"(?i)^(?:yours\b.{0,50}|(?:most )?(?:sincerely|respectfully|faithfully)\b.{0,30}|"
    r"(?:with |in )(?:[a-z]+ ){0,3}[a-z]+(?=,$)|(?:with |in )(?:\w+ )?(?:respect|solidarity|"
    r"hope|love|"
    r"struggle|sorrow|peace|thanks|gratitude|anticipation)|(?:kind|best|warm|warmest|"
    r"kindest) (?:regards|wishes)|"
    r"(?:respectfully )?(?:submitted|signed))(?P<comma>,|\s*[–—-])?$"
)
LETTER_FIELD = re.compile(
    r"(?i)^\W{0,3}(?P<name>to|from|copy|copies|cc|attn|attention|for the attention of|via|through)"
    r"\s*:\s*(?P<rest>\S.*)?$"
)
SUBJECT = re.compile(r"(?i)^\W{0,3}(?:re|subject|subj|concerning|regarding)\s*:\s+(?P<rest>\S.*)$")
BYLINE = re.compile(r"^(?:By|BY|Reporting by|Written by|Words by|Story by)\s+[A-Z]")
FOOTNOTE_LINE = re.compile(
    r"^\s*(?:\[\d{1,3}\]|\[\^?\d{1,3}\]:?|\d{1,2}\s(?=See\b|Ibid)|[¹²³⁴⁵⁶⁷⁸⁹]+)\s*"
)
DATE_LABEL = re.compile(
    r"(?i)^\W*(?:date|dated|for (?:immediate )?(?:release|use|publication)(?: (?:from|on|at))?|"
    r"released?(?: on)?|published(?: on)?|issued(?: on)?|posted(?: on)?|embargo(?:ed)?[^:]{0,60}|"
    r"not for release before|updated?)\b\s*:?\s*"
)
REFERENCE = re.compile(
    r"(?i)^\W*(?:(?:our |your )?ref(?:erence)?|index(?: number)?|ai index|document|doc|no|"
    r"number|file|pr|"
    r"location|place|language|topics?|tags?|categor(?:y|ies)|region|country|"
    r"theme)\b\.?\s*(?:no\.?)?\s*[:#]"
)
DATELINE = re.compile(
    r"^\(?(?P<place>[^—–:|]{2,80}?)\)?\s*(?:—|–|--|\s-|\|)\s*(?=[\"“‘'A-Z0-9\u0e00-\u109f])"
)
DATELINE_COLON = re.compile(r"^(?P<place>[A-Z][^—–:|]{2,70}?\d{4}\)?)\s*:\s*(?=[\"“‘'A-Z0-9])")
DATELINE_STOP = re.compile(
    r"^(?P<place>[A-Z\u00c0-\u00de][^—–:|.]{2,60}?\d{4}\)?)\.\s+(?=[\"“‘'A-Z0-9])"
)
# "12 December 2005 (Brussels, Belgium)", "March 29, 2021, Port Alto:": the day comes first.
DATELINE_DAY = re.compile(
    r"^(?P<place>[^()—–:|]{4,32}?\d{1,4}(?:\s*\([A-Z][^()]{2,60}\)\s*[—–:-]?\s|"
    r"(?:,\s+[A-Z][^—–:|.]{1,50})?\s*(?::|[—–]|\s-)\s))\s*(?=[\"“‘'A-Z0-9])"
)
DATELINE_BRACKET = re.compile(r"^\((?P<place>[A-Z][^()]{2,70}?\d{4})\)\s+(?=[\"“‘'A-Z])")
AGENCY = re.compile(
    r"\s*\(?\b(?:AFP|AP|Reuters|REUTERS|DPA|dpa|UPI|Xinhua|Bernama|ANI|PTI|IPS|RFA|BenarNews|"
    r"Mizzima)\b\)?"
)


CLOCK = re.compile(
    r"(?i)\b\d{1,2}[:.h]\d\d\b(?:\s?hrs?\b)?|\b\d{1,2}\s?[ap]\.?m\b|\b(?:gmt|utc|local time|hrs?|"
    r"noon|midnight)\b"
)
# A line made of these words alone, with dates and numbers, is machinery and never a title.
MACHINERY = words.listed(
    """for immediate urgent release released use publication publish published not before under
    strictly embargo embargoed until joint public official written open press media news
    statement statements notice advisory alert note briefing communique communiqué circular
    communication bulletin announcement dispatch memo handout newsletter no nos nr number issue
    issued dated date of the a an to by from on at this day please freely free check against
    delivery exclusive update updated latest breaking page ref reference distribution general
    all journalists editors and information attention posted sent free-to-use hold held kit
    preliminary interim provisional final first second third fourth corrected revised amended
    correction solidarity political policy position"""
)
TELLING = words.listed(
    """release press media news statement statements notice advisory alert communique communiqué
    circular communication bulletin announcement dispatch embargo embargoed publication issued
    date dated released handout memo newsletter published posted ref"""
)
SEGMENTS = re.compile(r"\s+[/–—·•-]\s+|\s*[|:;()•·]\s*|\s+[/]\s*|,\s+")
MOST_MACHINERY = 160


def machinery(line: str) -> tuple[bool, str | None]:
    """Whether a line is machinery, and the organisation it names: "NEWS from the Dockers’ Union".

    What is left of each segment when dates, hours and release words are gone must be nothing, or
    a name: after "from" or "by", or an organisation's in a segment of its own.
    """
    if len(line) > MOST_MACHINERY:
        return False, None
    bare = re.sub(r"(?<=\S)\s*\([^()]*\)", "", line)
    dates = dates_in(bare, bare_years=False)
    for date in reversed(dates):
        bare = bare[: date.start] + " 0 " + bare[date.end :]
    name = None
    segments = [_segment(segment) for segment in SEGMENTS.split(CLOCK.sub(" ", bare))]
    told = any(TELLING.intersection(plain[:at]) for _tokens, plain, at in segments)
    for tokens, plain, at in segments:
        rest = " ".join(tokens[at:])
        if not rest:
            continue
        if at and plain[at] == "with":
            continue  # "joint statement with nine partner organisations"
        before = plain[max(0, at - 2) : at]
        introduced = {"from", "by"}.intersection(before) or (
            "of" in before and is_organisation(rest)
        )
        own = plain[:at] in ([], ["the"]) and told and is_organisation(rest)
        if _is_name(rest) and (introduced or own):
            name = name or rest
        elif not (dates and told and len(tokens) <= 3 and rest[0].isupper()):
            return False, None
    return told, name


def _segment(segment: str) -> tuple[list[str], list[str], int]:
    """(its words, the words bare, how many of them at the front are machinery)."""
    tokens = segment.split()
    plain = [token.strip(".,#№’'\"“”[]-–").lower() for token in tokens]
    at = 0
    while at < len(tokens) and (plain[at] in MACHINERY or not re.search(r"[a-z]", plain[at])):
        at += 1
        if plain[at - 1] in ("from", "by"):
            at += plain[at : at + 1] == ["the"]
            break
    return tokens, plain, at


def _is_name(text: str) -> bool:
    tokens = text.split()
    small = ("of", "for", "the", "and", "de", "on", "in", "&", "to", "against", "without")
    return len(tokens) <= 10 and all(t[0].isupper() or t.lower() in small for t in tokens)


def is_page_line(text: str) -> bool:
    """A button, a row of languages or a notice of the page around the text."""
    return len(text) < MOST_MACHINERY and bool(
        PAGE_LINE.match(text) or LANGUAGES.match(text) or MONEY_LINE.match(text)
    )


def is_contact(text: str) -> bool:
    if CONTACT.match(text) and len(text) < 400:
        return True
    if REMOVED in text and PRESS_DESK.match(text):
        return True
    return bool(REMOVED in text and len(text) < 140 and CONTACT_FIELD.match(text)) or (
        REMOVED in text and len(text.replace(REMOVED, "").split()) < 8
    )


def is_date_line(text: str) -> bool:
    """A line that holds a date and at most a place."""
    if len(text) > 110:
        return False
    bare = DATE_LABEL.sub("", text)
    dates = dates_in(bare, bare_years=False)
    if not dates:
        return False
    rest = bare[: dates[0].start] + bare[dates[-1].end :]
    if re.search(r"[\u0e00-\u109f\u1780-\u17ff]", rest):
        # The same date in a script whose words have no blanks between them, digits and all.
        rest = re.sub(r"[\u0e00-\u109f\u1780-\u17ff\u200c\u200d]+", " ", rest)
    rest = re.sub(
        r"(?i)\b(?:est|edt|embargo(?:ed)?|until|from|for immediate release|done at|this|online)\b",
        "",
        CLOCK.sub("", rest),
    )
    tokens = re.findall(r"[^\W\d_]+", rest)
    return len(tokens) <= 6 and all(t[0].isupper() or not t.isascii() or len(t) < 4 for t in tokens)


def is_dateline(place: str) -> bool:
    """ "PORT ALTO, Meridia", "(Bangkok, 5 May 2026)": a place, perhaps with a date."""
    place = AGENCY.sub("", place)
    if not re.search(r"[^\W\d_]", place):
        return False
    for date in reversed(dates_in(place, bare_years=False)):
        place = place[: date.start] + " " + place[date.end :]
    place = re.sub(r"(?i)\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", "", place)
    tokens = re.findall(r"[^\W\d_][\w.’'-]*", place)
    if not tokens:
        return True
    small = ("de", "of", "la", "el", "and", "the", "da", "do", "dos", "al")
    capital = all(t[0].isupper() or t.lower() in small or not t.isascii() for t in tokens)
    return (
        capital
        and len(tokens) <= 9
        and tokens[0].lower()
        not in ("we", "the", "i", "this", "it", "our", "these", "in", "on", "but")
    )
