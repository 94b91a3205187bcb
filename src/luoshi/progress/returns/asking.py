"""What is still missing before a return can be sent out: the hint on its page and the refusal alike."""

from __future__ import annotations

from luoshi.common import clock
from luoshi.common.dataforms.models import FormVersion
from luoshi.common.dataforms.queries import draft_of

from .models import Return
from .states import Reading


def version_to_ask(row: Return) -> FormVersion | None:
    """The form as it would go out: what is being written, else what was published."""
    return row.form_version or draft_of(row.definition) or row.definition.current


def missing_to_open(row: Return) -> list[str]:
    found = []
    if row.until is None:
        found.append("还没有定截止时间。")
    elif row.until <= clock.now():
        found.append("截止时间已经过去，请改为以后的时间。")
    elif row.same_day and not row.words.strip():
        found.append("今天发出、今天就要的，请在“填报说明”里写明为什么急，各校看得到。")
    if row.reading == Reading.WAITING:
        found.append("原表还在识别，请等识别完。")
    elif row.reading == Reading.READY:
        found.append("原表识别出来的栏目还没有核对。")
    elif row.reading == Reading.FAILED:
        found.append("原表没有识别出来，请换一个文件，或选“不用原表”。")
    version = version_to_ask(row)
    if version is None or not version.form.fields:
        found.append("表里还没有要填的栏目。")
    elif version.problems:
        found.append(f"表还有问题：{version.problems[0].message}")
    if not row.sheets.exists():
        found.append("还没有选填报单位。一次收表最多 500 个单位，更多的请分几次发。")
    gone = row.sheets.filter(organisation__withdrawn_at__isnull=False).values_list(
        "organisation__short", flat=True
    )
    found += [f"{short}已经撤销或并入其他单位，请从填报单位里去掉。" for short in gone]
    return found
