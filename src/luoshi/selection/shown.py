"""Rules in words, for the page of a kind and of a call."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.core.conflicts import ALWAYS, IN_WORDS, Tie
from luoshi.core.scoring import Item, Rubric
from luoshi.core.scoring.rubric import said
from luoshi.core.selection import Level, Material, QuotaBy, Rules
from luoshi.core.selection.wording import SHIPPED

from .forms import ABOUT
from .models import Call, Kind
from .queries import register_of
from .sections.applicants import APPLICANT
from .sections.ending import NEXT
from .sections.judging import BLINDNESS, COMBINE, ITEM_KINDS, NORMALISE, OPENS, THIRD, TIES, VETO
from .sections.submitting import FILES
from .states import Outcome

Rows = list[tuple[str, str]]
WITHIN_A_SCHOOL = {
    Tie.EMPLOYER: "与申报人在同一个处室",
    Tie.FORMER_EMPLOYER: "近年与申报人在同一个处室",
    Tie.GROUP: "",
    Tie.COUNTY: "",
}  # there everybody works in the same school, group and county


@dataclass(frozen=True, slots=True)
class Shown:
    """What the templates need of rules; `facts`-like pairs of label and words."""

    applicants: Rows
    conditions: list[dict[str, Any]]
    materials: list[dict[str, Any]]
    papers: Rows
    panel: Rows
    items: list[dict[str, Any]]
    total: str
    blocks: Rows
    method: Rows
    ending: Rows
    wording: Rows
    statements: list[tuple[str, str]] = field(default_factory=list)
    opinions: list[tuple[str, str]] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)
    opinion: bool = False  # every sheet ends with one


def rules_shown(rules: Rules, row: Kind | Call) -> Shown:
    rubric = rules.rubric
    return Shown(
        applicants=_applicants(rules, row),
        conditions=[
            {"words": each.words, "about": ABOUT[each.about], "groups": "、".join(each.groups), "source": each.source,
             "veto": each.veto, "key": each.key}
            for each in rules.conditions
        ],
        materials=[
            {"title": each.title, "required": each.required, "most": each.most, "words": material_words(each)}
            for each in rules.materials
        ],
        papers=_papers(rules, row),
        panel=_panel(rules, row),
        items=[_item(rubric, each) for each in rubric.items] if rubric else [],
        total=said(rubric.total) if rubric else "",
        blocks=[(each.title, f"{said(each.weight * 100)}%") for each in rubric.blocks] if rubric else [],
        opinion=rubric is not None and rubric.opinion,
        method=_method(rules),
        ending=_ending(rules, row),
        wording=[
            ("证书", f"{wording(rules, 'certificate')}……{wording(rules, 'closing')}"),
            ("公布通知", wording(rules, "title")),
        ],
        statements=[(each.title, each.words) for each in rules.statements],
        opinions=[(each.title, each.words) for each in rules.opinions],
        checks=[each.title for each in rules.checks],
    )  # fmt: skip


def wording(rules: Rules, name: str) -> str:
    return str(getattr(rules.wording, name) or getattr(SHIPPED, name))


def _applicants(rules: Rules, row: Kind | Call) -> Rows:
    inside = row.organisation.kind == Organisation.Kind.SCHOOL  # applicants send it themselves
    found = [
        ("申报主体", APPLICANT[rules.applicant].partition("（")[0] if inside else APPLICANT[rules.applicant])
    ]
    team = rules.team
    if team.least or team.most:
        upper = f"至 {team.most} 人" if team.most else "人以上"
        found.append(("团队人数", f"{team.least} {upper}" if team.least != team.most else f"{team.most} 人"))
    register = register_of(row)
    if rules.register:
        found.append(("从哪个台账申报", register.title if register else "（没有启用的台账，请改选）"))
    if rules.group_titles:
        found.append(("组别", "、".join(rules.group_titles)))
    found.append(("限额", quota_words(rules)))
    return found


def quota_words(rules: Rules) -> str:
    quota = rules.quota
    if quota.by == QuotaBy.NONE:
        return "不限额"
    whose = "每校" if quota.by == QuotaBy.SCHOOL else "每个县市（市属学校各算一个单位）"
    each = "每个组别 " if rules.group_titles else " "
    more = f"；往届每认定一项加 {quota.raised} 个" if quota.raised else ""
    most = f"，最多 {quota.most} 个" if quota.most else ""
    return f"{whose}{each}{quota.number} 个{more}{most}"


def material_words(each: Material) -> str:
    """PDF、Word，最多 2 份，每份不超过 20 MB、20 页"""
    kinds = "、".join(FILES[kind] for kind in each.kinds)
    limits = [f"{each.megabytes} MB"]
    limits += [f"{each.pages} 页"] if each.pages else []
    limits += [f"{each.words} 字"] if each.words else []
    limits += [f"{-(-each.seconds // 60)} 分钟"] if each.seconds else []
    most = f"，最多 {each.most} 份" if each.most > 1 else ""
    return f"{kinds}{most}，每份不超过 {'、'.join(limits)}"


def _papers(rules: Rules, row: Kind | Call) -> Rows:
    """A school's own selection is the one that is asked of others."""
    own = f"要，公示不少于 {rules.own_notice_days} 个工作日" if rules.own_selection else "不要求"
    within = row.organisation.kind == Organisation.Kind.SCHOOL
    correction = ("补正时间", f"{rules.correction_days} 个工作日")
    return [correction] if within else [("校内评选和公示", own), correction]


