"""Labels within words: 完成时限：2021年12月；责任人：张文华；牵头：教务处."""

from __future__ import annotations

import re

_ROLES: tuple[tuple[str, str], ...] = (
    ("leader", r"(?:责任|分管|牵头|包保)(?:校)?领导|分管副?校长"),
    ("owner", r"(?:第一|直接|具体|主要)?(?:责任人|负责人|牵头人|承办人|联系人|责任人员)"),
    ("helper", r"(?:配合|协办|协助|协同|参与)(?:部门|单位|处室|科室|人员)?"),
    ("department", r"(?:责任|牵头|主责|承办|实施|负责)(?:部门|处室|科室|单位)|牵头|主办|承办"),
    ("due", r"(?:完成|截止|办结|结束)?(?:时间|时限|期限|日期)(?:节点|要求|安排)?|时间节点|起止时间|实施时间"),
    ("result", r"(?:预期|标志性|阶段性?|主要)?(?:成果|成效)(?:形式)?|验收要点|完成标志|佐证材料"),
)
_ROLE = "|".join(f"(?P<{role}>{words})" for role, words in _ROLES)
LABELLED = re.compile(rf"(?:^|(?<=[，,；;。（(【\[\s、]))(?:{_ROLE})\s*[:：为]\s*")
_VALUE = re.compile(r"[^；;。【】\[\]\n()]*(?:\([^()]*\)[^；;。【】\[\]\n()]*)*")


def labels_in(words: str) -> dict[str, str]:
    """By role; half-width words. A value ends where the next label begins, or with its clause."""
    found: dict[str, str] = {}
    matches = list(LABELLED.finditer(words))
    for at, match in enumerate(matches):
        role = next(role for role, _ in _ROLES if match[role])
        end = matches[at + 1].start() if at + 1 < len(matches) else len(words)
        value = words[match.end() : end]
        said = _VALUE.match(value)
        value = (said[0] if said else value).strip(" ，,、;；。\n")
        if value:
            found[role] = value
    return found
