"""A log line without tokens, names or addresses."""

import logging
from uuid import uuid4

from campaign.lib import tokens
from campaign.lib.logs import WithoutTokens, without_tokens


def test_a_token_in_a_path_is_blanked():
    token = tokens.for_signature(tokens.MY, uuid4())

    assert without_tokens(f"Not Found: /en/my/{token}/") == "Not Found: /en/my/<token>/"


def test_an_address_is_blanked_in_message_arguments_and_traceback():
    try:
        raise ValueError("550 ann.example@example.org: no such user")
    except ValueError:
        import sys

        record = logging.LogRecord(
            "x", logging.ERROR, "", 0, "to %s", ("ann@example.org",), sys.exc_info()
        )

    WithoutTokens().filter(record)
    line = logging.Formatter().format(record)

    assert "to <address>" in line
    assert "example.org" not in line
    assert "ValueError" in line


def test_an_ordinary_line_stays_as_it_is():
    line = "Signing asean-russia-coordinator is closed: no key"

    assert without_tokens(line) == line
