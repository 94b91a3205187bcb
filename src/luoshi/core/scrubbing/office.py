"""Word, Excel and PowerPoint files with their visible content alone, in a zip written anew.

Parts that hold no content are left out with every reference to them; XML parts are cleaned by `office_xml`, pictures
drawn anew. A part whose kind is not known is not passed on: CannotScrub (ECMA-376 parts 1 and 2; MS-OI29500).
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from typing import TYPE_CHECKING

from luoshi.core.reading.hostile import Archive, open_archive
from luoshi.core.reading.structure import Unreadable

from . import office_xml
from .held import CannotScrub
from .pictures import bare_picture

if TYPE_CHECKING:
    from lxml import etree

_NOT_CONTENT = re.compile(
    r"^(docProps|customXml|docMetadata|_xmlsignatures|customUI|userCustomization)/"
    r"|^word/(comments\w*|people|webSettings|documentTasks|vbaProject\w*|keyMapCustomizations|recipientData)\.xml$"
    r"|^xl/(comments\d*|comments/.*|threadedComments/.*|persons/.*|revisions/.*|connections|calcChain"
    r"|queryTables/.*|customProperty\d*\.\w+|printerSettings/.*|volatileDependencies)(\.xml)?$"
    r"|^ppt/(comments/.*|commentAuthors|authors|tags/.*|changesInfos/.*|revisionInfo|printerSettings/.*|webExtensions/.*)(\.xml)?$"
    r"|(^|/)(printerSettings|customProperty)\d*\.bin$|^word/printerSettings|\.(sigs|psmdcp)$|(^|/)thumbnail\.",
    re.I,
)
_PICTURES = (".jpg", ".jpeg", ".jpe", ".png", ".gif", ".tif", ".tiff", ".bmp", ".webp")
_XML = (".xml", ".rels", ".vml")
_FONTS = (".odttf", ".fntdata")
_DRAWINGS = (".emf", ".wmf")
_EMF_DESCRIPTION = 60  # place of nDescription, offDescription in the header (MS-EMF 2.2.9)
_THEN = (1980, 1, 1, 0, 0, 0)


def is_office(data: bytes) -> bool:
    """Whether these bytes are an Office file in the present (zip) form."""
    if not data.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            return "[Content_Types].xml" in opened.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False


def bare_office(name: str, data: bytes) -> bytes:
    """The same document without what it says aside. Raises CannotScrub."""
    try:
        archive = open_archive(name, data)
    except Unreadable as refused:
        raise CannotScrub(str(refused)) from refused
    if archive.embedded:
        raise CannotScrub(
            f"“{name}”里嵌有别的文件（对象），不能清理。请把它单独保存、单独上传，在原文里删去。"
        )
    dropped = _dropped(archive)
    parts = {path: _bare_part(archive, path, dropped) for path in archive.names if path not in dropped}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for path, content in parts.items():
            written.writestr(zipfile.ZipInfo(path, _THEN), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _dropped(archive: Archive) -> frozenset[str]:
    """What is no content, and the drawings that only hold the boxes of comments on a sheet."""
    dropped = {path for path in archive.names if _NOT_CONTENT.search(path)}
    for path in archive.names:
        if path.startswith("xl/worksheets/_rels/"):
            targets = [_resolved(path, each.get("Target", "")) for each in _relations(archive, path)]
            if any(re.search(r"/(threadedC|c)omments", each) for each in targets):
                dropped |= {each for each in targets if each.endswith(".vml")}
    return frozenset(dropped)


def _bare_part(archive: Archive, path: str, dropped: frozenset[str]) -> bytes:
    ending = posixpath.splitext(path)[1].lower()
    if ending in _PICTURES:
        return bare_picture(archive.name, archive.read(path))
    if ending in _FONTS or ending == ".wmf":  # neither has a place for words about the file
        return archive.read(path)
    if ending == ".emf":
        return _bare_drawing(archive.read(path))
    if not path.endswith(_XML):
        raise CannotScrub(
            f"“{archive.name}”里有一部分（{posixpath.basename(path)}）不认识，不能清理。"
            "请用办公软件另存为 PDF 后再交。"
        )
    try:
        root = archive.xml(path)
    except Unreadable as refused:
        raise CannotScrub(str(refused)) from refused
    if path == "[Content_Types].xml":
        _forget_types(root, dropped)
    elif path.endswith(".rels"):
        _forget_relations(root, path, dropped)
    else:
        lost = {each for each, target in _pointers(archive, path).items() if target in dropped}
        office_xml.clean(root, lost)
    return office_xml.written(root)


def _bare_drawing(data: bytes) -> bytes:
    """A Windows drawing without the words that its program put into the header."""
    if len(data) < 88 or data[40:44] != b" EMF":
        raise CannotScrub("文件里有一幅图不认识，不能清理。请另存为 PDF 后再交。")
    count = int.from_bytes(data[_EMF_DESCRIPTION : _EMF_DESCRIPTION + 4], "little") * 2
    at = int.from_bytes(data[_EMF_DESCRIPTION + 4 : _EMF_DESCRIPTION + 8], "little")
    if count and (at < 88 or at + count > len(data)):
        raise CannotScrub("文件里有一幅图已损坏，不能清理。请另存为 PDF 后再交。")
    return data[:at] + bytes(count) + data[at + count :] if count else data


def _relations(archive: Archive, path: str) -> list[etree._Element]:
    try:
        return list(archive.xml(path).iter("{*}Relationship"))
    except Unreadable as refused:
        raise CannotScrub(str(refused)) from refused


def _pointers(archive: Archive, part: str) -> dict[str, str]:
    """Relationship id → path of the part it leads to, for one part."""
    folder, base = posixpath.split(part)
    rels = f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels"
    if rels not in archive:
        return {}
    return {
        each.get("Id", ""): _resolved(rels, each.get("Target", ""))
        for each in _relations(archive, rels)
        if each.get("TargetMode") != "External"
    }


def _resolved(rels: str, target: str) -> str:
    """The part that a relationship of this .rels part leads to."""
    folder = posixpath.dirname(posixpath.dirname(rels))
    if target.startswith("/"):
        return posixpath.normpath(target)[1:]
    return posixpath.normpath(posixpath.join(folder, target))


def _forget_relations(root: etree._Element, path: str, dropped: frozenset[str]) -> None:
    """No way to what is left out; what leads out of the file leads nowhere: opening it would tell who reads."""
    for relation in list(root):
        if relation.get("TargetMode") == "External":
            relation.set("Target", "about:blank")
        elif _resolved(path, relation.get("Target", "")) in dropped:
            root.remove(relation)


def _forget_types(root: etree._Element, dropped: frozenset[str]) -> None:
    for line in list(root):
        if (line.get("PartName") or "")[1:] in dropped:
            root.remove(line)
