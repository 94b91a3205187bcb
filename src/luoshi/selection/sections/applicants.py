"""谁来申报: who, with what, in which groups, how many."""

from __future__ import annotations

from luoshi.accounts.queries import ancestors
from luoshi.core.conditions import Any as AnyOf
from luoshi.core.conditions import Test
from luoshi.core.fields import Field, Form, Values
from luoshi.registers.models import Register

from ..models import Kind
from .parts import Data, Section, choice, given, lines, whole

APPLICANT = {"school": "学校", "person": "个人（由学校报送）", "team": "团队（由学校报送）"}
QUOTA = {"none": "不限额", "school": "按学校限额", "county": "按县市限额（市属学校各算一个单位）"}
OF_TEAM = AnyOf((Test("applicant", "eq", "team"), Test("applicant", "eq", "person")))
LIMITED = AnyOf((Test("quota_by", "eq", "school"), Test("quota_by", "eq", "county")))


def registers_for(kind: Kind) -> dict[str, str]:
    rows = Register.objects.filter(
        owner__path__in=ancestors(kind.organisation.path), withdrawn_at__isnull=True
    )
    return {row.key: row.title for row in rows.order_by("order", "id")}


def _form(kind: Kind) -> Form:
    return Form(
        (
            choice("applicant", "申报主体", APPLICANT, required=True),
            whole("least", "团队最少人数", 500, "人", shown_if=OF_TEAM, help="含负责人。"),
            whole("most", "团队最多人数", 500, "人", shown_if=OF_TEAM, help="不填就不限。"),
            choice(
                "register",
                "从哪个台账申报",
                registers_for(kind),
                help="选了台账，申报时挑一条已登记的条目，内容自动带出，认定结果也写回去。没有合适的台账就不选。",
            ),
            Field("groups", "long_text", "组别", length=1000, help="一行一个，分开评审和排名。不分组就空着。"),
            choice("quota_by", "限额", QUOTA, required=True, section="限额"),
            whole("number", "每个单位的名额", 10_000, "个", shown_if=LIMITED, help="分组别的，每个组别各这么多。"),
            whole("raised", "往届每项结果增加", 100, "个", shown_if=LIMITED,
                   help="上次同类遴选以来，认定一项加几个。"),
            whole("cap", "增加后的上限", 10_000, "个", shown_if=LIMITED, help="不填就没有上限。"),
        )
    )  # fmt: skip


def _stored(data: Data) -> Values:
    team, quota = data["team"], data["quota"]
    return given(
        applicant=data["applicant"],
        least=team["least"] or None,
        most=team["most"] or None,
        register=data["register"],
        groups="\n".join(data["group_titles"]),
        quota_by=quota["by"],
        number=quota["number"] or None,
        raised=quota["raised"] or None,
        cap=quota["most"] or None,
    )


def _merged(data: Data, said: Values) -> Data:
    return data | {
        "applicant": said["applicant"],
        "team": {"least": said.get("least", 0), "most": said.get("most", 0)},
        "register": said.get("register", ""),
        "group_titles": lines(said.get("groups")),
        "quota": {
            "by": said["quota_by"],
            "number": said.get("number", 0),
            "raised": said.get("raised", 0),
            "most": said.get("cap", 0),
        },
    }


APPLICANTS = Section(
    "applicants", "谁来申报、报多少", "申报主体、台账、组别和限额。", _form, _stored, _merged
)
