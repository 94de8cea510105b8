from django.urls import path

from campaign.staff import approvals, exports, partners, schedules

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
]
