"""Leaf helpers. They know nothing of campaigns and touch no database.

sealing     what only a key opens: signers' fields, waiting mail, keys themselves
tokens      links that prove themselves, without a table of tokens
addresses   is this an e-mail address, and is it the same person's as that one?
text        what people type: made safe to store, never mangled
markdown    what organisers write: Markdown in, clean HTML out
json_places where in a JSON text things stand: on which line is the mistake?
countries   every country, by its code, named in each language we serve
languages   which language a page speaks: the one its address begins with
fetched     files that other people made: fonts, flags, charts
local_times moments as people give them: the time on a clock somewhere
stamps      two who change one thing at once
flags       each state's flag, where there is a picture of it
typesetting letters and hand-over files: data in, PDF or pictures out, by Typst
spreadsheets  tables as CSV files, without a formula in them
redrawing   files that people upload, drawn anew: nothing hidden in them goes on
doors       who comes in by which door: headers, sessions for desks only, same-origin posts
hangups     has the database hung up?
logs        a log line without tokens

encrypted_files  files that only a key of their own opens, piece by piece
office_hours     when people in a country are at their desks
"""
