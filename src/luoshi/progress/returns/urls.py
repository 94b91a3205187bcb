"""Pages of returns."""

from django.urls import include, path

from .views import acting, burden, entering, files, filling, judging, making, returns, sheets, template

of_return = [
    path("", returns.return_, name="return"),
    path("edit/", making.edit_return, name="edit-return"),
    path("recipients/", making.return_recipients, name="return-recipients"),
    path("template/", template.return_template, name="return-template"),
    path("template/add/", template.add_template, name="add-return-template"),
    path("template/progress/", template.template_progress, name="return-template-progress"),
    path("template/drop/", template.drop_template, name="drop-return-template"),
    path("open/", acting.open_return, name="open-return"),
    path("redraft/", acting.redraft_return, name="redraft-return"),
    path("withdraw/", acting.withdraw_return, name="withdraw-return"),
    path("restore/", acting.restore_return, name="restore-return"),
    path("extend/", acting.extend_return, name="extend-return"),
    path("urge/", acting.urge_return, name="urge-return"),
    path("receive/", acting.receive_sheets, name="receive-sheets"),
    path("close/", acting.close_return, name="close-return"),
    path("reopen/", acting.reopen_return, name="reopen-return"),
    path("merge/", acting.merge_return, name="merge-return"),
    path("send-up/", acting.send_up_return, name="send-up-return"),
    path("take-back/", acting.take_back_return, name="take-back-return"),
    path("notice/", files.return_notice, name="return-notice"),
    path("original/", files.return_original, name="return-original"),
    path("merged/", files.return_merged, name="return-merged"),
    path("values/", files.return_values, name="return-values"),
    path("list.xlsx", files.return_list, name="return-overview-xlsx"),
]
of_sheet = [
    path("", sheets.return_sheet, name="return-sheet"),
    path("fill/", filling.fill_sheet, name="fill-sheet"),
    path("excel/", filling.upload_sheet, name="upload-return-sheet"),
    path("sheet.xlsx", filling.return_sheet_workbook, name="return-sheet-workbook"),
    path("original/", filling.return_sheet_original, name="return-sheet-original"),
    path("send/", filling.send_sheet, name="send-sheet"),
    path("recall/", filling.recall_sheet, name="recall-sheet"),
    path("pass/", filling.pass_sheet, name="pass-sheet"),
    path("send-back/", filling.send_back_sheet, name="return-back-sheet"),
    path("enter/", filling.enter_sheet, name="enter-sheet"),
    path("print/", filling.print_sheet, name="print-return-sheet"),
    path("receive/", judging.receive_sheet, name="receive-sheet"),
    path("unreceive/", judging.unreceive_sheet, name="unreceive-sheet"),
    path("doubt/", judging.doubt_sheet, name="doubt-sheet"),
    path("enter-for/", entering.enter_for_school, name="enter-for-sheet"),
    path("enter-for/undo/", entering.undo_entry, name="undo-sheet-entry"),
    path("enter-for/paper/", entering.entry_paper, name="return-sheet-paper"),
    path("drop-doubts/", judging.drop_doubts, name="drop-doubts"),
    path("files/<public_id:return_file>/", sheets.return_sheet_file, name="return-sheet-file"),
]
urlpatterns = [
    path("returns/", returns.returns, name="returns"),
    path("returns/new/", making.new_return, name="new-return"),
    path("returns/<public_id:ad_hoc_return>/", include(of_return)),
    path("return-sheets/<public_id:return_sheet>/", include(of_sheet)),
    path("burden/", burden.burden, name="burden"),
    path("burden.xlsx", burden.burden_workbook, name="burden-workbook"),
]
