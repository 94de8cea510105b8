"""People who run campaigns, their organisations, and the keys signatures are sealed to.

Promises: an account exists only by invitation; an organisation never loses its last owner; who did
what is recorded with what they did. Refuses: to know anything of signers.

actions       organisations, and the first account of one
members       roles: changed, taken, left
invitations   asking somebody to join
auditing      the record of who did what
"""
