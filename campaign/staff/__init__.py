"""The staff desk: those whom an organisation trusts with names, and who hand them over.

Promises: whoever is here proved it with a second factor; a list of signers is asked for with its
purpose, counted before it is written, and downloaded once, by somebody who proved again just now
that it is them. Refuses: to show a name on a page but where somebody has to decide about it, which
is recorded, or in the first lines of a file that they are importing. What is done here stands in
the record, and owners are written to.

exports        lists of signers: asked for, watched, downloaded once
approvals      the second person behind one, or behind a schedule
schedules      sealed lists, written again and again
partners       groups that signers may let have their address
weeding        what should not be on a list, looked at before it is handed over
paper          signatures on paper: sheets to print, typed in, looked over, undone
paper_imports  the same from files
erasure        one signer, erased on request
emptied        what is said in place of all this once the names are erased
keeping        how long names are kept; closing for good, and the erasing that follows

Its doors are the organisers' (campaign/organiser/doors.py): owners and staff of the organisation.
"""
