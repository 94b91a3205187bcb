"""Pages of filed papers and of scans."""

from django.urls import include, path

from luoshi.common import converters as _converters  # noqa: F401  registers <public_id:…>

from .views import papers, scan_pages, scans

one_paper = [
    path("", papers.paper, name="filed-paper"),
    path("print.pdf", papers.print_file, name="filed-print"),
    path("stamped.pdf", papers.stamped_file, name="filed-stamped"),
    path("received/", papers.received, name="filed-received"),
    path("received/undo/", papers.received_undo, name="filed-received-undo"),
    path("drop/", papers.drop, name="filed-drop"),
    path("restore/", papers.restore, name="filed-restore"),
    path("bind/", papers.bind, name="filed-bind"),
]
one_batch = [
    path("", scans.batch, name="scan-batch"),
    path("progress/", scans.progress, name="scan-batch-progress"),
    path("again/", scans.read_again, name="scan-batch-again"),
    path("files/<int:order>/", scans.original, name="scan-file"),
]
one_page = [
    path("", scan_pages.scan_page, name="scan-page"),
    path("picture.jpg", scan_pages.picture, name="scan-picture"),
    path("file/", scan_pages.file_page, name="scan-page-file"),
    path("take-back/", scan_pages.take_back, name="scan-page-take-back"),
    path("use/", scan_pages.use, name="scan-page-use"),
    path("set-aside/", scan_pages.set_aside, name="scan-page-set-aside"),
    path("bring-back/", scan_pages.bring_back, name="scan-page-bring-back"),
]
urlpatterns = [
    path("filed/", papers.papers, name="filed-papers"),
    path("filed/<public_id:filed_paper>/", include(one_paper)),
    path("scans/", scans.batches, name="scans"),
    path("scans/new/", scans.new_batch, name="scans-new"),
    path("scans/pages/", scan_pages.to_claim, name="scan-pages"),
    path("scans/pages/<public_id:scan_page>/", include(one_page)),
    path("scans/<public_id:scan_batch>/", include(one_batch)),
]
