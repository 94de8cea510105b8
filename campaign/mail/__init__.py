"""The outbox: every message leaves through here.

Promises: a message that was queued is sent once, soon, and leaves nothing behind; while it waits
it is encrypted with a key that is not in the database; an address that asked never to be written
to is not; whoever waits for a confirmation does not wait behind a mailing. Refuses: knowing what
a message says (the room that queues it writes it, in its `emails` module) and being reached from a
request other than by a row in the database.

models        what waits, and who must not be written to
composing     how a room lends its words to the outbox
hooks         how a room sends to many, and hears what became of its mail
delivery      claim under a lease, send, settle
backends      how a laptop keeps mail: one file each
reports       mail that came back: what its report says
actions       verb: never write to this address again
"""
