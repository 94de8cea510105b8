"""Memory does not grow with the list. Typst's is not Python's, so a whole process is looked at."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import uuid_utils.compat
from django.conf import settings

from campaign.pages.models import Campaign
from campaign.signatures.models import Signature
from tests.exports.signers import NOW

# VmHWM begins with the process; what `resource` tells has in it what its parent took.
MEASURED = """
import pathlib, sys, django
django.setup()
from django.core.management import call_command
call_command(
    *("export_signatures", "river", "--format", "pdf", "--names", "shown", "--output", sys.argv[1])
)
status = pathlib.Path("/proc/self/status").read_text()
print(int(status.partition("VmHWM:")[2].split()[0]) // 1024)
"""


def sign(campaign: Campaign, many: int) -> None:
    """Names that are all different, some in Burmese, shown so that nothing must be opened."""
    at = NOW - timedelta(days=1)
    ids = [uuid_utils.compat.uuid7() for _number in range(many)]
    Signature.objects.bulk_create(
        batch_size=1_000,
        objs=(
            Signature(
                id=each,
                campaign=campaign,
                sealing_key=campaign.sealing_key,
                state="confirmed",
                sealed=b"noise",
                fingerprint=each.bytes,
                public_name=f"မောင်ကျော် {number}" if number % 3 else f"Ann Example {number}",
                country="TH",
                language="en",
                created_at=at,
                confirmed_at=at,
                mailed_at=[],
            )
            for number, each in enumerate(ids)
        ),
    )


def most_megabytes(environment: dict[str, str], output: Path) -> int:
    """What a process of its own took at most to write the PDF."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(output)],
        cwd=settings.BASE_DIR,
        env=os.environ | environment,
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.mark.django_db(transaction=True)
def test_five_times_the_names_take_hardly_more(campaign, live_environment, tmp_path):
    sign(campaign, 3_000)
    some = most_megabytes(live_environment, tmp_path / "some.pdf")
    sign(campaign, 12_000)
    many = most_megabytes(live_environment, tmp_path / "many.pdf")

    assert many < 300
    assert many - some < 40  # 12,000 more names kept in memory as Typst lays them out are 200
