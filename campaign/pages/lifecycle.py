"""Where a campaign stands.

draft -> scheduled -> open -> closed -> archived. Times decide exactly (a campaign closes at its
closing time, not when a task comes round); the task only writes down what is already so.
"""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Scheduled")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    ARCHIVED = "archived", _("Archived")


# What a stranger may see: a campaign once published stays readable.
PUBLIC_STATES = (State.SCHEDULED, State.OPEN, State.CLOSED, State.ARCHIVED)
# Whose signatures may still be confirmed: those made in time, until the list is handed over.
CONFIRMABLE_STATES = (State.SCHEDULED, State.OPEN, State.CLOSED)

# How many days after a campaign closes the names of its signers may be kept, and in any case: one
# that nobody closes, or that is opened again and again, keeps them no longer than that.
KEEP_DAYS = (30, 90, 180, 365)
KEEP_DAYS_UNLESS_SAID = 180
LONGEST_KEPT = timedelta(days=3 * 365)  # from the opening on
