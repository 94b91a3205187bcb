"""Targets without a number: 一批 (somebody sets it), 全覆盖 (all), and a mere date."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..levels import strip_level
from .model import Comparator
from .script import HIDDEN

_SOME = re.compile(r"(?:一大?批|若干(?:个|所|名|门|项|家|支|套|本)?|一系列)(?:次)?")
_EACH_BATCH = re.compile(r"[,;]每批[^,;。\d]{0,10}\d")
_NOT_SOME = re.compile(r"(?:[+第首下新上这那同每前分])\Z")
_LIST_JOIN = re.compile(r"、|以及|及(?!以上|其|时|格)|和(?!谐|平)|与")
_LIST_END = re.compile(r"[,;:。!?\n]|等(?!级|教育|院校|学校)")
# Nouns that policies count; an item that ends in one is complete without the last item's noun.
_HEAD = re.compile(
    r"(?:团队|课堂|案例|基地|学校|课程|中心|工作室|项目|教材|平台|专业群?|教师|导师|大师|集团|联盟|\)|资源库?|人才|名师|带头人|骨干|校长|班主任|"
    r"园区|社区|企业|学院|工坊|站|示范校|示范区|示范点|标杆校?|模式|成果|标准|机构|活动|赛事|师傅|工匠|能手|标兵|学科|实训室|实验室|教室|车间|工厂|园|校|作品|读本|微课|资源包|"
    r"组织|品牌|队伍|实验区|联合体|共同体|社团|好课|精品课|金课|示范课|课题|论文|专家|岗位|志愿者|点|线路|典型)(?:”|\([^)]*\))?\Z"
)
_RELATIVE = re.compile(r"\A(?:一批)?(?:具有|具备|面向|符合|适应|服务|体现|能够|能|以|由|可|融合|反映|覆盖)")
_ALL = re.compile(
    r"(?P<cover>(?:基本)?(?:实现)?(?:[^,;:。\n\x00]{2,24}?)?全(?:员|面|域|学段|流程|部)?覆盖)|(?P<every>全部(?:学校|院校|班级|教师|专业|单位)?(?=达标|达到|设立|设置|成立|配置|安装|开通|建成|完成|实现|纳入|通过|消除|配备|配齐|开设|建立|落实|参加|取得|符合|整改|清零|开齐|接入|上线|投入使用|到位|轮训|更新|改造|整改|交付|开工|投用|覆盖|入驻|备案|签约|验收|培训|接受|封顶|竣工|完工|办结|销号|兑现|移交|落地|结对|建档))"
    r"|(?P<none>[一1][个家户所名校项人]都?不(?:能|得|可|许)?(?:落(?!实)|掉|漏|少|缺))"
    r"|(?P<full>人人(?=有|持|会|参[与加]|达标|过关)|(?<=[须应要])全部(?!.{0,4}\d)|全员(?=参[加与]|接受|完成|达标|持证|通过|结对|签订)"
    r"|(?<![率例度比数\x00])(?:均|都)(?=成立|设立|建立|设有|建有|制定|开设|配[备齐有]|纳入|完成|通过|达到[^,;。\d]{2,}标准|实[现行])(?![^,;。]*\d)|全面(?=达标|消除|普及|取消|清零|配齐|开齐))"
    r"|(?P<reach>覆盖(?:到)?(?:全部|所有|全体|全市所有)[^,;:。\n\x00]{2,12})"
    r"|(?P<each>(?:所有|全体|每(?:个|所|名|位|门|家)|各(?=[^类种级项地])|凡)[^,;:。\n\x00一]{1,14}?(?:都要|都应|(?<!各)全面(?=推[行开进]|实[行施现]|落实|达标)|普遍|过(?=[^,;]{2,8}关)|均应|均要|均须|全部|一律|均(?!衡)|都(?!市)|均有|都有))"
)
_ALREADY = re.compile(r"已经?\Z")  # 资金已全部到位
_PICKS_OUT = re.compile(r"[^,;:。、]{2}的")  # 全部达标的学校
_DONE = re.compile(
    r"完成|报[^告名考价酬废警到]|邮?寄[至到往]|发至|发送|上传|寄送|送达|填报|递交|交至|建成|出台|启动|上线|实现|建立|印发|制定|报送|提交|形成|健全|建设|组织|开展|落实|公布|消除|达标|全面|基本|投入使用|通过|完善|纳入|投用|投产|交出|交齐|拿出|算清|摸清|理顺|补齐|落地|到位|办结|销号|腾退|搬迁|投放|征迁|拆除|封顶|入驻|竣工|移交|结清|清理|兑现|开通|编制|汇总|上报|上交|缴纳|备案|验收|开工|交付|构建|达成|普及|取消|整改|配齐|发布|推进|遴选|部署|反馈|解决|培育|打造|召开|签订|做好|总结|改造|挂牌|改善|确立|优化|提升|提高|增强|跃升|成为|位居|进入|初步|显著|应[^,;。]尽|停[招办]|推广"
)

_DEADLINE = re.compile(r"(?:截止|截至|时限|期限|完成时间)(?:时间|日期)?(?:为|是|:|至|到)?\Z")


@dataclass(frozen=True, slots=True)
class Whole:
    """A target without a number, [start, end) in the sentence."""

    start: int
    end: int
    subject: str | None
    comparator: Comparator


def find_some(text: str, hidden: str) -> list[Whole]:
    """一批X、Y和Z gives one target per object, the first with its 一批."""
    found: list[Whole] = []
    for match in _SOME.finditer(hidden):
        if _NOT_SOME.search(hidden, max(0, match.start() - 1), match.start()):
            continue
        if _EACH_BATCH.search(text, match.end()):
            continue  # 认定一批…,每批不超过30个 says how many
        stop = _LIST_END.search(text, match.end())
        end = stop.start() if stop else len(text)
        following = _SOME.search(hidden, match.end(), end)
        if following:
            end = _verb_break(text, match.end(), following.start())
        found += _list_items(text, match.start(), match.end(), end) or _things_before(text, match)
    return found


def _things_before(text: str, match: re.Match[str]) -> list[Whole]:
    """开发教材若干: the noun stands before."""
    stops = [stop.end() for stop in _LIST_END.finditer(text, 0, match.start())]
    start = stops[-1] if stops else 0
    subject = text[start : match.start()]
    return [Whole(start, match.end(), subject, Comparator.SOME)] if subject else []


def _verb_break(text: str, start: int, end: int) -> int:
    """一批X、开发一批Y: the first list ends at the last joint before the second 一批."""
    joints = [joint.start() for joint in _LIST_JOIN.finditer(text, start, end)]
    return joints[-1] if joints else end


def _list_items(text: str, begin: int, start: int, end: int) -> list[Whole]:
    items = split_list(text, start, end)
    wholes = []
    for index, (left, right) in enumerate(items):
        subject = strip_level(text[left:right].lstrip("的"))
        if subject:
            wholes.append(Whole(begin if index == 0 else left, right, subject, Comparator.SOME))
    return wholes


def split_list(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The members of a noun list; qualities before a 的 (政治强、情怀深的教师) are no members."""
    pieces: list[tuple[int, int]] = []
    left = start
    for joint in _LIST_JOIN.finditer(text, start, end):
        if _inside_marks(text, start, joint.start()):
            continue
        closes = bool(pieces) and joint[0] != "、"  # 集团、学院和特色鲜明的基地: 和 brings in the last member
        quality = not closes and _is_adjectival_tail(text[joint.end() : end])
        if _HEAD.search(text[left : joint.start()]) and not quality:
            pieces.append((left, joint.start()))
            left = joint.end()
    pieces.append((left, end))
    return [(a, b) for a, b in pieces if b > a]


