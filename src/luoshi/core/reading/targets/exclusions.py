"""Numbers that bind nobody: old values, conditions, subsidies, points, headings, states of affairs.

One rule is one function of a `Setting`; `why_not_a_target` names the first that holds.
"""

from __future__ import annotations

import re

from .conditions import is_age_group, is_condition
from .facts import is_a_price, is_a_site, is_found_out, is_measured, is_named_in_passing, is_of_an_event
from .grants import is_subsidy
from .model import Comparator
from .reports import MUST, OUGHT, is_reported, is_state_of_affairs, looks_ahead
from .script import HIDDEN
from .setting import BUILT_JUST_HERE, FIRM, HAS, TO_DO, Setting
from .units import DURATIONS, MONEY, RATES

_REACHED = (Comparator.REACH, Comparator.MORE_THAN)

# 在前期试点的6个班基础上: what there was
_ON_THEIR_GROUND = re.compile(r"[^,;。、\d]{0,14}基础上")
_FROM = re.compile(r"(?:从|由|将|把)[^,;。]{0,24}\Z")
_TO = re.compile(
    r"[^,;。]{0,10}?(?:提高|提升|增加|上升|增长|扩大|下降|降低|减少?|压减|压缩|降|增|升|提|调整|发展|缩小|拓展|扩充|优化"
    r"|整合|合并|撤并|精简|归并)(?:到|至|为|成)"
)
_AHEAD = re.compile(
    r"力争|确保|争取|拟|今后|未来|计划|规划(?!局|区|师)|将(?!近)|目标|再|(?:提高|提升|增加|降低?|下降)[到至]|增至|要|须|应"
    r"|达到?(?!了).{0,10}以上"
)
# 推广8个品牌的经验做法: what is asked for is not the eight.
_LEADERS = re.compile(r"[^,;。、]{0,16}(?:牵头|承办|承担|负责|主持|评审|评议|打分|审核|投票)")
_ABOUT_THEM = re.compile(r"[^,;。、的]{0,12}的(?:经验|做法|意见|建议|名单|情况|材料|代表|负责人)")
# 资源向两个新区、三个片区倾斜
_TURNED_TOWARDS = re.compile(r"(?<![面方志意走取导动倾趋])向[^,;。]{1,20}[、和及]\Z")
_FLOWS = re.compile(r"[^,;。]{0,20}(?:倾斜|配置|集聚|转移|流动|延伸|下沉|布局|辐射|覆盖|汇聚)(?:[,;。]|\Z)")
# 修满规定的8个学分: the 的 has its noun, so many are to be earned
_SET_BY_RULE = re.compile(r"(?:规定|要求|应有|应修|额定)的\Z|(?:保证|确保|修[完满够])[^,;。]{0,12}的\Z")
# 获过金奖的2名选手不再参评; 四尺以内(含四尺)
_LEFT_OUT = re.compile(
    r"[^,;。、\d]{0,8}(?:不再|不予|不能)(?:参[加评赛与]|申报|推荐|受理|评选|安排|列入|纳入)"
)
_SHARE_OF = re.compile(r"占[^,;。]{1,20}的\Z")  # 从企业引进的教师占总数的四分之一
_AMONG = re.compile(r"[^,;。、]{0,10}(?:(?<![初高职集])中|里)\Z|[一-鿿]{1,12}(?:之一|\x00\x00)(?:[,;。]|\Z)")
_OUT_OF = re.compile(r"[^,;。\d]{1,12}[中里]")  # 从90名教师中选出
_ENDS_HERE = re.compile(r"[、()]|\Z")
_FOR_EACH = re.compile(
    r"[每限]|各(?![级类种项])|(?<!平)均|不(?![足到满])|名额|指标|目标|任务|要求|标准|保持|稳定|达到?[\d\x00]|一般|原则|最[低高]"
)
_BINDS = re.compile(r"不[少低超高多大][^,;。]?|控制在")  # a sentence that binds somebody tells no facts
_SHORTFALL = re.compile(r"(?:仅|只|不足|不到|不满|尚不足|逾期|超期)(?:为|有|占|达)?\Z")
_GRADE = re.compile(r"的?(?:为|定为|评为|视为|确定为|属于)")
_MARKED = re.compile(
    r"的(?:单位|学校|个人|教师|项目)?,?(?:给予|予以|可|优先|不得|取消|暂停)"
)  # 85分以上的给予表扬
_GRADED = re.compile(r"的?为(?:优秀|良好|合格|不合格|达标)")  # 完成率达到90%为合格
# 5月,督导组进行了督导,抽查学校9所: the month is gone
_HAPPENED = re.compile(r"(?:进行|开展|召开|举办|组织|实施|完成)了")
_REFERENCE = re.compile(
    r"(?<![须应需要])附(?!属|近|加)[^,;。]{0,14}\Z|(?:上述|前述|其余|该|这|可填报|可选报|可选择|可选修)\Z|(?:对|把|从)[^,;。]{0,16}的\Z|(?<![面方志意走取导动倾趋])向\Z|(?:组成|构成|涉及|上述|所列|列出|提出|明确|确定|命名|立项|入选|获批|公布|认定)的\Z"
)
_POINTS = re.compile(
    r"(?:扣|得|计|加|减|赋|给|记|满分|权重|分值|每项|每处|每次|每人次|不超过|最高|合计|共|总分|占|各|计为)\Z"
)
# 按参赛人数的10%、20%、30%设一、二、三等奖
_BY_SHARE = re.compile(r"(?:按|占|比例)[^,;。]*\Z")
_AWARDS = re.compile(r"[^,;。]*(?:评|设)[^,;。]{0,12}等奖")
# 网评(占60%)与会评(占40%)
_IN_BRACKETS = re.compile(r"\((?:占|权重)\Z")
_JUDGES = re.compile(r"评[审分议]|[网会考测]评|考核|成绩|得分")
# 95%—98%得8分, 低于85%不得分: a rung of a scale of marks.
_SCORED = re.compile(r"的?(?:不得分|不计分|不予|取消|扣|得满分|[得计给加]\d)")
_THEN_SCORED = re.compile(r"的?,(?:得|计|加|扣|记)\d{1,2}(?:\.\d)?分")  # 合格率达到92%,得6分
_WEIGHT = re.compile(
    r"(?:占[^,;。]{0,4}总(?:分|成绩)的|权重|(?:因素|指标|部分)占|占总分|占总成绩|占考核|(?:分值|成绩|得分|考核|评价|测评|评分|考试)占)[^,;。]{0,6}\Z"
)
_PER_STEP = re.compile(
    r"\A(?:缺?少|缺|低|超)\Z|每(?:增加|减少|提高|降低|低于?|少|缺少?|高|多|超过?|下降|上升|有|出现|发现|差|获得?|新增|完成|满|隔|达到|间隔|建成|创建|入选|立项|发表|培养|引进|组织|举办|开展|申报|承办|参加|认定|评为)?\Z"
)
_OF_HEADINGS = ("个", "项", "条", "种", "件", "张", "本")
_IN_ROUNDS = re.compile(r"分[^,;。、]{1,6}、[^,;。、]{1,6}\Z")  # 分初赛、决赛两轮
_HEADING_BEFORE = re.compile(
    r"(?:约束性|预期性|监测|评价|考核|督导|主要|[一二三]级)指标(?:共|计|有)*\Z|(?:以下|下列|如下|上述|这|该|其中的?|本|此|上列|前述|包括|分为|共分|涵盖|围绕|抓好|抓实|聚焦|突出|坚持|做好|(?:做法|意见|体会|建议|原因|特点|优势|问题)[主要]{0,2}[有是])"
    r"的?(?:重点|主要)?\Z"
)
_HEADING_BEHIND = re.compile(
    r"(?:重点|主要|具体|核心|基本|关键|政策|改革|工作|保障|支持|专项|重大|整改|督办|一级|二级|三级|监测|创新)*"
    r"(?:大事|实事|任务|措施|举措|工作|内容|要求|原则|指标|条件|工程|行动|制度|意见|清单|目标|机制|能力|标准|要点|事项|问题|计划|方案|办法|赛项|组别|奖项|观测点|观察点|评估点|考查点"
    r"|文件|政策)(?!.{0,4}(?:基地|学校|课程|室|站|中心))"
)
_ABSTRACT = re.compile(
    r"[^,;。、]{0,14}(?:格局|体系|机制|局面|整体|重要|方面|环境|氛围|新|过程|平台(?!期)|模式|系统|阶段|台阶|原则|目标|问题"
    r"|抓手|导向|前提|中心任务|闭环|名片|主线|关键|合力|突破口|标准|重点|高地|样板|目录|生态|良好|共同(?!体)|窗口|缩影)|[^,;。]{0,30}队伍"
)
_SHARED_COST = re.compile(r"的?比例[^,;。]{0,6}(?:分担|配套|承担|列支|分成|折算)")
# 16学时计为1个学分: a rate of exchange.
_EXCHANGED = re.compile(r"(?:的?系数|可|应|即)?(?:计[为算入]?|折合|折算|相当于|视同|等同于)")
_CHOSEN_BY = re.compile(r"的?比例[^,;。]{0,2}(?:确定|择优|差额|进入|入围)")  # 按1:1.2比例确定入围名单
_GOES_ON = re.compile(r"的?(?:进入|入围|晋级|推荐)")  # 按40%进入决赛
_EXCHANGED_BEFORE = re.compile(
    r"(?:(?<![累总共合小])计为?|折合成?|折算[为成]?|视同|等同于)\Z|相当于[^,;。]{0,16}\Z|学分对应\Z"
)
_THAN_LAST_YEAR = re.compile(
    r"(?:[比较](?:去年|上年度?|上\x00+|往年|上期|上届)(?:同期)?|同比)[^,;。到至]{0,4}[加长少降高升多低]\Z"
)
_TOLD_AS_DONE = re.compile(r"了|已|据|累计|实际|共有|截[至止]|同比")
_FALLS_SHORT = re.compile(r"(?<![减不至最缩降提升拔])[少低多高]\Z")  # 占比低12个百分点
_FORECAST = re.compile(r"(?:预计|预测)[^;。]*将")
# 优秀学校上浮10%: what follows for one who did well
_REWARDED = re.compile(
    r"(?:优秀|良好|不?合格|不达标|末位)(?:等次)?的?(?:[^,;。、]{1,4})?(?:[上下]浮|增加|核?减少?)\Z"
)
_WISHED = re.compile(r"鼓励(?:和支持|支持)?有条件的")
_BORNE = re.compile(r"(?:承担|分担|负担|档)\Z")  # 第一档中央承担80%,第二档60%
# 须完成2年企业实践; 学习期限一般为1—2年
_DEMANDED = re.compile(rf"(?:{MUST}|须|{OUGHT})[^,;。]{{0,16}}\Z")
_PRACTICE = re.compile(r"[^,;。、\d]{0,8}(?:见习|实践|实习|锻炼|支教|轮岗|跟岗)")
_POINT_IN_TIME = re.compile(r"[前后]\x00|\x00之?后(?![续期])")  # 结束前15分钟, 开考30分钟后
_TERM = re.compile(r"(?:期限|学制|年限|时长|时间)(?:一般|原则上)?为?\Z")
_EXERCISE = re.compile(r"每|至少|不|培训|实践|实习|锻炼|学习|劳动|完成|授课|安排|军训|研学|见习")


