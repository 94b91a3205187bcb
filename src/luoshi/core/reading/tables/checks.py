"""A row against its own count: proposals where the missing mark is certain, questions where it is not."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..structure import Place
from .drafts import Counting, Draft
from .marks import Kind


def check_draft(draft: Draft) -> list[Finding]:
    """All findings of one task's row. Fills `draft.proposed` with the units whose lost mark is certain."""
    findings = [
        *_count_findings(draft),
        *_unreadable(draft),
        *_outside(draft),
        *_merged_marks(draft),
    ]
    return [*_shifted(draft), *findings]


def _finding(code: str, severity: Severity, place: Place, message: str) -> Finding:
    return Finding(code, severity, place, message)


def _label(draft: Draft) -> str:
    number = f"{draft.code} " if draft.code else ""
    return f"“{number}{draft.title}”"


def _listed(names: Iterable[str]) -> str:
    return "、".join(names)


def _count_findings(draft: Draft) -> list[Finding]:
    declared = draft.declared
    if declared is None:
        return _without_count(draft)
    if draft.agrees(declared) and not _fits_by_chance(draft):
        return _nobody(draft) if not draft.undertaken else []
    summed = draft.counting is Counting.SUM
    missing = declared - (draft.quantity if summed else len(draft.undertaken))
    if draft.lost and (missing > 0 or _fits_by_chance(draft)):
        return [_clipped(draft, missing)]
    if missing > 0 and declared == len(draft.units) and not summed and not draft.of_kind(Kind.NO):
        return [_all_units(draft)]
    if missing > 0 and missing == len(_unclear(draft)):
        return []  # the unreadable marks themselves carry the question and the proposal
    return [_mismatch(draft, declared)]


def _without_count(draft: Draft) -> list[Finding]:
    if draft.lost and draft.shift > 0:
        message = f"{_label(draft)}一行右移，最后一列（{_listed(draft.lost)}）没有印出，"
        message += "又没有承接数量可以核对，请对照原件补充。"
        return [_finding("clipped-column", Severity.ASK, draft.place, message)]
    if draft.shared_count:
        message = f"{_label(draft)}与相邻任务合用一个承接数量，不能逐行核对，请对照原件。"
        return [_finding("shared-count", Severity.ASK, draft.count_place, message)]
    if draft.undertaken and draft.expects_count and not draft.no_count:
        message = f"{_label(draft)}没有承接数量，标记无法核对，也可能漏了一格，请对照原件。"
        return [_finding("count-missing", Severity.ASK, draft.count_place, message)]
    if not draft.undertaken and not _unclear(draft):
        message = f"{_label(draft)}既没有承接数量，也没有单位承接，请确认是否为单独的任务。"
        return [_finding("nobody-undertakes", Severity.ASK, draft.place, message)]
    return []


def _nobody(draft: Draft) -> list[Finding]:
    message = f"{_label(draft)}没有单位承接（承接数量为 0）。"
    return [_finding("nobody-undertakes", Severity.NOTE, draft.place, message)]


def _clipped(draft: Draft, missing: int) -> Finding:
    seen = len(draft.undertaken)
    figures = f"，数字合计{draft.quantity}" if draft.quantity != seen else ""
    start = f"{_label(draft)}的承接数量为{draft.declared}，只见{seen}个标记{figures}"
    if not _is_certain(draft, missing):
        message = f"{start}，{_listed(draft.lost)}所在的列没有印全，请对照原件确定是哪些单位。"
        return _finding("clipped-column", Severity.ASK, draft.count_place, message)
    draft.proposed = list(draft.lost)
    moved = "整行右移一格，" if draft.shift == 1 else f"整行右移{draft.shift}格，" if draft.shift > 1 else ""
    what = f"数字合计{draft.quantity}" if draft.counting is Counting.SUM else f"共{seen}个"
    reason = (
        f"{moved}最后一列没有印出；其余各列的标记都已看到，{what}，"
        f"与承接数量{draft.declared}相差的{missing}只能是{_listed(draft.lost)}的。"
    )
    message = f"{start}，缺少的应为{_listed(draft.lost)}（该列没有印出），请确认。"
    proposal = {"task": draft.key, "undertaken": list(draft.lost), "reason": reason}
    return Finding("clipped-column", Severity.ASK, draft.count_place, message, proposal)


def _fits_by_chance(draft: Draft) -> bool:
    """A column is cut off, and only the sum of the numbers fits, while it is not known whether sums are meant."""
    if not draft.lost or draft.shift <= 0 or draft.counting is not Counting.EITHER:
        return False
    return draft.declared != len(draft.undertaken)


def _is_certain(draft: Draft, missing: int) -> bool:
    """Whether the lost units are the only ones that can make up the count."""
    if _unclear(draft):
        return False
    if draft.counting is Counting.SUM:
        return len(draft.lost) == 1
    either = draft.counting is Counting.EITHER and draft.quantity != len(draft.undertaken)
    return missing == len(draft.lost) and not either


