"""Signatures on paper: a sheet to print, what is written on it typed in or imported, undone whole.

Promises: what is taken in is sealed like any other signature and says that it was on paper; it is
counted in the total, and apart; one address counts once, online and on paper together; a file of
100,000 lines goes in whole, or as far as it is good, as chosen, and each bad line is named with its
reason; a batch can be taken out again for as long as its campaign is not closed for good. Nobody
who signed on paper is written to unless they gave an address and ticked that they want news.
Refuses: to keep what was uploaded a moment longer than it takes to read it, or in the clear.

Follow one file: staff/paper_imports.py (uploaded) -> imports.begin (kept encrypted) -> the columns
are named -> working (a worker reads, checks, seals: entries that nobody counts yet) -> looked at ->
taking_in.take_in (one transaction makes signatures of them).

models      PaperBatch, a sheet or a file; PaperEntry, a sealed line that waits; PaperFault
lines       what a line must be
headings    which column is which
reading     a file to rows, in a process of its own; reading_apart: what runs in there
staging     good lines become sealed entries, the doubles among them are found
taking_in   entries become signatures; one of them is erased
undoing     all of a batch is taken out again, a long one by a worker
entering    a sheet that somebody types in
imports     begun, chosen, taken, cancelled, expired
working     what a worker does
ending      imports that wait while their campaign ends, or somebody in them is erased
sheets      the sheet that is printed
emails, forms, tasks as in every room
"""
