"""The page on which an import is settled: the document on the left, what was read on the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from luoshi.common.errors import Refusal, Stale
from luoshi.core.packs.settling import fingerprint
from luoshi.policies.models import Reading
from luoshi.policies.settling import open_questions, settled_reading
from luoshi.policies.states import ReadingState

from . import subjects
from .document import pane
from .earlier import offers
from .forms import CorrectionForm, TargetForm, TaskForm
from .matches import known_tasks
from .worklist import Item, Worklist, alike, correction_form, kept_draft, worklist

TABS = (("findings", "疑点"), ("matrix", "承接表"), ("targets", "目标"), ("clauses", "条款"))
ROWS_A_PAGE = 100


def steps(reading: Reading | None) -> list[dict[str, Any]]:
    """The wizard's five steps, free to go back."""
    at = 0 if reading is None else _STEP_AT.get(reading.state, 1)
    if reading is not None and reading.state == ReadingState.DECIDING and not open_questions(reading):
        at = 3
    labels = ("选择文件", "读取", "核对疑点", "查看差异并装载", "完成")
    urls = ["", "", "", "", ""]
    if reading is not None and reading.state == ReadingState.DECIDING:
        urls[2] = reverse("import", args=[reading.public_id])
        urls[3] = reverse("import-difference", args=[reading.public_id])
    states = ["done" if place < at else "current" if place == at else "todo" for place in range(5)]
    if reading is not None and reading.state == ReadingState.FAILED:
        states[1] = "blocked"
    return [
        {"label": label, "state": state, "url": url}
        for label, state, url in zip(labels, states, urls, strict=True)
    ]


def crumbs(*titles: str | tuple[str, str]) -> list[tuple[str, str]]:
    """Where the page lies: under the list of imports."""
    below = [title if isinstance(title, tuple) else (title, "") for title in titles]
    return [("导入政策文件", reverse("imports")), *below]


_STEP_AT = {
    ReadingState.QUEUED: 1,
    ReadingState.FAILED: 1,
    ReadingState.DECIDING: 2,
    ReadingState.LOADED: 5,
    ReadingState.DISCARDED: 0,
}


