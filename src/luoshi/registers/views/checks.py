"""What the checks of a register find: on the page, narrowed, as a workbook. Nothing is decided here, only said."""

from __future__ import annotations

import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from luoshi.common import clock
from luoshi.common.downloads import hand_out
from luoshi.common.pages import find, page_of
from luoshi.common.rendering import excel
from luoshi.common.routes import policy
from luoshi.core.registers import SEVERITIES, specs_in

from ..findings import Finding, findings
from ..models import Register
from ..queries import registers_visible_to, schools_within
from .lists import READERS

AT_ONCE = 40  # schools; of more one is chosen first
SIZE = 50
COLUMNS = (("学校", 14), ("条目", 24), ("核查", 18), ("程度", 10), ("说明和怎么办", 60), ("依据", 40))


class Asked:
    """What was asked for: `school`, `check`, `severity`; nonsense asks for nothing."""

    def __init__(self, request: HttpRequest, register: Register) -> None:
        self.register, self.actor = register, request.actor
        self.names = {spec.key: spec.name for spec in specs_in(register.checks)}
        self.schools = list(schools_within(request.actor))
        given = {name: request.GET.get(name, "") for name in ("school", "check", "severity")}
        known = {
            "school": [school.public_id for school in self.schools],
            "check": list(self.names.values()),
            "severity": list(SEVERITIES),
        }
        self.given = {name: value for name, value in given.items() if value in known[name]}

    @property
    def is_too_much(self) -> bool:
        return len(self.schools) > AT_ONCE and "school" not in self.given

    def lines(self) -> list[Finding]:
        if self.is_too_much:
            return []
        chosen = self.given.get("school")
        schools = [school for school in self.schools if chosen in (None, school.public_id)]
        return [
            line
            for line in findings(self.register, self.actor, schools)
            if self.given.get("check") in (None, line.check)
            and self.given.get("severity") in (None, line.severity)
        ]

    def selects(self) -> list[dict[str, Any]]:
        schools = [(school.public_id, school.short) for school in self.schools]
        lists = [
            ("school", "学校", schools if len(schools) > 1 else []),
            ("check", "核查", [(name, name) for name in dict.fromkeys(self.names.values())]),
            ("severity", "程度", list(SEVERITIES.items())),
        ]
        return [
            {
                "name": name,
                "label": label,
                "options": [(key, words, self.given.get(name) == key) for key, words in options],
            }
            for name, label, options in lists
            if options
        ]


@policy(f"{READERS}：台账的核查结果")
def register_checks(request: HttpRequest, register: str) -> HttpResponse:
    found = find(registers_visible_to(request.actor), register)
    asked = Asked(request, found)
    lines = asked.lines()
    page = page_of(request, lines, size=SIZE)
    context = {
        "register": found,
        "page_obj": page,
        "lines": list(page),
        "selects": asked.selects(),
        "narrowed": bool(asked.given),
        "too_much": asked.is_too_much,
        "several": len(asked.schools) > 1,
        "counts": [(label, sum(line.severity == key for line in lines)) for key, label in SEVERITIES.items()],
        "rules": [(spec.name, spec.source) for spec in specs_in(found.checks) if spec.source],
        "excel_url": f"{reverse('register-checks-xlsx', args=[found.public_id])}?{urlencode(asked.given)}",
        "crumbs": [
            ("台账", reverse("registers")),
            (found.title, reverse("register", args=[found.public_id])),
            ("核查", ""),
        ],
    }
    return render(request, "registers/checks.html", context)


@policy(f"{READERS}：台账的核查结果，Excel")
def register_checks_sheet(request: HttpRequest, register: str) -> HttpResponse:
    found = find(registers_visible_to(request.actor), register)
    lines = Asked(request, found).lines()
    content, name = _sheet(lines), f"{found.title}核查 {clock.today():%Y-%m-%d}.xlsx"
    return hand_out(request, content, name, action="registers.fetch_checks", about=found, rows=len(lines))


def _sheet(lines: list[Finding]) -> bytes:
    stream = io.BytesIO()
    with excel.new_workbook(stream) as book:
        sheet, styles = book.add_worksheet("核查"), excel.styles(book)
        for column, (label, width) in enumerate(COLUMNS):
            sheet.set_column(column, column, width)
            excel.write(sheet, 0, column, label, styles["head"])
        for at, line in enumerate(lines, 1):
            entry = line.entry.label if line.entry else "（整个台账）"
            cells = (line.organisation.short, entry, line.check, line.severity_label, line.words, line.source)
            for column, text in enumerate(cells):
                excel.write(sheet, at, column, text, styles["words"])
        excel.ready_to_print(sheet, repeated=1, frozen=1)
    return stream.getvalue()
