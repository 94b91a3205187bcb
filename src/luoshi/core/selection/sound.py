"""What of the rules does not fit together, in sentences for the office that sets them. A call opens with none left."""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.core.scoring import problems as rubric_problems
from luoshi.core.scoring.rubric import said

from .parts import Applicant, Blindness, QuotaBy, Rules


def problems(rules: Rules) -> list[str]:
    """Empty: these rules can be used as they are."""
    return [*_applying(rules), *_judging(rules), *_ending(rules)]


def _applying(rules: Rules) -> Iterator[str]:
    if rules.applicant == Applicant.TEAM and not rules.team.least:
        yield "以团队申报，请写明团队最少人数。"
    if rules.applicant == Applicant.SCHOOL and (rules.team.least or rules.team.most):
        yield "以学校申报不填团队人数；请删去人数，或改为以团队申报。"
    for each in rules.conditions:
        if strange := [group for group in each.groups if group not in rules.group_titles]:
            yield f"条件“{each.words}”用于“{strange[0]}”组，但没有这个组别。"
    quota = rules.quota
    if quota.by != QuotaBy.NONE and not quota.number:
        yield "限额的名额是 0，谁也报不了；请写明名额，或改为不限额。"
    if quota.most and quota.most < quota.number:
        yield "名额上限少于名额本身。"
    if not rules.checks and rules.materials:
        yield "有申报材料，却没有形式审查项；请至少写一项。"


def _judging(rules: Rules) -> Iterator[str]:
    if rules.rubric is None:
        yield "还没有评分标准。"
        return
    yield from rubric_problems(rules.rubric)
    method, full = rules.method, rules.rubric.total
    if method.pass_mark is not None and method.pass_mark > full:
        yield f"合格线 {said(method.pass_mark)} 分高于满分 {said(full)} 分。"
    if method.apart is not None and method.apart > full:
        yield f"相差 {said(method.apart)} 分才请第三人，但满分只有 {said(full)} 分。"
    if method.combine == "trimmed" and rules.panel.need <= 2 * method.drop:
        yield f"去掉 {method.drop} 个最高分和最低分以后没有分数可用；每件至少要 {2 * method.drop + 1} 人评审。"
    for tie in method.ties:
        if tie.by == "item" and rules.rubric.item(tie.key) is None:
            yield "同分时比较的项目不在评分标准里。"
    yield from _panel(rules)


def _panel(rules: Rules) -> Iterator[str]:
    least = sum(rule.at_least for rule in rules.panel.mix)
    for rule in rules.panel.mix:
        if rule.at_least > rules.panel.need:
            yield f"每件 {rules.panel.need} 人评审，却要求“{rule.group}”至少 {rule.at_least} 人。"
    if least > rules.panel.need and len(rules.panel.mix) > 1:
        yield f"评审组各类人合计至少 {least} 人，多于每件 {rules.panel.need} 人；除非有人兼属几类，否则组不成。"
    if rules.blindness != Blindness.DOUBLE and rules.form_hides:
        yield "写了对专家隐藏的栏目，但没有选择双盲评审。"
    if rules.blindness != Blindness.NONE and rules.experts_named:
        yield "选了盲评，不能公开评审专家名单；请改为不匿名，或不公开名单。"


def _ending(rules: Rules) -> Iterator[str]:
    if (share := sum(level.percent for level in rules.levels)) > 100:
        yield f"各等次比例合计 {share}%，超过 100%。"
    open_ended = [
        number for number, level in enumerate(rules.levels) if not level.number and not level.percent
    ]
    if open_ended and open_ended[0] < len(rules.levels) - 1:
        yield f"“{rules.levels[open_ended[0]].title}”没有写数量，排在它后面的等次就没有人了。"
    if not rules.notice_days:
        yield "公示天数是 0；公示至少 1 个工作日，一般不少于 5 个工作日。"
