"""What breaks each invariant of evidence; joined into `test_invariants`."""

from luoshi.accounts.models import Membership, Organisation
from luoshi.common import clock, files
from luoshi.evidence.models import Evidence, EvidenceFile, EvidenceUse


def make_rows():
    """One cited piece, one withdrawn twin of it."""
    post = Membership.objects.order_by("id").first()
    fields = {
        "organisation": post.organisation,
        "title": "示例",
        "kind": "document",
        "happened_on": clock.today(),
        "grade": 2,
        "stored": files.put([b"evidence"]),
        "file_name": "a.pdf",
        "added_by": post,
        "added_by_name": "示例",
    }
    piece = Evidence.objects.create(**fields)
    twin = Evidence.objects.create(**fields, withdrawn_at=clock.now(), withdrawn_reason="示例")
    for row in (piece, twin):
        EvidenceFile.objects.create(about_id=row.public_id, stored=row.stored, name="a.pdf", state="done")
    EvidenceUse.objects.create(
        evidence=piece,
        about_type="accounts.organisation",
        about_id=post.organisation.public_id,
        organisation=post.organisation,
        cited_by=post,
        cited_by_name="示例",
    )


def other_place():
    use = EvidenceUse.objects.get()
    EvidenceUse.objects.update(organisation=Organisation.objects.exclude(pk=use.organisation_id).first())


BREAKERS = {
    "evidence-read-job": lambda: EvidenceFile.objects.update(state="waiting"),
    "evidence-read": lambda: EvidenceFile.objects.all().delete(),
    "evidence-use-own": other_place,
    "evidence-use-place": lambda: EvidenceUse.objects.update(about_id="x" * 20),
    "evidence-kept-once": lambda: Evidence.objects.update(withdrawn_at=None, withdrawn_reason=""),
}
