"""From cleaned text to blocks: headings, paragraphs, list items, block quotes and rules.

Hard-wrapped lines are joined, line by line paragraphs are kept apart. A line break is taken for a
wrap when the next word would not have fitted into the width that the document keeps to. A line in
another script than the line above it is never its rest: it says the same in another language.
"""

import re
from dataclasses import dataclass, replace

from campaign.statements.furniture import RELEASE_MARK

HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(?=[^\n]*\w)(.*?)\s*#*\s*$")
UNDERLINE = re.compile(r"^ {0,3}(=+|-{2,})\s*$")
RULE = re.compile(r"^\s*(?:(?:[-–—]\s?){3,}|(?:[*]\s?){3,}|(?:_\s?){3,}|(?:~\s?){3,}|={3,})\s*$")
BLOCK_QUOTE = re.compile(r"^ {0,3}>\s?(.*)$")
BULLET = re.compile(
    r"^(\s*)([•◦▪■●○‣⁃·➤►▶✓✔❖◆\uf0b7]|[*+–-]|o(?=\s{1,3}[A-Z])|—(?=\s+[a-z]))\s+(\S.*)$"
)
NUMBER = re.compile(
    r"^(\s*)(\(\d{1,3}\)|\d{1,2}(?:\.\d{1,2})?[.)]|\([a-zA-Z]\)|[a-z][.)]|[A-Z]\)|"
    r"\([က-အ]\)|\([ivx]{1,5}\)|[ivx]{1,5}[.)]|[၀-၉]{1,2}[။.)])\s+(\S.*)$"
)
# A point with nothing behind it: a list within a list, or text that stands on the next line.
LONE_BULLET = re.compile(r"^\s*[•◦▪■●○‣⁃·➤►▶✓✔❖◆\uf0b7]\s*$")
TERMINAL = re.compile(r"[.!?။:;…][”\"’'»)\]]{0,3}$")
# "Copy:", "Tel:" begin a line of their own, however full the line above.
FIELD = re.compile(
    r"(?i)^(?:to|from|copy|copies|b?cc|attn|attention|date|sent|subject|re|ref|tel|phone|mobile|fax|"
    r"e-?mail|web(?:site)?|contacts?|media contact|press contact)\s*:(?:\s|$)"
)
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
OTHER_SCRIPT = re.compile(r"[\u0370-\u1dff\u2d00-\ua6ff\ua840-\ufdff\ufe70-\ufeff]")
NARROWEST_WRAP, WIDEST_WRAP = 40, 125


@dataclass(frozen=True)
class Block:
    """One visual unit. `kind` is heading, text, item, quote or rule; `level` of h1 is 1.

    `chunk` numbers the runs between blank lines: what stands together was written together.
    `gloss`: says what the block above it says, in another script.
    """

    kind: str
    text: str
    marker: str = ""
    level: int = 0
    chunk: int = 0
    gloss: bool = False


def blocks_of(text: str) -> list[Block]:
    """The blocks of a cleaned text, in order."""
    lines = _without_lone_bullets([line.rstrip() for line in text.split("\n")])
    width = _wrap_width(lines)
    blocks: list[Block] = []
    chunk, previous = 0, ""
    for line in lines:
        if not line.strip():
            chunk += 1
            previous = ""
            continue
        block = _block_from(line, chunk)
        last = blocks[-1] if blocks else None
        if UNDERLINE.match(line) and last and last.chunk == chunk and last.kind == "text":
            blocks[-1] = replace(last, kind="heading", level=1 if "=" in line else 2)
        elif last and _continues(last, block, previous, line, width):
            blocks[-1] = replace(last, text=_joined(last.text, block.text))
        else:
            glossed = last is not None and last.chunk == chunk and block.kind == "text"
            blocks.append(replace(block, gloss=glossed and _is_gloss(last, block)))
        previous = line
    return [block for block in blocks if block.text or block.kind == "rule"]


