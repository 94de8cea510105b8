"""The organisers' desk: signed in, sees the campaigns of one's own organisations.

doors        who may open a page about one campaign
showing      what every page about one campaign shows
pages        the campaigns
letters      whom a campaign writes to; all its letters, to be read before anybody sends one
versions     the texts of its letters
dossiers     what is handed over: asked for, watched, downloaded, destroyed
record       what became of the letters, and who may see it
news         what happened since: written, shown as it will be read, put on the page
mailings     and mailed to those who asked for it
registers    who can be written to, and what is known of them
"""
