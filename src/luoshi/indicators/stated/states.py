"""From the uploaded file to figures beside our own, and back."""

from django.db import models

from luoshi.common.moves import Move, Workflow

_KEEPERS = "上传单位的经办、科长、项目办"


class StatedState(models.TextChoices):
    DRAFT = "draft", "待核对"
    APPLIED = "applied", "已收下"
    WITHDRAWN = "withdrawn", "已撤回"
    DISCARDED = "discarded", "已放弃"


_S = StatedState
STATED = Workflow(
    "stated-figures",
    "官方统计",
    StatedState,
    (
        Move("stated_figures.apply_source", "收下", (_S.DRAFT,), _S.APPLIED, who=_KEEPERS),
        Move(
            "stated_figures.withdraw_source", "撤回", (_S.APPLIED,), _S.WITHDRAWN, who=_KEEPERS, danger=True
        ),
        Move("stated_figures.restore_source", "恢复", (_S.WITHDRAWN,), _S.APPLIED, who=_KEEPERS),
        Move("stated_figures.discard_source", "放弃", (_S.DRAFT,), _S.DISCARDED, who=_KEEPERS, danger=True),
        Move(
            "stated_figures.forget", "清除", (_S.DRAFT,), _S.DISCARDED, who="系统", given="满 30 天没有办完的"
        ),
        Move("stated_figures.resume_source", "接着办", (_S.DISCARDED,), _S.DRAFT, who=_KEEPERS),
    ),
)
WORKFLOWS = (STATED,)
