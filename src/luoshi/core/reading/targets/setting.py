"""A number in its sentence, as the rules of exclusion see it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .model import Comparator, Report
from .quantities import Quantity
from .script import HIDDEN

FIRM = (Comparator.AT_LEAST, Comparator.AT_MOST)
_BUILDS = (
    r"(?:建设|建成|建立|打造|遴选|培育|培养|培训|创建|组建|设立|开设|开发|开展|立项|认定|评选|选树|选派|推出|推荐|支持"
    r"|扶持|新建|改扩?建|扩建|增加|举办|引进|聘请|聘任|招聘|配备|配齐|安排|投入|完成|形成|编写|制定|推广|布局|共建"
    r"|带动|争创|参加|提供|实施|设置|建好|办好|组织|新增|命名|出版|布点|补充|集聚|落实|保障|保证|建有|选拔|选聘|资助"
    r"|统筹|筹措|争取|覆盖|惠及|抽[取查检]|选取|帮扶|结对|交流|聘用|牵头|承担|接受|申报|获得|获|入选|评定|挂牌|启动|孵化|转化|招收|试办|招生(?=约|近|\x00|\d|\Z)|供给|(?<![具现共占所])有(?![关效序力利机])|设(?![备施计])|配(?!套)|聘|建(?![筑议材])|派|讲(?!座)|听|搞|拿出)"
)
BUILT = re.compile(_BUILDS)
# With these verbs something is to be done, though nothing is counted out by them.
TO_DO = re.compile(
    rf"{_BUILDS}|撤[销并]|盘活|改造|关停|调剂|整[合治]|更新|购置|采购|添置|修[缮建]|维修|治理|清退|压减|发布|促成|吸引"
    r"|走访|轮训|选送|输送|申请[^,;。\d]{0,4}专利|发表|投[用产]|举行|开办|更换|升级|增[设配补加派]|加装|迁建|重建|续建|开[工通行]|竣工|招[录考收募]|录[用制取]|选育|引[育入]|[派下]驻|支教|送[教培]|慰问|资助|宣讲|签[约订]|攻[克关]|解决|研[发制]|拍摄|编印|筹[集建]|撬动|接入|采集|录入|演练|排查|打通|清零"
    r"|落地|吸[收纳]|种植|养护|发展(?=[^,;。\d]{0,8}[党团会社]员)|送课|修订|储备|清理|督办|推介|募集|救助|举荐|冲刺|支援|认证(?!证书|机构)|上架|拓宽|腾退|回购|移交|创作|召开|印发|征集|搭建|化解|绿化|安装|铺设|淘汰|关闭|停[办招]|减少(?=[^,;。\d]{2})"
)
HAS = re.compile("建有|设有|配有|拥有")  # 占地90亩,建有实训室40间: nothing is to be done
BUILT_JUST_HERE = re.compile(rf"{_BUILDS}(?:了|好|成|起|{HIDDEN})*\Z")


@dataclass(frozen=True, slots=True)
class Setting:
    """A number in its sentence. `crowded`: its part holds another number that it could qualify;
    `dated`: a deadline, a period or a cadence rules it; `reported`: what stands above tells what was done;
    `report`: so does the whole text, `planned`: it tells what to do, see TargetContext;
    `adjoining`: another number ends where this one begins;
    `deadline`: where the deadline that rules it stands."""

    quantity: Quantity
    text: str
    start: int
    end: int
    crowded: bool
    dated: bool = False
    reported: bool = False
    report: Report = ""
    planned: bool = False
    adjoining: bool = False
    deadline: int = -1

    @property
    def before(self) -> str:
        """From the comma to the number and its comparator."""
        return self.text[self.start : self.quantity.start]

    @property
    def beside(self) -> str:
        """From the comma to the bare number, the comparator included."""
        return self.text[self.start : self.quantity.core_start]

    @property
    def after(self) -> str:
        return self.text[self.quantity.end : self.end]

    @property
    def told(self) -> bool:
        """No word makes the number binding: 12所, 近20万名, 达到6所; 20万名左右 does bind."""
        if self.quantity.comparator is Comparator.ABOUT:
            return not self.text.startswith("左右", self.quantity.core_end)
        return self.quantity.comparator in (Comparator.EXACT, Comparator.REACH, Comparator.MORE_THAN)
