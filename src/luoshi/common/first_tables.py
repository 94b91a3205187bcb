"""The tables of an empty database, made at once.

Walking through the migrations renders all models anew after each step, which took ten seconds of processor time of
every first start. An empty database needs no way, only the end: here the tables are made as the migrations leave them,
what migrations do in Python (triggers, the full-text index) is done in their order, and all are noted as applied. A
test holds both ways equal on both databases.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunPython, RunSQL


def make_first_tables(connection: BaseDatabaseWrapper) -> bool:
    """Make the tables of a database that has none, in one transaction; False and nothing done where it has any."""
    if connection.introspection.table_names():
        return False
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    state = executor.loader.project_state()
    with connection.schema_editor(atomic=True) as editor:
        executor.recorder.ensure_schema()
        for model in state.apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                editor.create_model(model)
        for migration, _ in plan:
            for operation in migration.operations:
                if isinstance(operation, RunPython | RunSQL):
                    operation.database_forwards(migration.app_label, editor, state, state)
            executor.recorder.record_applied(migration.app_label, migration.name)
    return True
