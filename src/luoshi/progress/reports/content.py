"""A report as it reads: one structure for its page while it is written, for what is sent, for what changed since."""

from __future__ import annotations

from typing import Any

from luoshi.papers.contents import Content, Grid
from luoshi.papers.models import Sending
from luoshi.workplans.parts import number_words
from luoshi.workplans.states import StepState

from ..models import PeriodicReport, ReportRow
from .facts import WorkFacts, facts_of

GONE = "已不在实施方案里的任务"


def standing_rows(report: PeriodicReport) -> list[ReportRow]:
    return list(report.rows.prefetch_related("numbers__target").order_by("order", "id"))


def taken(report: PeriodicReport, facts: dict[int, WorkFacts] | None = None) -> list[dict[str, Any]]:
    """Row by row, as JSON."""
    known = facts_of(report) if facts is None else facts
    rows = [_row(row, known.get(row.work_id or 0)) for row in standing_rows(report)]
    return [{**row, "owes": row["silent"]} for row in rows] if _asked_of_all(report) else rows


def _asked_of_all(report: PeriodicReport) -> bool:
    """Sent while a sentence was asked of every silent row: it keeps what was asked of it until it is decided."""
    before = last_sent(report)
    return before is not None and any("owes" not in row for row in before.content.values["rows"])


def _row(row: ReportRow, facts: WorkFacts | None) -> dict[str, Any]:
    found = facts.row if facts is not None else None
    numbers = _read_numbers(row)
    silent = found.is_silent if found else True
    return {
        "row": row.public_id,
        "title": facts.title if facts is not None else GONE,
        "before": found.before if found else None,
        "now": found.now if found else None,
        "done": list(found.done) if found else [],
        "late": [list(late) for late in found.late] if found else [],
        "blocked": [list(stuck) for stuck in found.blocked] if found else [],
        "said": [[title, StepState(state).label, words] for title, state, words in found.said]
        if found
        else [],
        "proofs": found.proofs if found else 0,
        "silent": silent,
        "owes": silent and (found is None or found.under_way or bool(numbers)),
        "unexplained": found.unexplained if found else False,
        "words": row.words,
        "numbers": numbers,
    }


def _read_numbers(row: ReportRow) -> list[list[str]]:
    return [
        [
            number.target.words,
            number.target.unit,
            number_words(number.goal),
            number_words(number.actual),
            number.reason,
        ]
        for number in row.numbers.all()
    ]


def typed(rows: list[dict[str, Any]]) -> list[Any]:
    """What the school wrote, which must stand still while steps decide."""
    return [[row["row"], row["words"], row["numbers"]] for row in rows]


def written(report: PeriodicReport) -> list[Any]:
    """The same of the rows as they stand."""
    return [[row.public_id, row.words, _read_numbers(row)] for row in standing_rows(report)]


def last_sent(report: PeriodicReport) -> Sending | None:
    if report.approval is None:
        return None
    return report.approval.sendings.order_by("-number").first()


def changed_rows(before: list[dict[str, Any]], now: list[dict[str, Any]]) -> list[str]:
    """Public ids of the rows that read otherwise than then, new ones too; wording and what is asked aside."""
    aside = {"title": "", "owes": False}
    then = {row["row"]: {**row, **aside} for row in before}
    return [row["row"] for row in now if then.get(row["row"]) != {**row, **aside}]


def content_of(report: PeriodicReport, actor: Any) -> Content:
    """Inside the act that sends it."""
    rows = taken(report)
    before = last_sent(report)
    changed = changed_rows(before.content.values["rows"], rows) if before is not None else []
    return Content(
        title=report.title,
        facts=_facts(report, rows, changed),
        words=[(row["title"], _text(row)) for row in rows],
        grids=[_table(rows), *_numbers(rows)],
        values={"rows": rows, "changed": changed},
    )


def _facts(report: PeriodicReport, rows: list[dict[str, Any]], changed: list[str]) -> list[tuple[str, str]]:
    period = report.period
    done, late, stuck = (sum(len(row[name]) for row in rows) for name in ("done", "late", "blocked"))
    facts = [
        ("单位", report.organisation.name),
        ("计划", period.plan.title),
        ("报告期", f"{period.label}（{period.starts}至{period.ends}）"),
        ("里程碑", f"本期完成 {done} 个，逾期 {late} 个，受阻 {stuck} 个"),
        ("佐证", f"本期引用 {sum(row['proofs'] for row in rows)} 份"),
    ]
    if changed:
        titles = {row["row"]: row["title"] for row in rows}
        facts.append(("这次改过的任务", "；".join(titles[key] for key in changed)))
    return facts


def _text(row: dict[str, Any]) -> str:
    said = [f"{title}：{state}{f'，{words}' if words else ''}" for title, state, words in row["said"]]
    return "\n".join([*said, *([row["words"]] if row["words"] else [])]) or "本期没有进展记录。"


def _table(rows: list[dict[str, Any]]) -> Grid:
    return Grid(
        "各项任务",
        ["任务", "期初完成", "期末完成", "本期完成的里程碑", "逾期", "受阻", "佐证"],
        [
            [
                row["title"],
                _percent(row["before"]),
                _percent(row["now"]),
                "；".join(row["done"]) or "无",
                "；".join(f"{title}（{days} 天）" for title, days in row["late"]) or "无",
                "；".join(f"{title}（{words}）" for title, words in row["blocked"]) or "无",
                str(row["proofs"]),
            ]
            for row in rows
        ],
    )


def _percent(value: int | None) -> str:
    return "—" if value is None else f"{value}%"


def _numbers(rows: list[dict[str, Any]]) -> list[Grid]:
    lines = [
        [row["title"], words, unit, goal, actual or "未填", reason or "—"]
        for row in rows
        for words, unit, goal, actual, reason in row["numbers"]
    ]
    return (
        [Grid("年度目标", ["任务", "目标", "单位", "年度目标数", "完成数", "差距说明"], lines)]
        if lines
        else []
    )
