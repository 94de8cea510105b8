"""From whatever was pasted to plain text: no markup, no formulas, no invisible characters.

Everything after this module may assume: `\\n` line ends, NFC, no control, bidirectional or
zero-width characters (except joiners inside scripts that need them), no tags, no private numbers.
"""

import html
import re
import unicodedata

from campaign.statements.redaction import redact

# Elements whose content is never part of what a statement says.
SILENT_ELEMENTS = ("script", "style", "template", "noscript", "iframe", "object", "svg", "head")
LONGEST_TAG = 4000
# Runs of blanks, but for those that say how deep a point of a list stands.
BLANKS = re.compile(r"(?m)(?<=\S) {2,}(?=\S)|^ {2,}(?=\S)(?!(?:[•◦▪■●○‣⁃·*+–-]|\(?\w{1,4}[.)])\s)")
BREAKING_TAGS = re.compile(
    r"/?(?:p|div|br|li|ul|ol|h[1-6]|tr|table|blockquote|section|article)\b", re.I
)
TAG_START = re.compile(r"[a-zA-Z/!?]")

# U+200B separates words in Burmese, Khmer, Lao and Thai typesetting and is never part of a word.
INVISIBLE = dict.fromkeys(
    [0x00AD, 0x200B, 0x2060, 0xFEFF, 0xFFFE, 0x180E, 0x034F, 0x061C, 0x200E, 0x200F]
    + list(range(0x202A, 0x202F))
    + list(range(0x2061, 0x2070))
    + list(range(0xFFF9, 0xFFFC))
    + list(range(0xE0000, 0xE0080))
)
CONTROLS = dict.fromkeys(
    [c for c in range(0x20) if c not in (0x09, 0x0A)] + list(range(0x7F, 0xA0))
)
SPACES = dict.fromkeys([0x09, 0xA0, 0x1680, 0x202F, 0x205F, 0x3000, *range(0x2000, 0x200B)], " ")
PLAINER = {**INVISIBLE, **CONTROLS, **SPACES}
LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
HYPHENATED_LINE_END = re.compile(r"[\u00ad\ufffe\x02]\n[ \t]*")
# Joiners shape letters in Burmese, Indic and Arabic scripts; between Latin letters they only hide.
LATIN_JOINER = re.compile(r"(?<![\u0600-\u1fff])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u1fff])")

LINK = re.compile(r"!?\[([^\[\]\n]{0,500})\]\([^()\s]{1,2000}(?: \"[^\"\n]{0,200}\")?\)")
EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3})(?=\S)([^*\n]{1,2000})(?<=\S)\1(?![\w*])")
UNDERLINED = re.compile(r"(?<![\w_])(_{1,3})(?=\S)([^_\n]{1,2000})(?<=\S)\1(?![\w_])")
FOOTNOTE_MARK = re.compile(
    r"(?<=[^\s\[\]])(?:\[\^?(?:\d{1,3}|[ivx]{1,5})\])+|[¹²³⁴⁵⁶⁷⁸⁹⁰]+(?=[\s.,;:]|$)"
)
# What a site's builder would put there: `{{< figure src="…" >}}`, `{% include … %}`.
SHORTCODE = re.compile(r"\{\{[<%]?[^{}\n]{0,1000}[>%]?\}\}|\{%[^{}\n]{0,1000}%\}")
ADDRESS_IN_ANGLES = re.compile(r"<(?:mailto:)?([^<>\s@]{1,64}@[^<>\s@]{1,200})>")
LETTERSPACED = re.compile(r"^ *[^\W\d_](?: {1,4}[^\W\d_]){4,60} *$", re.M)
FORMULA_CALL = re.compile(r"=\s{0,3}[A-Za-z][A-Za-z0-9._]{1,30}\s{0,3}\([^\n]{0,500}")
FORMULA_LINE = re.compile(r"^[ ]{0,3}[\"']?[=+@-][ ]{0,3}(?:[=+@-]|[A-Za-z0-9_.]{1,40}[(|!])")
LEADING_TRIGGER = re.compile(r"^[ ]*[=@][ ]*(?=\w)")


