"""An entry: written, confirmed by its school, checked by the bureau above, ended; and each way back."""

from __future__ import annotations

from typing import Any

from django.db import models

from luoshi.common.moves import Move, Workflow


class EntryState(models.TextChoices):
    DRAFT = "draft", "草稿"
    CONFIRMED = "confirmed", "已确认"
    CHECKED = "checked", "已核对"
    ENDED = "ended", "已结束"


class EndKind(models.TextChoices):
    LEFT = "left", "离开、调出"
    CLOSED = "closed", "撤销、解散"
    EXPIRED = "expired", "到期"
    MISTAKE = "mistake", "登错了，作废"


class StageKind(models.TextChoices):
    SET_UP = "set_up", "立项"
    BUILDING = "building", "建设期"
    MID_TERM = "mid_term", "中期检查"
    ACCEPTED = "accepted", "验收"
    RECOGNISED = "recognised", "认定"
    REVIEWED = "reviewed", "到期复核"
    REVOKED = "revoked", "撤销"


class Level(models.TextChoices):
    SCHOOL = "school", "校级"
    COUNTY = "county", "县级"
    CITY = "city", "市级"
    PROVINCE = "province", "省级"
    NATION = "nation", "国家级"


class RunState(models.TextChoices):
    UNDER_WAY = "under_way", "正在办理"
    STOPPED = "stopped", "中途停下"
    DONE = "done", "已办完"


class RunAction(models.TextChoices):
    """What is done with very many entries at once; the keys are those of the acts on a few."""

    CONFIRM = "registers.confirm_entries", "确认"
    TAKE_BACK = "registers.take_back_entries", "撤回确认"
    CHECK = "registers.check_entries", "核对通过"
    RETURN = "registers.return_entries", "退回"


class Stages(models.TextChoices):
    NONE = "none", "没有"
    PROJECT = "project", "立项、建设期、中期检查、验收、认定、到期复核、撤销"


COUNTING = (EntryState.CONFIRMED, EntryState.CHECKED)  # what others than the school see and count
RANK = {level: place for place, level in enumerate(Level.values)}
TONES = {
    EntryState.DRAFT: "busy",
    EntryState.CONFIRMED: "",
    EntryState.CHECKED: "ok",
    EntryState.ENDED: "muted",
}
NOT_ENDED: dict[str, Any] = {
    "ended_on": None,
    "ended_at": None,
    "ended_from": "",
    "end_kind": "",
    "end_words": "",
    "ended_by": "",
}
D, F, C, E = EntryState.DRAFT, EntryState.CONFIRMED, EntryState.CHECKED, EntryState.ENDED
_SCHOOL = "本校校长、分管校长、项目办"
_ABOVE = "上级教育局经办、科长"
_ENDED_FROM = "结束以前是"
ENTRY = Workflow(
    "registers",
    "台账条目",
    EntryState,
    (
        Move("registers.confirm_entries", "确认", (D,), F, who=_SCHOOL),
        Move("registers.take_back_entries", "撤回确认", (F,), D, who=_SCHOOL),
        Move("registers.check_entries", "核对通过", (F,), C, who=_ABOVE),
        Move("registers.return_entries", "退回", (F, C), D, reason=True, who=_ABOVE),
        Move("registers.end_entry", "结束", (D, F, C), E, who=_SCHOOL),
        Move(
            "registers.resume_entry",
            "恢复",
            (E,),
            D,
            when=lambda entry: entry.ended_from == D,
            given=f"{_ENDED_FROM}草稿",
            who=_SCHOOL,
        ),
        Move(
            "registers.resume_entry",
            "恢复",
            (E,),
            F,
            when=lambda entry: entry.ended_from != D,
            given=f"{_ENDED_FROM}已确认或已核对",
            who=_SCHOOL,
        ),
    ),
)
_R = RunState
RUN = Workflow(
    "register-run",
    "成批办理",
    RunState,
    (
        Move("registers.go_on", "办完", (_R.UNDER_WAY,), _R.DONE, who="系统"),
        Move("registers.note_stopped", "停下", (_R.UNDER_WAY,), _R.STOPPED, who="系统"),
        Move("registers.resume_many", "接着办", (_R.STOPPED,), _R.UNDER_WAY, who=f"{_SCHOOL}；{_ABOVE}"),
    ),
)
WORKFLOWS = (ENTRY, RUN)
