"""From the uploaded list to the register, and back."""

from django.db import models

from luoshi.common.moves import Move, Workflow

_KEEPERS = "本校校长、分管校长、项目办、处室负责人"


class ImportState(models.TextChoices):
    QUEUED = "queued", "等待读取"
    FAILED = "failed", "未能读取"
    MAPPING = "mapping", "待对应各列"
    READY = "ready", "待核对"
    APPLYING = "applying", "正在导入"
    APPLIED = "applied", "已导入"
    TAKING_BACK = "taking_back", "正在撤回"
    TAKEN_BACK = "taken_back", "已撤回"
    DISCARDED = "discarded", "已放弃"


_S = ImportState
OPEN = (_S.QUEUED, _S.MAPPING, _S.READY, _S.APPLYING)
WRITTEN = (_S.APPLYING, _S.TAKING_BACK)  # the worker writes
READ = (_S.MAPPING, _S.READY)
IMPORT = Workflow(
    "register-import",
    "名单导入",
    ImportState,
    (
        Move("register_imports.note_read", "读取完成", (_S.QUEUED,), _S.READY, who="系统",
             when=lambda row: row.columns_are_certain, given="各列都能对应的"),
        Move("register_imports.note_read", "读取完成", (_S.QUEUED,), _S.MAPPING, who="系统",
             when=lambda row: not row.columns_are_certain, given="有的列不能确定的"),
        Move("register_imports.note_unread", "读取失败", (_S.QUEUED,), _S.FAILED, who="系统",
             when=lambda row: not row.sealed, given="以前没有读出来过的"),
        Move("register_imports.note_unread", "读取失败", (_S.QUEUED,), _S.READY, who="系统",
             when=lambda row: bool(row.sealed) and row.columns_are_certain, given="以前读取过、各列已对应的"),
        Move("register_imports.note_unread", "读取失败", (_S.QUEUED,), _S.MAPPING, who="系统",
             when=lambda row: bool(row.sealed) and not row.columns_are_certain, given="以前读取过、各列未对应的"),
        Move("register_imports.choose_columns", "对应各列", READ, _S.QUEUED, who=_KEEPERS),
        Move("register_imports.send_import", "导入台账", (_S.READY,), _S.APPLYING, who=_KEEPERS,
             given="名单或台账很长的"),
        Move("register_imports.apply_import", "导入台账", (_S.READY, _S.APPLYING), _S.APPLIED, who=_KEEPERS),
        Move("register_imports.send_back", "撤回导入", (_S.APPLIED,), _S.TAKING_BACK, who=_KEEPERS,
             when=lambda row: bool(row.undo), given="名单或台账很长、导入后没有人改过的", danger=True),
        Move("register_imports.take_back_import", "撤回导入", (_S.APPLIED, _S.TAKING_BACK), _S.TAKEN_BACK,
             who=_KEEPERS, when=lambda row: bool(row.undo), given="导入后没有人改过的", danger=True),
        Move("register_imports.note_unwritten", "没有导入", (_S.APPLYING,), _S.READY, who="系统"),
        Move("register_imports.note_unwritten", "没有撤回", (_S.TAKING_BACK,), _S.APPLIED, who="系统"),
        Move("register_imports.discard_import", "放弃", OPEN, _S.DISCARDED, who=_KEEPERS, danger=True),
        Move("register_imports.forget_import", "清除", READ, _S.DISCARDED, who="系统",
             given="满 30 天没有办完的"),
        Move("register_imports.resume_import", "接着办", (_S.DISCARDED,), _S.READY, who=_KEEPERS,
             when=lambda row: bool(row.sealed) and row.columns_are_certain, given="读取过、各列已对应的"),
        Move("register_imports.resume_import", "接着办", (_S.DISCARDED,), _S.MAPPING, who=_KEEPERS,
             when=lambda row: bool(row.sealed) and not row.columns_are_certain, given="读取过、各列未对应的"),
    ),
)  # fmt: skip
WORKFLOWS = (IMPORT,)
