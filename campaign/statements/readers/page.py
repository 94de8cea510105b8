"""HTML pages: the article's text without navigation, scripts, forms or hidden elements."""

import re
from collections import Counter

from bs4 import BeautifulSoup, Comment, NavigableString, Tag
from django.utils.translation import gettext as _

from campaign.statements import words
from campaign.statements.errors import StatementError
from campaign.statements.readers import plain

DROPPED = sorted(
    words.listed(
        "script style template noscript iframe object embed svg canvas form button input select "
        "textarea "
        "nav aside head link meta audio video map dialog"
    )
)
BLOCKS = words.listed(
    "p div section article main header footer figure figcaption address table tr dl dt dd pre ul "
    "ol body html "
    "fieldset details summary center"
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
DEEPEST_LIST = 8
LONGEST_SITE = 90
CHARSET = re.compile(rb"""(?i)<meta[^>]{0,200}charset=["']?([\w-]{2,20})""")


def read(content: bytes) -> str:
    """Text with light marks, of the `<article>` or `<main>` where the page has one."""
    if declared := CHARSET.search(content[:4096]):
        charset = declared[1].decode("ascii").lower()
        if charset not in ("utf-8", "utf8", "utf-16"):
            content = _recoded(content, charset)
    try:
        soup = BeautifulSoup(plain.read(content), "lxml")
    except RecursionError as error:
        raise StatementError(
            _("This page is nested too deeply to read. Paste its text.")
        ) from error
    site = _site(soup)
    for element in soup.find_all(DROPPED):
        element.decompose()
    for comment in soup.find_all(string=lambda string: isinstance(string, Comment)):
        comment.extract()
    for element in soup.find_all(_is_hidden):
        if not element.decomposed:
            element.decompose()
    root = soup.find("article") or soup.find("main") or soup.body or soup
    if len(root.get_text(strip=True)) < 200 and soup.body:
        root = soup.body
    pieces: list[str] = [f"---\npublisher: {site}\n---\n"] if site else []
    heading = soup.find("h1")
    if heading and root not in heading.parents and heading is not root:
        pieces.append(f"# {' '.join(heading.get_text(' ').split())}\n\n")
    _write(root, pieces)
    lines = [_indented(line) for line in "".join(pieces).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _site(soup: BeautifulSoup) -> str | None:
    """The name of the site behind the heading in a page's title: "Locks must go | Weir Watch"."""
    title = " ".join(soup.title.get_text().split()) if soup.title else ""
    heading = soup.find("h1")
    first, *rest = re.split(r"\s+[|–—·»-]\s+", title)
    said = " ".join(heading.get_text(" ").split()) if heading else ""
    named = len(rest) == 1 and first and said.startswith(first) and len(rest[0]) < LONGEST_SITE
    return rest[0] if named else None


def _indented(line: str) -> str:
    """Blanks folded; only the tabs that `_marks` puts before an item of a nested list indent it."""
    tabs = len(line) - len(line.lstrip("\t"))
    return "  " * tabs + re.sub(r"[ \t\r\f\v]+", " ", line).strip()


def _write(root: Tag, pieces: list[str]) -> None:
    """Walk without recursion: hostile pages nest deeper than Python's stack."""
    stack: list[tuple[Tag | NavigableString | str, int, bool]] = [(root, -1, False)]
    counted: Counter[int] = Counter()
    while stack:
        node, depth, quoted = stack.pop()
        if isinstance(node, str) and not isinstance(node, NavigableString):
            pieces.append(node)
            continue
        if isinstance(node, NavigableString):
            if type(node) is NavigableString:
                pieces.append(re.sub(r"\s+", " ", str(node)))
            continue
        before, after = _marks(node, counted, quoted=quoted, depth=depth)
        quoted = quoted or node.name == "blockquote"
        stack.append((after, depth, quoted))
        inner = depth + (node.name in ("ul", "ol"))
        stack.extend((child, inner, quoted) for child in reversed(list(node.children)))
        stack.append((before, depth, quoted))


def _marks(node: Tag, counted: Counter[int], *, quoted: bool, depth: int) -> tuple[str, str]:
    """What stands before and after an element's text. `counted`: items so far, by list;
    `depth`: in how many further lists the innermost one stands."""
    name = node.name
    if re.fullmatch(r"h[1-6]", name):
        return f"\n\n{'#' * int(name[1])} ", "\n\n"
    if name == "li":
        parent, indent = node.parent, "\t" * min(depth, DEEPEST_LIST)
        if parent is not None and parent.name == "ol":
            counted[id(parent)] += 1
            return f"\n{indent}{counted[id(parent)]}. ", "\n"
        return f"\n{indent}• ", "\n"
    if name == "br":
        return " " if node.find_parent(HEADINGS) else "\n", ""
    if name == "hr":
        return "\n\n---\n\n", ""
    if name == "q":
        return "“", "”"
    if name in ("sup", "sub"):
        return ("", "") if not node.find("a") else ("[", "]")
    if name == "p" and node.parent is not None and node.parent.name == "li":
        return "", "\n"
    if name == "blockquote":
        inner = node.find("p")
        return ("\n\n", "\n\n") if inner else ("\n\n> ", "\n\n")
    if name == "p" and quoted:
        return "\n\n> ", "\n\n"
    if name in ("td", "th"):
        return "", " "
    return ("\n\n", "\n\n") if name in BLOCKS else ("", "")


def _is_hidden(element: Tag) -> bool:
    if element.attrs is None:
        return False
    style = str(element.get("style", "")).replace(" ", "").lower()
    return element.has_attr("hidden") or "display:none" in style or "visibility:hidden" in style


def _recoded(content: bytes, charset: str) -> bytes:
    try:
        return content.decode(charset).encode("utf-8")
    except (LookupError, UnicodeDecodeError) as error:
        raise StatementError(
            _("This page is not in UTF-8. Save it again with the encoding UTF-8.")
        ) from error
