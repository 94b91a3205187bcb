"""Sample evidence of a demo site: each school's office has a notice, photos and a link, cited by some of its duties;
where there are registers, certificates of some teachers.
"""

from __future__ import annotations

import datetime as dt
import io
import random

from PIL import Image

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import actor_for, memberships_today
from luoshi.common import clock, files
from luoshi.common.actor import Actor
from luoshi.common.models import StoredFile
from luoshi.common.rendering.paper import Paper, Words
from luoshi.common.rendering.pdf import print_paper
from luoshi.evidence import actions
from luoshi.evidence.actions import Piece
from luoshi.evidence.models import Evidence
from luoshi.registers.models import Entry
from luoshi.registers.states import COUNTING
from luoshi.undertakings.models import Duty

SEED = 4
CERTIFICATE = "双师型教师证书（示例）"
CERTIFIED = 3  # teachers of each school
NOTICE = "关于公布实训基地建设名单的通知（示例）"
BODY = "这是演示用的材料，内容均为虚构。请各校按名单推进实训基地建设，深化产教融合、校企合作。"


def make_sample_evidence() -> int:
    """How many pieces were made; none where there is evidence already. A second run changes nothing."""
    if Evidence.objects.exists():
        return 0
    rng, notice = random.Random(SEED), print_paper(Paper(title=NOTICE, blocks=[Words(BODY)])).pdf
    for school in Organisation.objects.filter(kind="school", withdrawn_at__isnull=True).order_by(
        "order", "id"
    ):
        office = memberships_today().filter(organisation=school, role="office").order_by("id").first()
        if office is not None:
            _of_school(office, notice, rng)
    return Evidence.objects.count()


def _of_school(office: Membership, notice: bytes, rng: random.Random) -> None:
    by, school, today = actor_for(office), office.organisation, clock.today()
    days = [today - dt.timedelta(days=rng.randint(1, 300)) for _ in range(4)]
    said = {"source": "示例", "note": "演示数据"}
    photos = [
        Piece(
            f"实训现场照片{number}（示例）",
            "photo",
            days[number],
            3,
            stored=_photo(rng),
            file_name="现场.jpg",
            **said,
        )
        for number in (1, 2)
    ]
    stored = files.put([notice])
    paper = Piece(NOTICE, "document", days[0], 2, stored=stored, file_name="通知.pdf", **said)
    link = Piece("教务系统开课数据（示例）", "page", days[3], 1, link="https://example.com/courses", **said)
    added = actions.add_many(organisation=school, pieces=[paper, *photos, link], by=by)
    duties = list(Duty.objects.filter(organisation=school, left_at__isnull=True).order_by("id"))
    for row, most in zip(added.made, (6, 3, 2, 2), strict=True):
        for duty in rng.sample(duties, min(len(duties), rng.randint(1, most))):
            _cite(row, duty, by)


def _cite(row: Evidence, duty: Duty, by: Actor) -> None:
    actions.cite_evidence(evidence=row, about=duty, organisation=duty.organisation, by=by)


def make_sample_certificates() -> int:
    """How many teachers got a certificate on their entry: a few of each school who count as dual-qualified, so that a
    ratio can be followed to its proof. None where there are some already.
    """
    if Evidence.objects.filter(title__endswith=CERTIFICATE).exists():
        return 0
    teachers = Entry.objects.filter(register__key="teachers", state__in=COUNTING, answer__values__dual=True)
    made = 0
    for school in Organisation.objects.filter(kind="school", withdrawn_at__isnull=True):
        office = memberships_today().filter(organisation=school, role="office").order_by("id").first()
        for entry in teachers.filter(organisation=school).order_by("pk")[:CERTIFIED] if office else ():
            _certify(entry, actor_for(office))
            made += 1
    return made


def _certify(entry: Entry, by: Actor) -> None:
    paper = Paper(title=CERTIFICATE, blocks=[Words(f"{entry.label}（示例人员，本证书为虚构）。")])
    stored, day = files.put([print_paper(paper).pdf]), clock.today() - dt.timedelta(days=400)
    said = {"file_name": "证书.pdf", "source": "示例", "note": "演示数据"}
    piece = Piece(f"{entry.label}的{CERTIFICATE}", "document", day, 2, stored=stored, **said)
    added = actions.add_many(organisation=entry.organisation, pieces=[piece], by=by)
    actions.cite_evidence(evidence=added.made[0], about=entry, organisation=entry.organisation, by=by)


def _photo(rng: random.Random) -> StoredFile:
    """A picture of one colour, each another one."""
    stream = io.BytesIO()
    colour = (rng.randrange(256), rng.randrange(256), rng.randrange(256))
    Image.new("RGB", (640, 400), colour).save(stream, "JPEG")
    return files.put([stream.getvalue()])
