"""What the parts of a plan pack say of one another, and of the site's organisations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .pack import Pack, Path
from .problems import Problem
from .references import circular, impossible_date, keys_of, missing, repeated
from .schema import where
from .snapshots import other_task

# Which section says who is bound or leads, for each basis of design.md §3.
BINDING_SECTIONS = {
    "undertaken": "undertakings",
    "required": "required",
    "cultivated": "cultivated",
    "own": "own",
}
BASIS_WORDS = {"undertaken": "承接", "required": "各校必做", "cultivated": "市级培育", "own": "主管部门任务"}

NUMBERLESS = ("some", "all", "by_date")


def plan_problems(plan: Pack, site: Pack | None) -> Iterator[Problem]:
    """Contradictions inside a plan pack that meets its schema, and with its site pack where there is one."""
    for section, words in (
        ("sources", "文件代号"),
        ("clauses", "条款代号"),
        ("areas", "领域代号"),
        ("tasks", "任务代号"),
        ("targets", "目标代号"),
        ("calendar", "日程代号"),
    ):
        yield from repeated(plan, section, "key", words)
    yield from _references(plan)
    yield from circular(plan, "clauses", "条款")
    for check in (_binding, _counts, _targets, _dates, _same_work):
        yield from check(plan)
    if site is not None and not site.problems:
        yield from _organisations(plan, site)
        yield from _indicators(plan, site)


def _indicators(plan: Pack, site: Pack) -> Iterator[Problem]:
    """What a target is measured by is an indicator of the site."""
    keys = {row["key"] for row in site.data.get("indicators", [])}
    for index, target in enumerate(plan.data["targets"]):
        yield from missing(plan, ("targets", index, "indicator"), target.get("indicator"), keys, "指标")


def _references(plan: Pack) -> Iterator[Problem]:
    data = plan.data
    sources, clauses = keys_of(data["sources"]), keys_of(data["clauses"])
    areas, tasks = keys_of(data["areas"]), keys_of(data["tasks"])
    for section, field, known, what in (
        ("clauses", "source", sources, "依据文件"),
        ("clauses", "parent", clauses, "条款"),
        ("areas", "clause", clauses, "条款"),
        ("tasks", "area", areas, "任务领域"),
        ("targets", "task", tasks, "任务"),
        ("targets", "clause", clauses, "条款"),
        ("calendar", "clause", clauses, "条款"),
        ("same_work_as", "task", tasks, "任务"),
        ("same_work_as", "with", tasks, "任务"),
    ):
        for index, row in enumerate(data[section]):
            if field == "with" and row.get("plan"):
                continue  # of another plan: looked up when it is loaded
            yield from missing(plan, (section, index, field), row[field], known, what)
    for index, task in enumerate(data["tasks"]):
        for place, clause in enumerate(task["clauses"]):
            yield from missing(plan, ("tasks", index, "clauses", place), clause, clauses, "条款")


def _binding(plan: Pack) -> Iterator[Problem]:
    """Each task stands in the one section of its basis, and in no other."""
    bases = {task["key"]: task["basis"] for task in plan.data["tasks"]}
    for basis, section in BINDING_SECTIONS.items():
        for key in plan.data[section]:
            yield from missing(plan, (section, key), key, bases, "任务")
            if bases.get(key, basis) != basis:
                right = BASIS_WORDS[bases[key]]
                message = f"{where(plan, (section, key))}不该在这里：这项任务的责任依据是{right}。"
                remedy = f"请移到 {BINDING_SECTIONS[bases[key]]}，或改任务的 basis。"
                yield plan.problem("wrong-basis", (section, key), message, remedy)
    for index, task in enumerate(plan.data["tasks"]):
        needed = BINDING_SECTIONS[task["basis"]]
        if task["key"] not in plan.data[needed]:
            words = BASIS_WORDS[task["basis"]]
            message = f"{where(plan, ('tasks', index))}是{words}任务，但 {needed} 里没有写它。"
            remedy = f"请在 {needed} 里加上“{task['key']}”。"
            yield plan.problem("not-bound", ("tasks", index), message, remedy)


def _counts(plan: Pack) -> Iterator[Problem]:
    """The declared count is that of the marks, unless a person has said why the document differs."""
    for index, task in enumerate(plan.data["tasks"]):
        declared, path = task["declared"], ("tasks", index, "declared")
        marks = len(plan.data["undertakings"].get(task["key"], []))
        if task["basis"] != "undertaken":
            if declared is not None:
                message = f"{where(plan, ('tasks', index))}不是承接任务，却写了承接数量。"
                yield plan.problem("count-mismatch", path, message, "请把 declared 写成 null。")
        elif declared is not None and declared != marks and not task.get("declared_differs"):
            message = f"{where(plan, ('tasks', index))}的承接数量写 {declared}，承接单位有 {marks} 个。"
            yield plan.problem(
                "count-mismatch",
                path,
                message,
                "请对照文件改正；文件自己就不一致的，把原因写在 declared_differs。",
            )


def _targets(plan: Pack) -> Iterator[Problem]:
    for index, target in enumerate(plan.data["targets"]):
        for field, wrong, message, remedy in _TARGET_RULES:
            if wrong(target):
                path: Path = ("targets", index, field)
                yield plan.problem(
                    "impossible-target", path, where(plan, ("targets", index)) + message, remedy
                )


def _reversed_period(target: dict[str, Any]) -> bool:
    first, _, last = (target["period"] or "").partition("-")
    return bool(first > last)


_TARGET_RULES: tuple[tuple[str, Callable[[dict[str, Any]], bool], str, str], ...] = (
    (
        "upper",
        lambda t: t["comparator"] == "range" and (t["upper"] is None or t["quantity"] is None),
        "是范围，却没有写全上下限。",
        "请把下限写在 quantity、上限写在 upper。",
    ),
    (
        "upper",
        lambda t: (
            t["comparator"] == "range"
            and None not in (t["upper"], t["quantity"])
            and t["quantity"] >= t["upper"]
        ),
        "的下限不小于上限。",
        "请把小的写在 quantity、大的写在 upper。",
    ),
    (
        "upper",
        lambda t: t["comparator"] != "range" and t["upper"] is not None,
        "不是范围，却写了上限。",
        "请把 upper 写成 null，或把 comparator 改成 range。",
    ),
    (
        "quantity",
        lambda t: t["comparator"] in NUMBERLESS and t["quantity"] is not None,
        "的比较方式不带数，却写了数量。",
        "请把 quantity 写成 null，或改 comparator。",
    ),
    (
        "quantity",
        lambda t: t["comparator"] not in (*NUMBERLESS, "range") and t["quantity"] is None,
        "的比较方式要有数，却没有写数量。",
        "请写上 quantity；文件只说“一批”的，comparator 写 some。",
    ),
    (
        "quantity",
        lambda t: t["unit"] == "%" and t["measure"] == "level" and (t["upper"] or t["quantity"] or 0) > 100,
        "的百分比超过了 100。",
        "请改正；百分之五十写 50。",
    ),
    (
        "quantity",
        lambda t: any(
            number is not None and round(number, 4) != number for number in (t["quantity"], t["upper"])
        ),
        "的数量小数太长。",
        "小数最多写四位。",
    ),
    (
        "due",
        lambda t: t["comparator"] == "by_date" and t["due"] is None,
        "是到期完成，却没有写期限。",
        "请写上 due，例如 '2023-12'。",
    ),
    ("period", _reversed_period, "的时段起年晚于止年。", "请把早的年份写在前面。"),
)


def _dates(plan: Pack) -> Iterator[Problem]:
    start, end = plan.data["plan"]["start"], plan.data["plan"]["end"]
    yield from impossible_date(plan, ("plan", "start"), start)
    yield from impossible_date(plan, ("plan", "end"), end)
    if start and end and start[: len(end)] > end[: len(start)]:
        message = f"计划的开始（{start}）晚于结束（{end}）。"
        yield plan.problem("reversed-dates", ("plan", "end"), message, "请改正起止时间。")
    for section, field in (("sources", "date"), ("targets", "due"), ("calendar", "date")):
        for index, row in enumerate(plan.data[section]):
            yield from impossible_date(plan, (section, index, field), row[field])
    for index, entry in enumerate(plan.data["calendar"]):
        if not (entry["date"] or entry["rule"] or entry.get("recurrence")):
            message = f"{where(plan, ('calendar', index))}没有写日期，也没有写怎么定。"
            yield plan.problem("no-date", ("calendar", index), message, "请写 date、recurrence 或 rule。")


def _same_work(plan: Pack) -> Iterator[Problem]:
    seen: set[frozenset[str]] = set()
    for index, row in enumerate(plan.data["same_work_as"]):
        pair = frozenset((row["task"], other_task(row)))
        if len(pair) == 1 or pair in seen:
            message = f"{where(plan, ('same_work_as', index))}把任务和它自己写成同一工作，或与前面重复。"
            yield plan.problem("duplicate", ("same_work_as", index), message, "请改正或删去这一条。")
        seen.add(pair)


def _organisations(plan: Pack, site: Pack) -> Iterator[Problem]:
    site_key = site.data["site"]["key"]
    if plan.data["site"] != site_key:
        message = f"计划包引用的站点是“{plan.data['site']}”，核对用的站点包是“{site_key}”。"
        yield plan.problem("other-site", ("site",), message, "请改正 site，或换用对应的站点包。")
        return
    keys = keys_of(site.data["organisations"])
    for path, key in _organisation_references(plan):
        yield from missing(plan, path, key, keys, "单位")


def _organisation_references(plan: Pack) -> Iterator[tuple[Path, str | None]]:
    yield ("plan", "issuer"), plan.data["plan"]["issuer"]
    for section in ("undertakings", "required"):
        for task, bound in plan.data[section].items():
            if isinstance(bound, list):
                for index, key in enumerate(bound):
                    yield (section, task, index), key
    for task, led in plan.data["cultivated"].items():
        yield ("cultivated", task, "led_by"), led["led_by"]
    for task, key in plan.data["own"].items():
        yield ("own", task), key
