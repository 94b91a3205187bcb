"""Is the site ready? Asked by the supervisor, by reverse proxies and by tests."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

from .models import SiteState
from .routes import policy

_migrated = False  # a process that has once seen all migrations applied need not look again


@policy("公开：站点是否就绪", public=True)
def healthz(request: HttpRequest) -> HttpResponse:
    """200 only when the tables are those of this version and the first load is done, else 503."""
    if is_ready():
        return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
    answer = HttpResponse(
        "站点正在准备，请稍等几秒再打开。\n", status=503, content_type="text/plain; charset=utf-8"
    )
    answer["Retry-After"] = "2"
    return answer


def is_ready() -> bool:
    global _migrated
    try:
        _migrated = _migrated or not _migrations_left()
        return _migrated and SiteState.objects.filter(loaded_at__isnull=False).exists()
    except DatabaseError:
        return False


def _migrations_left() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
