"""The organisers' desk: signed in, sees the campaigns of one's own organisations.

doors          who may open a page: written above each view
showing        what every page about one campaign shows
pages          the campaigns
organisations  who is in an organisation, as what, and asking others in
keys           what names are sealed to: made in the browser, changed by two owners, retired
two_people     whether an export needs two people
invitations    the same, as the person sees it who was asked
audit          the record of who did what; audit_sentences: each event as a sentence
account        one's own account: second factors, recovery codes; account_urls: where they are
statement      a new campaign, from a statement that is pasted or uploaded
editor         the words of its page: statement left, draft right, saved as they are made
editor_page    what that page shows; clash_page: two versions of the same words, side by side
languages      of a campaign's page: one more, one less, how far each is
dashboard      one campaign at a glance: its figures, live, and as files
charts         those figures in words
needs          what a campaign needs of those who run it
letters        whom a campaign writes to; all its letters, to be read before anybody sends one
versions       the texts of its letters
dossiers       what is handed over: asked for, watched, downloaded, destroyed
moderation     names, comments and held signatures
record         what became of the letters, and who may see it
sharing        links with a name, and what they brought
passing_on     words to pass on, pictures and posters
news           what happened since: written, shown as it will be read, put on the page
mailings       and mailed to those who asked for it
settings       address, times, goal, colour, key, picture
profile        standard or high-risk: what each does for signers
preview        the public page as it will be
readiness      what is missing before that
first_steps    from a draft to a public page, step by step
publishing     making it public
history        what it has said, and putting it back
signing        pausing, a banner, closing
registers      who can be written to, and what is known of them
"""
