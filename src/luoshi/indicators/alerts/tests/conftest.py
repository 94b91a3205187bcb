"""A school whose workplan is filed, as for progress."""

from luoshi.progress.tests.conftest import (
    _django_db_helper,
    _taken_back,
    filed,
    there,
    yichang_stranger,
)
from luoshi.undertakings.tests.conftest import send

__all__ = ["_django_db_helper", "_taken_back", "filed", "send", "there", "yichang_stranger"]
