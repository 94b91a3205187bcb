"""Who is named as responsible in a clause: 牵头单位：…, （市教育局牵头，市财政局配合）, （某局负责）."""

from __future__ import annotations

import re

from .lines import closed_up
from .model import Unit

_ROLES = {
    "牵头": "lead",
    "主责": "lead",
    "责任": "responsible",
    "承办": "responsible",
    "主办": "lead",
    "负责": "responsible",
    "实施": "responsible",
    "配合": "cooperating",
    "协办": "cooperating",
    "参与": "cooperating",
    "参加": "cooperating",
    "协助": "cooperating",
}
_LABELLED = re.compile(
    r"(?P<role>牵头|主责|责任|承办|主办|配合|协办|参与|参加|协助|实施)(?:单位|部门|科室|处室|股室|学校)\s*[：:为]\s*"
    r"(?P<names>(?:[^。；;：:\n（）()【】\]］]|[（(][^（）()]{1,8}[）)]){2,200}?)(?=[。；;\n）)】\]］]|[，,、\s]*(?:牵头|责任|配合|协办|参与)(?:单位|部门|科室|处室)|$)"
)
_BRACKET = re.compile(r"[（(【\[［](?P<inside>[^（）()【】\[\]［］]{3,200})[）)】\]］]")
_TAIL = re.compile(
    r"^(?P<names>.+?)(?:分别|共同|按职责分工|等按职责分工|按职责|分工)*(?P<role>牵头|负责|配合|参与|参加|协办|协助)(?:落实|推进|实施|组织实施)?$"
)
_BY = re.compile(
    r"由(?P<names>[一-鿿、]{2,60}?)(?P<role>牵头|负责|配合)"
    r"(?:[，,](?P<helpers>[一-鿿、]{2,60}?)(?:配合|参与|协助))?(?=[，。；、组会])"
)
_ORGANISATION = re.compile(
    r"(?:局|厅|委|办|部|处|科|股|室|院|校|学院|中心|公司|政府|委员会|协会|联盟|集团|银行|支行|馆|所|站|中专|单位|部门|教科文卫体委|"
    r"中职学校|各校|学校|企业|机构)$"
)


def units_in(text: str) -> tuple[Unit, ...]:
    """The units in their order, each name once per role. A label other than a role word gives nothing."""
    found: dict[tuple[str, str], Unit] = {}
    for role, names in _named(text):
        for name in _split(names):
            found.setdefault((name, role), Unit(name, role))
    return tuple(found.values())


def _named(text: str) -> list[tuple[str, str]]:
    named = [(match.start(), _ROLES[match["role"]], match["names"]) for match in _LABELLED.finditer(text)]
    for bracket in _BRACKET.finditer(text):
        for part in re.split(r"[，,；;。]", bracket["inside"]):
            tail = _TAIL.match(part.strip())
            if tail and _all_organisations(tail["names"]):
                named.append((bracket.start(), _ROLES[tail["role"]], tail["names"]))
    for match in _BY.finditer(text):
        if _all_organisations(match["names"]):
            named.append((match.start(), _ROLES[match["role"]], match["names"]))
        if match["helpers"] and _all_organisations(match["helpers"]):
            named.append((match.start(), "cooperating", match["helpers"]))
    return [(role, names) for _, role, names in sorted(named, key=lambda item: item[0])]


def _all_organisations(names: str) -> bool:
    return all(_ORGANISATION.search(name) for name in _split(names))


def _split(names: str) -> list[str]:
    parts = [re.sub(r"等$", "", closed_up(part)) for part in re.split(r"[、，,]|\s{2,}", names)]
    return [part for part in parts if part]
