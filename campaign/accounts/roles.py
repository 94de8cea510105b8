"""What each role is for, in a line that helps an owner choose."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaign.accounts.models import Membership

Role = Membership.Role

EXPLAINED: dict[str, Promise] = {
    Role.OWNER: _(
        "May do everything, invites and removes people, and reads the record of who did what."
    ),
    Role.EDITOR: _(
        "Writes and publishes pages, letters and news. Does not open lists of names or letters."
    ),
    Role.STAFF: _(
        "Hands over: opens names and letters, builds dossiers, checks facts. Changes no page."
    ),
    Role.VIEWER: _("Sees how campaigns are doing. Opens no names and changes nothing."),
}
