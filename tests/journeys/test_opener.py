"""The page that opens sealed bundles: from a stick, with the network off, in a real browser."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import python_calamine
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from campaign.accounts.models import SealingKey
from campaign.exports import bundles
from campaign.exports.bundles import END
from campaign.lib import key_files, sealing
from campaign.lib.key_files import fingerprint
from campaign.pages.models import Campaign
from campaign.signatures.models import Signature
from tests.exports.signers import as_the_first_were, offline_key, signer
from tests.journeys.test_accessibility import in_every_look

NewCampaign = Callable[..., Campaign]

# A passphrase is made to take long, and machines that test are busy.
PATIENCE = 60_000  # milliseconds

NAMES = (
    *(
        "Ann Example",
        '=HYPERLINK("//evil.example")',
        'Kim "Lee", of the river',
        "  ＋1",
        "\u00a0@x",
    ),
    *("မြန်မာ စစ်အုပ်စု", "Đặng Thị", "นางสาว ใจดี", "_x0041_ & <b>", "Bell\x07 and \ufffe", "👩‍👩‍👧 x"),
)


# Of somebody at risk no more is stored than this, and told as 2026-W01.
A_WEEK = datetime(2026, 12, 28, tzinfo=UTC) - timedelta(weeks=52)


@pytest.fixture(autouse=True)
def _passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEALED_PASSPHRASE", "four words")


@pytest.fixture(scope="module")
def stick(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of its own, as somebody saved it."""
    page = tmp_path_factory.mktemp("stick") / "opener.html"
    call_command("write_opener", f"--output={page}", verbosity=0)
    return page


