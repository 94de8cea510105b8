import json
import os
import re
import sys
import time
from pathlib import Path

import pytest

from config import assets, folders
from config.assets import AssetsError

FLAG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"><path d="M0 0h3v2H0z"/></svg>'

# In npm's place: lays out what the real one would, and counts how often it was called.
PRETEND_NPM = """#!{python}
import pathlib, sys
if sys.argv[1:] == ["--version"]:
    print("{version}")
    sys.exit()
with open("{calls}", "a") as calls:
    calls.write(" ".join(sys.argv[1:]) + "\\n")
modules = pathlib.Path("node_modules")
for weight in ("400Regular", "700Bold", "900Black"):
    folder = modules / "@expo-google-fonts/noto-sans-myanmar" / weight
    folder.mkdir(parents=True)
    (folder / f"NotoSansMyanmar_{{weight}}.ttf").write_bytes(b"font")
(modules / "@expo-google-fonts/noto-sans-myanmar/LICENSE_FONT").write_text("OFL")
flags = modules / "country-flag-icons/3x2"
flags.mkdir(parents=True)
(modules / "country-flag-icons/LICENSE").write_text("MIT")
for name in {programs!r}:
    (modules / name).parent.mkdir(parents=True, exist_ok=True)
    (modules / name).write_text("a program")
    (modules / name.partition("/")[0] / "LICENSE").write_text("a licence")
for name in ("MM", "GB-ENG", "index"):
    (flags / f"{{name}}.svg").write_text({flag!r})
"""


@pytest.fixture
def var(tmp_path, monkeypatch) -> Path:
    """An empty var/, in place of the one that all tests share."""
    monkeypatch.setenv("UNDERSIGNED_VAR", str(tmp_path / "var"))
    monkeypatch.delenv("UNDERSIGNED_ASSETS", raising=False)
    return tmp_path / "var"


@pytest.fixture
def npm(tmp_path, monkeypatch) -> Path:
    """A pretended npm, the only program on the PATH; the file in which it notes its calls."""
    return pretend(tmp_path, monkeypatch, version="10.2.0")


