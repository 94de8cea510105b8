"""The organisers' desk: signed in, sees the campaigns of one's own organisations.

doors        who may open a page about one campaign
showing      what every page about one campaign shows
pages        the campaigns
dashboard    one campaign at a glance: its figures, live, and as files
charts       those figures in words
needs        what a campaign needs of those who run it
letters      whom a campaign writes to; all its letters, to be read before anybody sends one
versions     the texts of its letters
dossiers     what is handed over: asked for, watched, downloaded, destroyed
record       what became of the letters, and who may see it
registers    who can be written to, and what is known of them
"""
