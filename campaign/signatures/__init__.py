"""Sign, confirm, withdraw, count, moderate.

Promises: one address, one signature; nothing counts until its owner confirms by pressing a
button; each confirmed signature is counted once; what looks automated is held and not counted
until somebody has looked; leaving takes everything with it. Whoever asks about an address learns
nothing. Refuses: plain text, and signing where there is no key.

Follow one signature: public/signing.py (the form arrives) -> actions.sign -> admission.admit (one
statement writes signature and mail) -> mail/delivery.py -> emails.confirmation.

Signing
models      Signature; moderation_models, counted_models (Tally, Figure)
terms       what signing one campaign needs, kept at hand for seconds
rules       the numbers that signing goes by
forms       what a signer types
admission   the one statement that takes a signature in
actions     sign, resend, confirm, withdraw…
emails      what signers are written; links: those in a mail, and how long they work
watching    is our mail reaching people who want it?
signals     a signature is going, a campaign becomes a high-risk one: rooms above hear so
tasks       what beat wakes

What is shown, and what counts
noticing    what makes a name or a comment worth a look before others see it
bursts      signatures that look as if a program made them
moderation  what organisers decide: approve, hide, hold, release, refuse; moderation_forms
batches     each such press: locked, remembered, taken out of the count, undone
queue       what they have to look at
counting    confirmed signatures become numbers
noting      what happens becomes figures, beside the tallies
figures     what an organiser's desk shows of them; sources: how many by which link
agreed      how many let each partner of the campaign have their address
protecting  a campaign's profile is chosen; blurring: what a high-risk one lets go of

On paper, before delivery, under which key
paper/      a sheet to print, what is on it typed in or imported, undone whole
weeding/    a search for what should not be on a list, and what staff decide about each
custody/    who keeps the key: changed by two owners, rows sealed anew, the old key destroyed

The end of names (docs/names.md)
ending      when names go, closing for good: what is decided; ending_models, ending_emails
erasing     all names of a campaign, batch by batch: what a worker does
on_request  one signer, found by the address that staff type; ending_forms

News by mail (docs/mail.md)
mailing_models  a mailing, its copies, who is out of reach
followers   those who get news
mailings    start, pause, go on, stop: what people cause
feeding     who gets it, into the outbox, what became of it: what a worker does
news_emails  what they read; news_rehearsal: the same, to the organiser who asks
bouncing    what follows when mail comes back; bounce_mail: where that is read from
"""
