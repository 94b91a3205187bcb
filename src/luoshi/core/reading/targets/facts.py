"""Numbers that only inform: how something stands, how an event runs, by what means a thing is done.

One rule is one function of a `Setting`; `exclusions` joins them to its own.
"""

from __future__ import annotations

import re

from .model import Comparator
from .reports import commits
from .script import HIDDEN
from .setting import BUILT, FIRM, TO_DO, Setting
from .units import DURATIONS, MONEY, RATES

# 依托12所学校开展…: by what means, not how many.
_MEANS = re.compile(r"(?:依托|利用|借助|凭借|立足)(?!率)(?:现有|已有|原有)?的?[^,;。、]{0,2}\Z")
# 参照省里1.3万元的标准; 分布在5个县; 以10所学校为样本
_REFERRED_TO = re.compile(r"(?:参照|比照|对照)[^,;。]{0,20}\Z|分布[在于]\Z")
_AS_SUCH = re.compile(r"[^,;。、\d]{1,12}为(?:样本|例|对象|依托|基础|参照)")
# 发挥6所名校、3个集团的示范作用
_OF_USE = re.compile(r"(?:发挥|利用)[^,;。]*\Z")
_ITS_USE = re.compile(r"[^,;。]{0,60}(?:作用|优势|功能|效应)(?:[,;。]|\Z)")
# 适用于17所公办、6所民办学校
_APPLIES = re.compile(r"(?:适用于|范围[为是]|适用范围)[^,;。]*\Z")
# 完成剩余21户征迁: what is left is known. 两所民办学校各不少于400人: for whom, not how many.
_LEFT = re.compile(r"(?:剩余|剩下|其余|余下|未(?:列入|分配|分解|安排))的?\Z")
_EACH_OF_THEM = re.compile(r"[^,;。、\d]{1,12}各(?=不|至少|最多|完成|限|约|[\d一二两三四五六七八九十])")
# 紧盯新能源、新材料等4个主导产业: they were just named, and turned to, not made.
_TURNED_TO = re.compile(
    r"(?:紧盯|聚焦|围绕|瞄准|锚定|面向|对接|服务|紧扣|针对)[^,;。]{0,30}等\Z|(?:紧盯|瞄准|锚定|紧扣)\Z"
    r"|(?:对应|面向)[^,;。]{1,20}、[^,;。]{1,12}\Z"
)
# 该规划提出,年培训20万人: what another text says
_QUOTED = re.compile(
    r"(?:.*[,;])?[^,;]{0,12}(?:(?:该(?:意见|通知|方案|规划|计划|办法|文件)|》)中?(?:提出|指出|规定)[,:]|(?:他们|人家|兄弟[市县校]|[省部上国][里级家]|国家)(?:提出|要求|明确|规定))(?:(?!各|我[省市县区校]|;|本).)*\Z"
)
# 联合12家单位印发方案
_TOGETHER = re.compile(r"[^,;。、]{0,4}(?:单位|部门)")
# 全市9所学校: so many there are
_THERE_ARE = re.compile(r"(?:全[市省县区国校镇]|[我本][市省县区校])(?:共|的)?\Z")
_ALL_OF_THEM = re.compile(r"[^,;。、\d]{0,10}(?:全部|均|都(?!市))")  # 8所学校全部达标
# 部署基站46个的一期工程已完工
_DONE_BEHIND = re.compile(r"[^,;。]{0,16}(?<!率)已经?(?:全部|全面|正式)?[完建投到下验启竣开交列获通实拨]")
# 4所学校获评优秀
_AWARDED_BEHIND = re.compile(r"[^,;。、\d]{0,8}(?:获评|被评为|被认定为|荣获|受到(?:表彰|通报|处[理分]))")
# 首批12个基地运行良好
_WENT_WELL = re.compile(
    r"[^,;。、\d]{1,10}(?:成效|进展|效果|运行|运转|推进|势头)(?:明显|显著|良好|顺利|平稳|突出|有序)(?:[,;。]|\Z)"
)
# 全市有小学260所: nobody is to have them
_SO_MANY_THERE_ARE = re.compile(
    r"(?:全[省市县区校镇]|[我本][省市县区校])(?:[现共]?有)[^,;。\d]{1,12}\Z|涉及[^,;。]*\Z"
)
# 共发现问题137个, 查处违规行为3起
_FOUND = re.compile(
    r"(?:发现|排查出|反馈|梳理出?)[^,;。、]{0,6}(?:问题|隐患|违规|违纪|线索|风险点|漏洞|不足)\x00*\Z|(?:查出|查处|检出)[^,;。、]{0,10}\Z"
)
# 招生不足100人的有6个: the 的 picks out, 有 counts.
_SUCH_THERE_ARE = re.compile(r"[一-鿿\d%](?:的|不[到足][^,;。]{2,12}的[^,;。的]{1,6})(?:仅|只|还|共)?有\Z")
# 预计参赛选手760人: a forecast binds nobody.
_FORECAST = re.compile(r"预计[^,;。]{0,16}\Z")
# 现场答辩每个项目25分钟（陈述15分钟、答问10分钟）: the run of an event.
_AT_AN_EVENT = re.compile(
    r"(?:答辩|讲解|述职|陈述|答问|提问|问答|汇报|展示|路演|发言|演示|说课|试讲|面试|笔试|抽签|候场)[^,;。、]{0,8}\Z"
)
# 此次培训共12天: how long it goes on
_THIS_EVENT = re.compile(r"(?:此|本|这)[次期届批轮][^,;。]{0,10}(?:共计?|为期|历时|会期|时长)\Z")
# 本次竞赛设个人赛9项、团体赛5项
_HAS_EVENTS = re.compile(r"(?:[本此][次届]|大赛|竞赛|比赛)[^,;。]{0,12}设[^,;。]*[赛组]\Z")
# 组织9名专家评审: how it is done
_OF_EXPERTS = re.compile(
    r"[^,;。、\d]{0,4}(?:专家|评委|评审员)[^,;。、\d]{0,4}(?:评审|评议|论证|打分|审核|审议|核查|答辩)"
)
# 学生9000人,比原来增加600人: it explains the number before
_THAN_BEFORE = re.compile(r"\A比(?:原来|原先|以前|以往|过去)[^,;到至]{0,4}[加长少降高升多低]\Z")
# 校服3套共480元: a price and what it buys
_BOUGHT = re.compile(r"(?:共|合计|计)\d[\d.,]*元")
_AREAS = ("亩", "公顷", "平方米", "平方公里")
_ON_SO_MUCH_LAND = re.compile(
    r"占地(?:总?面积)?为?\Z|占地[^,;。、]{0,14}[、,](?:总|规划)?建筑(?:总?面积)?为?\Z"
)
_PRICE_OF_ALL = re.compile(r"\d[套件本份张册](?:共|合计|计)\Z")
# 连续4年居全省前3位: for years it was so.
_FOR_YEARS = re.compile(r"连续\x00+[^,;。]{0,4}(?:居|位居|列|位列|保持|稳居|排名|进入|获|为|被)")
# 与全省平均相差近3台
_DIFFERS = re.compile(
    r"(?:(?<!误)(?<!时)差(?:了|近|约)?\Z|欠[拨缴付发]?\Z|相差|差距|相比[^,;。]{0,4}差)[^,;。]{0,2}\Z"
)
# 18.6平方米,低于20平方米的标准: what is compared with a standard was measured.
_AGAINST_STANDARD = re.compile(
    r",(?:仍|还|尚|均|略|远)?(?:低于|高于|未达到?|不足)[^,;。]{1,16}的?[^,;。]{0,4}(?:标准|要求|平均水?平?|底线)(?:[,;。]|\Z)"
)
_BELOW_STANDARD = re.compile(r"的(?:国家|省定|设置|最低|规定|办学)*(?:标准|要求|平均|水平|底线)")
# 预算执行率为83.5%: whoever sets a goal to the tenth does not say 为.
_COSTS = re.compile(
    r"(?:(?:估|概|匡)算|预计|项目(?=总))总?(?:投资|造价|金额)额?(?:约|为)?\Z|总(?:概算|造价)(?:约|为)?\Z"
)  # 估算总投资3亿元
_WANTED = re.compile(r"缺口[^,;。\d]{0,6}\Z|(?:人均|生均|平均)[^,;。\d]{0,8}成本(?:约|为|达)?\Z")
_AS_MUCH_AS = re.compile(r"[高多低少长]达\Z")  # 生师比高达28:1
_THEN_NOW = re.compile(r",(?:目前|现)[^;。]{0,14}(?:仅|只有|尚|已)")  # 19所,目前达标的仅5所
_MEASURED = re.compile(r"(?:率|度|比例|比重|占比|增速|增幅)(?:仅|约)?为\Z")


