"""Settings for what is done on a machine of one's own, without network: open a sealed bundle, make
a sealing key, write the page that opens bundles.

It knows no secret of a server's and no database, so none is demanded. What reads config/settings.py
would refuse to start; the keys that stand in here are noise, made anew each time, which open
nothing. manage.py chooses these settings for the commands that it names.
"""

import base64
import os
import secrets

for _name in ("SECRET_KEY", "SEALING_KEY", "MAIL_KEY"):
    os.environ.pop(f"{_name}_FILE", None)
    os.environ[_name] = base64.b64encode(secrets.token_bytes(32)).decode()
os.environ["EMAIL_URL"] = "dummymail://"
os.environ.pop("UNDERSIGNED_ON_A_LAPTOP", None)
os.environ["DEBUG"] = os.environ["LIMITS"] = ""

from config.settings import *  # noqa: E402, F403 - once that is said

DATABASES = {"default": {"ENGINE": "django.db.backends.dummy"}}
