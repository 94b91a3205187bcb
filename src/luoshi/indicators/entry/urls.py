"""The pages of definitions, filings and figures."""

from django.urls import include, path

from .views import definitions, figures, filings, filling, lines, recounting, sheets

of_indicator = [
    path("", definitions.indicator, name="indicator"),
    path("change/", definitions.change_indicator, name="change-indicator"),
    path("withdraw/", definitions.withdraw_indicator, name="withdraw-indicator"),
    path("restore/", definitions.restore_indicator, name="restore-indicator"),
    path("targets/link/", definitions.link_target, name="link-indicator-target"),
    path("targets/unlink/", definitions.unlink_target, name="unlink-indicator-target"),
    path("recount/", recounting.recount_indicator, name="recount-indicator"),
    path("figure/", figures.figure, name="figure"),
    path("print/", figures.print_figure, name="print-figure"),
]
of_filing = [
    path("", filings.filing, name="filing"),
    path("change/", filings.change_filing, name="change-filing"),
    path("close/", filings.close_filing, name="close-filing"),
    path("reopen/", filings.reopen_filing, name="reopen-filing"),
    path("withdraw/", filings.withdraw_filing, name="withdraw-filing"),
    path("restore/", filings.restore_filing, name="restore-filing"),
]
of_sheet = [
    path("", sheets.filing_sheet, name="filing-sheet"),
    path("fill/", filling.fill_filing, name="fill-filing"),
    path("sheet.xlsx", filling.filing_sheet_workbook, name="filing-xlsx"),
    path("send/", sheets.send_filing, name="send-filing"),
    path("recall/", sheets.recall_filing, name="recall-filing"),
    path("pass/", sheets.pass_filing, name="pass-filing"),
    path("send-back/", sheets.send_back_filing, name="send-back-filing"),
    path("enter/", sheets.enter_filing, name="enter-filing"),
    path("look/", sheets.look_at_filing, name="look-at-filing"),
    path("unlook/", sheets.unlook_filing, name="unlook-filing"),
    path("approve/", sheets.approve_filing, name="approve-filing"),
    path("return/", sheets.return_filing, name="return-filing"),
    path("reopen/", sheets.reopen_filing_lines, name="reopen-filing-lines"),
]
of_line = [
    path("", lines.filing_line, name="filing-line"),
    path("evidence/choose/", lines.choose_filing_evidence, name="choose-filing-evidence"),
    path("evidence/upload/", lines.upload_filing_evidence, name="upload-filing-evidence"),
    path("evidence/<public_id:filing_use>/drop/", lines.drop_filing_evidence, name="drop-filing-evidence"),
]
urlpatterns = [
    path("indicators/", definitions.indicators, name="indicators"),
    path("indicators/new/", definitions.make_indicator, name="make-indicator"),
    path("indicators/<public_id:indicator>/", include(of_indicator)),
    path("filings/", filings.filings, name="filings"),
    path("filings/new/", filings.new_filing, name="new-filing"),
    path("filings/<public_id:filing>/", include(of_filing)),
    path("filing-sheets/<public_id:filing_sheet>/", include(of_sheet)),
    path("filing-lines/<public_id:filing_line>/", include(of_line)),
    path("printed-figures/<public_id:printed_figure>/", figures.printed_figure, name="printed-figure"),
]
