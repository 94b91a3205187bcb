"""One file made bare, whatever its kind."""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.core.reading.hostile import check_size
from luoshi.core.reading.structure import Unreadable

from .held import CannotScrub
from .office import bare_office, is_office
from .pictures import bare_picture
from .portable import bare_pdf
from .video import is_video

_TEXTS = (".txt", ".csv", ".md")
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """The bare copy and, in words for the log and for the person who handed it in, what was taken away."""

    data: bytes
    words: str


def scrub(name: str, data: bytes) -> Scrubbed:
    """The copy that an expert may have. Raises CannotScrub for what cannot be made bare for certain.

    Films are patched by `video.video_patches`, since they do not fit into memory.
    """
    try:
        check_size(name, data)
    except Unreadable as refused:
        raise CannotScrub(str(refused)) from refused
    if b"%PDF-" in data[:1024]:
        return Scrubbed(bare_pdf(name, data), "已去掉文件属性、批注、附件、链接和以前的版本。")
    if is_office(data):
        return Scrubbed(bare_office(name, data), "已去掉文件属性、批注、修订人和外部链接，修订按接受处理。")
    if data.startswith(_OLD):
        raise CannotScrub(f"“{name}”是旧格式的文件，不能清理。请另存为 .docx、.xlsx、.pptx 或 PDF 后再交。")
    if is_video(data[:16]):
        raise CannotScrub(f"“{name}”是视频，请按视频材料上传。")
    if name.lower().endswith(_TEXTS):
        return Scrubbed(data, "纯文本，没有要去掉的。")
    return Scrubbed(bare_picture(name, data), "已去掉拍摄时间、地点、设备等附加信息。")
