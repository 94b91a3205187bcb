"""Numbers that say what is granted, paid or charged: nobody has to reach them."""

from __future__ import annotations

import re

from .model import Comparator
from .setting import FIRM, Setting
from .units import DURATIONS, MONEY, RATES

_SUBSIDY_BEFORE = re.compile(
    r"(?:补助|补贴|奖励|资助|奖补|[助奖]学金|生活费|给予|发放|拨付|奖金|减免|支付|罚款|学费|收费|收取|报销|津贴|酬金|劳务费|评审费|按照?"
    r"|标准为|给|兑现|处以|并处|\A处|每课时|核拨|定额)[^,;。]{0,14}\Z"
)
_SUBSIDY_BEHIND = re.compile(
    r"的?(?:标准|奖励|补助|补贴|资助|奖补|经费补助|一次性|资金奖励|工作经费|奖金|学费|罚款|给予|进行|予以)"
)
_GRANT = re.compile(r"补贴|补助|资助|奖励|奖补|补偿|减免|津贴")
_PAID = re.compile(
    r"(?:支付(?!比例|率|进度)|预付|预?拨付?|下达|追回|退[回还]|收回|扣[回减除发])[^,;。率]{0,14}\Z"
)
_SHARE_GRANTED = re.compile(
    r"的?(?:标准|比例|额度)?(?:一次性)?(?:给予|予以|进行|发放|享受)?[^,;。]{0,6}(?:补助|补贴|奖补|奖励|资助|补偿|抵[免扣]|返还|贴息)"
)
_SET_AT = re.compile(r"的?(?:标准)?(?:核定|核拨|计发|执行|发放)")  # 非寄宿生按50%核定
_TERM_OF_GRANT = re.compile(
    r"(?:补贴|补助|资助|奖补|贴息|减免|扶持|享受|贷款)[^,;。]{0,4}(?:期限?|年限|时限|时间|时长)[^,;。\d]{0,6}\Z"
)
_LOAN = re.compile(r"贷款[^,;。\d]{0,6}(?:额度?|限额)[^,;。\d]{0,6}\Z")
_RATE_OF_GRANT = re.compile(r"(?:补助|补贴|资助|奖励|奖补)标准[^,;。]{0,14}\Z")
# 对排名前3的学校,每年增加经费50万元
_BENEFICIARY = re.compile(r"(?:\A|[,;。])对[^,;。]{4,30}的[^,;。]{2,10},\Z")
_KEPT_BACK = re.compile(r"(?:余款|尾款|质保金|首付款|预付款)(?:为|的)?\Z")
_PAID_IN = re.compile(r"的?(?:标准|比例)?(?:交纳|缴纳|收取)")  # 按合同金额的5%交纳保证金
# 保费参考标准20元
_PRICED = re.compile(
    r"标准为?\Z|(?:学|住宿|报名|考务|评审|会务|服务|伙食|食宿|资料|交通|培训|保教)费\Z|(?<![经消])费(?:每[生人天期场次科队组件]|\x00)+\Z|保证金\Z"
)
_PER_HEAD = re.compile(r"每[生人名位]|\A\x00+\Z")
_PRICE_LIST = re.compile(r"(?:费|补[贴助]|奖励|资助|报酬)标准(?:为|如下)?:")
_CHARGED = re.compile(r"费用?(?:标准)?\Z")  # 预收费不得超过5000元
_ANY_OWN_MONEY = re.compile(r"生均|收费|经费|支出|费用|成本")
_OWN_MONEY = re.compile(r"生均|不低于|不少于|安排|设立|投入")


def is_subsidy(setting: Setting) -> bool:
    """给予5000元补助, 补贴期限不超过2年, 按60%核定: the terms of a grant or a charge."""
    if setting.quantity.unit in RATES:
        if _KEPT_BACK.search(setting.before) or _PAID_IN.match(setting.after):
            return True
        raised = _RATE_OF_GRANT.search(setting.before) and setting.quantity.comparator not in FIRM
        granted = _SHARE_GRANTED.match(setting.after) and "用于" not in setting.after
        set_at = _SET_AT.match(setting.after) and _GRANT.search(setting.text, 0, setting.quantity.start)
        return bool(_PAID.search(setting.before) or raised or granted or set_at)
    if setting.quantity.unit not in MONEY:
        earlier = setting.text[max(0, setting.start - 12) : setting.start]
        bare = setting.quantity.unit in DURATIONS and len(setting.before) <= 2
        of_grant = setting.quantity.unit in DURATIONS and _TERM_OF_GRANT.search(setting.before)
        return bool(of_grant or (bare and _GRANT.search(earlier)))
    if _LOAN.search(setting.beside):
        return True
    worded = setting.text.startswith("不", setting.quantity.start)
    if worded and setting.quantity.comparator is Comparator.AT_LEAST and "标准" in setting.after:
        return False  # 按不低于600元的标准补助 binds who pays, 按600元以上标准 only tells the grant
    if _SUBSIDY_BEHIND.match(setting.after):
        return True
    if setting.quantity.comparator is Comparator.AT_MOST and _GRANT.search(setting.text, 0, setting.start):
        return not _ANY_OWN_MONEY.search(setting.before)  # 给予补助,最高不超过200万元
    listed = _PRICE_LIST.search(setting.text, 0, setting.start)
    plain = setting.quantity.comparator in (Comparator.EXACT, Comparator.RANGE)
    if plain and (listed or _PRICED.search(setting.before)):
        return True
    if setting.told and _BENEFICIARY.search(setting.text, 0, setting.start):
        return True
    if plain and _PER_HEAD.search(setting.before) and _GRANT.search(setting.text, 0, setting.start):
        return True  # 给予资助,…每生每年一千元
    if setting.quantity.comparator is Comparator.AT_MOST and _CHARGED.search(setting.before):
        return "报销" in setting.after
    return bool(_SUBSIDY_BEFORE.search(setting.before)) and not _OWN_MONEY.search(setting.beside)