def work_page(
    request: HttpRequest,
    reading: Reading,
    *,
    wanted: str = "",
    form: CorrectionForm | None = None,
    subject: Mapping[str, Any] | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page at one finding (`wanted`, else the query's `finding`), or at one task or target (`subject`).

    form, refusal  what the person sent and why it was not taken; given back as it was
    """
    result = settled_reading(reading)
    found = worklist(reading, wanted or request.GET.get("finding", ""))
    subject = subject or asked_subject(request, result)
    tab = _tab(request, subject)
    context: dict[str, Any] = {
        "reading": reading,
        "base": reverse("import", args=[reading.public_id]),
        "crumbs": crumbs(reading.title),
        "result": result,
        "steps": steps(reading),
        "list": found,
        "tab": tab,
        "tabs": _tabs(reading, found, result, tab),
        "refusal": refusal,
        "title": reading.title,
        "files": list(reading.files.all()),
    }
    context |= _under_work(request, reading, result, found, tab, form, subject, refusal)
    context["pane"] = _pane(request, reading, context["place"], context["words"])
    context["part"] = f"home/wizard/_{tab}.html"
    return render(request, "home/wizard/work.html", context, status=status)


def _tab(request: HttpRequest, subject: Mapping[str, Any]) -> str:
    if subject:
        return "targets" if "target" in subject else "matrix"
    asked = request.GET.get("tab", "")
    return asked if asked in dict(TABS) else "findings"


def asked_subject(request: HttpRequest, result: Mapping[str, Any]) -> dict[str, Any]:
    """The task or target to correct by hand, from `?task=` or `?target=` (of the form sent, too)."""
    source = request.POST if request.method == "POST" else request.GET
    key, ordinal = source.get("task", ""), source.get("target", "")
    if key and subjects.task_named(result, key):
        return {"task": key}
    if (at := _number(ordinal)) is not None and at < len(result["targets"]):
        return {"target": at}
    return {}


def _number(text: str) -> int | None:
    """A short number from a query; None for anything else (Python refuses to read thousands of digits)."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def _tabs(reading: Reading, found: Worklist, result: Mapping[str, Any], tab: str) -> list[dict[str, Any]]:
    counts = {
        "findings": found.open_count,
        "matrix": len(result["tasks"]),
        "targets": len(result["targets"]),
        "clauses": len(result["clauses"]),
    }
    base = reverse("import", args=[reading.public_id])
    return [
        {"label": label, "url": f"{base}?tab={name}", "current": name == tab, "count": counts[name]}
        for name, label in TABS
    ]


def _under_work(
    request: HttpRequest,
    reading: Reading,
    result: Mapping[str, Any],
    found: Worklist,
    tab: str,
    form: CorrectionForm | None,
    subject: Mapping[str, Any],
    refusal: Refusal | None,
) -> dict[str, Any]:
    if tab == "findings":
        at = found.items.index(found.current) if found.current else None
        listed = _window(request, found.items, at)
        return _finding_context(request, reading, result, found.current, form, refusal) | listed
    if tab == "clauses":
        return _clause_context(request, result)
    context: dict[str, Any] = {"place": {}, "words": "", "subject": subject}
    if subject:
        form = form or subject_form(reading, subject, result, wanted=request.GET.get("match", ""))
        at = result["targets"][subject["target"]] if "target" in subject else form.task
        words = at.get("text", "")
        seen = fingerprint(result, subject)
        context |= {"form": form, "at": at, "place": at["place"], "words": words, "seen": seen}
    return context | (_matrix if tab == "matrix" else _targets)(request, result, subject)


def subject_form(
    reading: Reading,
    subject: Mapping[str, Any],
    result: Mapping[str, Any],
    data: Any = None,
    wanted: str = "",
) -> CorrectionForm:
    """The form to correct a task or a target by hand; `wanted`: the plan's task to propose for it."""
    if "target" in subject:
        return TargetForm(data, target=result["targets"][subject["target"]], ordinal=subject["target"])
    task = subjects.task_named(result, subject["task"]) or {}
    return TaskForm(data, task=task, result=result, known=known_tasks(reading, result), wanted=wanted)


def _finding_context(
    request: HttpRequest,
    reading: Reading,
    result: Mapping[str, Any],
    item: Item | None,
    form: CorrectionForm | None,
    refusal: Refusal | None,
) -> dict[str, Any]:
    if item is None:
        return {"place": {}, "words": ""}
    changes, words = subjects.acceptance(item.content, result)
    earlier = offers(reading, result)
    draft = kept_draft(request.actor, item.finding) if form is None else {}
    value = item.finding.value
    return {
        "item": item,
        "earlier": earlier.get(item.finding.public_id),
        "earlier_all": list(earlier.values()),
        "place": item.content["place"],
        "words": subjects.words_to_mark(item.content, result),
        "can_accept": changes is not None,
        "acceptance": words,
        "reason_given": value.get("reason", ""),
        "decided": [
            subjects.in_words(change, result) for change in value.get("value", {}).get("changes", [])
        ],
        "alike": len(alike(reading, item.finding.code, result)) if item.is_open else 0,
        "form": form or correction_form(item.content, reading, result, initial=draft),
        "draft": draft,
        "stale": isinstance(refusal, Stale),
        "form_open": form is not None or bool(draft),
        "typed": request.POST.get("reason", "") or draft.get("reason", ""),
    }


def _clause_context(request: HttpRequest, result: Mapping[str, Any]) -> dict[str, Any]:
    wanted = request.GET.get("clause", "")
    clause = next((each for each in result["clauses"] if each["id"] == wanted), None)
    counts: dict[str, int] = {}
    for target in result["targets"]:
        if target["clause"] and not target.get("dropped"):
            counts[target["clause"]] = counts.get(target["clause"], 0) + 1
    at = result["clauses"].index(clause) if clause else None
    here = _window(request, result["clauses"], at)
    rows = [{**each, "targets": counts.get(each["id"], 0)} for each in here.pop("rows")]
    return {**here, "rows": rows, "place": clause["place"] if clause else {}, "words": "", "chosen": wanted}


def _window(request: HttpRequest, rows: Sequence[Any], at: int | None) -> dict[str, Any]:
    """The rows of one page: the one asked for by `?rows=`, else the one in which row `at` stands."""
    last = max((len(rows) - 1) // ROWS_A_PAGE, 0)
    asked = _number(request.GET.get("rows", ""))
    page = min((at or 0) // ROWS_A_PAGE if asked is None else max(asked - 1, 0), last)
    return {
        "rows": rows[page * ROWS_A_PAGE : (page + 1) * ROWS_A_PAGE],
        "row_page": {"number": page + 1, "count": last + 1, "of": len(rows), "first": page * ROWS_A_PAGE},
    }


def _matrix(request: HttpRequest, result: Mapping[str, Any], subject: Mapping[str, Any]) -> dict[str, Any]:
    """The matrix as it stands, cell by cell: seen or decided √, proposed ○."""
    names = [unit["name"] for unit in result["organisations"]]
    at = next((at for at, task in enumerate(result["tasks"]) if task["key"] == subject.get("task")), None)
    here = _window(request, result["tasks"], at)
    rows = []
    for task in here.pop("rows"):
        taken, proposed = set(task["undertaken_by"]), set(task["proposed_by"])
        marks = ["√" if name in taken else "○" if name in proposed else "" for name in names]
        rows.append({"task": task, "marks": marks, "count": len(taken)})
    total = sum(len(task["undertaken_by"]) for task in result["tasks"])
    return {**here, "names": names, "rows": rows, "total": total}


def _targets(request: HttpRequest, result: Mapping[str, Any], subject: Mapping[str, Any]) -> dict[str, Any]:
    here = _window(request, result["targets"], subject.get("target"))
    numbers = {clause["id"]: clause["number"] for clause in result["clauses"]}
    rows = [
        {
            "ordinal": ordinal,
            "target": target,
            "figure": subjects.target_in_words(target),
            "scope": subjects.SCOPE_WORDS.get(target["scope"], ""),
            "where": numbers.get(target["clause"]) or ("附表" if target["clause"] is None else "正文"),
        }
        for ordinal, target in enumerate(here.pop("rows"), start=here["row_page"]["first"])
    ]
    return {**here, "rows": rows}


def _pane(request: HttpRequest, reading: Reading, place: Mapping[str, Any], words: str) -> Any:
    page = _number(request.GET.get("page", "")) or 0
    return pane(reading.result.get("blocks", {}), place, words, request.GET.get("file", ""), page)
