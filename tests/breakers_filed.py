"""What breaks each invariant of filed papers; joined into `test_invariants`."""

from luoshi.accounts.models import Membership
from luoshi.common import clock, files
from luoshi.papers.filed.models import FiledPaper, ScanBatch, ScanFile, ScanPage


def make_rows():
    """A stamped paper with its scan, and an unstamped one."""
    post = Membership.objects.order_by("id").first()
    stored = files.put([b"filed"])
    fields = {
        "organisation": post.organisation,
        "about_type": "accounts.organisation",
        "about_id": post.organisation.public_id,
        "about_version": 1,
        "kind_name": "请示",
        "title": "示例",
        "print": stored,
        "page_count": 1,
        "made_by": post,
        "made_by_name": "示例",
    }
    paper = FiledPaper.objects.create(
        **fields, kind="a", code="AAAAAAAA", state="stamped", stamped=stored, stamped_at=clock.now()
    )
    FiledPaper.objects.create(**fields, kind="b", code="BBBBBBBB")
    batch = ScanBatch.objects.create(
        organisation=post.organisation, sent_by=post, sent_by_name="示例", state="done"
    )
    file = ScanFile.objects.create(batch=batch, stored=stored, name="a.jpg")
    ScanPage.objects.create(
        file=file, sheet=0, picture=stored, state="filed", paper=paper, number=1, placed_by=post
    )


def twin():
    paper = FiledPaper.objects.get(code="BBBBBBBB")
    paper.pk, paper.public_id, paper.code, paper.about_version = None, "c" * 20, "CCCCCCCC", 2
    paper.save(force_insert=True)


BREAKERS = {
    "filed-copy-whole": lambda: FiledPaper.objects.filter(code="AAAAAAAA").update(page_count=2),
    "filed-page-within": lambda: ScanPage.objects.update(number=7),
    "filed-page-by-whom": lambda: ScanPage.objects.update(placed_by=None),
    "filed-one-current": twin,
    "filed-batch-job": lambda: ScanBatch.objects.update(state="reading"),
    "filed-batch-silent": lambda: ScanFile.objects.create(
        batch=ScanBatch.objects.get(), stored=files.put([b"x"]), name="b.jpg", order=1
    ),
}
