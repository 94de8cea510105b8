"""Numbers with what they count, exactly as written: `US$38.6 million`, `37 countries`, `73%`."""

import re

from campaign.statements import words
from campaign.statements.dates import dates_in
from campaign.statements.draft import Figure
from campaign.statements.redaction import REMOVED
from campaign.statements.sentences import sentences

# In the digits of one script: a translation repeats in others what was counted.
NUMBER = r"[0-9]{1,3}(?:[,\u202f ][0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:[.,][0-9]+)?"
SCALE = r"(?:\s?(?:hundred|thousand|million|billion|trillion|crore|lakh|mln|bn|mn|m|k)\b)"
CURRENCY = (
    r"(?:(?:US|A|AU|S|SG|NZ|C|CA|HK|NT|T)\$|(?:RM|Rp\.?|Ks|Php|PHP|THB|MMK|USD|EUR|GBP|SGD|MYR|"
    r"IDR|VND|AUD|"
    r"CHF|JPY|CNY|INR|LAK|KHR|BND)|[$€£¥₹฿₱₫₭៛])"
)
MONEY_WORDS = (
    r"(?:(?:US |Australian |Singapore |Canadian )?dollars?|euros?|pounds?|kyats?|baht|ringgit|"
    r"rupiah|pesos?|dong|"
    r"kip|riels?|yen|yuan|rupees?|francs?|USD|EUR|GBP|MMK|THB)"
)
MONEY_BEHIND = re.compile(rf"\s{MONEY_WORDS}\b")
FIGURE = re.compile(
    rf"(?P<money>{CURRENCY}\s?(?:{NUMBER}){SCALE}?)"
    rf"|(?P<percent>(?<![\w.,-])(?:{NUMBER})\s?(?:%|per ?cent\b|percentage points?))"
    rf"|(?P<plain>(?<![\w.,/$€£:’'-])(?:{NUMBER}){SCALE}?(?:\+|/[=-])?)(?![\w:/]|"
    rf"[-–]\w*-(?!hour|day)|%|"
    rf"\.\d|,\d)"
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
SPELLED = re.compile(
    r"(?i)(?<![\w-])"
    rf"(?:(?:{'|'.join(TENS)})-(?:{'|'.join(UNITS)})|(?:{'|'.join(TENS)})|"
    rf"(?:(?:a|one|two|three|four|five|six|seven|eight|nine|ten|several|tens of|hundreds of)\s)?"
    rf"(?:hundred|thousand|million|billion)s?(?:\s(?:thousand|million|and\s\w+(?:-\w+)?))?|"
    rf"four|five|six|seven|eight|nine|ten|"
    rf"thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|eleven|twelve)(?![\w-])"
)
ANY_NUMBER = re.compile(
    r"(?i)\d|teen|ty\b|ty-|hundred|thousand|illion|four|five|six|seven|eight|nine|ten\b|"
    r"eleven|twelve"
)
LABEL_BEFORE = re.compile(
    r"(?i)(?:\b(?:article|articles|section|sections|rule|resolution|no|nos|number|chapter|"
    r"amendments?|questions?|seats?|rows?|issues?|editions?|channels?|"
    r"paragraph|para|order|act|law|"
    r"protocol|page|pages|clause|part|vol|volume|version|phase|level|form|room|building|box|"
    r"street|line|item|"
    r"figure|table|annex|convention|document|principle|goal|sdg|route|highway|covid|group of|at|"
    r"bill|decree|"
    r"regulation|directive|station|block|ward|unit|grade|pp?|age[ds]?(?: between| from)?|"
    r"notification|charter|"
    r"schedule|recommendation|stage|week|day|"
    r"floor|world war|type|class|pier|gate|terminal|km)\.?\s?|#\s?|\d[:.])$"
)
# "Two thirds of them", "one pupil in five", "177th out of 180".
PART = re.compile(
    rf"(?i)(?<![\w-])(?:(?:(?:{'|'.join(UNITS)}|[0-9]{{1,2}})(?:\s[a-z]+)?\s(?:in|"
    rf"out of)\s(?:every\s|any\s)?"
    rf"(?:{'|'.join(UNITS[1:])}|ten|twenty|(?:a|one) hundred|(?:a|one) thousand|"
    rf"[0-9]{{1,4}}))(?!\s(?:to|and)\b)"
    r"(?:\s[a-z]{3,}s\b|\s(?:people|women|men|children))?|"
    r"(?:(?:two|three|four)[\s-](?:thirds|quarters|fifths|tenths)|(?:a|one)[\s-](?:third|"
    r"quarter|fifth|"
    r"tenth)(?=\sof\s))|[0-9]{1,4}(?:st|nd|rd|th)\s(?:out\s)?of\s[0-9]{1,4})(?![\w-])"
)
COUNTED = re.compile(r"(?i)\s(?:per ?cent|percentage points?)\b")
COUNTED_MANY = re.compile(r"(?i)\s(?:times|of (?:us|them|these|those))\b")
MANY = re.compile(r"(?i)ty|teen|hundred|thousand|illion")
OFTEN = r"(?:about|over|than|least|nearly|almost|some|around|approximately|estimated|only|just)"
COUNTS = re.compile(rf"(?i)\b{OFTEN}\s$")
IS = re.compile(r"(?i)\b(?:is|was|are|were|am|turned)\s$")
OLDEST = 110
# "Rama 9", "Dirty Over 30": a number behind a capital within a sentence belongs to a name.
NAMED = re.compile(r"(?:^|\s)[“\"(‘]?(?P<word>[A-Z][\w’'-]*)\s$")
CHAINED = re.compile(r"\s?(?:,|and|or|to|&|–|-|/)\s?(?:(?:and|or)\s)?(?:[A-Z]{2,5}\s)?")
OF_MANY = re.compile(
    rf"\s(?:out )?of (?:the |their |its |our |every |all )?(?:{NUMBER}|{'|'.join(UNITS)})\b"
)
STOP_WORDS = words.listed(
    """in of at on to from for by with and or but as than that who which were was are is be been
    has have had will would the a an this these those they it its their after before since
    between during over under until per each across among including not also have today
    yesterday when while where more against through within without into out said say says can
    could should must may do did does if so then only still yet now ago later earlier about
    around on, up down whose whom because against near along last next plus minus times once
    a.m p.m am pm"""
)
# "In five years and nine months" tells when; "eleven hours without water" is a figure.
TIME_UNITS = re.compile(
    r"(?i)\s?-?(?:more |other |consecutive |long |straight )?(?:days?|weeks?|months?|years?|"
    r"decades?|points?|steps?|ways?|things?|words?|sides?|key|main|others|o['’]clock)\b"
)
WORD = re.compile(r"\s([^\W\d_][\w’'-]*)", re.U)
LONGEST_UNIT = 4
PEOPLE = ("people", "women", "men", "children", "percent")
LABELLED = ""  # what stands for a number that is part of a name: "Article 19", "Line 4"
HOURS_FOLLOW = re.compile(
    r"(?i)\s?(?:and|to|or|-|–)\s?\d{1,2}(?:[.:]\d\d)?\s?(?:[ap]\.?m\b|o['’]clock)"
)


def figures_in(paragraph: str, most: int = 1000) -> list[Figure]:
    """The figures of one paragraph in order, each with its sentence; about `most` of them."""
    found: list[Figure] = []
    for sentence in sentences(paragraph):
        if len(found) >= most:
            break
        if not ANY_NUMBER.search(sentence):
            continue
        dated = bytearray(len(sentence))
        for date in dates_in(sentence):
            dated[date.start : date.end] = b"\x01" * (date.end - date.start)
        values = [(m.start(), m.group()) for m in PART.finditer(sentence)]
        values += _in_digits(sentence, dated)
        values += [
            (m.start(), v) for m in SPELLED.finditer(sentence) if (v := _spelled(sentence, m))
        ]
        last = -1
        longest_first = sorted(values, key=lambda value: (value[0], -len(value[1])))
        for start, value in _with_ranges(sentence, longest_first):
            if start >= last:
                found.append(Figure(value, sentence))
                last = start + len(value)
    return found


def _in_digits(sentence: str, dated: bytearray) -> list[tuple[int, str]]:
    values: list[tuple[int, str]] = []
    label_end = -1
    for match in FIGURE.finditer(sentence):
        value = _value(sentence, match, dated)
        if label_end >= 0 and value in (match.group().strip(), LABELLED):
            chained = CHAINED.fullmatch(sentence, label_end, match.start())
            value = LABELLED if chained else value
        label_end = match.end() if value == LABELLED else -1
        if value:
            values.append((match.start(), value))
    return values


def _with_ranges(sentence: str, values: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """ "600 to 900 baht" and "between 19 and 34%" are one figure each."""
    joined: list[tuple[int, str]] = []
    for start, value in values:
        if joined:
            first, bare = joined[-1]
            between = sentence[first + len(bare) : start]
            spread = re.fullmatch(r"\s?(?:to|-|–|or)\s?", between) is not None or (
                between == " and " and sentence[:first].lower().endswith("between ")
            )
            if (
                spread
                and not _falls(bare, value)
                and re.fullmatch(r"[^\W\d_]{0,3}\$?[\d.,]+", bare)
            ):
                joined[-1] = (first, sentence[first : start + len(value)])
                continue
        joined.append((start, value))
    return joined


def _falls(first: str, second: str) -> bool:
    """ "From US$14 to US$9" are two figures."""
    one, other = (re.sub(r"[^0-9.]", "", text).strip(".") for text in (first, second))
    try:
        return float(one) > float(other)
    except ValueError:
        return False


def _value(sentence: str, match: re.Match, dated: bytearray) -> str | None:
    start, end = match.span()
    if any(dated[start:end]):
        return None
    before = sentence[max(0, start - 16) : start]
    if match["money"]:
        return match.group().strip()
    if match["percent"]:
        return match.group().strip()
    if re.search(r",\s$", before) and re.match(r",\s", sentence[end : end + 2]) and end - start < 3:
        return None  # somebody's age: "Pak Darmo, 63, of Muara Tiga"
    if LABEL_BEFORE.search(before):
        return LABELLED
    if _is_reference(sentence, start, end):
        return None
    text = match.group().strip()
    if money := MONEY_BEHIND.match(sentence, end):
        return text + money.group()
    bare = re.fullmatch(r"\d{4}", text)
    unit = _unit(sentence, end)
    if bare and 1800 <= int(text) <= 2150 and not (unit and COUNTS.search(before)):
        return None
    if _is_named(sentence, start, end, unit):
        return LABELLED
    if not unit and text.isdigit() and int(text) <= OLDEST and IS.search(before):
        return None  # somebody's age again: "who is 58 and blind"
    if many := OF_MANY.match(sentence, end) or OF_MANY.match(sentence, end + len(unit or "")):
        counted = sentence[end : many.start()]
        return f"{text}{counted}{many.group()}{_unit(sentence, many.end()) or ''}"
    return f"{text}{unit}" if unit else text


def _is_named(sentence: str, start: int, end: int, unit: str | None) -> bool:
    if end - start > 4 or not sentence[start:end].isdigit():
        return False
    plural = bool(unit) and (unit.endswith("s") or unit.split()[-1] in PEOPLE) and unit.islower()
    before = NAMED.search(sentence[max(0, start - 30) : start])
    inside = before is not None and (start - len(before["word"]) > 2 or before["word"].isupper())
    if inside and before["word"].lower() not in words.NOT_NAMES:
        return not (plural and len(unit.split()) == 1)
    following = WORD.match(sentence, end)
    return bool(following and following[1][0].isupper() and not _counts(unit))


def _counts(unit: str | None) -> bool:
    """ "135 Nicaraguan citizens" and "1600 Australians" count; "24 Group" is a name."""
    return bool(unit) and (unit.split()[-1][0].islower() or unit[-1] in "sS")


def _is_reference(sentence: str, start: int, end: int) -> bool:
    """List numbers, times of day, footnote marks, scores and parts of a code are not figures."""
    before, after = sentence[max(0, start - 2) : start], sentence[end : end + 6]
    if before.endswith("[") or (before.endswith("(") and after.startswith(")")):
        return True
    if start == 0 and re.match(r"[.)](?:\s|$)", after):
        return True
    if REMOVED in sentence[max(0, start - 12) : end + 12]:
        return len(sentence[start:end]) < 4
    if HOURS_FOLLOW.match(sentence, end):
        return True
    return bool(re.match(r"(?i)\s?(?:[ap]\.?m\b|GMT|UTC|hrs\b|o['’]clock)", after))


def _unit(sentence: str, end: int) -> str | None:
    """What is counted: the words up to a plural noun, with their leading blank."""
    at, taken = end, []
    for _ in range(LONGEST_UNIT):
        word = WORD.match(sentence, at)
        if not word or word[1].lower() in STOP_WORDS:
            break
        taken.append(word[1])
        at = word.end()
        if word[1].lower().endswith("s") or word[1].lower() in PEOPLE:
            return sentence[end:at].rstrip("’'")
    return " " + taken[0] if len(taken) == 1 and taken[0].islower() else None


def _spelled(sentence: str, match: re.Match) -> str | None:
    """Spelled numbers count from thirteen on, and not for spans of time ("thirty days")."""
    end = match.end()
    word = match.group().lower()
    if TIME_UNITS.match(sentence, end) or LABEL_BEFORE.search(
        sentence[max(0, match.start() - 16) : match.start()]
    ):
        return None
    counted = COUNTED.match(sentence, end)
    if MANY.search(word):
        counted = counted or COUNTED_MANY.match(sentence, end)
    if counted:
        return f"{match.group()}{counted.group()}"
    if match.group()[0].isupper() and not _begins(sentence, match.start()):
        return None  # "the Five Eye partners"
    if re.search(r"\d\s?$", sentence[max(0, match.start() - 3) : match.start()]):
        return None
    if word in ("hundreds", "thousands", "millions", "billions") or word.startswith("several"):
        return None
    unit = _unit(sentence, end)
    return f"{match.group()}{unit}" if unit and not unit.split()[-1][0].isupper() else None


def _begins(sentence: str, start: int) -> bool:
    """Whether a word has its capital from standing first."""
    return not sentence[:start].strip("“\"‘'(:;– ") or sentence[:start].rstrip()[-1:] in "“\"‘':"
