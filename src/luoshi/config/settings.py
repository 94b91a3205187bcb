"""Settings of Django. What differs between sites comes from the environment (see `environment`)."""

import base64
import os
import sys
import tempfile

from luoshi.common import keys as site_keys

from .environment import database_settings, read_environment

if "pytest" in sys.modules and "LUOSHI_HOME" not in os.environ:
    os.environ["LUOSHI_HOME"] = tempfile.mkdtemp(prefix="luoshi-test-")
    os.environ.setdefault("LUOSHI_MODE", "test")

ENVIRONMENT = read_environment()
LUOSHI_HOME = ENVIRONMENT.home
LUOSHI_MODE = ENVIRONMENT.mode
CLOCK_FILE = ENVIRONMENT.clock_file
BASE_URL = ENVIRONMENT.base_url
PROXIES = ENVIRONMENT.proxies
LOCAL_TARGETS = ENVIRONMENT.local_targets
LIBRARY_BYTES = ENVIRONMENT.library_gb << 30
PER_QUARTER = ENVIRONMENT.per_quarter
PASSWORD_PROFILE = ENVIRONMENT.password_profile
KEYS = site_keys.load_or_create(ENVIRONMENT.key_file)
SECRET_KEY = base64.b64encode(KEYS["secret"]).decode()
DEBUG = False
ALLOWED_HOSTS = ENVIRONMENT.hosts
INTERNAL_IPS: list[str] = []

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "luoshi.common",
    "luoshi.common.dataforms",
    "luoshi.accounts",
    "luoshi.notices",
    "luoshi.papers",
    "luoshi.papers.filed",
    "luoshi.evidence",
    "luoshi.evidence.binders",
    "luoshi.policies",
    "luoshi.plans",
    "luoshi.undertakings",
    "luoshi.undertakings.rounds",
    "luoshi.workplans",
    "luoshi.workplans.reading",
    "luoshi.progress",
    "luoshi.progress.money",
    "luoshi.progress.returns",
    "luoshi.progress.meetings",
    "luoshi.registers",
    "luoshi.registers.importing",
    "luoshi.indicators",
    "luoshi.indicators.alerts",
    "luoshi.indicators.entry",
    "luoshi.indicators.stated",
    "luoshi.selection",
    "luoshi.selection.applying",
    "luoshi.selection.panel",
    "luoshi.selection.review",
    "luoshi.selection.outcome",
    "luoshi.selection.recognition",
    "luoshi.selection.archive",
    "luoshi.selection.recommendation",
    "luoshi.reports",
    "luoshi.home",
    "luoshi.config",
]
MIDDLEWARE = [
    "luoshi.common.middleware.RequestIdMiddleware",
    "luoshi.common.middleware.HeadersMiddleware",
    "luoshi.common.middleware.BusyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "luoshi.accounts.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "luoshi.accounts.middleware.ActorMiddleware",
    "luoshi.accounts.proving.ProofMiddleware",
    "luoshi.common.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "luoshi.config.urls"
WSGI_APPLICATION = "luoshi.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "luoshi.home.context.frame",
            ],
        },
    }
]
FORM_RENDERER = "luoshi.common.forms.Renderer"
DATABASES = {"default": database_settings(ENVIRONMENT.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["luoshi.accounts.sign_in.Backend"]
PASSWORD_HASHERS = ["luoshi.accounts.passwords.Hasher"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "luoshi.accounts.passwords.ProfileValidator"}]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/desk/"

SECURE = ENVIRONMENT.https
SESSION_ENGINE = "luoshi.accounts.sessions"
SESSION_COOKIE_NAME = "__Host-luoshi" if SECURE else "luoshi"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_NAME = "__Host-luoshi-csrf" if SECURE else "luoshi-csrf"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "luoshi.common.error_pages.csrf_failure"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_HSTS_SECONDS = 0  # set by HeadersMiddleware under https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE and PROXIES else None

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True  # for Django's own texts only; ours are Chinese literals
FORMAT_MODULE_PATH: list[str] = []

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 12000  # a table of 300 rows and 40 columns; the bytes are bounded above
DATA_UPLOAD_MAX_NUMBER_FILES = 80

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "luoshi.common.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.request": {
            "handlers": ["stderr"],
            "level": "ERROR",
            "propagate": False,
        },  # a refusal is no fault
    },
}
if "pytest" in sys.modules:
    if DATABASES["default"]["ENGINE"].endswith(
        "sqlite3"
    ):  # a file, not memory: threads need their own connection
        DATABASES["default"]["TEST"] = {"NAME": str(LUOSHI_HOME / "test.sqlite3")}
    PASSWORD_HASHERS = ["luoshi.accounts.passwords.QuickHasher", *PASSWORD_HASHERS]
