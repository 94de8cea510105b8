"""Undersigned: campaigns that people sign.

Rooms, from the ground up; each may import only from rooms named before it:
    lib          leaf helpers without models: sealing, tokens, addresses, text, languages, doors
    mail         the outbox: every message leaves through here; suppression
    accounts     people, organisations, roles, the record of who did what, the keys that signatures
                 are sealed to
    statements   a statement's text becomes a structured draft
    pages        the campaign: its lifecycle and profile, its texts in each language, its news, its
                 partners, how it is passed on
    signatures   sign, confirm, withdraw, count, moderate; on paper; weeded before a list is handed
                 over; who keeps the key; the end of names; news by mail
    letters      who can be written to, the letters, dossiers, what became of them
    exports      lists of signers, taken out: asked for, written encrypted, downloaded once

Desks, on top, each for one kind of visitor:
    public       everybody: no session, no cookie
    organiser    those who run a campaign, signed in
    staff        those who hand signatures over, signed in
"""
