"""Who answers for a step: persons and bodies named in one cell (李志强、教务处 · 张三（教务处主任） · 组长：张文华)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公肖付岳海帅覃涂闫牟佘代占"
)
_DOUBLE = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "夏侯",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "司徒",
    "令狐",
    "东方",
    "南宫",
    "端木",
)
_BODY = re.compile(
    r"(?:处|科|室|部|办|中心|组|系|院|委|会|团|站|校|司|局|馆|所|企业|班|队|支部|单位|学校|厅|基地|联盟|集团|工会|团委|机构|大学|全体\w*|各\w+|有关\w*|相关\w*)\Z"
)
_TITLE = (
    r"(?:党[总支]*委?书记|副?书记|副?校长|副?院长|副?主任|副?处长|副?科长|副?部长|副?组长|副?系主任|教研组长|班主任"
    r"|主席|老师|同志|教授|专业带头人|专业负责人|干事|委员)"
)
_POST = re.compile(rf"\A(?P<body>\S*?)(?P<title>{_TITLE})\Z")
_LABEL = re.compile(r"\A(?P<label>[^:：]{1,8})[:：]\s*(?P<rest>.+)\Z", re.S)
_SPLIT = re.compile(r"[、,，;；/|&]+|\n+|(?<=[一-鿿)）])\s+(?=[一-鿿])")


@dataclass(frozen=True, slots=True)
class Named:
    """Persons and bodies in the order of the cell; `vague` are parts that name nobody exactly (陈校长)."""

    people: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    vague: tuple[str, ...] = ()


def read_names(text: str, people: Iterable[str] = (), bodies: Iterable[str] = ()) -> Named:
    """The persons and bodies of one cell; what the school knows is recognised first."""
    known, own_bodies = frozenset(people), frozenset(bodies)
    found: tuple[list[str], list[str], list[str]] = ([], [], [])
    for part in _parts(text):
        _sort(part, known, own_bodies, found)
    named = [tuple(dict.fromkeys(kind)) for kind in found]
    return Named(*named)


def _parts(text: str) -> list[str]:
    said = unicodedata.normalize("NFKC", text).strip()
    said = re.sub(r"(?<![一-鿿])([一-鿿])[ \u3000]+([一-鿿])(?![一-鿿])", r"\1\2", said)  # 张 三
    out: list[str] = []
    for part in _SPLIT.split(_brackets_closed(said)):
        part = re.sub(
            r"^(?:\d+[.、)]|[①-⑳]|和|及|由)|(?:负责|牵头|等)$", "", part.strip().replace("\x00", "、")
        ).strip()
        if part and not re.fullmatch(r"[-—–/\\.]+|无", part):
            out.append(part)
    return out


def _brackets_closed(said: str) -> str:
    """Commas within brackets part nothing: 教务处（张三、李四）."""
    return re.sub(r"\([^()]*\)", lambda match: re.sub(r"[、,，;；/\s]+", "\x00", match[0]), said)


def _sort(
    part: str, people: frozenset[str], bodies: frozenset[str], found: tuple[list[str], list[str], list[str]]
) -> None:
    labelled = _LABEL.match(part)
    if labelled:
        if labelled["label"] in bodies or _is_body(labelled["label"]):
            found[1].append(labelled["label"])
        _sort(labelled["rest"].strip(), people, bodies, found)
        return
    outer, inner = _bracket(part)
    for name in (outer, *inner):
        _sort_one(name, outer, people, bodies, found)


def _bracket(part: str) -> tuple[str, list[str]]:
    match = re.match(r"\A([^()]*)\(([^()]*)\)?(.*)\Z", part, re.S)
    if not match:
        return part, []
    return (match[1] + match[3]).strip(), [one for one in match[2].split("、") if one]


def _sort_one(
    name: str,
    outer: str,
    people: frozenset[str],
    bodies: frozenset[str],
    found: tuple[list[str], list[str], list[str]],
) -> None:
    """One name: known, a person with or without a post, a body, else vague. A post in brackets says nothing more."""
    inside = name is not outer
    if not name or (inside and _POST.match(name) and not _is_person(name, people)):
        return
    if name in people:
        found[0].append(name)
    elif name in bodies:
        found[1].append(name)
    elif (person := _person_in(name, people, bodies)) is not None:
        found[0].append(person[0])
        found[1].extend([person[1]] if person[1] else [])
    elif _is_body(name):
        found[1].append(name)
    elif not inside:
        found[2].append(name)


def _person_in(name: str, people: frozenset[str], bodies: frozenset[str]) -> tuple[str, str] | None:
    """张文华, 张文华校长, 校长张文华, 教务处张文华: the person, and the body named with him."""
    if _is_person(name, people):
        return name, ""
    for title in re.finditer(_TITLE, name):
        before, after = name[: title.start()], name[title.end() :]
        if not after and _is_person(before, people):
            return before, ""
        if after and _is_person(after, people):
            return after, before if before in bodies or _is_body(before) else ""
    for cut in range(len(name) - 4, len(name) - 1):
        body, person = name[: max(cut, 0)], name[max(cut, 0) :]
        if (body in bodies or (len(body) >= 2 and _is_body(body))) and _is_person(person, people):
            return person, body
    return None


def _is_person(name: str, people: frozenset[str]) -> bool:
    if name in people:
        return True
    if not re.fullmatch(r"[一-鿿]{2,4}|[一-鿿]{1,5}·[一-鿿]{1,8}", name) or _is_body(name):
        return False
    if re.search(rf"{_TITLE}\Z", name):
        return False
    if "·" in name or (name[:2] in _DOUBLE and len(name) >= 3):
        return True
    return name[0] in _SURNAMES and len(name) <= 3


def _is_body(name: str) -> bool:
    return _BODY.search(name) is not None


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The one known name that differs by a single character or by their order; None where there are none or several."""
    near = [other for other in known if other != name and _is_near(name, other)]
    return near[0] if len(near) == 1 else None


def _is_near(one: str, two: str) -> bool:
    if sorted(one) == sorted(two):
        return True
    if len(one) == len(two):
        return sum(a != b for a, b in zip(one, two, strict=True)) == 1
    short, long = sorted((one, two), key=len)
    return len(long) - len(short) <= 2 and len(short) >= 2 and _is_within(short, long)


def _is_within(short: str, long: str) -> bool:
    """All characters of the short name in their order: 教务 in 教务处, 就业办 in 就业办公室."""
    rest = iter(long)
    return all(sign in rest for sign in short)
