"""Settings, read from the environment: NAME, or NAME_FILE for a secret kept in a file.

On a laptop nothing needs setting: `make run` writes fresh keys to var/keys.env, and this module
reads them unless the environment brings a SECRET_KEY of its own, as every real deployment does.
"""

import os
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
import environ
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from kombu import Exchange, Queue

from config import assets, folders, schedule

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = folders.var_dir()

env = environ.FileAwareEnv()

ON_A_LAPTOP = env.bool("UNDERSIGNED_ON_A_LAPTOP", default=False) or (
    not env("SECRET_KEY", default="") and (VAR_DIR / "keys.env").exists()
)
if ON_A_LAPTOP:
    environ.Env.read_env(VAR_DIR / "keys.env")
    os.environ["UNDERSIGNED_ON_A_LAPTOP"] = "yes"  # for runserver's child, which inherits the keys

DEBUG = env.bool("DEBUG", default=ON_A_LAPTOP)


def secret(name: str) -> str:
    """The secret `name`, or a refusal that says how to get one."""
    if value := env(name, default=""):
        return value
    raise ImproperlyConfigured(
        f"{name} is missing. `make run` makes one for a laptop; "
        f"on a server set {name}, or {name}_FILE to a file that holds it."
    )


# --- Keys -----------------------------------------------------------------------------------
# Three keys that live outside the database, so that a stolen copy of it opens nothing.

SECRET_KEY = secret("SECRET_KEY")  # signs links and sessions
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
SEALING_KEY = secret("SEALING_KEY")  # wraps organisations' private keys: base64 of 32 bytes
MAIL_KEY = secret("MAIL_KEY")  # encrypts mail that waits to be sent: base64 of 32 bytes

# --- Where the site lives -------------------------------------------------------------------

SITE_NAME = "Undersigned"
SITE_URL = env("SITE_URL", default="http://localhost:8000").rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS",
    default=[SITE_HOST, "localhost", "127.0.0.1", "[::1]"] if DEBUG else [SITE_HOST],
)
HTTPS = SITE_URL.startswith("https://")
LOOPBACK = SITE_HOST in {"localhost", "127.0.0.1", "::1", "testserver"}

# Limits exist to protect signers; a load test on one's own machine may lift them, nobody else.
LIMITS = env("LIMITS", default="on") != "off"
if not LIMITS and not (DEBUG or LOOPBACK):
    raise ImproperlyConfigured(
        "LIMITS=off is for load tests on a loopback address; SITE_URL is not one."
    )

# --- Application ----------------------------------------------------------------------------

INSTALLED_APPS = [
    "campaign",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

# Public pages know no session and no user: the desks' middleware steps aside there
# (campaign/lib/doors.py), which is what keeps them fast, cacheable and free of cookies.
MIDDLEWARE = [
    "campaign.lib.doors.SecurityHeaders",
    "campaign.public.kept.KeptPages",
    "campaign.lib.hangups.NoticeHangUps",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "campaign.lib.languages.LanguageOfAddress",
    "django.middleware.common.CommonMiddleware",
    "campaign.lib.doors.DeskSession",
    "campaign.lib.doors.DeskCsrf",
    "campaign.lib.doors.DeskAuthentication",
    "campaign.lib.doors.DeskLoginRequired",
    "campaign.lib.doors.DeskMessages",
    "allauth.account.middleware.AccountMiddleware",
    "campaign.accounts.door.SessionsEnd",
    "campaign.accounts.door.SecondFactor",
    "campaign.public.moved.FormerAddresses",
]
DESK_PATHS = ("/organiser/", "/staff/", "/accounts/", "/admin/")
FILE_UPLOAD_HANDLERS = [
    "campaign.lib.doors.UploadsOfSomeSize",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "campaign.lib.doors.site",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

# --- Database -------------------------------------------------------------------------------
# Connections are kept, one for each thread that serves requests. Many hosts on one server set
# DATABASE_POOL to the connections each process may hold, and threads share them.

DATABASES = {
    "default": dj_database_url.parse(env("DATABASE_URL", default="") or folders.postgres_url())
}
# Statements are prepared once a connection: planning the one that takes in a signature costs more
# than running it. Behind PgBouncer in transaction mode, use 1.21 or newer.
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"].setdefault("OPTIONS", {}).update(
    server_side_binding=True, prepare_threshold=3, connect_timeout=5
)
if pool_size := env.int("DATABASE_POOL", default=0):
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 5}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Tasks ----------------------------------------------------------------------------------

