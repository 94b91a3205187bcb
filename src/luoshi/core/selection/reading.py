"""Rules from their JSON. What is malformed is refused; what is merely unwise is told by `sound.problems`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from luoshi.core.assignment.problem import MixRule
from luoshi.core.conditions import BadCondition, from_json
from luoshi.core.conflicts import Tie
from luoshi.core.scoring import BadScoring, read_method, read_rubric

from .parts import (
    MATERIAL_KINDS,
    About,
    Applicant,
    BadRules,
    Blindness,
    Calendar,
    Check,
    Level,
    Material,
    Opens,
    Panel,
    QuotaBy,
    QuotaRule,
    Requirement,
    Rules,
    Statement,
    Team,
    Wording,
)
from .wording import MARKERS, OF_A_CALL, faults

MOST_ROWS, LONGEST, LONGEST_WORDS, LARGEST = 100, 200, 4000, 100_000
LEVELS = ("", "county", "city", "province", "nation")
WORDED = {"certificate": 300, "closing": 100, "title": 100, "notice": LONGEST_WORDS}  # longest
Row = Mapping[str, Any]
E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


def read_rules(data: Any) -> Rules:
    """The rules of a kind or a call; unknown names are refused, missing ones get their default. Raises BadRules."""
    if not isinstance(data, Mapping):
        raise BadRules("遴选规则应是一个对象。")
    _known(data, Rules.__dataclass_fields__, "遴选规则")
    try:
        return _rules(data)
    except (BadScoring, BadCondition) as bad:
        raise BadRules(str(bad)) from None


def _rules(data: Row) -> Rules:
    plain = Rules()
    return Rules(
        applicant=_one(data, "applicant", Applicant, plain.applicant),
        register=_text(data, "register", "遴选规则", ""),
        group_titles=_texts(data, "group_titles", 40),
        team=_team(_object(data, "team", Team)),
        conditions=_rows(data, "conditions", "条件", _requirement),
        quota=_quota(_object(data, "quota", QuotaRule)),
        materials=_rows(data, "materials", "材料", _material),
        form_hides=_texts(data, "form_hides", LONGEST),
        statements=_rows(data, "statements", "承诺", _statement),
        opinions=_rows(data, "opinions", "意见页", _statement),
        own_selection=_yes(data, "own_selection", plain.own_selection),
        own_notice_days=_whole(data, "own_notice_days", "校内公示天数", plain.own_notice_days, high=60),
        checks=_rows(data, "checks", "形式审查", _check),
        correction_days=_whole(data, "correction_days", "补正天数", plain.correction_days, high=60),
        blindness=_one(data, "blindness", Blindness, plain.blindness),
        experts_named=_yes(data, "experts_named", plain.experts_named),
        opens=_one(data, "opens", Opens, plain.opens),
        rubric=read_rubric(data["rubric"]) if data.get("rubric") else None,
        method=read_method(data.get("method") or {}),
        panel=_panel(_object(data, "panel", Panel)),
        levels=_rows(data, "levels", "等次", _level),
        valid_months=_whole(data, "valid_months", "有效期", 0, high=600),
        build_months=_whole(data, "build_months", "建设期", 0, high=600),
        notice_days=_whole(data, "notice_days", "公示天数", plain.notice_days, high=60),
        objection_signed=_yes(data, "objection_signed", plain.objection_signed),
        next_level=_next(data),
        next_number=_whole(data, "next_number", "推荐名额", 0, high=10_000),
        calendar=_calendar(_object(data, "calendar", Calendar)),
        wording=_wording(_object(data, "wording", Wording)),
    )


def _wording(row: Row) -> Wording:
    where = "证书和公布通知的文字"
    made = Wording(*(_text(row, name, where, "", longest) for name, longest in WORDED.items()))
    for text, known in (
        (made.certificate, MARKERS),
        (made.closing, MARKERS),
        (made.title, OF_A_CALL),
        (made.notice, OF_A_CALL),
    ):
        if fault := faults(text, known):
            raise BadRules(f"{where}：{fault}")
    return made


def _next(data: Row) -> str:
    level = data.get("next_level", "")
    if level not in LEVELS:
        raise BadRules("推荐到哪一级，只能选县、市、省、国家或不推荐。")
    return str(level)


def _known(row: Row, names: Mapping[str, Any], where: str) -> None:
    if strange := sorted(str(name)[:40] for name in row if name not in names):
        raise BadRules(f"{where}里有不认识的内容“{strange[0]}”。")


def _object(data: Row, name: str, shape: type[Any]) -> Row:
    found = data.get(name, {})
    if not isinstance(found, Mapping):
        raise BadRules(f"遴选规则的 {name} 应是一个对象。")
    _known(found, shape.__dataclass_fields__, f"遴选规则的 {name} ")
    return found


def _one(data: Row, name: str, kind: type[E], missing: E) -> E:
    value = data.get(name, missing)
    if value not in list(kind):
        raise BadRules(f"遴选规则的 {name} 只能是 {'、'.join(kind)}。")
    return kind(value)


def _text(row: Row, name: str, where: str, missing: str | None = None, longest: int = LONGEST) -> str:
    value = row.get(name, missing)
    if not isinstance(value, str) or len(value) > longest or (missing is None and not value.strip()):
        raise BadRules(f"{where}的 {name} 应是 {longest} 字以内的文字。")
    return value


def _texts(row: Row, name: str, longest: int) -> tuple[str, ...]:
    found = row.get(name, [])
    if not isinstance(found, list) or len(found) > MOST_ROWS:
        raise BadRules(f"{name} 应是一个列表，至多 {MOST_ROWS} 项。")
    if not all(isinstance(each, str) and each.strip() and len(each) <= longest for each in found):
        raise BadRules(f"{name} 的每一项应是 {longest} 字以内的文字。")
    _once(found, name)
    return tuple(found)


def _whole(row: Row, name: str, where: str, missing: int, low: int = 0, high: int = LARGEST) -> int:
    value = row.get(name, missing)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise BadRules(f"{where}应是 {low} 至 {high} 的整数。")
    return value


def _yes(row: Row, name: str, missing: bool) -> bool:
    value = row.get(name, missing)
    if not isinstance(value, bool):
        raise BadRules(f"{name} 只能是“是”或“否”。")
    return value


def _once(keys: Sequence[str], where: str) -> None:
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise BadRules(f"{where}里“{twice[0]}”出现了两次。")


def _rows(data: Row, name: str, where: str, read: Callable[[Row], T]) -> tuple[T, ...]:
    found = data.get(name, [])
    if not isinstance(found, list) or len(found) > MOST_ROWS:
        raise BadRules(f"{where}应是一个列表，至多 {MOST_ROWS} 项。")
    if not all(isinstance(row, Mapping) for row in found):
        raise BadRules(f"{where}的每一项应是一个对象。")
    made = tuple(read(row) for row in found)
    _once([row["key"] for row in found], where)
    return made


def _team(row: Row) -> Team:
    team = Team(
        _whole(row, "least", "团队最少人数", 0, high=500), _whole(row, "most", "团队最多人数", 0, high=500)
    )
    if team.most and team.least > team.most:
        raise BadRules("团队最少人数多于最多人数。")
    return team


def _requirement(row: Row) -> Requirement:
    _known(row, Requirement.__dataclass_fields__, "条件")
    words = _text(row, "words", "条件")
    return Requirement(
        key=_text(row, "key", "条件"),
        words=words,
        about=_one(row, "about", About, About.ORGANISATION),
        test=from_json(row.get("test")),
        source=_text(row, "source", "条件", ""),
        groups=_texts(row, "groups", 40),
        veto=_yes(row, "veto", True),
    )


def _quota(row: Row) -> QuotaRule:
    return QuotaRule(
        by=_one(row, "by", QuotaBy, QuotaBy.NONE),
        number=_whole(row, "number", "名额", 0, high=10_000),
        raised=_whole(row, "raised", "往届结果增加的名额", 0, high=100),
        most=_whole(row, "most", "名额上限", 0, high=10_000),
    )


def _material(row: Row) -> Material:
    _known(row, Material.__dataclass_fields__, "材料")
    title = _text(row, "title", "材料")
    where, plain = f"“{title}”", Material("", "")
    kinds = _texts(row, "kinds", 10) or plain.kinds
    if strange := [kind for kind in kinds if kind not in MATERIAL_KINDS]:
        raise BadRules(f"{where}的文件类型“{strange[0]}”不能使用。")
    return Material(
        key=_text(row, "key", "材料"),
        title=title,
        required=_yes(row, "required", plain.required),
        most=_whole(row, "most", f"{where}的份数", plain.most, 1, 200),
        kinds=tuple(kind for kind in MATERIAL_KINDS if kind in kinds),
        megabytes=_whole(row, "megabytes", f"{where}的大小", plain.megabytes, 1, 2000),
        pages=_whole(row, "pages", f"{where}的页数", 0),
        seconds=_whole(row, "seconds", f"{where}的时长", 0),
        words=_whole(row, "words", f"{where}的字数", 0),
        blind=_yes(row, "blind", plain.blind),
    )


def _statement(row: Row) -> Statement:
    _known(row, Statement.__dataclass_fields__, "承诺和意见页")
    return Statement(
        _text(row, "key", "承诺"),
        _text(row, "title", "承诺"),
        _text(row, "words", "承诺", "", LONGEST_WORDS),
    )


def _check(row: Row) -> Check:
    _known(row, Check.__dataclass_fields__, "形式审查")
    return Check(_text(row, "key", "形式审查"), _text(row, "title", "形式审查"))


def _panel(row: Row) -> Panel:
    plain = Panel()
    ties = _texts(row, "counted", 40) if "counted" in row else tuple(Tie)
    if strange := [tie for tie in ties if tie not in list(Tie)]:
        raise BadRules(f"回避情形“{strange[0]}”不认识。")
    return Panel(
        need=_whole(row, "need", "每件的评审人数", plain.need, 1, 50),
        most=_whole(row, "most", "每人的评审件数", plain.most, 1, 20_000),
        years=_whole(row, "years", "任职回避的年数", plain.years, 0, 50),
        counted=frozenset(Tie(tie) for tie in ties),
        mix=_mixes(row),
    )


def _mixes(row: Row) -> tuple[MixRule, ...]:
    found = row.get("mix", [])
    if not isinstance(found, list) or not all(isinstance(each, Mapping) for each in found):
        raise BadRules("评审组的构成应是一个列表。")
    if len(found) > MOST_ROWS:
        raise BadRules(f"评审组的构成至多 {MOST_ROWS} 项。")
    made = tuple(_mix(each) for each in found)
    _once([each.group for each in made], "评审组的构成")
    return made


def _mix(row: Row) -> MixRule:
    _known(row, MixRule.__dataclass_fields__, "评审组的构成")
    group = _text(row, "group", "评审组的构成", longest=100)
    least = _whole(row, "at_least", f"“{group}”最少人数", 0, high=50)
    most = None if row.get("at_most") is None else _whole(row, "at_most", f"“{group}”最多人数", 0, high=50)
    if most is not None and least > most:
        raise BadRules(f"“{group}”的最少人数多于最多人数。")
    return MixRule(group, least, most)


def _level(row: Row) -> Level:
    _known(row, Level.__dataclass_fields__, "等次")
    title = _text(row, "title", "等次")
    number = _whole(row, "number", f"“{title}”的数量", 0, high=10_000)
    percent = _whole(row, "percent", f"“{title}”的比例", 0, high=100)
    if number and percent:
        raise BadRules(f"“{title}”只能按数量或按比例，不能两样都写。")
    return Level(_text(row, "key", "等次"), title, number, percent)


def _calendar(row: Row) -> Calendar:
    plain = Calendar()
    return Calendar(
        month=_whole(row, "month", "通常月份", 0, high=12),
        open_days=_whole(row, "open_days", "申报天数", plain.open_days, 1, 366),
        school_days=_whole(row, "school_days", "学校报送提前天数", plain.school_days, 0, 366),
        county_days=_whole(row, "county_days", "县市推荐提前天数", plain.county_days, 0, 366),
    )