def why_not_a_target(setting: Setting) -> str | None:
    """The reason a number is no target, or None."""
    return next((name for name, holds in _RULES.items() if holds(setting)), None)


def _is_state(setting: Setting) -> bool:
    if _SHORTFALL.search(setting.beside):
        return True
    if setting.text.startswith("不", setting.quantity.start):
        return False  # nobody reports that he has 不少于12
    number = setting.quantity
    return is_state_of_affairs(setting.text, setting.start, number.start, number.end, setting.deadline)


def _is_reported(setting: Setting) -> bool:
    """现予以公示, 据统计, 完成计划的103%: the sentence tells what was, and no word binds the number."""
    if setting.reported and setting.report == "told":
        return True
    if not setting.told and setting.quantity.comparator is not Comparator.LESS_THAN:
        return False  # 督导发现,3所学校师资低于标准: nobody asks for less than
    if setting.reported and setting.report:
        return True
    start = setting.quantity.start
    if _is_planned_rise(setting):
        return False
    below_a_report = setting.reported and not setting.dated and not looks_ahead(setting.text, start)
    dated = setting.dated and not _HAPPENED.search(setting.text, 0, start)
    return below_a_report or (setting.deadline < 0 and is_reported(setting.text, start, dated))


def _is_baseline(setting: Setting) -> bool:
    """由45%提高到60%: 45 is what was."""
    following = setting.text[setting.quantity.end : setting.end + 12]
    itself = following.startswith(",") and setting.quantity.comparator is Comparator.REACH
    following = following.lstrip(",")
    grows = _FROM.search(setting.before) and _TO.match(following) and not itself
    return (
        bool(grows)
        or following.startswith(("的基础上", "基础上", "为基数", "为基准", "为起点"))
        or bool(_ON_THEIR_GROUND.match(setting.after))
    )


