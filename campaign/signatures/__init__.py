"""Sign, confirm, withdraw, count.

Promises: one address, one signature; nothing counts until its owner confirms by pressing a
button; each confirmed signature is counted once; leaving takes everything with it. Whoever asks
about an address learns nothing. Refuses: plain text, and signing where there is no key.

Follow one signature: public/signing.py (the form arrives) -> actions.sign -> models.admit (one
statement writes signature and mail) -> mail/delivery.py -> emails.confirmation.

models     Signature, Tally, Figure and their one-statement verbs
terms      what signing one campaign needs, kept at hand for seconds
forms      what a signer types
emails     what signers are written
signals    a signature is going: rooms that keep anything of it hear so
admission  the one statement that takes a signature in
actions    sign, resend, confirm, withdraw…
counting   confirmed signatures become numbers
noting     what happens becomes figures, beside the tallies
figures    what an organiser's desk shows of them
watching   is our mail reaching people who want it?
"""
