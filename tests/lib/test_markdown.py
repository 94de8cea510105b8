"""What organisers write, as clean HTML."""

import re

import pytest

from campaign.lib import markdown


def test_markdown_becomes_html_below_the_pages_own_heading():
    html = markdown.to_html("# One\n\nA *word* and a [link](https://example.org/a).\n\n- x\n- y")

    assert html == (
        "<h2>One</h2>\n<p>A <em>word</em> and a "
        '<a href="https://example.org/a" rel="noopener noreferrer nofollow">link</a>.</p>\n'
        "<ul>\n<li>x</li>\n<li>y</li>\n</ul>\n"
    )


PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://evil.example/pixel.png)",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "[x](vbscript:x)",
    "<svg/onload=alert(1)>",
    "<iframe src=https://evil.example></iframe>",
    "<a href='https://ok.example' onclick=alert(1)>x</a>",
    "<style>body{display:none}</style>",
    "<math><mi xlink:href='javascript:alert(1)'>",
    '[x](https://e.org "onmouseover=alert(1)")',
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "```\n</code><script>alert(1)</script>\n```",
    "| a |\n|---|\n| <script>alert(1)</script> |",
    "<form action=https://evil.example><input></form>",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_runs_and_nothing_loads_from_elsewhere(payload):
    html = markdown.to_html(payload)

    tags = re.findall(r"<\s*/?\s*([a-z0-9]+)", html)
    assert set(tags) <= markdown.TAGS
    for attributes in re.findall(r"<[a-z0-9]+([^>]*)>", html):
        assert set(re.findall(r"([a-z-]+)=\"", attributes)) <= {"href", "rel", "title"}
    for link in re.findall(r'href="([^"]*)"', html):
        assert link.startswith(("http://", "https://", "mailto:"))
