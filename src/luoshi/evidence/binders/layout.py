"""How a binder lies in its archive: the path of every piece, and what the table of contents says of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils import timezone

from luoshi.common.models import StoredFile
from luoshi.core.binding import names
from luoshi.core.binding.numbering import numbered

from ..models import Evidence
from .models import Content, Folder

POINTER = "材料见.txt"
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
    same_as: Item | None = None  # the same file, lying in an earlier folder


@dataclass(slots=True)
class Section:
    """A folder: its code (01/02), what it is called beside it, its words, what lies in it."""

    folder: Folder
    code: str
    name: str
    path: tuple[str, ...]
    items: list[Item]

    @property
    def is_empty(self) -> bool:
        """What lies in another folder too is there all the same."""
        return not any(item.path or item.same_as is not None for item in self.items)

    @property
    def words(self) -> str:
        """What stands at it where nothing lies in it."""
        if self.folder.set_aside_at is not None:
            return f"不适用：{self.folder.set_aside_reason}"
        return "缺材料" if self.folder.asks and self.is_empty else ""


def item_of(content: Content, pages: dict[str, int]) -> Item:
    said = "；".join(
        part for part in (f"第 {content.pages} 页" if content.pages else "", content.note) if part
    )
    if content.paper is not None:
        paper = content.paper
        day = timezone.localtime(paper.stamped_at).date().isoformat() if paper.stamped_at else ""
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
    for folder, code, name, path in _numbered(list(folders)):
        rows = [row for row in lying.get(folder.pk, []) if row.included or _gone(row)]
        section = Section(folder, code, name, path, [item_of(row, pages) for row in rows])
        for item in section.items:
            if item.why:
                continue
            mark = item.stored.digest if item.stored is not None else item.link
            if mark in first:
                there, where = first[mark]
                item.why, item.pages, item.same_as = f"见 {where}“{there.title}”", 0, there
                there.also.append(code)
            else:
                first[mark] = (item, code)
        sections.append(section)
    return sections


def _gone(row: Content) -> bool:
    return row.evidence is not None and row.evidence.is_withdrawn


def _numbered(folders: list[Folder]) -> Iterator[tuple[Folder, str, str, tuple[str, ...]]]:
    """Each folder with its code, its name beside it, and its path: the numbers and names of those above it and its
    own.
    """
    parents = parents_of(folders)
    among: dict[int | None, list[Folder]] = {}
    for folder in folders:
        among.setdefault(parents[folder.pk], []).append(folder)
    called = {
        folder.pk: pair
        for rows in among.values()
        for folder, pair in zip(rows, numbered([(row.number, row.title) for row in rows]), strict=True)
    }
    known: dict[int | None, tuple[str, tuple[str, ...]]] = {None: ("", ())}
    for folder in folders:
        code, path = known[parents[folder.pk]]
        own, name = called[folder.pk]
        known[folder.pk] = (f"{code}/{own}" if code else own, (*path, f"{own} {names.safe(name)}"))
        yield folder, known[folder.pk][0], name, known[folder.pk][1]


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


def pointers(sections: list[Section], root: str) -> Iterator[tuple[int, str, str]]:
    """(place of the section, path, text) for folders all of whose pieces lie in another one: without it they would not
    be in the archive.
    """
    for at, section in enumerate(sections):
        same = [item.same_as for item in section.items if item.same_as is not None and item.same_as.path]
        if same and not any(item.path for item in section.items):
            words = "".join(f"{each.path.removeprefix(f'{root}/')}\r\n" for each in same)
            yield (
                at,
                names.path_of([root, *section.path], POINTER),
                f"这一项的材料与别的项相同，放在：\r\n{words}",
            )
