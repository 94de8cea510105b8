from django.urls import path

from campaign.staff import exports, paper, paper_imports

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
]
