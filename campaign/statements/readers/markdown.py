"""Markdown, read by markdown-it: headings, lists and quotes keep a light mark, the rest is text."""

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from campaign.statements.readers import plain

POINT = re.compile(r"(?:\d{1,2}[.)]|[•–-])\s")


def read(content: bytes) -> str:  # noqa: PLR0912 - one case per kind of token
    """Text with light marks, below the front matter as it stands."""
    front, text = _front_matter(plain.read(content).replace("\r\n", "\n"))
    # Raw HTML stays as text here; cleaning strips it like any other markup.
    tokens = MarkdownIt("commonmark", {"html": True, "maxNesting": 20}).parse(text)
    lines = [front, ""] if front else []
    ordinals: list[int] = []
    quoted, item_mark, level = 0, "", 0
    for token in tokens:
        match token.type:
            case "ordered_list_open":
                ordinals.append(int(token.attrGet("start") or 1))
            case "bullet_list_open":
                ordinals.append(0)
            case "ordered_list_close" | "bullet_list_close":
                ordinals.pop()
                lines.append("")
            case "list_item_open":
                item_mark = f"{ordinals[-1]}. " if ordinals[-1] else "• "
                ordinals[-1] += bool(ordinals[-1])
            case "blockquote_open":
                quoted += 1
            case "blockquote_close":
                quoted -= 1
            case "heading_open":
                level = int(token.tag[1])
            case "heading_close":
                level = 0
            case "inline":
                level = level or (2 if not ordinals and _is_headline(token) else 0)
                mark = "#" * level + " " if level else item_mark or ("> " if quoted else "")
                indent = "  " * (len(ordinals) - 1) if item_mark else ""
                lines.append(indent + mark + _inline_text(token))
                if not ordinals or not item_mark:
                    lines.append("")
                item_mark, level = "", 0
            case "hr":
                lines.extend(["", "---", ""])
            case "html_block" | "fence" | "code_block":
                lines.extend(["", token.content, ""])
    return "\n".join(lines)


def _is_headline(token: Token) -> bool:
    """A paragraph of its own, all of it bold, that is no sentence: what people set as a heading."""
    inside = [child.type for child in token.children or [] if child.content or child.nesting]
    return inside == ["strong_open", "text", "strong_close"] and not token.content.rstrip(
        "*_ "
    ).endswith((".", "!", "?", ":", "”", '"'))


def _inline_text(token: Token) -> str:
    pieces = []
    for child in token.children or []:
        if child.type in ("softbreak",):
            pieces.append(" ")
        elif child.type == "hardbreak":
            pieces.append("\n")
        elif child.type in ("text", "code_inline", "html_inline"):
            # A point whose number stands within the emphasis is no list to Markdown.
            if pieces[-1:] == [" "] and child.level and POINT.match(child.content):
                pieces[-1] = "\n"
            pieces.append(child.content)
    return "".join(pieces).strip()


def _front_matter(text: str) -> tuple[str, str]:
    """(front matter with its fences, the Markdown below): drafting reads title and date."""
    fence = text[:3]
    end = text.find(f"\n{fence}", 3)
    if fence not in ("---", "+++") or text[3:4] != "\n" or not 0 < end < 5000:
        return "", text
    return text[: end + 4], text[end + 4 :]
