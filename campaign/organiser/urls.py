from django.urls import path

from campaign.organiser import pages

urlpatterns = [
    path("", pages.campaigns, name="organiser_campaigns"),
]
