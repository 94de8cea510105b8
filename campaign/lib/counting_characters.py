"""Characters as people count them, and as some networks do."""

import regex

_GRAPHEME = regex.compile(r"\X")
# X counts a character of these ranges once, any other twice, an emoji of several parts twice
# (its published "weighted length", configuration version 3).
_COUNTED_ONCE = regex.compile(
    r"[\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]", flags=regex.VERSION0
)
_EMOJI = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3")
# The alphabet that a text message is short in; one letter outside it more than halves the room.
_GSM = regex.compile(
    r"[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà]*"
)
GSM_ALONE, GSM_PART, UNICODE_ALONE, UNICODE_PART = 160, 153, 70, 67


def graphemes(text: str) -> list[str]:
    """What a reader takes for one character each: a letter with its marks, an emoji's family."""
    return _GRAPHEME.findall(text)


def weight_on_x(text: str) -> int:
    """What X counts, of a text without links."""
    total = 0
    for character in graphemes(text):
        if _EMOJI.search(character) and not _COUNTED_ONCE.fullmatch(character):
            total += 2
        else:
            total += sum(1 if _COUNTED_ONCE.match(point) else 2 for point in character)
    return total


def text_messages(text: str) -> int:
    """How many text messages it is sent, and paid, as."""
    if _GSM.fullmatch(text):
        length, alone, part = len(text), GSM_ALONE, GSM_PART
    else:
        length, alone, part = len(text.encode("utf-16-be")) // 2, UNICODE_ALONE, UNICODE_PART
    return 1 if length <= alone else -(-length // part)