def _without_lone_bullets(lines: list[str]) -> list[str]:
    kept: list[str] = []
    bullet = ""
    for line in lines:
        if LONE_BULLET.match(line):
            bullet = line
            continue
        if bullet and line.strip():
            pointed = _block_from(line, 0).kind != "text"
            kept.append(line if pointed else f"{bullet} {line.strip()}")
            bullet = ""
        else:
            kept.append(line)
    return kept


def _stands_alone(line: str) -> bool:
    return bool(RELEASE_MARK.match(line) or FIELD.match(line))


def in_other_script(text: str) -> bool:
    """Whether most of a text's letters and vowel signs are of another script than the Latin."""
    return len(OTHER_SCRIPT.findall(text)) > len(LATIN.findall(text))


def _is_gloss(last: Block, block: Block) -> bool:
    other = in_other_script(block.text)
    return other != in_other_script(last.text) or (other and last.gloss)


def _block_from(line: str, chunk: int) -> Block:
    if RULE.match(line):
        return Block("rule", line.strip(), chunk=chunk)
    if heading := HEADING.match(line):
        return Block("heading", heading[2], level=len(heading[1]), chunk=chunk)
    if quoted := BLOCK_QUOTE.match(line):
        return Block("quote", quoted[1].strip(), chunk=chunk)
    if item := BULLET.match(line) or NUMBER.match(line):
        return Block("item", item[3].strip(), marker=item[2], level=len(item[1]), chunk=chunk)
    return Block("text", line.strip(), chunk=chunk)


def _continues(last: Block, block: Block, previous: str, line: str, width: int) -> bool:
    """Whether this line is the wrapped rest of the block before it."""
    if block.kind == "quote" and last.kind == "quote" and last.chunk == block.chunk:
        return bool(last.text and block.text)
    if block.kind != "text" or last.kind not in ("text", "item", "quote"):
        # A wrapped line may happen to begin like a list item: "on 3\n5. of May" is not one.
        return False
    if last.chunk != block.chunk:
        indented = len(line) - len(line.lstrip()) >= 2
        return last.kind == "item" and indented and not TERMINAL.search(last.text)
    stripped = line.strip()
    if in_other_script(previous) != in_other_script(line) or _stands_alone(stripped):
        return False
    if last.kind == "item" and len(line) - len(line.lstrip()) > last.level:
        return True
    if stripped[0].islower() and not re.search(r"[.!?:;။][”\"’')]?$", previous):
        return True
    first_word = stripped.split(None, 1)[0]
    would_not_fit = len(previous) + 1 + len(first_word) > 0.9 * width
    return bool(width) and would_not_fit


def _joined(first: str, second: str) -> str:
    if first.endswith("-") and first[-2:-1].isalpha() and second[:1].islower():
        return first + second
    return f"{first} {second}".strip()


def _wrap_width(lines: list[str]) -> int:
    """The width this document wraps at, or 0 where each line is a paragraph of its own."""
    lengths = [len(line) for line in lines if line.strip()]
    narrow = [length for length in lengths if length <= WIDEST_WRAP]
    if not narrow or sum(narrow) < 0.6 * sum(lengths):
        return 0
    width = _longest_usual(narrow)
    if width < NARROWEST_WRAP:
        return 0
    # Long paragraphs that fit on one line each end in a full stop; wrapped lines mostly do not.
    full = [
        line
        for line, following in zip(lines, lines[1:], strict=False)
        if len(line) > 0.75 * width and line.strip() and following.strip()
    ]
    unfinished = sum(1 for line in full if not TERMINAL.search(line.rstrip()))
    return width if len(full) >= 2 and unfinished >= 0.6 * len(full) else 0


def _longest_usual(lengths: list[int]) -> int:
    """The longest line that others come near to: one address or headline sets no width."""
    ordered = sorted(lengths, reverse=True)
    for longest, third in zip(ordered, ordered[2:], strict=False):
        if third >= 0.9 * longest:
            return longest
    return ordered[0]
