"""Pages of applications."""

from django.urls import include, path

from .views import acting, books, checking, library, named, pages, receipts, writing

of_call = [
    path("apply/", writing.start, name="apply-new"),
    path("ranking/", checking.ranking, name="apply-ranking"),
    path("book/", books.book, name="apply-book"),
    path("paper/", checking.paper, name="apply-paper"),
    path("end-checks/", checking.end_checks, name="apply-end-checks"),
]
of_application = [
    path("", pages.application, name="apply-page"),
    path("receipt/", receipts.receipt_page, name="apply-receipt-page"),
    path("receipt.json", receipts.receipt, name="apply-receipt"),
    path("book.docx", books.filled_book, name="apply-filled-book"),
    path("basics/", writing.basics, name="apply-basics"),
    path("form/", writing.fill, name="apply-form"),
    path("form/files/<public_id:applied_file>/", writing.form_file, name="apply-form-file"),
    path("people/", writing.people, name="apply-people"),
    path("people/<public_id:applied_person>/remove/", writing.remove_person, name="apply-remove-person"),
    path("people/<public_id:applied_person>/clear/", writing.clear_person, name="apply-clear-person"),
    path("materials/", writing.add_materials, name="apply-add-materials"),
    path("materials/<public_id:applied_material>/", writing.material, name="apply-material"),
    path(
        "materials/<public_id:applied_material>/remove/",
        writing.remove_material,
        name="apply-remove-material",
    ),
    path("statements/", writing.statements, name="apply-statements"),
    path("own-selection/", writing.own_selection, name="apply-own-selection"),
    path("own-selection/file/", writing.own_file, name="apply-own-file"),
    path("opinions/<slug:opinion>/print/", acting.print_opinion, name="apply-opinion"),
    path("send/", acting.send, name="apply-send"),
    path("pass/", acting.pass_, name="apply-pass"),
    path("return/", acting.return_, name="apply-return"),
    path("enter/", acting.enter, name="apply-enter"),
    path("resubmit/", acting.resubmit, name="apply-resubmit"),
    path("recall/", acting.recall, name="apply-recall"),
    path("withdraw/", acting.withdraw, name="apply-withdraw"),
    path("restore/", acting.restore, name="apply-restore"),
    path("library/<slug:material_item>/", library.from_library, name="apply-from-library"),
    path("check/", checking.check, name="apply-check"),
    path("reveal/", checking.reveal, name="apply-reveal"),
    path("correction/ask/", checking.ask_correction, name="apply-ask-correction"),
    path("correction/", checking.send_correction, name="apply-send-correction"),
    path("accept/", checking.accept, name="apply-accept"),
    path("refuse/", checking.refuse, name="apply-refuse"),
    path("again/", checking.again, name="apply-again"),
    path("conflict/", checking.say_conflict, name="apply-conflict"),
]
urlpatterns = [
    path("selection-applications/", pages.applications, name="selection-applications"),
    path("selection-applications/<public_id:selection_application>/", include(of_application)),
    path("named-in-applications/", named.named, name="apply-named"),
    path(
        "named-in-applications/<public_id:naming_application>/confirm/",
        named.confirm,
        name="apply-confirm-named",
    ),
    path("named-in-applications/<public_id:naming_application>/deny/", named.deny, name="apply-deny-named"),
    path("selections/<public_id:selection_call>/", include(of_call)),
    path(
        "selection-conflicts/<public_id:officer_conflict>/lift/",
        checking.lift_conflict,
        name="apply-lift-conflict",
    ),
]
