"""What of a case is printed: the letter as an official paper, the draft of a circular; and the facts behind both."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.rendering import word
from luoshi.common.rendering.paper import Paper, Words
from luoshi.core.days import day_in_words
from luoshi.notices.models import Delivery
from luoshi.papers.filed.printing import Prepared, prepare
from luoshi.progress.mine import late_and_blocked, lines_of
from luoshi.progress.telling import reminder_key

from .minutes import MARGINS
from .models import Case, Letter
from .states import LetterState

KIND, KIND_NAME, MOST = "supervision", "督办函", 12
OFFERED = 60  # of which whoever drafts the letter may choose
SAID = 200  # characters of what the school said that enter a letter


def _one_line(words: str) -> str:
    plain = " ".join(words.split()).rstrip("。.；;")
    return f"{plain[:SAID]}{'……' if len(plain) > SAID else ''}"


def facts_of(actor: Actor, school: Organisation) -> str:
    """Why: what is late or stuck at this school today, and how often the owners were reminded. A line each."""
    lines = fact_lines(actor, school, MOST)
    left = late_and_blocked(actor).filter(workplan__organisation=school).count() - len(lines)
    return "\n".join([*lines, *([f"另有 {left} 个里程碑逾期或受阻。"] if left > 0 else [])])


def fact_lines(actor: Actor, school: Organisation, most: int) -> list[str]:
    rows = list(lines_of(late_and_blocked(actor).filter(workplan__organisation=school)[:most]))
    reminded = _reminded(school, [line.row.key for line in rows])
    lines = []
    for line in rows:
        row = line.row
        late = (
            f"应于{day_in_words(row.due)}完成，逾期 {line.days_late} 天"
            if row.due and line.days_late
            else "受阻"
        )
        times = reminded[row.key]
        told = f"系统已提醒 {times} 次" if times else "系统还没有提醒过"
        said = line.update.words.strip() if line.update is not None else ""
        when = (
            f"（{day_in_words(timezone.localdate(line.update.created_at))}）"
            if line.update is not None
            else ""
        )
        stated = f"；学校最近一次说明{when}：{_one_line(said)}" if said else ""
        lines.append(f"{line.task}“{row.title}”：{late}，{told}{stated}。")
    return lines


def _reminded(school: Organisation, keys: list[str]) -> dict[str, int]:
    """By milestone, how many reminders of it came to somebody of the school; one that went to several counts once."""
    begins = Q(pk__in=[])
    for key in keys:
        begins |= Q(key__startswith=reminder_key(key))
    rows = Delivery.objects.filter(begins, membership__organisation=school).values_list("key", "notice")
    found: dict[str, set[int]] = {key: set() for key in keys}
    for told, notice in rows:
        for key in keys:
            if told.startswith(reminder_key(key)):
                found[key].add(notice)
    return {key: len(notices) for key, notices in found.items()}


def about_of(line: str) -> str:
    """What a line of the facts is about: task and milestone, whatever is said of them today."""
    return line.partition("”：")[0]


def offered_facts(actor: Actor, case: Case) -> list[tuple[str, bool]]:
    """What the letter may rest on, as of today, and whether it stands in it now. What was so when it was drafted and is
    no longer stays to be kept or taken out.
    """
    there = {about_of(line): line for line in case.facts.splitlines() if line.strip()}
    today = {about_of(line): line for line in fact_lines(actor, case.school, OFFERED)}
    gone = [line for about, line in there.items() if about not in today]
    return [*((line, about in there) for about, line in today.items()), *((line, True) for line in gone)]


def printed(letter: Letter, year: int, number: int) -> Prepared:
    """With the number it will bear. Takes half a second and must not happen inside an act."""
    case = letter.case
    facts = [Words(line) for line in case.facts.splitlines() if line.strip()]
    blocks = [
        Words(f"经查，你校在“{case.title}”中存在以下情况：" if facts else f"现就“{case.title}”督办如下：")
    ]
    blocks += facts
    blocks += [Words(line) for line in letter.words.splitlines() if line.strip()]
    blocks.append(Words(f"请于{day_in_words(letter.reply_by)}前书面回复整改情况。"))
    paper = Paper(
        title=f"督办函\n督办〔{year}〕{number}号",
        to=case.school.name,
        blocks=blocks,
        signed=case.organisation.name,
        date=day_in_words(clock.today()),
    )
    return prepare(
        about=letter, version=1, kind=KIND, kind_name=KIND_NAME, organisation=case.organisation, paper=paper,
        href=reverse("case", args=[case.public_id]),
    )  # fmt: skip


def circular_docx(case: Case) -> bytes:
    document = word.new_document(margins=MARGINS)
    word.add_paragraph(
        document, f"关于{case.school.name}{case.title}有关情况的通报", word.TITLE_FONT, 22, centred=True
    )
    body = [*case.facts.splitlines()]
    for letter in case.letters.filter(number__isnull=False).exclude(state=LetterState.RECALLED):
        reply = f"学校回复：{letter.reply}" if letter.replied_at else "学校没有回复。"
        body.append(f"我局以{letter.mark}督办，要求{day_in_words(letter.reply_by)}前回复。{reply}")
    for rung in case.rungs.filter(kind="talk"):
        body.append(f"{day_in_words(rung.on)}约谈：{rung.words}")
    body.append("现予通报。请各校引以为戒，按期落实承接任务。")
    for line in [part for text in body for part in text.splitlines() if part.strip()]:
        word.add_paragraph(document, f"　　{line}", word.BODY_FONT, 16)
    for line in (case.organisation.name, day_in_words(clock.today())):
        word.add_paragraph(document, f"{'　' * 14}{line}", word.BODY_FONT, 16)
    return word.as_bytes(document)