def is_named_in_passing(setting: Setting) -> bool:
    """依托12所…, 适用于17所…, 紧盯…等4个产业: what is there already is spoken of."""
    before = setting.before
    if _LEFT.search(before) or before == "对" or _EACH_OF_THEM.match(setting.after):
        return True
    if _QUOTED.match(setting.text, 0, setting.quantity.start):
        return True
    if _APPLIES.search(before) or _REFERRED_TO.search(before):
        return True
    if before.endswith("以") and _AS_SUCH.match(setting.after):
        return True
    if _OF_USE.search(before) and _ITS_USE.match(setting.after):
        return True
    if not setting.told:
        return False
    if _OF_EXPERTS.match(setting.after) or (setting.start and _THAN_BEFORE.match(before)):
        return True
    counted = setting.quantity.unit not in (*RATES, *DURATIONS, *MONEY)
    exact = setting.quantity.comparator is Comparator.EXACT
    known = _THERE_ARE.search(before) and setting.after and not BUILT.search(before)
    first = not before.strip(HIDDEN) or before.endswith("全部")
    if counted and exact and (known or (first and _ALL_OF_THEM.match(setting.after))):
        return True
    if _TOGETHER.match(setting.after) and before.endswith(("联合", "会同", "协同")):
        return True
    return bool(_MEANS.search(before) or (_TURNED_TO.search(before) and not BUILT.search(before)))


