from django.apps import AppConfig


class CampaignConfig(AppConfig):
    name = "campaign"
    verbose_name = "Campaigns"

    def ready(self) -> None:
        # Rooms tell the outbox which messages they can write, and listen to those below them.
        from campaign.accounts import emails as accounts_emails  # noqa: F401, PLC0415
        from campaign.accounts import invitations, listening  # noqa: F401, PLC0415
        from campaign.exports import emails as exports_emails  # noqa: F401, PLC0415
        from campaign.letters import carrying, rehearsal  # noqa: F401, PLC0415
        from campaign.letters import emails as letters_emails  # noqa: F401, PLC0415
        from campaign.signatures import (  # noqa: F401, PLC0415
            bouncing,
            emails,
            feeding,
            mailings,
            news_emails,
            news_rehearsal,
            noting,
        )
        from campaign.signatures.weeding import forgetting  # noqa: F401, PLC0415
