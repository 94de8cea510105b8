"""Leaf helpers. They know nothing of campaigns, and of the database only what they are given.

What people give us
text          what is typed, made safe to store, never mangled
fields        form fields that clean what is typed, and draw anew what is uploaded
addresses     is this an e-mail address, and is it the same person's as that one?
markdown      what organisers write: Markdown in, clean HTML out
local_times   moments as people give them: the time on a clock somewhere
weeks         times and numbers that tell the week and nothing finer
json_places   where in a JSON text things stand: on which line is the mistake?
redrawing     files that are uploaded, drawn anew: nothing hidden in them goes on
stamps        two who change one thing at once
counting_characters  as people count them, and as some networks do

What only some may read or do
sealing       what only a key opens: signers' fields, waiting mail, keys themselves
encrypted_files  files that only a key of their own opens, piece by piece
kept_files    where such files lie, written whole or not at all, cleared when nobody knows them
key_files     an organisation's own key, in a file that a passphrase opens
tokens        links that prove themselves, without a table of tokens
return_paths  where mail that cannot be delivered comes back to
doors         who comes in by which door: headers, sessions for desks only, same-origin posts
logs          a log line without tokens

What they are shown
languages     which language a page speaks: the one its address begins with
countries     every country, by its code, named in each language we serve
numbers       numbers as a language sets them
office_hours  when people in a country are at their desks
at_hand       answers that a crowd asks for, kept in each process for seconds
paging        one page of a long list, from where the page before it ended
typesetting   letters and hand-over files: data in, PDF or pictures out, by Typst
downloads     files as answers
spreadsheets  tables as CSV files, without a formula in them
qr            codes that a phone reads, for print
fetched       files that other people made: fonts, flags, charts, libsodium
flags         each state's flag, where there is a picture of it

hangups       has the database hung up?
leases        rows of work that a worker claims for a while
"""
