from django.apps import AppConfig


class CampaignConfig(AppConfig):
    name = "campaign"
    verbose_name = "Campaigns"

    def ready(self) -> None:
        # Kept connections are looked at before each request.
        from campaign.lib import hangups  # noqa: F401, PLC0415

        # Rooms tell the outbox which messages they can write.
        from campaign.signatures import emails  # noqa: F401, PLC0415
