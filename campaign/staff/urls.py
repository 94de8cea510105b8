from django.urls import path

from campaign.staff import exports, weeding

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
    # weeding
    path("<slug:slug>/weeding/", weeding.weeding, name="staff_weeding"),
    path("<slug:slug>/weeding/begin/", weeding.begin, name="staff_weeding_begin"),
    path("<slug:slug>/weeding/cancel/", weeding.cancel, name="staff_weeding_cancel"),
    path("<slug:slug>/weeding/progress.json", weeding.progress, name="staff_weeding_progress"),
    path("<slug:slug>/weeding/list/", weeding.own_list, name="staff_weeding_list"),
    path("<slug:slug>/weeding/undo/<int:batch_id>/", weeding.undo, name="staff_weeding_undo"),
    path("<slug:slug>/weeding/for/<slug:why>/", weeding.reason, name="staff_weeding_reason"),
]
