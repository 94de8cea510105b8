"""What organisers write: Markdown in, clean HTML out.

Raw HTML is not Markdown here, images are never shown (one from elsewhere would tell its server
who reads the page), and links lead to http, https and mail addresses only.
"""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_markdown = MarkdownIt("commonmark", {"html": False}).disable("image").enable("table")

TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "em", "strong"),
    *("a", "code", "pre", "table", "thead", "tbody", "tr", "th", "td"),
}


def to_html(text: str) -> SafeString:
    """`text` as HTML that is safe to put into a page."""
    # A heading inside a page starts below the page's own.
    rendered = _markdown.render(text).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    clean = nh3.clean(
        rendered,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(clean)  # noqa: S308 - nh3 has just cleaned it
