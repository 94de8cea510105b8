"""What other rooms hear of, without the outbox knowing them."""

from django.dispatch import Signal

# A batch has been through: `sent`, the messages that the mail server took, `refused`, those it will
# never take, and `now`. Said once for many, after it happened; nothing waits for what a receiver
# does, and what it raises stops nobody's mail.
settled = Signal()
