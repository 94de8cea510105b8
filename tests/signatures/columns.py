"""Every column of every table, and whether it can hold anything of a signer.

A column that is not here fails tests/signatures/test_every_column.py: say what it is before it is
stored. A branch that adds a table adds a line here:

    "campaign_papersheet": Table(
        signers={"sealed": "goes with its row"},   # column: how it is erased
        others="id campaign_id printed_at",        # and why these are nobody's: the table's `why`
        why="sheets, without anybody's name",
    ),

Ways in which what is a signer's goes (`signers`):
    emptied   by `withdraw` at once; the row, empty, goes 30 days later, or with its campaign's time
    deleted   with its signature
    keyed     unreadable without a key that is not in the database; goes when the mail does
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

EMPTIED, DELETED, KEYED = "emptied", "deleted", "keyed"


@dataclass(frozen=True, slots=True)
class Table:
    """why: the reason for which `others` hold nothing of a signer."""

    others: str
    why: str
    signers: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> set[str]:
        return {*self.others.split(), *self.signers}


ORGANISERS = "written by organisers, about themselves or their campaign"
REGISTER = "offices and their holders, as published; checked by organisers"
NUMBERS = "numbers: how many, never who"
DJANGO = "Django's own; accounts of organisers only"
FILES = "what was asked for; the names are in an encrypted file, whose key this is"

TABLES = {
    # --- What signers give ------------------------------------------------------------------
    "campaign_signature": Table(
        signers={
            **dict.fromkeys(("sealed", "fingerprint", "public_name", "comment"), EMPTIED),
            **dict.fromkeys(("country", "source", "wants_updates", "mailed_at"), EMPTIED),
            **dict.fromkeys(("noticed", "is_flagged", "held_at", "is_refused"), EMPTIED),
            **dict.fromkeys(("name_hidden_for", "comment_hidden_for", "language"), EMPTIED),
            "agreed_to": EMPTIED,
        },
        others="id campaign_id sealing_key_id paper_batch_id state created_at confirmed_at "
        "counted_at withdrawn_at name_standing comment_standing",
        why="that there was a signature, and when: for the old links, 30 days",
    ),
    "campaign_carriedletter": Table(
        signers=dict.fromkeys(("signature_id", "sealed", "language"), DELETED),
        others="id campaign_id recipient_id sealing_key_id created_at mailed_at",
        why="goes with its row, too",
    ),
    "campaign_moderatedsignature": Table(
        signers=dict.fromkeys(
            (
                *("signature_id", "name_standing", "comment_standing", "name_hidden_for"),
                *("comment_hidden_for", "held_at", "is_refused"),
            ),
            DELETED,
        ),
        others="id batch_id",
        why="goes with its row, too",
    ),
    "campaign_moderationbatch": Table(
        signers={"note": EMPTIED},
        others="id campaign_id kind reason by_id at undone_at",
        why=ORGANISERS,
    ),
    "campaign_mailingcopy": Table(
        signers={"signature_id": EMPTIED},
        others="id mailing_id state code settled_at bounced_at is_counted",
        why="that somebody got it, who has no number any more; 60 days",
    ),
    "campaign_undeliverable": Table(
        signers=dict.fromkeys(("signature_id", "soft_bounces", "stopped_at"), DELETED),
        others="",
        why="",
    ),
    "campaign_outgoingmail": Table(
        signers={"about": DELETED, "content": KEYED},
        others="id message language due_at is_held attempts failed_at failure is_bulk "
        "handed_over_at",
        why="which template, and when",
    ),
    # Only who asked for it is in it, and stays in it: else they would be written to again.
    "campaign_suppression": Table(
        signers={"address_hash": KEYED}, others="id created_at", why="a number and a time"
    ),
    "campaign_paperentry": Table(
        signers=dict.fromkeys(
            (
                *("line", "signature", "sealed", "fingerprint", "likeness", "country"),
                "wants_updates",
            ),
            DELETED,
        ),
        others="id batch_id",
        why="goes with its row, too; and with its batch, within a day",
    ),
    "campaign_suspect": Table(
        signers=dict.fromkeys(("signature_id", "why", "group", "state", "found_at"), DELETED),
        others="id campaign_id batch_id",
        why="goes with its row, too",
    ),
    "campaign_mark": Table(
        signers=dict.fromkeys(("signature_id", "why", "key", "group"), DELETED),
        others="id sweep_id",
        why="goes with its row, too; and with the search, within minutes",
    ),
    # --- Files with names -------------------------------------------------------------------
    "campaign_exportjob": Table(
        others="id campaign_id format preset name_display filters with_mark purpose state "
        "requested_by_id requested_at started_at claimed_until rows_total rows_done size sha256 "
        "wrapped_key finished_at expires_at downloaded_at downloaded_by_id failure columns "
        "handed_to decided_by_id decided_at reason schedule_id slot",
        why=FILES,
    ),
    "campaign_exportschedule": Table(
        others="id campaign_id preset columns name_display filters purpose every day hour ends_on "
        "times_left state next_at created_by_id created_at decided_by_id decided_at reason",
        why=ORGANISERS,
    ),
    "campaign_dossier": Table(
        others="id campaign_id recipient_id contents language state requested_by_id requested_at "
        "claimed_until items_done items_total pages size sha256 wrapped_key finished_at "
        "expires_at failure approved_by_id",
        why=FILES,
    ),
    "campaign_paperbatch": Table(
        others="id campaign_id kind mark language country sealing_key_id state requested_by_id "
        "requested_at started_at claimed_until finished_at count undone_by_id undone_at format "
        "size encoding delimiter columns has_headings all_or_none is_taking rows_total rows_done "
        "good bad doubles wrapped_key expires_at failure",
        why=FILES,
    ),
    "campaign_paperfault": Table(
        others="id batch_id kind line column reason other",
        why="which line of somebody's file is wrong, and why; never what stood there",
    ),
    # --- Numbers ----------------------------------------------------------------------------
    "campaign_tally": Table(
        others="id campaign_id hour country language source confirmed withdrawn", why=NUMBERS
    ),
    "campaign_figure": Table(others="id campaign_id span about at value number", why=NUMBERS),
    "campaign_bookmark": Table(others="name until", why=NUMBERS),
    "campaign_delivery": Table(
        others="id composition campaign_id recipient_id channel language made_at counted_at",
        why="that a letter left, tied to nobody: `composition` is a number of its page",
    ),
    "campaign_deliverytally": Table(
        others="id campaign_id recipient_id channel hour letters", why=NUMBERS
    ),
    "campaign_bouncetally": Table(others="id campaign_id day message hard soft", why=NUMBERS),
    "campaign_mailing": Table(
        others="id campaign_id news_id state per_hour is_neutral started_by_id started_at "
        "finished_at next_at forgotten_at recipients languages sent refused dropped unclear "
        "bounced unsubscribed",
        why=NUMBERS,
    ),
    "campaign_ending": Table(
        others="id campaign_id state closed_for_good_at warned_at warned_again_at requested_at "
        "started_at claimed_until rows_total rows_done counted finished_at",
        why=NUMBERS,
    ),
    "campaign_sweep": Table(
        others="id campaign_id state requested_by_id requested_at started_at claimed_until after "
        "rows_total rows_done unread finished_at failure",
        why=NUMBERS,
    ),
    "campaign_resealing": Table(
        others="id campaign_id new_key_id state requested_at claimed_until rows_done rows_total "
        "finished_at failure",
        why=NUMBERS,
    ),
    # --- What organisers write and do -------------------------------------------------------
    "campaign_campaign": Table(
        others="id slug organisation_id state opens_at closes_at paused_at mail_held_at "
        "mail_released_at keep_days names_wait comments_wait time_zone main_language goal_set "
        "accent statement statement_title statement_publisher statement_date statement_url "
        "sealing_key_id wrapped_fingerprint_secret signature_count banner banner_until "
        "final_words created_at changed_at profile blurring_since steady_count steady_on "
        "weeded_at",
        why=ORGANISERS,
    ),
    "campaign_partner": Table(
        others="id campaign_id name privacy_url created_at retired_at", why=ORGANISERS
    ),
    "campaign_consentwording": Table(
        others="id partner_id language words first_used_at replaced_at", why=ORGANISERS
    ),
    "campaign_campaigntext": Table(
        others="id campaign_id language title summary body changed_since changed_since_on",
        why=ORGANISERS,
    ),
    "campaign_demand": Table(others="id text_id position sentence", why=ORGANISERS),
    "campaign_quote": Table(
        others="id text_id position words speaker role source_url", why=ORGANISERS
    ),
    "campaign_keyfact": Table(
        others="id text_id position source_name source_url figure sentence", why=ORGANISERS
    ),
    "campaign_timelineentry": Table(
        others="id text_id position source_name source_url when iso sentence", why=ORGANISERS
    ),
    "campaign_newsitem": Table(
        others="id campaign_id on created_at published_at changed_at", why=ORGANISERS
    ),
    "campaign_newstext": Table(others="id item_id language title body", why=ORGANISERS),
    "campaign_formeraddress": Table(others="id slug campaign_id left_at", why=ORGANISERS),
    "campaign_publishedchange": Table(
        others="id campaign_id kind language changed content put_back_id at by_id by_email",
        why=ORGANISERS,
    ),
    "campaign_picture": Table(others="id campaign_id alt credit changed_at", why=ORGANISERS),
    "campaign_picturefile": Table(
        others="id picture_id name type width height content", why=ORGANISERS
    ),
    "campaign_sourcelink": Table(
        others="id campaign_id code label made_by_id created_at retired_at", why=ORGANISERS
    ),
    "campaign_sharetext": Table(others="id campaign_id language channel words", why=ORGANISERS),
    "campaign_socialpicture": Table(
        others="id campaign_id language png version drawn_from shown_count drawn_at",
        why=NUMBERS,
    ),
    "campaign_workingcopy": Table(
        others="id campaign_id language content stamp changed_by_id changed_at translated_from",
        why=ORGANISERS,
    ),
    "campaign_presence": Table(others="id copy_id user_id since seen_at", why=ORGANISERS),
    "campaign_recordentry": Table(
        signers={"announced_up_to": EMPTIED},  # with the campaign; till then a number that leads on
        others="id campaign_id recipient_id event how on letters note is_published document "
        "document_type document_title dossier_id recorded_by_id recorded_at announce_at "
        "announced_at",
        why=ORGANISERS,
    ),
    "campaign_addressee": Table(
        others="id campaign_id recipient_id office_id is_addressed why_not is_mailed mails_an_hour",
        why=ORGANISERS,
    ),
    "campaign_letterversion": Table(
        others="id campaign_id position name language group subject body", why=ORGANISERS
    ),
    "campaign_letterversion_recipients": Table(
        others="id letterversion_id recipient_id", why=ORGANISERS
    ),
    "campaign_register": Table(
        others="id slug name as_of salutation salutation_source", why=REGISTER
    ),
    "campaign_recipient": Table(
        others="id register_id slug kind position country alpha3 numeric is_default why_not "
        "remarks",
        why=REGISTER,
    ),
    "campaign_office": Table(others="id recipient_id role position", why=REGISTER),
    "campaign_fact": Table(
        others="id recipient_id office_id name value confidence source note checked_on "
        "checked_by_id is_checked_by_staff",
        why=REGISTER,
    ),
    "campaign_chairyear": Table(
        others="id register_id year recipient_id confidence source checked_on checked_by_id "
        "is_checked_by_staff",
        why=REGISTER,
    ),
    # --- Accounts ---------------------------------------------------------------------------
    "campaign_user": Table(
        others="id password last_login is_superuser email name is_staff is_active date_joined",
        why=ORGANISERS,
    ),
    "campaign_user_groups": Table(others="id user_id group_id", why=DJANGO),
    "campaign_user_user_permissions": Table(others="id user_id permission_id", why=DJANGO),
    "campaign_organisation": Table(
        others="id name slug website letters_from created_at", why=ORGANISERS
    ),
    "campaign_twopersonrule": Table(
        others="id organisation_id since ending_asked_by_id ends_at", why=ORGANISERS
    ),
    "campaign_membership": Table(
        others="id organisation_id user_id role created_at", why=ORGANISERS
    ),
    "campaign_invitation": Table(
        others="id organisation_id role language sealed_address address_hash invited_by_id "
        "created_at sent_at sends expires_at accepted_at revoked_at",
        why="organisers-to-be; encrypted, a week",
    ),
    "campaign_sealingkey": Table(
        others="id organisation_id custody public_key wrapped_private_key created_at retired_at "
        "made_by_id checked_at destroyed_at",
        why="keys",
    ),
    "campaign_keychange": Table(
        others="id organisation_id new_key_id state language proposed_by_id proposed_at "
        "approved_by_id due_at ended_at ended_by_id",
        why=ORGANISERS,
    ),
    "campaign_keychange_campaigns": Table(others="id keychange_id campaign_id", why=ORGANISERS),
    "campaign_limit": Table(
        others="key value expires_at", why="keyed hashes and counts of the desks' doors, a day"
    ),
    "campaign_auditevent": Table(
        others="id at action organisation_id campaign_id campaign_slug actor_id actor_email "
        "details",
        why="what organisers did; details are counts and codes (accounts/auditing.py)",
    ),
    "account_emailaddress": Table(others="id user_id email verified primary", why=DJANGO),
    "account_emailconfirmation": Table(others="id email_address_id created sent key", why=DJANGO),
    "mfa_authenticator": Table(others="id user_id type data created_at last_used_at", why=DJANGO),
    "usersessions_usersession": Table(
        others="id user_id created_at ip last_seen_at session_key user_agent data", why=DJANGO
    ),
    "django_admin_log": Table(
        others="id action_time user_id content_type_id object_id object_repr action_flag "
        "change_message",
        why="the admin site only looks: it writes nothing here",
    ),
    "django_session": Table(others="session_key session_data expire_date", why=DJANGO),
    "auth_permission": Table(others="id name content_type_id codename", why=DJANGO),
    "auth_group": Table(others="id name", why=DJANGO),
    "auth_group_permissions": Table(others="id group_id permission_id", why=DJANGO),
    "django_content_type": Table(others="id app_label model", why=DJANGO),
    "django_migrations": Table(others="id app name applied", why=DJANGO),
}
