"""The site's own settings with one page more: the bare one."""

from luoshi.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench._urls"
