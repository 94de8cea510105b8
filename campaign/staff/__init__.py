"""The staff desk: those whom an organisation trusts with names, and who hand them over.

Promises: whoever is here proved it with a second factor; a list of signers is asked for with its
purpose, counted before it is written, and downloaded once, by somebody who proved again just now
that it is them. Refuses: to show a single name on a page, but for the first lines of a file that
somebody is importing. What is done here stands in the record, and owners are written to.

exports        lists of signers: asked for, watched, downloaded once
partners       groups that signers may let have their address
paper          signatures on paper: sheets to print, typed in, looked over, undone
paper_imports  the same from files
erasure        one signer, erased on request
keeping        how long names are kept; closing for good, and the erasing that follows

Its doors are the organisers' (campaign/organiser/doors.py): owners and staff of the organisation.
"""
