"""What key-files.js writes, Python reads, and the other way round: in a real browser."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

from campaign.lib import key_files, sealing
from campaign.lib.key_files import fingerprint, recovery_code
from config import assets

LITTLE = 8 * 1024 * 1024  # bytes for Argon2, so that tests are quick
PASSPHRASES = ["four long words here", "ကြိယာ ပေါင်းချုပ်", " spaces ", "e\u0301 is é"]
SODIUM = ("libsodium-sumo.js", "libsodium-wrappers.js")


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """An empty page with nothing but the scripts."""
    page = with_scripts(browser.new_page())
    yield page
    page.close()


def with_scripts(page: Page) -> Page:
    for name in SODIUM:
        page.add_script_tag(path=assets.folder() / "sealing" / name)
    page.add_script_tag(path=settings.BASE_DIR / "static/js/key-files.js")
    page.evaluate("() => sodium.ready")
    return page


def said(page: Page, script: str, *given: object) -> str:
    """What the trouble is: its code and line."""
    return page.evaluate(
        f"""(given) => {{
          try {{ ({script})(...given); return "nothing"; }}
          catch (trouble) {{ return `${{trouble.code}} ${{trouble.line}}`; }}
        }}""",
        list(given),
    )


@pytest.mark.parametrize("passphrase", PASSPHRASES)
def test_each_reads_the_others_files(page: Page, passphrase: str) -> None:
    private = sealing.new_keypair()[1]
    theirs = page.evaluate(
        "([key, words, memory]) => KeyFiles.write(sodium.from_hex(key), words, { memory })",
        [private.hex(), passphrase, LITTLE],
    )
    ours = key_files.protected(private, passphrase, memory=LITTLE).decode()

    assert key_files.unprotected(theirs.encode(), passphrase) == private
    for content in (ours, theirs):
        read = page.evaluate(
            "([content, words]) => sodium.to_hex(KeyFiles.read(content, words))",
            [content, passphrase],
        )
        assert read == private.hex()


def test_each_reads_the_others_codes_and_fingerprints(page: Page) -> None:
    for _each in range(50):
        public, private = sealing.new_keypair()
        lines, back, shown = page.evaluate(
            """([key, code]) => {
              const privateKey = sodium.from_hex(key);
              return [
                KeyFiles.recoveryCode(privateKey).map((groups) => groups.join(" ")),
                sodium.to_hex(KeyFiles.fromRecoveryCode(code)),
                KeyFiles.fingerprint(KeyFiles.publicOf(privateKey)),
              ];
            }""",
            [private.hex(), "\n".join(recovery_code(private)).lower()],
        )

        assert lines == recovery_code(private)
        assert back == private.hex()
        assert shown == fingerprint(public)


def test_what_is_wrong_with_a_file_is_named(page: Page) -> None:
    private = sealing.new_keypair()[1]
    content = key_files.protected(private, "right", memory=LITTLE).decode()
    other = key_files.protected(sealing.new_keypair()[1], "right", memory=LITTLE).decode()
    swapped = content.replace(content.split('"')[9], other.split('"')[9])

    read = "KeyFiles.read"
    assert said(page, read, content, "right") == "nothing"
    assert said(page, read, content, "wrong") == "wrong-passphrase 0"
    assert said(page, read, swapped, "right") == "damaged 0"
    assert said(page, read, content.replace('"version": 1', '"version": 2'), "right") == (
        "later-version 0"
    )
    assert said(page, read, content.replace(str(LITTLE), str(1 << 50)), "right") == "no-key-file 0"
    for nonsense in ("", "[]", "{}", "null", '{"undersigned": "bundle", "version": 1}'):
        assert said(page, read, nonsense, "right") == "no-key-file 0"


def test_what_is_wrong_with_a_code_is_named(page: Page) -> None:
    lines = recovery_code(sealing.new_keypair()[1])
    third = ("1" if lines[2][0] == "0" else "0") + lines[2][1:]

    read = "KeyFiles.fromRecoveryCode"
    assert said(page, read, " ".join(lines)) == "nothing"
    assert said(page, read, " ".join([*lines[:2], third, lines[3]])) == "code-line 3"
    assert said(page, read, " ".join([lines[1], lines[0], *lines[2:]])) == "code-line 1"
    assert said(page, read, " ".join(lines[:3])) == "code-length 0"
    assert said(page, read, "U" + " ".join(lines)[1:]) == "code-letter 0"


def test_a_computer_with_too_little_memory_is_told_so(browser: Browser) -> None:
    page = browser.new_page()
    page.add_init_script(
        "WebAssembly.Memory.prototype.grow = () => { throw new RangeError('no more'); }"
    )
    page.goto("about:blank")
    with_scripts(page)
    private = sealing.new_keypair()[1]
    little = key_files.protected(private, "words", memory=64 * 1024).decode()

    assert said(page, "KeyFiles.read", little, "words") == "nothing"
    assert said(page, "() => KeyFiles.write(new Uint8Array(32).fill(1), 'words')") == "no-memory 0"
    page.close()


def test_as_much_memory_as_a_real_file_asks_for_is_there(page: Page) -> None:
    private = sealing.new_keypair()[1]

    read = page.evaluate(
        """(key) => {
          const content = KeyFiles.write(sodium.from_hex(key), "words");
          return [content, sodium.to_hex(KeyFiles.read(content, "words"))];
        }""",
        private.hex(),
    )

    assert read[1] == private.hex()
    assert key_files.unprotected(read[0].encode(), "words") == private
