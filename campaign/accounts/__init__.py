"""People who run campaigns, their organisations, and the keys signatures are sealed to.

Promises: an account exists only by invitation, unless the host opens signing up; an organisation
always has an owner; no session comes to a desk without a second factor; nothing stored says from
where somebody signs in. Refuses: to know anything of signers.

door          who passes to the desks, and where the others are led
factors       which second factors there are, and how their secrets are kept
adapter       what allauth asks us; listening: what it tells us; emails: what people are written
invitations   how people come to an organisation
auditing      who did what
"""