def _is_plain_fact(setting: Setting) -> bool:
    """教师总数1860人,其中…702人: numbers told in a row, nothing to do and no date."""
    quantity = setting.quantity
    told = quantity.comparator not in _REACHED and setting.told
    whole = quantity.unit == "%" and quantity.value == 100  # nobody but a goal says 覆盖率100%
    if (
        not told
        or setting.planned
        or whole
        or quantity.measure != "level"
        or setting.dated
        or "," not in setting.text
        or _BINDS.search(setting.text)
        or not _ENDS_HERE.match(setting.after)
    ):
        return False
    earlier = HAS.sub("", setting.text[: quantity.start])
    return not (TO_DO.search(earlier) or _AHEAD.search(earlier) or _FOR_EACH.search(earlier))


def _is_reference(setting: Setting) -> bool:
    """对立项的16个项目: they are there already. 由…组成的三支队伍: they were just listed."""
    if _ABOUT_THEM.match(setting.after):
        return True
    if setting.before.endswith("(含") or (setting.told and _LEFT_OUT.match(setting.after)):
        return True
    if setting.quantity.unit in RATES and _SHARE_OF.search(setting.before):
        return _AMONG.match(setting.after) is not None
    if setting.before.endswith("由") and _LEADERS.match(setting.after):
        return True
    if setting.told and _TURNED_TOWARDS.search(setting.before) and _FLOWS.match(setting.after):
        return True
    if setting.before.endswith("从") and _OUT_OF.match(setting.after):
        return True
    return bool(_REFERENCE.search(setting.before) or _AMONG.match(setting.after))


