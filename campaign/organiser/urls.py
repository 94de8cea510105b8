from django.urls import path

from campaign.organiser import pages

urlpatterns = [
    path("", pages.campaigns, name="organiser_campaigns"),
    path("<slug:slug>/release-mail/", pages.release_mail, name="organiser_release_mail"),
]
