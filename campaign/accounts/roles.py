"""What each role is for, in a line that helps an owner choose; and who has it."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaign.accounts.models import Membership, User

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


def members_with(roles: Iterable[str], *, organisation: int) -> QuerySet[Membership]:
    """Those who can sign in."""
    there = Membership.objects.filter(
        organisation=organisation, role__in=roles, user__is_active=True
    )
    return there.select_related("user").order_by("user__email")


def people_with(roles: Iterable[str], *, organisation: int) -> list[User]:
    return [member.user for member in members_with(roles, organisation=organisation)]
