"""遴选, from the call to the certificate. Here: kinds (what a selection is, as data) and calls for applications.

applying/   what is handed in: forms, people, files, receipts, ranking by counties, the formal check
panel/      experts, conflicts, the draw
review/     bare copies, sheets, sealed scores, the ranking
outcome/    decisions, public notices, objections, recognition, certificates, recommendation, the archive
"""
