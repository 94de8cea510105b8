"""The site's database and host, and nothing else of it."""

from config.settings import (  # noqa: F401 (settings are what they are for)
    ALLOWED_HOSTS,
    DATABASES,
    DEFAULT_AUTO_FIELD,
    SECRET_KEY,
    USE_TZ,
)

DEBUG = False
INSTALLED_APPS = ["tests.bench.bare"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "tests.bench.bare.urls"
USE_I18N = False
