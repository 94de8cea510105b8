"""People who run campaigns, their organisations, and the keys signatures are sealed to.

Promises: an account exists only by invitation; an organisation always has an owner. Refuses: to
know anything of signers.
"""
