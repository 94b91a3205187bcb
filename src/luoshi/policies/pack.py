"""A plan pack's sources and clauses. Keys of documents carry the plan's key: two plans may both have `opinions`."""

from __future__ import annotations

from luoshi.common.packs import Fields, PackLoad, PackSection, new_values, note_load, put_row, split, withdraw
from luoshi.core.packs.difference import Kind, ObjectDifference

from .models import Clause, PolicyDocument

SOURCE_COLUMNS = {
    "title": "title",
    "issuer": "issuer",
    "number": "number",
    "date": "issued_on",
    "kind": "kind",
}
CLAUSE_COLUMNS = {"number": "number", "heading": "heading", "words": "words"}


def document_key(plan_key: str, source_key: str) -> str:
    return f"{plan_key}/{source_key}"


def documents_of(plan_key: str):
    return PolicyDocument.objects.filter(key__startswith=f"{plan_key}/")


def clauses_by_key(plan_key: str) -> dict[str, Clause]:
    """The clauses of a plan's documents by their key in the pack."""
    return {clause.key: clause for clause in Clause.objects.filter(document__in=documents_of(plan_key))}


def sources_now(plan_key: str) -> dict[str, Fields]:
    found = {}
    for row in documents_of(plan_key).filter(withdrawn_at__isnull=True).order_by("id"):
        key = row.key.partition("/")[2]
        columns = {name: getattr(row, column) or None for name, column in SOURCE_COLUMNS.items()}
        found[key] = {"key": key, **columns, **row.extra}
    return found


def apply_sources(load: PackLoad, entries: list[ObjectDifference]) -> None:
    for entry in entries:
        row = PolicyDocument.objects.filter(key=document_key(load.key, entry.key)).first()
        if entry.kind is Kind.WITHDRAWN:
            withdraw(row)
            continue
        values = new_values(entry)
        values.pop("key", None)
        columns, extra = split(values, SOURCE_COLUMNS)
        columns = {name: value or "" for name, value in columns.items()}
        if row is None:
            owner = load.plan.issuer
            PolicyDocument.objects.create(
                key=document_key(load.key, entry.key), owner=owner, extra=extra, **columns
            )
        else:
            put_row(load, PolicyDocument, entry, row, columns, extra)
    note_load(load, "sources", entries)
    _name_the_main_document(load)


def _name_the_main_document(load: PackLoad) -> None:
    """The plan's own document is its first source of kind `basis`."""
    main = documents_of(load.key).filter(kind="basis", withdrawn_at__isnull=True).order_by("id").first()
    if main is not None and load.plan.document_id != main.pk:
        load.plan.document = main
        load.plan.save(update_fields=["document"])


def clauses_now(plan_key: str) -> dict[str, Fields]:
    rows = Clause.objects.filter(document__in=documents_of(plan_key), withdrawn_at__isnull=True)
    found = {}
    for row in rows.select_related("document", "parent").order_by("order", "id"):
        found[row.key] = {
            "key": row.key,
            "source": row.document.key.partition("/")[2],
            "number": row.number,
            "parent": row.parent.key if row.parent else None,
            "heading": row.heading or None,
            "words": row.words or None,
            **row.extra,
        }
    return found


def apply_clauses(load: PackLoad, entries: list[ObjectDifference]) -> None:
    documents = {row.key.partition("/")[2]: row for row in documents_of(load.key)}
    known = clauses_by_key(load.key)
    order = max((clause.order for clause in known.values()), default=0)
    for entry in entries:
        row = known.get(entry.key)
        if entry.kind is Kind.WITHDRAWN:
            withdraw(row)
            continue
        values = new_values(entry)
        values.pop("key", None)
        columns, extra = split(values, CLAUSE_COLUMNS)
        columns = {name: value or "" for name, value in columns.items()}
        if "source" in extra:
            columns["document"] = documents[extra.pop("source")]
        if "parent" in extra:
            parent = extra.pop("parent")
            columns["parent"] = known[parent] if parent else None
        if row is None:
            order += 1
            columns["order"] = order
        known[entry.key] = put_row(load, Clause, entry, row, columns, extra)
    note_load(load, "clauses", entries)


SOURCES = PackSection("plan", "sources", sources_now, apply_sources)
CLAUSES = PackSection("plan", "clauses", clauses_now, apply_clauses)
