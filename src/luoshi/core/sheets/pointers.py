"""The parts of a workbook besides its worksheets that name rows: names, tables, comments, drawings, charts."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from luoshi.core.reading.formats.xlsx import S

from .moving import moved_drawing, moved_names
from .package import Package, xml_bytes
from .references import Added, moved, moved_reference

if TYPE_CHECKING:
    from lxml import etree

_CHAIN = "xl/calcChain.xml"
_CHART_FORMULA = "{http://schemas.openxmlformats.org/drawingml/2006/chart}f"
_OFFICE = "{urn:schemas-microsoft-com:office:excel}"


class Pointers:
    """Changes other parts for rows that were added; `changed` and `dropped` are for `Package.rewritten`."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.changed: dict[str, bytes] = {}
        self.dropped: set[str] = set()
        self._trees: dict[str, etree._Element] = {}

    def move(self, sheet_path: str, added: Added) -> None:
        if moved_names(self._tree("xl/workbook.xml"), added):
            self._keep("xl/workbook.xml")
        for kind, path in self._related(sheet_path):
            self._move_related(kind, path, added)
        for path in self.package.archive.names:
            if path.startswith("xl/charts/") and path.endswith(".xml"):
                self._move_chart(path, added)
        self._drop_chain()

    def _move_related(self, kind: str, path: str, added: Added) -> None:
        if kind == "table":
            root = self._tree(path)
            for element in [root, *root.iter(f"{S}autoFilter", f"{S}sortState")]:
                if element.get("ref"):
                    element.set("ref", moved_reference(element.get("ref", ""), added))
            self._keep(path)
        elif kind in ("comments", "threadedComment"):
            for element in self._tree(path).iter("{*}comment", "{*}threadedComment"):
                element.set("ref", moved_reference(element.get("ref", "A1"), added))
            self._keep(path)
        elif kind == "vmlDrawing":
            self._move_notes(path, added)
        elif kind == "drawing" and moved_drawing(self._tree(path), added):
            self._keep(path)

    def _move_notes(self, path: str, added: Added) -> None:
        """The yellow boxes of old comments: the row they belong to, and where they lie."""
        root = self._tree(path)
        for element in root.iter(f"{_OFFICE}Row"):
            element.text = str(added.row(int(element.text or "0") + 1) - 1)
        for element in root.iter(f"{_OFFICE}Anchor"):
            numbers = [each.strip() for each in (element.text or "").split(",")]
            if len(numbers) == 8 and all(each.isdigit() for each in numbers):
                for at in (2, 6):
                    numbers[at] = str(added.row(int(numbers[at]) + 1) - 1)
                element.text = ", ".join(numbers)
        self._keep(path)

    def _move_chart(self, path: str, added: Added) -> None:
        root = self._tree(path)
        for element in root.iter(_CHART_FORMULA):
            text = moved(element.text or "", added, "")
            if text != element.text:
                element.text = text
                self._keep(path)

    def _drop_chain(self) -> None:
        """The order of computation names cells that moved; Excel makes it anew where it is missing."""
        if _CHAIN not in self.package.archive:
            return
        self.dropped.add(_CHAIN)
        types, relations = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
        for path, attribute in ((types, "PartName"), (relations, "Target")):
            root = self._tree(path)
            for element in [each for each in root if each.get(attribute, "").endswith("calcChain.xml")]:
                root.remove(element)
            self._keep(path)

    def _related(self, sheet_path: str) -> list[tuple[str, str]]:
        """The parts that belong to a sheet: (kind of relation, path)."""
        folder, name = posixpath.split(sheet_path)
        relations = f"{folder}/_rels/{name}.rels"
        if relations not in self.package.archive:
            return []
        found = []
        for element in self.package.archive.xml(relations):
            path = posixpath.normpath(posixpath.join("/", folder, element.get("Target", ""))).lstrip("/")
            if element.get("TargetMode") != "External" and path in self.package.archive:
                found.append((element.get("Type", "").rpartition("/")[2], path))
        return found

    def _tree(self, path: str) -> etree._Element:
        if path not in self._trees:
            self._trees[path] = self.package.tree(path)
        return self._trees[path]

    def _keep(self, path: str) -> None:
        self.changed[path] = xml_bytes(self._trees[path])

    def compute_on_opening(self) -> None:
        """Ask the office program to compute every formula when the file is opened."""
        root = self._tree("xl/workbook.xml")
        settings = root.find(f"{S}calcPr")
        if settings is None:
            settings = root.makeelement(f"{S}calcPr", {})
            before = [each for each in root if each.tag in {f"{S}{tag}" for tag in _BEFORE_CALC}]
            root.insert(root.index(before[-1]) + 1 if before else 0, settings)
        settings.set("fullCalcOnLoad", "1")
        self._keep("xl/workbook.xml")


_BEFORE_CALC = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames",
)  # fmt: skip