REDIS_URL = env("REDIS_URL", default="") or folders.redis_url()
CELERY_BROKER_URL = folders.broker_url(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# Tasks are ticks that find their work in the database: the next makes up for one that was lost. So
# none is acknowledged, to Redis or in memory. A worker that holds unacknowledged ones when Redis
# dies tries to put them back through the connection it has just closed, and ends itself
# ("'NoneType' object has no attribute 'hostname'", Celery and Kombu 5.7).
# tests/faults/test_redis_away.py kills Redis and waits for the worker.
CELERY_TASK_QUEUES = [Queue("celery", Exchange("celery"), routing_key="celery", no_ack=True)]
# A broker that accepts and never answers must not hold a worker for ever.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "ack_emulation": False,
    "socket_timeout": 5,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 10,
}
CELERY_WORKER_MAX_TASKS_PER_CHILD = 10_000
# In kilobytes: a process that has built a large dossier gives its memory back by ending.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 250_000
CELERY_BEAT_SCHEDULE = schedule.BEAT

# --- Dossiers -------------------------------------------------------------------------------
# Encrypted files, each with a key of its own in the database. Where web servers and workers are
# several machines they share this folder.

DOSSIER_DIR = Path(env("DOSSIER_DIR", default=str(VAR_DIR / "dossiers")))
DOSSIER_DAYS = env.int("DOSSIER_DAYS", default=7)  # then file and key are destroyed

# --- Exports --------------------------------------------------------------------------------
# Likewise; and whoever asked for one has hours to download it, once.

EXPORT_DIR = Path(env("EXPORT_DIR", default=str(VAR_DIR / "exports")))
EXPORT_HOURS = env.int("EXPORT_HOURS", default=24)

# --- Signatures on paper --------------------------------------------------------------------
# What somebody uploads, encrypted likewise, until it is taken in: a day at most.

PAPER_DIR = Path(env("PAPER_DIR", default=str(VAR_DIR / "paper")))

# --- Mail -----------------------------------------------------------------------------------
# Without EMAIL_URL mail lands in var/mail, one file each: right on a laptop, and refused on a
# server, where it would be a list of signers lying about.

EMAIL_URL = env("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
elif DEBUG:
    EMAIL_BACKEND = "campaign.mail.backends.EmlFolder"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
else:
    raise ImproperlyConfigured("EMAIL_URL is missing: smtp://user:password@host:port")
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=4)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default=f"no-reply@{SITE_HOST}")
# Whom mail of a high-risk campaign is from: nothing of a cause, a country or an organisation.
NEUTRAL_FROM_EMAIL = env(
    "NEUTRAL_FROM_EMAIL", default=f"Confirmation <{parseaddr(DEFAULT_FROM_EMAIL)[1]}>"
)
# Where mail that cannot be delivered comes back to, with a "+token" for each message:
# bounces@example.org. Empty: nowhere, and only what the mail server refuses at once is known.
BOUNCE_ADDRESS = env("BOUNCE_ADDRESS", default="")
if BOUNCE_ADDRESS and not 0 < BOUNCE_ADDRESS.find("@") <= 21:  # "+", a token of 42, 64 in all
    raise ImproperlyConfigured(
        "BOUNCE_ADDRESS should read like bounces@example.org, with up to 21 letters before the @."
    )
BOUNCE_MAILDIR = env("BOUNCE_MAILDIR", default="")  # a Maildir it lands in, read once a minute
# How often a campaign may write to all who asked for news, to spare them.
MAILINGS_A_DAY = env.int("MAILINGS_A_DAY", default=2)

