"""What other rooms hear of, without this one knowing them."""

from django.dispatch import Signal

# A signature is being erased (`signature_id`), in this very transaction: whoever keeps anything of
# it deletes that now. What a receiver raises undoes the withdrawal.
withdrawing = Signal()
# The same for many at once (`signature_ids`), whose time is over: their rows go right after.
erasing = Signal()

# A public campaign (`campaign`) becomes a high-risk one, chosen by `by` at `now`, in this very
# transaction: whoever does what its rules do not allow any more stops. A ValidationError from a
# receiver keeps it from happening.
protecting = Signal()

# A campaign is being closed for good (`campaign`, `by`, `now`), in this very transaction: whatever
# waits to be sent or downloaded goes now.
closing_for_good = Signal()

# Staff have typed in an address to be erased in these campaigns (`campaigns`, `by`, `now`): files
# that wait may hold it.
erasing_on_request = Signal()

# From here on this server opens no name of an organisation (`organisation_id`, `now`), in this very
# transaction: whoever keeps files with names that it has opened before destroys them now.
names_out_of_reach = Signal()