def _all_units(draft: Draft) -> Finding:
    absent = [name for name in draft.units if name not in draft.undertaken]
    draft.proposed = absent
    reason = f"承接数量{draft.declared}等于表中全部单位数，缺少标记的只有{_listed(absent)}。"
    message = (
        f"{_label(draft)}的承接数量为{draft.declared}，即全部单位承接，但{_listed(absent)}没有标记，请确认。"
    )
    proposal = {"task": draft.key, "undertaken": absent, "reason": reason}
    return Finding("count-mismatch", Severity.ASK, draft.count_place, message, proposal)


def _mismatch(draft: Draft, declared: int) -> Finding:
    seen = len(draft.undertaken)
    message = f"{_label(draft)}的承接数量为{declared}，实际见到{seen}个标记"
    if declared > len(draft.units) and draft.quantity == seen:
        message += f"；表中只有{len(draft.units)}个单位，可能有单位没有印出"
    elif draft.quantity != seen:
        message += f"，数字合计{draft.quantity}"
    return _finding("count-mismatch", Severity.ASK, draft.count_place, message + "，请核对。")


def _unclear(draft: Draft) -> list[str]:
    return draft.of_kind(Kind.UNREADABLE) + draft.of_kind(Kind.OPEN)


def _unreadable(draft: Draft) -> list[Finding]:
    """One question per cell that says neither yes nor no; proposed where the count wants all of them."""
    names = _unclear(draft)
    certain = (
        draft.declared is not None and draft.declared - len(draft.undertaken) == len(names) and not draft.lost
    )
    findings = []
    for name in names:
        cell = draft.seen[name]
        message = f"{_label(draft)}中“{name}”一格写的是“{cell.text[:20]}”，看不出是否承接，请确认。"
        proposal: dict[str, object] | None = None
        if certain:
            reason = f"承接数量为{draft.declared}，计入这些标记才相符。"
            proposal = {"task": draft.key, "undertaken": [name], "reason": reason}
        findings.append(Finding("unreadable-mark", Severity.ASK, cell.place, message, proposal))
    if certain:
        draft.proposed = [*draft.proposed, *(name for name in names if name not in draft.proposed)]
    return findings


def _outside(draft: Draft) -> list[Finding]:
    message = f"{_label(draft)}一行有标记落在单位各列之外，不知属于哪个单位，请对照原件。"
    return [_finding("mark-outside", Severity.ERROR, place, message) for place in draft.outside]


def _merged_marks(draft: Draft) -> list[Finding]:
    names = [name for name in draft.undertaken if draft.seen[name].merged]
    proved = draft.declared is not None and draft.agrees(draft.declared)
    if not names:
        return []
    message = f"{_label(draft)}中{_listed(names)}的标记在合并的单元格里，按合并范围内每格都有标记读取。"
    severity = Severity.NOTE if proved else Severity.ASK
    return [_finding("merged-mark", severity, draft.seen[names[0]].place, message)]


def _shifted(draft: Draft) -> list[Finding]:
    """A row read in another place than printed says so, and how that was proved."""
    if not draft.shift:
        return []
    if draft.no_count:
        message = f"{_label(draft)}一行缺少承接数量一格，标记整体左移，已对齐到各单位的列；"
        message += "没有数量可以核对，请确认。"
        return [_finding("shifted-row", Severity.ASK, draft.place, message)]
    way = f"多出{draft.shift}格、整体右移" if draft.shift > 0 else f"缺少{-draft.shift}格、整体左移"
    start = f"{_label(draft)}一行{way}，已按"
    proved = draft.declared is not None and draft.agrees(draft.declared, len(draft.proposed))
    if proved and draft.gap and draft.in_numbers:
        tail = "承接数量所在的格对齐；标记本身也是数字，可能认错了哪一格是承接数量，请核对。"
        return [_finding("shifted-row", Severity.ASK, draft.place, start + tail)]
    if proved:
        tail = f"承接数量所在的格对齐，对齐后与承接数量{draft.declared}相符"
        tail += "（含待确认的）。" if draft.proposed else "。"
        return [_finding("shifted-row", Severity.NOTE, draft.place, start + tail)]
    if draft.declared is None and draft.full_width:
        return [
            _finding(
                "shifted-row", Severity.NOTE, draft.place, f"{start}任务所在的格对齐，对齐后各列恰好对满。"
            )
        ]
    aligned = "承接数量所在的格" if draft.declared is not None else "任务所在的格"
    return [
        _finding(
            "shifted-row", Severity.ASK, draft.place, f"{start}{aligned}对齐，但无法用承接数量证实，请核对。"
        )
    ]
