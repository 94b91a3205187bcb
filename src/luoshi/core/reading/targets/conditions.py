"""Numbers that describe a thing instead of being asked for: 达到80分以上的, 35岁以下的教师, 5人以上的学校设立…."""

from __future__ import annotations

import re

from .model import Comparator
from .script import HIDDEN
from .setting import BUILT, BUILT_JUST_HERE, FIRM, Setting
from .subjects import noun_before
from .units import MONEY, RATES

_AGES = ("岁", "周岁")
_YEARS = ("年", *_AGES)
_FORBIDDEN = re.compile(r"(?:不得|不能|不可|禁止|严禁)[^,;。少低超高多大小]{0,8}(?:超[员载编标速])?\Z")
_ANY_OF_THESE = re.compile(r"(?:下列|以下)(?:情形|情况|行为|问题)(?:之一|\x00+)[^:]{0,12}:")
_PROPERTY = re.compile(
    r"(?:一旦|发生|出现|具有|具备|从事|满|拥有|设有|年龄|工龄|任教|从教|任职|累计|规模|人数|面积|达到|超过|得分|成绩|学制|办学|在校生|工作"
    r"|担任|服务|连续|持有|取得|获得|获|占地|毕业|注册资本|教龄|职龄|实践|经历|服役|不足|不到|未达|未满|低于|高于|少于|多于"
    r"|不低于|不少于|不超过|大于|小于|有|经验|总额|价值|为期)[^,;。]{0,10}\Z"
)
# 不少于32学时的培训, 不低于1:200的师生比: the number is asked of the noun, it does not pick one out.
_ASKED_NOUN = (
    r"\d|要求|标准|比例|目标|规定|[上下]限|底线|红线|门槛|原则|教学|培训|实践|服务|专项|公示|期限|时间"
    r"|频次|频率|幅度|规模|速度|师生比|生师比|要|配备|名额|经费|额度|资金|[^,;。的]{1,3}(?:培训|研修|实践|学习)(?:[,;。]|\Z)"
)
_OF = re.compile(rf"[^,;:。、()\n]{{0,22}}?的(?!{_ASKED_NOUN})")
_ANY_OF = re.compile(r"[^,;:。、()\n]{0,22}?的(?!\d)")
_ABOVE_OR_BELOW = (Comparator.MORE_THAN, Comparator.LESS_THAN)
_EXPERIENCE = re.compile(r"[^,;:。、]{0,12}(?:经验|经历|工龄|教龄|从业|任教|任职|工作|实践)")
# 面积达到2万平方米、总值突破5000万元的学校,可优先立项
_LISTED_CONDITION = re.compile(r"、[^,;。]{2,30}的[^,;。、\d]{1,8},(?:可|应|须|不得|不予|优先|给予|按)")
_TAKES = re.compile(r"(?:[将把按以用]|按照|拿出|提取|预留|保证|确保)\Z")
# 200米以上跑道达标率90%: the length tells which rate
_IN_A_RATE = re.compile(r"[^,;:。、\d的]{2,16}(?:率|比例|占比|比重)[^,;:。、\d]{0,6}\d")
_SUCH = re.compile(r"的(?!水平|标准|要求|比例|目标|速度|增速)")  # 低于50%的暂停安排
_THE_REST = re.compile(r"的?(?:部分|情形)")  # 超过总额8%的部分
# 累计两次取消评优资格, 迟到15分钟以上不得入场
# 对完成任务90%以上的学校,…; 50人以上的班级应…; 满5年者
_TOWARDS = re.compile(r"对(?![口接])")
_SUCH_AS = re.compile(r"的[^,;。、\d]{1,12}\Z")
_WHO_SHALL = re.compile(r"的[^,;。、\d]{1,10}?(?:应(?![用急])|须|必须|可(?:以)?[申参享]|原则上)")
# 申请人数超过计划的120%时,启动摇号
_AT_WHICH = re.compile(r"[^,;。、\d]{0,6}(?<![小课学届同按当临实工限随平定及准])时[,;]")
_PUNISHED = re.compile(
    r"[的者]?(?:取消|撤销|终止|停止|通报批评|\x00*票否决|视为|不予|不得(?![少低超高多大]))"
)
# 具有3年以上企业工作经历的比例: the years pick out people, whatever the sentence asks of them.
_EXPERIENCED = re.compile(r"[^,;:。、]{0,12}(?:经验|经历|工龄|教龄)的")
_OF_THE_ORDER = re.compile(r"(?:末位?|倒数|排[名在]?[前后]|[前后])\Z")
# 5000名居民以上的社区: noun and bound behind the number
_SO_MANY_OR_MORE = re.compile(r"(?:(?![一二两三四五六七八九十百千万])[一-鿿]){1,8}以[上下]的[一-鿿]")
# “…毕业率达到98%”的目标: the quotation is the goal itself
_QUOTED_GOAL = re.compile(r"”的[^,;。]{0,10}(?:目标|任务|要求|底线|愿景)")
# 任现职满8年、考核合格的教师
_SERVED = re.compile(r"的|(?:以上)?(?:、|且|并|和|或)[^,;。]{2,60}的")
# 8家以上年营业收入过二十亿元、4家以上…: what each of those earns
_EARNING = re.compile(
    r"\d[家个户所]以上(?:年|总|累计)?[^,;。、\d]{0,6}(?:收入|产值|营收|利润|规模|投资额?|资产|税收|销售额|交易额)(?:达到?|[超已]?过|超|突破)?\Z"
)
_REMOVED = re.compile(
    r"(?:消除|化解|取消|杜绝|清理|整治)\Z|(?:扣减|核减|扣除|削减)[^,;。]{0,10}\Z"
    r"|(?:减少|调减|压减)[^,;。]{0,8}(?:招生|申报|推荐)?(?:计划|名额|指标)\Z"
)