def clean(text: str) -> str:
    """Plain text of a statement: what later modules read, and what every field is cut from."""
    text = LINE_ENDS.sub("\n", text)
    text = HYPHENATED_LINE_END.sub("", text)
    text = SHORTCODE.sub("", text) if "{" in text else text
    text = _without_entities_and_tags(text)
    text = LINE_ENDS.sub("\n", text).translate(PLAINER)
    text = LATIN_JOINER.sub("", text)
    text = unicodedata.normalize("NFC", text)
    text = text.replace("``", '"').replace("''", '"')
    text = _without_light_markup(text)
    text = LETTERSPACED.sub(lambda line: _closed_up(line[0]), text)
    text = "\n".join(_without_formula(line) for line in text.split("\n"))
    text = redact(text)
    text = BLANKS.sub(" ", "\n".join(line.rstrip() for line in text.split("\n")))
    return text.strip("\n")


def _closed_up(line: str) -> str:
    """ "M E D I A   N O T E" is "MEDIA NOTE"."""
    return " ".join(word.replace(" ", "") for word in re.split(r" {2,}", line.strip()))


def plain_field(text: str | None) -> str | None:
    """A draft's field, safe to open in a spreadsheet: no leading formula character, one line."""
    if text is None:
        return None
    return " ".join(text.split()).lstrip("=+-@\t ") or None


def _without_entities_and_tags(text: str) -> str:
    # Twice escaped text is common in feeds (`&amp;quot;`); escaped markup must not come alive.
    for _ in range(3):
        plain = strip_tags(text)
        unescaped = html.unescape(plain) if "&" in plain else plain
        if unescaped == text:
            break
        text = unescaped
    return strip_tags(text)


def strip_tags(text: str) -> str:
    """Drop tags and the content of silent elements in one pass; `5 < 6` stays."""
    if "<" not in text:
        return text
    text = ADDRESS_IN_ANGLES.sub(r"\1", text)  # "Ada Byrne <ada@…>" is no tag
    lowered = text.lower() if len(text.lower()) == len(text) else text
    kept: list[str] = []
    at, hopeless, last_close = 0, set(), text.rfind(">")
    while (start := text.find("<", at)) != -1:
        kept.append(text[at:start])
        end = text.find(">", start + 1, start + LONGEST_TAG)
        if end == -1 or not TAG_START.match(text, start + 1):
            kept.append("<")
            at = start + 1
            if at > last_close:
                break
            continue
        inside = lowered[start + 1 : end]
        if inside.startswith("!--"):
            close = text.find("-->", start) if "-->" not in hopeless else -1
            if close == -1:
                hopeless.add("-->")
            at = close + 3 if close != -1 else end + 1
            continue
        name = re.match(r"[a-z0-9]*", inside).group()
        if name in SILENT_ELEMENTS and not inside.endswith("/"):
            close = -1 if name in hopeless else lowered.find(f"</{name}", end)
            if close == -1:
                hopeless.add(name)
                at = end + 1 if name == "head" else len(text)
                continue
            closed = text.find(">", close)
            at = len(text) if closed == -1 else closed + 1
            continue
        kept.append("\n" if BREAKING_TAGS.match(inside) else "")
        at = end + 1
    kept.append(text[at:])
    return "".join(kept)


def _without_light_markup(text: str) -> str:
    text = LINK.sub(r"\1", text)
    text = EMPHASIS.sub(r"\2", text)
    text = UNDERLINED.sub(r"\2", text)
    return FOOTNOTE_MARK.sub("", text)


def _without_formula(line: str) -> str:
    """A spreadsheet formula is not something a statement says; a bullet's dash is."""
    if FORMULA_LINE.match(line) and not set(line.strip()) <= set("=-+@ "):
        return ""
    line = FORMULA_CALL.sub("", line) if "(" in line and "=" in line else line
    return LEADING_TRIGGER.sub("", line)
