"""One XML part of an Office file without names, times and marks that are no content.

Tracked changes are taken as accepted: what was put in stays, what was taken out goes, so that the copy reads as the
document reads with its changes shown as final. Names of elements are those of ECMA-376 part 1, 17.13 (annotations).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT_WORD = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_POINTER = re.compile(
    r"^\{(http://schemas\.openxmlformats\.org/officeDocument/2006/relationships"
    r"|http://purl\.oclc\.org/ooxml/officeDocument/relationships)\}"
)
_GONE_IN_WORD = {
    "rsids", "attachedTemplate", "docVars", "mailMerge", "dataBinding", "proofErr", "saveThroughXslt",
    "commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef",
    "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd",
    "customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart", "customXmlDelRangeEnd",
    "customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd", "customXmlMoveToRangeStart", "customXmlMoveToRangeEnd",
    "del", "moveFrom", "numberingChange", "cellIns", "cellDel", "cellMerge",
    "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblGridChange", "trPrChange", "tcPrChange",
    "tblPrExChange",
}  # fmt: skip
_OPENED_IN_WORD = {"ins", "moveTo"}
_GONE_ANYWHERE = {
    "absPath", "fileSharing", "webPublishing", "webPublishItems", "custDataLst", "docProps", "presenceInfo",
    "smartTagPr", "customWorkbookViews", "customSheetViews", "fileRecoveryPr",
}  # fmt: skip
_WHO_AND_WHEN = {"author", "initials", "date", "dateUtc", "userId", "userName"}
_NAMED_AFTER = {"refreshedBy", "lastModifiedBy", "codeName"}
_PATH = re.compile(r"[\\]|^[a-z]+://|^/", re.I)


def clean(root: etree._Element, lost: Collection[str]) -> None:
    """Take away what is no content, in place. `lost`: ids of relationships that lead nowhere any more."""
    _drop_deleted_rows(root)
    for element in list(root.iter("*")):
        if element.getparent() is None and element is not root:
            continue  # gone with what held it
        space, _, name = str(element.tag).rpartition("}")
        in_word = f"{space}}}" in (_WORD, _STRICT_WORD)
        if element is not root and (
            name in _GONE_ANYWHERE or (in_word and name in _GONE_IN_WORD) or _leads_to(element, lost)
        ):
            _remove(element)
        elif in_word and name in _OPENED_IN_WORD:
            _open(element)
        else:
            _forget_names(element, in_word)


def written(root: etree._Element) -> bytes:
    """The part's bytes again."""
    from lxml import etree

    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _leads_to(element: etree._Element, lost: Collection[str]) -> bool:
    """Whether it only points at a part that is left out; an element with content of its own loses the pointer."""
    for key in [each for each in element.attrib if _POINTER.match(str(each)) and element.get(each) in lost]:
        if len(element) == 0 and len(element.attrib) == 1:
            return True
        del element.attrib[key]
    return False


def _drop_deleted_rows(root: etree._Element) -> None:
    """A row whose deletion was tracked is no row."""
    for space in (_WORD, _STRICT_WORD):
        for mark in list(root.iter(f"{space}trPr")):
            if mark.find(f"{space}del") is not None and (row := mark.getparent()) is not None:
                _remove(row)


def _remove(element: etree._Element) -> None:
    """Take an element away; text behind it stays with what stands before."""
    parent = element.getparent()
    if parent is None:
        return
    _keep_tail(element, parent)
    parent.remove(element)


def _keep_tail(element: etree._Element, parent: etree._Element) -> None:
    if not element.tail:
        return
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + element.tail
    else:
        parent.text = (parent.text or "") + element.tail
    element.tail = None


def _open(element: etree._Element) -> None:
    """What was put in stands where it was put, without the mark around it."""
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    for child in reversed(list(element)):
        parent.insert(at + 1, child)
    _remove(element)


def _forget_names(element: etree._Element, in_word: bool) -> None:
    for key in list(element.attrib):
        name = str(key).rpartition("}")[2]
        if name.startswith("rsid") or name in _NAMED_AFTER or (name in _WHO_AND_WHEN and in_word):
            del element.attrib[key]
        elif name in ("descr", "title", "alt") and _PATH.search(element.get(key) or ""):
            del element.attrib[key]  # a picture's first place on its author's disk
