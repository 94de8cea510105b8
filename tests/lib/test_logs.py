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


def test_a_row_that_the_database_refused_is_not_quoted():
    try:
        try:
            raise ValueError("null value\nDETAIL:  Failing row contains (7, Canary,\n\nof mine).")
        except ValueError as refused:
            raise KeyError("of another kind") from refused
    except KeyError:
        import sys

        record = logging.LogRecord("x", logging.ERROR, "", 0, "failed", (), sys.exc_info())

    WithoutTokens().filter(record)
    line = logging.Formatter().format(record)

    assert "Canary" not in line
    assert "of mine" not in line
    assert "null value" in line
    assert "of another kind" in line
