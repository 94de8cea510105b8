from django.urls import path

from campaign.organiser import (
    audit,
    dossiers,
    letters,
    organisations,
    pages,
    record,
    registers,
    versions,
)

urlpatterns = [
    path("", pages.campaigns, name="organiser_campaigns"),
    path("<slug:slug>/release-mail/", pages.release_mail, name="organiser_release_mail"),
    # Organisations and the register are above campaigns, so they come before what looks like one.
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/<slug:slug>/", organisations.organisation, name="organisation"),
    path("organisations/<slug:slug>/details/", organisations.details, name="organisation_details"),
    path("organisations/<slug:slug>/leave/", organisations.leave, name="leave_organisation"),
    path(
        "organisations/<slug:slug>/members/<int:member>/role/",
        organisations.change_role,
        name="change_role",
    ),
    path(
        "organisations/<slug:slug>/members/<int:member>/remove/",
        organisations.remove_member,
        name="remove_member",
    ),
    path(
        "organisations/<slug:slug>/invitations/<uuid:invitation>/send-again/",
        organisations.send_again,
        name="send_invitation_again",
    ),
    path(
        "organisations/<slug:slug>/invitations/<uuid:invitation>/revoke/",
        organisations.revoke,
        name="revoke_invitation",
    ),
    path("organisations/<slug:slug>/record/", audit.audit, name="organiser_audit"),
    path("organisations/<slug:slug>/record/download/", audit.download, name="organiser_audit_csv"),
    path("registers/<slug:slug>/", registers.register, name="organiser_register"),
    path(
        "registers/<slug:slug>/chair/<int:year>/",
        registers.set_chair,
        name="organiser_register_chair",
    ),
    path(
        "registers/<slug:slug>/<slug:recipient>/<slug:place>/<slug:name>/",
        registers.check_fact,
        name="organiser_register_fact",
    ),
    path("<slug:slug>/letters/", letters.overview, name="organiser_letters"),
    path("<slug:slug>/letters/recipients/", letters.addressees, name="organiser_addressees"),
    path("<slug:slug>/letters/versions/", versions.version_list, name="organiser_versions"),
    path("<slug:slug>/letters/versions/new/", versions.new_version, name="organiser_new_version"),
    path(
        "<slug:slug>/letters/versions/<int:version_id>/",
        versions.edit_version,
        name="organiser_version",
    ),
    path(
        "<slug:slug>/letters/versions/<int:version_id>/move/",
        versions.move_version,
        name="organiser_move_version",
    ),
    path(
        "<slug:slug>/letters/versions/<int:version_id>/delete/",
        versions.delete_version,
        name="organiser_delete_version",
    ),
    path("<slug:slug>/letters/preview/", letters.preview, name="organiser_preview"),
    path("<slug:slug>/letters/preview/test/", letters.test_letters, name="organiser_test_letters"),
    path(
        "<slug:slug>/letters/preview/<slug:recipient>.pdf",
        letters.preview_pdf,
        name="organiser_letter_pdf",
    ),
    path("<slug:slug>/letters/dossiers/", dossiers.dossier_list, name="organiser_dossiers"),
    path(
        "<slug:slug>/letters/dossiers/<uuid:dossier_id>/progress.json",
        dossiers.progress,
        name="organiser_dossier_progress",
    ),
    path(
        "<slug:slug>/letters/dossiers/<uuid:dossier_id>/cancel/",
        dossiers.cancel,
        name="organiser_cancel_dossier",
    ),
    path(
        "<slug:slug>/letters/dossiers/<uuid:dossier_id>/destroy/",
        dossiers.destroy,
        name="organiser_destroy_dossier",
    ),
    path(
        "<slug:slug>/letters/dossiers/<uuid:dossier_id>/download/",
        dossiers.download,
        name="organiser_download_dossier",
    ),
    path("<slug:slug>/letters/record/", record.record_list, name="organiser_record"),
    path("<slug:slug>/letters/record/new/", record.new_entry, name="organiser_new_entry"),
    path("<slug:slug>/letters/record/<int:entry_id>/", record.entry, name="organiser_entry"),
    path(
        "<slug:slug>/letters/record/<int:entry_id>/publish/",
        record.publish,
        name="organiser_publish_entry",
    ),
    path(
        "<slug:slug>/letters/record/<int:entry_id>/unpublish/",
        record.unpublish,
        name="organiser_unpublish_entry",
    ),
    path(
        "<slug:slug>/letters/record/<int:entry_id>/remove/",
        record.remove,
        name="organiser_remove_entry",
    ),
    path(
        "<slug:slug>/letters/record/<int:entry_id>/document/",
        record.document,
        name="organiser_entry_document",
    ),
]
