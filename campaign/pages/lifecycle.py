"""Where a campaign stands.

draft -> scheduled -> open -> closed -> archived. Times decide exactly (a campaign closes at its
closing time, not when a task comes round); the task only writes down what is already so.
"""

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
