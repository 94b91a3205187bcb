"""遴选, from the call to the certificate. Here: kinds (what a selection is, as data) and calls for applications.

applying/   what is handed in: forms, people, files, receipts, ranking by counties, the formal check
panel/      experts, conflicts, the draw
review/     bare copies, sheets, sealed scores, the ranking
outcome/    decisions, public notices, objections, reports of misconduct
recognition/      awards step by step, certificates
recommendation/   letters to the office above, what came back, promotion to the selection above
"""
