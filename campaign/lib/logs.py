"""A log line without tokens, addresses, and rows that the database refused.

Paths like /en/confirm/<token>/ are keys to somebody's signature. Django puts the path of a failed
request into its log line, so every handler passes lines through this filter.
"""

import logging
import re

# 43 characters of URL-safe base64: what campaign.lib.tokens writes.
_TOKEN = re.compile(r"[A-Za-z0-9_-]{40,}")
# PostgreSQL quotes what it refuses: a whole row, its name and comment too; or the value of a key.
# It stands at the end of an error's words, before those of the error that came of it.
_QUOTED = re.compile(
    r"(?:Failing row contains|Key) \(.*?(?=\n\n(?:The above|During handling)|\nCONTEXT:|\Z)",
    re.DOTALL,
)
_ADDRESS = re.compile(r"[^\s<>'\"(),:;]+@[^\s<>'\"(),:;]+\.[^\s<>'\"(),:;]+")


def without_tokens(text: str) -> str:
    return _ADDRESS.sub("<address>", _TOKEN.sub("<token>", _QUOTED.sub("<row>", text)))


class WithoutTokens(logging.Filter):
    """Blanks tokens, addresses and quoted rows in the message and in the traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = without_tokens(record.getMessage()), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = without_tokens(_formatter.formatException(record.exc_info))
        return True


_formatter = logging.Formatter()
