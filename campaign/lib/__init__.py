"""Leaf helpers. They know nothing of campaigns and touch no database.

sealing     what only a key opens: signers' fields, waiting mail, keys themselves
tokens      links that prove themselves, without a table of tokens
addresses   is this an e-mail address, and is it the same person's as that one?
encrypted_files  files that only a key of their own opens, piece by piece
redrawing   files that people upload, drawn anew: nothing hidden in them goes on
office_hours  when people in a country are at their desks
text        what people type: made safe to store, never mangled
typesetting letters and hand-over files: data in, PDF or pictures out, by Typst
flags       each state's flag, where there is a picture of it
markdown    what organisers write: Markdown in, clean HTML out
doors       who comes in by which door: headers, sessions for desks only, same-origin posts
hangups     has the database hung up?
logs        a log line without tokens
"""
