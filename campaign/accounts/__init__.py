"""People who run campaigns, their organisations, and the keys signatures are sealed to.

Promises: an account exists only by invitation, unless the host opens signing up; an organisation
never loses its last owner; no session comes to a desk without a second factor; nothing stored says
from where somebody signs in; who did what is recorded with what they did. Refuses: to know anything
of signers.

actions       organisations, and the first account of one
members       roles: changed, taken, left
invitations   asking somebody to join
keys          an organisation's own keys: made, checked, retired; key_forms, key_emails
two_people    two people behind each list of signers: switched on, ended by two or after a day
auditing      the record of who did what
roles         what each role is for, and who has it
forms         what owners fill in, and who was invited
door          who passes to the desks, and where the others are led
factors       which second factors there are, and how their secrets are kept
limits        how often somebody may guess, counted in the database
backend       who is signed in, read with what the door wants to know
adapter       what allauth asks us; asking: its forms, changed; listening: what it tells us
emails        what people are written; telling: the same to several of an organisation
"""
