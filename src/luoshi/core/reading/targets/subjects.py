"""What a number counts: the noun behind it, or the noun before it when nothing stands behind."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..levels import strip_level

_VERB_WORDS = (
    "重点建设 推动建设 带动建设 支持建设 分级遴选 遴选培育 培育遴选 遴选认定 选树推广 "
    "改建扩建 新建改扩建 改扩建 新改扩建 校企共建 共同开发 合作开发 建设 建成 建立 打造 "
    "遴选 培育 培养 培训 创建 组建 设立 开设 开发 开展 立项 认定 评选 选树 选拔 选派 "
    "选聘 推出 推荐 推动 支持 扶持 重点支持 新建 改建 扩建 新增 增加 建好 办好 创办 "
    "举办 举行 进行 参观 观看 召开 组织 引进 引育 聘请 聘任 招聘 配备 配齐 配置 安排 投入 筹措 完成 实现 形成 "
    "编写 编制 制定 出台 发布 推广 布局 共建 带动 引导 争创 争取 申报 承办 参加 参与 "
    "获得 提供 实施 落实 保持 稳定 规划 建有 拥有 设置 招收 资助 帮扶 结对 选送 派出 "
    "接收 吸纳 输送 孵化 评定 命名 公布 入选 补充 优化 集聚 依托 转化 启动 推进 确保 "
    "保证 力争 各地 统筹 巩固 促进 鼓励 累计 共 总计 合计 分别 承担 接受 邀请 聘用 "
    "更换 更新 投入使用 新投用 投用 升级 加装 增设 增补 增配 招录 走访 解决 购置 添置 维修 "
    "推选 牵头 完善 健全 用好 交流 轮训 储备 挂牌 出版 表彰 服务 覆盖 轮岗 使 让 "
)
VERBS = sorted(_VERB_WORDS.split(), key=len, reverse=True)
# One sign is a verb only where it does not begin a longer word: 评审专家 is no 审专家.
_SHORT_VERBS = (
    r"(?:将(?!来|近)|把(?!关|握)|建(?!筑|材|档|制|议|设)|配(?!套|件|餐|电)|聘(?!期|任制)|设(?!备|施|计|区)|派(?!出)"
    r"|开(?!放|课|学|支|销)|评(?!审|估|价|委|议|分|比|卷|教)|选(?!手|课|修|题|材|址|调)|办(?!公|学|事|法)|推(?!免|送))"
)
_VERB = "(?:" + "|".join(VERBS) + f"|{_SHORT_VERBS})"
_FILLER = (
    r"(?:其中|和|及|与|或者?|并|且|同时|到(?![账位款岗校期])|[至最][少多]|至|在(?![岗校园线编籍读职])|对(?![口接外标象应比照])|于|以|力争|确保|努力|积极|要(?!求|点)|应(?!届|用|急)|须|需|必须|将|均|都|也|还|再|原则上|一般|计划|每[批次]|通过(?!率)|继续|全部|全市|全省|全县|全国|全区|全校|市级财政|"
    r"各地|全年|年内|重点|大力|着力|持续|逐步|基本|每年|逐年|定期|分批|培育|先|首批|前|年均|平均|年度|共|累计|总共|"
    r"[一二三四五六七八九]是|所有|引导|使|让|由|\(\d+\)|\d+\.|[“”\"]|[\x00、,;:。.\-—()\[\]《》•●◦▪■□◆◇➢►▶★☆✓☐☑\s])"
)
# 覆盖率, 培训基地: here the verb is the first half of a noun.
_NOUN_TAIL = (
    r"率|(?:合格|完成|达标|参与|满意|通过|优秀|开通|到位)率|规模|人次|人数|比例|面|经费|到款|量|时间|学时|周期"
    r"|中心|基地|机构|点|站|年限|收入|资金|设备|项目|单位|期(?![间内末满])"
)
# but 建设基地: so no noun begins
_BUILD = r"(?:建设|建成|新建|打造|创建|组建|设立|增设|新增|遴选|培育|认定)(?=基地|中心|机构|站点?|点位)"
_HEAD_NOISE = re.compile(rf"(?:{_FILLER}|{_BUILD}|{_VERB}(?!{_NOUN_TAIL})(?:了|好|成|出|起)?)+")
_LIGHT_NOISE = re.compile(rf"{_FILLER}+")
_TAIL_NOISE = re.compile(
    r"(?:平均|占|一般|约|应|须|要|(?<![生人师校班县乡])均|都|也|原则上|总计|共|累计|总共|为|在|各|共计|达|可|能|不|需|应当|必须|分别|整体|总体|稳定|保持|力争|每年|至少|全部|就|已|还|提高|提升|增长|增加|上升|下降|降低|减少|扩大|年均|新增|再|\x00+(?:遴选|建设|培育|认定|培训|立项|完成|开展|组织)|"
    r"[\x00、,;:。\-—(\[《\s])+\Z"
)
_NOUN_END = re.compile(
    r"[,;:。!?\n()/\x00]|、(?=若干|一批|一系列)|等(?!级|教育|院校|学校|职业)|的?(?:基础上)|以(?:上|下)?(?=满足|推动|带动|促进)|用于|[得计加扣给]\d"
)
_LEAD_OF = re.compile(r"^(?:的|地|及|和|或|以|优秀的)")
# 抽取学校1所进行核查: what follows the number is what is done with it.
_ACTS = re.compile(
    r"进行|予以|给予|用于|作为|参加|参与|组成|进入|入选|列入|纳入|通过(?!率)|获得?(?!奖)|取得|接受"
)


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun phrase with its place in the sentence."""

    text: str
    start: int
    end: int


