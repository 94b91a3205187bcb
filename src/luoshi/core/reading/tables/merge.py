"""The same task printed on two pages, in two tables or in two files becomes one; contradictions are shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..findings import Finding, Severity
from .drafts import Counting, Draft, sameness
from .marks import Kind, Mark


def merge_documents(per_document: Sequence[list[Draft]]) -> tuple[list[Draft], list[Finding]]:
    """One list of tasks from the lists of several files, in the order of the first that names them."""
    merged: list[Draft] = []
    findings: list[Finding] = []
    for drafts in per_document:
        within = _merge_pages(drafts, findings)
        known = {sameness(draft): draft for draft in merged}
        numbered = _alone_with_code(merged) if known else {}
        own = _alone_with_code(within)
        for draft in within:
            twin = known.get(sameness(draft))
            if twin is None and draft.code in own:
                twin = numbered.get(draft.code)
            if twin is None:
                merged.append(draft)
            else:
                findings.extend(_join_file(twin, draft))
    return merged, findings


def _alone_with_code(drafts: list[Draft]) -> dict[str | None, Draft]:
    """Tasks whose number stands once: known again in another file even where the wording differs."""
    times = Counter(draft.code for draft in drafts)
    return {draft.code: draft for draft in drafts if draft.code and times[draft.code] == 1}


def _merge_pages(drafts: list[Draft], findings: list[Finding]) -> list[Draft]:
    """Within one file: pages that share out the units are joined, a task printed twice is shown."""
    merged: list[Draft] = []
    known: dict[tuple[str | None, str], Draft] = {}
    for draft in drafts:
        twin = known.setdefault(sameness(draft), draft)
        if twin is draft:
            merged.append(draft)
        elif not set(twin.units) & set(draft.units):
            _add_units(twin, draft)
        else:
            findings.append(_printed_twice(twin, draft))
            if twin.undertaken != draft.undertaken:
                merged.append(draft)
    return merged


def _add_units(twin: Draft, draft: Draft) -> None:
    twin.units += draft.units
    twin.seen.update(draft.seen)
    twin.lost += draft.lost
    twin.outside += draft.outside
    twin.declared = draft.declared if twin.declared is None else twin.declared


def _printed_twice(twin: Draft, draft: Draft) -> Finding:
    differ = (
        "，两处标记不同，已分别列出" if twin.undertaken != draft.undertaken else "，两处标记相同，只计一次"
    )
    return Finding(
        "repeated-task",
        Severity.ASK,
        draft.place,
        f"任务“{draft.title}”在{twin.place.in_words()}已经出现过{differ}，请核对。",
    )


def _join_file(twin: Draft, draft: Draft) -> list[Finding]:
    """Take over what another file shows; where the two contradict each other, both stay visible."""
    findings: list[Finding] = []
    twin.sources += 1
    if twin.declared != draft.declared and None not in (twin.declared, draft.declared):
        findings.append(_differ(twin, draft, f"承接数量一处为{twin.declared}，一处为{draft.declared}"))
    for name in draft.units:
        if name not in twin.units:
            twin.units.append(name)
            if name in draft.seen:
                twin.seen[name] = draft.seen[name]
        elif name in draft.undertaken and name not in twin.undertaken:
            findings.append(
                _filled(twin, draft, name) if name in twin.lost else _only_here(twin, draft, name)
            )
            twin.seen[name] = draft.seen[name]
        elif name in twin.undertaken and name not in draft.undertaken and name not in draft.lost:
            findings.append(_only_here(twin, draft, name))
    twin.lost = [name for name in twin.lost if name in draft.lost]
    if sameness(twin) != sameness(draft):
        findings.append(_differ(twin, draft, f"任务表述不同：“{twin.title}”与“{draft.title}”"))
    twin.declared = draft.declared if twin.declared is None else twin.declared
    return findings


def _only_here(twin: Draft, draft: Draft, name: str) -> Finding:
    return _differ(twin, draft, f"“{name}”的标记只在一处出现")


def _filled(twin: Draft, draft: Draft, name: str) -> Finding:
    message = f"文件“{twin.file}”{twin.place.in_words()}没有印出“{name}”的标记，已按文件“{draft.file}”补全。"
    return Finding("filled-from-file", Severity.NOTE, draft.seen[name].place, message)


def _differ(twin: Draft, draft: Draft, what: str) -> Finding:
    where = f"文件“{twin.file}”{twin.place.in_words()}与文件“{draft.file}”{draft.place.in_words()}"
    return Finding("sources-differ", Severity.ASK, draft.place, f"{where}不一致：{what}，请以正式文件为准。")


def settle_ones(drafts: list[Draft]) -> None:
    """A matrix filled with nothing but 1 uses it as a tick; beside other numbers or ticks 1 is a number."""
    marks = [cell.mark for draft in drafts for cell in draft.seen.values()]
    if any(mark.kind is Kind.YES or (mark.number or 0) > 1 for mark in marks):
        return
    for draft in drafts:
        for cell in draft.seen.values():
            if cell.mark.kind is Kind.NUMBER:
                cell.mark = Mark(Kind.YES)


def settle_counting(drafts: list[Draft]) -> None:
    """Learn from the rows that stand in their place whether 承接数量 counts units or sums up numbers."""
    votes: Counter[Counting] = Counter()
    for draft in drafts:
        marks, total = len(draft.undertaken), draft.quantity
        if marks != total and draft.shift == 0 and not draft.lost and draft.declared in (marks, total):
            votes[Counting.MARKS if draft.declared == marks else Counting.SUM] += 1
    for counting, times in votes.items():
        if times >= 2 * (votes.total() - times):
            for draft in drafts:
                draft.counting = counting


def settle_open_marks(drafts: list[Draft]) -> list[Finding]:
    """What ○ means where no note says it: the counts decide for the whole document, or it is the only sign.

    Where neither decides, the marks stay open and are shown one by one.
    """
    with_open = [draft for draft in drafts if draft.of_kind(Kind.OPEN)]
    if not with_open:
        return []
    votes = {vote for draft in with_open if (vote := _vote(draft)) is not None}
    only_sign = not any(draft.of_kind(Kind.YES) for draft in drafts)
    if len(votes) == 1:
        meaning, reason = votes.pop(), "与承接数量相符"
    elif not votes and only_sign and not any(draft.declared is not None for draft in with_open):
        meaning, reason = Kind.YES, "表中没有其他承接标记"
    else:
        return []
    for draft in with_open:
        for name in draft.of_kind(Kind.OPEN):
            draft.seen[name].mark = Mark(meaning)
    words = "承接" if meaning is Kind.YES else "不承接"
    message = f"空心标记没有图例，按“{words}”读取（{reason}）。"
    return [Finding("open-mark", Severity.NOTE, with_open[0].place, message)]


def _vote(draft: Draft) -> Kind | None:
    if draft.declared is None:
        return None
    opened = len(draft.of_kind(Kind.OPEN))
    if draft.agrees(draft.declared):
        return Kind.NO
    return Kind.YES if draft.agrees(draft.declared, opened) else None
