"""Files that other people made and config/assets.py fetches, where it could."""

import functools

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage


@functools.cache
def fetched_url(name: str) -> str | None:
    """The address of a fetched file ("flags/mm.svg"), or None. Remembered while the process
    lives."""
    if isinstance(staticfiles_storage, ManifestFilesMixin):
        try:
            return staticfiles_storage.url(name)
        except ValueError:  # not among what was collected
            return None
    return staticfiles_storage.url(name) if finders.find(name) else None