@pytest.fixture
def offline(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="en-GB", accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def campaign(new_campaign: NewCampaign) -> Campaign:
    return new_campaign(time_zone="Asia/Yangon")


def bundle_of(campaign: Campaign, folder: Path, *more: str, name: str = "bundle") -> Path:
    file = folder / name
    call_command(
        *("export_signatures", campaign.slug, "--format=sealed", f"--output={file}", *more),
        verbosity=0,
    )
    return file


def opened_by_command(bundle: Path, key: Path) -> bytes:
    output = bundle.with_suffix(".csv")
    call_command("open_sealed", str(bundle), f"--key={key}", f"--output={output}")
    return output.read_bytes()


def choose(page: Page, bundle: Path, *keys: Path, passphrase: str = "four words") -> None:
    page.get_by_label("Choose the bundle").set_input_files(bundle)
    expect(page.locator("#bundle-facts, #bundle-error").filter(visible=True)).to_have_count(
        1, timeout=PATIENCE
    )
    page.get_by_label("Choose the key file").set_input_files(keys)
    expect(page.locator("#keys > li, #keys-error").filter(visible=True)).to_have_count(
        len(keys), timeout=PATIENCE
    )
    for field in page.get_by_label("Passphrase of this key").all():
        field.fill(passphrase)


def saved(page: Page, format: str) -> bytes:
    page.get_by_label(format).check()
    with page.expect_download(timeout=PATIENCE) as download:
        page.get_by_role("button", name="Open and save").click()
    return Path(download.value.path()).read_bytes()


def test_a_page_on_a_stick_opens_a_bundle_with_the_network_off_and_asks_for_nothing(
    campaign: Campaign, tmp_path: Path, stick: Path, offline: BrowserContext
) -> None:
    key = offline_key(campaign, tmp_path)
    for number, name in enumerate(NAMES * 3):
        comment = "Line one\nline two" if number % 2 else ""
        known = {"at": A_WEEK} if number % 4 == 0 else {}
        wants = number % 3 == 0
        signer(campaign, name, comment=comment, public_name=name, wants_updates=wants, **known)
    bundle = bundle_of(campaign, tmp_path)
    asked: list[str] = []
    trouble: list[str] = []
    page = offline.new_page()
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.goto(stick.as_uri())
    offline.set_offline(True)

    def note(request: Request) -> None:
        if not request.url.startswith("blob:null/"):  # its own workers, from its own memory
            asked.append(request.url)

    offline.on("request", note)
    choose(page, bundle, key)
    expect(page.get_by_text("You are offline")).to_be_visible()
    expect(page.locator("#fact-rows")).to_have_text(str(3 * len(NAMES)))
    expect(page.locator("#fact-campaign")).to_have_text(campaign.slug)
    as_csv = saved(page, "CSV")
    expect(page.get_by_role("heading", name="Opened, and every row checked")).to_be_visible()
    page.get_by_label("Passphrase of this key").fill("four words")
    as_xlsx = saved(page, "Excel")

    assert as_csv == opened_by_command(bundle, key)
    assert as_csv.count(b"'=HYPERLINK") == 3
    assert b"2026-W01" in as_csv
    (tmp_path / "list.xlsx").write_bytes(as_xlsx)
    call_command(
        *("open_sealed", str(bundle), f"--key={key}", "--format=xlsx"),
        f"--output={tmp_path / 'other.xlsx'}",
    )
    one, other = (
        python_calamine.load_workbook(str(tmp_path / name)) for name in ("list.xlsx", "other.xlsx")
    )
    assert one.sheet_names == other.sheet_names
    rows = [book.get_sheet_by_index(0).to_python(skip_empty_area=False) for book in (one, other)]
    assert len(rows[0]) == 1 + 3 * len(NAMES)
    assert rows[0] == rows[1]
    assert page.evaluate("Object.keys(localStorage).length + document.cookie.length") == 0
    assert asked == []
    assert trouble == []


def test_names_are_shortened_and_withheld_as_on_the_command_line(
    campaign: Campaign,
    tmp_path: Path,
    stick: Path,
    offline: BrowserContext,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = offline_key(campaign, tmp_path)
    for number, name in enumerate([*NAMES, "வணக்கம் நண்பர்", "ជំរាប សួរ", "é e\u0301 🇲🇲 x"]):
        signer(campaign, name, public_name=name if number % 2 else "")
    page = offline.new_page()
    page.goto(stick.as_uri())

    for display in ("initials", "shown"):
        columns = "--columns=name,affiliation,country,comment,signed_at"
        bundle = bundle_of(campaign, tmp_path, columns, f"--names={display}", name=display)
        choose(page, bundle, key)

        assert saved(page, "CSV") == opened_by_command(bundle, key)
    with monkeypatch.context() as back:
        as_the_first_were(back)
        bundle = bundle_of(campaign, tmp_path, "--preset=full", name="from before")
    choose(page, bundle, key)
    assert saved(page, "CSV") == opened_by_command(bundle, key)


def test_what_is_wrong_is_named_and_nothing_saved(
    campaign: Campaign,
    new_campaign: NewCampaign,
    tmp_path: Path,
    stick: Path,
    offline: BrowserContext,
) -> None:
    first = offline_key(campaign, tmp_path, "first")
    one, other = signer(campaign, "One"), signer(campaign, "Other")
    whole = bundle_of(campaign, tmp_path, name="whole").read_bytes()
    head, rest = whole.split(b"\n", 1)
    needed = fingerprint(bytes(campaign.sealing_key.public_key))
    lake = new_campaign()
    foreign = offline_key(lake, tmp_path, "foreign")

    def broken(name: str, content: bytes) -> Path:
        (tmp_path / name).write_bytes(content)
        return tmp_path / name

    def after(name: str, *, of: Signature, **changed: object) -> Path:
        before = {field: getattr(of, field) for field in changed}
        Signature.objects.filter(id=of.id).update(**changed)
        bundle = bundle_of(campaign, tmp_path, name=name)
        Signature.objects.filter(id=of.id).update(**before)
        return bundle

    def with_about(name: str, **changed: object) -> Path:
        line = json.dumps(json.loads(head) | changed, separators=(",", ":")).encode()
        return broken(name, line + b"\n" + rest)

    flipped = bytes(one.sealed)[:-1] + bytes([bytes(one.sealed)[-1] ^ 1])
    noise = bytearray(whole)
    noise[-len(END) - 500] ^= 1
    lake.sealing_key = campaign.sealing_key
    lake.save()
    moved = signer(lake, "Moved")
    Signature.objects.filter(id=moved.id).update(campaign=campaign)
    from_elsewhere = bundle_of(campaign, tmp_path, name="elsewhere")
    Signature.objects.filter(id=moved.id).delete()
    second = offline_key(campaign, tmp_path, "second")
    signer(campaign, "New key")
    rotated = bundle_of(campaign, tmp_path, name="rotated")
    Signature.objects.filter(campaign=campaign, sealing_key=campaign.sealing_key).delete()
    page = offline.new_page()
    page.goto(stick.as_uri())
    downloads: list[object] = []
    page.on("download", lambda download: downloads.append(download))  # noqa: PLW0108 - Playwright counts its parameters

    for bundle, keys, passphrase, says in [
        (broken("text", b"name,email\n"), [first], "", "This file is no sealed bundle."),
        (broken("half", whole[: len(whole) // 2]), [first], "", "its end is missing"),
        (with_about("later", version=9), [first], "", "a later version of Undersigned"),
        (with_about("changed", slug="lake"), [first], "four words", "The first line of this"),
        (broken("noise", bytes(noise)), [first], "four words", "was changed on its way"),
        (
            tmp_path / "whole",
            [foreign],
            "",
            f"another organisation’s. The bundle opens with {needed}",
        ),
        (tmp_path / "whole", [first], "five words", "The passphrase of first is not this one"),
        (tmp_path / "whole", [tmp_path / "text"], "", "text is no key file."),
        (rotated, [first], "four words", "One more key is needed: some rows were sealed to"),
        (from_elsewhere, [first], "four words", "Row 3 was moved here from another campaign"),
        (after("row", of=one, sealed=flipped), [first], "four words", "Row 1 was changed after"),
        (after("swap", of=other, sealed=one.sealed), [first], "four words", "Row 2 holds what"),
    ]:
        choose(page, bundle, *keys, passphrase=passphrase)
        page.get_by_role("button", name="Open and save").click()

        expect(page.get_by_text(says).first).to_be_visible(timeout=PATIENCE)
        expect(page.get_by_role("button", name="Open and save")).to_be_enabled()
        expect(page.get_by_role("heading", name="Opened")).to_be_hidden()

    assert downloads == []
    choose(page, rotated, first, second)
    assert saved(page, "CSV").count(b"@example.org") == 3


def test_the_sites_own_page_opens_by_the_code_on_paper_and_forgets(
    campaign: Campaign, tmp_path: Path, browser: Browser, site: str
) -> None:
    public, private = sealing.new_keypair()
    campaign.sealing_key = SealingKey.objects.create(
        organisation=campaign.organisation, custody="offline", public_key=public
    )
    campaign.save()
    signer(campaign, "Ann")
    context = browser.new_context(base_url=site, locale="en-GB", accept_downloads=True)
    page = context.new_page()
    answer = page.goto("/opener/")
    assert answer is not None
    context.set_offline(True)

    page.get_by_label("Choose the bundle").set_input_files(bundle_of(campaign, tmp_path))
    page.get_by_text("I have the recovery code").click()
    code = key_files.recovery_code(private)
    page.get_by_label("Recovery code").fill("\n".join(["0" * 16, *code[1:]]))
    page.get_by_role("button", name="Open and save").click()
    expect(page.get_by_text("There is a mistake in line 1 of the recovery code")).to_be_visible(
        timeout=PATIENCE
    )
    page.get_by_label("Recovery code").fill("\n".join(code).lower())

    assert b"Ann" in saved(page, "CSV")
    expect(page.get_by_label("Recovery code")).to_have_value("")
    context.set_offline(False)
    page.get_by_role("button", name="Forget everything").click()
    expect(page.locator("#bundle-facts")).to_be_hidden()
    assert "connect-src" not in answer.headers["content-security-policy"]
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; ")
    assert context.cookies() == []
    context.close()


def test_it_can_be_cancelled_and_axe_finds_nothing_on_it(
    campaign: Campaign, tmp_path: Path, stick: Path, browser: Browser
) -> None:
    """axe is put into the page from outside, which the page's own policy forbids."""
    key = offline_key(campaign, tmp_path)
    slow = tmp_path / "slow"  # as long as they take that are made for real
    slow.write_bytes(
        key_files.protected(key_files.unprotected(key.read_bytes(), "four words"), "four words")
    )
    signer(campaign, "Ann")
    context = browser.new_context(locale="en-GB", bypass_csp=True, reduced_motion="reduce")
    page = context.new_page()
    page.goto(stick.as_uri())
    choose(page, bundle_of(campaign, tmp_path), slow)
    page.get_by_role("button", name="Open and save").click()
    expect(page.get_by_text("Trying the passphrase of slow.")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Cancelled. Nothing was saved.")).to_be_visible()
    choose(page, tmp_path / "bundle", key, passphrase="five words")
    page.get_by_text("I have the recovery code").click()
    page.get_by_role("button", name="Open and save").click()
    expect(page.get_by_text("is not this one")).to_be_visible(timeout=PATIENCE)

    found = in_every_look(page, "an error")
    page.get_by_label("Passphrase of this key").fill("four words")
    saved(page, "CSV")
    found += in_every_look(page, "opened")
    page.set_viewport_size({"width": 320, "height": 568})

    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    context.close()


def test_whoever_writes_a_bundle_puts_no_name_in_the_place_of_a_sealed_one_and_no_formula(
    campaign: Campaign,
    tmp_path: Path,
    stick: Path,
    offline: BrowserContext,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = offline_key(campaign, tmp_path)
    signer(campaign, "Ann Example", at=datetime(2026, 11, 23, tzinfo=UTC), email="ann@example.org")
    written = bundles._as_json

    def with_another_name(*given: Any) -> dict[str, Any]:
        return written(*given) | {"name": "Eve", "email": "eve@evil.example", "affiliation": "E"}

    monkeypatch.setattr(bundles, "_as_json", with_another_name)
    renamed = bundle_of(campaign, tmp_path, "--preset=full")
    monkeypatch.setattr(bundles, "_as_json", lambda *given: written(*given) | {"comment": ["=1"]})
    formula = bundle_of(campaign, tmp_path, "--preset=full", name="formula")
    page = offline.new_page()
    page.goto(stick.as_uri())

    choose(page, renamed, key)
    list_ = saved(page, "CSV")
    choose(page, formula, key)
    page.get_by_role("button", name="Open and save").click()

    assert list_ == opened_by_command(renamed, key)
    assert b"Ann Example,ann@example.org" in list_
    assert b",2026-W48" in list_  # a week is told as one
    expect(page.locator("#open-error")).to_contain_text("1", timeout=PATIENCE)
    expect(page.locator("#done")).to_be_hidden()
