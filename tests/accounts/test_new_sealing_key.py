"""manage.py new_sealing_key: keys made on the command line, and shown to be saved."""

import stat
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from campaign.accounts import keys
from campaign.accounts.models import SealingKey
from campaign.lib import key_files
from campaign.management.commands import new_sealing_key
from tests import factories

WORDS = "four words and some more"


@pytest.fixture(autouse=True)
def _quick_and_alone(monkeypatch):
    monkeypatch.setenv("SEALED_PASSPHRASE", WORDS)
    protected = key_files.protected
    monkeypatch.setattr(
        key_files, "protected", lambda *given: protected(*given, memory=8 * 1024 * 1024)
    )


def run(**options) -> str:
    out = StringIO()
    call_command("new_sealing_key", stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def test_without_a_database_it_writes_a_file_and_says_what_to_do_with_it(tmp_path):
    file = tmp_path / "key.json"

    said = run(output=str(file))

    private = key_files.unprotected(file.read_bytes(), WORDS)
    public = key_files.public_key_in(file.read_bytes())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert key_files.public_line(public) in said
    assert f"Fingerprint: {key_files.fingerprint(public)}" in said
    assert all(line in said for line in key_files.recovery_code(private))


def test_a_file_that_is_there_is_never_written_over(tmp_path):
    file = tmp_path / "key.json"
    file.write_text("something else")

    with pytest.raises(CommandError, match="there already"):
        run(output=str(file))

    assert file.read_text() == "something else"


def test_a_short_passphrase_is_refused_and_nothing_written(tmp_path, monkeypatch):
    monkeypatch.setenv("SEALED_PASSPHRASE", "short")

    with pytest.raises(CommandError, match="too short"):
        run(output=str(tmp_path / "key.json"))

    assert list(tmp_path.iterdir()) == []


def test_without_a_place_to_write_it_asks_for_one():
    with pytest.raises(CommandError, match="--output"):
        run()


def test_from_paper_comes_the_same_key(tmp_path, monkeypatch):
    run(output=str(tmp_path / "first.json"))
    private = key_files.unprotected((tmp_path / "first.json").read_bytes(), WORDS)
    lines = iter(line.lower() for line in key_files.recovery_code(private))
    monkeypatch.setattr("builtins.input", lambda prompt: next(lines))

    run(output=str(tmp_path / "again.json"), from_paper=True)

    assert key_files.unprotected((tmp_path / "again.json").read_bytes(), WORDS) == private


def test_a_slip_on_paper_is_named_by_its_line(tmp_path, monkeypatch):
    run(output=str(tmp_path / "first.json"))
    private = key_files.unprotected((tmp_path / "first.json").read_bytes(), WORDS)
    code = key_files.recovery_code(private)
    code[1] = code[1][:-1] + ("A" if code[1][-1] != "A" else "B")
    lines = iter(code)
    monkeypatch.setattr("builtins.input", lambda prompt: next(lines))

    with pytest.raises(CommandError, match="mistake in line 2"):
        run(output=str(tmp_path / "again.json"), from_paper=True)

    assert not (tmp_path / "again.json").exists()


@pytest.mark.django_db
def test_the_word_that_the_website_asks_for(tmp_path):
    organisation = factories.organisation()
    file = tmp_path / "key.json"
    run(output=str(file))
    public = key_files.public_key_in(file.read_bytes())
    sealed, token = keys.challenge(organisation, public)

    said = run(key=str(file), tell=sealed)

    word = said.strip().removeprefix("The word: ")
    assert keys.is_answer(organisation, public, token=token, word=word)
    with pytest.raises(CommandError, match="another key"):
        run(key=str(file), tell="AAAA")
    with pytest.raises(CommandError, match="both"):
        run(key=str(file))
    with pytest.raises(CommandError, match="nothing.json: No such file"):
        run(key=str(tmp_path / "nothing.json"), tell=sealed)


@pytest.mark.django_db
def test_on_the_server_its_public_half_is_taken_in(tmp_path):
    organisation = factories.organisation()
    file = tmp_path / "key.json"

    said = run(output=str(file), organisation=organisation.slug)

    key = SealingKey.objects.get(custody="offline")
    assert bytes(key.public_key) == key_files.public_key_in(file.read_bytes())
    assert key.checked_at and key.private_key() is None
    assert "It is a key of River Watch now" in said


@pytest.mark.django_db
def test_an_organisation_that_is_not_there_is_named_before_anything_is_written(tmp_path):
    factories.organisation()

    with pytest.raises(CommandError, match="There are: river-watch"):
        run(output=str(tmp_path / "key.json"), organisation="nobody")

    assert not (tmp_path / "key.json").exists()


def test_the_shortest_passphrase_is_the_same_as_in_a_browser():
    from django.conf import settings

    script = (settings.BASE_DIR / "static/js/keys.js").read_text()

    assert f"const SHORTEST = {new_sealing_key.SHORTEST};" in script
