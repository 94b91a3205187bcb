"""A school whose workplan is filed, as for progress; the other schools carry what the document says."""

from luoshi.progress.tests.conftest import (
    _django_db_helper,
    _taken_back,
    filed,
    there,
    yichang_stranger,
)

__all__ = ["_django_db_helper", "_taken_back", "filed", "there", "yichang_stranger"]
