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

# How long a confirmation link works, and an unconfirmed signature is kept.
CONFIRM_WITHIN = timedelta(days=7)
# How long a withdrawn row, empty by then, still tells its old links that it was withdrawn.
REMEMBER_WITHDRAWAL = timedelta(days=30)

# A mailbox that is full or away this often gets no more news; one that is not there, at once.
SOFT_BOUNCES = 3
# A mailing's copies settle long before; what comes later (a sender that died) is still counted.
MAILING_SETTLES_WITHIN = timedelta(days=1)
# How long it is kept who got a mailing: mail comes back after days, if at all.
MAILING_COPIES_KEPT = timedelta(days=60)