def is_found_out(setting: Setting) -> bool:
    """发现问题137个, 4所学校获评优秀, 46个…已完工, 连续4年居前3位: what an inspection or a year brought."""
    if _FOR_YEARS.search(setting.before) and not commits(setting.text, setting.quantity.start):
        return True
    if not setting.told or commits(setting.text, setting.quantity.start):
        return False
    if _WENT_WELL.match(setting.text, setting.quantity.end) and not BUILT.search(setting.before):
        return True
    if _DONE_BEHIND.match(setting.after) or _SUCH_THERE_ARE.search(setting.before):
        return True
    if not setting.dated and _SO_MANY_THERE_ARE.search(setting.before):
        return True
    counted = setting.quantity.unit not in (*RATES, *DURATIONS, *MONEY)
    return counted and bool(_AWARDED_BEHIND.match(setting.after) or _FOUND.search(setting.before))


def is_measured(setting: Setting) -> bool:
    """整改完成率为91.2%, 低于20平方米的标准, 相差近3台: a figure that was measured or is compared with one."""
    quantity = setting.quantity
    below = quantity.comparator is Comparator.LESS_THAN and _BELOW_STANDARD.match(setting.after)
    compared = _DIFFERS.search(setting.before) or _AGAINST_STANDARD.match(setting.text, quantity.end)
    if below or _AS_MUCH_AS.search(setting.beside) or (setting.told and _WANTED.search(setting.beside)):
        return True
    of_that_cost = setting.before.endswith("总投资") and setting.after.startswith("的")
    if setting.told and (compared or of_that_cost or _COSTS.search(setting.before)):
        return True
    exact = quantity.comparator is Comparator.EXACT and quantity.upper is None
    if exact and not setting.dated and _THEN_NOW.match(setting.text, quantity.end):
        return not (TO_DO.search(setting.before.removesuffix("有")) or commits(setting.text, quantity.start))
    if exact and quantity.unit == "%" and quantity.value > 100 and setting.before.endswith("率"):
        return not commits(setting.text, quantity.start)  # 完成率104%: nobody aims past the whole
    to_the_tenth = exact and quantity.unit == "%" and quantity.value % 1 != 0
    named = _MEASURED.search(setting.before) is not None
    return to_the_tenth and named and not commits(setting.text, quantity.start)


def is_a_site(setting: Setting) -> bool:
    """新校区占地130亩、建筑面积5万平方米: how large a thing is that is built."""
    bare = setting.quantity.comparator in (Comparator.EXACT, Comparator.RANGE)
    if not bare or setting.quantity.unit not in _AREAS:
        return False
    return _ON_SO_MUCH_LAND.search(setting.text, 0, setting.quantity.start) is not None


def is_a_price(setting: Setting) -> bool:
    """校服3套共480元: neither how many nor how much is asked for."""
    return bool(_BOUGHT.match(setting.after) or _PRICE_OF_ALL.search(setting.before))


def is_of_an_event(setting: Setting) -> bool:
    """预计参赛选手760人, 陈述15分钟: how an event will run."""
    if setting.quantity.comparator in FIRM:
        return False
    if setting.told and _FORECAST.search(setting.before):
        return True
    if setting.quantity.comparator is not Comparator.EXACT:
        return False
    if setting.quantity.unit in ("项", "个") and _HAS_EVENTS.search(setting.before):
        return True
    if setting.quantity.unit in DURATIONS and _THIS_EVENT.search(setting.before):
        return True
    return setting.quantity.unit == "分钟" and _AT_AN_EVENT.search(setting.before) is not None
