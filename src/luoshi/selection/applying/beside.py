"""What of an application belongs beside a line of the formal check, so that the officer need not look for it."""

from __future__ import annotations

from collections.abc import Collection

from luoshi.core.selection import Check, Material, Rules

WORDS: dict[str, tuple[str, ...]] = {  # by part: words of a line that is about it
    "form": ("申报书", "申报表", "填写"),
    "conditions": ("条件", "资格"),
    "people": ("师德", "诚信", "人员", "成员", "团队", "教师", "主持", "负责人", "讲授", "参赛"),
    "materials": ("材料", "文件", "附件", "视频"),
    "own": ("校内", "公示", "评选"),
    "opinions": ("盖章", "签字", "公章", "意见"),
    "statements": ("承诺",),
    "places": ("限额", "名额", "推荐", "次序"),
}


def parts_beside(line: Check, rules: Rules) -> list[str]:
    """In the order of the page. Lines are written freely, so that it goes by the words they use; a line that names a
    material by its title is about that one. Empty: about nothing in particular, the whole is read.
    """
    if materials_named(line, rules):
        return ["materials"]
    there = {
        "people": rules.applicant != "school",
        "materials": bool(rules.materials),
        "own": rules.own_selection,
        "opinions": bool(rules.opinions),
        "statements": bool(rules.statements),
    }
    return [
        part
        for part, words in WORDS.items()
        if there.get(part, True) and any(word in line.title for word in words)
    ]


def materials_named(line: Check, rules: Rules) -> list[Material]:
    """Those the line names; none: it is about all of them."""
    return [each for each in rules.materials if each.title in line.title]


BASICS = ("title", "group", "entry", "partners")
RESTS_ON: dict[
    str, tuple[str, ...]
] = {  # by part as above: the parts of what was handed in (`receiving.parts_of`)
    "form": ("form:",),
    "conditions": ("people", "form:"),
    "people": ("people",),
    "materials": ("material:",),
    "own": ("own",),
    "opinions": ("opinions",),
    "statements": ("statements",),
    "places": (),
}


def rests_on(line: Check, rules: Rules, changed: Collection[str]) -> bool:
    """Whether what was found of this line rests on something that was changed: a line about nothing in particular on
    everything, every line on what the application is called and about.
    """
    if any(key in BASICS for key in changed):
        return True
    if named := materials_named(line, rules):
        return any(f"material:{each.key}" in changed for each in named)
    parts = parts_beside(line, rules)
    if not parts:
        return bool(changed)
    heads = tuple(head for part in parts for head in RESTS_ON[part])
    return any(key.startswith(heads) for key in changed) if heads else False
