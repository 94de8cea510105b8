"""Before a list is handed over: what on it would make a ministry laugh, and what staff decide.

Promises: nothing is left out but by a person's press; every press can be undone until a list has
been handed over; whoever is left out is told so on their own page, and everybody is told how many
were, and by which rules. One word, an unusual script, a particle or a common name are no reason.
Refuses: to store anything of a name; groups are keyed hashes.

Follow one: sweeping (a worker opens names, batch by batch) -> names, comparing (what stands out)
-> matching (what several have in common) -> suspects (the page) -> deciding -> published.

models      Suspect, Sweep, Mark
sweeping    the search: asked for, broken off, done by a worker
reading     signatures, opened as far as we can
names       what is no person's name; well_known.toml: the list
comparing   when two names are the same name
matching    the end of the search: what several have in common
suspects    what there is to decide about, with names opened for the page that is shown
deciding    leave out, keep, undo
listed      a list made offline, where alone names can be read
forms       what staff press and upload
published   how many were left out, and by which rules
words       the reasons in words
forgetting  who leaves takes what was suspected of them along
"""
