"""All rules by name, and the checks of a register run over its entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from luoshi.core.conditions import BadCondition, fields_of

from . import people_rules, project_rules, team_rules
from .deriving import derived, derived_of
from .facts import ERROR, SEVERITIES, Around, CheckResult, Fact, condition_of, holds

Rule = Callable[..., Iterable[CheckResult]]
CHECKS: Mapping[str, Rule] = {
    "practice": people_rules.practice,
    "standard": people_rules.standard,
    "ages": people_rules.ages,
    "number": people_rules.number,
    "namesakes": people_rules.namesakes,
    "elsewhere": people_rules.elsewhere,
    "doubled": people_rules.doubled,
    "apart": people_rules.apart,
    "team": team_rules.team,
    "expired": project_rules.expired,
    "activity": project_rules.activity,
    "coverage": project_rules.coverage,
    "expected": project_rules.expected,
    "overdue": project_rules.overdue,
    "filled": project_rules.filled,
}
NAMES = {
    "practice": "企业实践时间",
    "standard": "认定标准的版本",
    "ages": "参加工作年龄",
    "number": "证件号码",
    "namesakes": "同名不同号",
    "elsewhere": "在别的单位也填报",
    "doubled": "本单位重复",
    "apart": "产业导师与兼职教师分开",
    "team": "团队要求",
    "expired": "到期",
    "activity": "长期没有活动",
    "coverage": "覆盖主要专业",
    "expected": "应有的制度",
    "overdue": "超过建设期",
    "filled": "应填未填",
}  # what a rule is called on pages
_FIELDS = {
    "practice": ("table", "joined", "stated"),
    "standard": ("field", "version"),
    "ages": ("number", "birth", "since"),
    "number": ("field",),
    "namesakes": ("field", "number"),
    "team": ("table",),
    "expired": ("field",),
    "activity": ("table",),
    "coverage": ("field",),
    "expected": ("field", "name"),
    "filled": ("field",),
}  # parameters that name a field of the register's own form
_OPTIONAL = {"expired": ("valid_until",)}  # known of an entry without being a field
_NUMBERS = frozenset(
    (
        *("months", "years", "each_year", "each_year_since", "remind_from", "soon", "least", "most"),
        "years_least",
        *("dual_over", "senior_least", "experts_least", "experts_years", "leader_age_most"),
    )
)
OF_ENTRY = (
    "state",
    "since",
    "stage",
    "level",
    "level_rank",
    "valid_until",
)  # what conditions know of every entry


@dataclass(frozen=True, slots=True)
class CheckSpec:
    """One check of a register: a key, the rule's name, its parameters, and what it is called on the page."""

    key: str
    rule: str
    params: Mapping[str, Any]

    @property
    def name(self) -> str:
        return str(self.params.get("called") or NAMES[self.rule])

    @property
    def source(self) -> str:
        """Where its threshold comes from, as the register says; "" where it does not."""
        return str(self.params.get("source") or "")


def specs_in(data: Iterable[Mapping[str, Any]]) -> list[CheckSpec]:
    """From the pack's rows: everything beside `key` and `rule` is a parameter. Unknown rules are left out."""
    return [
        CheckSpec(
            str(row.get("key") or row["rule"]),
            str(row["rule"]),
            {name: value for name, value in row.items() if name not in ("key", "rule")},
        )
        for row in data
        if row.get("rule") in CHECKS
    ]


def check(
    register_key: str,
    specs: Iterable[CheckSpec],
    entries: Sequence[Fact],
    *,
    day: dt.date,
    around: Around | None = None,
) -> list[CheckResult]:
    """What all checks say of these entries (ended ones are left out), the gravest first, then by entry."""
    open_ones = [fact for fact in entries if not fact.ended_on]
    more = {id(fact): derived(register_key, fact.values, day=day) for fact in open_ones}
    found: list[CheckResult] = []
    for spec in specs:
        condition = condition_of(spec.params)
        meant = [fact for fact in open_ones if holds(condition, fact, more[id(fact)])]
        results = CHECKS[spec.rule](meant, spec.params, day=day, around=around or Around())
        found += [replace(each, check=spec.key) for each in results]
    order = list(SEVERITIES)
    return sorted(found, key=lambda each: order.index(each.severity))


def gravest(results: Iterable[CheckResult]) -> str:
    """Of all that is said of one entry; "" where nothing is."""
    order = list(SEVERITIES)
    return min((each.severity for each in results), key=order.index, default="")


def wrong_in_checks(register_key: str, data: Any, field_paths: Iterable[str]) -> list[str]:
    """What is wrong with the checks of a register as declared, a sentence each. `field_paths`: as `Form.walk` gives."""
    paths = set(field_paths)
    known = paths | {each.key for each in derived_of(register_key, paths)} | set(OF_ENTRY)
    found: list[str] = []
    keys: set[str] = set()
    row: Any
    for row in data if isinstance(data, list) else [{}]:
        rule = row.get("rule") if isinstance(row, dict) else None
        if not isinstance(rule, str) or rule not in CHECKS:
            found.append(f"核对规则“{str(rule or '')[:40]}”不认识，可用：{'、'.join(CHECKS)}。")
            continue
        key = str(row.get("key") or rule)
        if key in keys:
            found.append(f"核对规则的代号“{key[:40]}”用了不止一次，请改一个。")
        keys.add(key)
        found += _wrong_in(rule, row, paths, known)
    return found


def _wrong_in(rule: str, row: Mapping[str, Any], paths: set[str], known: set[str]) -> list[str]:
    found = [
        f"核对规则“{NAMES[rule]}”所指的项目“{str(row[name])[:40]}”不在这张表里。"
        for name in _FIELDS.get(rule, ())
        if name in row and row[name] not in paths and row[name] not in _OPTIONAL.get(rule, ())
    ]
    found += [
        f"核对规则“{NAMES[rule]}”的“{name}”要写整数。"
        for name in sorted(_NUMBERS & set(row))
        if isinstance(row[name], bool) or not isinstance(row[name], int) or row[name] < 0
    ]
    try:
        condition = condition_of(row)
    except BadCondition as bad:
        return [*found, f"核对规则“{NAMES[rule]}”：{bad}"]
    names = fields_of(condition) if condition is not None else set()
    unknown = sorted(name for name in names if name.removesuffix(".count") not in known)
    return found + [f"核对规则“{NAMES[rule]}”的条件里“{name[:40]}”不在这张表里。" for name in unknown]


def is_grave(result: CheckResult) -> bool:
    return result.severity == ERROR
