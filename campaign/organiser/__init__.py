"""The organisers' desk: signed in, sees the campaigns of one's own organisations.

pages        the campaigns
letters      whom a campaign writes to; all its letters, to be read before anybody sends one
versions     the texts of its letters
registers    who can be written to, and what is known of them
"""
