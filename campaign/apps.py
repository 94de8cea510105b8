from django.apps import AppConfig


class CampaignConfig(AppConfig):
    name = "campaign"
    verbose_name = "Campaigns"

    def ready(self) -> None:
        # Rooms tell the outbox which messages they can write, and listen to those below them.
        from campaign.accounts import emails as accounts_emails  # noqa: F401, PLC0415
        from campaign.accounts import invitations, key_emails, listening  # noqa: F401, PLC0415
        from campaign.exports import emails as exports_emails  # noqa: F401, PLC0415
        from campaign.exports import ending as exports_ending  # noqa: F401, PLC0415
        from campaign.exports import jobs  # noqa: F401, PLC0415
        from campaign.letters import announcing, carrying, dossiers, rehearsal  # noqa: F401, PLC0415
        from campaign.letters import emails as letters_emails  # noqa: F401, PLC0415
        from campaign.letters import ending as letters_ending  # noqa: F401, PLC0415
        from campaign.signatures import (  # noqa: F401, PLC0415
            bouncing,
            emails,
            ending_emails,
            feeding,
            mailings,
            news_emails,
            news_rehearsal,
            noting,
        )
        from campaign.signatures.paper import ending as paper_ending  # noqa: F401, PLC0415
        from campaign.signatures.weeding import forgetting  # noqa: F401, PLC0415
