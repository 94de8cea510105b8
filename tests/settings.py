"""The site's own settings, with the environment that every test runs in.

Nothing here comes from the machine: a DATABASE_URL or EMAIL_URL that somebody has set must not be
where a test writes. pytest-django imports this before any conftest, so the environment is set
here; child processes (a worker, a web server) inherit it.
"""

import os
from pathlib import Path

from config import assets, folders

# Two runs at once, in one clone, need a folder each.
VAR = Path(
    os.environ.get("UNDERSIGNED_TEST_VAR") or Path(__file__).resolve().parent.parent / "var/test"
)
# Fonts and flags are what they are: fetched once, for the site and for its tests.
os.environ["UNDERSIGNED_ASSETS"] = str(assets.folder())
os.environ["UNDERSIGNED_VAR"] = str(VAR)  # beside the one that `make run` may be using

# pytest-xdist's processes have a database of Redis's each, as pytest-django gives them one of
# PostgreSQL's. 0 is for a run in one process.
NUMBER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw-1").removeprefix("gw")) + 1

for name in (*os.environ,):
    if name.removesuffix("_FILE") in {"SECRET_KEY", "SEALING_KEY", "MAIL_KEY", "DATABASE_POOL"}:
        del os.environ[name]
os.environ |= {
    "DATABASE_URL": folders.postgres_url(),
    "REDIS_URL": folders.redis_url(NUMBER),
    "EMAIL_URL": "smtp://127.0.0.1:9",  # nobody listens there: tests bring a server of their own
    "DEBUG": "off",
    "LIMITS": "on",
    "SECRET_KEY": "a key for tests that opens nothing else, fifty letters",
    "SEALING_KEY": "c2VhbGluZyBrZXkgZm9yIHRlc3RzLCAzMiBieXRlcy4=",
    "MAIL_KEY": "bWFpbCBrZXkgZm9yIHRlc3RzLCAzMiBieXRlcyBsb24=",
    "SITE_URL": "http://testserver",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
}

from config.settings import *  # noqa: E402, F403
from config.settings import INSTALLED_APPS, STATIC_ROOT, STORAGES  # noqa: E402

INSTALLED_APPS = ["tests", *INSTALLED_APPS]  # for its `flush` (tests/management/commands)

# Without collected files there is no manifest to look names up in. `site` collects them.
Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where there is none
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# One round of hashing for a password: tests sign in often and guess nothing.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
