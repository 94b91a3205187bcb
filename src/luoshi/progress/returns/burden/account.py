"""减负账单: what each organisation was asked in a year, by month and asking section. Every figure is a sum of lines,
and every line leads to the return or the form it comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields

from django.db.models import Sum
from django.db.models.functions import ExtractMonth
from django.urls import reverse
from django.utils import timezone

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import within
from luoshi.common.actor import Actor
from luoshi.common.dataforms.models import Answer
from luoshi.common.dataforms.queries import ONE_TIME

from ..models import Return, ReturnSheet
from ..queries import sheets_asked_of
from ..states import ReturnState

MOST_LINES = 50_000


@dataclass(slots=True)
class Figures:
    """times: how often something was asked; asked: fields; of them prefilled by what is held; typed and brought: cells
    as they came back; uploaded: workbooks they came in, whose cells nobody typed here; repeated: fields asked elsewhere
    within a year; files; deadlines on the same day, at night."""

    times: int = 0
    asked: int = 0
    prefilled: int = 0
    typed: int = 0
    brought: int = 0
    uploaded: int = 0
    repeated: int = 0
    files: int = 0
    same_day: int = 0
    at_night: int = 0

    def add(self, other: Figures) -> None:
        for each in fields(Figures):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


LABELS = {
    "times": "份次",
    "asked": "要求栏目",
    "prefilled": "可带出",
    "typed": "实际填写",
    "brought": "实际带出",
    "uploaded": "整表上传",
    "repeated": "重复要求",
    "files": "要附件",
    "same_day": "当天要",
    "at_night": "夜间截止",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One form asked of one organisation. `form`: which, for two may bear one title."""

    organisation: int
    name: str
    month: int
    section: str
    title: str
    href: str
    figures: Figures
    form: str = ""


@dataclass(slots=True)
class Account:
    """The lines of a year and their sums."""

    year: int
    lines: list[Line] = field(default_factory=list)
    is_cut: bool = False  # there are more lines than it holds: its sums are of a part

    @property
    def total(self) -> Figures:
        return summed(self.lines)

    @property
    def forms(self) -> int:
        """How many forms: each is asked of many."""
        return len({line.form for line in self.lines})

    @property
    def organisations(self) -> int:
        """How many were asked something."""
        return len({line.organisation for line in self.lines})

    def by(self, key: Callable[[Line], tuple[object, str]]) -> list[tuple[object, str, Figures]]:
        """(key, words, figures) in the order of the keys."""
        found: dict[tuple[object, str], Figures] = {}
        for line in self.lines:
            found.setdefault(key(line), Figures()).add(line.figures)
        return [(one, words, figures) for (one, words), figures in found.items()]

    def by_month(self) -> list[tuple[object, str, Figures]]:
        return sorted(
            self.by(lambda line: (line.month, f"{line.month}月")), key=lambda row: str(row[0]).zfill(2)
        )

    def by_section(self) -> list[tuple[object, str, Figures]]:
        return sorted(self.by(lambda line: (line.section, line.section)), key=lambda row: -row[2].asked)

    def by_organisation(self) -> list[tuple[object, str, Figures]]:
        return sorted(self.by(lambda line: (line.organisation, line.name)), key=lambda row: -row[2].asked)


def summed(lines: Iterable[Line]) -> Figures:
    found = Figures()
    for line in lines:
        found.add(line.figures)
    return found


def account_of(actor: Actor, year: int) -> Account:
    """Of the organisations whose forms this actor reads: the own one and those below it."""
    lines = [*_of_returns(actor, year), *_of_forms(actor, year)]
    return Account(year, lines[:MOST_LINES], len(lines) > MOST_LINES)


def _bounds(year: int) -> tuple[dt.datetime, dt.datetime]:
    first = timezone.make_aware(dt.datetime(year, 1, 1))
    return first, timezone.make_aware(dt.datetime(year + 1, 1, 1))


def _of_returns(actor: Actor, year: int) -> Iterable[Line]:
    first, after = _bounds(year)
    rows = sheets_asked_of(actor).filter(asked_in__opened_at__gte=first, asked_in__opened_at__lt=after)
    asked_in = {
        row.pk: row
        for row in Return.objects.filter(pk__in=rows.order_by().values("asked_in"))
        .select_related("organisation")
        .prefetch_related("extensions")
    }
    values = rows.select_related(None).order_by(
        "asked_in__opened_at", "organisation__order", "organisation_id"
    )
    for sheet in values.only(*_ONLY).select_related("organisation"):
        row = asked_in[sheet.asked_in_id]
        yield _line(sheet, row)


_ONLY = (
    *("public_id", "asked_in_id", "organisation_id", "organisation__short", "asked", "prefilled"),
    *("typed", "brought", "by_file", "repeated", "files"),
)


def _line(sheet: ReturnSheet, row: Return) -> Line:
    assert row.opened_at is not None
    gone = row.state == ReturnState.WITHDRAWN
    figures = Figures(
        times=1,
        asked=sheet.asked,
        prefilled=sheet.prefilled,
        typed=sheet.typed,
        brought=sheet.brought,
        uploaded=int(sheet.by_file > 0),
        repeated=sheet.repeated,
        files=sheet.files,
        same_day=int(row.same_day),
        at_night=int(row.at_night),
    )
    return Line(
        sheet.organisation_id,
        sheet.organisation.short,
        timezone.localtime(row.opened_at).month,
        f"{row.organisation.short}{row.section}",
        f"{row.title}（已撤回）" if gone else row.title,
        "" if gone else reverse("return-sheet", args=[sheet.public_id]),
        figures,
        row.public_id,
    )


def _of_forms(actor: Actor, year: int) -> Iterable[Line]:
    """Forms that are filled in elsewhere (profile, parts of workplans …): what came back is what was asked. A form is
    asked once in a month, however many parts of it were saved.
    """
    if not actor.may("read_forms"):
        return
    first, after = _bounds(year)
    places = dict(
        Organisation.objects.filter(within(actor.path), kind=Organisation.Kind.SCHOOL).values_list(
            "pk", "short"
        )
    )
    rows = Answer.objects.filter(organisation_id__in=places, saved_at__gte=first, saved_at__lt=after)
    grouped = (
        rows.exclude(definition__key__startswith=ONE_TIME)
        .order_by()
        .annotate(month=ExtractMonth("saved_at", tzinfo=timezone.get_default_timezone()))
        .values("organisation_id", "month", "definition", "definition__title", "definition__owner_id")
        .annotate(typed_cells=Sum("typed"), brought_cells=Sum("brought"), file_cells=Sum("by_file"))
    )
    asking = _called(rows.order_by().values_list("definition__owner_id", flat=True).distinct())
    for each in grouped.order_by("month", "organisation_id", "definition__title", "definition"):
        typed, brought, by_file = (each[f"{name}_cells"] or 0 for name in ("typed", "brought", "file"))
        asked, uploaded = typed + brought + by_file, int(by_file > 0)
        figures = Figures(1, asked, brought, typed, brought, uploaded)
        place = each["organisation_id"]
        yield Line(
            place,
            places[place],
            each["month"],
            asking.get(each["definition__owner_id"], ""),
            each["definition__title"],
            "",
            figures,
            f"form-{each['definition']}",
        )


def _called(offices: Iterable[int]) -> dict[int, str]:
    """As they are called where one of their sections asks: one office under one name."""
    return dict(Organisation.objects.filter(pk__in=list(offices)).values_list("pk", "short"))
