"""Numbers with what they count, exactly as written: `US$38.6 million`, `37 countries`, `73%`."""

import re

from campaign.statements import words
from campaign.statements.dates import dates_in
from campaign.statements.draft import Figure
from campaign.statements.redaction import REMOVED
from campaign.statements.sentences import sentences

NUMBER = r"\d{1,3}(?:[,\u202f ]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
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
    rf"|(?P<plain>(?<![\w.,/$€£:’'-])(?:{NUMBER}){SCALE}?\+?)(?![\w:/]|[-–]\w*-(?!hour|day)|%|"
    rf"\.\d|,\d)"
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
SPELLED = re.compile(
    r"(?i)(?<![\w-])(?:(?:at least|more than|up to|about|over|nearly|almost|some|around)\s)?"
    rf"(?:(?:{'|'.join(TENS)})-(?:{'|'.join(UNITS)})|(?:{'|'.join(TENS)})|"
    rf"(?:(?:a|one|two|three|four|five|six|seven|eight|nine|ten|several|tens of|hundreds of)\s)?"
    rf"(?:hundred|thousand|million|billion)s?(?:\s(?:thousand|million|and\s\w+(?:-\w+)?))?|"
    rf"four|five|six|seven|eight|nine|ten|"
    rf"thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|eleven|twelve)(?![\w-])"
)
ANY_NUMBER = re.compile(
    r"(?i)\d|teen|ty\b|ty-|hundred|thousand|illion|four|five|six|seven|eight|nine|ten\b|eleven|twelve"
)
LABEL_BEFORE = re.compile(
    r"(?i)(?:\b(?:article|articles|section|sections|rule|resolution|no|nos|number|chapter|"
    r"paragraph|para|order|act|law|"
    r"protocol|page|pages|clause|part|vol|volume|version|phase|level|form|room|building|box|"
    r"street|line|item|"
    r"figure|table|annex|convention|document|principle|goal|sdg|route|highway|covid|group of|at|"
    r"bill|decree|"
    r"regulation|directive|station|block|ward|unit|grade|pp?|age[ds]?|notification|charter|"
    r"schedule|recommendation|stage|week|day|"
    r"floor|world war|type|class|pier|gate|terminal|km)\.?\s?|#\s?|\d[:.])$"
)
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
        values = [
            (m.start(), v) for m in FIGURE.finditer(sentence) if (v := _value(sentence, m, dated))
        ]
        values += [
            (m.start(), v) for m in SPELLED.finditer(sentence) if (v := _spelled(sentence, m))
        ]
        last = -1
        for start, value in _with_ranges(sentence, sorted(values)):
            if start >= last:
                found.append(Figure(value, sentence))
                last = start + len(value)
    return found


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
            if spread and re.fullmatch(r"[^\W\d_]{0,3}\$?[\d.,]+", bare):
                joined[-1] = (first, sentence[first : start + len(value)])
                continue
        joined.append((start, value))
    return joined


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
    if LABEL_BEFORE.search(before) or _is_reference(sentence, start, end):
        return None
    text = match.group().strip()
    if money := MONEY_BEHIND.match(sentence, end):
        return text + money.group()
    bare = re.fullmatch(r"\d{4}", text)
    unit = _unit(sentence, end)
    if bare and 1800 <= int(text) <= 2150 and (not unit or not unit.endswith("s")):
        return None
    if many := OF_MANY.match(sentence, end):
        return f"{text}{many.group()}{_unit(sentence, many.end()) or ''}"
    return f"{text}{unit}" if unit else text


def _is_reference(sentence: str, start: int, end: int) -> bool:
    """List numbers, times of day, footnote marks, scores and parts of a code are not figures."""
    before, after = sentence[max(0, start - 2) : start], sentence[end : end + 6]
    if before.endswith("[") or (before.endswith("(") and after.startswith(")")):
        return True
    if start == 0 and re.match(r"[.)]\s", after):
        return True
    if REMOVED in sentence[max(0, start - 12) : end + 12]:
        return len(sentence[start:end]) < 4
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
        if word[1].lower().endswith("s") or word[1].lower() in (
            "people",
            "women",
            "men",
            "children",
            "percent",
        ):
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
    if re.search(r"\d\s?$", sentence[max(0, match.start() - 3) : match.start()]):
        return None
    if word in ("hundreds", "thousands", "millions", "billions") or word.startswith("several"):
        return None
    unit = _unit(sentence, end)
    return f"{match.group()}{unit}" if unit else None
