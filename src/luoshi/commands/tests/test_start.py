"""What every process of a site loads: it starts far more often than it assigns reviewers or makes a bare copy."""

import subprocess
import sys

import pytest

from .running import environment

pytestmark = pytest.mark.once
LOAD = "import django, sys; django.setup(); import luoshi.config.urls; print(*sorted(sys.modules))"
ONLY_WHERE_IT_IS_USED = {"highspy", "jsonschema", "luoshi.core.reading.targets", "numpy", "pypdf"}


def test_what_is_heavy_and_rarely_wanted_is_not_loaded_at_the_start(tmp_path):
    settings = {"LUOSHI_MODE": "test", "DJANGO_SETTINGS_MODULE": "luoshi.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", LOAD],
        env=environment(tmp_path, **settings),
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.split())
    assert "luoshi.selection.review.jobs" in loaded
    assert not loaded & ONLY_WHERE_IT_IS_USED
