"""What must always hold among documents, clauses, imports and decisions."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q

from luoshi.common.invariants import each, name_of
from luoshi.common.stages import Invariant

from .models import Clause, Decision, Finding, PolicyDocument, Reading, ReadingFile
from .states import FindingState, Outcome, ReadingState

Found = Iterator[tuple[str, str]]


def clauses_stand_in_one_document() -> Found:
    wrong = Clause.objects.filter(parent__isnull=False).exclude(parent__document=F("document"))
    return each(wrong, "上级条款在另一份文件里")


def clauses_form_a_tree() -> Found:
    parents = dict(Clause.objects.values_list("pk", "parent"))
    for start in parents:
        key, steps = parents[start], 0
        while key is not None and steps <= len(parents):
            key, steps = parents.get(key), steps + 1
        if key is not None:
            yield name_of(Clause.objects.get(pk=start)), "条款的上下级成了一个圈"


def documents_have_titles() -> Found:
    return each(PolicyDocument.objects.filter(title=""), "文件没有标题")


def owners_are_bureaus() -> Found:
    return each(PolicyDocument.objects.filter(owner__kind="school"), "政策文件归在了学校名下")


def read_imports_hold_a_result() -> Found:
    for reading in Reading.objects.filter(state__in=(ReadingState.DECIDING, ReadingState.LOADED)).iterator():
        try:
            whole = bool(reading.result)
        except ValueError:
            whole = False
        if not whole:
            yield name_of(reading), "读取结果不在或打不开"


def loaded_imports_have_a_document() -> Found:
    return each(
        Reading.objects.filter(state=ReadingState.LOADED, document__isnull=True), "已装载的导入没有对应文件"
    )


def failed_imports_say_why() -> Found:
    return each(Reading.objects.filter(state=ReadingState.FAILED, message=""), "未能读取的导入没有写明原因")


def waiting_imports_have_a_job() -> Found:
    return each(Reading.objects.filter(state=ReadingState.QUEUED, job__isnull=True), "等待读取的导入没有任务")


def waiting_imports_are_not_forgotten() -> Found:
    ended = Reading.objects.filter(state=ReadingState.QUEUED, job__state__in=("done", "failed"))
    return each(ended, "任务已结束，导入还在等待")


def imports_hold_files() -> Found:
    return each(
        Reading.objects.exclude(state=ReadingState.DISCARDED).filter(files__isnull=True), "导入没有文件"
    )


def file_names_are_shown_safely() -> Found:
    return each(
        ReadingFile.objects.filter(Q(name="") | Q(name__contains="/") | Q(name__contains="\\")),
        "文件名不合规",
    )


def decided_findings_say_who_and_when() -> Found:
    missing = Q(decided_by__isnull=True) | Q(decided_at__isnull=True)
    return each(
        Finding.objects.exclude(state=FindingState.OPEN).filter(missing), "已处理的疑点没有处理人或时间"
    )


def open_findings_are_undecided() -> Found:
    decided = Q(decided_by__isnull=False) | Q(decided_at__isnull=False)
    return each(Finding.objects.filter(decided, state=FindingState.OPEN), "待处理的疑点写着处理人或时间")


def loaded_imports_are_settled() -> Found:
    left = Finding.objects.filter(reading__state=ReadingState.LOADED, state=FindingState.OPEN)
    return each(left.filter(severity__in=("error", "ask")), "已装载的导入还有没处理的疑点")


def findings_open() -> Found:
    for finding in Finding.objects.iterator():
        try:
            whole = bool(finding.content) and finding.value is not None
        except ValueError:
            whole = False
        if not whole:
            yield name_of(finding), "疑点内容不在或打不开"


def decisions_give_reasons() -> Found:
    return each(Decision.objects.filter(outcome=Outcome.SET_ASIDE, reason=""), "搁置的疑点没有理由")


INVARIANTS = (
    Invariant("clause-document", clauses_stand_in_one_document),
    Invariant("clause-tree", clauses_form_a_tree),
    Invariant("document-title", documents_have_titles),
    Invariant("document-owner", owners_are_bureaus),
    Invariant("import-result", read_imports_hold_a_result),
    Invariant("import-document", loaded_imports_have_a_document),
    Invariant("import-reason", failed_imports_say_why),
    Invariant("import-job", waiting_imports_have_a_job),
    Invariant("import-forgotten", waiting_imports_are_not_forgotten),
    Invariant("import-files", imports_hold_files),
    Invariant("import-file-name", file_names_are_shown_safely),
    Invariant("finding-decided", decided_findings_say_who_and_when),
    Invariant("finding-open", open_findings_are_undecided),
    Invariant("finding-settled", loaded_imports_are_settled),
    Invariant("finding-sealed", findings_open),
    Invariant("decision-reason", decisions_give_reasons),
)
