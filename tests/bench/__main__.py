"""`python -m tests.bench [--quick] [--signatures N] [--servers]
[--dossier | --mailing | --overview | --exports]`."""

import argparse
import contextlib
import json
import os
import sys
import time

from config import folders, run, services
from config.run import Stopped, say
from tests.bench import surroundings, table
from tests.bench.helper import HelperError
from tests.bench.measuring import WrongAnswer, stage
from tests.bench.surroundings import Ports


def main() -> int:
    arguments = read_arguments()
    run.listen_for_stop()
    begun, load = time.monotonic(), os.getloadavg()[0]
    written = folders.var_dir() / "bench.json"
    ports = Ports.unused()
    surroundings.prepare_environment(folders.var_dir() / "bench", ports)
    try:
        with contextlib.ExitStack() as running:
            running.enter_context(folders.owning_var())
            postgres, _redis = running.enter_context(services.embedded(say=lambda line: None))
            running.enter_context(surroundings.fresh_database())
            stage("Preparing a fresh database")
            slug = surroundings.prepare_site()
            from tests.bench.programme import Programme  # which needs Django set up

            programme = Programme(running, arguments, ports, slug=slug, postgres=postgres)
            rows = list(programme.rows())
            facts = programme.facts()
    except Stopped:
        say("Stopped.")
        return 1
    except (folders.ServiceError, HelperError, WrongAnswer) as error:
        say(f"\n{error}\n")
        return 1
    facts |= {"load before": load, "seconds": round(time.monotonic() - begun)}
    say(f"\n{table.as_text(rows)}\n")
    for name, fact in facts.items():
        say(f"{name}: {fact}")
    written.write_text(
        json.dumps({"facts": facts, "rows": [row.as_json() for row in rows]}, indent=2) + "\n"
    )
    return 0


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--quick", action="store_true", help="shorter rounds, fewer of them")
    parser.add_argument(
        "--signatures",
        type=int,
        metavar="N",
        help="how many are there already for the second half (100000; a million for --exports)",
    )
    parser.add_argument("--servers", action="store_true", help="compare granian with gunicorn")
    parser.add_argument("--dossier", action="store_true", help="build a dossier, nothing else")
    parser.add_argument("--mailing", action="store_true", help="mail news to many, nothing else")
    parser.add_argument("--overview", action="store_true", help="an organiser's overview only")
    parser.add_argument("--exports", action="store_true", help="write lists of signers only")
    arguments = parser.parse_args()
    if arguments.signatures is None:
        many = 1_000_000 if arguments.exports else 100_000
        arguments.signatures = 20_000 if arguments.quick else many
    return arguments


if __name__ == "__main__":
    sys.exit(main())
