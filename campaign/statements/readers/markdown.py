"""Markdown, read by markdown-it: headings, lists and quotes keep a light mark, the rest is text."""

from markdown_it import MarkdownIt
from markdown_it.token import Token

from campaign.statements.readers import plain


def read(content: bytes) -> str:  # noqa: PLR0912 - one case per kind of token
    """Text with light marks. Front matter keeps only what a reader of the page would see."""
    text, heading = _without_front_matter(plain.read(content).replace("\r\n", "\n"))
    # Raw HTML stays as text here; cleaning strips it like any other markup.
    tokens = MarkdownIt("commonmark", {"html": True, "maxNesting": 20}).parse(text)
    lines = [heading] if heading else []
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
                mark = "#" * level + " " if level else item_mark or ("> " if quoted else "")
                indent = "  " * (len(ordinals) - 1) if item_mark else ""
                lines.append(indent + mark + _inline_text(token))
                if not ordinals or not item_mark:
                    lines.append("")
                item_mark = ""
            case "hr":
                lines.extend(["", "---", ""])
            case "html_block" | "fence" | "code_block":
                lines.extend(["", token.content, ""])
    return "\n".join(lines)


def _inline_text(token: Token) -> str:
    pieces = []
    for child in token.children or []:
        if child.type in ("softbreak",):
            pieces.append(" ")
        elif child.type == "hardbreak":
            pieces.append("\n")
        elif child.type in ("text", "code_inline", "html_inline"):
            pieces.append(child.content)
    return "".join(pieces).strip()


def _without_front_matter(text: str) -> tuple[str, str]:
    """(text, "# title"): static sites keep the title between two lines of `---`."""
    if not text.startswith("---\n"):
        return text, ""
    end = text.find("\n---", 3)
    if end == -1 or end > 5000:
        return text, ""
    title = ""
    for line in text[4:end].split("\n"):
        key, _, value = line.partition(":")
        if key.strip().lower() == "title" and value.strip():
            title = "# " + value.strip().strip("\"'") + "\n"
    body = text[end + 4 :].lstrip("\n")
    return body, "" if body.startswith("# ") else title
