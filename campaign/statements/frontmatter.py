"""The block that static sites put before a text: `key: value` between two `---` lines, or
`key = value` between two `+++` lines.

It is read for title, subtitle, date, author and publisher; the rest says how a page is
built, not what is said.
"""

import re
from dataclasses import dataclass

FENCED = re.compile(
    r"\A\s*(?P<fence>---|\+\+\+)[ ]*\n"
    r"(?P<lines>(?:(?!(?P=fence)[ ]*$)[^\n]{0,2000}\n){1,60}?)(?P=fence)[ ]*(?:\n|\Z)",
    re.M,
)
PAIR = re.compile(r"^(?P<key>[A-Za-z_-]{2,30})(?::|[ ]?=)[ ]*(?P<value>.*?)[ ]*$")
SUBTITLES = ("subtitle", "description", "standfirst", "summary")


@dataclass(frozen=True)
class FrontMatter:
    """What a page says about itself; None where it does not."""

    title: str | None = None
    subtitle: str | None = None
    date: str | None = None
    author: str | None = None
    publisher: str | None = None


def front_matter(text: str) -> tuple[FrontMatter, str]:
    """(what the block says, the text below it); the text unchanged where there is no block."""
    fenced = FENCED.match(text)
    if fenced is None:
        return FrontMatter(), text
    pairs = [PAIR.match(line) for line in fenced["lines"].split("\n") if line.strip()]
    if not pairs or pairs[0] is None:
        return FrontMatter(), text
    said = {
        pair["key"].lower(): pair["value"].strip("\"'") for pair in pairs if pair and pair["value"]
    }
    subtitle = next((said[key] for key in SUBTITLES if key in said), None)
    found = FrontMatter(
        said.get("title"), subtitle, said.get("date"), said.get("author"), said.get("publisher")
    )
    return found, text[fenced.end() :]
