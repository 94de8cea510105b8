"""Letters: a signature is a number, a letter on the right desk is work for somebody.

Promises: a letter goes to an office, in its proper form, with nothing in it that nobody checked;
what a signer writes is theirs, and is stored only where they ask the campaign to carry it, sealed;
the public record says what became of it. Refuses: to send anything to an address that staff have
not checked, and to write in a signer's name.

Nothing here knows ASEAN: its member states are the first register (registers/asean.json).

Follow one letter: models/register.py (the office) -> addressing (its address and salutation) ->
versions (which text) -> merging (its blanks filled) -> writing.letter_to (the letter) ->
public/letters.py (the signer changes it and sends it).

models        register, writing, carried, record: one file for each part of the room

The register
register_file a register's file, read and checked; register_fields: one place in it
registering   it becomes recipients, offices and facts
checking      facts, checked and changed by people; fact_forms: what they type
addressing    how an office is addressed, from the facts that may be used

A campaign's letters
merging       the blanks of a letter, and what fills them
versions      which text goes to whom; version_form: what an organiser writes
writing       one letter, composed; at_hand: are there any? kept for seconds
actions       whom a campaign writes to, and its versions: chosen, put in order; addressee_forms
specimen      a letter as it would be, for its organiser: how long it is, what differs
attention     what of all this needs somebody
rehearsal     test mode: all letters, mailed to the organiser who asks
demo          the demonstration's

On their way
forms         what the writer of a letter types
passing_on    the ways a letter leaves its writer: links, mail file, PDF
delivering    letters that left their writers become numbers
carrying      letters that signers ask the campaign to carry
mailing       those, by e-mail, one by one, in office hours
dossiers      asked for, claimed, kept encrypted, destroyed; building: what a worker does for one;
              dossier_pdf: its pages
ending        letters and dossiers of signers who are erased by others than themselves

The record
recording     what happened with each recipient, internal or published; record_forms
standing      where each recipient stands: letters, days of silence, the answer
announcing    those who asked for news hear of it
emails, tasks as in every room
"""