# --- People ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "campaign.User"
AUTHENTICATION_BACKENDS = ["campaign.accounts.backend.WithFactors"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/organiser/"
ACCOUNT_ADAPTER = "campaign.accounts.adapter.Accounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# By invitation, to an address that we wrote to; or, where the host wants that, from outside.
SIGNUP_IS_OPEN = env("SIGNUP", default="closed") == "open"
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if SIGNUP_IS_OPEN else "none"
ACCOUNT_FORMS = {"reset_password": "campaign.accounts.asking.AskForNewPassword"}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True  # one address an account; a new one counts once its owner confirms it
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 24 * 3600  # the mail says: a day
if not LIMITS:
    ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
CSRF_TRUSTED_ORIGINS = [SITE_URL]  # TLS ends at the proxy, so our own scheme looks foreign to us
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# Outside DEBUG no account opens a desk without a second factor, and no setting lifts that.
SECOND_FACTOR_IS_DEMANDED = not DEBUG or env("SECOND_FACTOR", default="offered") == "demanded"
MFA_ADAPTER = "campaign.accounts.factors.SealedFactors"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = f"{SITE_NAME} ({SITE_HOST})"
# The code before and the one after count too: phones' clocks are off by half a minute.
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "campaign.accounts.asking.AskForCode",
    "reauthenticate": "campaign.accounts.asking.AskForCodeAgain",
    "login_webauthn": "campaign.accounts.asking.AskForPasskey",
    "authenticate_webauthn": "campaign.accounts.asking.AskForKey",
    "reauthenticate_webauthn": "campaign.accounts.asking.AskForKeyAgain",
    "add_webauthn": "campaign.accounts.asking.AddKey",
}
MFA_RECOVERY_CODES_SHOW_ONCE = True
# allauth would refuse a factor to whoever is about to change their address. It guards against
# people who sign up with somebody else's, who cannot get this far here.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Who changes how to sign in has proven within five minutes that it is them (adapter.py).
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300

# A session ends after half a day without use: who comes back in the morning signs in again, and a
# laptop lost on the way home is closed by then. After a week it ends whatever happens, so that a
# stolen cookie is not for ever.
SESSION_IDLE_HOURS = env.int("SESSION_IDLE_HOURS", default=12)
SESSION_COOKIE_AGE = env.int("SESSION_DAYS", default=7) * 24 * 3600
ACCOUNT_SESSION_REMEMBER = True  # no box to tick: how long is said above
USERSESSIONS_ADAPTER = "campaign.accounts.adapter.Sessions"

# Limits on guessing. They count in the database (campaign/accounts/limits.py), where sessions and
# accounts are, too: Redis may be away, and they hold.
CACHES = {"default": {"BACKEND": "campaign.accounts.limits.Limits"}}
# How many proxies of ours stand in front, each adding a line to X-Forwarded-For. With none, what
# the header says is anybody's word and ignored.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)

# How long the record of who did what is kept. The database refuses to forget what is younger than
# a year (campaign/migrations/0006_audit_events.py).
AUDIT_DAYS = env.int("AUDIT_DAYS", default=730)

# --- Languages ------------------------------------------------------------------------------
# Those of the eleven ASEAN states. Django lacks four of them or names them in Latin letters.

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("my", "မြန်မာ"),
    ("id", "Bahasa Indonesia"),
    ("ms", "Bahasa Melayu"),
    ("th", "ไทย"),
    ("vi", "Tiếng Việt"),
    ("km", "ខ្មែរ"),
    ("lo", "ລາວ"),
    ("fil", "Filipino"),
    ("zh-hans", "简体中文"),
    ("ta", "தமிழ்"),
    ("pt", "Português"),
    ("tet", "Tetun"),
]
for code, name in LANGUAGES:
    LANG_INFO.setdefault(code, {"bidi": False, "code": code, "name": name})
    LANG_INFO[code]["name_local"] = name
LOCALE_PATHS = [BASE_DIR / "campaign" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# --- Static files ---------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS: list[Path | tuple[str, Path]] = [BASE_DIR / "static"]
ASSETS_DIR = assets.folder()
for fetched in ("flags", *assets.PROGRAMS):  # perhaps they are not; campaign/lib/fetched.py knows
    if (ASSETS_DIR / fetched).is_dir():
        STATICFILES_DIRS.append((fetched, ASSETS_DIR / fetched))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Logging --------------------------------------------------------------------------------
# To the console, for whoever runs the site. A log is a store like any other: paths that carry a
# token are blanked and no message is given an address or a name (campaign/lib/logs.py).

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"private": {"()": "campaign.lib.logs.WithoutTokens"}},
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["private"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "campaign": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # It warns of each tick that nobody took when the worker stopped; they are made to be lost.
        "kombu.transport.virtual": {"level": "ERROR"},
    },
}
