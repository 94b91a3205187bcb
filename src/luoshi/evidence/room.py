"""Whether a library takes more files; whether the disk does, `common.room`."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Sum

from luoshi.common.errors import RuleBroken
from luoshi.common.room import disk_full
from luoshi.core.fields.shown import size_words

from .models import Evidence, EvidenceUpload


def held(organisation_id: int | None) -> int:
    """Bytes of all files in this library, withdrawn ones too: they lie there."""
    rows = Evidence.objects.filter(organisation=organisation_id, stored__isnull=False)
    return int(rows.aggregate(all=Sum("stored__size"))["all"] or 0)


def refuse_over_quota(organisation_id: int | None, coming: int = 0) -> None:
    """Where what is there and what is coming is more than one library may hold. Raises RuleBroken."""
    if held(organisation_id) + coming > settings.LIBRARY_BYTES:
        raise RuleBroken(
            f"本单位材料库最多存 {size_words(settings.LIBRARY_BYTES)}，放不下这些文件。请先压缩视频和照片，"
            "大文件改用添加链接；确实需要的，请系统管理员调高上限。"
        )


def refuse_unless_room(organisation_id: int | None, name: str, size: int) -> None:
    """Before a file comes in parts: those of the same library that are on their way count as there."""
    coming = (
        EvidenceUpload.objects.filter(organisation_id=organisation_id).aggregate(all=Sum("size"))["all"] or 0
    )
    refuse_over_quota(organisation_id, coming + size)
    if wrong := disk_full(name, size):
        raise RuleBroken(wrong)