def _panel(rules: Rules, row: Kind | Call) -> Rows:
    panel, words = rules.panel, IN_WORDS
    if row.organisation.kind == Organisation.Kind.SCHOOL:
        words = {**IN_WORDS, **WITHIN_A_SCHOOL}
    ties = [words[tie] for tie in IN_WORDS if words[tie] and (tie in panel.counted or tie in ALWAYS)]
    mix = [
        f"{rule.group}{f'至少 {rule.at_least} 人' if rule.at_least else ''}"
        f"{f'至多 {rule.at_most} 人' if rule.at_most is not None else ''}"
        for rule in panel.mix
    ]
    return [
        ("匿名评审", BLINDNESS[rules.blindness]),
        *([("专家名单", "结果公布以后向申报单位公开")] if rules.experts_named else []),
        ("评分打开", OPENS[rules.opens]),
        ("评审人数", f"每件 {panel.need} 人，每人最多 {panel.most} 件"),
        ("回避", f"{'；'.join(ties)}（任职回避 {panel.years} 年）"),
        *([("专家构成", "；".join(mix))] if mix else []),
    ]


def _item(rubric: Rubric, item: Item) -> dict[str, Any]:
    blocks = {block.key: block.title for block in rubric.blocks}
    scale = ""
    if item.kind == "grade":
        ordered = sorted(item.grades, key=lambda each: -each[1])
        scale = "，".join(f"{grade} {said(share)}" for grade, share in ordered)
    elif item.kind == "steps":
        steps = [f"达到 {said(low)} 得 {said(points)} 分" for low, points in item.steps]
        scale = "，".join([*steps, f"其余 {said(item.below)} 分"])
    if item.comment:
        scale = f"{scale}；要写说明" if scale else "要写说明"
    return {
        "title": item.title,
        "kind": ITEM_KINDS[item.kind],
        "most": "" if item.kind == "veto" else said(item.most),
        "scale": scale,
        "block": blocks.get(item.block, ""),
    }


def _method(rules: Rules) -> Rows:
    method = rules.method
    combined = COMBINE[method.combine]
    if method.combine == "trimmed" and method.drop > 1:
        combined = f"去掉 {method.drop} 个最高分和 {method.drop} 个最低分后平均"
    found = [("合成", combined), ("专家之间的调整", NORMALISE[method.normalise])]
    if method.apart is not None:
        found.append(("第三人评审", f"两人相差 {said(method.apart)} 分以上时；{THIRD[method.third]}"))
    found.append(("否决", VETO[method.veto]))
    if method.pass_mark is not None:
        found.append(("合格线", f"{said(method.pass_mark)} 分"))
    if method.rounds:
        found.append(
            ("轮次", "，".join(f"{each.title} {said(each.weight * 100)}%" for each in method.rounds))
        )
    titles = {each.key: each.title for each in rules.rubric.items} if rules.rubric else {}
    titles |= {each.key: each.title for each in method.rounds}
    ties = [f"“{titles.get(tie.key, tie.key)}”高的在前" if tie.key else TIES[tie.by] for tie in method.ties]
    return [*found, ("同分", "，再".join(ties) if ties else "名次并列")]


def _ending(rules: Rules, row: Kind | Call) -> Rows:
    """What is recommended is built up and valid by what the office above says."""
    levels = "；".join(level_words(each) for each in rules.levels) or "不分等次"
    kind = row.kind if isinstance(row, Call) else row
    until = f"{rules.valid_months} 个月" if rules.valid_months else "长期"
    return [
        ("等次", levels),
        *(
            [("建设期", f"{rules.build_months} 个月")]
            if rules.build_months and kind.outcome == Outcome.RECOGNISE
            else []
        ),
        *([("有效期", until)] if kind.outcome == Outcome.RECOGNISE else []),
        ("公示", f"{rules.notice_days} 个工作日，异议{'要实名' if rules.objection_signed else '可以不署名'}"),
        *([("推荐", _upward(rules))] if rules.next_level else []),
    ]


def _upward(rules: Rules) -> str:
    """To which level, and how many."""
    each = "每个组别" if rules.group_titles else ""
    limit = f"，{each}不超过 {rules.next_number} 个" if rules.next_number else ""
    return f"择优推荐到{NEXT[rules.next_level]}{limit}"


def level_words(level: Level) -> str:
    if level.number:
        return f"{level.title} {level.number} 个"
    return f"{level.title}占受理数的 {level.percent}%" if level.percent else f"{level.title}不限"