def _is_points(setting: Setting) -> bool:
    """得5分, 权重10%: how one is marked, not what one must reach."""
    quantity = setting.quantity
    scored = _SCORED.match(setting.after) or _THEN_SCORED.match(setting.text, quantity.end)
    if scored or _GRADED.match(setting.after):
        return True
    if quantity.unit == "%":
        if _IN_BRACKETS.search(setting.before) and _JUDGES.search(setting.text):
            return True
        weighs = _WEIGHT.search(setting.before) and quantity.comparator not in FIRM
        awarded = _AWARDS.match(setting.after) and _BY_SHARE.search(setting.before)
        borne = _BORNE.search(setting.before) and quantity.comparator is Comparator.EXACT
        return bool(weighs or awarded or borne or _SHARED_COST.search(setting.after))
    if quantity.unit == "分" and (_GRADE.match(setting.after) or _MARKED.match(setting.after)):
        return True
    bound = quantity.comparator in (Comparator.AT_LEAST, Comparator.REACH, Comparator.MORE_THAN)
    return quantity.unit == "分" and (not bound or bool(_POINTS.search(setting.before)))


def _is_step(setting: Setting) -> bool:
    """每低1个百分点."""
    return bool(_PER_STEP.search(setting.beside))


def _is_planned_rise(setting: Setting) -> bool:
    """金奖较上年增加2个 among measures: a goal with its own name; a mere 比上年增加470万元 explains a number."""
    than = _THAN_LAST_YEAR.search(setting.before) if setting.planned and not setting.reported else None
    return than is not None and than.start() > 1 and not _TOLD_AS_DONE.search(setting.text)


def _is_compared(setting: Setting) -> bool:
    """较去年增加1200人: how it went, unless a word looks ahead."""
    if not setting.told or looks_ahead(setting.text, setting.quantity.start):
        return False
    if not setting.dated and _FALLS_SHORT.search(setting.before) and setting.quantity.measure != "per_year":
        return True
    than = _THAN_LAST_YEAR.search(setting.before)
    if _is_planned_rise(setting):
        return False
    alone = (
        than is not None and than.start() == setting.start == 0 and setting.quantity.end == len(setting.text)
    )
    return than is not None and not alone  # 较上年提高2个百分点 and nothing else is the goal of a table


def _is_exchange(setting: Setting) -> bool:
    """以16学时计为1个学分: neither of the two is asked for."""
    if setting.quantity.unit == "分" or setting.quantity.comparator in FIRM:
        return False
    chosen = setting.quantity.unit == "比一" and (
        _CHOSEN_BY.match(setting.after) or _SHARED_COST.match(setting.after)
    )
    chosen = chosen or (setting.before.endswith(("按", "按照")) and _GOES_ON.match(setting.after))
    return bool(chosen or _EXCHANGED.match(setting.after) or _EXCHANGED_BEFORE.search(setting.before))


