"""Who keeps the key that a campaign's names are sealed to, and how that changes.

Promises: another key takes two owners, a day in which any of them can stop it, and a mail to all of
them at each step; names that this server could read are sealed anew to the organisation's own key,
row by row, and the server's key is destroyed once nothing is left that it opens; whatever dies in
between, each row opens with the key that it names. Refuses: the way back. What only the
organisation can open stays so.

models      Resealing: one campaign's rows on their way to another key
changing    verbs: propose, approve, retire; what happens when the day is over
resealing   what a worker does with the rows; other rooms say what of theirs is sealed, too
destroying  the end of a key that the server kept
"""
