"""How a binder lies in its archive: the path of every piece, and what the table of contents says of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from luoshi.common.models import StoredFile
from luoshi.core.binding import names

from ..models import Evidence
from .models import Content, Folder

WITHDRAWN, LOST = "已撤回，没有收入", "文件在服务器上缺失或损坏，没有收入"


@dataclass(slots=True)
class Item:
    """One piece in one folder. path: in the archive; empty: `why` says where it is instead."""

    title: str
    kind: str
    grade: str
    day: str
    source: str
    pages: int
    said: str  # pages and note of the citation
    organisation: str
    place: str  # where that organisation stands in the tree
    paper: str = ""  # public id of a filed paper
    stored: StoredFile | None = None
    link: str = ""
    ending: str = ""
    path: str = ""
    why: str = ""
    also: list[str] = field(default_factory=list)  # codes of the other folders it lies in


@dataclass(slots=True)
class Section:
    """A folder: its code (01/02), its words, what lies in it."""

    folder: Folder
    code: str
    path: tuple[str, ...]
    items: list[Item]

    @property
    def words(self) -> str:
        """What stands at it where nothing lies in it."""
        if self.folder.set_aside_at is not None:
            return f"不适用：{self.folder.set_aside_reason}"
        return "缺材料" if self.folder.asks and not any(item.path for item in self.items) else ""


def item_of(content: Content, pages: dict[str, int]) -> Item:
    said = "；".join(
        part for part in (f"第 {content.pages} 页" if content.pages else "", content.note) if part
    )
    if content.paper is not None:
        paper = content.paper
        day = paper.stamped_at.date().isoformat() if paper.stamped_at else ""
        return Item(
            title=f"{paper.title}（盖章件）",
            kind=paper.kind_name,
            grade="盖章文件",
            day=day,
            source=paper.organisation.short,
            pages=paper.page_count,
            said=said,
            organisation=paper.organisation.short,
            place=paper.organisation.path,
            paper=paper.public_id,
            stored=paper.stamped,
            ending=".pdf",
        )
    assert content.evidence is not None
    return _of_evidence(content.evidence, said, pages)


def _of_evidence(piece: Evidence, said: str, pages: dict[str, int]) -> Item:
    return Item(
        title=piece.title,
        kind=piece.get_kind_display(),
        grade=piece.get_grade_display(),
        day=piece.happened_on.isoformat(),
        source=piece.source,
        pages=pages.get(piece.public_id, 0),
        said=said,
        organisation=piece.organisation.short,
        place=piece.organisation.path,
        stored=piece.stored,
        link=piece.link,
        ending=names.ending_of(piece.file_name),
        why=f"{WITHDRAWN}：{piece.withdrawn_reason}" if piece.is_withdrawn else "",
    )


def laid_out(folders: Iterable[Folder], contents: Iterable[Content], pages: dict[str, int]) -> list[Section]:
    """Every folder in its order with its pieces; the same file a second time only points to the first."""
    lying: dict[int, list[Content]] = {}
    for content in contents:
        lying.setdefault(content.folder_id, []).append(content)
    first: dict[object, tuple[Item, str]] = {}
    sections = []
    for folder, code, path in _numbered(list(folders)):
        rows = [row for row in lying.get(folder.pk, []) if row.included or _gone(row)]
        section = Section(folder, code, path, [item_of(row, pages) for row in rows])
        for item in section.items:
            if item.why:
                continue
            mark = item.stored.digest if item.stored is not None else item.link
            if mark in first:
                there, where = first[mark]
                item.why, item.pages = f"见 {where}“{there.title}”", 0
                there.also.append(code)
            else:
                first[mark] = (item, code)
        sections.append(section)
    return sections


def _gone(row: Content) -> bool:
    return row.evidence is not None and row.evidence.is_withdrawn


def _numbered(folders: list[Folder]) -> Iterator[tuple[Folder, str, tuple[str, ...]]]:
    """Each folder with its code and its path: the ordinals and names of those above it and its own."""
    among: dict[int | None, int] = {}
    parents = parents_of(folders)
    for folder in folders:
        among[parents[folder.pk]] = among.get(parents[folder.pk], 0) + 1
    counted: dict[int | None, int] = {}
    known: dict[int | None, tuple[str, tuple[str, ...]]] = {None: ("", ())}
    for folder in folders:
        above = parents[folder.pk]
        counted[above] = counted.get(above, 0) + 1
        code, path = known[above]
        own = f"{counted[above]:0{max(2, len(str(among[above])))}}"
        name = f"{own} {names.safe(str(folder))}"
        known[folder.pk] = (f"{code}/{own}" if code else own, (*path, name))
        yield folder, *known[folder.pk]


def parents_of(folders: list[Folder]) -> dict[int, int | None]:
    """By folder the one above it: the last before it of a lower level."""
    found: dict[int, int | None] = {}
    above: list[Folder] = []
    for folder in folders:
        while above and above[-1].level >= folder.level:
            above.pop()
        found[folder.pk] = above[-1].pk if above else None
        above.append(folder)
    return found


def name_files(sections: list[Section], root: str) -> None:
    """A path for every piece that goes in."""
    for section in sections:
        going = [item for item in section.items if not item.why]
        for number, item in enumerate(going, 1):
            ending = item.ending if item.stored is not None else ".url"
            name = names.numbered(number, len(going), names.file_name(item.title, ending))
            item.path = names.path_of([root, *section.path], name)
    every = [item for section in sections for item in section.items if item.path]
    for item, path in zip(every, names.once_each(item.path for item in every), strict=True):
        item.path = path
