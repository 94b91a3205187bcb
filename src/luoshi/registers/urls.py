"""Pages of registers."""

from django.urls import include, path

from . import citing
from .views import (
    checks,
    entry,
    erasing,
    history,
    joining,
    keeping,
    lists,
    many,
    personal,
    project,
    setting,
    setting_checks,
    sheets,
)

of_register = [
    path("", lists.register, name="register"),
    path("find/", lists.find_entry, name="find-register-entry"),
    path("checks/", checks.register_checks, name="register-checks"),
    path("checks.xlsx", checks.register_checks_sheet, name="register-checks-xlsx"),
    path("list.xlsx", sheets.register_list, name="register-list-xlsx"),
    path("template.xlsx", sheets.register_template, name="register-template-xlsx"),
    path("add/", entry.add_entry, name="add-register-entry"),
    path("confirm/", many.confirm_entries, name="confirm-entries"),
    path("take-back/", many.take_back_entries, name="take-back-entries"),
    path("check/", many.check_entries, name="check-entries"),
    path("snapshots/", keeping.snapshots, name="register-snapshots"),
    path("snapshots/take/", keeping.take_snapshot, name="take-register-snapshot"),
    path("snapshots/<public_id:register_snapshot>/", keeping.snapshot, name="register-snapshot"),
    path(
        "snapshots/<public_id:register_snapshot>/remove/",
        keeping.remove_snapshot,
        name="remove-register-snapshot",
    ),
    path(
        "snapshots/<public_id:register_snapshot>/restore/",
        keeping.restore_snapshot,
        name="restore-register-snapshot",
    ),
    path("expected/", project.expected, name="register-expected"),
    path("return/", many.return_entries, name="return-entries"),
    path("settings/", setting.settings, name="register-settings"),
    path("settings/facts/", setting.change_register, name="change-register"),
    path("settings/derived/", setting.derived_values, name="register-derived"),
    path("settings/identity/", setting.identity, name="register-identity"),
    path("settings/checks/new/", setting_checks.choose_check, name="choose-register-check"),
    path("settings/checks/new/<str:check_rule>/", setting_checks.add_check, name="add-register-check"),
    path("settings/checks/<int:number>/", setting_checks.edit_check, name="edit-register-check"),
    path("settings/checks/arrange/", setting_checks.arrange_checks, name="arrange-register-checks"),
    path("settings/withdraw/", setting.withdraw_register, name="withdraw-register"),
    path("settings/restore/", setting.restore_register, name="restore-register"),
]
of_entry = [
    path("", entry.entry, name="register-entry"),
    path("change/", entry.change_entry, name="change-register-entry"),
    path("history/", history.entry_history, name="register-entry-history"),
    path("end/", entry.end_entry, name="end-register-entry"),
    path("resume/", entry.resume_entry, name="resume-register-entry"),
    path("stages/", project.note_stage, name="note-register-stage"),
    path(
        "stages/<public_id:register_stage>/take-back/",
        project.take_back_stage,
        name="take-back-register-stage",
    ),
    path("merge/", keeping.merge_entry, name="merge-register-entry"),
    path("split/", keeping.split_entry, name="split-register-entry"),
    path("join/", joining.join_entry, name="join-register-entry"),
    path("joins/<public_id:register_join>/part/", joining.part_entries, name="part-register-entries"),
    path("reveal/", personal.reveal, name="reveal-register-entry"),
    path("clear/", personal.clear_personal, name="clear-register-entry"),
    path("erase/", erasing.erase, name="erase-register-entry"),
    path("files/<public_id:register_entry_file>/", entry.entry_file, name="register-entry-file"),
    path("evidence/", citing.choose, name="register-entry-evidence"),
    path("evidence/new/", citing.upload, name="register-entry-evidence-new"),
    path("evidence/<public_id:register_use>/remove/", citing.remove, name="register-entry-evidence-remove"),
]
urlpatterns = [
    path("registers/", lists.registers, name="registers"),
    path("registers/new/", setting.new_register, name="new-register"),
    path("registers/<public_id:register>/", include(of_register)),
    path("registers/entries/<public_id:register_entry>/", include(of_entry)),
    path(
        "registers/erasures/<public_id:register_erasure>/confirm/",
        erasing.confirm,
        name="confirm-register-erasure",
    ),
    path("registers/erasures/<public_id:register_erasure>/drop/", erasing.drop, name="drop-register-erasure"),
    path("registers/runs/<public_id:entry_run>/", many.entry_run, name="entry-run"),
    path(
        "registers/runs/<public_id:entry_run>/progress/", many.entry_run_progress, name="entry-run-progress"
    ),
    path("registers/runs/<public_id:entry_run>/resume/", many.resume_entry_run, name="resume-entry-run"),
]
