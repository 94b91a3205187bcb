"""Pages of this stage."""

from typing import Any

urlpatterns: list[Any] = []
