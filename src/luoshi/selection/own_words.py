"""What a bureau and a school call the same things: itself, the meetings that decide, those who run a selection.

The one place for words that differ with whose selection it is; pages and refusals ask `Call.own_words`, what knows no
call the one who acts (`words_of`). Where a word is missing here, it is one that fits everybody.
"""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.accounts.models import Organisation
from luoshi.accounts.roles import ROLES
from luoshi.common.actor import Actor


@dataclass(frozen=True, slots=True)
class OwnWords:
    """house     how it speaks of itself
    meetings     that decide of what leaves the house; named_by: what their names have in them
    told         whom a notice of the house addresses
    bodies       of which meetings it may have been, for whoever enters minutes
    another      of those who run its selections; leader, monitor: one of these or that one
    public       who sees its public notices; readers, anybody: who the paper that publishes the result, and how
    applicants   who is told how it ended, applicant: one of them; address: of a public notice
    """

    house: str
    meetings: str
    named_by: tuple[str, ...]
    bodies: str
    told: str
    another: str
    leader: str
    monitor: str
    public: str = "公众"
    anybody: str = "任何人都可以下载"
    readers: str = "各单位和公众"
    applicants: str = "各申报单位"
    applicant: str = "申报单位"
    address: str = "公开地址"

    @property
    def nobody_decided(self) -> str:
        return f"还没有{self.meetings}的审定"

    @property
    def has_to_decide(self) -> str:
        return f"推荐上报要经{self.meetings}研究，审定要对着现在的入选名单。"

    @property
    def others_publish(self) -> str:
        return f"公开以前要有两个人核对名单，请{self.another}发布公示。"

    @property
    def others_finish(self) -> str:
        return f"请{self.another}公布结果。"

    @property
    def others_send(self) -> str:
        return f"请由{self.another}核对后登记发出。"

    @property
    def others_note(self) -> str:
        return f"请由{self.another}对照上级文件登记。"


CITY = OwnWords(
    "本局",
    "局党组会或者局长办公会",
    ("党组", "党委", "办公会"),
    "例如局党组会、局长办公会、专家委员会",
    "各县市教育局，各学校",
    "另一名经办或科长",
    "另一名经办、科长或者分管领导",
    "另一名经办、科长或者监督员",
)
COUNTY = OwnWords(
    "本局",
    "局党组会或者局长办公会",
    ("党组", "党委", "办公会"),
    "例如局党组会、局长办公会、专家委员会",
    "各学校",
    "县局另一名经办",
    "县局另一名经办或者分管领导",
    "县局另一名经办或者监督员",
)
SCHOOL = OwnWords(
    "本校",
    "学校党委会或者校长办公会",
    ("党委", "党总支", "党支部", "办公会", "校务会", "理事会", "董事会"),
    "例如校长办公会、学校党委会、理事会、学术委员会",
    "各处室",
    "项目办的另一人或者副校长",
    "项目办的另一人、副校长或者校长",
    "项目办的另一人、副校长或者监督员",
    public="本校人员",
    anybody="本校有账号的人登录后都可以下载",
    readers="本校人员",
    applicants="申报人",
    applicant="申报人",
    address="网址（本校人员登录后看得到）",
)
OF_KIND = {Organisation.Kind.SCHOOL.value: SCHOOL, Organisation.Kind.COUNTY_BUREAU.value: COUNTY}
OF_LEVEL = {"school": SCHOOL, "county": COUNTY}


def words_of(of: Organisation | Actor) -> OwnWords:
    """Of whose selection it is; of the one who acts in the own house's name."""
    if isinstance(of, Organisation):
        return OF_KIND.get(of.kind, CITY)
    role = ROLES.get(of.role)
    return OF_LEVEL.get(role.level, CITY) if role is not None else CITY
