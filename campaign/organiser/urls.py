from django.urls import path

from campaign.organiser import (
    audit,
    dashboard,
    dossiers,
    editor,
    languages,
    letters,
    mailings,
    moderation,
    news,
    organisations,
    pages,
    passing_on,
    record,
    registers,
    sharing,
    statement,
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
    # Names, comments and held signatures.
    path("<slug:slug>/signatures/", moderation.signatures, name="organiser_signatures"),
    path(
        "<slug:slug>/signatures/undo/<int:batch_id>/",
        moderation.undo,
        name="organiser_undo_moderation",
    ),
    path("<slug:slug>/signatures/names/", moderation.names, name="organiser_signature_names"),
    path("<slug:slug>/signatures/policy/", moderation.policy, name="organiser_moderation_policy"),
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
    # Sharing: links with a name, words to pass on, pictures and posters.
    path("<slug:slug>/sharing/", sharing.links, name="organiser_sharing"),
    path("<slug:slug>/sharing/words/", passing_on.words, name="organiser_share_words"),
    path(
        "<slug:slug>/sharing/words/<slug:language>/",
        passing_on.words,
        name="organiser_share_words_in",
    ),
    path("<slug:slug>/sharing/pictures/", passing_on.pictures, name="organiser_share_pictures"),
    path(
        "<slug:slug>/sharing/pictures/<slug:language>/",
        passing_on.pictures,
        name="organiser_share_pictures_in",
    ),
    path(
        "<slug:slug>/sharing/pictures/<slug:language>/<slug:shape>.png",
        passing_on.picture,
        name="organiser_share_picture",
    ),
    path("<slug:slug>/sharing/links/<slug:code>/", sharing.link, name="organiser_source_link"),
    path(
        "<slug:slug>/sharing/links/<slug:code>/retire/",
        sharing.retire,
        name="organiser_retire_link",
    ),
    path(
        "<slug:slug>/sharing/links/<slug:code>/bring-back/",
        sharing.bring_back,
        name="organiser_bring_back_link",
    ),
    path(
        "<slug:slug>/sharing/links/<slug:code>/<slug:language>.svg",
        sharing.link_code,
        {"kind": "svg"},
        name="organiser_link_svg",
    ),
    path(
        "<slug:slug>/sharing/links/<slug:code>/<slug:language>.png",
        sharing.link_code,
        {"kind": "png"},
        name="organiser_link_png",
    ),
    path(
        "<slug:slug>/sharing/links/<slug:code>/<slug:language>/<slug:paper>.pdf",
        sharing.link_poster,
        name="organiser_link_poster",
    ),
    # News, on the page and by mail
    path("<slug:slug>/news/", news.news_list, name="organiser_news"),
    path("<slug:slug>/news/new/", news.new_news, name="organiser_new_news"),
    path("<slug:slug>/news/<int:item_id>/", news.edit_news, name="organiser_news_item"),
    path("<slug:slug>/news/<int:item_id>/preview/", news.preview, name="organiser_news_preview"),
    path(
        "<slug:slug>/news/<int:item_id>/preview/mail/",
        news.preview_mail,
        name="organiser_news_preview_mail",
    ),
    path("<slug:slug>/news/<int:item_id>/publish/", news.publish, name="organiser_publish_news"),
    path(
        "<slug:slug>/news/<int:item_id>/take-down/",
        news.take_down,
        name="organiser_take_down_news",
    ),
    path("<slug:slug>/news/<int:item_id>/mail/", mailings.mailing, name="organiser_mailing"),
    path(
        "<slug:slug>/news/<int:item_id>/mail/test/",
        mailings.test_mailing,
        name="organiser_test_mailing",
    ),
    path(
        "<slug:slug>/news/<int:item_id>/mail/progress.json",
        mailings.mailing_progress,
        name="organiser_mailing_progress",
    ),
    path(
        "<slug:slug>/news/<int:item_id>/mail/pause/",
        mailings.pause_mailing,
        name="organiser_pause_mailing",
    ),
    path(
        "<slug:slug>/news/<int:item_id>/mail/resume/",
        mailings.resume_mailing,
        name="organiser_resume_mailing",
    ),
    path(
        "<slug:slug>/news/<int:item_id>/mail/cancel/",
        mailings.cancel_mailing,
        name="organiser_cancel_mailing",
    ),
    # The overview.
    path("<slug:slug>/", dashboard.dashboard, name="organiser_dashboard"),
    path("<slug:slug>/live.json", dashboard.live, name="organiser_live"),
    path("<slug:slug>/figures/<slug:what>.csv", dashboard.figures_csv, name="organiser_figures"),
]
