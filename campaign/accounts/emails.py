"""What people are written about their own account: one function and three templates a message.

allauth says which of its own templates it would render. Ours say the same in our words, from the
outbox, in the language in which the page was read that set it off.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from campaign.accounts.auditing import Action
from campaign.accounts.models import Organisation, TwoPersonRule, User
from campaign.accounts.telling import tell
from campaign.mail.composing import Words, absolute, composes
from campaign.mail.models import OutgoingMail

# What changed, by allauth's name for the notice.
CHANGES = {
    "account/email/password_changed": _("Your password was changed."),
    "account/email/password_set": _("A password was set for your account."),
    "account/email/password_reset": _("A new password was set with a link from a mail."),
    "account/email/email_changed": _("Your account now has another e-mail address than this one."),
    "account/email/email_deleted": _("An e-mail address was removed from your account."),
    "mfa/email/totp_activated": _("An authenticator app was added to your account."),
    "mfa/email/totp_deactivated": _("The authenticator app was removed from your account."),
    "mfa/email/webauthn_added": _("A passkey or security key was added to your account."),
    "mfa/email/webauthn_removed": _("A passkey or security key was removed from your account."),
    "mfa/email/recovery_codes_generated": _(
        "New recovery codes were made for your account. The old ones have stopped working."
    ),
    "recovery_code_used": _("Somebody signed in to your account with a recovery code."),
}

RESET = "account/email/password_reset_key"
CONFIRM = {"account/email/email_confirmation", "account/email/email_confirmation_signup"}


def queue(notice: str, *, to: str, context: Mapping[str, Any], now: datetime) -> None:
    """Put what allauth calls `notice` into the outbox. KeyError where we have no words for it."""
    if notice == RESET:
        message, words = "password_reset", {}
    elif notice in CONFIRM:
        message = "confirm_address"
        words = {"key": context["key"], "account": context["user"].pk}
    elif notice == "account/email/account_already_exists":
        message, words = "account_exists", {}
    else:
        message, words = "account_changed", {"change": notice, "at": now.isoformat()}
        CHANGES[notice]
    OutgoingMail.to(
        to, message=message, language=translation.get_language(), due_at=now, words=words
    ).save()


@composes("account_changed", about_account=True)
def account_changed(mails: list[OutgoingMail]) -> Mapping[Any, Words]:
    """Something about how to sign in is not what it was. If that was not you, do this."""
    composed = {}
    for mail in mails:
        words = mail.opened()
        composed[mail.id] = {
            "change": CHANGES[words["change"]],
            "at": datetime.fromisoformat(words["at"]),
            "reset_url": absolute("account_reset_password"),
            "account_url": absolute("your_account"),
        }
    return composed


@composes("password_reset", about_account=True)
def password_reset(mails: list[OutgoingMail]) -> Mapping[Any, Words]:
    """A link to set a new password, for whoever has an account here; the rest is dropped.

    The queue holds no link that works, and asking costs the same for every address.
    """
    addresses = {mail.id: mail.opened()["to"].lower() for mail in mails}
    users = {
        user.email: user
        for user in User.objects.filter(email__in=addresses.values(), is_active=True)
    }
    return {
        mail.id: {"reset_url": reset_url(users[addresses[mail.id]])}
        for mail in mails
        if addresses[mail.id] in users
    }


@composes("confirm_address")
def confirm_address(mails: list[OutgoingMail]) -> Mapping[Any, Words]:
    """Is this address yours? Then press the button behind this link.

    Not to the address of another account. Whoever asked is told no more than that we wrote.
    """
    opened = {mail.id: mail.opened() for mail in mails}
    addresses = [words["to"] for words in opened.values()]
    owners = dict(User.objects.filter(email__in=addresses).values_list("email", "pk"))
    return {
        mail_id: {"confirm_url": absolute("account_confirm_email", key=words["key"])}
        for mail_id, words in opened.items()
        if owners.get(words["to"], words["account"]) == words["account"]
    }


@composes("account_exists")
def account_exists(mails: list[OutgoingMail]) -> Mapping[Any, Words]:
    """Somebody tried to make an account for an address that has one."""
    words = {
        "login_url": absolute("account_login"),
        "reset_url": absolute("account_reset_password"),
    }
    return {mail.id: words for mail in mails}


def tell_of_rule(
    action: Action,
    organisation: Organisation,
    people: Iterable[User],
    *,
    by: User | None,
    now: datetime,
) -> None:
    """Whether exports need two people has changed, or is about to. An organisation has no language
    of its own: in that of who pressed."""
    words = {"action": action.value, "by": by.email if by else "", "organisation": organisation.id}
    language = translation.get_language() or settings.LANGUAGE_CODE
    tell(people, "two_people", words, language=language, due_at=now)


@composes("two_people", about_account=True)
def two_people(mails: list[OutgoingMail]) -> Mapping[Any, Words]:
    """To owners and staff. When it ends is read now: it may have been kept meanwhile."""
    opened = {mail.id: mail.opened() for mail in mails}
    ids = {words["organisation"] for words in opened.values()}
    organisations = Organisation.objects.in_bulk(ids)
    ends = dict(
        TwoPersonRule.objects.filter(organisation__in=ids).values_list("organisation", "ends_at")
    )
    return {
        mail_id: {
            "action": words["action"],
            "by": words["by"],
            "organisation": there,
            "ends_at": ends.get(there.id),
            "rule_url": absolute("organisation_two_people", slug=there.slug),
        }
        for mail_id, words in opened.items()
        if (there := organisations.get(words["organisation"]))
    }


def reset_url(user: User) -> str:
    return absolute(
        "account_reset_password_from_key",
        uidb36=user_pk_to_url_str(user),
        key=default_token_generator.make_token(user),
    )
