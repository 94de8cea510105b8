"""Each state's flag as a picture, where the pictures have been fetched (config/assets.py)."""

import functools
import re

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage


@functools.cache
def flag_url(country: str) -> str | None:
    """The address of a state's flag (`country`: ISO 3166-1 alpha-2), or None: show its code then.

    Remembered while the process lives. Show it as `<img>`, never inline, with its words beside it.
    """
    if not re.fullmatch(r"[A-Za-z]{2}", country):
        return None
    name = f"flags/{country.lower()}.svg"
    if isinstance(staticfiles_storage, ManifestFilesMixin):
        try:
            return staticfiles_storage.url(name)
        except ValueError:  # not among what was collected
            return None
    return staticfiles_storage.url(name) if finders.find(name) else None
