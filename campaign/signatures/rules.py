"""The numbers that signing goes by."""

from datetime import timedelta

# One address is written to no more often than this, so that nobody is flooded in our name.
MAIL_PAUSE = timedelta(minutes=15)
MAILS_A_DAY = 3
MAILS_IN_ALL = 5

# Where fewer than this share of the last so many mails were confirmed, somebody is typing in other
# people's addresses. Mails younger than the patience are left out: their readers may be asleep.
CONFIRM_RATIO_MINIMUM = 0.15
CONFIRM_RATIO_OVER = 500
CONFIRM_RATIO_PATIENCE = timedelta(minutes=15)

# How long a confirmation link works is said by the campaign's profile (campaign/pages/profiles.py).
# How long a withdrawn row, empty by then, still tells its old links that it was withdrawn.
REMEMBER_WITHDRAWAL = timedelta(days=30)

# How many alike within an hour, in one process, are still people (bursts.py). What is beyond is not
# refused, only looked at before it counts, so the numbers are small where a program is likely and
# large where a school or a union may be signing together.
BURST_WITHIN = timedelta(hours=1)
DISPOSABLE_AN_HOUR = 5
ALIKE_AN_HOUR = 100
NAMESAKES_SHARE = 0.02  # of all, where a crowd signs: common names come often then
SAME_COMMENTS_TO_LOOK_AT = 5
SAME_COMMENTS_AN_HOUR = 20
LONG_COMMENT = 60  # characters: shorter ones are slogans, which people do share

# How long after it one press can be undone as a whole. Later, signatures are put right one by one.
UNDO_WITHIN = timedelta(minutes=30)
# How many addresses staff of one organisation may type in to be erased: people ask now and then,
# and whoever asks often is guessing.
ERASURES_ASKED = ((timedelta(hours=1), 10), (timedelta(days=1), 30))
# How long what a batch did is remembered, for colleagues who wonder.
REMEMBER_MODERATION = timedelta(days=180)
# A mailbox that is full or away this often gets no more news; one that is not there, at once.
SOFT_BOUNCES = 3
# A mailing's copies settle long before; what comes later (a sender that died) is still counted.
MAILING_SETTLES_WITHIN = timedelta(days=1)
# How long it is kept who got a mailing: mail comes back after days, if at all.
MAILING_COPIES_KEPT = timedelta(days=60)