def pretend(folder: Path, monkeypatch: pytest.MonkeyPatch, *, version: str) -> Path:
    calls, program = folder / "calls", folder / "bin" / "npm"
    program.parent.mkdir()
    program.write_text(
        PRETEND_NPM.format(
            python=sys.executable,
            version=version,
            calls=calls,
            flag=FLAG,
            programs=[*sum(assets.PROGRAMS.values(), ()), "uplot/dist/uPlot.esm.js"],
        )
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    return calls


def files_below(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def programs(place: str, *packages: str) -> list[str]:
    licences = [f"assets/{place}/LICENSE-{package}.txt" for package in packages]
    return [*licences, *sorted(f"assets/{place}/{Path(f).name}" for f in assets.PROGRAMS[place])]


def test_only_what_is_used_stays(var: Path, npm: Path):
    assert assets.main() == 0

    assert files_below(var) == [
        "assets.lock",
        *programs("charts", "d3-array", "d3-geo", "topojson-client", "uplot", "world-atlas"),
        "assets/flags/LICENSE.txt",
        "assets/flags/mm.svg",
        "assets/fonts/NotoSansMyanmar_400Regular.ttf",
        "assets/fonts/NotoSansMyanmar_700Bold.ttf",
        "assets/fonts/OFL.txt",
        "assets/made-from",
        *programs("sealing", "fflate", "libsodium-sumo", "libsodium-wrappers-sumo"),
    ]


def test_the_second_time_nothing_is_fetched(var: Path, npm: Path, capsys):
    assets.main()
    capsys.readouterr()

    assert assets.main() == 0

    assert len(npm.read_text().splitlines()) == 1
    assert capsys.readouterr().out == ""


def test_another_list_is_fetched_anew_in_place_of_the_old(var: Path, npm: Path):
    assets.main()
    (var / "assets" / "made-from").write_text("another list")
    (var / "assets" / "fonts" / "Old.ttf").write_bytes(b"font")

    assert assets.main() == 0

    assert "assets/fonts/Old.ttf" not in files_below(var)
    assert len(npm.read_text().splitlines()) == 2


def test_what_a_killed_one_left_is_cleared(var: Path, npm: Path):
    left = var / "assets-unfinished-x" / "node_modules"
    left.mkdir(parents=True)

    assert assets.main() == 0

    assert sorted(os.listdir(var)) == ["assets", "assets.lock"]


def test_assets_may_lie_elsewhere(var: Path, npm: Path, tmp_path, monkeypatch):
    monkeypatch.setenv("UNDERSIGNED_ASSETS", str(tmp_path / "elsewhere"))

    assets.main()

    assert (tmp_path / "elsewhere" / "flags" / "mm.svg").exists()


@pytest.mark.parametrize("version", ["6.14.4", "none"])
def test_an_npm_too_old_for_the_lock_file_is_left_alone(tmp_path, monkeypatch, version: str):
    pretend(tmp_path, monkeypatch, version=version)

    assert assets.npm_of_this_machine() == []


def test_where_it_cannot_be_fetched_one_sentence_says_so(var: Path, monkeypatch, capsys):
    def fails(command: list[str], **how: object) -> str:
        raise AssetsError("npm failed: getaddrinfo ENOTFOUND")

    monkeypatch.setattr(assets, "run", fails)

    assert assets.main() == 1

    said = capsys.readouterr().out
    assert "Burmese, Thai, Lao, Khmer, Tamil and Chinese cannot be set" in said
    assert "The next `make run` tries again" in said
    assert "ENOTFOUND" in said
    assert files_below(var) == ["assets.lock"]


def test_a_failure_leaves_the_old_ones_in_place(var: Path, npm: Path, monkeypatch):
    assets.main()
    (var / "assets" / "made-from").write_text("another list")
    monkeypatch.setattr(assets, "pick", lambda modules, chosen: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        assets.main()

    assert "assets/flags/mm.svg" in files_below(var)


def test_a_program_that_hangs_is_ended_with_what_it_started(tmp_path):
    hanging = "import subprocess, sys; subprocess.run(['sleep', '60'])"
    began = time.monotonic()

    with pytest.raises(AssetsError, match="took too long"):
        assets.run([sys.executable, "-c", hanging], patience=0.5)

    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("said", "passed_on"),
    [
        ("npm error code ENOTFOUND\nnpm error a log is in /tmp", "npm error code ENOTFOUND"),
        ("WARNING: Retrying\nERROR: No matching distribution", "ERROR: No matching distribution"),
        ("", "it did not say why"),
    ],
)
def test_what_a_failing_program_said_is_passed_on(said: str, passed_on: str):
    with pytest.raises(AssetsError) as failed:
        assets.run([sys.executable, "-c", f"import sys; sys.exit({said!r})"])

    assert str(failed.value).endswith(f" failed: {passed_on}")


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<path onload="alert(1)"/>',
        '<image href="https://elsewhere.example/x.png"/>',
        '<use href="https://elsewhere.example/x.svg#a"/>',
        '<path fill="url(https://elsewhere.example/x.svg#a)"/>',
        "<foreignObject/>",
        "<style>@import 'https://elsewhere.example/x.css'</style>",
        '<a href="javascript:alert(1)"/>',
    ],
)
def test_a_flag_that_is_more_than_a_drawing_is_refused(tmp_path, inside: str):
    file = tmp_path / "mm.svg"
    file.write_text(FLAG.replace("</svg>", f"{inside}</svg>"))

    with pytest.raises(AssetsError, match="more than a drawing"):
        assets.check_drawing(file)


def test_a_drawing_is_a_flag(tmp_path):
    file = tmp_path / "mm.svg"
    file.write_text(FLAG)

    assets.check_drawing(file)


def test_the_lock_file_pins_content_and_names_no_address():
    wanted = json.loads((folders.BASE_DIR / "package.json").read_text())["dependencies"]
    text = (folders.BASE_DIR / "package-lock.json").read_text()
    locked = json.loads(text)["packages"]

    assert "://" not in text
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    # What others bring along. Neither is used: the one is inside d3-array's own file, the other is
    # for topojson-client's command line.
    brought = {name.removeprefix("node_modules/") for name in locked if name} - set(wanted)
    assert brought == {"commander", "internmap"}
    assert all(re.match("sha512-", each["integrity"]) for name, each in locked.items() if name)


@pytest.mark.skipif(not assets.is_here(), reason="not fetched: python -m config.assets says why")
def test_the_eleven_flags_of_asean_are_small():
    flags = assets.folder() / "flags"
    states = ["bn", "kh", "id", "la", "my", "mm", "ph", "sg", "th", "tl", "vn"]

    sizes = {state: (flags / f"{state}.svg").stat().st_size for state in states}

    assert max(sizes.values()) < 1200
    assert sum(sizes.values()) < 6000
