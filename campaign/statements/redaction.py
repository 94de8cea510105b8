"""Phone numbers, identity numbers and addresses of people do not leave this room.

What stands in their place is REMOVED, so that an organiser sees that something was there.
Figures must survive: `1,148`, `US$38.6 million`, `64 210 000`, `2026-11-05` are none of these.
"""

import re

REMOVED = "[removed]"

E_MAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%-]{1,64}\s?(?:@|\[at\]|\(at\))\s?[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}"
)
# A number introduced by its kind, whatever its shape.
ANNOUNCED = re.compile(
    r"(?i)\b((?:tel(?:ephone)?|phone|mobile|mob|cell|fax|whats\s?app|signal|viber|telegram|hotline|"
    r"passport|nrc|nrc\s+no|id|ic|nik|identity card|identification|id card|national id|ssn|iban|"
    r"account|acc|bank account|a/c|tax id)"
    r"(?:\s(?:number|no))?\s?[.:#]{0,2}\s?)"
    r"((?:[A-Z]{1,3}[- ]?)?[+(]{0,2}\d[\d\s().\-/]{4,24}\d)"
)
INTERNATIONAL_PHONE = re.compile(
    r"(?<![\w.])(?<!\d )(?:\+|(?<!\w[-/])00)\s?\d{1,3}(?:[\s().\-/]{1,2}\d{1,5}|\d){2,7}(?![\w%])"
)
TRUNK_PHONE = re.compile(
    r"(?<![\w.,$€£])(?<!\w[-/])(?<!\d )\(?0\d{1,4}\)?(?:[\s.\-]\d{2,5}){2,4}(?![\w%])"
)
AMERICAN_PHONE = re.compile(r"(?<![\w.,])\(?\d{3}\)?[\s.\-]\d{3}[.\-]\d{4}(?!\w)")
LOCAL_MOBILE = re.compile(r"(?<![\w.,])0\d{8,11}(?!\w)")
MYANMAR_NRC = re.compile(
    r"(?<![\d၀-၉])[\d၀-၉]{1,2}\s?/\s?[A-Za-z\u1000-\u103f\u1050-\u109f]{2,20}\s?"
    r"\(\s?[A-Za-z\u1000-\u103f\u1050-\u109f]{1,12}\s?\)\s?[\d၀-၉]{6}"
)
THAI_IDENTITY = re.compile(r"(?<!\d)\d-\d{4}-\d{5}-\d{2}-\d(?!\d)")
AMERICAN_IDENTITY = re.compile(r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])")
MALAYSIAN_IDENTITY = re.compile(r"(?<![\d-])\d{6}-\d{2}-\d{4}(?![\d-])")
CARD = re.compile(r"(?<!\d)\d{4}([ -])\d{4}\1\d{4}\1\d{2,4}(?!\d)")
IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
PASSPORT = re.compile(r"(?<![\w/-])[A-Z]{1,2}\d{6,9}(?![\w/-])")
LONG_NUMBER = re.compile(r"(?<![\d.,$€£¥])(?<![$€£¥] )\d{9,20}(?![\d,%])")
NATIONAL_INSURANCE = re.compile(r"(?<!\w)[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D](?!\w)")

PARAGRAPHS = re.compile(r"(\n{2,})")
MANY_DIGITS = re.compile(r"(?:\d[^\d]*){6}", re.S)
PRIVATE = (
    INTERNATIONAL_PHONE,
    MYANMAR_NRC,
    THAI_IDENTITY,
    AMERICAN_IDENTITY,
    MALAYSIAN_IDENTITY,
    CARD,
    IBAN,
    NATIONAL_INSURANCE,
    AMERICAN_PHONE,
    TRUNK_PHONE,
    LOCAL_MOBILE,
    PASSPORT,
    LONG_NUMBER,
)


def redact(text: str) -> str:
    """The text with every private number and e-mail address replaced by REMOVED."""
    if "@" in text or "(at)" in text or "[at]" in text:
        text = E_MAIL.sub(REMOVED, text)
    # No private number is shorter than six digits: paragraphs with fewer are left alone.
    return "".join(
        _without_numbers(piece) if MANY_DIGITS.search(piece) else piece
        for piece in PARAGRAPHS.split(text)
    )


def _without_numbers(text: str) -> str:
    text = ANNOUNCED.sub(_announced, text)
    for pattern in PRIVATE:
        text = pattern.sub(REMOVED, text)
    return text


def _announced(match: re.Match) -> str:
    digits = sum(character.isdigit() for character in match.group(2))
    return match.group(1) + REMOVED if digits >= 6 and "\n" not in match.group(2) else match.group()
