from django.urls import path

from campaign.staff import (
    approvals,
    erasure,
    exports,
    keeping,
    paper,
    paper_imports,
    partners,
    schedules,
    weeding,
)

urlpatterns = [
    path("", exports.campaigns, name="staff_campaigns"),
    path("<slug:slug>/exports/", exports.export_list, name="staff_exports"),
    path("<slug:slug>/exports/new/", exports.new_export, name="staff_new_export"),
    path(
        "<slug:slug>/exports/<uuid:export>/progress.json",
        exports.progress,
        name="staff_export_progress",
    ),
    path("<slug:slug>/exports/<uuid:export>/cancel/", exports.cancel, name="staff_cancel_export"),
    path(
        "<slug:slug>/exports/<uuid:export>/destroy/", exports.destroy, name="staff_destroy_export"
    ),
    path(
        "<slug:slug>/exports/<uuid:export>/download/",
        exports.download,
        name="staff_download_export",
    ),
    # The second person, and sealed lists again and again.
    path(
        "<slug:slug>/exports/<uuid:export>/approval/",
        approvals.export,
        name="staff_export_approval",
    ),
    path("<slug:slug>/schedules/", schedules.schedule_list, name="staff_schedules"),
    path("<slug:slug>/schedules/new/", schedules.new_schedule, name="staff_new_schedule"),
    path("<slug:slug>/schedules/<uuid:schedule>/", schedules.schedule, name="staff_schedule"),
    path(
        "<slug:slug>/schedules/<uuid:schedule>/approval/",
        approvals.schedule,
        name="staff_schedule_approval",
    ),
    path(
        "<slug:slug>/schedules/<uuid:schedule>/pause/",
        schedules.pause,
        name="staff_pause_schedule",
    ),
    path(
        "<slug:slug>/schedules/<uuid:schedule>/resume/",
        schedules.resume,
        name="staff_resume_schedule",
    ),
    path("<slug:slug>/schedules/<uuid:schedule>/end/", schedules.end, name="staff_end_schedule"),
    # Partners
    path("<slug:slug>/partners/", partners.partners, name="staff_partners"),
    path("<slug:slug>/partners/new/", partners.new_partner, name="staff_new_partner"),
    path(
        "<slug:slug>/partners/<int:partner>/", partners.change_partner, name="staff_change_partner"
    ),
    path(
        "<slug:slug>/partners/<int:partner>/retire/",
        partners.retire_partner,
        name="staff_retire_partner",
    ),
    path(
        "<slug:slug>/partners/<int:partner>/bring-back/",
        partners.bring_back_partner,
        name="staff_bring_back_partner",
    ),
    # The end of data
    path("<slug:slug>/erasure/", erasure.erasure, name="staff_erasure"),
    path("<slug:slug>/keeping/", keeping.keeping, name="staff_keeping"),
    path("<slug:slug>/keeping/close/", keeping.close_for_good, name="staff_close_for_good"),
    path("<slug:slug>/keeping/erase/", keeping.erase_now, name="staff_erase_now"),
    path("<slug:slug>/keeping/progress.json", keeping.progress, name="staff_erasing_progress"),
    # Signatures on paper.
    path("<slug:slug>/paper/", paper.batches, name="staff_paper"),
    path("<slug:slug>/paper/enter/", paper.enter_sheet, name="staff_paper_enter"),
    path("<slug:slug>/paper/sheets/<slug:language>.pdf", paper.print_sheets, name="paper_sheet"),
    path("<slug:slug>/paper/import/", paper_imports.upload, name="staff_paper_upload"),
    path("<slug:slug>/paper/<uuid:batch>/", paper.batch, name="staff_paper_batch"),
    path("<slug:slug>/paper/<uuid:batch>/undo/", paper.undo, name="staff_paper_undo"),
    path("<slug:slug>/paper/<uuid:batch>/erase/", paper.erase, name="staff_paper_erase"),
    path(
        "<slug:slug>/paper/<uuid:batch>/columns/",
        paper_imports.columns,
        name="staff_paper_columns",
    ),
    path("<slug:slug>/paper/<uuid:batch>/lines/", paper_imports.checked, name="staff_paper_import"),
    path(
        "<slug:slug>/paper/<uuid:batch>/lines.csv",
        paper_imports.faults_csv,
        name="staff_paper_faults",
    ),
    path(
        "<slug:slug>/paper/<uuid:batch>/progress.json",
        paper_imports.progress,
        name="staff_paper_progress",
    ),
    path("<slug:slug>/paper/<uuid:batch>/take/", paper_imports.take, name="staff_paper_take"),
    path(
        "<slug:slug>/paper/<uuid:batch>/again/",
        paper_imports.choose_again,
        name="staff_paper_again",
    ),
    path("<slug:slug>/paper/<uuid:batch>/cancel/", paper_imports.cancel, name="staff_paper_cancel"),
    # weeding
    path("<slug:slug>/weeding/", weeding.weeding, name="staff_weeding"),
    path("<slug:slug>/weeding/begin/", weeding.begin, name="staff_weeding_begin"),
    path("<slug:slug>/weeding/cancel/", weeding.cancel, name="staff_weeding_cancel"),
    path("<slug:slug>/weeding/progress.json", weeding.progress, name="staff_weeding_progress"),
    path("<slug:slug>/weeding/list/", weeding.own_list, name="staff_weeding_list"),
    path("<slug:slug>/weeding/undo/<int:batch_id>/", weeding.undo, name="staff_weeding_undo"),
    path("<slug:slug>/weeding/for/<slug:why>/", weeding.reason, name="staff_weeding_reason"),
]
