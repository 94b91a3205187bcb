"""What the routes of a round's rows answer to whom: a school's workbook, the bureau's table of all rows."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.accounts.queries import actor_for
from luoshi.common.dataforms import excel
from luoshi.undertakings.rounds.book import Book, school_of
from luoshi.undertakings.rounds.models import Application

from .expect_rounds import SCHOOL, put
from .lines import EDITORS, Expected, page


def a_workbook(application: Application, user: Any = None) -> dict[str, Any]:
    """The school's own rows, as they are downloaded."""
    put(application, "returned")
    if user is None:
        return {}
    actor = actor_for(user.memberships.get())
    book = Book(application, actor)
    organisation, name = school_of(application)
    data = excel.issue(
        book.version,
        organisation=organisation,
        organisation_name=name,
        values=book.now(),
        actor=actor,
        about=application.public_id,
    )
    return {"sheet": SimpleUploadedFile("申报.xlsx", data)}


EXPECTED_ROUNDS_ROWS: dict[str, Expected] = {
    "round-rows": page(EDITORS),
    "round-rows-xlsx": page(EDITORS),
    "round-rows-csv": page(EDITORS),
    "application-sheet": page(SCHOOL),
    "upload-application": Expected(get=SCHOOL, post=SCHOOL, form=a_workbook, done=200),
}
