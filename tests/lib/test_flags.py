from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from campaign.lib.fetched import fetched_url
from campaign.lib.flags import flag_url

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg"/>'


@pytest.fixture(autouse=True)
def _nothing_remembered():
    fetched_url.cache_clear()
    yield
    fetched_url.cache_clear()


@pytest.fixture
def fetched(settings, tmp_path) -> Path:
    """A folder of flags, with that of Myanmar."""
    (tmp_path / "mm.svg").write_text(DRAWING)
    settings.STATICFILES_DIRS = [("flags", tmp_path)]
    return tmp_path


def test_a_flag_that_is_here_has_an_address(fetched: Path):
    assert flag_url("MM") == "/static/flags/mm.svg"


@pytest.mark.parametrize("country", ["TH", "", "M", "../mm", "mm.svg", "ミャ"])
def test_what_has_no_flag_here_has_no_address(fetched: Path, country: str):
    assert flag_url(country) is None


def test_without_the_folder_there_are_no_flags(settings):
    settings.STATICFILES_DIRS = []

    assert flag_url("MM") is None


def test_in_production_a_flag_is_what_was_collected(settings, tmp_path, monkeypatch):
    storage = CompressedManifestStaticFilesStorage(location=tmp_path, base_url="/static/")
    storage.hashed_files = {"flags/mm.svg": "flags/mm.0123456789ab.svg"}
    monkeypatch.setattr(staticfiles_storage, "_wrapped", storage)

    assert flag_url("MM") == "/static/flags/mm.0123456789ab.svg"
    assert flag_url("TH") is None