def noun_behind(text: str, start: int, limit: int) -> Noun | None:
    """The noun phrase that begins where a number ends; None if a stop or nothing follows."""
    stop = _NOUN_END.search(text, start, limit)
    end = _before_foreign_quote(text, start, stop.start() if stop else limit)
    while end > start and text[end - 1] in "、和及与并“(" and text[end - 2 : end] != "参与":
        end -= 1
    phrase = text[start:end]
    if _ACTS.match(phrase):
        return None
    lead = _LEAD_OF.match(phrase)
    name = strip_level(phrase[lead.end() :] if lead else phrase)
    return Noun(name, start, end) if len(name) > 1 or name in ("书", "课") else None


def _before_foreign_quote(text: str, start: int, end: int) -> int:
    """A closing quote without its opening one ends the phrase."""
    open_quotes = 0
    for place in range(start, end):
        open_quotes += (text[place] == "“") - (text[place] == "”")
        if open_quotes < 0:
            return place
    return end


def noun_before(text: str, start: int, end: int, given: str) -> Noun | None:
    """The noun phrase that ends where the comparator begins, without dates, verbs and fillers at its head.

    `text` has names and dates blanked, so that they do not count as words; `given` has them.
    """
    phrase = text[start:end]
    tail = _TAIL_NOISE.search(phrase)
    # "占比" and "比例" belong to the name; only what follows the name is noise.
    stop = start + (tail.start() if tail else len(phrase))
    head = _HEAD_NOISE.match(text, start, stop)
    begin = head.end() if head else start
    if begin >= stop:
        return None
    light = _LIGHT_NOISE.match(text, start, stop)
    shown = min(_with_quote(given, light.end() if light else start, start), begin)
    name = _whole_name(given, _with_quote(given, begin, start), stop)
    return Noun(name, shown, stop) if name else None


def _with_quote(given: str, begin: int, limit: int) -> int:
    """Where a quoted word that runs up to `begin`, or is cut by it, opens: “1+X”证书 begins at its “."""
    if begin > limit and given[begin - 1] == "“":
        return begin - 1
    opening = given.rfind("“", limit, begin)
    return opening if opening >= 0 and given[begin - 1] == "”" else begin


def _whole_name(given: str, begin: int, stop: int) -> str | None:
    """The name without its level, and without the marks around it if it is nothing but a quoted word."""
    name = strip_level(given[begin:stop].strip("的 "))
    if name.count("“") < name.count("”"):
        name = "“" + name
    if name.startswith("“") and name.find("”") in (-1, len(name) - 1):
        name = name.strip("“”")
    return name or None


def phrase_start(text: str, number_start: int, limit: int) -> int:
    """Where the verb begins that directly rules the number: 分级遴选5000门 begins at 分级."""
    window = text[limit:number_start]
    verb = re.search(
        rf"(?:{_VERB}|分级|分批|分两批|分三批|重点|要|各|地方|市级|省级|再|先|各地)+(?:了|好|成|出|起)?\Z",
        window,
    )
    return limit + verb.start() if verb else number_start
