"""Every address of the site: the desks' own tables of contents, under one roof."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from campaign.organiser.invitations import invitation
from campaign.public import urls as public

handler400 = "campaign.public.refusals.bad_request"
handler404 = "campaign.public.refusals.not_found"
handler500 = "campaign.public.refusals.server_error"

# First what a crowd asks for: every pattern that is tried in vain costs them time.
urlpatterns = [
    *i18n_patterns(*public.in_a_language),
    *public.without_language,
    path("organiser/", include("campaign.organiser.urls")),
    path("staff/", include("campaign.staff.urls")),
    path("accounts/invitation/<str:token>/", invitation, name="invitation"),
    path("accounts/", include("campaign.organiser.account_urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
