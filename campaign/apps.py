from django.apps import AppConfig


class CampaignConfig(AppConfig):
    name = "campaign"
    verbose_name = "Campaigns"

    def ready(self) -> None:
        # Rooms tell the outbox which messages they can write.
        from campaign.letters import test_mode  # noqa: F401, PLC0415
        from campaign.signatures import emails  # noqa: F401, PLC0415