def _is_unbinding(setting: Setting) -> bool:
    """预计学龄人口将达到18万人 foretells, 鼓励有条件的地方提前达到100% leaves it open."""
    foretold = _FORECAST.search(setting.text, 0, setting.quantity.start + 1)
    rewarded = _REWARDED.search(setting.before) and not setting.quantity.signed
    rewarded = rewarded and not setting.after.startswith("名额")  # a quota of its own
    return bool(
        rewarded or foretold or _WISHED.search(setting.before) or setting.after.startswith(("可用", "可作"))
    )


def _is_told_of_a_part(setting: Setting) -> bool:
    """全部达标的6所: so many they were; 的 has no noun behind the number."""
    counted = setting.quantity.unit not in (*RATES, *DURATIONS, *MONEY)
    if not (counted and setting.told and setting.before.endswith("的") and _ENDS_HERE.match(setting.after)):
        return False
    if _SET_BY_RULE.search(setting.before):
        return False
    return not (setting.dated or looks_ahead(setting.text, setting.quantity.start))


def _is_heading(setting: Setting) -> bool:
    quantity = setting.quantity
    if quantity.unit not in (*_OF_HEADINGS, "轮") or not setting.told:
        return False
    listed = 3 <= quantity.value == setting.before.count("、") + 1
    listed = listed or (quantity.unit == "轮" and _IN_ROUNDS.search(setting.before) is not None)
    if listed and not BUILT_JUST_HERE.search(setting.before):  # A、B、C三轮: they were just listed
        return True
    if quantity.unit not in _OF_HEADINGS:
        return False
    return bool(_HEADING_BEFORE.search(setting.before) or _HEADING_BEHIND.match(setting.after))


def _is_mere_duration(setting: Setting) -> bool:
    """建设周期3年: a length of time is a target only as a threshold, 不少于5年."""
    quantity = setting.quantity
    if quantity.unit not in DURATIONS:
        return False
    if quantity.comparator is Comparator.EXACT and _POINT_IN_TIME.search(
        setting.before + HIDDEN + setting.after
    ):
        return True
    if quantity.unit in ("分钟", "秒"):
        return False
    if setting.beside.strip(HIDDEN) == "满":  # 满一年组织评估: a point in time
        return True
    if quantity.comparator in (*FIRM, *_REACHED) or "分别" in setting.before:
        return False
    demanded = _DEMANDED.search(setting.text, 0, quantity.start) and _PRACTICE.match(setting.after)
    if demanded and quantity.comparator is Comparator.EXACT:
        return False  # 每两年必须有两个月到企业实践
    if quantity.comparator is Comparator.RANGE and _TERM.search(setting.before):
        return False
    if quantity.unit in ("年", "日", "自然日", "工作日"):
        return not demanded
    if setting.crowded and quantity.comparator is Comparator.EXACT and not setting.dated:
        return True  # 选派45名教师跟岗学习3个月: it tells more of what the other number asks for
    return not _EXERCISE.search(setting.before)


def _is_mere_one(setting: Setting) -> bool:
    """一个 is often only an article: it counts where something is built, or for each."""
    quantity = setting.quantity
    printed_as_word = setting.text.startswith("一", quantity.core_start)
    if quantity.value != 1 or not printed_as_word or quantity.signed or quantity.upper:  # but 一至二个 counts
        return False
    if setting.after.startswith(("不", "为期")):  # 参加一次不少于90学时的培训
        return True
    if setting.dated and quantity.unit in ("次", "场", "届"):  # 每半年召开一次
        return False
    if re.search(r"[每各]|生均|人均|校均", setting.before):
        return False
    return not BUILT_JUST_HERE.search(setting.before) or bool(_ABSTRACT.match(setting.after))


_RULES = {
    "baseline": _is_baseline,
    "state": _is_state,
    "reported": _is_reported,
    "fact": _is_plain_fact,
    "found": is_found_out,
    "measured": is_measured,
    "event": is_of_an_event,
    "price": is_a_price,
    "site": is_a_site,
    "passing": is_named_in_passing,
    "part": _is_told_of_a_part,
    "unbinding": _is_unbinding,
    "subsidy": is_subsidy,
    "reference": _is_reference,
    "points": _is_points,
    "step": _is_step,
    "exchange": _is_exchange,
    "compared": _is_compared,
    "heading": _is_heading,
    "duration": _is_mere_duration,
    "age": is_age_group,
    "condition": is_condition,
    "one": _is_mere_one,
}
