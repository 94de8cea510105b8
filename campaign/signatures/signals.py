"""What other rooms hear of, without this one knowing them."""

from django.dispatch import Signal

# A signature is being erased (`signature_id`), in this very transaction: whoever keeps anything of
# it deletes that now. What a receiver raises undoes the withdrawal.
withdrawing = Signal()