def is_age_group(setting: Setting) -> bool:
    """35岁以下的教师; but 年龄不超过45岁 is a threshold."""
    if setting.quantity.unit not in _AGES:
        return False
    qualifies = setting.after and not setting.after.startswith(("(", "、"))
    if not qualifies and setting.text.startswith("不", setting.quantity.start):
        return False  # 兼职教师不超过65岁
    return bool(qualifies) or not re.search(r"(?:年龄|寿命)[^,;。]{0,8}\Z", setting.before)


def is_condition(setting: Setting) -> bool:
    """达到80分以上的, 具有5年以上经验的: the number describes a thing, it is not asked for."""
    return _describes_by_its_words(setting) or (qualifies_a_noun(setting) and _describes_its_noun(setting))


def _describes_by_its_words(setting: Setting) -> bool:
    """Words beside the number tell by themselves that it is none to be reached."""
    quantity = setting.quantity
    if _ANY_OF_THESE.search(setting.text, 0, setting.start):
        return True
    if _REMOVED.search(setting.before) or _FORBIDDEN.search(setting.before):
        return True
    counted = quantity.signed or quantity.unit not in (*RATES, "倍")  # but 三年翻一番
    if setting.adjoining and counted:  # 1所6班以上幼儿园, 1所12班幼儿园
        return True
    if setting.crowded and _IN_A_RATE.match(setting.after):
        return True
    if quantity.comparator in _ABOVE_OR_BELOW and _SUCH.match(setting.after):
        return True
    if quantity.unit in MONEY and _EARNING.search(setting.beside):
        return True
    if _THE_REST.match(setting.after) or _SO_MANY_OR_MORE.match(setting.after):
        return True
    if quantity.unit in RATES and _OF_THE_ORDER.search(setting.before) and setting.after.startswith("的"):
        return True  # 末位5%的专业
    if _AT_WHICH.match(setting.text, quantity.end) and not BUILT.search(setting.before):
        return True
    if setting.after.startswith("者"):
        return True
    if _TOWARDS.match(setting.before) and _SUCH_AS.match(setting.after):
        return True
    if _PUNISHED.match(setting.after) or _LISTED_CONDITION.match(setting.text, setting.quantity.end):
        return True
    if setting.text[setting.end - 1 : setting.end + 1] == "的,":  # 比例为20%、查实2起以上的,由…
        return True
    if setting.beside.endswith("满") and _SERVED.match(setting.after):
        return True
    return quantity.unit in _YEARS and _EXPERIENCED.match(setting.after) is not None


def _describes_its_noun(setting: Setting) -> bool:
    """Of a number before 的 and a noun: whether it picks the noun out, or is asked of it."""
    quantity = setting.quantity
    if not setting.before.strip(HIDDEN):  # 600人以上的学校至少配备1名…
        others = setting.crowded or (quantity.signed and _WHO_SHALL.match(setting.after) is not None)
        return others and quantity.unit not in RATES
    if not (_PROPERTY.search(setting.before) or _has_own_subject(setting) or _picks_out(setting)):
        return False
    if quantity.unit in _YEARS and _EXPERIENCE.match(setting.after):
        return True
    if BUILT_JUST_HERE.search(setting.before) or BUILT_JUST_HERE.search(setting.beside):
        return False
    if quantity.unit in RATES and _TAKES.search(setting.before):  # 将不低于80%的计划分配到校
        return False
    firm = quantity.comparator in FIRM
    return not (firm and BUILT.search(setting.before) and not setting.crowded)


def _has_own_subject(setting: Setting) -> bool:
    """规模超过1000人的学校: the comparator stands between a noun and the number."""
    return setting.quantity.start < setting.quantity.core_start and not setting.before.endswith(HIDDEN)


def _picks_out(setting: Setting) -> bool:
    """随班就读学生5人以上的学校设立…: noun, number and bound, then who acts; nothing is built before."""
    quantity = setting.quantity
    if quantity.end == quantity.core_end or quantity.unit in RATES or BUILT.search(setting.before):
        return False
    return noun_before(setting.text, setting.start, quantity.start, setting.text) is not None


def qualifies_a_noun(setting: Setting) -> bool:
    """Whether 的 and a noun follow that the number tells apart."""
    if _QUOTED_GOAL.match(setting.after):
        return False
    asked = setting.quantity.comparator not in _ABOVE_OR_BELOW  # nobody asks for 超过两年的资金
    return (_OF if asked else _ANY_OF).match(setting.after) is not None
