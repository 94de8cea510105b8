"""What other rooms hear of, without this one knowing them."""

from django.dispatch import Signal

# A signature is being erased (`signature_id`), in this very transaction: whoever keeps anything of
# it deletes that now. What a receiver raises undoes the withdrawal.
withdrawing = Signal()

# From here on this server opens no name of an organisation (`organisation_id`, `now`), in this very
# transaction: whoever keeps files with names that it has opened before destroys them now.
names_out_of_reach = Signal()
