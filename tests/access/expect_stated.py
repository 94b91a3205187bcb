"""What each route of official statistics answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

from typing import Any

from luoshi.common import clock
from luoshi.core.periods import period_of
from luoshi.home.world_stated import reading
from luoshi.indicators.models import Indicator
from luoshi.indicators.stated.models import StatedFigure, StatedSource

from .expect_figures import FIGURE_READERS
from .expect_papers import post_of
from .lines import EDITORS, Expected, Form, button, page, version

BRINGERS = EDITORS | {"county_officer", "office"}


def a_file(row: Any, user: Any = None) -> dict[str, Any]:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from luoshi.core.lists.tests.making import book

    span = period_of("quarter", clock.today())
    rows = [["学校", "数"], ["没有这所", "1"], ["也没有", "2"]]
    upload = SimpleUploadedFile("a.xlsx", book(("表", rows)))
    return {"title": "示例", "period": f"quarter:{span.starts}", "upload": upload}


def in_state(state: str) -> Form:
    """Put so for the people of its office; the others are asked as it stands."""

    def form(source: StatedSource, user: Any = None) -> dict[str, Any]:
        post = post_of(user)
        if post is not None and post.organisation_id == source.organisation_id and post.role in BRINGERS:
            is_open = state in ("draft", "discarded")
            indicator = Indicator.objects.filter(owner=source.organisation).order_by("pk").first()
            schools = [figure.organisation for figure in StatedFigure.objects.filter(source=source)]
            source.figures.all().delete() if is_open else None
            StatedSource.objects.filter(pk=source.pk).update(
                state=state,
                applied_at=None if is_open else clock.now(),
                sealed=source.seal(reading(indicator, schools)) if is_open and indicator else b"",
            )
        return {"leaves": "1", **version(source)}

    return form


EXPECTED_STATED: dict[str, Expected] = {
    "stated-sources": Expected(get=FIGURE_READERS, gate=True),
    "new-stated-source": Expected(get=BRINGERS, post=BRINGERS, form=a_file, gate=True),
    "stated-source": page(FIGURE_READERS),
    "choose-stated-columns": button(EDITORS, in_state("applied")),
    "apply-stated-source": button(EDITORS, in_state("draft")),
    "withdraw-stated-source": button(EDITORS, in_state("applied")),
    "restore-stated-source": button(EDITORS, in_state("withdrawn")),
    "discard-stated-source": button(EDITORS, in_state("draft")),
    "resume-stated-source": button(EDITORS, in_state("discarded")),
    "explain-stated-figure": button(
        EDITORS | {"office"}, lambda row, user: {"reason": "口径不同", **version(row)}
    ),
}
