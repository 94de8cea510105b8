from django.urls import path

from campaign.organiser import (
    dossiers,
    editor,
    history,
    languages,
    letters,
    pages,
    preview,
    publishing,
    record,
    registers,
    settings,
    signing,
    statement,
    versions,
)

urlpatterns = [
    path("", pages.campaigns, name="organiser_campaigns"),
    path("<slug:slug>/release-mail/", pages.release_mail, name="organiser_release_mail"),
    # The register belongs to no campaign, so it comes before what looks like one.
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
    # From statement to page: the words, in each language.
    path("new/", statement.new_campaign, name="organiser_new"),
    path("<slug:slug>/page/", editor.main_page, name="organiser_page"),
    path("<slug:slug>/page/languages/", languages.languages, name="organiser_languages"),
    path("<slug:slug>/page/<slug:language>/", editor.page_in, name="organiser_page_in"),
    path("<slug:slug>/page/<slug:language>/here/", editor.here, name="organiser_page_here"),
    path("<slug:slug>/page/<slug:language>/both/", editor.decide, name="organiser_page_both"),
    path(
        "<slug:slug>/page/<slug:language>/remove/",
        languages.remove,
        name="organiser_remove_language",
    ),
    # Letters.
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
    # Settings, picture, preview, publishing, history, signing.
    path("<slug:slug>/settings/", settings.settings, name="organiser_settings"),
    path("<slug:slug>/settings/picture/", settings.picture, name="organiser_picture"),
    path(
        "<slug:slug>/settings/picture/remove/",
        settings.take_picture_away,
        name="organiser_remove_picture",
    ),
    path("<slug:slug>/preview/", preview.preview, name="organiser_page_preview"),
    path(
        "<slug:slug>/preview/<slug:language>/",
        preview.preview_frame,
        name="organiser_page_preview_frame",
    ),
    path("<slug:slug>/publish/", publishing.publish, name="organiser_publish"),
    path("<slug:slug>/history/", history.history, name="organiser_history"),
    path("<slug:slug>/history/<int:change_id>/", history.change, name="organiser_change"),
    path(
        "<slug:slug>/history/<int:change_id>/put-back/",
        history.put_back,
        name="organiser_put_back",
    ),
    path("<slug:slug>/signing/", signing.signing, name="organiser_signing"),
    path("<slug:slug>/signing/pause/", signing.pause, name="organiser_pause"),
    path("<slug:slug>/signing/resume/", signing.resume, name="organiser_resume"),
    path("<slug:slug>/signing/banner/", signing.banner, name="organiser_banner"),
    path("<slug:slug>/signing/close/", signing.close, name="organiser_close"),
    path("<slug:slug>/signing/reopen/", signing.reopen, name="organiser_reopen"),
]
