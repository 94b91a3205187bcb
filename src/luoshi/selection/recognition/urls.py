"""Pages of recognition, and those where strangers check a certificate."""

from django.urls import include, path

from .views import announcing, awards, calls, public, samples

of_award = [
    path("", awards.award, name="award"),
    path("mid-term/", awards.mid_term, name="award-mid-term"),
    path("accept/", awards.accept, name="award-accept"),
    path("recognise/", awards.recognise, name="award-recognise"),
    path("renew/", awards.renew, name="award-renew"),
    path("end/", awards.end, name="award-end"),
    path("resume/", awards.resume, name="award-resume"),
    path("revoke/", awards.revoke, name="award-revoke"),
    path("entry/", awards.link, name="award-link"),
    path("certificate.pdf", awards.certificate_pdf, name="award-certificate"),
    path("certificate.jwt", awards.certificate_file, name="award-credential"),
]
of_revocation = [
    path("confirm/", awards.confirm_revocation, name="award-confirm-revocation"),
    path("drop/", awards.drop_revocation, name="award-drop-revocation"),
]
of_verifying = [
    path("", public.verify, name="verify"),
    path("file/", public.verify_file, name="verify-file"),
    path("key.pem", public.key, name="verify-key"),
    path("revoked.json", public.revoked, name="verify-revoked"),
    path("<slug:certificate_code>/", public.certificate, name="verify-certificate"),
]
of_kind = [
    path("certificate-sample.pdf", samples.certificate, name="kind-certificate-sample"),
    path("notice-sample.docx", samples.notice, name="kind-notice-sample"),
]
urlpatterns = [
    path("selection-kinds/<public_id:selection_kind>/", include(of_kind)),
    path("awards/", awards.awards, name="awards"),
    path("awards/to-grant/", calls.calls, name="recognition-calls"),
    path("awards/to-grant/<public_id:recognition_call>/", calls.call, name="recognition-call"),
    path("awards/<public_id:award>/", include(of_award)),
    path("award-revocations/<public_id:award_revocation>/", include(of_revocation)),
    path("announcements/", announcing.announced, name="announced"),
    path("announcements/<public_id:announced_call>/", announcing.announcement, name="announcement"),
    path(
        "announcements/<public_id:announced_call>/none/", announcing.no_announcement, name="announcement-none"
    ),
    path(
        "announcement-versions/<public_id:announcement_version>/file/",
        announcing.announcement_file,
        name="announcement-file",
    ),
    path(
        "announcement-versions/<public_id:announcement_version>/stamped/",
        announcing.announcement_stamped,
        name="announcement-stamped",
    ),
    path("verify/", include(of_verifying)),
    path("public-notices/", public.notices, name="public-notices"),
    path(
        "public-announcements/<public_id:public_announcement>/",
        public.announcement_file,
        name="public-announcement",
    ),
]