def _inside_marks(text: str, start: int, place: int) -> bool:
    before = text[start:place]
    return before.count("“") > before.count("”") or before.count("(") > before.count(")")


def _is_adjectival_tail(rest: str) -> bool:
    """What follows is a quality that ends in 的 and not a noun of its own: 、特色鲜明的学校."""
    first = _LIST_JOIN.split(rest)[0]
    return "的" in first and not _RELATIVE.match(first) and len(first.split("的")[0]) <= 5


def find_all(text: str, hidden: str) -> list[Whole]:
    """全部, 全覆盖, 所有…均, 每个…都."""
    found = []
    for match in _ALL.finditer(hidden):
        if match["every"] and (
            _PICKS_OUT.match(text, match.end()) or _ALREADY.search(text, 0, match.start())
        ):
            continue
        stop = _LIST_END.search(text, match.end())
        end = match.end() if match["cover"] else (stop.start() if stop else len(text))
        start = match.start()
        if match["every"] or match["full"] or match["none"]:
            breaks = [joint.end() for joint in _LIST_END.finditer(text, 0, start)]
            start = breaks[-1] if breaks else 0
        subject = re.sub(
            r"^(?:基本)?实现|(?:基本)?(?:实现)?全(?:员|面|域|学段|流程|部)?覆盖$|(?:全部|全员|全面|均|都|人人).*$",
            "",
            hidden[start:end],
        )
        found.append(Whole(start, end, subject.strip(HIDDEN) or None, Comparator.ALL))
    return found


def names_a_deadline(text: str, start: int, end: int) -> bool:
    """报送截止时间为: the words between say that a date is a deadline."""
    return bool(_DEADLINE.search(text, start, end))


def has_an_end(text: str) -> bool:
    """Whether the words say that something is to be finished, so that a date alone makes a target."""
    return bool(_DONE.search(text))
