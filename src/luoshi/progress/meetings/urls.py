"""Pages of meetings."""

from django.urls import include, path

from .views import acting, cases, matters, meetings, proof, resolutions

of_item = [
    path("move/", acting.move_item, name="move-agenda-item"),
]
of_meeting = [
    path("", meetings.meeting, name="meeting"),
    path("edit/", meetings.edit_meeting, name="edit-meeting"),
    path("minutes.docx", meetings.meeting_minutes, name="meeting-minutes"),
    path("call/", acting.call_meeting, name="call-meeting"),
    path("hold/", acting.hold_meeting, name="hold-meeting"),
    path("unhold/", acting.unhold_meeting, name="unhold-meeting"),
    path("close/", acting.close_meeting, name="close-meeting"),
    path("reopen/", acting.reopen_meeting, name="reopen-meeting"),
    path("cancel/", acting.cancel_meeting, name="cancel-meeting"),
    path("restore/", acting.restore_meeting, name="restore-meeting"),
    path("agenda/refresh/", acting.refresh_agenda, name="refresh-agenda"),
    path("agenda/add/", acting.add_item, name="add-agenda-item"),
    path("agenda/remove/", acting.remove_items, name="remove-agenda-items"),
    path("agenda/restore/", acting.restore_items, name="restore-agenda-items"),
    path("agenda/<public_id:agenda_item>/", include(of_item)),
    path("files/add/", acting.add_files, name="add-meeting-files"),
    path("files/<public_id:meeting_file>/", acting.meeting_file, name="meeting-file"),
    path("files/<public_id:meeting_file>/remove/", acting.remove_file, name="remove-meeting-file"),
    path("files/<public_id:meeting_file>/restore/", acting.restore_file, name="restore-meeting-file"),
    path("resolutions/add/", resolutions.add_resolution, name="add-resolution"),
]
of_resolution = [
    path("", resolutions.resolution, name="resolution"),
    path("edit/", resolutions.edit_resolution, name="edit-resolution"),
    path("finish/", resolutions.finish_resolution, name="finish-resolution"),
    path("take-back/", resolutions.take_back_done, name="take-back-done"),
    path("reopen/", resolutions.reopen_resolution, name="reopen-resolution"),
    path("drop/", resolutions.drop_resolution, name="drop-resolution"),
    path("evidence/", proof.choose_evidence, name="choose-resolution-evidence"),
    path("evidence/new/", proof.upload_evidence, name="upload-resolution-evidence"),
    path(
        "evidence/<public_id:resolution_use>/remove/",
        proof.remove_evidence,
        name="remove-resolution-evidence",
    ),
]
of_matter = [
    path("", matters.matter, name="matter"),
    path("answer/", matters.answer_matter, name="answer-matter"),
    path("solve/", matters.solve_matter, name="solve-matter"),
    path("up/", matters.pass_up_matter, name="pass-up-matter"),
    path("down/", matters.send_down_matter, name="send-down-matter"),
    path("outside/", matters.ask_outside, name="ask-outside"),
    path("letter.docx", matters.matter_letter, name="matter-letter"),
    path("reply/", matters.note_reply, name="note-matter-reply"),
    path("outside/take-back/", matters.take_back_letter, name="take-back-letter"),
    path("unsolve/", matters.unsolve_matter, name="unsolve-matter"),
    path("withdraw/", matters.withdraw_matter, name="withdraw-matter"),
    path("reopen/", matters.reopen_matter, name="reopen-matter"),
    path("files/<public_id:raised_step>/", matters.matter_file, name="matter-file"),
]
of_case = [
    path("", cases.case, name="case"),
    path("facts/", cases.edit_facts, name="edit-case-facts"),
    path("letters/add/", cases.add_letter, name="add-letter"),
    path("talk/", cases.note_talk, name="note-talk"),
    path("circular/", cases.note_circular, name="note-circular"),
    path("circular.docx", cases.circular_draft, name="circular-draft"),
    path("close/", cases.close_case, name="close-case"),
    path("reopen/", cases.reopen_case, name="reopen-case"),
]
of_letter = [
    path("edit/", cases.edit_letter, name="edit-letter"),
    path("issue/", cases.issue_letter, name="issue-letter"),
    path("recall/", cases.recall_letter, name="recall-letter"),
    path("reply/recall/", cases.recall_reply, name="recall-reply"),
    path("letter.pdf", cases.letter_paper, name="letter-paper"),
    path("reply/", cases.reply_letter, name="reply-letter"),
    path("reply/file/", cases.letter_reply_file, name="letter-reply-file"),
    path("accept/", cases.accept_reply, name="accept-reply"),
    path("return/", cases.return_reply, name="return-reply"),
]
urlpatterns = [
    path("supervision/", cases.cases, name="cases"),
    path("supervision/new/", cases.new_case, name="new-case"),
    path("supervision/<public_id:case>/", include(of_case)),
    path("supervision/letters/<public_id:supervision_letter>/", include(of_letter)),
    path("matters/", matters.matters, name="matters"),
    path("matters/new/", matters.new_matter, name="new-matter"),
    path("matters/<public_id:raised>/", include(of_matter)),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/new/", meetings.new_meeting, name="new-meeting"),
    path("meetings/<public_id:meeting>/", include(of_meeting)),
    path("resolutions/<public_id:resolution>/", include(of_resolution)),
]
