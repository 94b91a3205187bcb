"""The words around a number that say how it binds (design, section 3)."""

from __future__ import annotations

import re

from .model import Comparator as C
from .script import HIDDEN

_NOT = r"不(?:得|应|能|可|宜|要|应该|允许)?"
_FALL = r"(?:下降|降低|减少|压减|压缩|缩减|缩小|降)"
_RISE = r"(?:提高|提升|增加|增长|上升|扩大|升高|增|升|提|发展|扩充|拓展|壮大|优化)"

# Tried together; the match that begins first wins, so 不超过 is never read as 超过.
_BEFORE: tuple[tuple[C, str], ...] = (
    (
        C.AT_LEAST,
        rf"{_NOT}(?:少|低|小|短|弱|亚|下)于|(?:至少|最少|最低|起码)(?:应|须|需|要)?[^,;:、。\d]{{0,9}}|≥|>=|下限为?|(?<!圆)(?<!期)满",
    ),
    (
        C.AT_MOST,
        rf"{_NOT}(?:超过|超出|高于|多于|大于|长于|超|突破)|控制(?:在|为|到)|(?<![年期时权界局])限(?:额|申报|报|推荐|推|选|填|项|投|交|送|荐)?(?:为|各)?|"
        rf"(?:最多|至多|最高(?!分)|最长)(?:不超过|可|推荐|申报|报送|为)?[^,;:、。\d]{{0,4}}|上限为?|≤|<=|{_FALL}(?:到|至)|(?<!压)(?:下降|降低|减少|降)为|(?:整合|合并|撤并|精简|归并)(?:到|至)|(?<![许认不])可(?:以|适当)?(?:[放提][宽高][到至]|上浮)",
    ),
    (
        C.MORE_THAN,
        r"(?:超过|超出|突破|大于|高于|多于|超|逾|>|(?<=争取)过|(?<=力争)过|(?<=确保)过|(?<=\x00)过)",
    ),
    (C.REACH, rf"达到?|{_RISE}(?:到|至)[^,;:、。\d]{{0,6}}|{_RISE}为|实现|增至|达成"),
    (C.LESS_THAN, r"少于|低于|小于|<|不足|不到|不满"),
    (C.ABOUT, r"大约|约|接近|将近|近|大概|左右"),
)
_BEFORE_RE = re.compile(
    "(?:"
    + "|".join(f"(?P<{comparator.value}>{words})" for comparator, words in _BEFORE)
    + rf")(?:了|为|在|占|:)?(?:{HIDDEN}|每(?:百?(?:名|位)?(?:学?生|人)|校|班|县|位|名|个|学年)|(?:师生|生师)?比例?)*\Z"
)
_OF_WHOLE_RE = re.compile(
    rf"(?P<words>{_NOT}(?:低|少|小)于|{_NOT}超过|控制在|超过|高于|低于|少于|达到?|(?:大?约|近|接近)(?=占))"
    rf"(?:[^,;:。、\d]|、(?=[二三四五{HIDDEN}])){{0,18}}(?:的|总数|总量|人数|计划|编制|指标|总额|平均水平|经费|资金|预算|收入|支出|学时|课时|面积|作品|名额)\Z"
)
_FROM_AFAR_RE = re.compile(
    rf"(?:(?P<least>至少|最少)|(?:最多|至多))[^,;:。\d{HIDDEN}]{{2,28}}(?<![一二两三四五六七八九十百])\Z"
    r"|限额(?:为|:|分配)?[^;。]{0,40}\Z|(?<![年期时权界局])限(?:报|申报|推荐|推|选|投|交|送|荐)[^,;:。、\d]{1,16}\Z"
    r"|(?<![许认不])可(?:以|再|另|适当|视情|跨校)*(?:推荐|申报|申请|报送|增[设报]|吸[收纳]|聘[用请任]|选派|保留|兼任|组队?)"
    r"[^,;:。、\d]{0,10}\Z"
)
_INCLUSIVE = r"(?:\(含(?:本数|\d*[个名所项%]*)?\))?"
_AFTER: tuple[tuple[C, str], ...] = (
    (C.AT_MOST, rf"(?:及|和|或|\(含\)){_INCLUSIVE}以下|以下\(含[^)]{{0,4}}\)|{_INCLUSIVE}(?:以内|之内)|封顶"),
    (C.AT_LEAST, rf"(?:及|和|或)?{_INCLUSIVE}(?:以上|之上)(?:\(含[^)]{{0,4}}\))?"),
    (C.LESS_THAN, r"以下|之下"),
    (C.ABOUT, r"左右|上下"),
)
_AFTER_RE = re.compile("|".join(f"(?P<{comparator.value}>{words})" for comparator, words in _AFTER))
_PER_ONE = re.compile(r"/(?:学?生|人|年|学[年期]|月|周|校|班|师|课|家)")
_WITHIN = re.compile("内(?![容部外涵设在地蒙])")
_WINDOW = 16


def before_number(text: str, start: int) -> tuple[C | None, int]:
    """Comparator that ends where the number starts, and where it starts itself."""
    window = max(0, start - _WINDOW)
    found = _BEFORE_RE.search(text, window, start)
    if found is None or found.lastgroup is None:
        return None, start
    return C(found.lastgroup), found.start()


def of_a_whole(text: str, start: int) -> tuple[C | None, int]:
    """不低于总数的10%: the comparator of a share, with the whole between them."""
    found = _OF_WHOLE_RE.search(text, max(0, start - 2 * _WINDOW), start)
    if found is None or (text.endswith("平均水平", 0, start) and found["words"] in ("高于", "低于", "超过")):
        return None, start  # 高于全省平均水平3%: by so much
    return before_number(text, found.end("words"))[0], found.start()


def from_afar(text: str, start: int) -> tuple[C | None, int]:
    """至少应配备具有中级职称的专任教师2人, 推荐限额为每校2人, 可跨校组队1支: the word stands far from its number."""
    found = _FROM_AFAR_RE.search(text, max(0, start - 3 * _WINDOW), start)
    if found is None:
        return None, start
    return (C.AT_LEAST if found["least"] else C.AT_MOST), start


def after_number(text: str, end: int) -> tuple[C | None, int]:
    """Comparator that starts where the number ends, or behind its /生, and where it ends itself."""
    per = _PER_ONE.match(text, end)
    found = _AFTER_RE.match(text, per.end() if per else end)
    if found is None or found.lastgroup is None:
        return None, end
    return C(found.lastgroup), found.end()


def within(text: str, end: int) -> bool:
    """15个工作日内: a length of time that may not be exceeded."""
    return _WITHIN.match(text, end) is not None


def combine(before: C | None, after: C | None) -> C:
    """达到60%以上 is at_least, 不少于50个左右 stays at_least, a bare number is exact."""
    if after is None or (before is C.AT_LEAST and after is C.ABOUT):
        return before or C.EXACT
    if before is C.AT_MOST and after is C.AT_LEAST:  # 不超过总数的3个以上: the nearer word binds
        return C.AT_LEAST
    return after
