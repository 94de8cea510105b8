"""A log line without tokens.

Paths like /en/confirm/<token>/ are keys to somebody's signature. Django puts the path of a failed
request into its log line, so every handler passes lines through this filter.
"""

import logging
import re

# 43 characters of URL-safe base64: what campaign.lib.tokens writes.
_TOKEN = re.compile(r"[A-Za-z0-9_-]{40,}")
_ADDRESS = re.compile(r"[^\s<>'\"(),:;]+@[^\s<>'\"(),:;]+\.[^\s<>'\"(),:;]+")


def without_tokens(text: str) -> str:
    return _ADDRESS.sub("<address>", _TOKEN.sub("<token>", text))


class WithoutTokens(logging.Filter):
    """Blanks tokens and addresses in the message and in the traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = without_tokens(record.getMessage()), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = without_tokens(_formatter.formatException(record.exc_info))
        return True


_formatter = logging.Formatter()
